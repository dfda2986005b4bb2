"""
A fuzzer of the reference server that speaks on raw sockets, so that no client corrects what it sends.

The same seed sends the same requests. A slice runs in the tests; ``scripts/bench fuzz N`` sends more, to a
server as the command begins it, and looks at its memory and its log.
"""

import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

TOKEN = "fuzz-Secret-2026"
BASE = "/scim/v2"
SCHEMATHESIS = "schemathesis==4.32.5"
STEP = 5000
"""Requests between two looks at the memory."""

_STRINGS = [
    "", " ", "\t", "a", "ada@example.com", "\0", "a\0b", "\ud800", "\udfff", "\U0001f600", "ß" * 300, "ΐ" * 900,
    "x" * 5000, "'", '"', "\\", "%", "_", "${a}", "../..", "null", "true", "W/\"1\"", "urn:", "urn:ietf:params:scim:schemas:core:2.0:User",
    "members[value eq \"x\"]", "emails[type eq \"work\"].value", "name.givenName", "name..x", "[", "]", "members[", "9" * 400, "\u202e", "\ufeff",
]  # fmt: skip
_NUMBERS = [
    0,
    -1,
    1,
    2**31,
    2**63 - 1,
    2**63,
    2**64,
    -(2**63) - 1,
    10**30,
    10**400,
    1.5,
    1e308,
    -0.0,
]
_NAMES = [
    "schemas", "id", "externalId", "userName", "name", "displayName", "emails", "active", "members", "meta", "roles", "password",
    "Operations", "op", "path", "value", "type", "primary", "$ref", "display", "familyName", "givenName", "formatted", "filter",
    "startIndex", "count", "attributes", "excludedAttributes", "sortBy", "sortOrder", "cursor",
    "urn:ietf:params:scim:schemas:extension:testomat:2.0:User", "testomat_roles", "", "a" * 300, "__class__",
]  # fmt: skip
_SCHEMAS = [
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:core:2.0:Group",
    "urn:ietf:params:scim:schemas:extension:testomat:2.0:User",
    "urn:ietf:params:scim:api:messages:2.0:PatchOp",
    "urn:ietf:params:scim:api:messages:2.0:SearchRequest",
    "urn:ietf:params:scim:api:messages:2.0:BulkRequest",
]
_FILTERS = [
    'userName eq "{}"', 'displayName eq "{}"', 'id eq "{}"', 'userName eq {}', 'meta.created gt "{}"', 'not (userName eq "{}")',
    'emails[type eq "{}"]', '{} pr', 'members.value eq "{}"', 'userName eq "{}" and active eq true', 'urn:x:{} eq "1"', '(' * 500, '{}',
]  # fmt: skip
_HEADERS = [
    "Accept", "Content-Type", "If-Match", "If-None-Match", "Host", "X-A", "Authorization", "Content-Length", "Transfer-Encoding",
    "Expect", "Connection", "Upgrade", "Content-Encoding", "Cookie", "Range", "Accept-Encoding", "X-Forwarded-Host", "Forwarded",
]  # fmt: skip
_VALUES = [
    b"", b"*", b"W/\"1\"", b"\xff\xfe", b"\xc3\x28", b"a,b", b",,,,", b'"', b"W/" * 2000, b" " * 3000 + b"x", b"application/json",
    b"application/scim+json; charset=\xff", b"text/plain", b"100-continue", b"chunked", b"close", b"websocket", b"0", b"-1", b"9" * 30,
    b"evil.example", b"localhost:99999", b"[::1", b"127.0.0.1:0", b"a" * 9000, b"gzip",
]  # fmt: skip


_USUAL = [
    ("GET", "/Users"), ("GET", "/Groups"), ("GET", "/Users/"), ("GET", "/Groups/"), ("GET", "/?filter=userName%20eq%20%22ada%22&x="), ("HEAD", "/Users"),
    ("POST", "/Users"), ("POST", "/Users"), ("POST", "/Groups"), ("POST", "/Groups"), ("POST", "/Users/.search"), ("POST", "/.search"),
    ("PUT", "/Users/"), ("PUT", "/Groups/"), ("PATCH", "/Users/"), ("PATCH", "/Groups/"), ("DELETE", "/Users/"), ("DELETE", "/Groups/"),
]  # fmt: skip


@dataclass
class Report:
    """What came of a run."""

    statuses: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[bytes, str]] = field(default_factory=list)
    """Requests that got a 500, or an error without a SCIM body, with the response."""
    slowest: float = 0


class Requests:
    """An endless row of hostile requests from a seed."""

    def __init__(self, seed: int, host: str) -> None:
        self.random = random.Random(seed)
        self.host = host
        self.ids: list[str] = ["nobody"]

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        while True:
            method, target = self._one(_USUAL)  # type: ignore[misc]
            target = BASE + target
            if target.endswith("/"):
                target += self._escaped(self._id())
            if method == "GET" and self._chance(0.7):
                target += self._query()
            if self._chance(0.3):
                method = self._one(
                    [
                        "GET",
                        "POST",
                        "PUT",
                        "PATCH",
                        "DELETE",
                        "HEAD",
                        "OPTIONS",
                        "TRACE",
                        "get",
                        "X",
                    ]
                )
            if self._chance(0.3):
                target = self._target()
            headers, body = self._headers(), b""
            if method in ("POST", "PUT", "PATCH") or self._chance(0.1):
                body = self._body(method)
            if self._chance(0.03):
                chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
                headers.append(b"Transfer-Encoding: chunked")
                body = chunks if self._chance(0.7) else b"zz\r\n" + body
            elif body or method in ("POST", "PUT", "PATCH"):
                headers.append(b"Content-Length: %d" % len(body))
            line = f"{method} {target} HTTP/1.1".encode("utf-8", "surrogatepass")
            request = b"\r\n".join([line, *headers, b"", b""]) + body
            if self._chance(0.02):
                at = self.random.randrange(len(request))
                request = request[:at] + bytes([self.random.randrange(256)]) + request[at + 1 :]
            yield method, request

    def _one(self, options: list) -> object:  # type: ignore[type-arg]
        return self.random.choice(options)

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _target(self) -> str:
        place = self._one(
            [
                "/Users",
                "/Groups",
                "/Users",
                "/Groups",
                "",
                "/",
                "/.search",
                "/Users/.search",
                "/Schemas",
                "/ResourceTypes",
                "/Bulk",
                "/Me",
                "/ServiceProviderConfig",
                "/Nothing",
            ]
        )
        target = BASE + str(place)
        if place in ("/Users", "/Groups", "/Schemas") and self._chance(0.5):
            target += "/" + self._escaped(self._id())
        if self._chance(0.05):
            target = str(
                self._one(
                    [
                        "/",
                        "*",
                        "//",
                        "/%00",
                        "/healthz",
                        "http://evil.example/scim/v2/Users",
                        "/scim/v2/" + "a/" * 3000,
                        "/scim/v2/Users/%ff%fe",
                        "/.well-known/scim-configuration",
                    ]
                )
            )
        if self._chance(0.4):
            target += self._query()
        return target

    def _query(self) -> str:
        number = self.random.randrange(1, 4)
        pairs = [
            f"{self._one(_NAMES[23:31])}={self._escaped(self._query_value())}"
            for _ in range(number)
        ]
        return "?" + "&".join(pairs)

    def _id(self) -> str:
        return str(self._one(self.ids)) if self._chance(0.7) else str(self._one(_STRINGS))

    def _query_value(self) -> str:
        if self._chance(0.5):
            text = str(self._one(_FILTERS))
            return text.replace("{}", str(self._one(_STRINGS)).replace('"', '\\"'))
        return str(self._one([*_STRINGS, *map(repr, _NUMBERS)]))

    def _escaped(self, text: str) -> str:
        data = text.encode("utf-8", "surrogatepass")
        if self._chance(0.02):
            return data.decode("latin-1").replace(" ", "").replace("\n", "")
        return "".join(f"%{byte:02X}" for byte in data)

    def _headers(self) -> list[bytes]:
        host = self.host if self._chance(0.97) else "127.0.0.1"
        found = [b"Host: " + host.encode(), b"Connection: close"]
        if self._chance(0.97):
            found.append(b"Authorization: Bearer " + TOKEN.encode())
        if self._chance(0.8):
            found.append(b"Content-Type: application/scim+json")
        if self._chance(0.15):
            found.append(
                f"{self._one(_HEADERS[:6] + _HEADERS[9:])}: ".encode() + self._one(_VALUES)
            )  # type: ignore[operator]
        if self._chance(0.01):
            found.append(f"{self._one(_HEADERS)}: ".encode() + self._one(_VALUES))  # type: ignore[operator]
        return found

    def _body(self, method: str) -> bytes:
        if self._chance(0.05):
            return self._one(
                [
                    b"",
                    b"{",
                    b"[" * 3000,
                    b"\xff" * 10,
                    b"null",
                    b'{"a":' * 500 + b"1" + b"}" * 500,
                    b'"\\ud800"',
                    b'{"userName":"\\u0000"}',
                    b'{"userName":"\\udc00"}',
                    b"NaN",
                    b"1e999",
                    b"\xef\xbb\xbf{}",
                ]
            )  # type: ignore[return-value]
        if method == "PATCH" and self._chance(0.9):
            value = {
                "schemas": [_SCHEMAS[3]],
                "Operations": [self._operation() for _ in range(self.random.randrange(4))],
            }
        else:
            value = {
                "schemas": self.random.sample(_SCHEMAS, self.random.randrange(1, 3)),
                "userName": self._name(),
                "displayName": self._name(),
            }
            for _ in range(self.random.randrange(4)):
                value[str(self._one(_NAMES))] = self._value(0)
            if self._chance(0.1):
                value["schemas"] = self._value(0)
        return json.dumps(value).encode()

    def _name(self) -> object:
        return f"user{self.random.randrange(10**6)}" if self._chance(0.8) else self._value(0)

    def _operation(self) -> object:
        operation = {"op": self._one(["add", "replace", "remove", "Add", "move", "", None, 1])}
        if self._chance(0.7):
            operation["path"] = (
                self._one([*_NAMES, *_STRINGS, *_FILTERS]) if self._chance(0.9) else self._value(0)
            )
        if self._chance(0.8):
            operation["value"] = (
                self._value(0) if self._chance(0.6) else {str(self._one(_NAMES)): self._value(1)}
            )
        return operation if self._chance(0.98) else self._value(0)

    def _value(self, depth: int) -> object:
        kind = self.random.randrange(9)
        if kind < 3:
            return self._one(_STRINGS) if self._chance(0.7) else self._one(self.ids)
        if kind == 3:
            return self._one(_NUMBERS)
        if kind == 4:
            return self._one([True, False, None])
        if depth > 3:
            return []
        if kind < 7:
            return [self._value(depth + 1) for _ in range(self.random.randrange(4))]
        return {
            str(self._one(_NAMES)): self._value(depth + 1) for _ in range(self.random.randrange(4))
        }


def exchange(
    address: tuple[str, int], request: bytes, method: str = "GET", timeout: float = 5
) -> tuple[str, bytes, bytes]:
    """Status, header section and body of the response to a request on a connection of its own."""
    received = b""
    with socket.create_connection(address, timeout) as connection:
        with suppress(
            OSError
        ):  # refused before all of it was read; the response can still be there
            connection.sendall(request)
        with suppress(OSError):
            while not _whole(received, method) and (chunk := connection.recv(65536)):
                received += chunk
    head, _, body = _final(received).partition(b"\r\n\r\n")
    return head[9:12].decode("latin-1"), head, body


def _final(received: bytes) -> bytes:
    """What was received without interim responses."""
    while received.startswith(b"HTTP/1.1 100 "):
        received = received.partition(b"\r\n\r\n")[2]
    return received


def _whole(received: bytes, method: str) -> bool:
    """Whether a response has all of its body."""
    head, end, body = _final(received).partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return bool(end) and (method == "HEAD" or not length or len(body) >= int(length[1]))


def is_scim_error(status: str, head: bytes, body: bytes) -> bool:
    """Whether a response of 400 or more is what RFC 7644 section 3.12 says."""
    try:
        found = json.loads(body)
    except ValueError:
        return False
    return found.get("status") == status and b"application/scim+json" in head


def run(address: tuple[str, int], seed: int, number: int) -> Report:
    """Send requests from a seed, and report what was not answered as it should be."""
    report, requests = Report(), Requests(seed, f"{address[0]}:{address[1]}")
    for method, request in iter(_first(requests, number)):
        begun = time.perf_counter()
        asked = method if request.startswith(method.encode()) else ""  # what is left of it
        status, head, body = exchange(address, request, asked)
        report.slowest = max(report.slowest, time.perf_counter() - begun)
        report.statuses[status] += 1
        if status == "201":
            requests.ids = [*requests.ids[-20:], json.loads(body)["id"]] if body else requests.ids
        wrong = status == "500" or (not status and b"\r\n\r\n" in request)
        if (
            status >= "400"
            and not request.startswith(b"HEAD")
            and not is_scim_error(status, head, body)
        ):
            wrong = True
        if wrong or TOKEN.encode() in head + body:
            report.broken.append((request, f"{head!r} {body[:300]!r}"))
    return report


def _first(requests: Requests, number: int) -> Iterator[tuple[str, bytes]]:
    for _, each in zip(range(number), requests, strict=False):
        yield each


def resident(process: int) -> int:
    """Megabytes of memory that a process has now."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) // 1024


def schemathesis(root: Path, base_url: str, examples: int) -> bool:
    """
    Whether Schemathesis finds a 5xx with the OpenAPI document of the downloads.

    It is not among the dependencies, because pytest, and so each ``scripts/verify``, would load its plugin.
    """
    words = [
        Path(sys.executable).with_name("uv"),
        "tool",
        "run",
        "--from",
        SCHEMATHESIS,
        "schemathesis",
        "run",
    ]
    options = [
        "--url",
        base_url,
        "-H",
        f"Authorization: Bearer {TOKEN}",
        "--checks",
        "not_a_server_error",
    ]
    document = root / "docs/downloads/openapi.json"
    phases = ["--phases", "fuzzing", "--max-examples", str(examples)]
    command = [*words, document, *options, *phases, "--generation-deterministic"]
    return subprocess.run(command, cwd=tempfile.gettempdir()).returncode != 0


def main(number: int, seed: int) -> int:
    """Fuzz a server of its own; the exit status is 1 when something is not as it should be."""
    root = Path(__file__).parents[1]
    words = [
        sys.executable,
        "-m",
        "scimguide",
        "--guide",
        str(root),
        "server",
        "--port",
        "0",
        "--log-requests",
    ]
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, "SCIM_TOKEN": TOKEN},
        ) as server,
    ):
        assert server.stdout
        parts = urlsplit(server.stdout.readline().split()[-1])
        address = (parts.hostname or "", parts.port or 0)
        wrong, memory = 0, []
        for done in range(0, number, STEP):
            report = run(address, seed + done, min(STEP, number - done))
            wrong += len(report.broken)
            memory.append(resident(server.pid))
            print(
                f"{min(done + STEP, number):9,} requests: {wrong} wrong, {memory[-1]} MB, {dict(report.statuses)}",
                flush=True,
            )
            for request, response in report.broken[:3]:
                print(f"  {request[:500]!r}\n  {response}")
        broken = schemathesis(root, parts.geturl(), 100)
        server.terminate()
        server.wait(10)
        log.seek(0)
        told = TOKEN in log.read()
    grown = memory[-1] - memory[min(len(memory) - 1, 1)]
    print(
        f"{wrong} wrong, {grown} MB more at the end, the token {'IS' if told else 'is not'} in the log"
    )
    return int(wrong > 0 or told or grown > 50 or broken)


if __name__ == "__main__":
    sys.exit(
        main(
            int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000,
            int(sys.argv[2]) if len(sys.argv) > 2 else 1,
        )
    )
