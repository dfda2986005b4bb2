"""Work in a copy of this process, while this one goes on."""

import multiprocessing
import os
import signal
import struct
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Generic, Self, TypeVar

T = TypeVar("T")
_NUMBER = struct.Struct("H")


def can_fork() -> bool:
    """Whether a copy of this process is safe: on Linux, with no other thread."""
    return sys.platform == "linux" and threading.active_count() == 1


class Background(Generic[T]):
    """
    The result of a function that needs none of this process's connections.

    Where no process can be forked, and when the copy has no result, this process does the work
    itself, so an error is raised here, as if there were no copy.  A context manager, whose end is
    the copy's end.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._results: Connection | None = None
        self.process_id: int | None = None
        """The copy's; None without a copy."""
        if not can_fork():
            return
        context = multiprocessing.get_context("fork")
        self._results, results = context.Pipe(duplex=False)
        self._process = context.Process(target=_do, args=(work, results), daemon=True)
        self._process.start()
        self.process_id = self._process.pid
        results.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._results:
            self._results.close()
            self._process.kill()
            self._process.join()
            self._process.close()

    def result(self) -> T:
        """The result, as soon as it is there. Raises what the function raises."""
        if self._results:
            try:
                found: T = self._results.recv()
            except EOFError:
                pass
            else:
                return found
        return self._work()


class Numbers:
    """Numbers in order, each of which one process takes: this one, or a copy of it."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._read, write = os.pipe()
        with os.fdopen(write, "wb") as untaken:
            untaken.write(b"".join(map(_NUMBER.pack, numbers)))

    def __iter__(self) -> Iterator[int]:
        while found := os.read(self._read, _NUMBER.size):
            yield _NUMBER.unpack(found)[0]

    def close(self) -> None:
        """Nobody in this process takes another one."""
        os.close(self._read)


def _do(work: Callable[[], object], results: Connection) -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)  # the other process decides when it is over
    try:
        results.send(work())
    except BaseException:
        os._exit(1)  # the other process does it again, and meets the error itself
