"""
CPU of SCIM servers per request, ours beside those that others made: ``scripts/bench servers``.

Times depend on the machine and on what else runs on it, so a figure is the CPU time of the server's
processes, and the verdict is its ratio to ours.  The others run as they install.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from scim2_server.requests import ScimRequest

from preflight.peers import PEERS, TOKEN, free_port, started
from scimguide.mapping import load
from scimguide.reference import reference_app
from scimguide.scim.messages import PATCH_OP

ROOT = Path(__file__).parents[1]
SCIMGUIDE = Path(sys.executable).with_name("scimguide")
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 240
"""Seconds of loading after which a server is measured with what it has."""
MEMBERS = (10, 1_000, 10_000)


COMMAND = (str(SCIMGUIDE), "--guide", str(ROOT), "server", "--database")


def ours(stack: ExitStack, port: int, folder: Path) -> str:
    """The reference server over a SQLite file, which is what it is for."""
    os.environ["SCIM_TOKEN"] = TOKEN
    words = (*COMMAND, f"sqlite:///{folder}/scim.db", "--port", str(port))
    stack.enter_context(started(port, *words, cwd=ROOT))
    return str(load(ROOT / "docs/mapping.yaml").service.base_path)


SERVERS: dict[str, Callable[[ExitStack, int, Path], str]] = {"ours": ours, **PEERS}


@dataclass
class Bench:
    """The figures of one server."""

    client: httpx.Client
    users: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def measure(self, name: str, times: int, action: Callable[[int], object]) -> None:
        """CPU milliseconds of the server's processes per call."""
        before = cpu()
        for index in range(times):
            action(index)
        self.figures[name] = 1000 * (cpu() - before) / times

    def create(self, index: int) -> None:
        """Create a user as Okta does."""
        name = f"user{index}@example.com"
        body = {
            "schemas": [USER],
            "userName": name,
            "externalId": f"00u{index}",
            "name": {"givenName": "Ada", "familyName": "Quill"},
            "emails": [{"value": name, "type": "work", "primary": True}],
            "active": True,
        }
        self.users.append(self.send("POST", "Users", body)["id"])

    def send(self, method: str, path: str, body: object = None, **query: Any) -> Any:
        """Send a request, and stop the bench when it is refused."""
        answer = self.client.request(method, path, json=body, params=query or None)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def patch(self, path: str, *operations: dict[str, object]) -> None:
        """Send a PatchOp message."""
        self.send("PATCH", path, {"schemas": [PATCH_OP], "Operations": list(operations)})

    def load(self, size: int) -> None:
        """Create users up to a number, as long as patience lasts."""
        begin, start, before = time.monotonic(), len(self.users), cpu()
        while len(self.users) < size and time.monotonic() - begin < PATIENCE:
            self.create(len(self.users))
        done = len(self.users) - start
        self.figures["create"] = 1000 * (cpu() - before) / max(done, 1)

    def requests(self) -> None:
        """Each kind of request, at the size that the directory has."""
        size = len(self.users)
        name = 'userName eq "user{}@example.com"'
        self.measure("lookup", 40, lambda i: self.send("GET", "Users", filter=name.format(i)))
        self.measure(
            "page, first", 10, lambda i: self.send("GET", "Users", startIndex=1, count=100)
        )
        last = max(size - 99, 1)
        self.measure("page, last", 10, lambda i: self.page(last))
        value = {"op": "replace", "value": {"active": False}}
        self.measure("PATCH", 40, lambda i: self.patch(f"Users/{self.users[i % size]}", value))
        starts = range(1, size + 1, max(size // 10, 100))
        pages = [1 + start // 100 * 100 for start in starts]
        self.measure("import, a page", len(pages), lambda i: self.page(pages[i]))
        for members in MEMBERS:
            if members + 10 <= size:
                self.groups(members)

    def page(self, start: int) -> None:
        """Read a page; an import of Okta reads one after the other."""
        self.send("GET", "Users", startIndex=start, count=100)

    def groups(self, members: int) -> None:
        """One member more in a group of a size."""
        name = f"Group of {members} among {len(self.users)}"
        group = self.send("POST", "Groups", {"schemas": [GROUP], "displayName": name})["id"]
        for start in range(0, members, 1000):
            self.add(group, self.users[start : min(start + 1000, members)])
        new = self.users[members:]
        self.measure(f"+1 member at {members}", 10, lambda i: self.add(group, [new[i]]))

    def add(self, group: str, users: list[str]) -> None:
        """Add members to a group."""
        value = [{"value": each} for each in users]
        self.patch(f"Groups/{group}", {"op": "add", "path": "members", "value": value})


def cpu() -> float:
    """CPU seconds of all processes that this one has started."""
    parents, times = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(stat[1])
        times[int(folder.name)] = sum(map(int, stat[11:15]))
    return sum(times[each] for each in times if _descends(each, parents)) / TICK


def _descends(process: int, parents: dict[int, int]) -> bool:
    while process := parents.get(process, 0):
        if process == os.getpid():
            return True
    return False


def memory() -> int:
    """Megabytes of the largest process that this one has started, at its peak."""
    peaks = [0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
        except OSError:
            continue
        values = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        if values.get("PPid") == str(os.getpid()) and "VmHWM" in values:
            peaks.append(int(values["VmHWM"].split()[0]) // 1024)
    return max(peaks)


@contextmanager
def serving(name: str, within: Path | None = None) -> Iterator[Bench]:
    """A server of this name in a process of its own, with the files of a folder."""
    with ExitStack() as stack:
        made = stack.enter_context(tempfile.TemporaryDirectory(prefix="scimguide-"))
        folder, port = within or Path(made), free_port()
        path = SERVERS[name](stack, port, folder)
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/scim+json"}
        url = f"http://127.0.0.1:{port}{path}"
        with httpx.Client(base_url=url, headers=headers, verify=False, timeout=600) as client:
            yield Bench(client)


def compare(names: list[str], sizes: list[int]) -> None:
    """The table of figures, and how many times ours each is."""
    for name in names:
        with serving(name) as bench:
            for size in sizes:
                bench.figures = {}
                bench.load(size)
                bench.requests()
                _show(name, size, bench)


_OURS: dict[tuple[int, str], float] = {}


def _show(name: str, size: int, bench: Bench) -> None:
    reached = len(bench.users)
    wanted = "" if reached == size else f" ({size} are more than {PATIENCE} s of loading)"
    print(f"{name}, {reached} users{wanted}: {memory()} MB")
    for row, figure in bench.figures.items():
        if name == "ours":
            _OURS[size, row] = figure
        base = _OURS.get((size, row))
        ratio = f"{figure / base:7.1f} × ours" if base and name != "ours" else ""
        print(f"  {row:22s} {figure:10.2f} ms CPU {ratio}", flush=True)


def transfer(size: int) -> None:
    """Import a directory of a size from a file, serve it, and export it again."""
    spec = load(ROOT / "docs/mapping.yaml")
    with tempfile.TemporaryDirectory(prefix="scimguide-") as folder:
        seed, file = Path(folder) / "seed.jsonl", Path(folder) / "directory.jsonl"
        app = reference_app(spec, token="bench", database=f"sqlite:///{folder}/seed.db")
        _fill(app, seed, file, size)
        app.close()
        for option in ("--import", "--export"):
            words = [*COMMAND, f"sqlite:///{folder}/scim.db", option, str(file)]
            before = cpu_of_children()
            _, _, used = os.wait4(os.posix_spawn(words[0], words, os.environ), 0)
            taken = cpu_of_children() - before
            print(f"{option} of {size} users     {taken:6.1f} s CPU, {used.ru_maxrss // 1024} MB")
            if option == "--import":
                with serving("ours", Path(folder)) as bench:
                    bench.users = [f"{index:036d}" for index in range(size)]
                    bench.requests()
                    _show("ours", size, bench)


def cpu_of_children() -> float:
    """CPU seconds of the processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _fill(app: Any, seed: Path, file: Path, size: int) -> None:
    """Write an export of a size: one exported user, with other ids and names."""
    body = {"schemas": [USER], "userName": "seed@example.com", "name": {"formatted": "Ada Quill"}}
    app._handler.handle(
        ScimRequest("POST", "http://x", "/Users", {}, {}, json.dumps(body).encode())
    )
    app.export_to(seed)
    head, user, _ = seed.read_text().splitlines()
    id_ = json.loads(user)["resource"]["id"]
    checksum = hashlib.sha256()
    with file.open("w") as output:
        for index in range(-1, size):
            line = (
                head
                if index < 0
                else user.replace(id_, f"{index:036d}").replace("seed@", f"user{index}@")
            )
            checksum.update(f"{line}\n".encode())
            output.write(f"{line}\n")
        output.write(json.dumps({"resources": size, "sha256": checksum.hexdigest()}) + "\n")


def main() -> None:
    """Ours and the others, by options."""
    parser = argparse.ArgumentParser(description=__doc__, prog="scripts/bench servers")
    parser.add_argument("names", nargs="*", help=f"servers: {', '.join(SERVERS)} [all]")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--import", dest="imported", type=int, default=100_000, metavar="USERS")
    options = parser.parse_args()
    compare(options.names or list(SERVERS), options.sizes)
    transfer(options.imported)


if __name__ == "__main__":
    main()
