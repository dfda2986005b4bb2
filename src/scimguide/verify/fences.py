"""What is done with a fence, by its language."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import unified_diff
from itertools import takewhile
from pathlib import Path

import pytest
import yaml
from pytest_examples import CodeExample
from pytest_examples.config import ExamplesConfig
from pytest_examples.lint import FormatError, black_check, black_format, ruff_check, ruff_format
from sybil import Example

from scimguide.expression import ExpressionError, evaluate
from scimguide.mapping import examples
from scimguide.okta.system_log import LogFilterError, log_filter
from scimguide.verify.evaluate import FenceEvaluator, PageRun, Update
from scimguide.verify.parts import ENTRY, Part
from scimguide.verify.script import Executed
from scimguide.verify.snippet import shortened


class Style(ExamplesConfig):
    """How published Python looks, whatever the settings of the project around it."""

    def ruff_config(self) -> tuple[str, ...]:
        """The arguments of ruff."""
        return (*super().ruff_config(), "--isolated", "--output-format=concise")


STYLE = Style(line_length=100, target_version="py311")
"""The oldest Python that the project asks for, and lines as long as its own."""


def bash(run: PageRun, example: Example, part: Part) -> None:
    """Typed into the page's bash; an error of curl counts."""
    run.type(example, part, part.source, run.origin(example, part))


def python(run: PageRun, example: Example, part: Part) -> None:
    """Linted, run, and its ``#>`` output compared, all by pytest-examples."""
    __tracebackhide__ = True
    code = CodeExample.create(
        part.source,
        path=Path(run.shown),
        start_line=example.line,
        start_index=part.start,
        end_index=part.end,
        prefix=part.language,
        indent=part.indent,
    )
    handwritten = part.operation is None  # the others are linted once, as files
    update = run.update and handwritten
    with _readable(run, example, part):
        if update:
            code.source = ruff_format(code, STYLE)
            code.source = black_format(code.source, STYLE)
        elif handwritten:
            _lint(code)
    done = run.python.run(code.source, run.origin(example, part), run.seconds())
    if done.ran.problem:
        run.fail_snippet(example, part, done.ran, run.python)
    with _readable(run, example, part):
        _compare(run, part, code, done, update)
    run.check_response(example, part, run.python)


def _lint(code: CodeExample) -> None:
    try:
        black_check(code, STYLE)
    except ValueError as error:  # black cannot parse it, or would write it otherwise
        if not isinstance(error, FormatError):
            return  # Python itself says where the syntax is wrong
        raise
    ruff_check(code, STYLE)


def _compare(run: PageRun, part: Part, code: CodeExample, done: Executed, update: bool) -> None:
    """See that the page shows what was printed, or have it brought up to date."""
    prints = done.prints(run.python.folder / "snippet.py", STYLE)
    if not update:
        prints.check_print_statements(code)
        return
    new = prints.updated_print_statements(code) or code.source
    if new != part.source:
        run.updates.append(Update(part, new))


@contextmanager
def _readable(run: PageRun, example: Example, part: Part) -> Iterator[None]:
    """Fail a part readably when pytest-examples finds something."""
    __tracebackhide__ = True
    try:
        yield
    except (FormatError, pytest.fail.Exception) as error:
        actual = f"{shortened(str(error))}\n{run.render_new_exchanges(run.python)}"
        run.fail(example, part, actual, "a snippet that runs as shown", _line(str(error)))


_PLACE = re.compile(r"^ *(?:[^\n:@]+:(?P<ruff>\d+):\d+: |@@ -(?P<hunk>\d+)[^\n]*\n)", re.MULTILINE)


def _line(message: str) -> int:
    """The line of the page in a message of pytest-examples: of ruff, or of a unified diff."""
    found = _PLACE.search(message)
    if found is None:
        return 0
    if found["ruff"]:
        return int(found["ruff"])
    same = takewhile(
        lambda line: line.lstrip()[:1] not in ("+", "-"), message[found.end() :].split("\n")
    )
    return int(found["hunk"]) + len(list(same))


def http(run: PageRun, example: Example, part: Part) -> None:
    """A request of Okta and its response, or the last response that each runner got."""
    with run.failing_on_mismatch(example, part):
        if run.okta.exchanges.check_exchange(part.source):
            return
    if not run.last:
        run.fail(example, part, "a response before any request", "a snippet above it")
    for runner, exchange in run.last.items():
        shown, actual = part.source.strip().splitlines(), exchange.text().strip().splitlines()
        if shown != actual:
            diff = "\n".join(
                unified_diff(shown, actual, "in the page", f"to {runner}", lineterm="")
            )
            run.fail(example, part, diff, "the response that the page shows")


def text(run: PageRun, example: Example, part: Part) -> None:
    """What the admin sees in Okta after an action."""
    with run.failing_on_mismatch(example, part):
        run.okta.exchanges.check_screen(part.source)


def log(run: PageRun, example: Example, part: Part) -> None:
    """
    A query of the System Log, which finds something that the page did in Okta.

    Where the reproduction of a problem stands elsewhere, the query is tried there, and parsed here.
    """
    if part.region == ENTRY:
        try:
            log_filter(part.source.strip())
        except LogFilterError as error:
            run.fail(example, part, str(error), "a query of the System Log")
        return
    with run.failing_on_mismatch(example, part):
        run.okta.check_log_query(part.source)


def expression(run: PageRun, example: Example, part: Part) -> None:
    """An Okta expression, evaluated for the first sample person."""
    try:
        evaluate(part.source, examples.context(run.spec.samples.users[0]))
    except ExpressionError as error:
        run.fail(example, part, str(error), "an expression that Okta accepts")


def data(run: PageRun, example: Example, part: Part) -> None:
    """JSON or YAML that can be parsed."""
    origin, line = run.origin(example, part), 0
    try:
        json.loads(part.source) if part.language == "json" else yaml.safe_load(part.source)
        return
    except json.JSONDecodeError as error:
        actual, line = error.msg, origin.at(error.lineno)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        actual, line = error.problem or str(error), origin.at(mark.line + 1) if mark else 0
    except (ValueError, yaml.YAMLError) as error:
        actual = str(error)
    except RecursionError:
        actual = "brackets in brackets, too deep to be read"
    run.fail(example, part, actual, f"valid {part.language}", line)


LANGUAGES: dict[str, FenceEvaluator] = {
    "bash": bash,
    "python": python,
    "http": http,
    "text": text,
    "log": log,
    "el": expression,
    "json": data,
    "yaml": data,
}
"""Every language that a fence may have without an excuse."""
