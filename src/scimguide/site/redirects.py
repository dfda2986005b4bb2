"""
Signposts where pages stood before: ``moved_from: [old-name.md]`` in a front matter.

Plain HTML with a refresh and a canonical link, because the site's policy
forbids scripts inside pages.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path, PurePosixPath

from scimguide.errors import UserError
from scimguide.pages import source
from scimguide.pages.front_matter import front_matter

_SIGNPOST = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}: moved</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={target}">
<link rel="canonical" href="{canonical}">
</head>
<body>
<main><h1>This page has moved</h1><p><a href="{target}">{title}</a></p></main>
</body>
</html>
"""


class MovedError(UserError):
    """A front matter names a former place that cannot be used; the message says why."""


def redirects(docs: Path, site: Path, site_url: str = "") -> list[Path]:
    """
    Write a signpost at every former place of a page, and return where.

    :raises MovedError: when a page stands there today, or two pages claim the place.
    """
    written: list[Path] = []
    for page, old, title in _moved(docs):
        place = site / folder(old) / "index.html"
        if place.exists() or (docs / old).exists():
            raise MovedError(
                f"docs/{page}: moved_from names {old!r}, where a page stands, expected a former one"
            )
        up = "../" * len(PurePosixPath(folder(old)).parts)
        target = f"{up}{folder(page)}".removesuffix(".")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(
            _SIGNPOST.format(
                title=escape(title),
                target=escape(target),
                canonical=escape(f"{site_url}{folder(page)}" if site_url else target),
            ),
            "utf-8",
        )
        written.append(place)
    return written


def _moved(docs: Path) -> Iterator[tuple[str, str, str]]:
    """Page, former place and title, by the names of pages."""
    for file in sorted(docs.rglob("*.md")):
        settings = front_matter(source.read(file).text)
        page = file.relative_to(docs).as_posix()
        for old in settings.moved_from:
            yield page, old, settings.title or page


def folder(page: str) -> str:
    """A page's URL below the site: ``roles.md`` is at ``roles/``, ``index.md`` at the root."""
    path = PurePosixPath(page).with_suffix("")
    path = path.parent if path.name == "index" else path
    return "" if path == PurePosixPath(".") else f"{path}/"
