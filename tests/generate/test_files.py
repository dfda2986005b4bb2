"""Generating loses nothing: saves made meanwhile, foreign files, line ends, links and modes."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from helpers import Run, edit
from scimguide.generate import files, generate, run, update
from scimguide.generate.files import ChangedMeanwhile, changed, write
from scimguide.mapping import SpecError
from scimguide.pages import source
from scimguide.project import Project

MARKED = "# New\n\n<!-- generated: snippet list-readers -->\n"


def messages(guide: Project) -> list[str]:
    with pytest.raises(SpecError) as caught:
        update(guide)
    return [str(problem) for problem in caught.value.problems]


def leftovers(guide: Project) -> list[Path]:
    return list(guide.root.rglob("*.new"))


# Saves


def save(page: Path, text: str) -> None:
    """Save as an editor does: beside, then moved to its place."""
    beside = page.with_name("page~")
    beside.write_text(text, "utf-8")
    beside.replace(page)


SAVES: dict[str, Callable[[Project], None]] = {
    "page": lambda guide: save(guide.docs / "index.md", "# Mine\n"),
    "spec": lambda guide: save(guide.spec_file, guide.spec_file.read_text() + "# mine\n"),
    "new page": lambda guide: save(guide.docs / "mine.md", MARKED),
    "removed page": lambda guide: (guide.docs / "index.md").unlink(),
}


@pytest.mark.parametrize("saved", SAVES)
@pytest.mark.parametrize("moment", ["generate", "_replace_all"])
def test_what_is_saved_while_text_is_generated_stays_and_is_generated_from(
    guide: Project, monkeypatch: pytest.MonkeyPatch, saved: str, moment: str
) -> None:
    """A save after the files were read, or just before they are replaced, starts a new attempt."""
    module = run if moment == "generate" else files
    original = getattr(module, moment)
    left = [SAVES[saved]]

    def saving(*arguments: object) -> object:
        made = original(*arguments) if moment == "generate" else None
        if left:
            left.pop()(guide)
        return made or original(*arguments)

    monkeypatch.setattr(module, moment, saving)
    edit(guide.spec_file, "Readers get a card.", "Readers get two cards.")
    update(guide)
    if moment == "generate":
        assert not changed(generate(guide))
    assert not leftovers(guide)
    if saved == "page":
        assert (guide.docs / "index.md").read_text() == "# Mine\n"
    if saved == "spec":
        assert guide.spec_file.read_text().endswith("# mine\n")
    if saved == "removed page":
        assert not (guide.docs / "index.md").exists()
    if saved == "new page" and moment == "generate":
        assert "=== " in (guide.docs / "mine.md").read_text()


def test_a_page_that_is_saved_again_and_again_is_named(
    guide: Project, monkeypatch: pytest.MonkeyPatch, scimguide: Run
) -> None:
    """Attempts are bounded; the last one names the file and what to do, and writes nothing."""
    page, original, saves = guide.docs / "index.md", run.generate, iter(range(1000))

    def saving(*arguments: object) -> object:
        plan = original(*arguments)  # type: ignore[arg-type]
        page.write_text(f"{next(saves)}")
        return plan

    monkeypatch.setattr(run, "generate", saving)
    with pytest.raises(ChangedMeanwhile, match=r"^docs/index\.md: saved again .* run scripts/gen"):
        update(guide)
    assert page.read_text() == str(run.ATTEMPTS - 1)
    assert not leftovers(guide)


def test_no_save_of_a_busy_writer_is_lost(guide: Project) -> None:
    """A page is saved at random moments while every run of the generator rewrites it."""
    page, lost, stop = guide.docs / "index.md", list[int](), threading.Event()
    text = page.read_text()

    def writer() -> None:
        chance, number = random.Random(7), 0
        while not stop.is_set():
            number += 1
            (save if number % 2 else Path.write_text)(page, f"{text}\nsave {number}\n")
            time.sleep(chance.choice([0.002, 0.05, 0.9]))
            if not page.read_text().endswith(f"save {number}\n"):
                lost.append(number)

    thread = threading.Thread(target=writer)
    thread.start()
    finished = 0
    try:
        for number in range(3):
            edit(
                guide.spec_file,
                f"Readers get {'a card' if number == 0 else number}",
                f"Readers get {number + 1}",
            )
            with suppress(ChangedMeanwhile):  # saved at every attempt: said, and nothing lost
                update(guide)
            finished += 1
    finally:
        stop.set()
        thread.join()
    assert not lost
    assert finished == 3
    saved = page.read_text().splitlines()[-1]
    update(guide)
    assert "Readers get 3" in page.read_text()
    assert page.read_text().splitlines()[-1] == saved
    assert not leftovers(guide)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_run_that_is_ended_leaves_nothing_beside(guide: Project, number: signal.Signals) -> None:
    """Ctrl-C, SIGTERM and a closed terminal leave every file whole and no other one."""
    edit(guide.spec_file, "Readers get a card.", "Readers get two cards.")
    code = (
        "import os, sys\nfrom scimguide.generate import files\nfrom scimguide.cli import main\n"
        f"files._replace_all = lambda *_: os.kill(os.getpid(), {int(number)})\n"
        "sys.argv = ['scimguide', 'generate']\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=guide.root, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert not leftovers(guide)


# What is not ours


def test_a_foreign_file_in_snippets_stays(guide: Project) -> None:
    """A file that nobody generated is neither changed nor removed, and the list has no line of it."""
    foreign = [guide.snippets / name for name in ("notes.txt", "curl/mine.sh", "own/deep.py")]
    for file in foreign:
        file.parent.mkdir(exist_ok=True)
        file.write_text("mine")
    assert update(guide)[0] == []
    assert [file.read_text() for file in foreign] == ["mine"] * 3
    assert "mine" not in guide.generated.read_text()


def test_the_list_is_as_sha256sum_reads_it(guide: Project) -> None:
    """Every file that is generated as a whole is on the list, and ``sha256sum --check`` agrees."""
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=guide.root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    files = [*guide.snippets.rglob("*.*"), *guide.downloads.iterdir()]
    names = {
        guide.shown(path) for path in [*files, guide.schema_file, guide.values_file, guide.names]
    }
    assert {line.partition(":")[0] for line in done.stdout.splitlines()} == names


def test_an_obsolete_snippet_goes_with_its_empty_folder(guide: Project) -> None:
    """A listed file that the spec no longer asks for is removed, when it is as it was generated."""
    listed = guide.generated
    old = guide.snippets / "ruby/old.rb"
    old.parent.mkdir()
    old.write_bytes(b"old")
    digest = "cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4"
    listed.write_text(listed.read_text() + f"{digest}  snippets/ruby/old.rb\n")
    assert {guide.shown(path) for path in update(guide)[0]} == {
        "snippets/ruby/old.rb",
        "SHA256SUMS",
    }
    assert not old.parent.exists()


@pytest.mark.parametrize("name", ["docs/index.md", "/etc/hostname", "snippets/../mkdocs.yml"])
def test_the_list_cannot_name_what_is_elsewhere(guide: Project, name: str) -> None:
    """A line of the list never leads to a file outside of the folders with generated files."""
    before = {path: path.read_bytes() for path in guide.root.rglob("*") if path.is_file()}
    listed = guide.generated
    target = guide.root / name
    digest = sha256(target.read_bytes()).hexdigest()
    listed.write_text(listed.read_text() + f"{digest}  {name}\n")
    update(guide)
    assert before == {path: path.read_bytes() for path in guide.root.rglob("*") if path.is_file()}


EDITED = {
    "docs/assets/values.js": "edited by hand, expected the generated text",
    "docs/downloads/openapi.json": "edited by hand",
    "docs/mapping.schema.json": "edited by hand",
    "snippets/README.md": "edited by hand",
    "snippets/curl/list-readers.sh": "change docs/mapping.yaml instead, then delete this file and run",
    "snippets/curl/old.sh": "edited by hand",
}


def test_a_generated_file_that_was_edited_is_refused_with_the_remedy(guide: Project) -> None:
    """An edit by hand stays, each has a message that says how to go on, and following it helps."""
    with guide.generated.open("a") as listed:
        listed.write(f"{'0' * 64}  snippets/curl/old.sh\n")
    for name in EDITED:
        (guide.root / name).write_text("mine")
    for message, (name, part) in zip(messages(guide), EDITED.items(), strict=True):
        assert message.startswith(f"{name}:1:1: ")
        assert part in message
        assert (guide.root / name).read_text() == "mine"
        (guide.root / name).unlink()
    update(guide)
    assert not changed(generate(guide))


def test_a_list_that_is_none_is_refused_with_the_remedy(guide: Project) -> None:
    """As a merge leaves it; without it, it is made anew."""
    guide.generated.write_text("<<<<<<< HEAD\n")
    assert messages(guide) == [
        "SHA256SUMS:1:1: '<<<<<<< HEAD', expected a line as sha256sum writes it; delete the file and "
        "run scripts/generate"
    ]
    guide.generated.unlink()
    assert update(guide)[0] == [guide.generated]


def test_an_unlisted_file_in_the_way_is_refused(guide: Project) -> None:
    """Somebody's file at the place of a new snippet stays; an equal one is welcome."""
    listed = guide.generated
    listed.unlink()
    assert update(guide)[0] == [listed]
    listed.write_text("".join(listed.read_text().splitlines(keepends=True)[1:]))
    (guide.snippets / "README.md").write_text("mine")
    listed.write_text("")
    assert messages(guide) == [
        "snippets/README.md:1:1: a file that was not generated, expected none or one listed in "
        "SHA256SUMS; move or delete it, and run scripts/generate"
    ]
    assert (guide.snippets / "README.md").read_text() == "mine"


# Bytes


@pytest.mark.parametrize(
    ("bom", "ends", "bom_of_spec"),
    [(True, ["\r\n"], True), (False, ["\r\n", "\n", "\n"], False), (True, ["\n", "\r\n"], False)],
)
def test_line_ends_and_byte_order_mark_stay(
    guide: Project, bom: bool, ends: list[str], bom_of_spec: bool
) -> None:
    """Whatever mixture a page and the spec have, text is generated once, and nothing else changes."""
    page = guide.docs / "index.md"
    text = source.read(page).text
    lines = source.lines(text)
    mixed = "".join(line.replace("\n", ends[at % len(ends)]) for at, line in enumerate(lines))
    written = (b"\xef\xbb\xbf" if bom else b"") + mixed.encode()
    page.write_bytes(written)
    spec = source.read(guide.spec_file).text.replace("\n", ends[0]).encode()
    guide.spec_file.write_bytes((b"\xef\xbb\xbf" if bom_of_spec else b"") + spec)
    assert update(guide)[0] == []
    marked = written + f"{ends[0]}<!-- generated: table roles -->{ends[0]}".encode()
    page.write_bytes(marked)
    assert update(guide)[0] == [page]
    assert page.read_bytes().startswith(marked)
    assert not changed(generate(guide))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("docs/index.md", "docs/index.md:2:3: the byte 0xFF, which is not UTF-8, expected UTF-8 text"),
        ("docs/mapping.yaml", "docs/mapping.yaml:2:3: the byte 0xFF, which is not UTF-8, expected UTF-8 text"),
    ],
)  # fmt: skip
def test_what_is_not_utf8_is_named_with_its_place(guide: Project, name: str, message: str) -> None:
    """One message with line and column; nothing is written."""
    (guide.root / name).write_bytes(b"one\r\n\xc3\xa9 \xff")
    assert messages(guide) == [message]


def test_links_are_followed_and_modes_stay(guide: Project, tmp_path: Path) -> None:
    """A page that is a link stays one, and its file keeps its mode."""
    page, real = guide.docs / "index.md", tmp_path / "elsewhere/index.md"
    real.parent.mkdir()
    page.rename(real)
    page.symlink_to(real)
    real.chmod(0o640)
    edit(guide.spec_file, "Readers get a card.", "Readers get two cards.")
    assert page in update(guide)[0]
    assert page.is_symlink()
    assert "two cards" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_read_or_written_gets_one_message(guide: Project, scimguide: Run) -> None:
    """A folder where a page or a snippet should be is a message, and no traceback."""
    (guide.docs / "folder.md").mkdir()
    done = scimguide("generate", cwd=guide.root)
    assert (done.returncode, done.stderr) == (
        1,
        "docs/folder.md: is a directory, expected a file that can be read\n",
    )


def test_a_plan_of_before_is_not_written(guide: Project) -> None:
    """``write`` itself refuses what is no longer true."""
    plan = generate(guide)
    os.utime(guide.spec_file, (1, 1))
    assert write(plan) == []
    edit(guide.spec_file, "Readers get a card.", "Readers get two cards.")
    with pytest.raises(ChangedMeanwhile, match=r"^docs/mapping\.yaml: "):
        write(plan)
