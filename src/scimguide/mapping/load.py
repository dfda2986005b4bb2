"""From the bytes of ``mapping.yaml`` to a spec, or to everything that is wrong with them."""

from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scimguide.mapping import source as yaml_source
from scimguide.mapping.base import FORMS
from scimguide.mapping.checks import check
from scimguide.mapping.problems import Place, Problem, SpecError, expected
from scimguide.mapping.spec import Spec


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
    source = yaml_source.read(data, shown)
    if not isinstance(source.value, dict):
        raise SpecError([source.problem((), "no mapping, expected the keys of a spec")])
    try:
        spec = Spec.model_validate(source.value)
    except ValidationError as error:
        raise SpecError(
            source.problem(place, text) for place, text in map(_explain, error.errors())
        ) from None
    found = [source.problem(place, text) for place, text in check(spec)]
    if found:
        raise SpecError(found)
    return spec


def _explain(error: ErrorDetails) -> tuple[Place, str]:
    """The place and the sentence of one of pydantic's errors."""
    place: Place = tuple(error["loc"])
    kind, got, context = error["type"], error["input"], error.get("ctx", {})
    name = str(place[-1]) if place else ""
    if kind == "extra_forbidden":
        return place, f"unknown key {name!r}, {expected(_keys(place[:-1]), name)}"
    if kind == "missing":
        return place[:-1], f"no {name!r}, expected this key"
    if kind == "literal_error":
        return place, f"{got!r}, {expected(_choices(context['expected']), got)}"
    if kind == "string_pattern_mismatch":
        return place, f"{got!r}, expected {FORMS[context['pattern']]}"
    accepted = _ACCEPTED.get(kind, error["msg"].removeprefix("Input should be "))
    return place, f"{_short(got)}, expected {accepted.format(**context)}"


_ACCEPTED = {
    "string_type": "text",
    "string_too_short": "some text",
    "string_too_long": "at most {max_length} characters",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "too_short": "at least {min_length} of them",
}
"""What is accepted, by pydantic's name of the error."""


def _choices(text: str) -> list[str]:
    return [part.strip("'") for part in text.replace(" or ", ", ").split(", ")]


def _short(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return repr(value) if len(repr(value)) < 80 else repr(value)[:77] + "…"


def _keys(place: Place) -> list[str]:
    """The keys that the model at a place accepts."""
    model: Any = Spec
    for step in place:
        if isinstance(model, type) and issubclass(model, BaseModel):
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            model = _model(fields[str(step)].annotation) if str(step) in fields else None
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _model(annotation: Any) -> Any:
    """The model inside ``list[Model]``, ``dict[str, Model]`` or ``Model | None``."""
    return next(_models(annotation), None)


def _models(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif (
        get_origin(annotation) in (list, dict, Union, UnionType)
        and get_origin(annotation) is not Literal
    ):
        for argument in get_args(annotation):
            yield from _models(argument)
