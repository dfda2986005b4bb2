"""
The checks as one file to download, joined from the modules that the command runs.

Each module of `PARTS` imports nothing but the standard library and the parts
before it, so that its text can follow theirs in one namespace.
"""

import ast
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from pprint import pformat

from scimguide.mapping import Spec
from scimguide.preflight.spec_facts import facts_of

PARTS = (
    "errors",
    "secret",
    "scim.messages",
    "scim.paths",
    "okta.requests",
    "preflight.facts",
    "preflight.http_client",
    "preflight.check",
    "preflight.responses",
    "preflight.queries",
    "preflight.created",
    "preflight.checks.connection",
    "preflight.checks.lists",
    "preflight.checks.lookups",
    "preflight.checks.errors",
    "preflight.checks.users",
    "preflight.checks.groups",
    "preflight.runner",
    "preflight.reporters",
    "preflight.command",
    "preflight.script",
)
"""The modules of the engine in their order; ``preflight.checks`` is this order itself."""

_ENGINE = Path(__file__).parents[1]
_HEAD = '''#!/usr/bin/env python3
"""
Check the SCIM service of {service} before Okta meets it.

    SCIM_TOKEN=… python3 preflight.py --base-url URL

Needs Python 3.9 or newer and nothing else. Generated; python3 preflight.py --help says more.
"""

from __future__ import annotations

'''

_FOOT = """
if __name__ == "__main__":
    sys.exit(main(Facts(**FACTS)))
"""


class JoinError(ValueError):
    """Two parts define the same name, or one imports what the file does not have."""


def bundle(spec: Spec) -> str:
    """
    The text of the file for a spec.

    :raises JoinError: when the parts do not fit into one namespace.
    """
    imports, bodies = _joined()
    head = _HEAD.format(service=spec.service.name) + imports
    facts = json.loads(json.dumps(asdict(facts_of(spec))))
    data = pformat(facts, width=100, sort_dicts=False)
    return f"{head}{bodies}\n\nFACTS = {data}\n{_FOOT}"


@cache
def _joined() -> tuple[str, str]:
    """What the parts import, and their bodies; the engine does not change while it runs."""
    imports: set[str] = set()
    names: dict[str, str] = {}
    bodies = []
    for part in PARTS:
        text = (_ENGINE / f"{part.replace('.', '/')}.py").read_text("utf-8")
        bodies.append(_body(part, text, imports, names))
    return "\n".join(sorted(imports)) + "\n", "".join(bodies)


def _body(part: str, text: str, imports: set[str], names: dict[str, str]) -> str:
    """A module without docstring and imports; what it imports and defines is noted."""
    tree, lines = ast.parse(text), text.splitlines()
    docstring = ast.get_docstring(tree) or ""
    end = 0
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports |= _imports(part, node)
            end = node.end_lineno or 0
        for name in _defined(node):
            if names.setdefault(name, part) != part:
                raise JoinError(
                    f"{part}: {name} again, expected a name unlike that of {names[name]}"
                )
    title = " ".join(docstring.split("\n\n")[0].split())
    body = "\n".join(lines[end:]).strip("\n")
    return f"\n\n# {title}\n\n{body}\n"


def _imports(part: str, node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.Import):
        return {ast.unparse(ast.Import([alias])) for alias in node.names}
    module = node.module or ""
    if module == "__future__":
        return set()
    if module.startswith("scimguide."):
        known = (*PARTS[: PARTS.index(part)], "preflight.checks")
        if module.partition(".")[2] not in known:
            raise JoinError(
                f"{part}: imports {module}, expected the standard library or a part before"
            )
        return set()
    return {f"from {module} import {alias.name}" for alias in node.names}


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets += [node.target] if isinstance(node, ast.AnnAssign) else []
    found = [each for target in targets for each in ast.walk(target)]
    return [each.id for each in found if isinstance(each, ast.Name)]
