"""The built site, opened as a reader opens it: in a browser, on a screen and on a telephone, in light and in dark."""

import re
import subprocess
import sys
import threading
import zlib
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import browser
import relclient

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
    for page in (ROOT / "docs").glob("**/*.md")
    if "_build" not in page.parts
)
PICTURES = ["index.html", "tutorial/what-hangs-on-whom.html", "explanation/party-and-role.html", "explanation/design.html", "explanation/service-chain.html"]  # fmt: skip
TELEPHONE = 360

needs_chromium = pytest.mark.skipif(browser.PROGRAM is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Build the documentation with every warning an error; pages are read once for all builders."""
    read = tmp_path_factory.mktemp("read")

    def run(builder):
        folder = tmp_path_factory.mktemp(builder)
        options = ["-n", "-W", "--keep-going", "-q", "-d", str(read), "-b", builder]
        command = [sys.executable, "-m", "sphinx", *options, "docs", str(folder)]
        return folder, subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="module")
def site(build):
    """The folder with the pages."""
    folder, run = build("html")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    return folder


class Quiet(SimpleHTTPRequestHandler):
    """Serve files, and say nothing of it."""

    def log_message(self, *_):
        """Keep silent."""


@pytest.fixture(scope="module")
def address(site):
    """Where the pages are served: on this machine only."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def page():
    """A tab of Chromium."""
    with browser.chromium() as tab:
        yield tab


def test_every_public_name_has_an_entry(site):
    header, _, packed = (site / "objects.inv").read_bytes().partition(b"zlib.\n")
    assert header.startswith(b"# Sphinx inventory version 2")
    entries = re.findall(r"^(relclient\.\S+) py:", zlib.decompress(packed).decode(), re.MULTILINE)
    described = {entry.rpartition(".")[2] for entry in entries}
    assert {*relclient.__all__} <= described


def test_the_coverage_builder_finds_nothing_undocumented(build):
    folder, run = build("coverage")
    assert (run.returncode, run.stderr) == (0, "")
    report = (folder / "python.txt").read_text(encoding="utf-8")
    assert re.search(r"^\| TOTAL +\| 100\.00% +\| 0 +\|$", report, re.MULTILINE), report


def test_the_doctest_builder_runs_the_examples_of_the_reference(build):
    folder, run = build("doctest")
    report = (folder / "output.txt").read_text(encoding="utf-8")
    assert run.returncode == 0, report + run.stderr
    tried = dict(re.findall(r"^Document: (\S+)\n-+\n1 items? passed all tests:\n +(\d+) tests? in default$", report, re.MULTILINE))  # fmt: skip
    assert {"reference/network", "reference/errors", "reference/priority", "reference/tables"} <= set(tried), report
    assert sum(map(int, tried.values())) > 500, report


@needs_chromium
@pytest.mark.parametrize("width", [1280, TELEPHONE])
def test_no_page_complains_or_scrolls_sideways(page, address, width):
    for name in PAGES:
        page.open(address + name, width=width)
        assert not page.complaints(), name
        assert page.ask("document.documentElement.scrollWidth <= innerWidth"), name


@needs_chromium
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_there_and_can_be_read(page, address, name, dark):
    page.open(address + name, dark=dark)
    boxes = page.ask("""[...document.querySelectorAll(".picture svg")].map((drawing) => {
        const {width, height} = drawing.getBoundingClientRect();
        return [width > 200, height > 100, drawing.getAttribute("aria-label").length > 20];
    })""")
    assert boxes
    assert all(all(box) for box in boxes)
    assert page.ask("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    assert min(page.ask(CONTRASTS)) >= 4.5, "what WCAG asks of text"


CONTRASTS = """(() => {
    const light = (color) => {
        const [r, g, b] = color.match(/[\\d.]+/g).map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (text) => {
        const shape = [...text.parentElement.querySelectorAll("polygon, ellipse, path")]
            .map((each) => getComputedStyle(each).fill)
            .find((fill) => fill !== "none" && fill !== "rgba(0, 0, 0, 0)");
        const isEdge = text.closest(".edge");
        return !isEdge && shape ? shape : getComputedStyle(document.body).backgroundColor;
    };
    return [...document.querySelectorAll(".picture text")].map((text) => {
        const [a, b] = [light(getComputedStyle(text).fill), light(ground(text))].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
    });
})()"""
"""How much each text of a drawing stands out from what it stands on."""


@needs_chromium
def test_the_search_finds_affected_customers(page, address):
    page.open(address + "search.html?q=affected_customers")
    assert page.wait_until("document.querySelectorAll('#search-results li a').length > 0")
    found = page.ask("[...document.querySelectorAll('#search-results li a')].map((link) => link.href)")
    assert any("reference/network.html" in link and "affected_customers" in link for link in found)
    assert not page.complaints()


@needs_chromium
def test_a_copy_button_copies_the_code_without_prompts(page, address):
    page.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    page.open(address + "tutorial/who-is-who.html")
    assert page.wait_until("document.querySelector('.highlight-pycon button.copybtn') !== null")
    page.ask("document.querySelector('.highlight-pycon button.copybtn').click()")
    assert page.wait_until("document.querySelector('.highlight-pycon button.copybtn.success') !== null")
    copied = page.ask("navigator.clipboard.readText()")
    assert copied.splitlines()[0] == 'print(network.classify("dan", "hotel", on=date(2026, 4, 15)))'
    assert ">>>" not in copied


@needs_chromium
def test_a_reader_who_chooses_dark_gets_dark_pictures(page, address):
    page.open(address + "index.html")
    ground = "getComputedStyle(document.querySelector('.picture .node polygon')).fill"
    before = page.ask(ground)
    page.ask("document.body.dataset.theme = 'dark'")
    assert page.ask(ground) != before
