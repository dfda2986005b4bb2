"""The house: who may import whom, and what stands nowhere."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src/scimguide"

GROUND = {
    "asgi",
    "background",
    "chromium",
    "connection",
    "differences",
    "hosts",
    "layout",
    "listen",
    "pages",
    "problem",
    "programs",
    "project",
    "reason_phrases",
    "errors",
}
"""Modules without a room, and pages: they import nothing above them."""

ALLOWED = {
    "expression": set(),
    "scim": set(),
    "mapping": {"expression", "scim"},
    "reference": {"mapping"},
    "okta": {"mapping", "expression", "scim"},
    "preflight": {"expression", "mapping", "okta", "scim", "secret"},
    "generate": {
        "expression",
        "macros",
        "mapping",
        "okta",
        "preflight",
        "reference",
        "rehearse",
        "scim",
    },
    "macros": {"mapping"},
    "lint": {"macros", "mapping"},
    "site": {"macros", "mapping", "generate", "verify"},
    "publish": set(),
    "verify": {
        "lint",
        "macros",
        "mapping",
        "okta",
        "preflight",
        "reference",
        "expression",
        "rehearse",
        "scim",
    },
    "playground": {"mapping", "okta", "expression"},
    "rehearse": {"mapping", "okta", "reference"},
    "cli": {
        "expression",
        "mapping",
        "okta",
        "reference",
        "generate",
        "preflight",
        "verify",
        "rehearse",
        "serve",
        "secret",
        "build",
    },
    "build": {"generate", "mapping", "playground", "publish", "verify"},
    "serve": {"mapping", "okta", "reference", "generate", "rehearse", "playground"},
    "asgi": set(),
    "background": set(),
    "chromium": set(),
    "connection": set(),
    "hosts": set(),
    "listen": set(),
    "secret": set(),
    "errors": set(),
    "differences": set(),
    "layout": set(),
    "pages": set(),
    "problem": set(),
    "programs": set(),
    "project": set(),
    "reason_phrases": set(),
}
"""The rooms, and which others each may import."""


def modules() -> list[Path]:
    return sorted(SRC.rglob("*.py"))


def room_of(module: Path) -> str:
    inside = module.relative_to(SRC)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def imported(module: Path) -> Iterator[str]:
    """The rooms that a module imports."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            if name == "scimguide" and isinstance(node, ast.ImportFrom):
                yield from (alias.name for alias in node.names)
            elif name.startswith("scimguide."):
                yield name.split(".")[1]


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(SRC)))
def test_a_room_imports_only_rooms_below_it(module: Path) -> None:
    """Each module imports its own room, the ground floor, and what the house allows."""
    room = room_of(module)
    if room in ("__init__", "__main__"):
        return
    strangers = set(imported(module)) - ALLOWED[room] - GROUND - {room, "__version__"}
    assert not strangers


def test_every_allowed_arrow_is_there() -> None:
    """The list of what a room may import is what the rooms do import, and no more."""
    used: dict[str, set[str]] = {room: set() for room in ALLOWED}
    for module in modules():
        if (room := room_of(module)) in used:
            used[room] |= set(imported(module)) - GROUND - {room, "__version__"}
    assert used == ALLOWED


def test_nothing_imports_the_command_line() -> None:
    """The command line is the top of the house."""
    users = [m for m in modules() if room_of(m) != "cli" and "cli" in set(imported(m))]
    assert [module.name for module in users] == ["__main__.py"]


def test_the_engine_knows_no_service() -> None:
    """Nothing of the guide's service is written in the engine: all of it comes from the spec."""
    found = [m for m in modules() if re.search("testomat", m.read_text("utf-8"), re.IGNORECASE)]
    assert not found


def test_snippets_import_nothing_of_ours() -> None:
    """A snippet runs on the reader's machine, where there is no scimguide."""
    folder = SRC.parents[1] / "snippets"
    assert not [file for file in folder.rglob("*.py") if "scimguide" in file.read_text("utf-8")]


def test_preflight_imports_of_the_org_only_what_okta_sends() -> None:
    """The file to download has no org: of okta/, the checks take the requests alone."""
    room = SRC / "preflight"
    found = {
        node.module
        for module in room.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("scimguide.okta")
    }
    assert found == {"scimguide.okta.requests"}


def test_the_terms_of_scim_need_only_the_standard_library() -> None:
    """The file to download and the playground carry ``scim/`` as it is."""
    allowed = sys.stdlib_module_names | {"scimguide"}
    found = {
        name.partition(".")[0]
        for module in (SRC / "scim").rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert found <= allowed


def test_urns_of_messages_stand_once_on_each_side() -> None:
    """A URN of RFC 7644 is typed in ``scim/`` for the clients, and in ``reference/`` apart."""
    typed = "urn:ietf:params:scim:api:messages"
    found = {room_of(m) for m in modules() if typed in m.read_text("utf-8")}
    assert found == {"scim", "reference"}
