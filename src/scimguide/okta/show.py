"""The result of an action, as lines for a terminal."""

from collections.abc import Iterator

from scimguide.mapping import Spec
from scimguide.mapping.evidence import Evidence, weakest
from scimguide.okta.exchange import Exchange
from scimguide.okta.result import ActionResult

Line = tuple[str, str]
"""Text, and the colour that it may have."""

WIDTH = 72


def lines(spec: Spec, report: ActionResult, as_expected: bool = True) -> Iterator[Line]:
    """The action, its requests and responses, and what the admin sees, with the evidence."""
    yield f"  {report.action}", "bold"
    if not report.requests:
        yield "    Okta sends nothing", "bright_black"
    for sent in report.requests:
        yield (
            _exchange(sent) + _word(spec.evidence_for(act=sent.act)),
            "green" if sent.ok else "red",
        )
    for text in report.messages:
        word = _word(spec.evidence_for(message=text))
        yield f"    Okta shows{word}: {text}", "yellow" if report.failed else ""
    for task in report.tasks:
        yield f"    Tasks{_word(_of_task(spec, task))}: {task}", "yellow"
    for event in report.events:
        word = _word(spec.evidence.system_log)
        yield f"    System Log{word}: {event.event_type} {event.result}", "bright_black"
    if not as_expected:
        expected = "success" if report.failed else "a failure"
        yield f"    not as expected: the scenario says {expected}", "red"


def screen_evidence(spec: Spec, report: ActionResult) -> Evidence | None:
    """What the screen of an action rests on: the weakest of its lines, None when it is unknown."""
    found = [spec.evidence_for(message=text) for text in report.messages]
    found += [_of_task(spec, task) for task in report.tasks]
    found += [spec.evidence.system_log] if report.events else []
    return None if None in found else weakest(each for each in found if each)


def _of_task(spec: Spec, task: str) -> Evidence | None:
    """A task is shown with the name of its subject."""
    return spec.evidence_for(message=task.partition(": ")[0])


def _word(evidence: Evidence | None) -> str:
    return f" ({evidence.basis})" if evidence else ""


def screen(report: ActionResult) -> str:
    """What the admin sees of an action: messages, tasks, and entries of the System Log."""
    shown = [*report.messages, *(f"Tasks: {task}" for task in report.tasks)]
    width = max((len(event.event_type) for event in report.events), default=0)
    shown += [f"System Log: {each.event_type:<{width}}  {each.result}" for each in report.events]
    return "\n".join(shown) + "\n" if shown else ""


def _exchange(sent: Exchange) -> str:
    waited = f"after {sent.waited} s  " if sent.waited else ""
    target = sent.target if len(sent.target) <= WIDTH else f"{sent.target[: WIDTH - 1]}…"
    outcome = f"{sent.status} {sent.reason}" if sent.status else sent.reason
    return f"    {waited}{sent.method:<6} {target}  →  {outcome}"
