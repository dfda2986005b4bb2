"""
YAML text as plain values, with the line and column of each of them.

Only what a spec needs is accepted: mappings with text keys, lists, text,
numbers, ``true``, ``false`` and ``null`` (YAML 1.2's core, so that ``No`` and
dates stay text).  Anchors, tags and deep nesting are refused, which also keeps
a small file from becoming a large one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from scimguide.mapping.yaml_problems import explain
from scimguide.pages.source import NotUtf8Error, decode
from scimguide.problem import Place, Problem, SpecError

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

Position = tuple[int, int]


class _Loader(yaml.CSafeLoader):
    """PyYAML with the scalars of YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"~|null|", ["~", "n", ""]),
    ("int", r"[-+]?[0-9]{1,18}", "-+0123456789"),
    ("float", r"[-+]?[0-9]{1,18}\.[0-9]{1,18}", "-+0123456789"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )

_CONSTRUCT: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:null": lambda text: None,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}


_COLLECTIONS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


@dataclass
class SpecSource:
    """The value of a YAML text, and where each part of it stands."""

    file: str
    value: Any = None
    positions: dict[Place, Position] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def nearest(self, place: Place) -> Place:
        """The place itself, or the nearest one around it that the text has."""
        while place and place not in self.positions:
            place = place[:-1]
        return place

    def problem(self, place: Place, message: str) -> Problem:
        """A problem at a place, or at the nearest place around it that the text has."""
        position = self.positions.get(self.nearest(place), (1, 1))
        return Problem(self.file, *position, message)


def read(data: bytes, file: str) -> SpecSource:
    """The content of a YAML file.

    :raises SpecError: when the bytes are not UTF-8, not YAML, or not YAML of
        the kind that a spec needs.
    """
    source = SpecSource(file)
    if len(data) > MAX_BYTES:
        raise SpecError([Problem(file, 1, 1, f"{len(data)} bytes, expected at most {MAX_BYTES}")])
    try:
        text = decode(data).text
    except NotUtf8Error as error:
        raise SpecError([Problem(file, error.line, error.column, str(error))]) from None
    try:
        _check_depth(text, file)
        node = yaml.compose(text, _Loader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"character {error.character!r}, expected printable text"
        raise SpecError([Problem(file, line, 1, message)]) from None
    except yaml.MarkedYAMLError as error:
        position, message = explain(text, error)
        raise SpecError([Problem(file, *position, message)]) from None
    if node is None:
        raise SpecError([Problem(file, 1, 1, "an empty file, expected the keys of a spec")])
    source.lines = text.splitlines()
    source.value = _convert(node, (), source)
    if source.problems:
        raise SpecError(source.problems)
    return source


def _check_depth(text: str, file: str) -> None:
    """Refuse nesting and aliases before anything recursive sees the text."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        mark = event.start_mark
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise SpecError(
                [Problem(file, *where, "an anchor or alias, expected the value itself")]
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                message = f"nested {depth} levels deep, expected at most {MAX_DEPTH}"
                raise SpecError([Problem(file, *where, message)])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _convert(node: yaml.Node, place: Place, source: SpecSource) -> Any:
    source.positions.setdefault(place, _position(node))
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        source.positions[place] = _content(node, source)
    if isinstance(node, yaml.MappingNode) and node.tag in _COLLECTIONS:
        return {
            key: _convert(value, (*place, key), source)
            for key, value in _pairs(node, place, source)
        }
    if isinstance(node, yaml.SequenceNode) and node.tag in _COLLECTIONS:
        return [_convert(item, (*place, index), source) for index, item in enumerate(node.value)]
    message = f"the tag {node.tag!r}, expected the value without it"
    if isinstance(node, yaml.ScalarNode) and node.tag in _CONSTRUCT:
        try:
            return _CONSTRUCT[node.tag](node.value)
        except ValueError:  # an explicit tag that its text contradicts: !!int x
            message = f"{node.value!r}, expected what its tag says"
    source.problems.append(source.problem(place, message))
    return None


def _pairs(
    node: yaml.MappingNode, place: Place, source: SpecSource
) -> Iterator[tuple[str, yaml.Node]]:
    seen: dict[str, Position] = {}
    for key_node, value in node.value:
        position = _position(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            source.problems.append(
                Problem(source.file, *position, "a key that is a list or mapping, expected a name")
            )
            continue
        key = key_node.value
        if key in seen:
            message = f"duplicate key {key!r}, expected it once (first on line {seen[key][0]})"
            source.problems.append(Problem(source.file, *position, message))
            continue
        seen[key] = position
        source.positions[(*place, key)] = position
        yield key, value


def _content(node: yaml.Node, source: SpecSource) -> Position:
    """Where the text of a block scalar begins: on the first line below its mark that has some."""
    for number in range(node.start_mark.line + 1, min(node.end_mark.line + 1, len(source.lines))):
        line = source.lines[number]
        if line.strip():
            return number + 1, len(line) - len(line.lstrip()) + 1
    return _position(node)


def _position(node: yaml.Node) -> Position:
    return node.start_mark.line + 1, node.start_mark.column + 1
