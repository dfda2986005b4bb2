"""SCIM as such: who may ask, what is refused and how, and what the service says about itself."""

import gc
import logging
import weakref

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scim2_models import PatchOp

from scimguide.mapping import Spec, examples
from scimguide.reference import reference_app
from scimguide.reference.service import ReferenceService
from scimguide.scim.messages import PATCH_OP

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


def is_scim_error(answer: httpx.Response, status: int) -> bool:
    """RFC 7644 section 3.12: schemas, and the status as text."""
    body = answer.json()
    return (
        answer.status_code == status
        and body["schemas"] == [ERROR]
        and body["status"] == str(status)
        and bool(body["detail"])
    )


@pytest.mark.parametrize(
    "value", [None, "", "Bearer", "Bearer wrong", "Bearer Bearer secret", "Basic secret", "secret"]
)
def test_without_the_token_nothing_is_told(scim: httpx.Client, value: str | None) -> None:
    """Every other authorization gets 401, with a challenge and a SCIM body."""
    del scim.headers["Authorization"]
    headers = {} if value is None else {"Authorization": value}
    answer = scim.get("/Users", headers=headers)
    assert is_scim_error(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_scheme_is_read_in_any_case(scim: httpx.Client) -> None:
    """RFC 9110 section 11.1: the scheme is compared without regard to case."""
    assert scim.get("/Users", headers={"Authorization": "bearer secret"}).status_code == 200


def test_the_token_is_not_kept_in_the_clear(spec: Spec) -> None:
    """What the application holds is a digest."""
    app = reference_app(spec, token="a-very-secret-token")
    assert "a-very-secret-token" not in repr(vars(app))
    app.close()


def test_the_token_is_never_logged(scim: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """Neither a right nor a wrong token is in any log record of the server."""
    caplog.set_level(logging.DEBUG)
    scim.get("/Users", headers={"Authorization": "Bearer wrong-secret"})
    scim.get("/Users")
    records = [record for record in caplog.records if not record.name.startswith("http")]
    assert "secret" not in " ".join(record.getMessage() for record in records)


def test_both_addresses_of_the_configuration_answer_the_same(
    scim: httpx.Client, spec: Spec
) -> None:
    """The documented address stands at the root of the host, and needs no token."""
    del scim.headers["Authorization"]
    root = str(scim.base_url).rstrip("/").removesuffix(spec.service.base_path)
    one = scim.get("/ServiceProviderConfig")
    two = httpx.get(f"{root}{spec.service.well_known}", verify=False)
    assert one.status_code == two.status_code == 200
    assert one.json() == two.json()
    assert one.json()["filter"]["maxResults"] == spec.service.limits.page_size.value


def test_the_schemas_are_those_of_the_spec(scim: httpx.Client, spec: Spec) -> None:
    """Every declared attribute is published with its characteristics (RFC 7643 section 7)."""
    published = {
        f"{schema['id']}:{attribute['name']}{f'.{sub}' if sub else ''}": row
        for schema in scim.get("/Schemas").json()["Resources"]
        for attribute in schema["attributes"]
        for sub, row in [
            ("", attribute),
            *((each["name"], each) for each in attribute.get("subAttributes", [])),
        ]
    }
    common = ("id", "externalId", "meta.created", "meta.lastModified")
    for kind in (spec.users, spec.groups):
        for attribute in kind.attributes:
            if attribute.path not in common:
                row = published[f"{attribute.urn or kind.schema_}:{attribute.name}"]
                assert row["mutability"] == attribute.is_.mutability
                assert row["uniqueness"] == attribute.is_.uniqueness
                assert row["required"] == attribute.is_.required


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/Nothing", 404),
        ("GET", "/Users/nobody", 404),
        ("PUT", "/Users/nobody", 404),
        ("PATCH", "/Groups/nobody", 404),
        ("DELETE", "/Groups/nobody", 404),
        ("PUT", "/Users", 405),
        ("POST", "/Schemas", 405),
        ("GET", "/Me", 501),
        ("POST", "/Bulk", 501),
        ("GET", "/../../etc/passwd", 404),
        ("GET", "/Users?startIndex=abc", 400),
        ("GET", "/Users?filter=userName%20eq", 400),
        ("GET", "/Users?filter=%22", 400),
        ("GET", "/Users?filter=userName%20co%20%22a%22", 501),
        ("GET", "/Users?filter=nickName%20eq%20%22a%22", 501),
        ("GET", "/Users?filter=userName%20eq%20%22a%22%20and%20active%20eq%20true", 501),
        ("GET", "/Groups?filter=userName%20eq%20%22a%22", 501),
    ],
)
def test_every_refusal_is_a_scim_error(
    scim: httpx.Client, method: str, path: str, status: int
) -> None:
    """Wrong paths, methods, parameters and filters have their status and a body that explains."""
    body = {"schemas": ["x"], "Operations": [{"op": "replace", "value": {"displayName": "x"}}]}
    answer = scim.request(method, path, json=body if method != "GET" else None)
    if status == 404 and method in ("PUT", "PATCH"):
        assert answer.status_code in (400, 404)
    else:
        assert is_scim_error(answer, status), answer.text


def test_what_is_outside_the_base_path_is_not_found(scim: httpx.Client, spec: Spec) -> None:
    """The root of the host is no SCIM endpoint."""
    root = str(scim.base_url).rstrip("/").removesuffix(spec.service.base_path)
    for path in ("/", "/Users", "/scim/v20/Users"):
        assert is_scim_error(httpx.get(root + path, headers=scim.headers, verify=False), 404)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'"text"',
        b'{"schemas": 1}',
        b"[" * 5000,
        b'{"userName": {"a": []}}',
        b'{"userName": "' + b"\\u0000" + b'"}',
    ],
)
def test_a_body_that_is_no_resource_is_answered_400(scim: httpx.Client, body: bytes) -> None:
    """Whatever comes as a body, the answer is a SCIM error and never a server error."""
    assert is_scim_error(scim.post("/Users", content=body), 400)


def test_the_body_limit_is_exact(scim: httpx.Client, spec: Spec) -> None:
    """A body of the allowed size is read, one byte more gets 413."""
    user = {"schemas": [spec.users.schema_], "userName": "a@example.com"}
    limit = spec.service.limits.body_size.value
    text = str(user).replace("'", '"')
    assert scim.post("/Users", content=text.ljust(limit)).status_code == 201
    assert is_scim_error(scim.post("/Users", content=text.ljust(limit + 1)), 413)


def test_paging_returns_everybody_once_in_order(scim: httpx.Client, spec: Spec) -> None:
    """Pages put together are the whole list, in the order of creation, whatever their size."""
    for index in range(7):
        body = {"schemas": [spec.users.schema_], "userName": f"{index}@example.com"}
        scim.post("/Users", json=body).raise_for_status()
    scim.patch(
        f"/Users/{scim.get('/Users').json()['Resources'][3]['id']}",
        json={
            "schemas": [PATCH_OP],
            "Operations": [{"op": "replace", "value": {"active": False}}],
        },
    ).raise_for_status()
    for size in (1, 2, 3, 7, 100):
        seen, start = [], 1
        while start <= 7:
            page = scim.get("/Users", params={"startIndex": start, "count": size}).json()
            assert (page["totalResults"], page["startIndex"]) == (7, start)
            assert page["itemsPerPage"] == len(page["Resources"])
            seen += [user["userName"][0] for user in page["Resources"]]
            start += page["itemsPerPage"]
        assert seen == list("0123456")


@pytest.mark.parametrize(
    ("query", "start", "number"),
    [
        ("startIndex=0", 1, 2),
        ("startIndex=-5", 1, 2),
        ("count=0", 1, 0),
        ("count=-1", 1, 0),
        ("startIndex=3", 3, 0),
        ("startIndex=2&count=1", 2, 1),
        ("count=100000", 1, 2),
    ],
)
def test_paging_follows_the_rfc_at_its_edges(
    scim: httpx.Client, spec: Spec, query: str, start: int, number: int
) -> None:
    """RFC 7644 section 3.4.2.4: too small is the smallest, and past the end is empty."""
    for index in range(2):
        body = {"schemas": [spec.users.schema_], "userName": f"{index}@example.com"}
        scim.post("/Users", json=body).raise_for_status()
    page = scim.get(f"/Users?{query}").json()
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (2, start, number)


def test_etags_guard_changes(scim: httpx.Client, spec: Spec) -> None:
    """If-Match refuses a change of an old state, If-None-Match saves a read (RFC 7644 3.14)."""
    made = scim.post("/Users", json=examples.user(spec, "ada"))
    address, etag = f"/Users/{made.json()['id']}", made.headers["etag"]
    assert scim.get(address, headers={"If-None-Match": etag}).status_code == 304
    changed = {**made.json(), "userName": "b@example.com"}
    answer = scim.put(address, json=changed, headers={"If-Match": etag})
    assert answer.headers["etag"] != etag
    assert is_scim_error(scim.put(address, json=changed, headers={"If-Match": etag}), 412)


def test_a_change_that_changes_nothing_keeps_the_version(scim: httpx.Client, spec: Spec) -> None:
    """Repeating a request leaves meta.lastModified and the ETag alone."""
    made = scim.post("/Users", json=examples.user(spec, "ada")).json()
    assert scim.put(f"/Users/{made['id']}", json=made).json()["meta"] == made["meta"]


def test_attributes_can_be_chosen(scim: httpx.Client, spec: Spec) -> None:
    """RFC 7644 section 3.9: attributes and excludedAttributes."""
    made = scim.post("/Users", json=examples.user(spec, "ada")).json()
    chosen = scim.get(f"/Users/{made['id']}?attributes=userName").json()
    assert set(chosen) == {"schemas", "id", "userName"}
    assert "emails" not in scim.get(f"/Users/{made['id']}?excludedAttributes=emails").json()


@pytest.mark.parametrize(
    "name",
    [
        "o'hara@example.com",
        'a"b@example.com',
        "ÄÖ@example.com",
        "名@例.jp",
        "a' OR '1'='1",
        "%",
        "_",
    ],
)
def test_names_are_only_names(scim: httpx.Client, spec: Spec, name: str) -> None:
    """Quotes, wildcards and other alphabets are found as they are, and nothing else is."""
    body = {"schemas": [spec.users.schema_], "userName": name}
    assert scim.post("/Users", json=body).status_code == 201
    text = name.replace("\\", "\\\\").replace('"', '\\"')
    found = scim.get("/Users", params={"filter": f'userName eq "{text}"'}).json()
    assert [user["userName"] for user in found["Resources"]] == [name]


@given(st.text(max_size=60))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_filter_breaks_the_server(scim: httpx.Client, text: str) -> None:
    """Any text as a filter is answered: found, 400, or 501."""
    answer = scim.get("/Users", params={"filter": text.encode("utf-8", "ignore").decode()})
    assert answer.status_code in (200, 400, 501), answer.text


@given(st.binary(max_size=80), st.sampled_from(["/Users", "/Groups"]))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_body_breaks_the_server(scim: httpx.Client, body: bytes, path: str) -> None:
    """Any bytes as a body are answered with an error of the client."""
    assert 400 <= scim.post(path, content=body).status_code < 500


@given(st.text(st.characters(codec="ascii", exclude_characters="#?"), max_size=40))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_path_breaks_the_server(scim: httpx.Client, path: str) -> None:
    """Any path is answered without a server error."""
    root = str(scim.base_url).rstrip("/")
    try:
        answer = scim.get(httpx.URL(root + "/" + path))
    except httpx.InvalidURL:
        return
    assert answer.status_code < 500 or answer.status_code == 501


class TestAnotherService:
    """A spec that decides otherwise, on the same engine."""

    @pytest.fixture
    def lin(self, other: httpx.Client, other_spec: Spec) -> str:
        return (
            other.post("/Users", json=examples.user(other_spec, "lin"))
            .raise_for_status()
            .json()["id"]
        )

    def test_users_are_removed(self, other: httpx.Client, other_spec: Spec, lin: str) -> None:
        """A deleted user is gone, leaves every group, and the name is free again."""
        group = {
            "schemas": [other_spec.groups.schema_],
            "displayName": "G",
            "members": [{"value": lin}],
        }
        team = other.post("/Groups", json=group).raise_for_status().json()["id"]
        assert other.delete(f"/Users/{lin}").status_code == 204
        assert other.get(f"/Users/{lin}").status_code == 404
        assert "members" not in other.get(f"/Groups/{team}").json()
        assert other.post("/Users", json=examples.user(other_spec, "lin")).status_code == 201

    def test_a_patch_returns_nothing(self, other: httpx.Client, lin: str) -> None:
        """204 and no body, as this service answers."""
        body = {
            "schemas": [PATCH_OP],
            "Operations": [{"op": "replace", "value": {"active": False}}],
        }
        answer = other.patch(f"/Users/{lin}", json=body)
        assert (answer.status_code, answer.content) == (204, b"")

    def test_unsupported_filters_are_400(self, other: httpx.Client) -> None:
        """This service answers as the RFC says, and supports other operators."""
        answer = other.get("/Users", params={"filter": "userName pr"})
        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")

    def test_its_own_filters_work(self, other: httpx.Client, lin: str) -> None:
        """``co`` on userName and ``eq`` on externalId."""
        for text in ('userName co "LIN"', 'externalId eq "00u-lin"'):
            found = other.get("/Users", params={"filter": text}).json()
            assert [user["id"] for user in found["Resources"]] == [lin]

    def test_unknown_attributes_are_refused(self, other: httpx.Client, other_spec: Spec) -> None:
        """This service minds what it does not know."""
        body = {**examples.user(other_spec, "lin"), "shoeSize": 42}
        assert other.post("/Users", json=body).status_code == 400

    def test_its_pages_are_small(self, other: httpx.Client, other_spec: Spec) -> None:
        """The page limit is the spec's, whatever the client asks for."""
        for index in range(3):
            body = {**examples.user(other_spec, "lin"), "userName": f"{index}@shelfwise.example"}
            other.post("/Users", json=body).raise_for_status()
        page = other.get("/Users?count=100").json()
        assert (page["totalResults"], page["itemsPerPage"]) == (3, 2)


def test_types_of_messages_are_made_once(spec: Spec) -> None:
    """No request makes a type anew: that would be slow, and unsafe with threads in Python 3.11."""
    service = ReferenceService(spec)
    types = [weakref.ref(PatchOp[model]) for model in service.get_models()]  # type: ignore[valid-type]
    gc.collect()
    assert all(each() for each in types)
    assert service.spec is spec
