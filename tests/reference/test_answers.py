"""Stored JSON answers as the general way does, and costs the same in groups of any size."""

import json
from collections.abc import Iterator

import pytest
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest

from scimguide.mapping import Spec, examples
from scimguide.reference import ReferenceApp, reference_app
from scimguide.reference.answers import StoredResponse
from scimguide.scim.messages import PATCH_OP

USERS = 120
BASE = "https://scim.example/scim/v2"


@pytest.fixture(scope="module")
def app(spec: Spec) -> Iterator[ReferenceApp]:
    """A service with users and two groups."""
    made = reference_app(spec, token="secret")
    ids = []
    for number in range(USERS):
        body = {**examples.user(spec, "ada"), "userName": f"User{number}@example.com"}
        ids.append(_body(made, "POST", "/Users", body=body)["id"])
    for name, members in (("All", ids), ("None", [])):
        body = {
            "displayName": name,
            "members": [{"value": each, "display": "ü\x01\x02"} for each in members],
        }
        _body(
            made,
            "POST",
            "/Groups",
            body={"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], **body},
        )
    yield made
    made.close()


def _request(
    method: str, path: str, query: dict[str, str] | None = None, body: object = None
) -> ScimRequest:
    return ScimRequest(method, BASE, path, query or {}, {}, json.dumps(body).encode())


def _body(app: ReferenceApp, method: str, path: str, body: object) -> dict[str, str]:
    answer = app._handler.handle(_request(method, path, body=body))
    assert isinstance(answer, StoredResponse)
    found: dict[str, str] = json.loads(answer.text)
    return found


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/Users", {}),
        ("/Users", {"startIndex": "1", "count": "100"}),
        ("/Users", {"startIndex": "101", "count": "100"}),
        ("/Users", {"startIndex": "121"}),
        ("/Users", {"startIndex": "0", "count": "7"}),
        ("/Users", {"count": "1000"}),
        ("/Users", {"filter": 'userName eq "user7@EXAMPLE.com"'}),
        (
            "/Users",
            {"filter": 'USERNAME EQ "user7@example.com"', "startIndex": "1", "count": "100"},
        ),
        ("/Users", {"filter": 'userName eq "nobody"'}),
        ("/Groups", {}),
        ("/Groups", {"filter": 'displayName eq "all"'}),
        ("/Groups", {"filter": 'displayName eq "none"'}),
    ],
)
def test_a_list_is_the_same_either_way(app: ReferenceApp, path: str, query: dict[str, str]) -> None:
    """The JSON of a page does not depend on how it was made."""
    request = _request("GET", path, query)
    quick = app._handler.handle(request)
    assert isinstance(quick, StoredResponse)
    general = ScimHandler.search(app._handler, request)
    assert quick.text == json.dumps(general.body)
    assert quick.headers == general.headers


@pytest.mark.parametrize("endpoint", ["/Users", "/Groups"])
def test_a_resource_is_the_same_either_way(app: ReferenceApp, endpoint: str) -> None:
    """So do the JSON of a resource, and its headers."""
    for each in app.resources(endpoint)[:3]:
        request = _request("GET", f"{endpoint}/{each['id']}")
        quick = app._handler.handle(request)
        general = ScimHandler.query(app._handler, request)
        assert isinstance(quick, StoredResponse)
        assert quick.text == json.dumps(general.body)
        assert quick.headers == general.headers


@pytest.mark.parametrize(
    "query",
    [
        {"attributes": "userName"},
        {"excludedAttributes": "emails"},
        {"count": "0"},
        {"startIndex": "2", "filter": 'userName eq "user7@example.com"'},
        {"filter": 'userName eq "user7\\u0040example.com"'},
    ],
)
def test_what_asks_for_more_goes_the_general_way(app: ReferenceApp, query: dict[str, str]) -> None:
    """A projection, an escape or an unusual page is not answered from stored JSON."""
    answer = app._handler.handle(_request("GET", "/Users", query))
    assert not isinstance(answer, StoredResponse)
    assert answer.body


def test_a_large_group_is_not_returned_by_a_patch(app: ReferenceApp, spec: Spec) -> None:
    """PATCH returns 204 for a group that is larger than a page, unless attributes are asked for."""
    large, small = app.resources("/Groups")
    assert len(large["members"]) > spec.service.limits.page_size.value
    rename = {"op": "replace", "value": {"displayName": large["displayName"]}}
    body = {"schemas": [PATCH_OP], "Operations": [rename]}
    silent = app._handler.handle(_request("PATCH", f"/Groups/{large['id']}", body=body))
    assert (silent.status, silent.headers["ETag"]) == (204, large["meta"]["version"])
    asked = _request("PATCH", f"/Groups/{large['id']}", {"attributes": "displayName"}, body)
    answer = app._handler.handle(asked)
    assert answer.body
    assert answer.body["displayName"] == "All"
    body["Operations"] = [{"op": "replace", "value": {"displayName": "None"}}]
    assert app._handler.handle(_request("PATCH", f"/Groups/{small['id']}", body=body)).status == 200


def test_a_group_as_large_as_a_page_is_returned_by_a_patch(app: ReferenceApp, spec: Spec) -> None:
    """The last size at which it is; the group is empty again afterwards."""
    large, small = app.resources("/Groups")
    page = large["members"][: spec.service.limits.page_size.value]
    members = [{"value": each["value"]} for each in page]
    for value in (members, []):
        change = {"op": "replace", "path": "members", "value": value}
        body = {"schemas": [PATCH_OP], "Operations": [change]}
        answer = app._handler.handle(_request("PATCH", f"/Groups/{small['id']}", body=body))
        assert isinstance(answer, StoredResponse)
        assert len(json.loads(answer.text).get("members", [])) == len(value)


def test_who_goes_and_comes_back_is_last(app: ReferenceApp) -> None:
    """A change that reads only the members whom it names puts them where the general way does."""
    group = app.resources("/Groups")[0]
    first = group["members"][0]
    operations = [
        {"op": "remove", "path": f'members[value eq "{first["value"]}"]'},
        {"op": "add", "path": "members", "value": [{"value": first["value"], "display": "back"}]},
    ]
    body = {"schemas": [PATCH_OP], "Operations": operations}
    app._handler.handle(_request("PATCH", f"/Groups/{group['id']}", body=body))
    members = app.resources("/Groups")[0]["members"]
    assert [each["value"] for each in members] == [
        each["value"] for each in [*group["members"][1:], first]
    ]
