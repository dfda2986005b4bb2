"""
What the browser loads, in one folder of the site: Python from npm, and the engine as a zip.

The zip holds the files of this package that ``eval`` and ``map`` run, as they
are, and of their libraries only what is used. Packages whose ``__init__``
loads what a browser has not are packed without it.
"""

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from importlib import resources
from importlib.metadata import files
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from scimguide.mapping import Spec
from scimguide.okta.mapper import MappingRules
from scimguide.pages import replace
from scimguide.playground.starts import starts
from scimguide.project import Project

PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
ENGINE = (
    "__init__.py",
    "layout.py",
    "reason_phrases.py",
    "errors.py",
    "expression/*.py",
    "expression/okta.lark",
    "expression/functions/*.py",
    "okta/ids.py",
    "okta/mapper.py",
    "okta/model.py",
    "okta/preview.py",
    "okta/requests.py",
    "playground/__init__.py",
    "playground/answer.py",
    "scim/*.py",
)
LIBRARIES = {
    "lark": ("*.py", "parsers/*.py", "grammars/*.lark"),
    "pycountry": ("*.py", "databases/iso3166-1.json"),
    "tzdata": ("__init__.py", "zoneinfo/__init__.py", "zoneinfo/**/[A-Z]*"),
}
"""Python files and data that the engine uses of each; not their other languages and tables."""
_LICENCE = ("LICENSE", "LICENSE.txt", "LICENSE_APACHE", "COPYRIGHT.txt")


def prepare(project: Project, spec: Spec) -> bool:
    """
    Bring ``docs/assets/playground/`` up to date; without Pyodide in ``node_modules/``, remove it.

    MkDocs copies the folder. Returns whether there is one.
    """
    pyodide, folder = project.root / "node_modules" / "pyodide", project.playground
    if not all((pyodide / name).is_file() for name in PYODIDE):
        shutil.rmtree(folder, ignore_errors=True)
        return False
    wanted = {name: (pyodide / name).read_bytes() for name in PYODIDE}
    wanted["pyodide-lock.json"] = _lock(pyodide / "pyodide-lock.json")
    wanted["engine.zip"] = engine(spec)
    # It stands with them, so that one rule of a host's headers allows all of it WebAssembly.
    wanted["worker.js"] = Path(__file__).with_name("worker.js").read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()
    for name, data in wanted.items():
        _write(folder / name, data)
    return True


def _lock(path: Path) -> bytes:
    """Pyodide's list of packages, without the packages: they stand elsewhere on the web."""
    info = json.loads(path.read_text("utf-8"))["info"]
    return json.dumps({"info": info, "packages": {}}).encode()


def engine(spec: Spec) -> bytes:
    """The zip: engine, libraries, and what the spec knows; the same bytes for the same files."""
    known = {"rules": asdict(MappingRules.of(spec)), "starts": starts(spec)}
    files = {name: path.read_bytes() for name, path in _files()}
    files["scimguide/playground/facts.json"] = json.dumps(known, ensure_ascii=False).encode()
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in sorted(files.items()):
            archive.writestr(ZipInfo(name), data, ZIP_DEFLATED, 9)
    return buffer.getvalue()


def _files() -> Iterator[tuple[str, Path]]:
    for package, patterns in {"scimguide": ENGINE, **LIBRARIES}.items():
        folder = Path(str(resources.files(package)))
        for path in [path for pattern in patterns for path in folder.glob(pattern)]:
            if path.is_file():
                yield f"{package}/{path.relative_to(folder).as_posix()}", path
        for licence in files(package) or ():
            if licence.name in _LICENCE:
                yield f"{package}/{licence.name}", Path(str(licence.locate()))


def _write(path: Path, data: bytes) -> None:
    """Write a file as a whole, when it differs."""
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return
    replace.write(path, data)
