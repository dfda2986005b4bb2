"""What a loaded spec knows, and what follows from it."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from scimguide.mapping import Spec, examples, loads, rfc
from scimguide.mapping.json_schema import json_schema

TEXT = (Path(__file__).parents[2] / "docs/mapping.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "id",
            {
                "mutability": "readOnly",
                "returned": "always",
                "uniqueness": "server",
                "case_exact": True,
            },
        ),
        ("userName", {"required": True, "uniqueness": "server", "case_exact": False}),
        ("password", {"mutability": "writeOnly", "returned": "never"}),
        ("emails.primary", {"type": "boolean"}),
        ("meta.created", {"type": "dateTime", "mutability": "readOnly"}),
        ("externalId", {"case_exact": True}),
    ],
)
def test_characteristics_come_from_rfc_7643(
    spec: Spec, path: str, expected: dict[str, object]
) -> None:
    """What the spec leaves out is what sections 3.1, 4.1 and 7 say."""
    is_ = spec.users.attribute(path).is_
    assert {name: getattr(is_, name) for name in expected} == expected


def test_what_the_spec_says_wins(spec: Spec) -> None:
    """A characteristic in the spec replaces the RFC's."""
    assert rfc.attributes(spec.groups.schema_)["displayName"].uniqueness == "none"
    assert spec.groups.attribute("displayName").is_.uniqueness == "server"


def test_an_attribute_is_found_in_any_case(spec: Spec) -> None:
    """RFC 7643 section 2.1: names are compared without regard to case."""
    assert spec.users.attribute("USERNAME") is spec.users.attribute("userName")
    with pytest.raises(KeyError):
        spec.users.attribute("nickName")


def test_a_body_is_what_the_mapping_makes_of_a_person(spec: Spec) -> None:
    """Nested names, one e-mail, the extension under its URN and in schemas."""
    person = spec.samples.users[0]
    body = examples.user(spec, person.name)
    assert body["schemas"] == [spec.users.schema_, spec.users.extension]
    assert (
        body["name"]["formatted"] == f"{person.profile['firstName']} {person.profile['lastName']}"
    )
    assert body["emails"] == [{"value": person.profile["email"], "type": "work", "primary": True}]
    assert not {"id", "meta", "password"} & set(body)


def test_a_changed_expression_changes_the_body() -> None:
    """There is no second place that knows the value."""
    changed = loads(
        TEXT.replace('user.firstName + " " + user.lastName', "user.displayName + '!'").encode()
    )
    assert examples.user(changed, "ada")["name"]["formatted"] == "Ada Quill!"


def test_roles_are_those_of_all_groups(spec: Spec) -> None:
    """The union of the groups' roles; none for the default, which the service gives."""
    person = spec.samples.users[0]
    assert spec.roles
    groups = [role.group for role in spec.roles.values]
    everything = person.model_copy(update={"groups": groups})
    default = spec.users.attribute(spec.roles.attribute).default
    assert set(examples.roles(spec, everything) or []) == {
        r.value for r in spec.roles.values
    } - set(default)
    assert examples.roles(spec, person.model_copy(update={"groups": groups[:1]})) is None
    assert examples.roles(spec, person.model_copy(update={"groups": []})) is None


def test_before_is_everything_that_is_needed(spec: Spec) -> None:
    """Captured ids and ``after`` are followed to their beginnings, in the order of the spec."""

    def names(operation: str) -> list[str]:
        return [other.name for other in spec.before(spec.operation(operation))]

    assert names("check-credentials") == []
    assert names("find-user") == ["create-user"]
    assert names("remove-member") == ["create-user", "create-group", "add-member"]
    assert names("reactivate-user") == ["create-user", "deactivate-user"]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{ada.email}", "ada.quill@example.com"),
        ("{ada.email:upper}", "ADA.QUILL@EXAMPLE.COM"),
        ("{checkout.displayName}", "Checkout Team"),
        ("{USER_ID}", "{USER_ID}"),
        (
            {"{ada.email}": ["{ada.firstName}", 1, None]},
            {"ada.quill@example.com": ["Ada", 1, None]},
        ),
    ],
)
def test_placeholders_stand_for_samples(spec: Spec, text: object, filled: object) -> None:
    """In strings, lists and keys; captured ids are left for the snippet."""
    assert examples.fill(spec, text) == filled


def test_the_schema_for_editors_agrees_with_the_loader() -> None:
    """It is a valid JSON Schema, takes the real file, and refuses an unknown key."""
    schema = json.loads(json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    class Loader(yaml.SafeLoader):
        """Dates stay text, as in the loader."""

    Loader.yaml_implicit_resolvers = {
        first: [pair for pair in pairs if not pair[0].endswith("timestamp")]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    data = yaml.load(TEXT, Loader)
    assert list(validator.iter_errors(data)) == []
    data["service"]["plam"] = 1
    assert "plam" in next(validator.iter_errors(data)).message


def test_the_first_line_points_editors_to_the_schema() -> None:
    """Editors that know the YAML language server complete keys without any setup."""
    assert TEXT.startswith("# yaml-language-server: $schema=mapping.schema.json\n")


def test_a_spec_cannot_be_changed(spec: Spec) -> None:
    """What was loaded stays as it was loaded."""
    with pytest.raises(ValueError, match="frozen"):
        spec.service.name = "x"  # type: ignore[misc]


def test_the_urn_of_the_extension_stands_once() -> None:
    """``{extension}`` in front of a path is the URN of users or groups, and changes with it."""
    spec = loads(
        TEXT.replace("extension:testomat:2.0:User\n", "extension:shelf:3.0:User\n").encode()
    )
    assert spec.roles is not None
    assert spec.role_attribute is not None
    assert (
        spec.roles.attribute
        == "urn:ietf:params:scim:schemas:extension:shelf:3.0:User:testomat_roles"
    )
    assert TEXT.count("extension:testomat") == 1
