"""
The catalogs of labels, ``locale/*/LC_MESSAGES/relclient.po``, and of sentences, ``sentences.po`` beside it.

Translators read and write these; programs read the compiled ``*.mo`` of the same name.

``python tests/support/catalogs.py`` compiles them all; do so after a change, and where two changes meet.
"""

from datetime import UTC, datetime
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[2] / "src" / "relclient" / "locale"
SOURCES = sorted(LOCALE.glob("*/LC_MESSAGES/relclient.po"))
SENTENCES = sorted(LOCALE.glob("*/LC_MESSAGES/sentences.po"))
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def language_of(source):
    return source.parts[-3]


def read(source):
    """Return the catalog for translators of one language."""
    with source.open("rb") as file:
        return read_po(file, locale=language_of(source))


def compiled(source):
    """Return *source* in the form that programs read, alike whenever it is compiled."""
    catalog = read(source)
    catalog.creation_date = catalog.revision_date = LONG_AGO
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def entries(content):
    """Return what a compiled catalog says, without its header, which names the compiler."""
    said = dict(GNUTranslations(BytesIO(content))._catalog)  # noqa: SLF001  # there is no public list of them
    del said[""]
    return said


def main():
    for source in [*SOURCES, *SENTENCES]:
        source.with_suffix(".mo").write_bytes(compiled(source))


if __name__ == "__main__":
    main()
