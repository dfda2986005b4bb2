"""
The pytest plugin that runs pages: ``pytest docs`` where a ``conftest.py`` names it.

Sybil finds the parts of each page and hands them out in order; what is done
with them stands in ``evaluate``.  A part that is chosen alone (by its line, by
``-k``, by ``--last-failed`` or in an editor) is preceded by those above it on
its page.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sybil import Document, Example, Region, Sybil
from sybil.integration.pytest import SybilItem

from scimguide.chromium import browser
from scimguide.lint import lint_guide, lint_page
from scimguide.lint.guide import Guide
from scimguide.mapping import Spec, SpecError, load
from scimguide.mapping.changes import since_last_commit
from scimguide.pages import source
from scimguide.pages.front_matter import front_matter
from scimguide.pages.marks import okta_actions
from scimguide.pages.problems import problems as form_problems
from scimguide.problem import Problem
from scimguide.project import Project
from scimguide.verify import log
from scimguide.verify.evaluate import PageRun
from scimguide.verify.fences import LANGUAGES
from scimguide.verify.okta_evaluator import OktaEvaluator
from scimguide.verify.parts import Part, parts, placed_problems
from scimguide.verify.provenance import provenance
from scimguide.verify.sandbox import Sandbox
from scimguide.verify.steps.items import copied
from scimguide.verify.update import bring_up_to_date
from scimguide.verify.workers import Work, copies_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass(eq=False)
class Prepared:
    """What the command has ready before pytest starts; it is registered as a plugin."""

    spec: Spec
    sandbox: Sandbox
    jobs: int | None = None
    """How many processes execute pages; None for as many as are worth it."""


class PageDocument(Document):
    """A page, whatever its line ends, with or without a byte order mark."""

    @classmethod
    def parse(cls, path: str, *parsers: Any, encoding: str = "utf-8") -> "PageDocument":
        """Read a page, and find its parts."""
        try:
            text = source.read(Path(path)).text
        except source.NotUtf8Error as error:
            raise pytest.Collector.CollectError(
                f"{path}:{error.line}:{error.column}: {error}"
            ) from None
        document = cls(text, path)
        for parser in parsers:
            for region in parser(document):
                document.add(region)
        return document


class Pages:
    """The pages of one run, and what was executed of them."""

    def __init__(self, project: Project, prepared: Prepared | None, config: pytest.Config) -> None:
        self.project = project
        self.spec = prepared.spec if prepared else _spec(project)
        self.update = bool(config.getoption("update_examples", False))
        self.stack = ExitStack()
        """What ends with the run of this process."""
        config.add_cleanup(self.stack.close)
        self.sandbox = prepared.sandbox if prepared else self.stack.enter_context(Sandbox())
        opened = cache(lambda: self.stack.enter_context(browser()))  # with the first step
        self.browser: Callable[[], Browser] | None = (
            opened if config.getoption("console_browser") else None
        )
        self.runs: dict[str, PageRun] = {}
        self._loads_python = False
        self.now = provenance(project.root)
        self.sybil = _Sybil(
            [self.parse],
            patterns=["*.md"],
            path=str(project.docs),
            teardown=_close,
            document_types={".md": PageDocument},
        )

    def parse(self, document: Document) -> Iterable[Region]:
        """The regions of a page, each with the part that stands there."""
        shown = self.project.shown(Path(document.path))
        settings = front_matter(document.text)
        problems = self._problems(document, shown)
        found = [*parts(document.text, self.spec)]
        # Sybil puts what comes later before what begins at the same place.
        found += reversed([*placed_problems(document.text, problems, found)])
        run = self.runs[shown] = PageRun(
            self.spec,
            self.project,
            shown,
            document.text,
            LANGUAGES,
            list(settings.leaves),
            OktaEvaluator(
                self.spec,
                lambda: run.needed(),
                self._before(settings.follows),
                bool(settings.follows),
                self.browser,
                document.text,
                copied(self.texts.get(settings.follows, ""), self.spec) if self.browser else (),
            ),
            self.sandbox,
            len(found),
            timeout=settings.timeout,
            page_timeout=settings.page_timeout,
            update=self.update,
            wanted=_needed([part for _, _, part in found]),
        )
        document.namespace["run"] = run
        if not self._loads_python and "python" in run.wanted:
            self._loads_python = True
            self.sandbox.load_python()  # while the other pages are read
        for start, end, part in found:
            yield Region(start, end, part, run.carry_out)

    def _problems(self, document: Document, shown: str) -> list[Problem]:
        """What is wrong with a page before it is run: its form, its links, its prose."""
        name = Path(document.path).relative_to(self.project.docs).as_posix()
        texts = {**self.texts, name: document.text}
        found = {*form_problems(name, shown, texts), *lint_page(self.guide, name)}
        return sorted(found)

    @cached_property
    def guide(self) -> Guide:
        """The guide as the lint sees it."""
        return Guide(self.project, self.spec)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The Markdown of all pages that can be read, by their paths below ``docs/``."""
        found = {}
        for page in self.project.pages:
            with suppress(source.NotUtf8Error, OSError):
                found[page.relative_to(self.project.docs).as_posix()] = source.read(page).text
        return found

    def _before(self, followed: str) -> list[str]:
        """What was done in Okta on the page that this one follows."""
        return okta_actions(self.texts.get(followed, ""))

    def run_in(self, sandbox: Sandbox) -> None:
        """Run the snippets of pages that have not begun in another sandbox."""
        self.sandbox = sandbox
        for run in self.runs.values():
            run.sandbox = sandbox

    def done(self) -> dict[str, Any]:
        """
        What was executed, as data that can be sent to another process.

        A page of which only some parts were chosen is left out.
        """
        whole = {name: run for name, run in self.runs.items() if len(run.attempted) == run.expected}
        pages = {
            name: replace(
                self.now, passed=run.passed == run.expected, parts=run.expected, ran=run.passed
            )
            for name, run in whole.items()
        }
        steps = [asdict(entry) for run in whole.values() for entry in run.steps]
        return {
            "pages": {name: asdict(each) for name, each in pages.items()},
            "entries": [asdict(entry) for run in whole.values() for entry in run.entries],
            "steps": steps,
            "browser": self.browser().version if self.browser and steps else "",
        }


class _Sybil(Sybil):
    """Names a test after what it runs: ``docs/verify.md::42 find-user bash``."""

    def identify(self, example: Example) -> str:
        part: Part = example.parsed
        return f"{example.line} {part.title}"


def _spec(project: Project) -> Spec:
    """
    The spec of a guide, when no command has loaded it.

    :raises CollectError: when it cannot be used.
    """
    try:
        return load(project.spec_file, project.shown(project.spec_file))
    except SpecError as error:
        raise pytest.Collector.CollectError(str(error)) from None


def _needed(found: list[Part]) -> tuple[str, ...]:
    """The runners that the snippets of a page need; one of them, when it has none."""
    languages = {part.language for part in found}
    given = any(part.kind == "given" for part in found)
    python = ("python",) if given or "python" in languages else ()
    return ("bash", *python) if given or "bash" in languages or not python else python


def _close(namespace: dict[str, Any]) -> None:
    run: PageRun = namespace["run"]
    run.stack.close()
    if run.updates:
        bring_up_to_date(run)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the guide is, and which of it is run."""
    group = parser.getgroup("scimguide", "pages of an executable guide")
    group.addoption("--guide", help="the folder of the guide (docs/, mkdocs.yml)  [rootdir]")
    group.addoption(
        "--console-browser",  # not --browser, which is an option of pytest-playwright
        "--walk",
        action="store_true",
        help="carry out the steps in a browser",
    )
    group.addoption(
        "--line",
        action="append",
        default=[],
        metavar="PAGE:LINE",
        help="only the part of a page on this line, after those above it; may be repeated",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Prepare for pages; the spec is loaded with the first one."""
    if config.getoption("dist", "no") == "load":
        config.option.dist = "loadfile"  # the parts of a page belong together
    root = config.getoption("guide") or config.rootpath
    config.pluginmanager.register(_Run(config, Project(Path(root).resolve())), "scimguide-pages")


class _Run:
    """One run of pytest, in the process that executes pages or in the one that distributes them."""

    def __init__(self, config: pytest.Config, project: Project) -> None:
        self.config = config
        self.project = project
        self.pages: Pages | None = None
        self.done: list[dict[str, Any]] = []
        """What was executed, by each process that did."""
        self._finished = 0

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> Any:
        """Read a page of the guide."""
        if file_path == self.project.spec_file:
            return _SpecFile.from_parent(parent, path=file_path, pages=self._of_the_guide)
        if file_path.suffix != ".md" or self.project.docs not in file_path.parents:
            return None
        return self._of_the_guide().sybil.pytest()(file_path, parent)

    def _of_the_guide(self) -> Pages:
        """The pages of this run; the spec is loaded with the first one."""
        if self.pages is None:
            self.pages = Pages(self.project, self.prepared, self.config)
        return self.pages

    @property
    def prepared(self) -> Prepared | None:
        """What the command has ready; None when pytest was started without it."""
        plugins = self.config.pluginmanager.get_plugins()
        return next((each for each in plugins if isinstance(each, Prepared)), None)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the parts on the lines that were selected."""
        wanted = [_line_of(each) for each in self.config.getoption("line")]
        if not wanted:
            return
        chosen = [item for page, line in wanted for item in _at(items, page, line)]
        left = [item for item in items if item not in chosen]
        self.config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item in chosen]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Execute many pages on all cores; pytest executes few, and where another plugin does."""
        if self.prepared is None or session.testsfailed:
            return None
        copies = copies_for(session, self.prepared.jobs)
        if copies < 1:
            return None
        work = Work(session, self._of_the_guide())
        work.run(copies)
        self.done += work.elsewhere
        return True

    def pytest_runtest_logfinish(self) -> None:
        """Count what came to its end."""
        self._finished += 1

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a process of pytest-xdist has executed."""
        self.done += getattr(node, "workeroutput", {}).get("scimguide", [])

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """See that the run reached its end, and write the log; it contains only what passed."""
        distributes = self.config.getoption("dist", "no") != "no" and not hasattr(
            self.config, "workerinput"
        )
        if self.pages is not None:
            self.done.append(self.pages.done())
        if not distributes and self._finished < len(session.items) and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["scimguide"] = self.done
        elif self.done:
            self._write_log()

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """After a failure, name what was changed in the spec: that is where to look first."""
        if "failed" not in terminalreporter.stats:
            return
        with suppress(OSError):
            content = self.project.spec_file.read_bytes()
            for line in since_last_commit(self.project, content):
                terminalreporter.write_line(line)

    def _write_log(self) -> None:
        pages: dict[str, log.Provenance] = {}
        walked: dict[str, log.Provenance] = {}
        for done in self.done:
            found = {name: log.Provenance(**each) for name, each in done["pages"].items()}
            pages |= found
            walked |= {n: replace(each, browser=done["browser"]) for n, each in found.items()}
        entries = [log.Entry(**entry) for done in self.done for entry in done["entries"]]
        log.write(self.project.log, entries, pages)
        if self.config.getoption("console_browser"):
            steps = [log.Entry(**entry) for done in self.done for entry in done["steps"]]
            log.write(self.project.steps_log, steps, walked)


class _SpecFile(pytest.File):
    """The spec, where the guide as a whole is checked."""

    def __init__(self, *, pages: Callable[[], Pages], **words: Any) -> None:
        super().__init__(**words)
        self._pages = pages

    def collect(self) -> Iterable[pytest.Item]:
        """One test, of what no page shows alone."""
        yield _GuideItem.from_parent(self, name="the guide", pages=self._pages)


class _GuideItem(pytest.Item):
    """Navigation, and what the spec has and no page shows."""

    def __init__(self, *, pages: Callable[[], Pages], **words: Any) -> None:
        super().__init__(**words)
        self._pages = pages

    def runtest(self) -> None:
        """Fail with all problems."""
        if found := lint_guide(self._pages().guide):
            pytest.fail("\n".join(map(str, found)), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands, for pytest."""
        return self.path, 0, self.name


def _line_of(text: str) -> tuple[Path, int]:
    page, _, line = text.rpartition(":")
    return Path(page).resolve(), int(line)


def _at(items: list[pytest.Item], page: Path, line: int) -> list[pytest.Item]:
    """The last part of a page that begins on a line or above it; its first one for lines above."""
    found = [(item, _begins(item)) for item in items if item.path == page]
    above = [item for item, begins in found if begins <= line]
    return above[-1:] or [item for item, _ in found[:1]]


def _begins(item: pytest.Item) -> int:
    """The line on which a part begins."""
    return int(item.example.line) if isinstance(item, SybilItem) else 1
