"""
One page on its way through two readers.

A failure says page and line, the snippet's name, what was expected and what
came.  It does not hide the parts after it, except those that need what the
failed one should have done.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from runpy import run_path
from textwrap import indent
from time import perf_counter
from typing import NoReturn

import pytest
from sybil import Example

from scimguide.mapping import Spec
from scimguide.project import Project
from scimguide.reference.transcript import Exchange, told
from scimguide.verify.acting import Unlike
from scimguide.verify.failures import Failures
from scimguide.verify.log import Entry, State
from scimguide.verify.parts import Part
from scimguide.verify.readers import CURL_FAILED, CurlReader, PythonReader, Reader
from scimguide.verify.scene import Scene


@dataclass
class PageRun:
    """What has happened on a page so far."""

    spec: Spec
    project: Project
    shown: str
    """The page as messages and the log name it."""
    languages: "Mapping[str, Runner]"
    """What is done with a fence, by its language."""
    leaves: list[str]
    """What the page says that it leaves at the service."""
    scene: Scene
    """Okta's side of the page."""
    wanted: tuple[str, ...] = ("curl",)
    """The readers whom the page's snippets need."""
    stack: ExitStack = field(default_factory=ExitStack)
    entries: list[Entry] = field(default_factory=list)
    steps: list[Entry] = field(default_factory=list)
    last: dict[str, Exchange] = field(default_factory=dict)
    """The latest answer that each reader got."""
    held: bool = False  # carried out to its end, and nothing failed

    @cached_property
    def failures(self) -> Failures:
        """What has failed so far."""
        return Failures(self.spec)

    @cached_property
    def curl(self) -> CurlReader:
        """The reader who uses curl."""
        return CurlReader(self.spec, self.stack, self.project.root)

    @cached_property
    def python(self) -> PythonReader:
        """The reader who uses Python."""
        return PythonReader(self.spec, self.stack)

    def carry_out(self, example: Example) -> None:
        """Carry out one part of the page."""
        __tracebackhide__ = True
        part: Part = example.parsed
        began = perf_counter()
        self.failures.skip(part)
        for reader in self._readers():  # what a failed part left unread is no news for this one
            reader.news()
        try:
            if part.kind in ("okta", "holds", "step") and not part.excuse:
                with self.as_the_page_says(example, part):
                    self.scene.carry_out(part)
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
        self.held = part.kind == "end" and not self.failures.any
        if part.kind in ("fence", "step"):
            state: State = "excused" if part.excuse else "executed"
            took = round(perf_counter() - began, 3)
            entry = Entry(self.shown, example.line, part.mark, state, part.excuse, took)
            (self.entries if part.kind == "fence" else self.steps).append(entry)

    def needed(self) -> list[Reader]:
        """The readers whom the page's snippets need."""
        return [getattr(self, name) for name in self.wanted]

    def _readers(self) -> list[Reader]:
        """The readers that this page has needed so far."""
        return [self.__dict__[name] for name in ("curl", "python") if name in self.__dict__]

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
        snippets, name = self.project.snippets, part.operation.name
        self.type(example, part, (snippets / "curl" / f"{name}.sh").read_text("utf-8"))
        with self.python.at_work(), redirect_stdout(StringIO()):
            run_path(str(snippets / "python" / f"{name}.py"))
        self.answered(example, part, self.python)

    def _check_leftovers(self, example: Example) -> None:
        with self.as_the_page_says(example, example.parsed):
            self.scene.end()
        for reader in self._readers():
            left = sorted(reader.left())
            if left != sorted(self.leaves):
                pytest.fail(
                    f"{self.shown}:{example.line}: the end of the page\n"
                    f"  expected: the service holds {sorted(self.leaves) or 'nothing'}, "
                    "as 'leaves' in the front matter says\n"
                    f"  came: it holds {left or 'nothing'}",
                    pytrace=False,
                )

    def type(self, example: Example, part: Part, text: str) -> None:
        """Type a text into the page's bash, and see that it ends as it should."""
        ran = self.curl.run(text)
        wanted = CURL_FAILED if part.operation and part.operation.fails else 0
        if ran.status != wanted:
            line = f" in its line {ran.line}" if ran.line else ""
            came = f"exit status {ran.status}{line}\n{ran.output}\n{self.said(self.curl)}"
            self.fail(example, part, came, f"exit status {wanted}")
        self.answered(example, part, self.curl)

    def answered(self, example: Example, part: Part, reader: Reader) -> None:
        """See that the server gave a reader the answer that the operation announces."""
        said = reader.news()
        if said:
            self.last[type(reader).__name__] = said[-1]
        if part.operation and [each.status for each in said] != [part.operation.status]:
            wanted = f"one answer of status {part.operation.status}"
            self.fail(example, part, told(said), wanted)

    def said(self, reader: Reader) -> str:
        """What was said to a reader's server since the last look."""
        return told(reader.news())

    @contextmanager
    def as_the_page_says(self, example: Example, part: Part) -> Iterator[None]:
        """Fail a part readably when something comes otherwise."""
        __tracebackhide__ = True
        unlike = None
        try:
            yield
        except Unlike as error:
            unlike = error
        if unlike:
            try:
                self.fail(example, part, unlike.came, unlike.expected)
            except BaseException as failure:
                raise failure from None

    def fail(self, example: Example, part: Part, came: str, expected: str) -> NoReturn:
        """Fail a part readably."""
        __tracebackhide__ = True
        language = part.language or part.kind
        what = f"{part.region or 'snippet'} {part.name}" if part.name else "a fence"
        what = f"{what} ({language})"
        if part.kind in ("okta", "holds", "step"):
            what = f"{part.kind}: {part.name}"
        pytest.fail(
            f"{self.shown}:{example.line}: {what}\n"
            f"  expected: {expected}\n"
            f"  came: {indent(came, '    ').strip()}",
            pytrace=False,
        )


Runner = Callable[[PageRun, Example, Part], None]
"""Carries out one fence of a page."""
