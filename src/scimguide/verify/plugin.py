"""
The pytest plugin that runs pages: ``pytest -p scimguide.verify.plugin docs``.

Sybil finds the parts of each page and hands them out in order; what is done
with them stands in ``evaluate``.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sybil import Document, Example, Region, Sybil

from scimguide.chromium import browser
from scimguide.mapping import Spec, SpecError, load
from scimguide.pages.front_matter import front_matter
from scimguide.pages.marks import okta_actions
from scimguide.project import Project
from scimguide.verify import log
from scimguide.verify.circumstances import circumstances
from scimguide.verify.evaluate import PageRun
from scimguide.verify.fences import LANGUAGES
from scimguide.verify.parts import Part, Placed, form_problems, parts
from scimguide.verify.scene import Scene

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class Pages:
    """The pages of one run, and what was executed of them."""

    def __init__(
        self, project: Project, spec: Spec, browser: "Callable[[], Browser] | None"
    ) -> None:
        self.project = project
        self.spec = spec
        self.browser = browser
        self.runs: dict[str, PageRun] = {}
        self.now = circumstances(project.root)
        self.sybil = _Sybil(
            [self.parse],
            patterns=["*.md"],
            path=str(project.docs),
            encoding="utf-8-sig",
            fixtures=["eval_example"],
            teardown=_close,
        )

    def parse(self, document: Document) -> Iterable[Region]:
        """The regions of a page, each with the part that stands there."""
        shown = self.project.shown(Path(document.path))
        settings = front_matter(document.text)
        left = list(settings.leaves)
        found = list(parts(document.text, self.spec))
        found += self._problems(document, shown, found)
        follows = settings.follows
        run = self.runs[shown] = PageRun(
            self.spec,
            self.project,
            shown,
            LANGUAGES,
            left,
            Scene(
                self.spec,
                lambda: run.needed(),
                self._before(follows),
                bool(follows),
                self.browser,
            ),
            _readers([part for _, _, part in found]),
        )
        document.namespace["run"] = run
        for start, end, part in found:
            yield Region(start, end, part, run.carry_out)

    def _problems(self, document: Document, shown: str, placed: list[Placed]) -> Iterable[Placed]:
        """What is wrong with the form of a page, as parts that fail."""
        path = Path(document.path)
        name = path.relative_to(self.project.docs).as_posix()
        return list(form_problems(name, shown, {**self.texts, name: document.text}, placed))

    @cached_property
    def texts(self) -> dict[str, str]:
        """The texts of all pages, by their paths below ``docs/``."""
        return {
            page.relative_to(self.project.docs).as_posix(): page.read_text("utf-8-sig", "replace")
            for page in self.project.pages
        }

    def _before(self, followed: str) -> list[str]:
        """What was done in Okta on the page that this one follows."""
        page = self.project.docs / followed
        return okta_actions(page.read_text("utf-8-sig")) if followed and page.is_file() else []

    def write_log(self) -> None:
        """Keep what was executed for the audit of the built site."""
        entries = [entry for run in self.runs.values() for entry in run.entries]
        pages = {name: replace(self.now, held=run.held) for name, run in self.runs.items()}
        log.write(self.project.log, entries, pages)
        if self.browser:
            steps = [entry for run in self.runs.values() for entry in run.steps]
            version = self.browser().version if steps else ""
            walked = {name: replace(each, browser=version) for name, each in pages.items()}
            log.write(self.project.steps_log, steps, walked)


class _Sybil(Sybil):
    """Names a test after what it runs: ``docs/verify.md::42 find-user bash``."""

    def identify(self, example: Example) -> str:
        part: Part = example.parsed
        words = (
            (part.name or part.kind, part.language)
            if part.kind == "fence"
            else (part.kind, part.name if part.kind != "problem" else "")
        )
        return " ".join(filter(None, (str(example.line), *words)))


def _readers(found: list[Part]) -> tuple[str, ...]:
    """The readers whom the snippets of a page need; one of them, when it has none."""
    languages = {part.language for part in found}
    given = any(part.kind == "given" for part in found)
    python = ("python",) if given or "python" in languages else ()
    return ("curl", *python) if given or "bash" in languages or not python else python


def _close(namespace: dict[str, Any]) -> None:
    namespace["run"].stack.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the guide is."""
    parser.addoption("--guide", default=".", help="the folder of the guide (docs/, mkdocs.yml)")
    parser.addoption("--walk", action="store_true", help="carry out the steps in a browser")


def pytest_configure(config: pytest.Config) -> None:
    """Load the spec once, and hand the pages to Sybil."""
    project = Project(Path(config.getoption("guide")).resolve())
    try:
        spec = load(project.spec_file, project.shown(project.spec_file))
    except SpecError as error:
        raise pytest.UsageError(str(error)) from None
    stack = ExitStack()
    config.add_cleanup(stack.close)
    opened = cache(lambda: stack.enter_context(browser()))  # with the first step
    pages = Pages(project, spec, opened if config.getoption("walk") else None)
    config.stash[_PAGES] = pages
    config.pluginmanager.register(_Collector(pages), "scimguide-pages")


class _Collector:
    def __init__(self, pages: Pages) -> None:
        self.pytest_collect_file = pages.sybil.pytest()


_PAGES = pytest.StashKey[Pages]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the log, whatever the outcome: it holds only what passed."""
    session.config.stash[_PAGES].write_log()
