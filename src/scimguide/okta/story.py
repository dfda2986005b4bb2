"""
A scenario of the spec, played against a service, and what differs from the spec.

Every finding has its place in the spec, so that the generator can name the line that was wrong;
``scimguide rehearse`` shows the same sentences.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from scimguide.mapping import Spec
from scimguide.mapping.scenarios import Scenario, Step
from scimguide.okta.comparison import UNREADABLE, Comparison
from scimguide.okta.facts import untrue
from scimguide.okta.rehearsal import Done, Rehearsal
from scimguide.okta.result import ActionResult
from scimguide.problem import Place

Finding = tuple[Place, str]
"""Where in the story something is wrong, and what: ``(("steps", 0, "do"), "'assign ada' …")``."""

OnResult = Callable[[Done], None]
"""Called with each step as soon as it is done."""


def ignore(done: Done) -> None:
    """Do nothing with it."""


class OrgWithService(Protocol):
    """An org, and the service that it provisions to."""

    spec: Spec

    @property
    def rehearsal(self) -> Rehearsal:
        """The org."""

    def act(self, line: str) -> ActionResult:
        """Carry out an action."""

    def service_state(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the service contains."""

    def resource(self, endpoint: str, id: str) -> dict[str, Any] | None:
        """The resource below an endpoint that has an id; None when there is none."""


@dataclass
class Played:
    """A story that was played."""

    done: list[Done] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """What differs from the spec, as sentences."""
        return [message for _, message in self.findings]


def play(
    pair: OrgWithService,
    scenario: Scenario,
    faults: Sequence[str] = (),
    on_result: OnResult = ignore,
) -> Played:
    """
    Carry out a scenario from an empty service on, which has these faults from its steps on.

    After each step, the service must contain what was sent. Without a response, the story ends.
    """
    played = Played()
    pair.act("begin")
    comparison = Comparison(pair.rehearsal.org, pair.resource)
    for line in scenario.before:
        report = pair.act(line)
        comparison.note(report)
        if report.failed:
            why = "; ".join([*report.messages, *filter(None, [no_response(report)])])
            played.findings.append(
                (("given",), f"{line!r}, which comes first, failed ({why or 'no message'})")
            )
            return played
    for fault in faults:
        pair.act(f"break {fault}")
    untrue_facts: list[Finding] = []
    for index, step in enumerate(scenario.steps):
        done = next(carry_out(pair, [step], on_result))
        played.done.append(done)
        played.findings += unexpected([done], ("steps",), index)
        if lost := no_response(done.report):
            message = f"{step.do!r}: no response ({lost}), so the scenario ends here"
            played.findings.append((("steps", index, "do"), message))
            return played
        comparison.note(done.report)
        for text in comparison.differences():
            played.findings.append((("steps", index, "do"), f"after {step.do!r}, {text}"))
        untrue_facts += untrue(pair, step.facts, [done.report], ("steps", index))
    if not played.findings:  # what the service contains follows from the steps
        played.findings += other_outcome(pair, scenario.leaves, "leaves", scenario.leaves)
        played.findings += untrue_facts
        played.findings += untrue(pair, scenario.facts, [each.report for each in played.done], ())
    return played


def carry_out(
    pair: OrgWithService, steps: Iterable[Step], on_result: OnResult = ignore
) -> Iterator[Done]:
    """Carry out steps one after the other."""
    for step in steps:
        report = pair.act(step.do)
        done = Done(step, report.action, report)
        on_result(done)
        yield done


def no_response(report: ActionResult) -> str:
    """Why the last request of an action has no response; nothing when it has one."""
    return report.requests[-1].error if report.requests else ""


def unexpected(done: Iterable[Done], here: Place, first: int = 0) -> Iterator[Finding]:
    """The steps that failed or succeeded against their ``fails``; ``first`` is their number."""
    for index, each in enumerate(done, first):
        if each.as_expected:
            continue
        said = "; ".join(each.report.messages) or "no message"
        if each.report.failed:
            yield (
                (*here, index, "do"),
                f"{each.step.do!r} failed ({said}), expected success; if the failure belongs to "
                "the story, add 'fails: true' to the step",
            )
        else:
            yield (
                (*here, index, "fails"),
                f"{each.step.do!r} succeeded ({said}), expected a failure, as 'fails: true' says",
            )


def other_outcome(
    pair: OrgWithService, wanted: list[str], key: str, written: list[str]
) -> Iterator[Finding]:
    """What the service contains, unless it is what is ``wanted``, as ``written`` in the spec."""
    try:
        found = pair.service_state(wanted)
    except UNREADABLE as error:
        yield (
            (key,),
            f"what the service contains cannot be read ({error or type(error).__name__}), "
            "expected lists of users and groups",
        )
        return
    if sorted(found) != sorted(wanted):
        yield (
            (key,),
            f"{yaml_list(key, written)}, expected {yaml_list(key, found)}, "
            "which is what the service then contains",
        )


def yaml_list(key: str, entries: Iterable[str]) -> str:
    """Entries as a line of the spec: ``leaves: [user ada.quill@example.com active]``."""
    return f"{key}: [{', '.join(map(_yaml, entries))}]"


def _yaml(entry: str) -> str:
    plain = re.fullmatch(r"[A-Za-z0-9][^\[\]{},:#\"'&*!|>%@`]*(@[^\[\]{},:#\"'&*!|>%@`]*)?", entry)
    return entry if plain else json.dumps(entry, ensure_ascii=False)
