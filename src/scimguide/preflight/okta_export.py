"""
Exports of Okta's configuration against the spec.

Understood are the answers of Okta's Profile Mappings API (one mapping from the
Okta user to the app user, ``GET /api/v1/mappings/{id}``) and of its Schemas API
(the app user schema, ``GET /api/v1/meta/schemas/apps/{id}/default``).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from scimguide.mapping import Spec
from scimguide.mapping.attributes import Attribute
from scimguide.preflight.check import FAIL, MUST, PASS, SHOULD, WARN, CannotRun, Result
from scimguide.preflight.export_rows import Row, rows_of

ROWS, SCHEMA = "mapping-rows", "mapping-schema"
"""The keys of ``preflight`` in the spec for what the exports are compared with."""

Finding = tuple[str, str, str, str, str, str]
"""Id, what is compared, expected, got, level, problem; ``got`` is empty when all is well."""


def compare(spec: Spec, files: Sequence[Path]) -> list[Result]:
    """
    What the exports say otherwise than the spec.

    :raises CannotRun: when a file is no such export, or two are of the same kind.
    """
    exports: dict[str, dict[str, Any]] = {}
    for file in files:
        kind, export = _read(file)
        if kind in exports:
            raise CannotRun(f"--mapping {file}: a second {kind}, expected one of each kind")
        exports[kind] = export
    schema = exports.get("schema")
    properties = _properties(schema) if schema else {}
    findings: list[Finding] = []
    if "mapping" in exports:
        findings += _mapping(spec, exports["mapping"], properties)
    if schema:
        findings += _schema(spec, properties)
    return [_result(spec, *finding) for finding in findings]


def _read(file: Path) -> tuple[str, dict[str, Any]]:
    accepted = "the JSON of one profile mapping or of an app user schema"
    try:
        found = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise CannotRun(f"--mapping {file}: {error.strerror}, expected {accepted}") from None
    except ValueError:
        raise CannotRun(f"--mapping {file}: no JSON, expected {accepted}") from None
    if isinstance(found, dict) and isinstance(found.get("definitions"), dict):
        return "schema", found
    parts = ("source", "target", "properties")
    if isinstance(found, dict) and all(isinstance(found.get(part), dict) for part in parts):
        return "mapping", found
    raise CannotRun(f"--mapping {file}: something else, expected {accepted}")


def _properties(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The attributes of the app user by variable name, those of the template first."""
    found: dict[str, dict[str, Any]] = {}
    for part in ("base", "custom"):
        definition = schema["definitions"].get(part)
        properties = definition.get("properties") if isinstance(definition, dict) else None
        for name, value in (properties or {}).items():
            found[name] = value if isinstance(value, dict) else {}
    return found


def _mapping(
    spec: Spec, export: dict[str, Any], properties: dict[str, dict[str, Any]]
) -> Iterator[Finding]:
    ends = (export["source"].get("type"), export["target"].get("type"))
    way = "" if ends == ("user", "appuser") else f"from {ends[0]} to {ends[1]}"
    yield "direction", "the direction of the mapping", "from user to appuser", way, MUST, ""
    if way:
        return
    given: dict[str, Any] = export["properties"]
    rows = {row.variable: row for row in rows_of(spec, properties)}
    for row in rows.values():
        yield _row(row, given.get(row.variable))
    roles = spec.role_attribute
    named = roles.profile_editor.variable_name if roles and roles.profile_editor else None
    if roles and roles.okta and roles.okta.from_ == "Group assignment" and named:
        got = f"mapped to {_text(given[named])}" if named in given else ""
        what = f"row {named}"
        yield f"row-{named}", what, "no row: the groups set it", got, MUST, "stale-roles"
    extra = sorted(set(given) - set(rows) - {named, "userName"})
    refuses = spec.service.behaviour.unknown_attributes == "refuse"
    got = ", ".join(extra)
    level = MUST if refuses else SHOULD
    yield "extra-rows", "other rows", "none that the guide does not have", got, level, "bad-request"


def _row(row: Row, given: Any) -> Finding:
    id, what, expected = f"row-{row.variable}", f"row {row.variable}", row.expressions[0]
    problem = "stale-name" if row.path.startswith("name.formatted") else ""
    if not isinstance(given, dict):
        return id, what, expected, "no such row", MUST, problem
    text = str(given.get("expression", ""))
    difference = row.difference(text)
    if difference:
        return id, what, expected, f"{text[:200]}: {difference}", MUST, problem
    if given.get("pushStatus") == "DONT_PUSH":
        got = "applied on create only, so that changes are never sent"
        return id, what, "applied on create and update", got, MUST, problem
    return id, what, expected, "", MUST, ""


def _text(given: Any) -> str:
    return str(given.get("expression") if isinstance(given, dict) else given)[:200]


def _schema(spec: Spec, properties: dict[str, dict[str, Any]]) -> Iterator[Finding]:
    for attribute in spec.users.attributes:
        editor = attribute.profile_editor
        if editor is None:
            continue
        name = editor.variable_name
        if name not in properties:
            problem = "no-namespace" if attribute.urn else "stale-name"
            what = f"attribute {name}"
            yield f"attribute-{name}", what, "in the schema", "no such attribute", MUST, problem
            continue
        yield from _attribute(spec, attribute, name, properties[name])


def _attribute(
    spec: Spec, attribute: Attribute, name: str, given: dict[str, Any]
) -> Iterator[Finding]:
    editor, is_ = attribute.profile_editor, attribute.is_
    assert editor is not None
    wanted: list[tuple[str, Any, Any, str]] = [
        ("externalName", attribute.external_name, given.get("externalName"), "no-namespace"),
        (
            "externalNamespace",
            attribute.urn or spec.users.schema_,
            given.get("externalNamespace"),
            "no-namespace",
        ),
        ("type", "array" if is_.multi_valued else is_.type, given.get("type"), "attribute-refused"),
    ]
    if is_.multi_valued:
        items = given.get("items") if isinstance(given.get("items"), dict) else {}
        wanted.append(("items.type", is_.type, (items or {}).get("type"), "attribute-refused"))
    scope = "SELF" if editor.user_personal else "NONE"
    wanted.append(("scope", scope, given.get("scope", "NONE"), "group-value-ignored"))
    if editor.group_priority:
        union = "ENABLE" if editor.group_priority.startswith("Combine") else "DISABLE"
        wanted.append(("union", union, given.get("union", "DISABLE"), "group-value-ignored"))
    for key, expected, got, problem in wanted:
        said = "" if got == expected else "absent" if got in (None, "") else str(got)[:200]
        yield f"{key}-{name}", f"{key} of {name}", str(expected), said, MUST, problem
    if is_.canonical_values:
        yield _values(name, is_.canonical_values, given)


def _values(name: str, expected: Iterable[str], given: dict[str, Any]) -> Finding:
    """An enumeration is not needed, but a wrong one keeps values from being chosen."""
    found = [*_enumerated(given), *_enumerated(given.get("items"))]
    unknown = sorted(set(found) - set(expected))
    missing = sorted(set(expected) - set(found)) if found else []
    parts = [f"unknown {', '.join(unknown)}"] if unknown else []
    parts += [f"without {', '.join(missing)}"] if missing else []
    what, wanted = f"enumerated values of {name}", ", ".join(expected)
    return (
        f"enum-{name}",
        what,
        wanted,
        "; ".join(parts),
        MUST if unknown else SHOULD,
        "bad-request",
    )


def _enumerated(holder: Any) -> list[str]:
    if not isinstance(holder, dict):
        return []
    one_of = [each.get("const") for each in holder.get("oneOf") or [] if isinstance(each, dict)]
    return sorted({str(value) for value in [*(holder.get("enum") or []), *one_of]})


def _result(
    spec: Spec, id: str, tried: str, expected: str, got: str, level: str, problem: str
) -> Result:
    status = PASS if not got else FAIL if level == MUST else WARN
    known = spec.problems
    names = [each.name for each in known] if known else None
    shown = problem if got and (names is None or problem in names) else ""
    rows = id.startswith(("row-", "extra-", "direction"))
    step = spec.preflight.get(ROWS if rows else SCHEMA, "")
    return Result(id, tried, expected, got or "the same", level, status, step, shown, 0.0)
