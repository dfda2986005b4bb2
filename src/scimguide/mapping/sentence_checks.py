"""Sentences of a spec that its other parts contradict."""

from collections.abc import Iterator

from scimguide.mapping.actions import SWITCHES
from scimguide.mapping.known_problems import KnownProblem
from scimguide.mapping.spec import Spec
from scimguide.problem import Found, expected, unknown

_DONE = {"create": "POST", "replace": "PUT", "change": "PATCH"}
"""What the note of an endpoint calls a method."""
_SHOWN_AT = {
    "test": ["Test API Credentials"],
    "person": ["Assignments", "Tasks"],
    "team": ["Push Groups"],
}
"""Labels beside which Okta shows the messages of a stage."""


def check_sentences(spec: Spec) -> Found:
    """Features that nothing shows, and words that do not fit methods, actions or screens."""
    names = [scenario.name for scenario in spec.scenarios]
    for index, feature in enumerate(spec.service.features):
        here = ("service", "features", index)
        if feature.shown_by:
            what = f"no scenario {feature.shown_by!r}"
            yield from unknown((*here, "shownBy"), feature.shown_by, names, what)
        if feature.supported is not bool(feature.shown_by):
            accepted = "a scenario under 'shownBy'" if feature.supported else "no 'shownBy'"
            yield (*here, "supported"), f"{str(feature.supported).lower()}, expected {accepted}"
    for index, endpoint in enumerate(spec.service.endpoints):
        for word, method in _DONE.items():
            if word in endpoint.note.lower() and method not in endpoint.methods:
                message = f"{word!r} is done by {method}, {expected(endpoint.methods)}"
                yield ("service", "endpoints", index, "note"), message
    for index, problem in enumerate(spec.problems):
        yield from ((("problems", index, key), message) for key, message in _problem(spec, problem))


def _problem(spec: Spec, problem: KnownProblem) -> Iterator[tuple[str, str]]:
    known = spec.identity_provider.all_labels
    labels = [each for each in _SHOWN_AT.get(problem.stage, ()) if each in known]
    if problem.messages and labels and not any(f"**{each}**" in problem.where for each in labels):
        yield "where", f"a message of the stage {problem.stage!r}, {expected(labels)} in bold"
    if not (made := problem.reproduce):
        return
    lines = [*made.given, *(step.do for step in (*made.steps, *made.fix))]
    if "set-up" in lines:
        return  # it turns on every switch
    words = {word for line in lines for word in line.split()}
    turned = [label for name, label in SWITCHES.items() if name in words]
    for label in SWITCHES.values():
        for key in ("cause", "fix"):
            if f"**{label}**" in getattr(problem, key) and label not in turned:
                yield key, f"no action of 'reproduce' turns {label!r}, {expected(turned)}"
