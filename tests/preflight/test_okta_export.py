"""Exports of Okta's mapping and schema against the spec."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers import ROOT, Run
from scimguide.mapping import Spec, load
from scimguide.preflight.check import CannotRun, CheckResult
from scimguide.preflight.okta_export import compare, rows_of

Export = dict[str, Any]
Change = Callable[[Export, Export], object]


def exports(spec: Spec) -> tuple[Export, Export]:
    """What Okta exports when the guide was followed to the letter."""
    mapping: Export = {
        "id": "prm1k47ghydIQOTBW0g4",
        "source": {"id": "otysbePhQ3yqt4cVv0g3", "name": "user", "type": "user"},
        "target": {"id": "0oa1qmn4LZQQEH0wZ0g4", "name": "scim_app", "type": "appuser"},
        "properties": {
            row.variable: {"expression": row.expressions[0], "pushStatus": "PUSH"}
            for row in rows_of(spec, {})
        },
    }
    custom = {}
    for each in spec.users.attributes:
        if editor := each.profile_editor:
            many = each.is_.multi_valued
            custom[editor.variable_name] = {
                "title": editor.display_name,
                "type": "array" if many else "string",
                **({"items": {"type": "string"}, "union": "ENABLE"} if many else {}),
                "scope": "SELF" if editor.user_personal else "NONE",
                "externalName": each.external_name,
                "externalNamespace": each.urn or spec.users.schema_,
            }
    base = {"givenName": {"type": "string", "externalName": "name.givenName"}}
    schema = {"definitions": {"base": {"properties": base}, "custom": {"properties": custom}}}
    return mapping, schema


def compared(spec: Spec, folder: Path, *files: Export) -> list[CheckResult]:
    """The results for exports written to files."""
    paths = [folder / f"{number}.json" for number in range(len(files))]
    for path, export in zip(paths, files, strict=True):
        path.write_text(json.dumps(export), "utf-8")
    return compare(spec, paths)


def test_the_guide_itself_is_found_to_be_followed(spec: Spec, tmp_path: Path) -> None:
    """An export that has all that the guide says is not complained about."""
    results = compared(spec, tmp_path, *exports(spec))
    assert len(results) > 12
    assert {each.status for each in results} == {"pass"}, results


def test_another_guide_is_found_to_be_followed(tmp_path: Path) -> None:
    """The same for a guide with other rows, one of them written with other quotes."""
    spec = load(ROOT / "tests/guides/shelfwise/docs/mapping.yaml")
    mapping, schema = exports(spec)
    for row in mapping["properties"].values():
        row["expression"] = row["expression"].replace("'", '"').replace(" + ", "+")
    results = compared(spec, tmp_path, mapping, schema)
    assert {each.status for each in results} == {"pass"}, results


ROLES = "testomat_roles"
CHANGES: dict[str, tuple[Change, str]] = {
    "row-nameFormatted": (lambda m, s: m["properties"].pop("nameFormatted"), "no such row"),
    "row-givenName": (
        lambda m, s: m["properties"]["givenName"].update(expression="user.lastName"),
        "gives 'Quill'",
    ),
    "row-familyName": (
        lambda m, s: m["properties"]["familyName"].update(expression="user.lastNam("),
        "cannot be evaluated",
    ),
    "row-email": (
        lambda m, s: m["properties"]["email"].update(pushStatus="DONT_PUSH"),
        "on create only",
    ),
    f"row-{ROLES}": (
        lambda m, s: m["properties"].update({ROLES: {"expression": '["manager"]'}}),
        "mapped to",
    ),
    "extra-rows": (
        lambda m, s: m["properties"].update(nickName={"expression": "user.nickName"}),
        "nickName",
    ),
    "direction": (
        lambda m, s: m.update(source=m["target"], target=m["source"]),
        "from appuser to user",
    ),
    f"attribute-{ROLES}": (lambda m, s: s.pop(ROLES), "no such attribute"),
    f"externalNamespace-{ROLES}": (lambda m, s: s[ROLES].pop("externalNamespace"), "absent"),
    f"externalName-{ROLES}": (lambda m, s: s[ROLES].update(externalName="roles"), "roles"),
    f"type-{ROLES}": (lambda m, s: s[ROLES].update(type="string"), "string"),
    f"items.type-{ROLES}": (lambda m, s: s[ROLES].update(items={"type": "number"}), "number"),
    f"scope-{ROLES}": (lambda m, s: s[ROLES].update(scope="SELF"), "SELF"),
    f"union-{ROLES}": (lambda m, s: s[ROLES].update(union="DISABLE"), "DISABLE"),
    f"enum-{ROLES}": (
        lambda m, s: s[ROLES].update(items={"type": "string", "enum": ["qa", "owner"]}),
        "unknown owner; without billing, manager, read",
    ),
}


@pytest.mark.parametrize("id", CHANGES)
def test_a_difference_is_found(spec: Spec, tmp_path: Path, id: str) -> None:
    """One change of a good export is reported, and nothing else."""
    mapping, schema = exports(spec)
    change, got = CHANGES[id]
    change(mapping, schema["definitions"]["custom"]["properties"])
    wrong = {r.id: r for r in compared(spec, tmp_path, mapping, schema) if r.status != "pass"}
    assert list(wrong) == [id]
    assert got in wrong[id].got
    assert wrong[id].step.startswith("configure.md#")


@pytest.mark.parametrize("text", ["[]", "{}", "no", '{"properties": {}}'])
def test_a_file_that_is_no_export_is_refused(spec: Spec, tmp_path: Path, text: str) -> None:
    """The message names the file and what is accepted."""
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(CannotRun, match=r"x\.json: .*, expected the JSON of one profile mapping"):
        compare(spec, [tmp_path / "x.json"])


def test_the_command_compares(spec: Spec, tmp_path: Path, scimguide: Run) -> None:
    """Exit status 1 with the missing row named, without address and token."""
    mapping, _ = exports(spec)
    del mapping["properties"]["nameFormatted"]
    (tmp_path / "m.json").write_text(json.dumps(mapping))
    done = scimguide("preflight", "--mapping", str(tmp_path / "m.json"), SCIM_TOKEN="")
    assert done.returncode == 1
    assert "fail  row-nameFormatted" in done.stdout
    assert "configure.md#step-4-map-the-attributes" in done.stdout
