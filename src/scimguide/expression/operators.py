"""Literals and operators, compiled."""

from collections.abc import Callable
from typing import Any, NamedTuple

from scimguide.expression import values
from scimguide.expression.errors import Wrong
from scimguide.expression.signature import Type
from scimguide.expression.tree import Node, arguments, key, unquoted
from scimguide.expression.values import Scope, kind

Run = Callable[[Scope], Any]


class Code(NamedTuple):
    """A part of an expression, ready to run, and the type of its value."""

    run: Run
    type: Type = "Any"


class Operators:
    """A method for each kind of literal and operator of the grammar."""

    def code(self, node: Any) -> Code:
        """One node."""
        raise NotImplementedError

    # -- literals --------------------------------------------------------

    def on_string(self, node: Node) -> Code:
        text = unquoted(node.children[0])
        return Code(lambda _: text, "String")

    def on_integer(self, node: Node) -> Code:
        found = values.number(int(str(node.children[0])[:20]))
        return Code(lambda _: found, "Integer")

    def on_decimal(self, node: Node) -> Code:
        found = values.number(float(str(node.children[0])))
        return Code(lambda _: found, "Number")

    def on_true(self, _: Node) -> Code:
        return Code(lambda _: True, "Boolean")

    def on_false(self, _: Node) -> Code:
        return Code(lambda _: False, "Boolean")

    def on_null(self, _: Node) -> Code:
        return Code(lambda _: None, "Null")

    def on_array(self, node: Node) -> Code:
        items = [self.code(child).run for child in arguments(node, 0)]
        return Code(lambda scope: [item(scope) for item in items], "Array")

    def on_map(self, node: Node) -> Code:
        entries = [(key(entry), self.code(entry.children[1]).run) for entry in node.children]  # type: ignore[union-attr]
        return Code(lambda scope: {key: run(scope) for key, run in entries}, "Map")

    # -- operators -------------------------------------------------------

    def on_ternary(self, node: Node) -> Code:
        condition, (then, one), (otherwise, other) = map(self.code, node.children)
        test = _condition(condition)
        type_ = one if one == other or other == "Null" else other if one == "Null" else "Any"
        return Code(lambda scope: then(scope) if test(scope) else otherwise(scope), type_)

    def on_elvis(self, node: Node) -> Code:
        (first, one), (second, other) = map(self.code, node.children)

        def run(scope: Scope) -> Any:
            # Okta's reference: the second value if the first is null or an empty string.
            value = first(scope)
            return second(scope) if value is None or value == "" else value

        return Code(run, one if one == other else other if one == "Null" else "Any")

    def on_any_of(self, node: Node) -> Code:
        tests = [_condition(self.code(child)) for child in node.children]
        return Code(lambda scope: any(test(scope) for test in tests), "Boolean")

    def on_all_of(self, node: Node) -> Code:
        tests = [_condition(self.code(child)) for child in node.children]
        return Code(lambda scope: all(test(scope) for test in tests), "Boolean")

    def on_negation(self, node: Node) -> Code:
        test = _condition(self.code(node.children[0]))
        return Code(lambda scope: not test(scope), "Boolean")

    def on_compare(self, node: Node) -> Code:
        operator = str(node.children[1])
        left, right = self.code(node.children[0]).run, self.code(node.children[2]).run
        return Code(
            lambda scope: values.compare(scope, operator, left(scope), right(scope)), "Boolean"
        )

    def on_matches(self, node: Node) -> Code:
        left, right = self.code(node.children[0]).run, self.code(node.children[1]).run
        return Code(lambda scope: values.matches(scope, left(scope), right(scope)), "Boolean")

    def on_arithmetic(self, node: Node) -> Code:
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

    def on_minus(self, node: Node) -> Code:
        run, type_ = self.code(node.children[1])
        return Code(lambda scope: values.calculate(scope, "-", 0, run(scope)), type_)


def _condition(code: Code) -> Run:
    def test(scope: Scope) -> bool:
        value = code.run(scope)
        if not isinstance(value, bool):
            raise Wrong(f"{kind(value)} as a condition, expected true or false")
        return value

    if code.type not in ("Boolean", "Any", "String", "Null"):  # an attribute's type may differ
        raise Wrong(f"a value of type {code.type} as a condition, expected true or false")
    return test
