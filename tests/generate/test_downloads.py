"""What the site offers to tools: each file does in its tool what the page says of it."""

import csv
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from helpers import ROOT, edit
from scimguide.generate import generate, update
from scimguide.generate.downloads import mapping_csv, sequence
from scimguide.generate.downloads.catalog import DOWNLOADS
from scimguide.listen import running
from scimguide.mapping import Spec, SpecError, load
from scimguide.okta.service_state import state_over_http
from scimguide.project import Project
from scimguide.reference import ReferenceApp, reference_app

TOKEN = "only-for-this-test"
MEDIA_TYPE = "application/scim+json"


@pytest.fixture(scope="module", params=["testomat", "shelfwise"])
def made(request: pytest.FixtureRequest) -> Project:
    """The real guide as committed, and the one of a quite different service."""
    if request.param == "testomat":
        return Project(ROOT)
    return Project(request.getfixturevalue("_shelfwise"))


@pytest.fixture(scope="module")
def told(made: Project) -> Spec:
    """The spec of that guide."""
    return load(made.spec_file)


@pytest.fixture(scope="module")
def openapi(made: Project) -> Any:
    """Its OpenAPI description."""
    return json.loads((made.docs / "downloads/openapi.json").read_text("utf-8"))


class Empty:
    """An empty reference server, and a folder in which tools run."""

    def __init__(self, app: ReferenceApp, origin: str, folder: Path) -> None:
        self.app, self.folder = app, folder
        self.base_url = app.base_url_at(origin)

    def run(self, tool: str, *words: str) -> "subprocess.CompletedProcess[bytes]":
        """Run a tool of package.json; what it prints is in the file ``out``.

        A file, because Node ends without waiting until a pipe has taken everything.
        """
        with (self.folder / "out").open("w") as out:
            return subprocess.run(
                [str(ROOT / "node_modules/.bin" / tool), *words],
                cwd=self.folder,
                env={**os.environ, "SCIM_BASE_URL": self.base_url, "SCIM_TOKEN": TOKEN},
                stdout=out,
                timeout=60,
            )

    def holds(self) -> list[str]:
        """What the service holds now."""
        with state_over_http(self.app.spec, self.base_url, TOKEN) as state:
            return state.read()


@pytest.fixture
def empty(told: Spec, tmp_path: Path) -> Iterator[Empty]:
    """A service that holds nothing."""
    app = reference_app(told, token=TOKEN)
    with running(app) as origin:
        yield Empty(app, origin, tmp_path)
    app.close()


def left(spec: Spec) -> list[str]:
    """The entries that a run of everything leaves: nobody active, no group."""
    keeps = spec.service.behaviour.delete_user == "deactivate"
    return (
        ["user ada.byrne@example.com inactive", "user siobhan.ohara@example.com inactive"]
        if keeps
        else []
    )


# -- OpenAPI ---------------------------------------------------------------


def test_the_openapi_description_is_valid(openapi: Any) -> None:
    """It is OpenAPI 3.1, every reference leads somewhere, and every example has its place."""
    OpenAPIV31SpecValidator(openapi).validate()
    assert openapi["openapi"].startswith("3.1")


def test_the_openapi_description_knows_every_address(openapi: Any, told: Spec) -> None:
    """Paths and methods are those of the service, no more and no less."""
    methods = ("get", "post", "put", "patch", "delete")
    described = {
        (path, method.upper())
        for path, item in openapi["paths"].items()
        for method in item
        if method in methods
    }
    assert described == {(row.path, m) for row in told.service.endpoints for m in row.methods}


def strict(shape: Any) -> Any:
    """The same schema, which refuses every attribute that it does not list."""
    if isinstance(shape, list):
        return [strict(each) for each in shape]
    if not isinstance(shape, dict):
        return shape
    made = {key: strict(each) for key, each in shape.items()}
    return {"additionalProperties": False, **made} if "properties" in shape else made


def faults(openapi: Any, shape: Any, value: Any) -> list[str]:
    """What is wrong with a value, were the schemas to list everything."""
    whole = {"components": strict(openapi["components"]), **strict(shape)}
    validator = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def described(openapi: Any, path: str, method: str) -> Any:
    """What the description says of a request."""
    general = re.sub(r"^(/[^/]+)/[^/]+$", r"\1/{id}", path)
    item = openapi["paths"].get(path) or openapi["paths"][general]
    return item[method.lower()]


def resolved(openapi: Any, answer: Any) -> Any:
    name = answer.get("$ref", "").rpartition("/")[2]
    return openapi["components"]["responses"][name] if name else answer


def test_every_recorded_answer_fits_its_schema(openapi: Any, told: Spec, made: Project) -> None:
    """Each answer has a status that is described, and no attribute that is not."""
    for operation in told.operations:
        text = (made.snippets / f"responses/{operation.name}.http").read_text("utf-8")
        answers = described(openapi, operation.path, operation.method)["responses"]
        answer = resolved(openapi, answers[str(operation.status)])
        body = text.partition("\n\n")[2]
        assert bool(body) == ("content" in answer), operation.name
        if body:
            shape = answer["content"][MEDIA_TYPE]["schema"]
            assert faults(openapi, shape, json.loads(body)) == [], operation.name


def examples_of(openapi: Any) -> Iterator[tuple[str, Any, Any]]:
    """Every example of a body with its name and its schema."""

    def walk(item: Any) -> Iterator[tuple[str, Any, Any]]:
        if isinstance(item, dict):
            if "examples" in item and "schema" in item:
                for name, example in item["examples"].items():
                    yield name, item["schema"], example["value"]
            for each in item.values():
                yield from walk(each)
        elif isinstance(item, list):
            for each in item:
                yield from walk(each)

    yield from walk({"paths": openapi["paths"], "responses": openapi["components"]["responses"]})


def test_every_example_fits_its_schema(openapi: Any, told: Spec) -> None:
    """Bodies that are sent, answers and parameters; every operation has one of them."""
    shown = list(examples_of(openapi))
    for name, shape, value in shown:
        assert faults(openapi, shape, value) == [], name
    with_body = {each.name for each in told.operations if each.status != 204 and not each.fails}
    assert with_body <= {name for name, _, _ in shown}


def test_a_request_that_the_service_refuses_does_not_fit(spec: Spec) -> None:
    """What is read-only cannot be sent, and a role must be one of the service's."""
    openapi = json.loads((ROOT / "docs/downloads/openapi.json").read_text("utf-8"))
    shape = openapi["components"]["schemas"]["UserToSend"]
    assert "id" not in shape["properties"]
    assert "password" not in openapi["components"]["schemas"]["User"]["properties"]
    example = openapi["paths"]["/Users"]["post"]["requestBody"]["content"][MEDIA_TYPE]["examples"]
    user = example["create-user"]["value"]
    assert faults(openapi, shape, user) == []
    user[spec.users.extension]["testomat_roles"] = ["owner"]
    assert len(faults(openapi, shape, user)) == 1
    del user["userName"]
    assert len(faults(openapi, shape, user)) == 2


# -- requests --------------------------------------------------------------


def test_newman_runs_the_collection(made: Project, told: Spec, empty: Empty) -> None:
    """From top to bottom on an empty service: every test passes, and everything is cleaned up."""
    shutil.copy(made.docs / "downloads/postman.json", empty.folder)
    values = [{"key": "baseUrl", "value": empty.base_url}, {"key": "token", "value": TOKEN}]
    environment = {"name": "test", "values": values}
    (empty.folder / "environment.json").write_text(json.dumps(environment), "utf-8")
    words = ["run", "postman.json", "--environment", "environment.json", "--reporters", "json"]
    done = empty.run("newman", *words, "--reporter-json-export", "report.json")
    run = json.loads((empty.folder / "report.json").read_text("utf-8"))["run"]
    assert [each["error"]["message"] for each in run["failures"]] == []
    assert done.returncode == 0
    came = [(each["item"]["name"], each["response"]["code"]) for each in run["executions"]]
    order = [each for operations in sequence(told).values() for each in operations]
    assert came == [(each.title, each.status) for each in order]
    assert empty.holds() == left(told)


def test_httpyac_runs_the_file(made: Project, told: Spec, empty: Empty) -> None:
    """From top to bottom on an empty service: every status is asserted, and the expected one."""
    shutil.copy(made.docs / "downloads/requests.http", empty.folder)
    done = empty.run("httpyac", "send", "requests.http", "--all", "--json")
    requests = json.loads((empty.folder / "out").read_text("utf-8"))["requests"]
    order = [each for operations in sequence(told).values() for each in operations]
    came = [(each["name"], each["response"]["statusCode"]) for each in requests]
    assert came == [(each.name.replace("-", "_"), each.status) for each in order]
    assert all([t["status"] for t in each["testResults"]] == ["SUCCESS"] for each in requests)
    assert done.returncode == 0
    assert empty.holds() == left(told)


def test_no_file_of_requests_holds_a_token(made: Project) -> None:
    """Tokens are variables, but for the wrong one of the error."""
    http = (made.docs / "downloads/requests.http").read_text("utf-8")
    tokens = set(re.findall(r"^Authorization: Bearer (.*)$", http, re.MULTILINE))
    assert tokens <= {"{{$processEnv SCIM_TOKEN}}", "wrong-token"}
    collection = json.loads((made.docs / "downloads/postman.json").read_text("utf-8"))
    assert collection["auth"]["bearer"][0]["value"] == "{{token}}"
    assert {v["key"]: v["value"] for v in collection["variable"]}["token"] == ""


def test_operations_that_cannot_run_in_one_go_are_refused(guide: Project) -> None:
    """The message stands at the operation, and says what came."""
    twin = "{name: add-twin, title: Twin, request: POST /Users, send: {user: lin}, status: 201, expect: {active: true}}"
    line = edit(guide.spec_file, "  - {name: drop-shelf", f"  - {twin}\n  - {{name: drop-shelf")
    with pytest.raises(SpecError) as caught:
        generate(guide)
    assert f"mapping.yaml:{line}:" in str(caught.value)
    assert "201, but 409 was returned when all operations ran in one go" in str(caught.value)


# -- CSV -------------------------------------------------------------------


def unguarded(cell: str) -> str:
    """What a cell says: the docstring of ``mapping_csv`` tells a reader how to get it."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


def test_the_csv_says_what_the_spec_says(made: Project, told: Spec) -> None:
    """Read back with csv, every cell is the value of its attribute."""
    with (made.docs / "downloads/mapping.csv").open(encoding="utf-8", newline="") as file:
        rows = [{k: unguarded(v) for k, v in row.items()} for row in csv.DictReader(file)]
    attributes = [(kind, each) for kind in (told.users, told.groups) for each in kind.attributes]
    assert len(rows) == len(attributes)
    for row, (kind, attribute) in zip(rows, attributes, strict=True):
        assert row["resource"] == kind.schema_.rpartition(":")[2]
        assert row["attribute"] == attribute.path
        assert row["description"] == attribute.description
        assert row["from"] == (attribute.okta.from_ if attribute.okta else "")
        issued = attribute.is_.mutability == "readOnly"
        sent = f"{told.identity_provider.name} to " if attribute.okta else "not sent"
        assert row["direction"].startswith(f"{told.service.name} to " if issued else sent)
        assert row["expression"] == ((attribute.okta and attribute.okta.expression) or "")
        assert json.loads(row["alternatives"] or "[]") == (
            attribute.okta.alternatives if attribute.okta else []
        )
        assert json.loads(row["canonicalValues"] or "[]") == list(attribute.is_.canonical_values)
        assert json.loads(row["default"] or "null") == attribute.default
        assert (row["type"], row["mutability"], row["uniqueness"], row["returned"]) == (
            attribute.is_.type,
            attribute.is_.mutability,
            attribute.is_.uniqueness,
            attribute.is_.returned,
        )
        flags = (attribute.is_.multi_valued, attribute.is_.required, attribute.is_.case_exact)
        assert tuple(json.loads(row[n]) for n in ("multiValued", "required", "caseExact")) == flags
        if attribute.profile_editor:
            assert row["externalName"] == attribute.external_name
            assert row["externalNamespace"] == attribute.urn or told.users.schema_
            assert row["variableName"] == attribute.profile_editor.variable_name


@given(st.text(alphabet="'=+-@\t\ra \u2192"))
def test_no_cell_is_computed_by_a_spreadsheet(cell: str) -> None:
    """No cell begins with a sign that starts a formula, and each reads back as it was."""
    assert not mapping_csv.guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(mapping_csv.guarded(cell)) == cell


def test_an_expression_like_a_formula_is_guarded(guide: Project) -> None:
    """A description that begins with an equals sign reaches the file behind an apostrophe."""
    edit(guide.spec_file, "description: The login.", 'description: "=HYPERLINK(1)"')
    update(guide)
    text = (guide.docs / "downloads/mapping.csv").read_text("utf-8")
    assert ",'=HYPERLINK(1)," in text


# -- the page --------------------------------------------------------------


def test_only_what_is_there_is_offered() -> None:
    """Each row of the table leads to a file, and each file of the folder has a row."""
    offered = {each.path for each in DOWNLOADS}
    assert all((ROOT / "docs" / path).is_file() for path in offered)
    there = {f"downloads/{file.name}" for file in (ROOT / "docs/downloads").iterdir()}
    assert there <= offered
    page = (ROOT / "docs/downloads.md").read_text("utf-8")
    assert all(f"]({path})" in page for path in offered)
