"""Sentences: what answers say, in every language, from catalogs with named slots."""

from relclient.labels import Language, catalog


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
