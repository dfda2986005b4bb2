"""An entry of the catalogue as it stands in a page: text, message, cause, fix, and its proof."""

from collections.abc import Iterator
from textwrap import indent

from scimguide.generate.markdown import cite, describe_holdings
from scimguide.mapping import Spec, examples
from scimguide.mapping.faults import FAULTS
from scimguide.mapping.known_problems import KnownProblem, Provocation
from scimguide.okta.rehearsal import Done
from scimguide.okta.reproduce import Reproduction
from scimguide.okta.show import screen


def region(spec: Spec, problem: KnownProblem, played: Reproduction | None) -> str:
    """The Markdown of an entry; ``played`` is what its provocation brought."""
    texts = [*problem.messages, *problem.also_seen]
    parts = [
        f"### {problem.title} {{#{problem.name}}}",
        *(f"`{text}`" for text in texts),
        *([] if texts else ["There is no message."]),
        problem.cause,
        problem.fix,
        f"Where it shows: {problem.where}. Source: {cite(problem.source)}.",
    ]
    if played and problem.provoke:
        body = "\n\n".join(_proof(spec, problem, problem.provoke, played))
        parts.append(f'??? proof "Provoked and cured here"\n\n{indent(body, "    ")}')
    else:
        parts.append(f"Not provoked here: {problem.not_provoked}")
    if problem.log:
        parts.append(f'```log title="System Log query"\n{problem.log.strip()}\n```')
    return "\n\n".join(parts)


def _proof(
    spec: Spec, problem: KnownProblem, made: Provocation, played: Reproduction
) -> Iterator[str]:
    fault = made.fault
    yield _marks("begin", *made.before, *([f"break {fault}"] if fault else []))
    if fault:
        yield f"The reference server has the fault `{fault}`: it {_lower(FAULTS[fault])}."
    for done in played.steps:
        yield from _step(done)
    yield from _holds(spec, "then", made.holds)
    mended = "The server is mended. " if fault else ""
    yield f"{mended}The cure: {'; '.join(_lower(done.sentence) for done in played.fix)}."
    yield "\n".join([*([_marks("mend")] if fault else []), *map(_mark, played.fix)])
    yield from _holds(spec, "now", made.cured)
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


def _holds(spec: Spec, when: str, entries: list[str]) -> Iterator[str]:
    filled = [str(entry) for entry in examples.fill(spec, entries)]
    yield f"<!-- holds: {'; '.join(filled) or 'nothing'} -->"
    if filled:
        yield f"{spec.service.name} {when} holds {describe_holdings(spec, filled)}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
