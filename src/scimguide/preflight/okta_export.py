"""
Exports of Okta's configuration against the spec.

Understood are the responses of Okta's Profile Mappings API (one mapping from the
Okta user to the app user, ``GET /api/v1/mappings/{id}``) and of its Schemas API
(the app user schema, ``GET /api/v1/meta/schemas/apps/{id}/default``).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scimguide.expression import ExpressionError, evaluate
from scimguide.mapping import Spec, examples
from scimguide.mapping.attributes import Attribute
from scimguide.preflight.check import FAIL, MUST, PASS, SHOULD, WARN, CannotRun, CheckResult
from scimguide.scim.paths import split_path

ROWS, SCHEMA = "mapping-rows", "mapping-schema"
"""The keys of ``preflight`` in the spec for what the exports are compared with."""

Properties = Mapping[str, Mapping[str, Any]]
"""The attributes of the app user by variable name."""


@dataclass(frozen=True)
class Finding:
    """One thing that was compared."""

    id: str
    compared: str
    expected: str
    difference: str = ""
    """What the export has instead, empty when it has what is expected."""
    problem: str = ""
    """The entry of the guide's known problems that a difference leads to."""
    level: str = MUST
    place: str = ROWS


@dataclass(frozen=True)
class MappingRow:
    """One row of Okta's mapping, as the spec wants it."""

    spec: Spec
    path: str
    variable: str
    expressions: tuple[str, ...]
    """The expression, then others that serve as well."""

    def difference(self, text: str) -> str:
        """What is different about another expression; nothing when it serves."""
        if any(_plain(text) == _plain(each) for each in self.expressions):
            return ""
        for person in self.spec.samples.users:
            context = examples.context(person)
            try:
                actual, wanted = evaluate(text, context), evaluate(self.expressions[0], context)
            except ExpressionError as error:
                return f"cannot be evaluated: {str(error)[:120]}"
            if actual != wanted:
                return f"gives {actual!r} for {person.full_name} instead of {wanted!r}"
        return ""


def compare(spec: Spec, files: Sequence[Path]) -> list[CheckResult]:
    """
    Where the exports differ from the spec.

    :raises CannotRun: when a file is no such export, or two are of the same kind.
    """
    exports: dict[str, dict[str, Any]] = {}
    for file in files:
        kind, export = _read(file)
        if kind in exports:
            raise CannotRun(f"--mapping {file}: a second {kind}, expected one of each kind")
        exports[kind] = export
    properties = _properties(exports["schema"]) if "schema" in exports else {}
    findings: list[Finding] = []
    if "mapping" in exports:
        findings += _mapping(spec, exports["mapping"], properties)
    if "schema" in exports:
        findings += _schema(spec, properties)
    return [_result(spec, finding) for finding in findings]


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


def _mapping(spec: Spec, export: dict[str, Any], properties: Properties) -> Iterator[Finding]:
    ends = (export["source"].get("type"), export["target"].get("type"))
    way = "" if ends == ("user", "appuser") else f"from {ends[0]} to {ends[1]}"
    yield Finding("direction", "the direction of the mapping", "from user to appuser", way)
    if way:
        return
    given: dict[str, Any] = export["properties"]
    rows = {row.variable: row for row in rows_of(spec, properties)}
    for row in rows.values():
        yield _row(row, given.get(row.variable))
    roles = spec.role_attribute
    named = roles.profile_editor.variable_name if roles and roles.profile_editor else None
    if roles and roles.okta and roles.okta.from_ == "Group assignment" and named:
        found = f"mapped to {_text(given[named])}" if named in given else ""
        expected = "no row: the groups set it"
        yield Finding(f"row-{named}", f"row {named}", expected, found, "stale-roles")
    yield Finding(
        "extra-rows",
        "other rows",
        "none that the guide does not have",
        ", ".join(sorted(set(given) - set(rows) - {named, "userName"})),
        "bad-request",
        MUST if spec.service.behaviour.unknown_attributes == "refuse" else SHOULD,
    )


def rows_of(spec: Spec, properties: Properties) -> list[MappingRow]:
    """The rows of the spec; names come from the app user schema where it has them."""
    rows = []
    for attribute in spec.users.attributes:
        okta = attribute.okta
        if okta and okta.from_ == "Attribute Mappings" and okta.expression:
            expressions = (okta.expression, *okta.alternatives)
            name = _variable(spec, attribute, properties)
            rows.append(MappingRow(spec, attribute.name, name, expressions))
    return rows


def _variable(spec: Spec, attribute: Attribute, properties: Properties) -> str:
    if attribute.profile_editor:
        return attribute.profile_editor.variable_name
    for name, given in properties.items():
        if given.get("externalName") == attribute.external_name:
            return name
    holder, *sub = split_path(attribute.path).keys
    if holder not in spec.users.multi_valued:
        return attribute.variable_name
    # emails.value is email in Okta's templates, emails.type is emailType
    single = holder.removesuffix("s")
    return single if sub == ["value"] else single + "".join(sub).capitalize()


def _row(row: MappingRow, given: Any) -> Finding:
    expected = row.expressions[0]
    text = str(given.get("expression", "")) if isinstance(given, dict) else ""
    if not isinstance(given, dict):
        found = "no such row"
    elif difference := row.difference(text):
        found = f"{text[:200]}: {difference}"
    elif given.get("pushStatus") == "DONT_PUSH":
        expected = "applied on create and update"
        found = "applied on create only, so that changes are never sent"
    else:
        found = ""
    problem = "stale-name" if row.path.startswith("name.formatted") else ""
    return Finding(f"row-{row.variable}", f"row {row.variable}", expected, found, problem)


def _text(given: Any) -> str:
    return str(given.get("expression") if isinstance(given, dict) else given)[:200]


def _plain(expression: str) -> str:
    """An expression without the freedom of blanks and quotes."""
    parts = re.split(r"""("[^"]*"|'[^']*')""", expression)
    return "".join(
        f'"{part[1:-1]}"' if index % 2 else re.sub(r"\s+", "", part)
        for index, part in enumerate(parts)
    )


def _schema(spec: Spec, properties: Properties) -> Iterator[Finding]:
    for attribute in spec.users.attributes:
        editor = attribute.profile_editor
        if editor is None:
            continue
        name = editor.variable_name
        if name in properties:
            yield from _attribute(spec, attribute, name, properties[name])
            continue
        problem = "no-namespace" if attribute.urn else "stale-name"
        what, found = f"attribute {name}", "no such attribute"
        yield Finding(f"attribute-{name}", what, "in the schema", found, problem, place=SCHEMA)


def _attribute(
    spec: Spec, attribute: Attribute, name: str, given: Mapping[str, Any]
) -> Iterator[Finding]:
    editor, is_ = attribute.profile_editor, attribute.is_
    assert editor is not None
    items = given.get("items") if isinstance(given.get("items"), dict) else {}
    namespace = attribute.urn or spec.users.schema_
    kind = "array" if is_.multi_valued else is_.type
    scope = "SELF" if editor.user_personal else "NONE"
    wanted: list[tuple[str, Any, Any, str]] = [
        ("externalName", attribute.external_name, given.get("externalName"), "no-namespace"),
        ("externalNamespace", namespace, given.get("externalNamespace"), "no-namespace"),
        ("type", kind, given.get("type"), "attribute-refused"),
        ("scope", scope, given.get("scope", "NONE"), "group-value-ignored"),
    ]
    if is_.multi_valued:
        wanted.insert(3, ("items.type", is_.type, (items or {}).get("type"), "attribute-refused"))
    if editor.group_priority:
        union = "ENABLE" if editor.group_priority.startswith("Combine") else "DISABLE"
        wanted.append(("union", union, given.get("union", "DISABLE"), "group-value-ignored"))
    for key, expected, actual, problem in wanted:
        found = "absent" if actual in (None, "") else str(actual)[:200]
        found = "" if actual == expected else found
        what = f"{key} of {name}"
        yield Finding(f"{key}-{name}", what, str(expected), found, problem, place=SCHEMA)
    if is_.canonical_values:
        yield _values(name, is_.canonical_values, given)


def _values(name: str, expected: Iterable[str], given: Mapping[str, Any]) -> Finding:
    """An enumeration is not needed, but a wrong one keeps values from being chosen."""
    found = [*_enumerated(given), *_enumerated(given.get("items"))]
    unknown = sorted(set(found) - set(expected))
    missing = sorted(set(expected) - set(found)) if found else []
    parts = [f"unknown {', '.join(unknown)}"] if unknown else []
    parts += [f"without {', '.join(missing)}"] if missing else []
    return Finding(
        f"enum-{name}",
        f"enumerated values of {name}",
        ", ".join(expected),
        "; ".join(parts),
        "bad-request",
        MUST if unknown else SHOULD,
        SCHEMA,
    )


def _enumerated(holder: Any) -> list[str]:
    if not isinstance(holder, Mapping):
        return []
    one_of = [each.get("const") for each in holder.get("oneOf") or [] if isinstance(each, dict)]
    return sorted({str(value) for value in [*(holder.get("enum") or []), *one_of]})


def _result(spec: Spec, finding: Finding) -> CheckResult:
    found, level = finding.difference, finding.level
    status = PASS if not found else FAIL if level == MUST else WARN
    known = [each.name for each in spec.problems] if spec.problems else [finding.problem]
    return CheckResult(
        finding.id,
        finding.compared,
        finding.expected,
        found or "the same",
        level,
        status,
        spec.preflight.get(finding.place, ""),
        finding.problem if found and finding.problem in known else "",
        0.0,
    )
