"""
The copies of the whole guide that this build offers.

They are made from the finished pages, so a page cannot link to them as to others;
the build says in ``SCIMGUIDE_COPIES`` which it is going to make.
"""

import os

VARIABLE = "SCIMGUIDE_COPIES"

COPIES = {
    "setup.pdf": "The way to a working setup alone, as a short PDF to hand to a colleague",
    "guide.pdf": "The guide as a PDF with tags and bookmarks, to print or to hear, "
    "without the recordings and the pages for writers",
    "guide.zip": "The whole guide as a folder that opens from a disk, with its search",
}
"""What each copy is, by its name below ``downloads/``."""


def guide_copies() -> str:
    """A list of the copies, or a sentence when this build makes none."""
    if not (made := _made()):
        return "This build makes no copies of the whole guide; `scripts/build` does."
    items = "".join(f'<li><a href="{name}">{name}</a>: {COPIES[name]}.</li>\n' for name in made)
    return f"<ul>\n{items}</ul>"


def guide_copy(name: str, downloads: str) -> str:
    """A sentence that offers one copy, or nothing when this build does not make it."""
    if name not in _made():
        return ""
    return f'<p><a href="{downloads}{name}">{name}</a>: {COPIES[name]}.</p>'


def _made() -> list[str]:
    return [name for name in COPIES if name in os.environ.get(VARIABLE, "").split()]
