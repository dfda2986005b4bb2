"""Pages as the site's Markdown renders them, with the extensions of ``mkdocs.yml``."""

import re
from functools import cache

import markdown
from mkdocs.config import load_config

from helpers import ROOT
from scimguide.pages.scan import scan

_TAG = re.compile(r"\{%-?\s*(?:end)?raw\s*[-+]?%\}")


@cache
def _markdown() -> markdown.Markdown:
    config = load_config(str(ROOT / "mkdocs.yml"))
    return markdown.Markdown(
        extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"]
    )


def rendered(text: str) -> str:
    """The HTML of a page without macros."""
    return _markdown().reset().convert(_TAG.sub("", text[scan(text).body :]))


def heading_ids(html: str) -> list[str]:
    """The anchors of the headings."""
    return re.findall(r'<h[1-6][^>]* id="([^"]*)"', html)
