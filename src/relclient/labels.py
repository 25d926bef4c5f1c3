"""Words: enumerations whose members have a name in English, Spanish and Romanian."""

from enum import Enum
from typing import TYPE_CHECKING, Literal, Self

from relclient.errors import InvalidValue

Language = Literal["en", "es", "ro"]


class Term(Enum):
    """
    The base of every public enumeration: each member is a term of the field, in three languages.

    A member's value is its lower-case name, which is also how documents and data frames spell it.
    Members are compared by identity; nothing here reads the machine's language.

    >>> from relclient import Side
    >>> Side.INTERNAL.value
    'internal'
    >>> [Side.INTERNAL.label(language) for language in ("en", "es", "ro")]
    ['internal', 'interno', 'intern']
    """

    _value_: str
    _labels: dict[str, str]

    def __new__(cls, value: str, en: str, es: str, ro: str) -> Self:
        """Make the member *value* with its three labels."""
        member = object.__new__(cls)
        member._value_ = value
        member._labels = {"en": en, "es": es, "ro": ro}
        return member

    if not TYPE_CHECKING:  # pragma: no branch  # to a type checker it is the hash of Enum
        # Enum hashes the name in Python code; members are singletons, so their identity serves and costs nothing.
        __hash__ = object.__hash__

    def label(self, lang: Language = "en") -> str:
        """
        Name this member in the language *lang*: ``en``, ``es`` or ``ro``.

        >>> from relclient import CustomerKind
        >>> CustomerKind.FRAMEWORK.label("es")
        'cliente marco'

        Raises:
            InvalidValue: *lang* is another language.
        """
        try:
            return self._labels[lang]
        except KeyError:
            raise InvalidValue("label lang", lang, "the languages are 'en', 'es' and 'ro'") from None
