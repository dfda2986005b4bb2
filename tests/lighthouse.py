"""
What Lighthouse says of every page on a phone: part of ``scripts/bench``.

Lighthouse is installed into ``.scimguide/`` on the first run. Its performance
score depends on the machine's load; the three others do not.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from helpers import ROOT
from scimguide.chromium import ARGUMENTS, chromium
from site_server import built, served

VERSION = "12.8.2"
HOME = ROOT / ".scimguide" / "lighthouse"
KINDS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
FLAGS = " ".join(["--headless=new", *ARGUMENTS])


def program() -> Path:
    """Lighthouse, installed when it is not there yet."""
    found = HOME / "node_modules" / ".bin" / "lighthouse"
    if not found.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        (HOME / "package.json").write_text("{}")
        command = ["npm", "install", "--silent", "--ignore-scripts", f"lighthouse@{VERSION}"]
        subprocess.run(command, cwd=HOME, check=True)
    return found


def report(url: str, attempts: int = 3) -> dict[str, object]:
    """The report of one page, as Lighthouse writes it; it loses its browser now and then."""
    words = ["--quiet", "--output=json", f"--only-categories={','.join(KINDS)}"]
    done = subprocess.run(
        [str(program()), url, *words, f"--chrome-flags={FLAGS}"],
        env={**os.environ, "CHROME_PATH": str(chromium())},
        capture_output=True,
        text=True,
    )
    if done.returncode == 0:
        return json.loads(done.stdout)  # type: ignore[no-any-return]
    if attempts > 1:
        return report(url, attempts - 1)
    sys.exit(f"Lighthouse did not report {url}: {done.stderr.strip().splitlines()[-1:]}")


def scores(url: str) -> tuple[list[int], list[str]]:
    """The four scores of a page, and the audits that keep it below 100."""
    found = report(url)
    categories, audits = found["categories"], found["audits"]
    lost = [
        ref["id"]
        for kind in KINDS
        if kind != "performance"
        for ref in categories[kind]["auditRefs"]  # type: ignore[index]
        if ref["weight"] and audits[ref["id"]]["score"] not in (1, None)  # type: ignore[index]
    ]
    return [round(100 * categories[kind]["score"]) for kind in KINDS], lost  # type: ignore[index]


def main(names: list[str]) -> None:
    """Print a table of the four scores of all pages, or of those named."""
    names = names or sorted(page.stem for page in (ROOT / "docs").glob("*.md"))
    print(f"{'Lighthouse, mobile':24s} {' '.join(kind[:13].rjust(14) for kind in KINDS)}")
    with tempfile.TemporaryDirectory() as folder, served(built(Path(folder))) as address:
        for name in names:
            found, lost = scores(f"{address}/" if name == "index" else f"{address}/{name}/")
            print(f"  {name:22s} {' '.join(f'{score:14d}' for score in found)}  {' '.join(lost)}")
            sys.stdout.flush()
    print(f"  {'goal, at least':22s} {' '.join(f'{score:14d}' for score in KINDS.values())}")


if __name__ == "__main__":
    main(sys.argv[1:])
