"""
What an admin does in Okta, written as one line: ``assign ada``.

Scenarios of the spec and ``<!-- okta: … -->`` markers of pages use the same
lines.  ``as USER_ID`` at the end keeps the id that the service gave to the
person or group, for the snippets after it.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from scimguide.expression.references import BASE_ATTRIBUTES
from scimguide.mapping.faults import FAULTS
from scimguide.mapping.spec import Spec
from scimguide.mapping.variants import VARIANTS
from scimguide.problem import expected

SWITCHES = {
    "create-users": "Create Users",
    "update-users": "Update User Attributes",
    "deactivate-users": "Deactivate Users",
    "sync-password": "Sync Password",
}
"""The switches under *To App*, by the names that actions use."""


APP_CHOICES = ("icon", "format", "method", "update")
"""What ``create-app`` names: visibility, username format, and what is not as Okta has it."""


@dataclass(frozen=True)
class Verb:
    """One kind of action."""

    takes: tuple[str, ...]
    """
    What follows, by kind: person, group, switch, fault, variant, choice:A|B, text, values; ``?``
    behind a kind when it may lack, ``…`` when there may be several.
    """
    says: str
    """The action as a sentence for readers."""


VERBS = {
    "begin": Verb((), "Start with an empty service and a fresh organization"),
    "break": Verb(("fault",), "Break the reference server: {fault}"),
    "clear-faults": Verb((), "Clear the faults of the reference server"),
    "vary": Verb(("variant",), "Do as another app or organization: {variant}"),
    "set-up": Verb((), "Do the configuration steps of the guide"),
    "create-app": Verb(("values",), "Add the app integration"),
    "connect": Verb((), "Enter base URL and token, test and save"),
    "turn-on": Verb(("switch…",), "Turn on {switch} and save"),
    "turn-off": Verb(("switch…",), "Turn off {switch} and save"),
    "import-groups": Verb(("choice:on|off",), "Turn Import Groups {choice}"),
    "assign": Verb(("person", "values?"), "Assign {person} to the app"),
    "unassign": Verb(("person",), "Remove {person} from the app"),
    "assign-group": Verb(("group", "values?"), "Assign the group {group} to the app"),
    "edit-group": Verb(("group", "values"), "Edit the assignment of the group {group}"),
    "unassign-group": Verb(("group",), "Remove the group {group} from the app"),
    "combine": Verb(("choice:union|priority",), "Set Group priority to {choice}"),
    "add-attribute": Verb(("variable",), "Add the attribute {variable} in the Profile Editor"),
    "map": Verb(("variable",), "Map the attribute {variable} as the guide says"),
    "unmap": Verb(("variable",), "Remove the mapping of the attribute {variable}"),
    "map-role": Verb(("text",), "Map the role attribute to an expression"),
    "change": Verb(("person", "values"), "Change the profile of {person}"),
    "suspend": Verb(("person",), "Suspend {person}"),
    "unsuspend": Verb(("person",), "Unsuspend {person}"),
    "deactivate": Verb(("person",), "Deactivate {person} in Okta"),
    "activate": Verb(("person",), "Activate {person} in Okta"),
    "delete": Verb(("person",), "Delete {person} in Okta"),
    "join": Verb(("person", "group"), "Add {person} to the group {group}"),
    "leave": Verb(("person", "group"), "Remove {person} from the group {group}"),
    "force-sync": Verb((), "Select Force Sync under Attribute Mappings"),
    "push": Verb(("group", "choice?:without-members"), "Push the group {group} {choice}"),
    "push-now": Verb(("group",), "Select Push now for the group {group}"),
    "rename-group": Verb(("group", "text"), "Rename the group {group} to {text}"),
    "pause-push": Verb(("group",), "Select Deactivate group push for the group {group}"),
    "resume-push": Verb(("group",), "Activate the push of the group {group} again"),
    "unlink": Verb(("group", "choice:delete|leave"), "Unlink the group {group}: {choice} it"),
    "import": Verb((), "Select Import Now"),
    "confirm-import": Verb((), "Select Confirm Assignments"),
    "revoke-token": Verb((), "The service revokes the token that Okta uses"),
    "paste-token": Verb((), "Paste the new token, test and save"),
    "retry": Verb((), "Select Retry Selected under Tasks"),
    "disable-by-hand": Verb(("person",), "Deactivate {person} in the service by hand"),
    "mark-complete": Verb((), "Select Mark All Complete for the accounts to deprovision"),
}
"""Every action, by its verb."""

FORMER_VERBS = {"mend": "clear-faults"}
"""Verbs that had another name, by the former one, which keeps working."""

_CAPTURE = re.compile(r"\s+as\s+([A-Z][A-Z0-9_]*)\s*$")


class ActionError(ValueError):
    """A line is no action; the message says what it is and what is accepted."""


@dataclass(frozen=True)
class Action:
    """A line that was understood."""

    verb: str
    person: str = ""
    group: str = ""
    switches: tuple[str, ...] = ()
    """Switches under *To App*, which one *Save* turns on or off."""
    choice: str = ""
    fault: str = ""
    variant: str = ""
    variable: str = ""
    """The variable name of an attribute in the app's profile."""
    text: str = ""
    values: dict[str, str] = field(default_factory=dict)
    capture: str = ""
    """The variable that keeps the id of the person or group at the service."""

    def __str__(self) -> str:
        """The line of the action, which :func:`parse` understands."""
        words = [self.verb, self.person, self.group, *self.switches, self.choice, self.fault]
        words += [self.variant, self.variable, self.text, *map("=".join, self.values.items())]
        line = shlex.join(filter(None, words))
        return f"{line} as {self.capture}" if self.capture else line


def parse(line: str) -> Action:
    """
    The action of a line.

    :raises ActionError: when there is no such verb, or something follows that it does not take.
    """
    captured = _CAPTURE.search(line)
    try:
        words = shlex.split(line[: captured.start()] if captured else line)
    except ValueError as error:
        raise ActionError(f"{line!r}: {error}, expected an action") from None
    words[:1] = [FORMER_VERBS.get(word, word) for word in words[:1]]
    if not words or words[0] not in VERBS:
        raise ActionError(
            f"the action {' '.join(words[:1])!r}, {expected(VERBS, words[0] if words else '')}"
        )
    found = dict(_arguments(words[0], words[1:]))
    return Action(words[0], capture=captured[1] if captured else "", **found)  # type: ignore[arg-type]


def _arguments(verb: str, words: list[str]) -> Iterator[tuple[str, object]]:
    usage = usage_of(verb)
    for kind in VERBS[verb].takes:
        name, _, choices = kind.partition(":")
        if name in ("values", "values?"):
            if not words and name == "values":
                raise ActionError(f"{verb} without a value, expected {usage!r}")
            yield "values", dict(_pair(word, usage) for word in words)
            words = []
            continue
        if not words and name.endswith("?"):
            continue
        several, name = name.endswith("…"), name.rstrip("?…")
        if not words or not words[0]:
            raise ActionError(f"{verb} without a {name}, expected {usage!r}")
        taken, words = (words, []) if several else (words[:1], words[1:])
        names = {"switch": list(SWITCHES), "fault": list(FAULTS), "variant": list(VARIANTS)}
        accepted = names.get(name, choices.split("|") if choices else [])
        for word in taken:
            if accepted and word not in accepted:
                raise ActionError(f"the {name} {word!r}, {expected(accepted, word)}")
        yield ("switches", tuple(taken)) if several else (name, taken[0])
    if words:
        raise ActionError(f"{' '.join(words)!r} after {verb}, expected {usage!r}")


def changes_service(line: str) -> bool:
    """Whether an action changes the service itself, which only the reference server allows."""
    return line.split()[:1] in (["break"], ["clear-faults"], ["mend"])


def usage_of(verb: str) -> str:
    """How a verb is typed: ``assign PERSON [NAME=VALUE…]``."""
    return " ".join([verb, *map(_usage, VERBS[verb].takes)])


def _usage(kind: str) -> str:
    name, _, choices = kind.partition(":")
    choices = f"[{choices}]" if name.endswith("?") and choices else choices
    return choices or {"values": "NAME=VALUE…", "values?": "[NAME=VALUE…]"}.get(name, name.upper())


def _pair(word: str, usage: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals or not name:
        raise ActionError(f"{word!r}, expected NAME=VALUE as in {usage!r}")
    return name, value


def check(spec: Spec, action: Action) -> None:
    """
    See that an action names users and groups of the samples, and attributes that exist.

    :raises ActionError: when it does not.
    """
    known = [each.variable_name for each in spec.editors]
    for what, name, accepted in (
        ("person", action.person, [person.name for person in spec.samples.users]),
        ("group", action.group, list(spec.group_names)),
        ("attribute", action.variable, known),
    ):
        if name and name not in accepted:
            raise ActionError(f"the {what} {name!r}, {expected(accepted, name)}")
    if action.verb == "change":
        known = sorted({*BASE_ATTRIBUTES, *(n for p in spec.samples.users for n in p.profile)})
    elif action.verb == "create-app":
        known = list(APP_CHOICES)
    for name in action.values:
        if name not in known:
            raise ActionError(f"the attribute {name!r} in {action.verb!r}, {expected(known, name)}")


def sentence(spec: Spec, action: Action) -> str:
    """An action as readers see it: ``Assign Ada Quill to the app``."""
    people = {person.name: person.full_name for person in spec.samples.users}
    words = {
        "person": people.get(action.person, action.person),
        "group": spec.group_names.get(action.group, action.group),
        "switch": ", ".join(map(SWITCHES.__getitem__, action.switches)),
        "choice": action.choice.replace("-", " "),
        "fault": action.fault,
        "variant": VARIANTS.get(action.variant, ""),
        "variable": action.variable,
        "text": action.text,
    }
    said = VERBS[action.verb].says.format(**words).rstrip()
    if action.values:
        said += ": " + ", ".join(f"{name} = {value}" for name, value in action.values.items())
    return f"{said}: {action.text}" if action.verb == "map-role" else said
