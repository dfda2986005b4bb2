"""The writer's desk: it survives every mistake, shows it, loses no save, and ends whole."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from helpers import edit
from scimguide.project import Project
from scimguide.serve.run import Desk
from scimguide.serve.watch import Watch

LIMIT = 30
"""Seconds for what takes one or two on a machine that does nothing else."""


def wait(holds: Callable[[], object], what: Callable[[], object] = str) -> None:
    """Wait until something holds."""
    end = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < end, what()
        time.sleep(0.05)


def test_what_an_editor_keeps_beside_a_file_is_no_change(tmp_path: Path) -> None:
    """Pages and styles are watched, hidden files and backups are not, nor what was just written."""
    project = Project(tmp_path)
    project.docs.mkdir()
    watch = Watch(project)
    page = project.docs / "page.md"
    for name in ("page.md", "own.css", ".page.md.swp", "page.md~"):
        (project.docs / name).write_text("a", "utf-8")
    assert watch.changes() == {page, project.docs / "own.css"}
    page.write_text("generated", "utf-8")
    watch.expect({page: b"generated"})
    assert watch.changes() == set()


class Writer:
    """Somebody at a desk: the guide, what the terminal says, and what a browser gets."""

    def __init__(self, project: Project, stack: ExitStack) -> None:
        self.project = project
        self.terminal: list[str] = []
        self.desk = Desk(project, stack, (0, 0, 0), self.terminal.append)
        self.desk.start()
        self.leaves = threading.Event()
        self.follows = threading.Thread(target=self._follow)
        self.follows.start()
        stack.callback(self._leave)

    def _follow(self) -> None:
        while not self.leaves.is_set():
            self.desk.follow()

    def _leave(self) -> None:
        """End what follows the changes, before the desk goes: Python must not end below it."""
        self.leaves.set()
        self.desk.changes.put(set())
        self.follows.join()

    def get(self, path: str = "") -> httpx.Response:
        return httpx.get(f"{self.desk.origin}/{path}", follow_redirects=True)

    @property
    def messages(self) -> list[str]:
        return list(self.get(".scimguide/state").json()["messages"])

    def wait_until_well(self) -> None:
        wait(lambda: not self.messages, lambda: self.messages)


@pytest.fixture(scope="module")
def writer(_shelfwise: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    """A desk with the guide of another service; a test puts its files back."""
    folder = tmp_path_factory.mktemp("desk") / "guide"
    shutil.copytree(_shelfwise, folder)
    (folder / "overrides").mkdir()
    (folder / "overrides/main.html").write_text('{% extends "base.html" %}\n')
    edit(folder / "mkdocs.yml", "name: material", "name: material\n  custom_dir: overrides")
    page = folder / "docs/more.md"
    page.write_text("---\ntitle: More\n---\n\n# More\n\nText.\n")
    with ExitStack() as stack:
        yield Writer(Project(folder), stack)


MISTAKES = {
    "a wrong value of the spec": ("docs/mapping.yaml", "status: 200", "status: two", r"docs/mapping\.yaml:\d+:\d+: 'two', expected a whole number"),
    "no YAML in the spec": ("docs/mapping.yaml", "status: 200", "status: [", r"docs/mapping\.yaml:\d+:\d+: no value, expected one"),
    "an unknown mark": ("docs/more.md", "Text.", "<!-- generated: tabel roles -->", r"docs/more\.md:7:1: unknown marker 'tabel'"),
    "an edited region": ("docs/index.md", "| Yes |", "| Yes, |", r"docs/index\.md:\d+:1: edited by hand"),
    "an undefined macro": ("docs/more.md", "Text.", "Text\n{{ service.nmae }}", r"docs/more\.md:8: .*nmae.*, expected a value or macro"),
    "an unknown source": ("docs/more.md", "Text.", "{{ checked('nobody') }}", r"docs/more\.md:7: no source 'nobody', expected handbook"),
    "no Jinja": ("docs/more.md", "Text.", "Text {% if %}", r"docs/more\.md:7: .*, expected Jinja"),
    "a link to nowhere": ("docs/more.md", "Text.", "[x](nowhere.md)", r"docs/more\.md:7: contains a link 'nowhere\.md'"),
    "a lost anchor": ("docs/more.md", "Text.", "[x](index.md#nowhere)", r"docs/more\.md:7: contains a link 'index\.md#nowhere'"),
    "no YAML in a front matter": ("docs/more.md", "title: More", "title: More: less", r"docs/more\.md:2:12: no valid YAML: mapping values are not allowed"),
    "a former page that exists": ("docs/more.md", "title: More", "title: More\nmoved_from: [index.md]", r"docs/more\.md:3: moved_from names 'index\.md'"),
    "no YAML in mkdocs.yml": ("mkdocs.yml", "theme:", "theme: [", r"mkdocs\.yml:\d+: .*, expected YAML"),
    "an unknown theme": ("mkdocs.yml", "name: material", "name: martial", r"mkdocs\.yml:2: theme: .*martial"),
    "a page that is only in nav": ("mkdocs.yml", "theme:", "nav:\n  - index.md\n  - gone.md\ntheme:", r"mkdocs\.yml:4: 'gone\.md' in nav"),
    "no template": ("overrides/main.html", "base.html", "bass.html", r"overrides/main\.html:1: no template .*bass\.html"),
    "a wrong template": ("overrides/main.html", "\n", "\n\n{% blok x %}\n", r"overrides/main\.html:3: .*blok"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_shown_with_its_place_and_the_site_stays(writer: Writer, mistake: str) -> None:
    """Terminal and page say what is wrong and where, once; fixing it brings the site back."""
    name, old, new, message = MISTAKES[mistake]
    file = writer.project.root / name
    before = file.read_text()
    del writer.terminal[:]
    try:
        edit(file, old, new)
        wait(
            lambda: any(re.match(message, line) for line in writer.messages),
            lambda: writer.messages,
        )
        said = [line for text in writer.terminal for line in text.splitlines()]
        assert sum(bool(re.match(message, line)) for line in said) == 1, said
        assert "Traceback" not in "\n".join(said)
        html = writer.get().text
        assert "Shelfwise" in html
        assert re.search(r'role="alert"><pre>[^<]', html)
    finally:
        file.write_text(before)
    writer.wait_until_well()
    assert 'role="alert" hidden>' in writer.get("more/").text


def test_the_servers_follow_a_spec_that_was_saved_beside_a_mistake(guide: Project) -> None:
    """A spec that cannot be generated from yet is not forgotten when the page is put right."""
    page, said = guide.docs / "index.md", list[str]()
    before = page.read_text()
    with ExitStack() as stack:
        desk = Desk(guide, stack, (0, 0, 0), said.append)
        desk.generate(spec=True)
        page.write_text(f"{before}\n<!-- generated: tabel roles -->\n")
        edit(guide.spec_file, "Readers get a card.", "Readers get two cards.")
        desk.generate(spec=True)
        assert "unknown marker 'tabel'" in said[-1]
        page.write_text(before)
        del said[:]
        desk.generate(spec=False)
    assert any("start over with the new spec" in each for each in said)


def test_a_saved_page_is_visible_at_once(writer: Writer) -> None:
    """The page alone is built first: within two seconds, where nothing else runs."""
    page = writer.project.docs / "more.md"
    seconds = []
    for number in range(3):
        edit(page, "Text", f"Seen {number}. Text")
        start = time.monotonic()
        wait(lambda number=number: f"Seen {number}." in writer.get("more/").text)  # type: ignore[misc]
        seconds.append(time.monotonic() - start)
    assert min(seconds) < 2, seconds


def test_files_that_come_change_and_go_are_seen(writer: Writer) -> None:
    """A new page, a new asset with another content later, and the end of both."""
    page, asset = writer.project.docs / "new.md", writer.project.docs / "assets/new.css"
    page.write_text("# New\n\n<!-- generated: snippet list-readers -->\n")
    asset.write_text("one")
    wait(lambda: "GET /Users" in page.read_text() or "curl" in page.read_text())
    wait(lambda: "curl" in writer.get("new/").text)
    wait(lambda: writer.get("assets/new.css").text == "one")
    asset.write_text("two")
    wait(lambda: writer.get("assets/new.css").text == "two")
    page.unlink()
    asset.unlink()
    wait(lambda: writer.get("new/").status_code == 404)
    wait(lambda: writer.get("assets/new.css").status_code == 404)
    writer.wait_until_well()


def test_an_open_page_follows_by_itself(writer: Writer, browser: Browser) -> None:
    """A browser shows the message as an alert, and the new text without a reload by hand."""
    file = writer.project.docs / "more.md"
    page = browser.new_page()
    page.goto(f"{writer.desk.origin}/more/")
    edit(file, "Text", "{{ nothing }} Text")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("docs/more.md:7: 'nothing' is undefined", timeout=LIMIT * 1000)
    edit(file, "{{ nothing }} Text", "Brand new. Text")
    expect(page.locator("article")).to_contain_text("Brand new.", timeout=LIMIT * 1000)
    expect(alert).to_be_hidden(timeout=LIMIT * 1000)
    page.close()


def test_no_save_is_lost_at_the_desk(writer: Writer) -> None:
    """Saves at random moments stay, while changes of the spec rewrite the page all the time."""
    page, chance = writer.project.docs / "index.md", random.Random(3)
    text, spec, lost = page.read_text(), writer.project.spec_file.read_text(), []
    for number in range(12):
        page.write_text(f"{text}\nsave {number}\n")
        if number % 3 == 0:
            card = spec.replace("Readers get a card.", f"Readers get {number}.")
            writer.project.spec_file.write_text(card)
        time.sleep(chance.choice([0.05, 0.3, 0.9]))
        if not page.read_text().endswith(f"save {number}\n"):
            lost.append(number)
    assert not lost
    wait(lambda: "Readers get 9." in page.read_text())
    assert page.read_text().endswith("save 11\n")
    writer.wait_until_well()


def command(guide: Project) -> "subprocess.Popen[str]":
    ports = ["--port", "0", "--scim-port", "0", "--console-port", "0"]
    return subprocess.Popen(
        [sys.executable, "-m", "scimguide", "serve", *ports],
        cwd=guide.root,
        env={**os.environ, "SCIM_TOKEN": "a-token"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(process: "subprocess.Popen[str]", word: str) -> str:
    assert process.stdout
    seen = ""
    while word not in seen:
        line = process.stdout.readline()
        assert line, seen
        seen += line
    return seen


def workers(guide: Project) -> list[str]:
    """The processes that build the site of a guide."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words, folder = (process / "cmdline").read_bytes(), (process / "cwd").readlink()
        except OSError:
            continue
        if b"scimguide.serve.worker" in words and folder == guide.root:
            found.append(process.name)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_desk_that_began_with_a_mistake_recovers_and_ends_whole(
    guide: Project, number: signal.Signals
) -> None:
    """A mistake at the start is a message; fixing it starts the servers; a signal ends all."""
    old = guide.root / ".scimguide/preview/site-1-1"
    old.mkdir(parents=True)
    (old / "index.html").write_text("<html><head></head><body>Of before</body></html>")
    line = edit(guide.spec_file, "status: 200", "status: two")
    process = command(guide)
    try:
        seen = read_until(process, "Ctrl-C")
        assert f"docs/mapping.yaml:{line}:68: 'two', expected a whole number" in seen
        assert "Traceback" not in seen
        site = re.findall(r"http://127\.0\.0\.1:\d+", seen)[0]
        html = httpx.get(site).text
        assert "Of before" in html
        assert "&#x27;two&#x27;, expected a whole number" in html
        if number == signal.SIGINT:
            edit(guide.spec_file, "status: two", "status: 200")
            assert "SCIM_TOKEN=a-token" in read_until(process, "startIndex")
            wait(lambda: "Shelfwise" in httpx.get(site).text)
        assert workers(guide)
        process.send_signal(number)
        start = time.monotonic()
        rest, _ = process.communicate(timeout=20)
        assert time.monotonic() - start < 4  # 2 where nothing else runs
        assert (process.returncode, "Traceback" in rest) == (0, False)
        wait(lambda: not workers(guide))
        assert not list(guide.root.rglob("*.new"))
        assert not list((guide.root / ".scimguide/preview").glob("new-*"))
    finally:
        process.kill()
        process.communicate()


def test_a_desk_that_is_killed_takes_its_builder_along(guide: Project) -> None:
    """The builder ends with its standard input, however the desk ended."""
    process = command(guide)
    read_until(process, "Ctrl-C")
    assert workers(guide)
    process.kill()
    process.communicate()
    wait(lambda: not workers(guide))
