"""Whatever an admin does, in any order: what must always hold between the org and the service."""

from typing import Any

import httpx
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from helpers import ROOT
from scimguide.mapping import load
from scimguide.okta.model import Person
from scimguide.okta.result import ActionResult
from scimguide.rehearse.local import LocalRehearsal

SPEC = load(ROOT / "docs/mapping.yaml")
TEAM = SPEC.samples.groups[0]
PEOPLE = st.sampled_from([person.name for person in SPEC.samples.users])
DEPROVISION = "Application accounts need deprovisioning"
AVAILABLE = ("ACTIVE", "SUSPENDED")


class AdminAtWork(RuleBasedStateMachine):
    """An org over a reference server, with one group that is assigned and one that is pushed."""

    @initialize()
    def begin(self) -> None:
        """Everything is set up; everybody has the app and is in the pushed team."""
        self.pair = LocalRehearsal(SPEC, SPEC.service.base_url, examples=True)
        self.org = self.pair.rehearsal.org
        names = [person.name for person in SPEC.samples.users]
        lines = [line for name in names for line in (f"assign {name}", f"join {name} {TEAM.name}")]
        for line in ("set-up", *lines, f"push {TEAM.name}"):
            self.act(line)

    def teardown(self) -> None:
        """End the service."""
        if hasattr(self, "pair"):
            self.pair.close()

    def act(self, line: str) -> ActionResult:
        report = self.pair.act(line)
        assert not report.failed, (line, report.messages)
        return report

    def person(self, name: str) -> Person:
        ids = {sample.name: sample.id for sample in SPEC.samples.users}
        return self.org.people[ids[name]]

    @rule(name=PEOPLE)
    def assign(self, name: str) -> None:
        """Only somebody who can have apps is offered."""
        if self.person(name).status in AVAILABLE:
            self.act(f"assign {name}")

    @rule(name=PEOPLE)
    def unassign(self, name: str) -> None:
        """The account ends, or a task asks for it."""
        user = self.org.app_users.get(self.person(name).id)
        report = self.act(f"unassign {name}")
        if user and user.external_id:
            ended = [each.method for each in report.requests if "/Users/" in each.target]
            tasks = [task for task in report.tasks if task.startswith(DEPROVISION)]
            assert (ended, tasks) in (
                (["PATCH"], []),
                ([], [f"{DEPROVISION}: {user.person.login}"]),
            )
            assert bool(ended) == self.org.settings.deactivate_users

    @rule(name=PEOPLE)
    def suspend(self, name: str) -> None:
        """Nothing is sent, now or for a change of status back."""
        if self.person(name).status == "ACTIVE":
            assert self.act(f"suspend {name}").requests == []

    @rule(name=PEOPLE)
    def unsuspend(self, name: str) -> None:
        """Nothing is sent."""
        if self.person(name).status == "SUSPENDED":
            assert self.act(f"unsuspend {name}").requests == []

    @rule(name=PEOPLE)
    def deactivate(self, name: str) -> None:
        """All assignments end."""
        if self.person(name).status in AVAILABLE:
            self.act(f"deactivate {name}")
            assert self.person(name).id not in self.org.app_users

    @rule(name=PEOPLE)
    def activate(self, name: str) -> None:
        """A person can have apps again."""
        if self.person(name).status == "DEPROVISIONED":
            self.act(f"activate {name}")

    @rule(name=PEOPLE, verb=st.sampled_from(["join", "leave"]))
    def change_team(self, name: str, verb: str) -> None:
        """Membership of the pushed group changes."""
        self.act(f"{verb} {name} {TEAM.name}")

    @rule()
    def push_now(self) -> None:
        """The team has exactly the people who are in the group, active and provisioned."""
        self.act(f"push-now {TEAM.name}")
        assert sorted(self.team()) == sorted(self.eligible())

    @rule()
    def import_now(self) -> None:
        """Every active account is seen: those of the org unchanged, the others proposed."""
        users = self.found("/Users")
        active = {user["id"] for user in users if user["active"]}
        linked = {user.external_id for user in self.org.app_users.values()}
        report = self.act("import")
        assert report.messages[0].startswith(f"{len(active)} user")
        assert {each["id"] for each in self.org.proposals} == active - linked
        assert self.act("confirm-import").requests == []
        assert self.org.proposals == []

    @precondition(lambda self: self.org.settings.deactivate_users)
    @rule(name=PEOPLE)
    def leave_without_the_switch(self, name: str) -> None:
        """With Deactivate Users off, somebody leaves and keeps the account."""
        self.act("turn-off deactivate-users")
        self.unassign(name)
        self.act("turn-on deactivate-users")

    # -- What always holds ---------------------------------------------------------

    def found(self, path: str) -> list[dict[str, Any]]:
        """Every resource, read by somebody else than Okta."""
        pair = self.pair
        headers = {"Authorization": f"Bearer {pair.token}"}
        with httpx.Client(
            base_url=pair.base_url, headers=headers, transport=pair.transport, trust_env=False
        ) as http:
            return list(http.get(path).raise_for_status().json()["Resources"])

    def team(self) -> list[str]:
        return [each["value"] for each in self.found("/Groups")[0].get("members") or []]

    def eligible(self) -> list[str]:
        group = self.pair.rehearsal.groups[TEAM.name]
        users = [self.org.app_users.get(id_) for id_ in group.members]
        active = [user for user in users if user and user.person.status == "ACTIVE"]
        return [str(user.external_id) for user in active]

    @invariant()
    def accounts_follow_assignments(self) -> None:
        """Who has the app is active; who has not is inactive, or a task says so."""
        if not hasattr(self, "org"):
            return
        assigned = {user.external_id for user in self.org.app_users.values()}
        waiting = {task.external_id for task in self.org.tasks if task.kind == "deprovision"}
        for user in self.found("/Users"):
            if user["id"] in assigned:
                assert user["active"]
            else:
                assert not user["active"] or user["id"] in waiting

    @invariant()
    def nobody_is_missing_in_the_team(self) -> None:
        """Whoever was provisioned while in the pushed group is in the team."""
        if hasattr(self, "org"):
            sent = set(self.org.pushes[self.pair.rehearsal.groups[TEAM.name].id].members)
            assert sent == set(self.team())


def test_org_and_service_agree_whatever_the_admin_does() -> None:
    """Suspending sends nothing, the team has the eligible, an import sees all, leavers are inactive."""
    run_state_machine_as_test(
        AdminAtWork,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
