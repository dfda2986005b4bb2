"""
The front matter of a page: what the page says of itself, in YAML between two lines ``---``.

MkDocs publishes a front matter that it cannot read as text, and ignores keys that it does not
know; both are faults here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import yaml

from scimguide.pages.scan import Fault, PageScan, scan
from scimguide.problem import expected

TIMEOUT, LONGEST_TIMEOUT = 10, 300
"""Seconds that a snippet may take when its page asks for nothing, and those that it may ask for."""
PAGE_TIMEOUT, LONGEST_PAGE_TIMEOUT = 60, 1800
"""The same for the whole page."""


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """What a page says of itself; a key that is missing or wrong has its default."""

    title: str = ""
    description: str = ""
    leaves: tuple[str, ...] = ()
    """What the page leaves at the service: ``user NAME active``, ``group NAME``."""
    follows: str = ""
    """The page whose actions in Okta come before those of this one, by its path below ``docs/``."""
    minutes: int | None = None
    """How long the part of the setup takes; None for a page that is no part of it."""
    steps: bool = True
    """Whether the ordered lists of the page are procedures."""
    printed: bool = True
    """Whether the page stands in the PDF of the guide."""
    moved_from: tuple[str, ...] = ()
    """Former paths of the page below ``docs/``."""
    timeout: float = TIMEOUT
    """Seconds that a snippet of the page may take."""
    page_timeout: float = PAGE_TIMEOUT
    """Seconds that the whole page may take."""


@dataclass(frozen=True)
class _Type:
    """What a key accepts."""

    accepts: Callable[[Any], bool]
    expected: str


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _is_below_docs(path: str) -> bool:
    return path.endswith(".md") and not path.startswith("/") and ".." not in path.split("/")


def _seconds(most: int) -> _Type:
    return _Type(lambda value: _number(value) and 0 < value <= most, f"seconds, at most {most}")


_HIDE = ("navigation", "toc", "path", "footer", "feedback", "tags")
_BOOLEAN = _Type(lambda value: isinstance(value, bool), "true or false")
_TEXT = _Type(lambda value: isinstance(value, str) and bool(value.strip()), "a string")
_PAGES = _Type(
    lambda value: _texts(value) and all(map(_is_below_docs, value)),
    "a list of pages below docs/, [old-name.md]",
)
_SEARCH = {
    "boost": _Type(lambda value: _number(value) and value > 0, "a number above 0"),
    "exclude": _BOOLEAN,
}
_KEYS: dict[str, _Type] = {
    "title": _TEXT,
    "description": _TEXT,
    "leaves": _Type(_texts, "a list, such as [user NAME active], or [] for nothing"),
    "follows": _Type(
        lambda value: isinstance(value, str) and value.endswith(".md"), "a page, name.md"
    ),
    "minutes": _Type(
        lambda value: isinstance(value, int) and _number(value) and value > 0,
        "a whole number above 0",
    ),
    "steps": _BOOLEAN,
    "printed": _BOOLEAN,
    "moved_from": _PAGES,
    "timeout": _seconds(LONGEST_TIMEOUT),
    "page_timeout": _seconds(LONGEST_PAGE_TIMEOUT),
    "search": _Type(
        lambda value: isinstance(value, dict), f"a mapping with {' and '.join(_SEARCH)}"
    ),
    "hide": _Type(
        lambda value: _texts(value) and set(value) <= set(_HIDE), f"a list of {', '.join(_HIDE)}"
    ),
    "template": _TEXT,
    "icon": _TEXT,
    "status": _TEXT,
}
"""Every key: those of the engine, then those of MkDocs and its theme."""

_OPENING = re.compile(r"[ \t\n]*-{2,}[ \t]*\n(?P<key>[ \t]*[\w-]+[ \t]*:)")
_BARE = re.compile(r" {0,3}(?P<key>[A-Za-z0-9_-]+):(?:\s|$)")
_MERGES = "tag:yaml.org,2002:merge"


def front_matter(text: str) -> FrontMatter:
    """What a page says of itself; what is wrong in it is among :func:`faults`."""
    return _read(text)[0]


def from_meta(meta: Mapping[str, Any]) -> FrontMatter:
    """The same from values that MkDocs has read."""
    names = {each.name for each in fields(FrontMatter)}
    accepted: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in meta.items()
        if key in names and _KEYS[key].accepts(value)
    }
    return FrontMatter(**accepted)


def faults(
    page: PageScan, name: str = "", pages: Mapping[str, str] | None = None
) -> Iterator[Fault]:
    """
    What is wrong in the front matter of a page.

    ``pages`` has the Markdown of all pages by their paths below ``docs/``, and ``name`` is the path
    of this one; without them, ``follows`` is not looked up.
    """
    yield from _read(page.text)[1]
    follows = front_matter(page.text).follows
    if pages is None or not follows or page.front is None:
        return
    found = re.search(r"(?m)^follows[ \t]*:[ \t]*", page.text[slice(*page.front)])
    at = page.front[0] + (found.end() if found else 0)
    if follows not in pages:
        others = [each for each in pages if each != name]
        yield Fault(at, f"follows {follows!r}, which is no page, {expected(others, follows)}")
    elif circle := _circle(name, pages):
        yield Fault(at, f"follows itself, {' → '.join(circle)}, expected an end of the chain")


def _circle(name: str, pages: Mapping[str, str]) -> list[str]:
    """The pages that follow each other from here back to here; none when the chain ends."""
    chain = [name]
    while follows := front_matter(pages.get(chain[-1], "")).follows:
        if follows == name:
            return [*chain, name]
        if follows in chain:
            return []  # a circle of others, which they report
        chain.append(follows)
    return []


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[FrontMatter, tuple[Fault, ...]]:
    page = scan(text)
    if page.front is None:
        return FrontMatter(), tuple(_missing(text))
    found: list[Fault] = []
    values = _values(page, page.front[0], found)
    return from_meta(values), tuple(found)


def _missing(text: str) -> Iterator[Fault]:
    """Why a page has no front matter although it begins like one."""
    opening = _OPENING.match(text)
    first = text.partition("\n")[0]
    if opening and re.match(r"---[ \t]*\n", text):
        yield Fault(0, "a front matter without an end, expected a line '---' below its last key")
    elif opening:
        at = len(text) - len(text.lstrip())
        yield Fault(at, "a front matter, expected '---' as the first line of the page")
    elif _BARE.match(text):
        message = (
            f"{first[:60]!r}, which MkDocs takes for a front matter, "
            "expected '---' above it, or a heading first"
        )
        yield Fault(0, message)


def _values(page: PageScan, start: int, found: list[Fault]) -> dict[str, Any]:
    """The values of a front matter; faults are added to ``found``."""
    source = page.text[slice(*page.front)] if page.front else ""
    try:
        loader = yaml.SafeLoader(source)
        node = loader.get_single_node()
        values = _pairs(loader, node, start, found) if node else {}
        return {key: value for key, (value, _) in values.items()}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "end of stream" in (error.problem or ""):
            mark = error.context_mark or mark  # where the quotes open
        found.append(Fault(start + (mark.index if mark else 0), _explain(source, error)))
    except RecursionError:
        found.append(Fault(start, "brackets in brackets, too deep to be read, expected a few"))
    except (yaml.YAMLError, ValueError) as error:
        found.append(Fault(start, f"no valid YAML ({error}), expected 'key: value' on each line"))
    return {}


def _explain(source: str, error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "it cannot be read"
    if "mapping values are not allowed" in problem:
        fix = "quotes around a value with ': ' in it"
    elif "'\\t'" in problem or "\t" in source.split("\n")[(error.problem_mark or _TOP).line]:
        fix = "spaces instead of the tab"
    else:
        fix = "'key: value' on each line"
    return f"no valid YAML: {problem}, expected {fix}"


_TOP = yaml.Mark("", 0, 0, 0, "", 0)


def _pairs(
    loader: yaml.SafeLoader, node: yaml.Node, start: int, found: list[Fault]
) -> dict[str, tuple[Any, int]]:
    """Values and offsets of the keys that are right."""
    if not isinstance(node, yaml.MappingNode):
        found.append(Fault(start + node.start_mark.index, "expected 'key: value' on each line"))
        return {}
    values: dict[str, tuple[Any, int]] = {}
    for key_node, value_node in node.value:
        at = start + key_node.start_mark.index
        key = loader.construct_document(key_node)
        if not isinstance(key, str) or key not in _KEYS:
            found.append(Fault(at, f"unknown key {key!r}, {expected(_KEYS, key)}"))
            continue
        if key in values:
            found.append(Fault(at, f"the key {key!r} a second time, expected it once"))
            continue
        value = loader.construct_document(value_node)
        values[key] = value, at
        if not _KEYS[key].accepts(value):
            found.append(Fault(at, f"{key!r} is {_shown(value)}, expected {_hint(key, value)}"))
        elif key == "search":
            found += _search(loader, value_node, start)
    return values


def _search(loader: yaml.SafeLoader, node: yaml.MappingNode, start: int) -> Iterator[Fault]:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        at = start + key_node.start_mark.index
        key, value = loader.construct_document(key_node), loader.construct_document(value_node)
        if key not in _SEARCH:
            yield Fault(at, f"unknown key {key!r} of 'search', {expected(_SEARCH, key)}")
        elif key in seen:
            yield Fault(at, f"the key {key!r} a second time, expected it once")
        elif not _SEARCH[key].accepts(value):
            yield Fault(at, f"{key!r} is {_shown(value)}, expected {_SEARCH[key].expected}")
        seen.add(str(key))


def _shown(value: Any) -> str:
    """A value as YAML writes it."""
    words = {None: "empty", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return words[value]
    return repr(value)


def _hint(key: str, value: Any) -> str:
    wanted = _KEYS[key].expected
    if _KEYS[key] is _TEXT and value is not None:
        return f"{wanted}; put it in quotes"
    if isinstance(value, str) and key in ("minutes", "timeout", "page_timeout", "steps"):
        return f"{wanted}, without quotes"
    return wanted
