"""
One page on its way through two runners.

A failure says page and line, the snippet's name, the expected and the actual
result.  It does not hide the parts after it, except those that need what the
failed one should have done.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from textwrap import indent
from time import monotonic, perf_counter
from typing import NoReturn

import pytest
from sybil import Document, Example

from scimguide.mapping import Spec
from scimguide.mapping.operations import Operation
from scimguide.mapping.requests import concrete_request
from scimguide.okta.story import yaml_list
from scimguide.project import Project
from scimguide.reference.transcript import ServedExchange, render_exchanges
from scimguide.verify.exchange_checker import Mismatch, check_entries
from scimguide.verify.log import Entry, State
from scimguide.verify.okta_evaluator import OktaEvaluator
from scimguide.verify.parts import Part
from scimguide.verify.runners import CURL_FAILED, BashRunner, PythonRunner, Runner
from scimguide.verify.sandbox import Sandbox
from scimguide.verify.sent import other_request
from scimguide.verify.snippet import Origin, Ran


@dataclass(frozen=True)
class Update:
    """A fence of a page with the source that it shall have."""

    part: Part
    source: str


@dataclass
class Failures:
    """The failures of one page: what depends on one is skipped instead of failing again."""

    spec: Spec
    operations: dict[str, int] = field(default_factory=dict)
    """Operations that failed, with their lines."""
    any: bool = False
    """Whether anything failed at all."""
    action: int = 0
    """The line of the step or action that failed, until the page begins anew."""
    over_time: int = 0
    """The line at which the page had taken too long."""

    def keep(self, part: Part, line: int) -> None:
        """A part failed."""
        self.any = True
        if part.operation:
            self.operations.setdefault(part.operation.name, line)
        if part.kind in ("okta", "step"):
            self.action = line

    def skip(self, part: Part) -> None:
        """Skip a part that depends on one that failed."""
        if self.over_time:
            pytest.skip(f"the page had taken too long at line {self.over_time}")
        if part.kind == "okta" and part.name.startswith("begin"):
            self.action = 0
        if self.action and (part.kind in ("okta", "holds", "step") or part.shows_all_requests):
            pytest.skip(f"needs what line {self.action} does, which failed")
        if part.operation is None:
            return
        needed = [other.name for other in self.spec.before(part.operation)]
        if part.language == "http":
            needed.append(part.operation.name)
        for name in needed:
            if name in self.operations:
                pytest.skip(f"needs {name} of line {self.operations[name]}, which failed")


@dataclass(repr=False)  # it knows the whole spec
class PageRun:
    """What has happened on a page so far."""

    spec: Spec
    project: Project
    shown: str
    """The page as messages and the log name it."""
    text: str
    """Its text, as it was read."""
    languages: "Mapping[str, FenceEvaluator]"
    """What is done with a fence, by its language."""
    leaves: list[str]
    """What the page says that it leaves at the service."""
    okta: OktaEvaluator
    """Okta's side of the page."""
    sandbox: Sandbox
    """Where its snippets run."""
    expected: int
    """How many parts it has."""
    timeout: float
    """Seconds that a snippet may take."""
    page_timeout: float
    """Seconds that the whole page may take."""
    update: bool = False
    """Whether the printed output of Python written by hand is brought up to date."""
    wanted: tuple[str, ...] = ("bash",)
    """The runners that the page's snippets need."""
    stack: ExitStack = field(default_factory=ExitStack)
    entries: list[Entry] = field(default_factory=list)
    steps: list[Entry] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    last: dict[str, ServedExchange] = field(default_factory=dict)
    """The latest response that each runner got."""
    attempted: set[int] = field(default_factory=set)
    """Where the parts begin that were carried out, skipped or failed."""
    passed: int = 0
    """How many parts passed."""
    _bash: BashRunner | None = None
    _python: PythonRunner | None = None

    @cached_property
    def failures(self) -> Failures:
        """What has failed so far."""
        return Failures(self.spec)

    @property
    def bash(self) -> BashRunner:
        """The runner of curl, started when it is first needed."""
        if self._bash is None:
            self._bash = BashRunner(self.spec, self.sandbox, self.stack, self.project.root)
        return self._bash

    @property
    def python(self) -> PythonRunner:
        """The runner of Python, started when it is first needed."""
        if self._python is None:
            self._python = PythonRunner(self.spec, self.sandbox, self.stack)
        return self._python

    @cached_property
    def _until(self) -> float:
        """When the page has taken too long; counted from its first part."""
        return monotonic() + self.page_timeout

    def carry_out(self, example: Example) -> None:
        """Carry out one part of the page, and before it those that were not chosen to run."""
        __tracebackhide__ = True
        for earlier in self._not_chosen(example):
            try:
                self._carry_out(earlier)
            except pytest.skip.Exception:
                continue
            except pytest.fail.Exception as failure:
                pytest.fail(f"needs line {earlier.line}, which failed:\n{failure}", pytrace=False)
        self._carry_out(example)

    def _not_chosen(self, example: Example) -> Iterable[Example]:
        """The parts above one that were left out of the run, but which it may need."""
        document: Document = example.document
        if len(self.attempted) >= sum(start < example.start for start, _ in document.regions):
            return ()
        return [
            each
            for each in document.examples()
            if each.start < example.start and each.start not in self.attempted
        ]

    def _carry_out(self, example: Example) -> None:
        __tracebackhide__ = True
        part: Part = example.parsed
        began = perf_counter()
        self.attempted.add(example.start)
        self.failures.skip(part)
        for runner in self._runners():  # what a failed part left unread is not this one's
            runner.new_exchanges()
        try:
            self._in_time(example, part)
            if part.kind in ("okta", "holds", "step") and not part.excuse:
                with self.failing_on_mismatch(example, part):
                    self.okta.carry_out(part)
            elif part.kind == "problem":
                pytest.fail(part.name, pytrace=False)
            elif part.kind == "end":
                self._check_leftovers(example)
            elif part.kind == "given":
                self._given(example, part)
            elif part.kind == "fence" and not part.excuse:
                self._fence(example, part)
        except BaseException:
            self.failures.keep(part, example.line)
            raise
        self.passed += 1
        if part.kind in ("fence", "step"):
            state: State = "excused" if part.excuse else "executed"
            took = round(perf_counter() - began, 3)
            entry = Entry(self.shown, example.line, part.mark, state, part.excuse, took)
            (self.entries if part.kind == "fence" else self.steps).append(entry)

    def _in_time(self, example: Example, part: Part) -> None:
        if monotonic() > self._until and part.kind != "end":
            self.failures.over_time = example.line
            actual = f"the page has taken more than {self.page_timeout:g} s"
            self.fail(example, part, actual, "less, or a larger 'page_timeout' in its front matter")

    def seconds(self) -> float:
        """How long a snippet may take now."""
        return max(0.1, min(self.timeout, self._until - monotonic()))

    def needed(self) -> list[Runner]:
        """The runners that the page's snippets need."""
        return [self.bash if name == "bash" else self.python for name in self.wanted]

    def _runners(self) -> list[Runner]:
        """The runners that this page has needed so far."""
        return [each for each in (self._bash, self._python) if each]

    def _fence(self, example: Example, part: Part) -> None:
        if not part.raw and ("{{" in part.source or "{%" in part.source):
            accepted = "'{% raw %}' on a line before the fence and '{% endraw %}' behind it"
            self.fail(example, part, "a macro inside a fence", accepted)
        if part.language not in self.languages:
            self.fail(
                example,
                part,
                f"the language {part.language!r}, which nobody runs",
                f"one of {', '.join(self.languages)}, or '<!-- excused: REASON -->' before it",
            )
        self.languages[part.language](self, example, part)

    def _given(self, example: Example, part: Part) -> None:
        """Do what Okta has done by now, with the snippets as they stand in their files."""
        if part.operation is None:
            self.fail(example, part, f"the operation {part.name!r}", "one of docs/mapping.yaml")
        folder, name = self.project.snippets, part.operation.name
        for file in (folder / "curl" / f"{name}.sh", folder / "python" / f"{name}.py"):
            try:
                text = file.read_text("utf-8")
            except OSError as error:
                actual = f"{self.project.shown(file)}: {error.strerror}"
                self.fail(example, part, actual, "the snippet as a file; run scripts/generate")
            origin = Origin(self.project.shown(file), 1, text.count("\n"))
            if file.suffix == ".sh":
                self.type(example, part, text, origin)
                continue
            done = self.python.run(text, origin, self.seconds())
            if done.ran.problem:
                self.fail_snippet(example, part, done.ran, self.python)
            self.check_response(example, part, self.python)

    def _check_leftovers(self, example: Example) -> None:
        with self.failing_on_mismatch(example, example.parsed):
            self.okta.end()
            check_entries(self.spec, self.leaves)
        for runner in self._runners() or (self.needed() if self.leaves else []):
            found = sorted(runner.service_state())
            if found != sorted(self.leaves):
                pytest.fail(
                    f"{self.shown}:{example.line}: the end of the page\n"
                    f"  expected: {yaml_list('leaves', self.leaves)}, as the front matter says\n"
                    f"  actual: {yaml_list('leaves', found)}, which is what the service contains",
                    pytrace=False,
                )

    def origin(self, example: Example, part: Part) -> Origin:
        """Where a fence stands in the page."""
        first = example.document.text.count("\n", 0, part.start) + 1
        return Origin(self.shown, first, part.source.rstrip("\n").count("\n") + 1)

    def type(self, example: Example, part: Part, text: str, origin: Origin) -> None:
        """Type commands into the page's bash, and see that they end as they should."""
        restarted = self.bash.shell.restarted_after
        ran = self.bash.run(text, origin, self.seconds())
        wanted = CURL_FAILED if part.operation and part.operation.fails else 0
        if ran.problem or ran.status != wanted:
            note = f"\n(bash was started anew after {restarted})" if restarted else ""
            self.fail_snippet(example, part, ran, self.bash, wanted, note)
        self.check_response(example, part, self.bash)

    def fail_snippet(
        self,
        example: Example,
        part: Part,
        ran: Ran,
        runner: Runner,
        wanted: int = 0,
        note: str = "",
    ) -> NoReturn:
        """Fail a snippet that did not end as it should."""
        __tracebackhide__ = True
        actual = "\n".join(
            filter(None, (ran.problem or f"exit status {ran.status}", ran.output, note.strip()))
        )
        expected = (
            f"exit status {wanted}" if runner is self.bash else "a snippet that runs as shown"
        )
        if ran.over_limit:
            expected = "less; a page that needs more says so under 'timeout' in its front matter"
        self.fail(
            example, part, f"{actual}\n{self.render_new_exchanges(runner)}", expected, ran.line
        )

    def check_response(self, example: Example, part: Part, runner: Runner) -> None:
        """See that the server gave a runner the response that the operation announces."""
        new = runner.new_exchanges()
        if new:
            self.last[runner.name] = new[-1]
        if part.operation and [each.status for each in new] != [part.operation.status]:
            wanted = f"one response of status {part.operation.status}"
            self.fail(example, part, render_exchanges(new), wanted)
        if part.operation and (wrong := self._other_request(part.operation, new[-1], runner)):
            self.fail(example, part, "\n".join(wrong), "the request of the operation")
        for variable, path in (part.operation.captures if part.operation else {}).items():
            if new and new[-1].json:  # for a bash that has to be started anew
                runner.environment[variable] = str(new[-1].json[path])

    def _other_request(
        self, operation: Operation, sent: ServedExchange, runner: Runner
    ) -> list[str]:
        """What of a request differs from its operation; nothing when the page set ids by hand."""
        if not operation.uses <= runner.environment.keys():
            return []
        request = concrete_request(self.spec, operation)
        return other_request(sent, request, runner.token, runner.environment)

    def render_new_exchanges(self, runner: Runner) -> str:
        """The requests of a runner that nobody has looked at, with their responses."""
        return render_exchanges(runner.new_exchanges())

    @contextmanager
    def failing_on_mismatch(self, example: Example, part: Part) -> Iterator[None]:
        """Fail a part readably when the result is another one."""
        __tracebackhide__ = True
        try:
            yield
        except Mismatch as error:
            self.fail(example, part, error.actual, error.expected)

    def fail(
        self, example: Example, part: Part, actual: str, expected: str, line: int = 0
    ) -> NoReturn:
        """Fail a part readably, at a line of the page that is not its first one if need be."""
        __tracebackhide__ = True
        language = part.language or part.kind
        what = f"{part.region or 'snippet'} {part.name}" if part.name else "a fence"
        what = f"{what} ({language})"
        if part.kind in ("okta", "holds", "step"):
            what = f"{part.kind}: {part.name}"
        raise pytest.fail.Exception(
            f"{self.shown}:{line or example.line}: {what}\n"
            f"  expected: {expected}\n"
            f"  actual: {indent(actual, '    ').strip()}",
            pytrace=False,
        ) from None  # what led here says the same in other words


FenceEvaluator = Callable[[PageRun, Example, Part], None]
"""Carries out one fence of a page, as Sybil calls what does so."""
