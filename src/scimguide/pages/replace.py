"""
Replacing a file only if it still is what was read, with no moment in which a save could be lost.

Comparing and then renaming leaves a gap, in which an editor may save.  Linux
can exchange two files in one step (``renameat2``): the old file is compared
after it was taken away, and put back when it was not what was read.  Elsewhere
the comparison comes immediately before the rename.
"""

import ctypes
import errno
import os
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path

_NOREPLACE, _EXCHANGE = 1, 2  # linux/fs.h
_AT_FDCWD = -100
_UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP)
_ABANDONED = 60.0
"""Seconds after which a temporary file belongs to a run that was killed."""
GRACE = 0.01
"""Seconds in which an editor that had opened a file has written into it."""
_RENAMEAT2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def content(path: Path) -> bytes | None:
    """The bytes of a file, or None when it does not exist.

    :raises OSError: when it cannot be read for another reason.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def write_beside(target: Path, new: bytes) -> Path:
    """
    Write a file with a name of its own into the folder of another one, and with its mode.

    What a killed run left there is removed. The caller removes the file if it is still there.

    :raises OSError: when the file cannot be written; nothing is left then.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    return _beside(target, new)


def write(target: Path, new: bytes) -> None:
    """
    Write a file as a whole, or leave what stands there; its folder must exist.

    :raises OSError: when the file cannot be written.
    """
    temporary = _beside(target, new)
    try:
        temporary.replace(target)
    except OSError:
        temporary.unlink()
        raise


def _beside(target: Path, new: bytes) -> Path:
    _remove_abandoned(target)
    temporary = _temporary(target)
    try:
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        with os.fdopen(handle, "wb") as to:
            to.write(new)
        with suppress(FileNotFoundError):
            temporary.chmod(target.stat().st_mode & 0o7777)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def replace(target: Path, temporary: Path, old: bytes | None) -> bool:
    """
    Move ``temporary`` to its place if ``old`` is what stands there; None for no file.

    Returns False, and leaves what stands there, when it is something else. Otherwise the old file
    stands at ``temporary`` where the system can exchange files: see :func:`unsaved`.

    :raises OSError: when the file cannot be moved.
    """
    new = content(temporary)
    if content(target) != old:
        return False
    try:
        if old is None:
            return _rename(temporary, target, _NOREPLACE) or bool(temporary.replace(target))
        if not _rename(temporary, target, _EXCHANGE):
            return bool(temporary.replace(target))
    except (FileExistsError, FileNotFoundError):
        return False  # somebody created or removed it just now
    return unsaved(target, temporary, old, new)


def unsaved(target: Path, displaced: Path, old: bytes | None, new: bytes | None) -> bool:
    """
    Whether a file that was replaced by ``new`` still is ``old``; otherwise it is put back.

    An editor that opened the file before it was replaced may write into it for an instant, so a
    caller asks once more, :data:`GRACE` seconds later, before it removes the old file.

    :raises OSError: when the file cannot be moved.
    """
    if (found := content(displaced)) in (old, None):
        return True
    with suppress(FileNotFoundError):  # removed just now, after it was saved
        _rename(displaced, target, _EXCHANGE)
        if content(displaced) not in (new, found):  # saved once more since: that is the newest
            _rename(displaced, target, _EXCHANGE)
    return False


def remove(target: Path, old: bytes) -> bool:
    """
    Remove a file if ``old`` is what it contains, else leave it and return False.

    :raises OSError: when the file cannot be removed.
    """
    if content(target) != old:
        return False
    aside = _temporary(target)
    try:
        target.rename(aside)
        if content(aside) == old:
            aside.unlink()
            return True
        if not _rename(aside, target, _NOREPLACE):
            aside.replace(target)
    except FileNotFoundError:
        pass  # somebody removed it just now
    except FileExistsError:
        aside.unlink()  # saved once more since: that is the newest
    return False


def replace_folder(target: Path, new: Path) -> None:
    """
    Move a folder to the place of another one, which is removed after that.

    Whenever this is interrupted, one of the two stands there, and whole.

    :raises OSError: when the folder cannot be moved.
    """
    if not os.path.lexists(target):
        new.rename(target)
        return
    if not _rename(new, target, _EXCHANGE):
        aside = new.with_name(f"{new.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        target.rename(aside)
        try:
            new.rename(target)
        except BaseException:
            if not target.exists():
                aside.rename(target)
            raise
        new = aside
    if new.is_symlink():
        new.unlink()
    else:
        shutil.rmtree(new, ignore_errors=True)


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")


def _remove_abandoned(target: Path) -> None:
    """Remove what a run that was killed left beside a file."""
    for left in target.parent.glob(f".{target.name}.*.new"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()


def _rename(one: Path, other: Path, flag: int) -> bool:
    """Rename in a special way; False where system or file system does not know it."""
    if _RENAMEAT2 is None:
        return False
    if _RENAMEAT2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), flag) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(one))
