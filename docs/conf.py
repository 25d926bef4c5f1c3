"""Sphinx's settings; nothing here needs a network."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "relclient"
author = "The relclient developers"
project_copyright = f"2026, {author}"
version = release = version_of("relclient")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.coverage",
    "sphinx.ext.doctest",
    "sphinx.ext.graphviz",
    "sphinx.ext.intersphinx",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_design",
    "notfound.extension",
    "decision_tables",
    "house_style",
    "pictures",
    "public_names",
    "term_tables",
]
exclude_patterns = ["_build"]
nitpicky = True
nitpick_ignore_regex = [
    # Their pages are elsewhere, and a build asks no server.
    ("py:class", r"(narwhals|sqlalchemy)\..*|GNUTranslations"),
    # What is private, or passed on between modules, has no page.
    ("py:class", r"relclient\.(.*\.)?(_.*|Reckoning|ById)"),
    # Type variables are no pages.
    ("py:(class|obj)", r"relclient\..*\.[A-Z](_co|_contra)?"),
]

html_theme = "furo"
html_title = f"relclient {release}"
html_favicon = "_static/icon.svg"
html_static_path = ["_static"]
html_css_files = ["relclient.css"]
html_theme_options = {
    "source_repository": "https://github.com/relclient/relclient/",
    "source_branch": "main",
    "source_directory": "docs/",
}
add_module_names = False  # the public path is the top level
maximum_signature_line_length = 68
graphviz_output_format = "svg"

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "both"
autodoc_typehints_description_target = "documented"
autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_preserve_defaults = True  # a table as a default is shown by its name
autodoc_class_signature = "mixed"

# Without a list, every module that a page documents is held to have no undocumented part.
coverage_show_missing_items = True
coverage_statistics_to_stdout = False
# What modules keep to themselves; what `Order` has is described with the two rankings.
coverage_ignore_classes = ["Fate", "Order", "StepSource"]
coverage_ignore_functions = ["rank_relationships", "rank_requests", "terms_of"]

doctest_default_flags = 0  # what is expected is expected to the letter, as by pytest

# The part of Python's own inventory that is referred to here, kept beside this file so that a build asks no server.
intersphinx_mapping = {"python": ("https://docs.python.org/3", "python.inv")}

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

notfound_urls_prefix = "/"
