"""
The filter of System Log queries: ``eventType sw "application.provision"``.

Operators and attribute paths of Okta's System Log API; a path through a list
holds when it holds for one item.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from lark import Lark, Transformer, UnexpectedInput

Test = Callable[[dict[str, Any]], bool]

_GRAMMAR = r"""
?start: any
?any: all ("or"i all)*          -> any
?all: one ("and"i one)*         -> all
?one: "(" any ")"
    | "not"i "(" any ")"        -> negated
    | PATH "pr"i                -> present
    | PATH OPERATOR STRING      -> compare
OPERATOR: /(eq|ne|sw|ew|co|gt|ge|lt|le)\b/i
PATH: /(?!(?:and|or|not|pr)\b)[A-Za-z][A-Za-z0-9.]*/
STRING: /"[^"]*"/
%ignore /\s+/
"""

_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda found, wanted: found == wanted,
    "ne": lambda found, wanted: found != wanted,
    "sw": lambda found, wanted: found.startswith(wanted),
    "ew": lambda found, wanted: found.endswith(wanted),
    "co": lambda found, wanted: wanted in found,
    "gt": lambda found, wanted: found > wanted,
    "ge": lambda found, wanted: found >= wanted,
    "lt": lambda found, wanted: found < wanted,
    "le": lambda found, wanted: found <= wanted,
}


class LogFilterError(ValueError):
    """A filter cannot be read."""


def log_filter(text: str) -> Test:
    """
    The test that a filter stands for; an empty one lets everything pass.

    :raises LogFilterError: with the place of what cannot be read.
    """
    if not text.strip():
        return lambda event: True
    try:
        return _Tests().transform(_parser().parse(text))
    except UnexpectedInput as error:
        raise LogFilterError(
            f'column {error.column}: expected a comparison such as outcome.result eq "FAILURE"'
        ) from None


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr")


class _Tests(Transformer[Any, Test]):
    def any(self, tests: list[Test]) -> Test:
        return lambda event: any(test(event) for test in tests)

    def all(self, tests: list[Test]) -> Test:
        return lambda event: all(test(event) for test in tests)

    def negated(self, tests: list[Test]) -> Test:
        return lambda event: not tests[0](event)

    def present(self, words: list[Any]) -> Test:
        return lambda event: any(value is not None for value in _values(event, str(words[0])))

    def compare(self, words: list[Any]) -> Test:
        path, operator, wanted = str(words[0]), str(words[1]).lower(), str(words[2])[1:-1]
        test = _OPERATORS[operator]
        return lambda event: any(test(str(value), wanted) for value in _values(event, path))


def _values(item: Any, path: str) -> Iterator[Any]:
    name, _, rest = path.partition(".")
    for each in item if isinstance(item, list) else [item]:
        if isinstance(each, dict) and name in each:
            if rest:
                yield from _values(each[name], rest)
            else:
                yield each[name]
