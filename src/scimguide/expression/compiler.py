"""
From tree to closures: an expression is read once and evaluated for many people.

Names of functions, number and types of their arguments are checked here,
before anything is evaluated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scimguide.expression import references, values
from scimguide.expression.errors import ExpressionError, Wrong
from scimguide.expression.functions import FUNCTIONS
from scimguide.expression.functions.arrays import at
from scimguide.expression.parser import row
from scimguide.expression.signature import Function, Type
from scimguide.expression.tree import Node, Place, arguments, is_reference, key, place, unquoted
from scimguide.expression.values import Scope, did_you_mean, kind

Run = Callable[[Scope], Any]

OTHER_DIALECT = {
    "isMemberOf": "isMemberOfGroupName(…), isMemberOfAnyGroup(…) or user.getGroups({…})",
    "isMemberOfGroup": "isMemberOfGroup(…)",
    "isMemberOfGroupName": "isMemberOfGroupName(…)",
}
"""Functions that the Identity Engine's language has, and what serves here."""
_NO_FUNCTIONS = {"not": "'!' before the condition", "if": "CONDITION ? VALUE : OTHERWISE"}


class Code(NamedTuple):
    """A part of an expression, ready to run, and the type of its value."""

    run: Run
    type: Type = "Any"


class Call(NamedTuple):
    """A call of a function, and where it stands."""

    function: Function
    line: int
    column: int
    in_condition: bool
    """Whether it stands before a ``?``."""


@dataclass
class Compiled:
    """An expression that can be evaluated."""

    code: Code
    functions: list[Call] = field(default_factory=list)
    attributes: list[Place] = field(default_factory=list)
    """Names of attributes of ``user``."""
    names: list[Place] = field(default_factory=list)
    """Names that stand at the beginning: ``user``, ``appuser``, those of apps."""


class Compiler:
    """Compiles one expression; a method for each kind of node of the grammar."""

    def __init__(self) -> None:
        self.found = Compiled(Code(lambda _: None))
        self._conditions = 0
        """How many conditions the node at hand stands in."""
        self._projections = 0

    def compile(self, tree: Node) -> Compiled:
        """The whole expression."""
        self.found.code = self.code(tree)
        if lone := _lone(tree):
            run = self.found.code.run

            def noted(scope: Scope) -> Any:
                scope.assume(
                    f"Braces make an array of one value; expected {lone} for the value itself."
                )
                return run(scope)

            self.found.code = Code(noted, "Array")
        return self.found

    def code(self, node: Any) -> Code:
        """One node, whose mistakes say where they are."""
        line, column = place(node.children[1] if node.data == "attribute" else node)
        try:
            if node.data in LITERALS:
                return LITERALS[node.data](node)
            run, type_ = NODES[node.data](self, node)
        except Wrong as error:
            raise ExpressionError(line, column, str(error)) from None
        return Code(_located(line, column, run), type_)

    # -- names and calls -------------------------------------------------

    def _reference(self, node: Node) -> Code:
        word = str(node.children[0])
        if not self._projections:
            self.found.names.append(Place(word, *place(node)))
        return Code(lambda scope: references.name(scope, word))

    def _attribute(self, node: Node) -> Code:
        owner, word = node.children[0], str(node.children[1])
        run, owner_type = self.code(owner)
        person = "person" if owner_type == "User" else ""
        if is_reference(owner):
            person = references.person(str(owner.children[0]))  # type: ignore[union-attr]
        if person == "user":
            self.found.attributes.append(Place(word, *place(node.children[1])))
        type_ = "String" if person and word in references.BASE_ATTRIBUTES else "Any"
        return Code(
            lambda scope: references.attribute(scope, run(scope), word, person=person), type_
        )

    def _index(self, node: Node) -> Code:
        array, position = self.code(node.children[0]).run, self.code(node.children[1]).run

        def run(scope: Scope) -> Any:
            value = array(scope)
            if isinstance(value, Mapping):
                raise Wrong("[…] after a profile, expected a dot and the attribute: user.firstName")
            if not isinstance(value, list):
                raise Wrong(f"[…] after {kind(value)}, expected an array")
            return at(value, position(scope))

        return Code(run)

    def _projection(self, node: Node) -> Code:
        array = self.code(node.children[0]).run
        self._projections += 1
        each = self.code(node.children[1]).run
        self._projections -= 1

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
        if is_reference(owner, "user") and name in OTHER_DIALECT:
            raise Wrong(
                f"user.{name} of the Identity Engine's language, expected {OTHER_DIALECT[name]}"
            )
        return self._function(f"{owner.children[0]}.{name}", node, 2)  # type: ignore[union-attr]

    def _function(self, name: str, node: Node, before: int) -> Code:
        function = FUNCTIONS.get(name)
        if function is None and name.lower() in _NO_FUNCTIONS:
            raise Wrong(f"{name!r}, expected {_NO_FUNCTIONS[name.lower()]}")
        if function is None:
            raise Wrong(f"unknown function {name!r}" + _meant(name))
        self.found.functions.append(Call(function, *place(node), self._conditions > 0))
        given = [self.code(child) for child in arguments(node, before)]
        function.check([argument.type for argument in given])
        returns = function.returns
        if function.lists and given[0].type in ("Array", "Any"):
            returns = given[0].type
        return Code(_call(function, [argument.run for argument in given]), returns)

    def _array(self, node: Node) -> Code:
        items = [self.code(child).run for child in arguments(node, 0)]
        return Code(lambda scope: [item(scope) for item in items], "Array")

    def _map(self, node: Node) -> Code:
        entries = [(key(entry), self.code(entry.children[1]).run) for entry in node.children]  # type: ignore[union-attr]
        return Code(lambda scope: {key: run(scope) for key, run in entries}, "Map")

    # -- operators -------------------------------------------------------

    def _ternary(self, node: Node) -> Code:
        branches = []
        nodes = row(node)
        for each in nodes:
            branches.append((self._condition(each.children[0]), self.code(each.children[1])))
        otherwise, type_ = self.code(nodes[-1].children[2])
        for _, then in branches:
            type_ = _either(then.type, type_)
        pairs = [(test, then.run) for test, then in branches]

        def run(scope: Scope) -> Any:
            for test, then in pairs:
                if test(scope):
                    return then(scope)
            return otherwise(scope)

        return Code(run, type_)

    def _elvis(self, node: Node) -> Code:
        nodes = row(node)
        values_ = [self.code(each.children[0]) for each in nodes]
        last, type_ = self.code(nodes[-1].children[1])
        for first in values_:
            type_ = first.type if first.type == type_ else type_ if first.type == "Null" else "Any"
        runs = [each.run for each in values_]

        def run(scope: Scope) -> Any:
            for first in runs:
                # Okta's reference: the second value if the first is null or an empty string.
                value = first(scope)
                if value is not None and value != "":
                    return value
            return last(scope)

        return Code(run, type_)

    def _any_of(self, node: Node) -> Code:
        tests = [self._test(child) for child in node.children]
        return Code(lambda scope: any(test(scope) for test in tests), "Boolean")

    def _all_of(self, node: Node) -> Code:
        tests = [self._test(child) for child in node.children]
        return Code(lambda scope: all(test(scope) for test in tests), "Boolean")

    def _negation(self, node: Node) -> Code:
        test = self._test(node.children[0])
        return Code(lambda scope: not test(scope), "Boolean")

    def _condition(self, node: Any) -> Run:
        """The condition of a ternary."""
        self._conditions += 1
        test = self._test(node)
        self._conditions -= 1
        return test

    def _test(self, node: Any) -> Run:
        """What must be true or false."""
        run, type_ = self.code(node)

        def test(scope: Scope) -> bool:
            value = run(scope)
            if not isinstance(value, bool):
                raise Wrong(f"{kind(value)} as a condition, expected true or false")
            return value

        line, column = place(node)
        if type_ not in ("Boolean", "Any", "String", "Null"):  # an attribute's type may differ
            message = f"a value of type {type_} as a condition, expected true or false"
            raise ExpressionError(line, column, message)
        return _located(line, column, test)

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
        nodes = row(node)[::-1]
        first, type_ = self.code(nodes[0].children[0])
        steps = []
        for each in nodes:
            operator = str(each.children[1])
            run, other = self.code(each.children[2])
            type_ = _sum(type_, other) if operator == "+" else _product(type_, other)
            steps.append((operator, run))

        def total(scope: Scope) -> Any:
            value = first(scope)
            for operator, run in steps:
                value = values.ARITHMETIC[operator](scope, value, run(scope))
            return value

        return Code(total, type_)

    def _minus(self, node: Node) -> Code:
        run, type_ = self.code(node.children[1])
        return Code(lambda scope: values.ARITHMETIC["-"](scope, 0, run(scope)), type_)


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


def _meant(name: str) -> str:
    """What a misspelt name of a function is close to: the whole, or the part behind the dot."""
    if close := did_you_mean(name, FUNCTIONS):
        return close
    last = name.rpartition(".")[2].lower()
    same = [known for known in FUNCTIONS if known.rpartition(".")[2].lower() == last]
    return f"; did you mean {max(same, key=lambda each: '.' in each)!r}?" if same else ""


def _located(line: int, column: int, run: Run) -> Run:
    """The same, with the place added to what is wrong."""

    def located(scope: Scope) -> Any:
        try:
            return run(scope)
        except Wrong as error:
            raise ExpressionError(line, column, str(error)) from None

    return located


def _lone(tree: Node) -> str:
    """The attribute of ``{source.login}``, which is an array; nothing for other expressions."""
    items = arguments(tree, 0) if tree.data == "array" else []
    if len(items) != 1 or items[0].data != "attribute" or not is_reference(items[0].children[0]):
        return ""
    return f"{items[0].children[0].children[0]}.{items[0].children[1]}"


def _either(one: Type, other: Type) -> Type:
    """The type of what has one of two types."""
    return one if one == other or other == "Null" else other if one == "Null" else "Any"


def _sum(one: Type, other: Type) -> Type:
    if "String" in (one, other):
        return "String"
    return _product(one, other) if {one, other} <= {"Integer", "Number"} else "Any"


def _product(one: Type, other: Type) -> Type:
    return "Integer" if one == other == "Integer" else "Number"
