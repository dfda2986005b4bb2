"""
Functions by their signatures, in the words of Okta's reference.

``@function("String.append(String str, String suffix): String")`` says name,
parameters and result; calls are checked against it before anything is evaluated.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from scimguide.expression.errors import Wrong
from scimguide.expression.values import kind, text

Type = str
"""``String``, ``Integer``, ``Number``, ``Boolean``, ``Array``, ``Map``, ``User``, ``Any``, …"""

CONVERTED = "A number or Boolean given to a function of strings is converted, as in SpEL."

_SIGNATURE = re.compile(r"(?P<name>[\w.]+)\((?P<parameters>.*)\): (?P<returns>\w+)")
_WORDS = {
    "String": "a string",
    "Integer": "a number",
    "Number": "a number",
    "Boolean": "true or false",
    "Array": "an array",
    "Map": "a map",
    "User": "a profile",
}


@dataclass(frozen=True)
class Parameter:
    """One parameter."""

    type: Type
    name: str
    optional: bool = False
    repeated: bool = False


@dataclass(frozen=True)
class Function:
    """A function that expressions can call."""

    name: str
    parameters: tuple[Parameter, ...]
    returns: Type
    run: Callable[..., Any]
    """Takes the scope and the arguments."""
    signature: str
    deprecated: bool = False
    in_mappings: bool = True
    """False for the functions that Okta reserves for group claims."""
    pairs: bool = False
    """The repeated arguments come in pairs."""
    lists: bool = False
    """Of an array as its first argument, each item is worked on (Okta Support)."""

    def check(self, types: list[Type]) -> None:
        """
        Check the types of a call's arguments against the signature; ``Any`` may be everything.

        :raises Wrong: when their number or a type cannot be right.
        """
        least = sum(not p.optional and not p.repeated for p in self.parameters)
        most = None if self._repeated else len(self.parameters)
        odd = self.pairs and (len(types) - least) % 2
        if len(types) < least or (most is not None and len(types) > most) or odd:
            count = f"{len(types)} argument{'' if len(types) == 1 else 's'}"
            raise Wrong(f"{self.name} with {count}, expected {self.signature}")
        for place, (type_, parameter) in enumerate(zip(types, self._each(), strict=False), 1):
            if self.lists and place == 1 and type_ == "Array":
                continue
            if not accepts(parameter.type, type_):
                what = _WORDS.get(type_, "null")
                raise Wrong(f"argument {place} of {self.name} is {what}, expected {self.signature}")

    def call(self, scope: Any, values: list[Any]) -> Any:
        """
        The value of a call.

        :raises Wrong: when an argument has a type that cannot be used.
        """
        if self.lists and isinstance(values[0], list):
            return [self.call(scope, [item, *values[1:]]) for item in values[0]]
        ready = [
            _given(scope, self, place, parameter, value)
            for place, (value, parameter) in enumerate(zip(values, self._each(), strict=False), 1)
        ]
        return self.run(scope, *ready)

    @property
    def _repeated(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].repeated

    def _each(self) -> Iterator[Parameter]:
        yield from self.parameters
        while self._repeated:
            yield self.parameters[-1]


def accepts(wanted: Type, given: Type) -> bool:
    """Whether a value of one type may be given where another is wanted."""
    objects = {"Map", "User"}
    csv = wanted == "Array" and given == "String"  # "CSV as an input parameter for all Arrays*"
    return (
        "Any" in (wanted, given)
        or given in ("Null", wanted)
        or (wanted, given) == ("Number", "Integer")
        or {wanted, given} == objects
        or csv
    )


def _given(scope: Any, function: Function, place: int, parameter: Parameter, value: Any) -> Any:
    if value is None or parameter.type == "Any":
        return value
    given = type_of(value)
    if accepts(parameter.type, given):
        return value
    if parameter.type == "String" and given in ("Integer", "Number", "Boolean"):
        scope.assume(CONVERTED)
        return text(value)
    raise Wrong(
        f"argument {place} of {function.name} is {kind(value)}, expected {function.signature}"
    )


def type_of(value: Any) -> Type:
    """The type of a value."""
    for type_, name in ((bool, "Boolean"), (str, "String"), (int, "Integer"), (float, "Number")):
        if isinstance(value, type_):
            return name
    return "Null" if value is None else "Array" if isinstance(value, list) else "User"


F = TypeVar("F", bound=Callable[..., Any])

FUNCTIONS: dict[str, Function] = {}
"""Every function by its name: ``String.len``, ``substring``, ``user.getGroups``."""


def function(signature: str, **flags: bool) -> Callable[[F], F]:
    """Declare a function by its signature; ``?`` marks what may be left out, ``...`` repeats."""
    found = _SIGNATURE.fullmatch(signature)
    assert found, signature
    name, returns = found["name"], found["returns"]
    parameters = tuple(map(_parameter, filter(None, found["parameters"].split(", "))))

    def declare(run: F) -> F:
        FUNCTIONS[name] = Function(name, parameters, returns, run, signature, **flags)
        return run

    return declare


def _parameter(words: str) -> Parameter:
    type_, name = words.split(" ")
    return Parameter(
        type_.removesuffix("..."), name.removesuffix("?"), name.endswith("?"), type_.endswith("...")
    )
