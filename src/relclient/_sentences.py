"""Sentences: what answers say, in every language, from catalogs with named slots."""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Self

from relclient.labels import Language, Term, catalog


def sentence(lang: Language, template: str, **slots: object) -> str:
    """
    Return *template*, which is written in English, in the language *lang* with its slots filled.

    >>> from relclient._sentences import sentence
    >>> sentence("es", "{money} {currency} spent", money=9, currency="EUR")
    '9 EUR gastados'

    Raises:
        InvalidValue: *lang* is another language.
    """
    return catalog(lang, "sentences").gettext(template).format_map(slots)


def counted(lang: Language, number: int, one: str, many: str) -> str:
    """
    Return the template for *number* things, in the language *lang*, with the number in it.

    >>> from relclient._sentences import counted
    >>> [counted("ro", number, "{number} purchase", "{number} purchases") for number in (1, 2, 20)]
    ['1 cumpărare', '2 cumpărări', '20 de cumpărări']

    Raises:
        InvalidValue: *lang* is another language.
    """
    return catalog(lang, "sentences").ngettext(one, many, number).format_map({"number": number})


class Said(str):
    """
    A string in English that can be said in the other languages too; `said` makes it.

    It is equal to its English string, and a program that knows no languages reads it as one.
    """

    __slots__ = ("_slots", "_template")

    _template: str
    _slots: Mapping[str, object]

    def __new__(cls, template: str, slots: Mapping[str, object]) -> Self:
        """Fill the *slots* of *template* in English, and keep both."""
        made = super().__new__(cls, _filled("en", template, slots))
        made._template, made._slots = template, slots
        return made

    def say(self, lang: Language) -> str:
        """
        Return the string in the language *lang*.

        Raises:
            InvalidValue: *lang* is another language.
        """
        return _filled(lang, self._template, self._slots)

    def __reduce__(self) -> tuple[type["Said"], tuple[str, Mapping[str, object]]]:
        return Said, (self._template, self._slots)


def said(template: str, **slots: object) -> Said:
    """
    Return *template* with its slots filled; those that are terms, or said themselves, follow the language.

    >>> from relclient import Priority
    >>> from relclient._sentences import said
    >>> spent = said("{money} {currency} spent", money=9, currency="EUR")
    >>> print(spent, spent.say("ro"), sep=", ")
    9 EUR spent, 9 EUR cheltuiți
    """
    return Said(template, slots)


def listed(parts: Iterable[Said]) -> Said:
    """Return *parts*, at least one, behind each other."""
    return reduce(lambda first, rest: said("{first}; {rest}", first=first, rest=rest), parts)


def in_language(value: object, lang: Language) -> object:
    """Return *value* in the language *lang*, if it is a term or something said; anything else as it is."""
    if isinstance(value, Said):
        return value.say(lang)
    return value.label(lang) if isinstance(value, Term) else value


def _filled(lang: Language, template: str, slots: Mapping[str, object]) -> str:
    return sentence(lang, template, **{name: in_language(value, lang) for name, value in slots.items()})
