"""
From tree to closures: an expression is read once and evaluated for many people.

Names of functions, number and types of their arguments are checked here,
before anything is evaluated.
"""

from dataclasses import dataclass, field
from typing import Any

from scimguide.expression import references
from scimguide.expression.errors import ExpressionError, Wrong
from scimguide.expression.functions import FUNCTIONS
from scimguide.expression.functions.arrays import at
from scimguide.expression.operators import Code, Operators, Run
from scimguide.expression.signature import Function
from scimguide.expression.tree import Node, Place, arguments, is_reference, place
from scimguide.expression.values import Scope, did_you_mean, kind


@dataclass
class Compiled:
    """An expression that can be evaluated."""

    code: Code
    functions: list[Place] = field(default_factory=list)
    attributes: list[Place] = field(default_factory=list)
    """Names of attributes of ``user``."""


class Compiler(Operators):
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
            run, type_ = getattr(self, f"on_{node.data}")(node)
        except Wrong as error:
            raise ExpressionError(line, column, str(error)) from None
        if node.data in _SAFE:
            return Code(run, type_)

        def located(scope: Scope) -> Any:
            try:
                return run(scope)
            except Wrong as error:
                raise ExpressionError(line, column, str(error)) from None

        return Code(located, type_)

    def on_reference(self, node: Node) -> Code:
        word = str(node.children[0])
        return Code(lambda scope: references.name(scope, word))

    def on_attribute(self, node: Node) -> Code:
        owner, word = node.children[0], str(node.children[1])
        of_user = is_reference(owner, "user")
        if of_user:
            self.attributes.append(Place(word, *place(node.children[1])))
        run = self.code(owner).run
        type_ = "String" if of_user and word in references.BASE_ATTRIBUTES else "Any"
        return Code(lambda scope: references.attribute(run(scope), word, of_user=of_user), type_)

    def on_index(self, node: Node) -> Code:
        array, position = self.code(node.children[0]).run, self.code(node.children[1]).run

        def run(scope: Scope) -> Any:
            value = array(scope)
            if not isinstance(value, list):
                raise Wrong(f"[…] after {kind(value)}, expected an array")
            return at(value, position(scope))

        return Code(run)

    def on_projection(self, node: Node) -> Code:
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

    def on_call(self, node: Node) -> Code:
        return self._function(str(node.children[0]), node, 1)

    def on_method(self, node: Node) -> Code:
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


_SAFE = ("string", "integer", "decimal", "true", "false", "null")
"""Nodes that can fail only while they are compiled."""


def _call(function: Function, arguments: list[Run]) -> Run:
    return lambda scope: function.call(scope, [argument(scope) for argument in arguments])


def _somewhere(name: str) -> str:
    """The function that somebody means who writes it in the style of the other dialect."""
    wanted = (name.lower(), f"string{name}".lower())
    close = [known for known in FUNCTIONS if known.rpartition(".")[2].lower() in wanted]
    return f"{max(close, key=lambda known: known.startswith('String.'))}(…)" if close else "a name"
