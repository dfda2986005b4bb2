"""What is done with a fence, by its language."""

import json
from concurrent.futures import ThreadPoolExecutor
from difflib import unified_diff
from pathlib import Path

import pytest
import yaml
from pytest_examples import CodeExample, EvalExample
from pytest_examples.config import ExamplesConfig
from sybil import Example

from scimguide.expression import ExpressionError, evaluate
from scimguide.mapping import examples
from scimguide.verify.evaluate import PageRun, Runner
from scimguide.verify.parts import Part


class Style(ExamplesConfig):
    """How published Python looks, whatever the settings of the project around it."""

    def ruff_config(self) -> tuple[str, ...]:
        """The arguments of ruff."""
        return (*super().ruff_config(), "--isolated")


def bash(run: PageRun, example: Example, part: Part) -> None:
    """Typed into the page's bash; an error of curl counts."""
    run.type(example, part, part.source)


def python(run: PageRun, example: Example, part: Part) -> None:
    """Linted, run, and its ``#>`` output compared, all by pytest-examples."""
    __tracebackhide__ = True
    runner: EvalExample = example.namespace["eval_example"]
    runner.config = Style(line_length=100)
    code = CodeExample.create(
        part.source,
        path=Path(example.path),
        start_line=example.line,
        start_index=part.start,
        end_index=part.end,
        prefix=part.language,
        indent=part.indent,
    )
    came = ""
    with run.python.at_work(), ThreadPoolExecutor(1) as thread:
        # A thread begins with a short stack; pytest-examples reads all of it at each print.
        try:
            thread.submit(_try, runner, code, part.operation is None).result()
        except pytest.fail.Exception as failure:
            came = str(failure)
        except Exception as error:
            came = f"{type(error).__name__}: {error}"
    # Out here, because the traceback that pytest-examples makes up cannot be printed as a context.
    if came:
        run.fail(example, part, f"{came}\n{run.said(run.python)}", "a snippet that runs as shown")
    run.answered(example, part, run.python)


def _try(runner: EvalExample, code: CodeExample, handwritten: bool) -> None:
    """Generated Python is neither linted here (once, as a file) nor ever updated here."""
    if handwritten and runner.update_examples:
        runner.format(code)
        runner.run_print_update(code)
        return
    if handwritten:
        runner.lint(code)
    runner.run_print_check(code, rewrite_assertions=False)


def http(run: PageRun, example: Example, part: Part) -> None:
    """A request of Okta and its answer, or the answer that each reader got last."""
    with run.as_the_page_says(example, part):
        if run.scene.acting.show(part.source):
            return
    if not run.last:
        run.fail(example, part, "an answer before any request", "a snippet above it")
    for reader, exchange in run.last.items():
        shown, came = part.source.strip().splitlines(), exchange.text().strip().splitlines()
        if shown != came:
            diff = "\n".join(unified_diff(shown, came, "in the page", f"to {reader}", lineterm=""))
            run.fail(example, part, diff, "the answer that the page shows")


def text(run: PageRun, example: Example, part: Part) -> None:
    """What the admin sees in Okta after an action."""
    with run.as_the_page_says(example, part):
        run.scene.acting.see(part.source)


def log(run: PageRun, example: Example, part: Part) -> None:
    """A query of the System Log, which finds something that the page did in Okta."""
    with run.as_the_page_says(example, part):
        run.scene.find(part.source)


def expression(run: PageRun, example: Example, part: Part) -> None:
    """An Okta expression, evaluated for the first sample person."""
    try:
        evaluate(part.source, examples.context(run.spec.samples.users[0]))
    except ExpressionError as error:
        run.fail(example, part, str(error), "an expression that Okta accepts")


def data(run: PageRun, example: Example, part: Part) -> None:
    """JSON or YAML that can be parsed."""
    try:
        json.loads(part.source) if part.language == "json" else yaml.safe_load(part.source)
    except (ValueError, yaml.YAMLError) as error:
        run.fail(example, part, str(error), f"valid {part.language}")


LANGUAGES: dict[str, Runner] = {
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
