"""Labels: enumerations whose members have a name in English, Spanish and Romanian."""

from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Literal, get_args

from relclient.errors import InvalidValue

if TYPE_CHECKING:
    from gettext import GNUTranslations

Language = Literal["en", "es", "ro"]
"""A language that labels and sentences are in."""


class Term(Enum):
    """
    The base of every public enumeration: each member is a term of the field, in three languages.

    A member's value is its lower-case name, which is also how documents and data frames spell it.
    Its labels are in the catalogs ``locale/*/LC_MESSAGES/relclient.po``, under the name of the class and the value;
    a member of an enumeration of your own has its value as its label.
    Members are compared by identity; nothing here reads the machine's language.

    >>> from relclient import Side
    >>> Side.INTERNAL.value
    'internal'
    >>> [Side.INTERNAL.label(language) for language in ("en", "es", "ro")]
    ['internal', 'interno', 'intern']
    """

    __module__ = "relclient"

    _value_: str

    if not TYPE_CHECKING:  # pragma: no branch  # to a type checker it is the hash of Enum
        # Enum hashes the name in Python code; members are singletons, so their identity serves and costs nothing.
        __hash__ = object.__hash__

    def label(self, lang: Language = "en") -> str:
        """
        Return the name of this member in the language *lang*: ``en``, ``es`` or ``ro``.

        >>> from relclient import CustomerKind
        >>> CustomerKind.FRAMEWORK.label("es")
        'cliente marco'

        Raises:
            InvalidValue: *lang* is another language.
        """
        return _label(self, lang)


@cache
def _label(term: Term, lang: Language) -> str:
    translated = catalog(lang, "relclient").pgettext(type(term).__name__, term.value)
    return translated.replace("_", " ") if translated == term.value else translated


@cache
def catalog(lang: Language, domain: str) -> "GNUTranslations":
    """Return the compiled catalog of *lang* for the labels or the sentences; a program that shows none reads none."""
    from gettext import GNUTranslations  # noqa: PLC0415  # used only where a label is shown
    from io import BytesIO  # noqa: PLC0415  # the same
    from pkgutil import get_data  # noqa: PLC0415  # the same

    languages: tuple[Language, ...] = get_args(Language)
    if lang not in languages:
        *most, last = map(repr, languages)
        raise InvalidValue("label lang", lang, f"the languages are {', '.join(most)} and {last}")
    compiled = get_data("relclient", f"locale/{lang}/LC_MESSAGES/{domain}.mo")
    return GNUTranslations(BytesIO(compiled or b""))
