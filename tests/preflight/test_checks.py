"""Each way in which a service can be broken is found, and a healthy one is left in peace."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from preflight.conftest import TOKEN, served
from scimguide.mapping import Spec, load
from scimguide.mapping.faults import FAULTS
from scimguide.preflight.checks import CHECKS
from scimguide.preflight.runner import PreflightReport, run
from scimguide.preflight.spec_facts import facts_of

FOUND = {
    "revoked-token": {"credentials": "unauthorized"},
    "any-token": {"wrong-token": "unauthorized", "open": ""},
    "html": {"credentials": "no-results"},
    "empty": {"credentials": "no-results"},
    "bare-array": {"credentials": "no-results"},
    "no-resources": {"credentials": "no-results"},
    "server-error": {"credentials": "no-answer"},
    "closed": {"connect": "no-answer"},
    "slow": {"connect": "no-answer"},
    "slow-start": {"speed": "no-answer"},
    "hide-inactive": {"inactive-found": "rehired"},
    "hide-inactive-by-id": {"inactive-found": "rehired", "inactive-user": "rehired"},
    "case-sensitive": {"find-created": "no-match", "other-case": "no-match"},
    "ignore-filter": {
        "unknown-user": "no-match",
        "known-user": "no-match",
        "unknown-group": "team-exists",
        "find-group": "team-exists",
    },
    "ignore-count": {"paging": "unstable-order", "count-zero": ""},
    "empty-created": {"create-user": "empty-user"},
    "created-without-id": {"create-user": "empty-user"},
    "text-counts": {"list-shape": "counts-as-text", "list-created": "no-match"},
    "requested-count": {"list-shape": "counts-as-text"},
    "pathless-refused": {"deactivate": "pathless-refused"},
    "ignore-patch": {
        "inactive-found": "rehired",
        "rename-group": "rename-refused",
        "unknown-member": "members-refused",
    },
    "ignore-put": {"rename-user": "stale-name", "set-roles": "no-namespace"},
    "ignore-delete": {"delete-group": "team-gone"},
    "no-patch": {"deactivate": "no-patch"},
    "text-active": {"user-types": "", "keep-user": "stale-name", "reactivate": "rehired"},
    "no-meta": {"read-user": "empty-user"},
    "formatted-only": {"stale-name": "stale-name"},
    "roles-as-objects": {"set-roles": "roles-as-objects", "roles-form": "roles-as-objects"},
    "drop-roles": {"set-roles": "no-namespace"},
    "group-pathless-refused": {"rename-group": "rename-refused"},
    "no-replace-members": {"replace-members": "members-refused"},
    "ignore-members": {"add-member": "empty-team", "replace-members": "empty-team"},
    "keep-members": {"remove-member": "empty-team"},
    "no-groups": {"groups-list": "no-answer", "create-group": "no-answer"},
    "lost-groups": {"rename-group": "team-gone", "known-group": "team-gone"},
    "lost-users": {"find-created": "no-match", "known-user": "no-match"},
    "text-errors": {
        "not-found": "text-errors",
        "wrong-token": "text-errors",
        "inactive-conflict": "text-errors",
        "group-conflict": "text-errors",
    },
    "rate-limit": {"rate-limit": "rate-limit"},
    "rate-limit-date": {"rate-limit": "rate-limit"},
    "rate-limit-bare": {"rate-limit": "rate-limit"},
    "rate-limit-forever": {"credentials": "rate-limit"},
    "not-acceptable": {"credentials": "not-acceptable"},
    "unstable-order": {"order": "unstable-order"},
    "repeat-pages": {"paging": "unstable-order", "past-the-end": "unstable-order"},
    "no-conflict": {"conflict": "conflict"},
    "no-discovery": {"discovery": "", "discovery-well-known": ""},
}
"""What finds each fault, with the entry of the catalogue."""

GIVEN = {"https": "no-answer", "base-url": "no-answer", "token": "unauthorized"}
"""What is found in the base URL and the token, whatever the service does."""

ROOT = Path(__file__).parents[2]


def wrong(report: PreflightReport) -> dict[str, str]:
    """The checks that are not met, and the entries that they name."""
    return {each.id: each.problem for each in report.results if each.status in ("fail", "warn")}


def test_every_fault_is_tried() -> None:
    """The table of this test names all faults of the reference server."""
    assert set(FOUND) == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(
    spec: Spec, preflight: Callable[..., PreflightReport], fault: str
) -> None:
    """The checks that concern a fault fail, and name what the admin reads about it."""
    patient = spec.identity_provider.limits
    late = fault in ("slow", "slow-start")
    if late:
        quick = patient.answer_time.model_copy(update={"value": 1})
        limits = patient.model_copy(update={"answer_time": quick})
        provider = spec.identity_provider.model_copy(update={"limits": limits})
        spec = spec.model_copy(update={"identity_provider": provider})
    with served(spec, fault, filled=True) as url:
        report = preflight(url, write=True, answer_time=1 if late else None)
    found = wrong(report)
    assert FOUND[fault].items() <= found.items(), report.results


def test_a_base_url_and_a_token_that_okta_does_not_take_are_found(spec: Spec) -> None:
    """No TLS, an underscore, and Bearer typed in front; nothing is sent."""
    report = run(facts_of(spec), "http://scim.example.com/scim_v2", f"Bearer {TOKEN}", write=True)
    assert wrong(report) == GIVEN


def test_every_check_is_made_to_fail() -> None:
    """A check that no fault makes fail could be left out, and nobody would see it."""
    failing = {check for found in FOUND.values() for check in found} | set(GIVEN)
    assert {check.id for check in CHECKS} - failing == set()


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_a_healthy_service_is_left_in_peace(
    spec: Spec, preflight: Callable[..., PreflightReport], write: bool, filled: bool
) -> None:
    """Nothing is wrong with the reference server, and every check passes where it can."""
    with served(spec, filled=filled) as url:
        report = preflight(url, write=write)
    assert not wrong(report), report.results
    if filled:
        skipped = [each.id for each in report.results if each.status == "skip"]
        assert skipped == []


def shelfwise(unknown_attributes: str) -> Spec:
    """The spec of another service, which treats unknown attributes as given."""
    spec = load(ROOT / "tests/guides/shelfwise/docs/mapping.yaml")
    known = {"unknown_attributes": unknown_attributes}
    behaviour = spec.service.behaviour.model_copy(update=known)
    service = spec.service.model_copy(update={"behaviour": behaviour})
    return spec.model_copy(update={"service": service})


def test_a_service_that_refuses_what_okta_adds_is_found() -> None:
    """Okta sends groups with every new user, mapped or not."""
    spec = shelfwise("refuse")
    with served(spec) as url:
        report = run(facts_of(spec), url, TOKEN, write=True)
    assert {each.id: each.got for each in report.results if each.status == "fail"} == {
        "create-user": "400, Extra inputs are not permitted: groups"
    }


def test_a_healthy_service_of_another_kind_is_left_in_peace() -> None:
    """A service with fewer methods, no roles and no full name is checked as far as it goes."""
    spec = shelfwise("ignore")
    with served(spec) as url:
        report = run(facts_of(spec), url, TOKEN, write=True)
    assert not wrong(report), report.results
    assert {"create-user", "deactivate", "create-group"} <= {
        each.id for each in report.results if each.status == "pass"
    }
    assert not report.left


def test_every_check_leads_into_the_guide(spec: Spec) -> None:
    """Each check has its place in the spec, and every place is a heading of a page."""
    from markdown.extensions.toc import slugify

    assert set(spec.preflight) - {"mapping-rows", "mapping-schema"} == {c.id for c in CHECKS}
    for place in spec.preflight.values():
        page, _, anchor = place.partition("#")
        lines = (ROOT / "docs" / page).read_text("utf-8").splitlines()
        heads = [line.lstrip("# ").replace("`", "") for line in lines if line.startswith("#")]
        own = {head.partition("{#")[2].rstrip("}") for head in heads if "{#" in head}
        assert anchor in own | {slugify(head, "-") for head in heads}, place


def test_every_problem_is_in_the_catalogue(spec: Spec) -> None:
    """The names that checks give to problems are entries of the spec."""
    known = {each.name for each in spec.problems}
    folder = ROOT / "src/scimguide/preflight"
    named = {
        node.args[1].value
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "CheckFailed"
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    }
    assert named <= known | {""}
