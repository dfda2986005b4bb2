"""
The index of the search, tuned: a heading counts more than a mention, and other words lead to it.

The theme gives a match in a heading so much weight that one word of a question beats all others,
and counts repetitions without regard to length.  What people call a thing stands in the glossary,
in its section *Other words*: a row leads to a page or a section, or says which words a guide has.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath
from typing import Any

GLOSSARY, SECTION = "glossary/index.md", "## Other words"
WEIGHTS = {"title": 12.0, "text": 1.0, "tags": 15.0}
"""How much a match counts: in a heading, in the text, and in what else people say for it."""

_LINK = re.compile(r"\[[^]]*\]\((?P<target>[^)]+)\)")
_WORD = re.compile(r"[A-Za-z0-9]+")

Names = dict[str, list[str]]
"""
Words that people type, by the place that they lead to, or by the word of the guide.

The words of a page lead to each of its sections, too.
"""


def tune_search(site: Path) -> None:
    """Give each section of the index the words by which people look for it."""
    file = site / "search" / "search_index.json"
    if not file.is_file():
        return
    index = json.loads(file.read_text("utf-8"))
    index["config"]["fields"] = {name: {"boost": weight} for name, weight in WEIGHTS.items()}
    glossary = site / GLOSSARY
    places, words = other_words(glossary.read_text("utf-8") if glossary.is_file() else "")
    for entry in index["docs"]:
        if tags := _tags(entry, places, words):
            entry["tags"] = tags
    file.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), "utf-8")


def other_words(glossary: str) -> tuple[Names, Names]:
    """What the section of the glossary says: words of places, and words for words."""
    places: Names = {}
    words: Names = {}
    for said, here in _rows(glossary.partition(SECTION)[2].partition("\n## ")[0]):
        alternatives = [each.strip() for each in said.split(",")]
        if link := _LINK.search(here):
            places.setdefault(_location(link["target"]), []).extend(alternatives)
        else:
            for word in here.casefold().split(", "):
                words.setdefault(word, []).extend(alternatives)
    return places, words


def _rows(text: str) -> Iterator[tuple[str, str]]:
    """The rows of the first table, without its head."""
    lines = [line for line in text.split("\n") if line.startswith("|")]
    for line in lines[2:]:
        said, here = (cell.strip() for cell in line.strip("|").split("|")[:2])
        yield said, here


def _location(target: str) -> str:
    """A link of the glossary's copy as the index names the place."""
    path, mark, anchor = target.partition("#")
    folder = normpath(f"glossary/{path}").removesuffix("index.md")
    return f"{folder}{mark}{anchor}"


def _tags(entry: dict[str, Any], places: Names, words: Names) -> list[str]:
    """The words of one section: of its place, for the words of its heading, and its page's name."""
    location = str(entry["location"])
    title = {word.casefold() for word in _WORD.findall(str(entry["title"]))}
    page = location.partition("#")[0]
    found = [*places.get(location, []), *(places.get(page, []) if page != location else [])]
    for word, others in words.items():
        if set(_WORD.findall(word)) <= title:
            found += others
    if page == location:
        found.append(page.strip("/").replace("-", " "))
    return [each for each in dict.fromkeys(found) if each]
