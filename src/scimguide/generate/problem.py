"""An entry of the catalogue as it stands in a page: message, cause, fix, and its proof."""

from collections.abc import Iterator
from textwrap import indent

from scimguide.generate.markdown import cite, describe_holdings
from scimguide.mapping import Spec, examples
from scimguide.mapping.faults import FAULTS
from scimguide.mapping.known_problems import KnownProblem, Reproducing
from scimguide.okta.rehearsal import Done
from scimguide.okta.reproduce import Reproduction
from scimguide.okta.show import screen


def region(spec: Spec, problem: KnownProblem, played: Reproduction | None) -> str:
    """The Markdown of an entry; ``played`` is what its reproduction brought."""
    messages = [*problem.messages, *problem.also_seen]
    parts = [
        f"### {problem.title} {{#{problem.name}}}",
        *(f"`{message}`" for message in messages),
        *([] if messages else ["There is no message."]),
        problem.cause,
        problem.fix,
        f"Where it shows: {problem.where}. Source: {cite(problem.source)}.",
    ]
    if played and problem.reproduce:
        body = "\n\n".join(_proof(spec, problem, problem.reproduce, played))
        parts.append(f'??? proof "Reproduced and fixed here"\n\n{indent(body, "    ")}')
    else:
        parts.append(f"Not reproduced here: {problem.not_reproduced}")
    if problem.log:
        parts.append(f'```log title="System Log query"\n{problem.log.strip()}\n```')
    return "\n\n".join(parts)


def _proof(
    spec: Spec, problem: KnownProblem, made: Reproducing, played: Reproduction
) -> Iterator[str]:
    fault = made.fault
    yield _marks("begin", *made.before, *([f"break {fault}"] if fault else []))
    if fault:
        yield f"The reference server has the fault `{fault}`: it {_lower(FAULTS[fault])}."
    for done in played.steps:
        yield from _step(done)
    yield from _contents(spec, "then", made.holds)
    cleared = ", after the fault of the server is cleared" if fault else ""
    yield f"The fix{cleared}: {'; '.join(_lower(done.sentence) for done in played.fix)}."
    yield "\n".join([*([_marks("clear-faults")] if fault else []), *map(_mark, played.fix)])
    yield from _contents(spec, "now", made.fixed)
    yield f"Do it yourself: `scimguide rehearse {problem.name}`."


def _step(done: Done) -> Iterator[str]:
    seen = screen(done.report)
    note = done.step.note
    yield f"{done.sentence}. {note}" if note else f"{done.sentence}{':' if seen else '.'}"
    yield _mark(done)
    if seen:
        yield f'```text title="In Okta"\n{seen}```'


def _mark(done: Done) -> str:
    return _marks(f"{done.step.do}{', fails' if done.step.fails else ''}")


def _marks(*lines: str) -> str:
    return "\n".join(f"<!-- okta: {line}, unseen -->" for line in lines)


def _contents(spec: Spec, when: str, entries: list[str]) -> Iterator[str]:
    filled = [str(entry) for entry in examples.fill(spec, entries)]
    yield f"<!-- holds: {'; '.join(filled) or 'nothing'} -->"
    if filled:
        yield f"{spec.service.name} {when} contains {describe_holdings(spec, filled)}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
