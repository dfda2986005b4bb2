"""
Every page also as Markdown, beside its HTML, with the spec's values in place.

Comments are for the writers and the runner; links lead from copy to copy.
"""

import re
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import Any

_FENCE = re.compile(r"^[ \t]*(```+|~~~+)")
_COMMENT = re.compile(r"^[ \t]*<!--.*-->[ \t]*$")
_ASIDE = re.compile(r"(?P<code>`[^`]*`)|\s*<!--.*?-->")
"""A comment inside of a line; one inside of code is what the page is about."""
_LINK = re.compile(r"(?<=\]\()(?P<path>[^)\s:#]+)(?=[#)])")


def write_copy(page: Any, markdown: str, files: Any, site: Path) -> None:
    """Write the copy of one MkDocs page into the site."""
    place = page.file.dest_uri
    if not place.endswith("index.html"):
        return

    def moved(link: re.Match[str]) -> str:
        source = normpath(join(dirname(page.file.src_uri), link["path"]))
        target = files.get_file_from_path(source)
        if target is None:
            return link["path"]
        end = re.sub(r"\.html$", ".md", target.dest_uri)
        return relpath(end, dirname(place) or ".")

    file = site / place.replace("index.html", "index.md")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(copy_of(markdown, moved), "utf-8")


def copy_of(markdown: str, moved: Any) -> str:
    """Markdown without comments of a line, and with its links moved; code stays as it is."""
    lines, fence = list[str](), ""
    for line in markdown.strip().splitlines():
        if found := _FENCE.match(line):
            fence = "" if fence and found[1].startswith(fence) else fence or found[1]
        elif not fence:
            if _COMMENT.match(line):
                continue
            line = _LINK.sub(moved, _ASIDE.sub(lambda found: found["code"] or "", line))
        lines.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
