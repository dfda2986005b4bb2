"""A file is replaced only if it still is what was read, whatever others do at the same time."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scimguide.pages import replace


def in_place(file: Path, content: bytes) -> None:
    """Save as editors do that write into the file."""
    file.write_bytes(content)


def by_rename(file: Path, content: bytes) -> None:
    """Save as editors do that write a second file and move it to its place."""
    beside = file.with_name(f"{file.name}~")
    beside.write_bytes(content)
    beside.replace(file)


def put(file: Path, new: bytes, old: bytes | None) -> bool:
    temporary = replace.write_beside(file, new)
    try:
        done = replace.replace(file, temporary, old)
        time.sleep(replace.GRACE)
        return done and replace.unsaved(file, temporary, old, new)
    finally:
        temporary.unlink(missing_ok=True)


@pytest.fixture(params=[True, False], ids=["renameat2", "rename"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """A system that can exchange two files, and one that cannot."""
    if not request.param:
        monkeypatch.setattr(replace, "_RENAMEAT2", None)
    return bool(request.param)


@pytest.mark.usefixtures("system")
def test_what_was_read_is_replaced(tmp_path: Path) -> None:
    """A new file, a changed one and a removed one; the mode stays, and nothing lies beside."""
    file = tmp_path / "folder/page.md"
    assert put(file, b"one", None)
    file.chmod(0o640)
    assert put(file, b"two", b"one")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"two", 0o640)
    assert replace.remove(file, b"two")
    assert not list(file.parent.iterdir())


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("there", [b"saved", None])
def test_what_was_saved_since_stays(tmp_path: Path, there: bytes | None) -> None:
    """A file that was changed, created or removed meanwhile is neither replaced nor removed."""
    file = tmp_path / "page.md"
    if there is not None:
        file.write_bytes(there)
        assert not put(file, b"new", None)
    assert not put(file, b"new", b"old")
    assert not replace.remove(file, b"old")
    assert replace.content(file) == there
    assert [path.name for path in tmp_path.iterdir()] == (["page.md"] if there else [])


@pytest.mark.skipif(replace._RENAMEAT2 is None, reason="needs renameat2, which Linux has")
@pytest.mark.parametrize("save", [in_place, by_rename])
def test_no_save_is_lost_in_a_thousand(tmp_path: Path, save: Callable[[Path, bytes], None]) -> None:
    """Each save is on disk until the next one, however often the file is replaced meanwhile."""
    file = tmp_path / "page.md"
    file.write_bytes(b"0")
    lost: list[int] = []
    end = time.monotonic() + 2

    def saved(number: int) -> bool:
        return (replace.content(file) or b"").partition(b" ")[0] == b"%d" % number

    def write() -> None:
        number = 0
        while time.monotonic() < end:
            number += 1
            save(file, b"%d" % number)
            time.sleep(0.0005)
            if not saved(number):
                time.sleep(0.05)  # perhaps it is just being put back
                if not saved(number):
                    lost.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    replaced = 0
    while time.monotonic() < end:
        old = replace.content(file) or b""
        if old:
            replaced += put(file, old.partition(b" ")[0] + b" generated", old)
    writer.join()
    assert replaced > 2
    assert not lost
    assert [path.name for path in tmp_path.iterdir()] == ["page.md"]


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    """A temporary file of a minute ago goes; one that another run is writing just now stays."""
    old, new = tmp_path / ".page.md.12345678.new", tmp_path / ".page.md.87654321.new"
    old.touch()
    new.touch()
    os.utime(old, (1, 1))
    replace.write_beside(tmp_path / "page.md", b"").unlink()
    assert list(tmp_path.iterdir()) == [new]


def test_a_file_is_written_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    """What was there is replaced; where nothing can be written, nothing lies beside."""
    file = tmp_path / "log.json"
    replace.write(file, b"one")
    replace.write(file, b"two")
    assert file.read_bytes() == b"two"
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        replace.write(tmp_path / "folder", b"")
    with pytest.raises(FileNotFoundError):
        replace.write(tmp_path / "nowhere/log.json", b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "log.json"]


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("there", ["folder", "link", "nothing"])
def test_a_folder_is_replaced_as_a_whole(tmp_path: Path, there: str) -> None:
    """The new folder stands at the place, the former one is gone, and nothing lies beside."""
    target, new = tmp_path / "site", tmp_path / "work/site"
    new.mkdir(parents=True)
    (new / "page.html").write_text("new")
    if there == "folder":
        target.mkdir()
        (target / "old.html").write_text("old")
    if there == "link":
        target.symlink_to(tmp_path / "elsewhere")
    replace.replace_folder(target, new)
    assert [path.name for path in target.iterdir()] == ["page.html"]
    assert not list((tmp_path / "work").iterdir())


@pytest.mark.usefixtures("system")
def test_a_folder_that_cannot_be_replaced_stays(tmp_path: Path) -> None:
    """When there is nothing new to put there, the former folder stands at its place."""
    target = tmp_path / "site"
    target.mkdir()
    (target / "old.html").write_text("old")
    with pytest.raises(OSError, match="No such file"):
        replace.replace_folder(target, tmp_path / "nowhere")
    assert (target / "old.html").read_text() == "old"
