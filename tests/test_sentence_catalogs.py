"""Sentences: whatever the source says, every language says too, with the same slots."""

import ast
from pathlib import Path
from string import Formatter

import pytest

import catalogs
import relclient
from relclient import InvalidValue
from relclient._sentences import counted, sentence

ROOT = Path(relclient.__file__).parent


def templates():
    """Return each template that the source gives to `sentence` or `counted`: one string, or the two of a count."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                match node.func.id:
                    case "sentence":
                        template = node.args[1]
                        if isinstance(template, ast.Constant):  # else it was collected where it is said
                            yield template.value
                    case "said":
                        yield node.args[0].value
                    case "counted":
                        yield node.args[2].value, node.args[3].value


SAID = set(templates())


def slots(template):
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_sentences_are_found():
    assert "{money} {currency} spent" in SAID
    assert ("{number} purchase", "{number} purchases") in SAID


@pytest.mark.parametrize("source", catalogs.SENTENCES, ids=catalogs.language_of)
def test_a_catalog_has_every_sentence_and_nothing_else(source):
    messages = {message.id: message for message in catalogs.read(source) if message.id}
    # English is what the source says.
    assert set(messages) == (set() if catalogs.language_of(source) == "en" else SAID)
    for key, message in messages.items():
        keys = (key,) if isinstance(key, str) else key
        said = (message.string,) if isinstance(message.string, str) else message.string
        assert not message.fuzzy
        assert all(said), key
        assert {frozenset(slots(one)) for one in said} == {frozenset(slots(one)) for one in keys}, key


@pytest.mark.parametrize("source", catalogs.SENTENCES, ids=catalogs.language_of)
def test_what_programs_read_is_what_translators_wrote(source):
    packed = source.with_suffix(".mo").read_bytes()
    assert catalogs.entries(packed) == catalogs.entries(catalogs.compiled(source)), (
        "run: python tests/support/catalogs.py"
    )


def test_english_needs_no_translation():
    assert sentence("en", "{money} {currency} spent", money=9, currency="EUR") == "9 EUR spent"
    assert [counted("en", number, "{number} purchase", "{number} purchases") for number in (0, 1, 2)] == [
        "0 purchases",
        "1 purchase",
        "2 purchases",
    ]


def test_another_language_is_refused():
    with pytest.raises(InvalidValue):
        sentence("de", "{money} {currency} spent", money=9, currency="EUR")
