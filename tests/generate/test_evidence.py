"""The evidence of operations: a service that does less than it says is noticed by one of them."""

import pytest

from helpers import ROOT
from preflight.test_checks import FOUND
from scimguide.generate.operations import differences
from scimguide.generate.record import Recorder
from scimguide.mapping import Spec, load
from scimguide.mapping.faults import FAULTS
from scimguide.preflight.checks import CHECKS

NOTICED = {
    "revoked-token": "check-credentials",
    "any-token": "error-unauthorized",
    "html": "check-credentials",
    "empty": "check-credentials",
    "bare-array": "check-credentials",
    "no-resources": "find-user",
    "server-error": "get-config",
    "hide-inactive-by-id": "reactivate-user",
    "case-sensitive": "find-user-other-case",
    "ignore-filter": "find-nobody",
    "ignore-count": "first-page",
    "empty-created": "create-user",
    "created-without-id": "create-user",
    "text-counts": "list-users",
    "requested-count": "list-users",
    "pathless-refused": "deactivate-user",
    "ignore-patch": "deactivate-user",
    "ignore-put": "replace-user",
    "ignore-delete": "delete-group",
    "no-patch": "set-roles",
    "text-active": "read-user",
    "no-meta": "read-user",
    "formatted-only": "replace-user",
    "roles-as-objects": "create-user",
    "drop-roles": "set-roles",
    "group-pathless-refused": "rename-group",
    "no-replace-members": "replace-members",
    "ignore-members": "add-member",
    "ignore-removal": "remove-member",
    "no-groups": "list-groups",
    "lost-groups": "read-group",
    "lost-users": "find-user",
    "text-errors": "error-not-found",
    "rate-limit": "list-groups",
    "rate-limit-date": "list-groups",
    "rate-limit-bare": "list-groups",
    "rate-limit-forever": "list-groups",
    "unstable-order": "list-users",
    "repeat-pages": "page-users",
    "no-conflict": "error-conflict",
    "no-discovery": "get-config",
}
"""An operation that notices each fault."""

ONLY_OKTA = {check.id for check in CHECKS if check.writes} | {"list-shape", "read-user", "speed"}
"""Checks that send what only Okta sends; ``test_checks`` shows that each finds its fault."""

TRANSPORT = ("closed", "slow", "slow-start")
"""Faults of the connection, not of what a response contains."""


class Loosened(Recorder):
    """A recorder whose server has a fault from the beginning on."""

    def __init__(self, spec: Spec, fault: str) -> None:
        super().__init__(spec)
        self.fault = fault
        self.app.set_faults([fault])

    def start_over(self) -> None:
        super().start_over()
        self.app.set_faults([self.fault])


def test_every_fault_is_noticed_by_an_operation_a_problem_or_preflight() -> None:
    """Nothing that the reference server can do wrong stays unseen; problems need their fault."""
    problems = load(ROOT / "docs/mapping.yaml").problems
    reproduced = {fault for each in problems if each.reproduce for fault in each.reproduce.faults}
    unseen = set(FAULTS) - set(NOTICED) - reproduced - set(TRANSPORT)
    assert unseen <= {fault for fault, checks in FOUND.items() if set(checks) & ONLY_OKTA}


@pytest.mark.parametrize("fault", NOTICED)
def test_a_loosened_service_is_noticed(spec: Spec, fault: str) -> None:
    """A broken server does not respond as expected, the second time if not the first."""
    operation = spec.operation(NOTICED[fault])
    with Recorder(spec) as healthy, Loosened(spec, fault) as broken:
        assert not differences(healthy, healthy.alone(operation))
        assert any(differences(broken, broken.alone(operation)) for _ in range(2))
