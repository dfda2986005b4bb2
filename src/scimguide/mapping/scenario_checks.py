"""Scenarios and provocations that could not be carried out."""

import re
from collections.abc import Iterator, Sequence

from scimguide.expression import ExpressionError
from scimguide.mapping import actions, examples, expectations
from scimguide.mapping.attribute_checks import check_result
from scimguide.mapping.faults import FAULTS
from scimguide.mapping.known_problems import Reproducing
from scimguide.mapping.placeholder_checks import check_placeholders
from scimguide.mapping.scenarios import FACTS, Step
from scimguide.mapping.spec import Spec
from scimguide.problem import Found, Place, expected, unknown

_FACT = r"sends (nothing|[A-Z]+ /\S+(, [A-Z]+ /\S+)*)|logs [a-z_.]+|task|assumed"

Line = tuple[Place, str, bool]
"""Where an action stands, the action, and whether it shall fail."""


def check_scenarios(spec: Spec) -> Found:
    """Every problem of the scenarios and of the catalogue."""
    for index, scenario in enumerate(spec.scenarios):
        for position, entry in enumerate(scenario.leaves):
            yield from _entry(spec, entry, ("scenarios", index, "leaves", position))
        yield from _facts(spec, scenario.summary, scenario.facts, ("scenarios", index), "summary")
    for place, step in _all_steps(spec):
        yield from _facts(spec, step.note, step.facts, place, "note")
    for place, line, fails in _lines(spec):
        yield from _action(spec, place, line, fails)
    for index, problem in enumerate(spec.problems):
        here: Place = ("problems", index)
        if (problem.reproduce is None) == (problem.not_reproduced is None):
            both = (
                "neither 'reproduce' nor" if problem.reproduce is None else "both 'reproduce' and"
            )
            yield here, f"{both} 'notReproduced', expected one of them"
        if problem.reproduce:
            yield from _reproducing(spec, problem.reproduce, (*here, "reproduce"))


def _lines(spec: Spec) -> Iterator[Line]:
    """Every action of every story."""
    for index, scenario in enumerate(spec.scenarios):
        here: Place = ("scenarios", index)
        yield from _given(scenario.given, here)
        yield from _steps(scenario.steps, (*here, "steps"))
    for index, problem in enumerate(spec.problems):
        if made := problem.reproduce:
            here = ("problems", index, "reproduce")
            yield from _given(made.given, here)
            yield from _steps(made.steps, (*here, "steps"))
            yield from _steps(made.fix, (*here, "fix"))


def _all_steps(spec: Spec) -> Iterator[tuple[Place, Step]]:
    for index, scenario in enumerate(spec.scenarios):
        yield from ((("scenarios", index, "steps", i), s) for i, s in enumerate(scenario.steps))
    for index, problem in enumerate(spec.problems):
        for i, step in enumerate(problem.reproduce.steps if problem.reproduce else ()):
            yield ("problems", index, "reproduce", "steps", i), step


def _facts(spec: Spec, text: str | None, facts: dict[str, str], here: Place, key: str) -> Found:
    """Words that are not in their sentence, and facts that nobody can check."""
    if text and not facts:
        yield (*here, key), f"a {key} without 'facts', expected its words with what makes them true"
    for words, written in facts.items():
        place = (*here, "facts", words)
        if words not in (text or ""):
            yield (
                (*here, key if text else "facts"),
                f"{words!r} is not in the {key}, expected it there",
            )
        fact = written.rpartition(": ")[2]
        if re.fullmatch(_FACT, fact):
            continue
        if fact.partition(" ")[0] not in expectations.FORMS:
            yield place, f"{fact!r}, {expected([*FACTS, *expectations.FORMS.values()])}"
            continue
        yield from ((place, message) for _, message in check_entries(spec, [fact], place))


def _given(lines: list[str], here: Place) -> Iterator[Line]:
    yield from (((*here, "given", index), line, False) for index, line in enumerate(lines))


def _steps(steps: list[Step], here: Place) -> Iterator[Line]:
    yield from (((*here, i, "do"), step.do, step.fails) for i, step in enumerate(steps))


def _action(spec: Spec, place: Place, line: str, fails: bool) -> Found:
    try:
        action = actions.parse(line)
        actions.check(spec, action)
    except actions.ActionError as error:
        yield place, str(error)
        return
    if action.verb == "map-role":
        yield from _role_expression(spec, place, action.text, fails)


def _role_expression(spec: Spec, place: Place, text: str, fails: bool) -> Found:
    role = spec.role_attribute
    if role is None:
        yield place, "map-role without roles, expected 'roles' in the spec"
        return
    try:
        problems = list(check_result(spec, role, place, text))
    except ExpressionError as error:
        problems = [(place, f"in the expression, {error}")]
    if fails and not problems:
        yield place, "an expression that Okta accepts in a step that fails, expected a wrong one"
    elif not fails:
        yield from problems


def _reproducing(spec: Spec, made: Reproducing, here: Place) -> Found:
    for name, place in (
        (made.fault, (*here, "fault")),
        *((name, (*here, "also", index)) for index, name in enumerate(made.also)),
    ):
        if name is not None:
            yield from unknown(place, name, FAULTS, f"unknown fault {name!r}")
    yield from check_entries(spec, made.holds, (*here, "holds"))
    yield from check_entries(spec, made.fixed, (*here, "fixed"))


def check_entries(spec: Spec, entries: Sequence[str], here: Place) -> Found:
    """Entries about what the service contains; placeholders stand for values of the samples."""
    for index, entry in enumerate(entries):
        wrong = list(check_placeholders(spec, _outside_json(entry), (*here, index)))
        yield from wrong
        if not wrong:
            yield from _entry(spec, str(examples.fill(spec, entry)), (*here, index))


def _outside_json(entry: str) -> str:
    """An entry without the JSON of a value, which may have braces of its own."""
    return " ".join(entry.split(" ")[:3]) if entry.startswith("value ") else entry


def _entry(spec: Spec, entry: str, here: Place) -> Found:
    try:
        expectations.check(spec, entry)
    except expectations.ExpectationError as error:
        yield here, str(error)
