"""Each way in which a service can be broken is found, and a healthy one is left in peace."""

import ast
import re
from collections.abc import Callable
from dataclasses import replace
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
    "firewall": {"credentials": "firewall-page"},
    "html": {"credentials": "no-results"},
    "empty": {"credentials": "no-results"},
    "bare-array": {"credentials": "no-results"},
    "no-resources": {"credentials": "no-results"},
    "server-error": {"credentials": "no-answer"},
    "closed": {"connect": "no-answer"},
    "slow": {"connect": "no-answer"},
    "slow-start": {"speed": "no-answer"},
    "hide-inactive": {"inactive-found": "conflict"},
    "hide-inactive-by-id": {"inactive-found": "rehired", "inactive-user": "rehired"},
    "forget-inactive": {"inactive-found": "conflict"},
    "case-sensitive": {"find-created": "conflict", "other-case": "conflict"},
    "ignore-filter": {
        "unknown-user": "wrong-account",
        "known-user": "wrong-account",
        "move-user": "wrong-account",
        "unknown-group": "",
        "find-group": "team-exists",
    },
    "ignore-count": {"paging": "unstable-order", "count-zero": ""},
    "empty-created": {"create-user": "empty-user"},
    "created-without-id": {"create-user": "empty-user"},
    "text-counts": {"list-shape": "counts-as-text", "list-created": "counts-as-text"},
    "requested-count": {"list-shape": "counts-as-text"},
    "pathless-refused": {"deactivate": "pathless-refused"},
    "ignore-patch": {"deactivate": "deactivation-ignored", "rename-group": "team-differs"},
    "ignore-put": {"rename-user": "ignored-change", "set-roles": "no-namespace"},
    "put-appends": {"put-back": "ignored-change"},
    "ignore-delete": {"delete-group": "team-exists"},
    "no-patch": {"deactivate": "no-patch"},
    "patch-not-allowed": {"deactivate": "no-patch"},
    "text-active": {"user-types": "", "keep-user": "ignored-change"},
    "no-meta": {"read-user": ""},
    "formatted-only": {"stale-name": "stale-name"},
    "roles-as-objects": {"set-roles": "roles-as-objects", "roles-form": "roles-as-objects"},
    "drop-roles": {"set-roles": "no-namespace"},
    "group-pathless-refused": {"rename-group": "rename-refused"},
    "no-replace-members": {"replace-members": "members-refused"},
    "ignore-members": {"add-member": "team-differs", "replace-members": "team-differs"},
    "lost-groups": {"rename-group": "linked-group-missing", "known-group": "linked-group-missing"},
    "lost-users": {"find-created": "conflict", "paging": "unstable-order"},
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
    "no-conflict": {"conflict": "duplicates", "inactive-conflict": "duplicates"},
    "no-discovery": {"discovery": "", "discovery-well-known": ""},
    "ignore-removal": {"remove-member": "removal-ignored", "change-members": "removal-ignored"},
    "remove-all": {"remove-member": "team-differs"},
    "add-replaces": {"add-member": "team-differs"},
    "rename-empties": {"first-name": "team-differs", "rename-group": "team-differs"},
    "pathless-members-refused": {
        "pathless-members": "text-errors",
        "pathless-group": "text-errors",
    },
    "empty-members-refused": {"empty-group": "rename-refused"},
    "empty-members-ignored": {"empty-group": "removal-ignored"},
    "untyped-members-ignored": {"add-member": "team-differs"},
    "created-empty": {"first-member": "team-differs"},
    "put-empties": {"put-group": "team-differs"},
    "one-group-put": {"put-group": "rename-refused"},
    "unknown-member-error": {"unknown-member": "members-refused"},
    "repeated-member-error": {"repeat-member": "members-refused"},
    "stale-members": {"rename-group": "team-differs"},
    "slow-members": {"speed": "no-answer"},
    "group-needs-external-id": {"create-group": "team-refused"},
    "no-put": {"rename-user": "profile-refused", "put-active": "profile-refused"},
    "unread-media-type": {"create-user": "bad-request", "create-group": "team-refused"},
    "password-rule": {"create-user": "bad-request"},
    "ignore-deactivation": {"deactivate": "deactivation-ignored"},
    "ignore-reactivation": {"reactivate": "reactivation-ignored"},
    "refuse-after-return": {"return-profile": "profile-refused"},
    "refuse-null": {"rename-user": "profile-refused"},
    "lost-user-ids": {
        "read-user": "account-gone",
        "keep-user": "account-gone",
        "deactivate": "account-gone",
    },
    "no-user-schemas": {"create-user": "empty-user"},
    "no-counts": {"list-shape": "counts-as-text"},
    "no-groups": {"groups-list": "no-answer"},
}
"""What finds each fault, with the entry of the catalogue."""

GIVEN = {"https": "no-answer", "base-url": "no-answer", "token": "unauthorized"}
"""What is found in the base URL and the token, whatever the service does."""
REPORTED = {
    "goauthentik/authentik#24173": ["ignore-removal"],
    "msaad00/agent-bom#3533": ["remove-all", "add-replaces"],
    "langwatch/langwatch#7131": ["rename-empties"],
    "Metatavu/keycloak-scim-server#113": ["group-pathless-refused"],
    "Metatavu/keycloak-scim-server#100": ["pathless-members-refused"],
    "Captain-P-Goldfish/SCIM-SDK#757": ["empty-members-refused"],
    "jelhub/scimgateway#113": ["empty-members-ignored"],
    "Captain-P-Goldfish/SCIM-SDK#419": ["untyped-members-ignored"],
    "bitwarden/server#2139": ["created-empty", "put-empties"],
    "fleetdm/fleet#52593": ["unknown-member-error"],
    "fleetdm/fleet#31085": ["repeated-member-error"],
    "fleetdm/fleet#50724": ["stale-members"],
    "ory/polis#4080": ["slow-members"],
    "simpleidserver/SimpleIdServer#247": ["one-group-put"],
    "gravitational/teleport#67372": ["put-empties"],
    "Zecurity": ["group-needs-external-id"],
    "NorthlandPositronics/Cogtrix#122": ["ignore-deactivation"],
    "unitycatalog/unitycatalog#423": ["no-patch"],
    "coder/coder#15828": ["no-put"],
    "lab with Node 24": ["unread-media-type", "no-counts", "no-groups"],
    "zitadel/zitadel#10009": ["password-rule"],
    "snipe/snipe-it#14481": ["ignore-reactivation"],
    "fleetdm/fleet#52600": ["forget-inactive"],
    "fleetdm/fleet#53446": ["refuse-after-return"],
    "snipe/snipe-it#13854": ["no-conflict"],
    "grokability/snipe-it#18864": ["no-user-schemas"],
    "Sigma, documentation": ["refuse-null"],
    "Snowflake, documentation": ["firewall"],
    "lab Rostr": ["html", "text-errors"],
    "AWS, documentation": ["lost-groups"],
    "lab in Korean": ["lost-user-ids"],
    "Okta developer forum, 24187": ["hide-inactive-by-id"],
}
"""Services that were reported, by the faults that are like them."""


LATE = ("slow", "slow-start", "slow-members")
"""Faults that cost time."""

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
    if fault in LATE:
        quick = patient.answer_time.model_copy(update={"value": 1})
        limits = patient.model_copy(update={"answer_time": quick})
        provider = spec.identity_provider.model_copy(update={"limits": limits})
        spec = spec.model_copy(update={"identity_provider": provider})
    with served(spec, fault, filled=True) as url:
        report = preflight(url, write=True, answer_time=1 if fault in LATE else None)
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


def test_every_service_that_was_reported_is_found() -> None:
    """Each report has faults of the reference server, which the table above finds."""
    assert {fault for faults in REPORTED.values() for fault in faults} <= set(FOUND)


def test_what_the_service_never_changes_is_left_alone(spec: Spec) -> None:
    """An immutable name is not sent with another value, and no check fails for it."""
    fixed = [
        "users userName",
        "users name.familyName",
        "users name.formatted",
        "groups displayName",
    ]
    facts = replace(facts_of(spec), immutable=fixed)
    with served(spec) as url:
        report = run(facts, url, TOKEN, write=True)
    assert not wrong(report), report.results
    status = {each.id: each.status for each in report.results}
    assert (status["move-user"], status["rename-group"]) == ("skip", "skip")


def test_every_check_leads_into_the_guide(spec: Spec) -> None:
    """Each check has its place in the spec, and every place is a heading of a page."""
    from markdown.extensions.toc import slugify

    statuses = {each.name: each.status for each in spec.operations}
    assert set(spec.preflight) - {"mapping-rows", "mapping-schema"} == {c.id for c in CHECKS}
    for place in spec.preflight.values():
        page, _, anchor = place.partition("#")
        lines = (ROOT / "docs" / page).read_text("utf-8").splitlines()
        heads = [line.lstrip("# ").replace("`", "") for line in lines if line.startswith("#")]
        heads = [
            re.sub(r'\{\{ status\("(.*?)"\) \}\}', lambda m: str(statuses[m[1]]), h) for h in heads
        ]
        own = {found[1] for head in heads if (found := re.search(r"\{\s*#([\w-]+)", head))}
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
