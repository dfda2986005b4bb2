"""
The names that pages may use between double braces: ``{{ service.base_url }}``.

The site, the runner and the lint all take them from here, so that a name works everywhere
or nowhere.  What only a build knows (:class:`BuildMacros`) is declared here and made by the site.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar, get_args

from scimguide.errors import UserError
from scimguide.mapping import Spec, days
from scimguide.mapping.attributes import Attribute
from scimguide.mapping.checks import untrue
from scimguide.mapping.evidence import Basis
from scimguide.mapping.spec import Role
from scimguide.pages import pace
from scimguide.pages.front_matter import (
    LONGEST_PAGE_TIMEOUT,
    LONGEST_TIMEOUT,
    PAGE_TIMEOUT,
    TIMEOUT,
    front_matter,
)
from scimguide.pages.regions import regions
from scimguide.pages.scan import scan
from scimguide.problem import expected
from scimguide.project import Project

Macro = Callable[..., Any]
Thing = TypeVar("Thing")

RUNNER = SimpleNamespace(
    timeout=TIMEOUT,
    page_timeout=PAGE_TIMEOUT,
    longest_timeout=LONGEST_TIMEOUT,
    longest_page_timeout=LONGEST_PAGE_TIMEOUT,
)
"""How many seconds the runner gives snippets and pages, and how many they may ask for."""

PACE = SimpleNamespace(step=pace.STEP, words=pace.WORDS)
"""Seconds for a step and words for a minute, by which the minutes of pages are counted."""


class MacroError(UserError):
    """A macro cannot be evaluated; the message says why, and what is accepted."""


def variables(spec: Spec, project: Project | None = None) -> dict[str, Any]:
    """The values by their names; without a project, those of the spec alone."""
    parts = ("service", "identity_provider", "users", "groups", "roles")
    values = {name: getattr(spec, name) for name in parts}
    values |= {"sample": samples(spec), "runner": RUNNER, "pace": PACE}
    return values | ({"minutes": minutes(project)} if project else {})


def minutes(project: Project) -> int:
    """How long the setup takes: what the front matters of all pages say together."""
    texts = [page.read_text("utf-8-sig", errors="replace") for page in project.pages]
    heads = [text[: text.find("\n---", 3) + 5] for text in texts]  # the rest takes time to read
    return sum(front_matter(head).minutes or 0 for head in heads)


def samples(spec: Spec) -> SimpleNamespace:
    """Sample people by name with their Okta profile, and sample groups with their name."""
    people: dict[str, Any] = {
        person.name: SimpleNamespace(**person.profile) for person in spec.samples.users
    }
    teams = {
        team.name: SimpleNamespace(display_name=team.display_name) for team in spec.samples.groups
    }
    return SimpleNamespace(**people, **teams)


def macros(spec: Spec, project: Project | None = None) -> dict[str, Macro]:
    """The functions by their names; without a project, those that need the spec alone."""

    def attribute(path: str, kind: str = "users") -> Attribute:
        """An attribute of users or groups by its path."""
        if kind not in ("users", "groups"):
            raise MacroError(f"no kind {kind!r}, {expected(['users', 'groups'], kind)}")
        resource = spec.groups if kind == "groups" else spec.users
        try:
            return resource.attribute(path)
        except KeyError:
            paths = [each.path for each in resource.attributes]
            message = f"no attribute {path!r} of {kind}, {expected(paths, path)}"
            raise MacroError(message) from None

    def checked(source: str) -> str:
        """Where a fact comes from and when it was checked, as a link."""
        found = _named("source", source, spec.sources)
        text = f"{found.title}, checked {days.time(found.checked)}"
        return f"[{text}]({found.url})" if found.url else text

    def evidence(word: str, source: str) -> str:
        """The word for the evidence of a message, as a link to where it was published."""
        if word not in get_args(Basis):
            raise MacroError(f"no evidence {word!r}, {expected(get_args(Basis), word)}")
        title = checked(source)  # an unknown source is refused there
        url = spec.sources[source].url
        return f"[{word}]({url})" if url else f"({word}: {title})"

    def only_with(**switches: str | int) -> str:
        """Nothing; the sentence beside it is refused when the service behaves otherwise."""
        actual = spec.service.behaviour.switches
        for switch, value in switches.items():
            if switch not in actual:
                raise MacroError(f"no switch {switch!r}, {expected(actual, switch)}")
            if value != actual[switch]:
                raise MacroError(untrue(switch, value, actual[switch]))
        return ""

    def status(operation: str) -> int:
        """The status of the response to an operation."""
        return _named("operation", operation, {each.name: each for each in spec.operations}).status

    def role(value: str) -> Role:
        """A role by its canonical value."""
        return _named("role", value, {each.value: each for each in spec.roles_listed})

    def limit(name: str) -> str:
        """A limit of Okta with its unit, or one of the service: ``service.bodySize``."""
        return _named("limit", name, spec.limits).text

    found: dict[str, Macro] = {
        "attribute": attribute,
        "checked": checked,
        "evidence": evidence,
        "only_with": only_with,
        "status": status,
        "role": role,
        "limit": limit,
    }
    if project:
        found["count"] = partial(count, spec, project)
        found |= {"changelog": partial(changelog, project), "figure": partial(figure, project)}
    return found


def _named(what: str, name: str, known: Mapping[str, Thing]) -> Thing:
    """What has a name; an error says which names there are."""
    if name not in known:
        raise MacroError(f"no {what} {name!r}, {expected(known, name)}")
    return known[name]


NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
"""Numbers that are written as words."""
COUNTED = ("steps", "checks", "rows")
"""What can be counted on a page: headings such as ``Step 1:``, rows of the first table by hand."""


def count(spec: Spec, project: Project, what: str, page: str | None = None) -> str:
    """
    How many there are, up to twelve as a word: parts of a page, or of the spec without one.

    ``count("steps", "configure.md")`` counts the headings ``Step 1:``, ``Step 2:`` and so on.
    """
    if page is None:
        number = _named(
            "number of",
            what,
            {"roles": len(spec.roles_listed), "added attributes": len(spec.editors)},
        )
    else:
        _named("number of", what, dict.fromkeys(COUNTED))
        pages = {each.relative_to(project.docs).as_posix(): each for each in project.pages}
        number = _counted(what, _named("page", page, pages).read_text("utf-8-sig", "replace"))
        if not number:
            raise MacroError(f"no {what} on {page}, expected some; name another page")
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _counted(what: str, text: str) -> int:
    if what != "rows":
        start = re.compile(rf"\s*{what[:-1].capitalize()} \d+:")
        return sum(bool(start.match(heading.title)) for heading in scan(text).headings)
    by_hand = text
    for region in reversed(regions(text)):
        by_hand = by_hand[: region.start] + by_hand[region.end :]
    table = re.search(r"^\|.*\n\|[ |:-]+\n((?:\|.*\n?)+)", by_hand, re.MULTILINE)
    return table[1].rstrip("\n").count("\n") + 1 if table else 0


def figure(project: Project, name: str) -> str:
    """A screen or a diagram as HTML, from the file that was generated for this place."""
    try:
        text = (project.figures / name).read_text("utf-8").strip()
    except OSError:
        message = f"no figure {name!r}, expected a file in {project.shown(project.figures)}"
        raise MacroError(f"{message}; run scripts/generate") from None
    return f'<figure class="sequence">{text}</figure>' if name.endswith(".svg") else text


def changelog(project: Project) -> str:
    """The change log of the repository, without its title; a version keeps its anchor."""
    try:
        text = (project.root / "CHANGELOG.md").read_text("utf-8")
    except OSError:
        raise MacroError(
            "no CHANGELOG.md, expected this file beside docs/; write it, or remove the macro"
        ) from None
    text = text.partition("\n")[2].strip()
    return re.sub(r"(?m)^## (\d+\.\d+\.\d+).*", r"\g<0> { #v\1 }", text)


class BuildMacros(ABC):
    """The functions whose results only a build knows; each public method is a macro."""

    @abstractmethod
    def playground(self) -> str:
        """The form of the playground, or a note when the build has none."""

    @abstractmethod
    def copies(self) -> str:
        """The copies of the whole guide that this build offers."""

    @abstractmethod
    def copy(self, name: str) -> str:
        """A sentence that offers one copy of the guide, where this build makes it."""

    @abstractmethod
    def verification_summary(self) -> str:
        """How much of the guide was executed, n of n, and with what."""

    @abstractmethod
    def verification_tables(self) -> str:
        """Everything that was executed, page by page."""

    @abstractmethod
    def verification_excused(self) -> str:
        """What no machine carries out, with the reasons."""


def build_macros(of: "BuildMacros | type[BuildMacros]" = BuildMacros) -> dict[str, Macro]:
    """The macros of a build by their names; of the class, the declarations alone."""
    return {name: getattr(of, name) for name in sorted(BuildMacros.__abstractmethods__)}
