"""An entry of the catalogue as it stands in a page: message, cause, fix, and its proof."""

from collections.abc import Iterator
from textwrap import fill, indent

from scimguide.generate.markdown import cite, describe_holdings
from scimguide.generate.scenario import shown_screen
from scimguide.mapping import Spec, examples
from scimguide.mapping.evidence import Message
from scimguide.mapping.faults import FAULTS
from scimguide.mapping.known_problems import KnownProblem
from scimguide.okta.rehearsal import Done
from scimguide.okta.reproduce import Reproduction
from scimguide.okta.show import screen


def entry(
    spec: Spec, problem: KnownProblem, played: Reproduction | None, recording: str | None
) -> str:
    """
    The Markdown of an entry; ``played`` is what its reproduction brought.

    ``recording`` is the page that shows it; without one, the entry does.
    """
    parts = [
        f"### {problem.title} {{#{problem.name}}}",
        *map(_message, problem.all_messages),
        *([] if problem.all_messages else ["There is no message."]),
        _paragraph(problem.cause),
        _paragraph(problem.fix),
        *_tell_apart(spec, problem),
    ]
    where = f"Where it shows: {problem.where}."
    if problem.source not in {message.source for message in problem.all_messages}:
        where += f" Source: {cite(problem.source)}."
    if played and recording:
        parts.append(f"{where} [Reproduced]({recording}#{problem.name}){_how(problem)}.")
    elif played:
        body = "\n\n".join(_proof(spec, problem, played))
        parts += [where, f'??? proof "Reproduced{_how(problem)}"\n\n{indent(body, "    ")}']
    else:
        parts += [where, f"Not reproduced here: {problem.not_reproduced}"]
    return "\n\n".join([*parts, *_query(problem)])


def reproduction(spec: Spec, problem: KnownProblem, played: Reproduction) -> str:
    """The Markdown of a recording: how a problem was reproduced and fixed."""
    heading = f"### Reproduced: {problem.title} {{#{problem.name}}}"
    return "\n\n".join([heading, *_proof(spec, problem, played), *_query(problem)])


def _how(problem: KnownProblem) -> str:
    repaired = problem.reproduce and problem.reproduce.repaired
    return "; the service was repaired" if repaired else " and fixed"


def _query(problem: KnownProblem) -> Iterator[str]:
    if problem.log:
        yield f'```log title="System Log query"\n{problem.log.strip()}\n```'


def _paragraph(text: str) -> str:
    """Sentences on lines that an editor shows whole."""
    return fill(text, 110, break_long_words=False, break_on_hyphens=False)


def _message(message: Message) -> str:
    """A message with the word for its evidence, which leads to the source."""
    return f'`{message.text}` {{{{ evidence("{message.basis}", "{message.source}") }}}}'


def _tell_apart(spec: Spec, problem: KnownProblem) -> Iterator[str]:
    lines = [
        f"- {each.when}: [{spec.problem(each.problem).title}](#{each.problem})"
        for each in problem.tell_apart
    ]
    if lines:
        yield "Other causes look the same:"
        yield "\n".join(lines)


def _proof(spec: Spec, problem: KnownProblem, played: Reproduction) -> Iterator[str]:
    made = problem.reproduce
    assert made
    fault = made.fault
    yield _marks("begin", *made.before, *([f"break {fault}"] if fault else []))
    if fault:
        yield f"The reference server has the fault `{fault}`: it {_lower(FAULTS[fault])}."
    for done in played.steps:
        yield from _step(spec, done)
    yield from _contents(spec, "then", made.holds)
    yield f"The fix: {'; '.join(_lower(done.sentence) for done in played.fix)}."
    yield "\n".join(map(_mark, played.fix))
    yield from _contents(spec, "now", made.fixed)
    if fault and not made.repaired:
        yield _marks("clear-faults")
    yield f"Do it yourself: `scimguide rehearse {problem.name}`."


def _step(spec: Spec, done: Done) -> Iterator[str]:
    seen = screen(done.report)
    note = done.step.note
    yield f"{done.sentence}. {note}" if note else f"{done.sentence}{':' if seen else '.'}"
    yield _mark(done)
    yield from shown_screen(spec, done.report)


def _mark(done: Done) -> str:
    return _marks(f"{done.step.do}{', fails' if done.step.fails else ''}")


def _marks(*lines: str) -> str:
    return "\n".join(f"<!-- okta: {line}, unseen -->" for line in lines)


def _contents(spec: Spec, when: str, entries: list[str]) -> Iterator[str]:
    filled = [str(entry) for entry in examples.fill(spec, entries)]
    yield f"<!-- holds: {'; '.join(filled) or 'nothing'} -->"
    if filled:
        yield f"The reference server {when} contains {describe_holdings(spec, filled)}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
