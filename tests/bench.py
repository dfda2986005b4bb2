"""
What the proof costs, and how fast the reference server is: ``scripts/bench``.

Seconds depend on the machine, so the verdicts are ratios: the run of all pages
against the same commands in one plain bash and one plain Python script a page.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from scimguide.mapping import Spec, examples, load
from scimguide.okta.mapper import Mapper, MappingRules
from scimguide.okta.model import Person
from scimguide.okta.preview import preview
from scimguide.pages.marks import okta_actions
from scimguide.project import Project
from scimguide.rehearse.scenarios import play
from scimguide.scim.messages import PATCH_OP
from scimguide.verify.parts import parts
from scimguide.verify.runners import BashRunner, PythonRunner
from scimguide.verify.sandbox import Sandbox

ROOT = Path(__file__).parents[1]
ROUNDS = 3
USERS = 10_000
PEOPLE = 100_000
IDLE = """\
---
title: Idle
description: A page of a bench that starts all that a page starts, and does nothing with it.
leaves: []
---

# Idle

```bash
true
```

```python
pass
```
"""
"""A page that starts what a page with snippets starts: two readers, each with a server."""
SCIMGUIDE = Path(sys.executable).with_name("scimguide")


def seconds(action: Callable[[], object]) -> float:
    """The median of a few rounds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def quiet(*words: str | Path, **options: object) -> None:
    """Run a command, and stop the bench when it fails for no reason."""
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=ROOT, **options)  # type: ignore[call-overload]


def loop() -> None:
    """What a writer waits for."""
    everything = seconds(lambda: quiet(SCIMGUIDE, "verify"))
    one = seconds(lambda: quiet(SCIMGUIDE, "verify", ROOT / "docs/verify.md"))
    print(f"verify, all pages                 {everything:6.2f} s   goal ≤ 8")
    print(f"verify, one page                  {one:6.2f} s   goal ≤ 1.2")


def proof(pages: list[Path]) -> None:
    """The run of some pages against plain scripts."""
    project = Project(ROOT)
    spec = load(project.spec_file)
    scripts = [script for page in pages for script in plain(project, spec, page)]
    count = sum(number for *_, number in scripts)
    with tempfile.TemporaryDirectory() as name:
        idle = Path(name)
        (idle / "docs").mkdir()
        (idle / "docs/mapping.yaml").write_bytes(project.spec_file.read_bytes())
        (idle / "mkdocs.yml").write_text("site_name: Idle\n")
        for number in range(len(scripts) // 2):
            (idle / f"docs/{number}.md").write_text(IDLE)
        idle_pages = sorted((idle / "docs").glob("*.md"))
        startup = seconds(lambda: quiet(SCIMGUIDE, "--guide", idle, "verify", *idle_pages))
    whole = seconds(lambda: quiet(SCIMGUIDE, "verify", *pages))
    floor = sum(cost(spec, language, text) for language, text, _ in scripts)
    print(f"verify, {len(pages):2d} pages without actions   {whole:6.2f} s")
    print(f"  of it start-up, with servers    {startup:6.2f} s")
    print(f"  a snippet ({count:3d} of them)        {1000 * (whole - startup) / count:6.1f} ms")
    print(f"  the same in plain scripts       {1000 * floor / count:6.1f} ms")
    print(f"  ratio                           {(whole - startup) / floor:6.2f}     goal ≤ 1.5")


def without_actions() -> list[Path]:
    """The pages without actions in Okta, which plain scripts could not carry out."""
    pages = Project(ROOT).pages
    return [page for page in pages if not okta_actions(page.read_text("utf-8"))]


def plain(project: Project, spec: Spec, page: Path) -> Iterator[tuple[str, str, int]]:
    """A page's commands as one bash and one Python script, with their number."""
    texts: dict[str, list[str]] = {"bash": [], "python": []}
    for _, _, part in parts(page.read_text("utf-8"), spec):
        if part.kind == "given" and part.operation:
            for language, folder, ending in (("bash", "curl", "sh"), ("python", "python", "py")):
                file = project.snippets / folder / f"{part.operation.name}.{ending}"
                texts[language].append(file.read_text("utf-8"))
        elif part.language in texts and not part.excuse:
            texts[part.language].append(part.source)
    for language, found in texts.items():
        if found:
            yield language, "\n".join(found), len(found)


def cost(spec: Spec, language: str, text: str) -> float:
    """Seconds of a plain script on a fresh server, without the start of its interpreter."""
    start = "true" if language == "bash" else "import os, httpx"
    command = ["bash"] if language == "bash" else [sys.executable]

    def run(source: str) -> float:
        with ExitStack() as stack, Sandbox() as sandbox:
            runner = (
                BashRunner(spec, sandbox, stack, ROOT)
                if language == "bash"
                else PythonRunner(spec, sandbox, stack)
            )
            runner.write_files()
            file = runner.folder / "script"
            file.write_text(source)
            begin = time.perf_counter()
            subprocess.run(
                [*command, str(file)],
                env=runner.environment,
                capture_output=True,
                cwd=runner.folder,
            )
            return time.perf_counter() - begin

    taken = statistics.median(run(text) for _ in range(ROUNDS))
    return taken - statistics.median(run(start) for _ in range(ROUNDS))


def org() -> None:
    """The rehearsal org: people through the mapper, and all scenarios."""
    spec = load(ROOT / "docs/mapping.yaml")
    mapper = Mapper(MappingRules.of(spec))
    groups = [role.group for role in spec.roles.values] if spec.roles else []
    profiles = [
        {
            "login": f"p{n}@example.com",
            "email": f"p{n}@example.com",
            "firstName": f"F{n}",
            "lastName": "L",
        }
        for n in range(PEOPLE)
    ]
    start = time.process_time()
    for number, profile in enumerate(profiles):
        preview(mapper, Person(f"00u{number}", profile), groups[:2])
    rate = PEOPLE / (time.process_time() - start)
    print(f"map, {PEOPLE} people, one core    {rate:7.0f} a second   goal ≥ 5000")
    taken = seconds(lambda: [play(spec, scenario) for scenario in spec.scenarios])
    print(f"all {len(spec.scenarios)} scenarios                  {taken:6.2f} s   goal ≤ 5")


def desk() -> None:
    """What a writer waits for beside the run."""
    taken = seconds(lambda: quiet(SCIMGUIDE, "generate", "--check"))
    print(f"generate                          {taken:6.2f} s   goal ≤ 1")
    print(f"serve, until both answer          {seconds(until_served):6.2f} s   goal ≤ 5")


def until_served() -> None:
    """Start the writer's desk, wait for its greeting, and stop it."""
    with subprocess.Popen(
        [SCIMGUIDE, "serve", "--port", "0", "--scim-port", "0", "--console-port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        for line in process.stdout:
            if "Ctrl-C" in line:
                break
        process.terminate()


@contextmanager
def server(*words: str) -> Iterator[httpx.Client]:
    """The reference server in a process of its own, with a client to it."""
    with subprocess.Popen(
        [SCIMGUIDE, "server", "--port", "0", *words],
        cwd=ROOT,
        env={**os.environ, "SCIM_TOKEN": "bench"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        headers = {"Authorization": "Bearer bench"}
        try:
            base_url = process.stdout.readline().split()[-1]
            with httpx.Client(
                base_url=base_url, headers=headers, verify=False, timeout=60
            ) as client:
                yield client
        finally:
            process.terminate()


def speed(title: str, *words: str) -> None:
    """Requests a second of the four requests that Okta sends most."""
    spec = load(ROOT / "docs/mapping.yaml")
    body = examples.user(spec, spec.samples.users[0].name)
    patch = {
        "schemas": [PATCH_OP],
        "Operations": [{"op": "replace", "value": {"active": False}}],
    }
    ids: list[str] = []

    def create(client: httpx.Client, index: int) -> None:
        user = json.dumps(
            {**body, "userName": f"user{index}@example.com", "externalId": str(index)}
        )
        ids.append(client.post("/Users", content=user).raise_for_status().json()["id"])

    def look_up(client: httpx.Client, index: int) -> None:
        found = client.get("/Users", params={"filter": f'userName eq "USER{index}@example.com"'})
        assert found.json()["totalResults"] == 1

    def deactivate(client: httpx.Client, index: int) -> None:
        client.patch(f"/Users/{ids[index]}", json=patch).raise_for_status()

    def page(client: httpx.Client, index: int) -> None:
        start = 1 + 100 * (index % (USERS // 100))
        client.get("/Users", params={"startIndex": start, "count": 100}).raise_for_status()

    print(f"reference server, {title}, {USERS} users, one connection")
    with server(*words) as client:
        for name, action, times in (
            ("create", create, USERS),
            ("look up by userName", look_up, USERS // 10),
            ("deactivate", deactivate, USERS // 20),
            ("page of 100", page, USERS // 100),
        ):
            start = time.perf_counter()
            for index in range(times):
                action(client, index)
            print(f"  {name:22s} {times / (time.perf_counter() - start):8.0f} a second")


if __name__ == "__main__":
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    loop()
    proof(without_actions())
    desk()
    org()
    speed("memory")
    with tempfile.TemporaryDirectory() as folder:
        speed("SQLite file", "--database", f"sqlite:///{folder}/scim.db")
