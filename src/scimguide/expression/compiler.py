"""
From tree to closures: an expression is read once and evaluated for many people.

Names of functions, number and types of their arguments are checked here,
before anything is evaluated.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scimguide.expression import references, values
from scimguide.expression.errors import ExpressionError, Wrong
from scimguide.expression.functions import FUNCTIONS
from scimguide.expression.functions.arrays import at
from scimguide.expression.signature import Function, Type
from scimguide.expression.tree import Node, Place, arguments, is_reference, key, place, unquoted
from scimguide.expression.values import Scope, did_you_mean, kind

Run = Callable[[Scope], Any]


class Code(NamedTuple):
    """A part of an expression, ready to run, and the type of its value."""

    run: Run
    type: Type = "Any"


@dataclass
class Compiled:
    """An expression that can be evaluated."""

    code: Code
    functions: list[Place] = field(default_factory=list)
    attributes: list[Place] = field(default_factory=list)
    """Names of attributes of ``user``."""


class Compiler:
    """Compiles one expression; a method for each kind of node of the grammar."""

    def __init__(self) -> None:
        self.functions: list[Place] = []
        self.attributes: list[Place] = []

    def compile(self, tree: Node) -> Compiled:
        """The whole expression."""
        return Compiled(self.code(tree), self.functions, self.attributes)

    def code(self, node: Any) -> Code:
        """One node, whose mistakes say where they are."""
        line, column = place(node.children[1] if node.data == "attribute" else node)
        try:
            if node.data in LITERALS:
                return LITERALS[node.data](node)
            run, type_ = NODES[node.data](self, node)
        except Wrong as error:
            raise ExpressionError(line, column, str(error)) from None

        def located(scope: Scope) -> Any:
            try:
                return run(scope)
            except Wrong as error:
                raise ExpressionError(line, column, str(error)) from None

        return Code(located, type_)

    # -- names and calls -------------------------------------------------

    def _reference(self, node: Node) -> Code:
        word = str(node.children[0])
        return Code(lambda scope: references.name(scope, word))

    def _attribute(self, node: Node) -> Code:
        owner, word = node.children[0], str(node.children[1])
        of_user = is_reference(owner, "user")
        if of_user:
            self.attributes.append(Place(word, *place(node.children[1])))
        run = self.code(owner).run
        type_ = "String" if of_user and word in references.BASE_ATTRIBUTES else "Any"
        return Code(lambda scope: references.attribute(run(scope), word, of_user=of_user), type_)

    def _index(self, node: Node) -> Code:
        array, position = self.code(node.children[0]).run, self.code(node.children[1]).run

        def run(scope: Scope) -> Any:
            value = array(scope)
            if not isinstance(value, list):
                raise Wrong(f"[…] after {kind(value)}, expected an array")
            return at(value, position(scope))

        return Code(run)

    def _projection(self, node: Node) -> Code:
        array, each = self.code(node.children[0]).run, self.code(node.children[1]).run

        def run(scope: Scope) -> list[Any]:
            value, outer, made = array(scope), scope.element, []
            if not isinstance(value, list):
                raise Wrong(f".![…] after {kind(value)}, expected an array")
            for scope.element in value:
                made.append(each(scope))
            scope.element = outer
            return made

        return Code(run, "Array")

    def _function_call(self, node: Node) -> Code:
        return self._function(str(node.children[0]), node, 1)

    def _method(self, node: Node) -> Code:
        owner, name = node.children[0], str(node.children[1])
        if not is_reference(owner):
            raise Wrong(f"the function {name!r} after a value, expected {_somewhere(name)}")
        return self._function(f"{owner.children[0]}.{name}", node, 2)  # type: ignore[union-attr]

    def _function(self, name: str, node: Node, before: int) -> Code:
        function = FUNCTIONS.get(name)
        if function is None:
            raise Wrong(f"unknown function {name!r}" + did_you_mean(name, FUNCTIONS))
        self.functions.append(Place(function, *place(node)))
        given = [self.code(child) for child in arguments(node, before)]
        function.check([argument.type for argument in given])
        return Code(_call(function, [argument.run for argument in given]), function.returns)

    def _array(self, node: Node) -> Code:
        items = [self.code(child).run for child in arguments(node, 0)]
        return Code(lambda scope: [item(scope) for item in items], "Array")

    def _map(self, node: Node) -> Code:
        entries = [(key(entry), self.code(entry.children[1]).run) for entry in node.children]  # type: ignore[union-attr]
        return Code(lambda scope: {key: run(scope) for key, run in entries}, "Map")

    # -- operators -------------------------------------------------------

    def _ternary(self, node: Node) -> Code:
        condition, (then, one), (otherwise, other) = map(self.code, node.children)
        test = _condition(condition)
        type_ = one if one == other or other == "Null" else other if one == "Null" else "Any"
        return Code(lambda scope: then(scope) if test(scope) else otherwise(scope), type_)

    def _elvis(self, node: Node) -> Code:
        (first, one), (second, other) = map(self.code, node.children)

        def run(scope: Scope) -> Any:
            # Okta's reference: the second value if the first is null or an empty string.
            value = first(scope)
            return second(scope) if value is None or value == "" else value

        return Code(run, one if one == other else other if one == "Null" else "Any")

    def _any_of(self, node: Node) -> Code:
        tests = [_condition(self.code(child)) for child in node.children]
        return Code(lambda scope: any(test(scope) for test in tests), "Boolean")

    def _all_of(self, node: Node) -> Code:
        tests = [_condition(self.code(child)) for child in node.children]
        return Code(lambda scope: all(test(scope) for test in tests), "Boolean")

    def _negation(self, node: Node) -> Code:
        test = _condition(self.code(node.children[0]))
        return Code(lambda scope: not test(scope), "Boolean")

    def _compare(self, node: Node) -> Code:
        operator = str(node.children[1])
        left, right = self.code(node.children[0]).run, self.code(node.children[2]).run
        return Code(
            lambda scope: values.compare(scope, operator, left(scope), right(scope)), "Boolean"
        )

    def _matches(self, node: Node) -> Code:
        left, right = self.code(node.children[0]).run, self.code(node.children[1]).run
        return Code(lambda scope: values.matches(scope, left(scope), right(scope)), "Boolean")

    def _arithmetic(self, node: Node) -> Code:
        operator = str(node.children[1])
        (left, one), (right, other) = self.code(node.children[0]), self.code(node.children[2])
        numbers = {"Integer", "Number"}
        type_ = "Integer" if one == other == "Integer" else "Number"
        if operator != "+":
            return Code(
                lambda scope: values.calculate(scope, operator, left(scope), right(scope)), type_
            )
        if "String" in (one, other):
            type_ = "String"
        elif not {one, other} <= numbers:
            type_ = "Any"
        return Code(lambda scope: values.add(scope, left(scope), right(scope)), type_)

    def _minus(self, node: Node) -> Code:
        run, type_ = self.code(node.children[1])
        return Code(lambda scope: values.calculate(scope, "-", 0, run(scope)), type_)


def _string(node: Node) -> Code:
    text = unquoted(node.children[0])
    return Code(lambda _: text, "String")


def _integer(node: Node) -> Code:
    found = values.number(int(str(node.children[0])[:20]))
    return Code(lambda _: found, "Integer")


def _decimal(node: Node) -> Code:
    found = values.number(float(str(node.children[0])))
    return Code(lambda _: found, "Number")


LITERALS: dict[str, Callable[[Node], Code]] = {
    "string": _string,
    "integer": _integer,
    "decimal": _decimal,
    "true": lambda _: Code(lambda _: True, "Boolean"),
    "false": lambda _: Code(lambda _: False, "Boolean"),
    "null": lambda _: Code(lambda _: None, "Null"),
}
"""What compiles the nodes that can fail only while they are compiled, by their name."""
NODES: dict[str, Callable[[Compiler, Node], Code]] = {
    "reference": Compiler._reference,
    "attribute": Compiler._attribute,
    "index": Compiler._index,
    "projection": Compiler._projection,
    "call": Compiler._function_call,
    "method": Compiler._method,
    "array": Compiler._array,
    "map": Compiler._map,
    "ternary": Compiler._ternary,
    "elvis": Compiler._elvis,
    "any_of": Compiler._any_of,
    "all_of": Compiler._all_of,
    "negation": Compiler._negation,
    "compare": Compiler._compare,
    "matches": Compiler._matches,
    "arithmetic": Compiler._arithmetic,
    "minus": Compiler._minus,
}
"""What compiles every other node of the grammar, by its name."""


def _call(function: Function, arguments: list[Run]) -> Run:
    return lambda scope: function.call(scope, [argument(scope) for argument in arguments])


def _somewhere(name: str) -> str:
    """The function that somebody means who writes it in the style of the other dialect."""
    wanted = (name.lower(), f"string{name}".lower())
    close = [known for known in FUNCTIONS if known.rpartition(".")[2].lower() in wanted]
    return f"{max(close, key=lambda known: known.startswith('String.'))}(…)" if close else "a name"


def _condition(code: Code) -> Run:
    def test(scope: Scope) -> bool:
        value = code.run(scope)
        if not isinstance(value, bool):
            raise Wrong(f"{kind(value)} as a condition, expected true or false")
        return value

    if code.type not in ("Boolean", "Any", "String", "Null"):  # an attribute's type may differ
        raise Wrong(f"a value of type {code.type} as a condition, expected true or false")
    return test
