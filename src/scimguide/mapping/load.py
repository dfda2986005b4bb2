"""From the bytes of ``mapping.yaml`` to a spec, or to everything that is wrong with them."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scimguide.mapping import source as yaml_source
from scimguide.mapping.base import FORMS
from scimguide.mapping.checks import check
from scimguide.mapping.renamed import at_definitions
from scimguide.mapping.source import SpecSource
from scimguide.mapping.spec import Spec
from scimguide.problem import Place, Problem, SpecError, expected, one_of


def load(path: Path, shown: str | None = None) -> Spec:
    """
    The spec in a file.

    ``shown`` is the name that problems use, ``docs/mapping.yaml``.

    :raises SpecError: with all problems, each at its line and column.
    """
    shown = shown or str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SpecError(
            [Problem(shown, 1, 1, f"{error.strerror}, expected a mapping spec")]
        ) from None
    return loads(data, shown)


def loads(data: bytes, shown: str = "mapping.yaml") -> Spec:
    """The spec in the bytes of a file. Raises what ``load`` raises."""
    source, spec = shaped(data, shown)
    found = [source.problem(place, text) for place, text in check(spec)]
    if found:
        raise SpecError(at_definitions(source, found))
    return spec


def shaped(data: bytes, shown: str = "mapping.yaml") -> tuple[SpecSource, Spec]:
    """
    What has the shape of a spec, whether or not its parts fit each other, and where it stands.

    :raises SpecError: when the bytes do not have this shape.
    """
    source = yaml_source.read(data, shown)
    if not isinstance(source.value, dict):
        raise SpecError([source.problem((), "not a mapping, expected the keys of a spec")])
    _fill_extensions(source.value)
    try:
        spec = Spec.model_validate(source.value)
    except ValidationError as error:
        raise SpecError(_problems(source, error.errors())) from None
    return source, spec


def _fill_extensions(value: dict[str, Any]) -> None:
    """Put the URN of the extension in place of ``{extension}``, with which a path may begin."""
    users, groups, roles = (value.get(name) for name in ("users", "groups", "roles"))
    for kind in (users, groups):
        rows = kind.get("attributes") if isinstance(kind, dict) else None
        for row in rows if isinstance(rows, list) else ():
            _fill_extension(row, "path", kind)
    _fill_extension(roles, "attribute", users)


def _fill_extension(row: Any, key: str, kind: Any) -> None:
    urn = kind.get("extension") if isinstance(kind, dict) else None
    if isinstance(row, dict) and isinstance(path := row.get(key), str) and isinstance(urn, str):
        row[key] = re.sub(r"\A\{extension\}(?=:)", lambda _: urn, path)


def _problems(source: SpecSource, errors: list[ErrorDetails]) -> Iterator[Problem]:
    """The problems that pydantic's errors stand for, one for each place and value."""
    accepted: dict[tuple[Place, str], list[str]] = {}
    for error in errors:
        place, got, wanted = _explain(error)
        accepted.setdefault((source.nearest(place), got), []).append(wanted)
    for (place, got), several in accepted.items():
        yield source.problem(place, f"{got}, expected {one_of(list(dict.fromkeys(several)))}")


def _explain(error: ErrorDetails) -> tuple[Place, str, str]:
    """The place of one of pydantic's errors, what stands there, and what is accepted."""
    place: Place = tuple(error["loc"])
    kind, got, context = error["type"], error["input"], error.get("ctx", {})
    name = str(place[-1]) if place else ""
    if kind == "extra_forbidden":
        return place, f"unknown key {name!r}", _names(_keys(place[:-1]), name)
    if kind == "missing":
        return place[:-1], f"no {name!r}", "this key"
    if kind == "literal_error":
        return place, short(got), _names(_choices(context["expected"]), got)
    if kind == "string_pattern_mismatch":
        return place, short(got), FORMS[context["pattern"]]
    accepted = _ACCEPTED.get(kind, error["msg"].removeprefix("Input should be "))
    return place, short(got), accepted.format(**context)


_ACCEPTED = {
    "string_type": "a string",
    "string_too_short": "a string that is not empty",
    "string_too_long": "at most {max_length} characters",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "too_short": "at least {min_length} entry",
}
"""What is accepted, by pydantic's name of the error."""


def _names(accepted: list[str], got: object) -> str:
    return expected(accepted, got).removeprefix("expected ")


def _choices(text: str) -> list[str]:
    return [part.strip("'") for part in text.replace(" or ", ", ").split(", ")]


def short(value: Any) -> str:
    """A value of the spec as messages show it."""
    if value is None:
        return "no value"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        kind = "mapping" if isinstance(value, dict) else "list"
        return f"a {kind}" if value else f"an empty {kind}"
    return repr(value) if len(repr(value)) < 80 else repr(value)[:77] + "…"


def _keys(place: Place) -> list[str]:
    """The keys that the model at a place accepts."""
    annotation: Any = Spec
    for step in place:
        annotation = _part(annotation, step)
    model = next((each for each in _alternatives(annotation) if _is_model(each)), None)
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _part(annotation: Any, step: str | int) -> Any:
    """The annotation of a key or item inside of what an annotation describes."""
    for each in _alternatives(annotation):
        if _is_model(each):
            fields = {field.alias or name: field for name, field in each.model_fields.items()}
            return fields[str(step)].annotation if str(step) in fields else None
        if get_origin(each) in (list, dict):
            return get_args(each)[-1]
    return None


def _alternatives(annotation: Any) -> Iterator[Any]:
    """``Model`` and ``None`` of ``Model | None``."""
    if get_origin(annotation) in (Union, UnionType):
        yield from get_args(annotation)
    else:
        yield annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
