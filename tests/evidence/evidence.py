"""
What was published about Okta's SCIM client, as data: captures, and exchanges that are documented.

A file of cases is read strictly. What is wrong in it is named with its line, and with what is
accepted.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError

from scimguide.mapping import source as yaml_source
from scimguide.mapping.actions import ActionError, parse
from scimguide.mapping.base import Model, Slug, Text
from scimguide.problem import Place, SpecError, expected

FOLDER = Path(__file__).parent
M = TypeVar("M", bound=Model)

Confidence = Literal["documented", "captured", "stated by vendors", "by analogy"]
"""By Okta; by somebody on the wire or the screen; by a vendor; for another app or the sum of several."""


class EvidenceSource(Model):
    """Where something was published."""

    title: Text
    at: Text | None = None
    date: Text | None = None


class Page(Model):
    """A page of made-up people: from the ``start``-th on, ``count`` of ``total``."""

    start: int
    count: int
    total: int


class Answer(Model):
    """What the service answers from then on: the last one again and again."""

    to: Text
    """Method and kind: ``GET /Users`` for the collection, ``GET /User`` for one."""
    status: int = 0
    body: str = ""
    page: Page | None = None
    late: bool = False
    """Later than Okta waits."""


class SentRequest(Model):
    """A request as it was published; ids are ``<ada>``, ``<checkout>`` and ``<ada at Okta>``."""

    request: Text
    """Method, path and query, decoded: ``GET /Users?startIndex=1&count=2``."""
    has: list[Text] = Field(default=[])
    """Keys that the body has."""
    lacks: list[Text] = Field(default=[])
    """Keys that it does not have."""
    values: dict[str, Any] = Field(default={})
    """Exact values by their place in the body: ``name.familyName``."""
    body: Any = None
    """The exact body."""
    password: bool = False
    """Whether the body has a password of eight printable characters."""
    lacks_headers: list[Text] = Field(default=[])


class Case(Model):
    """An exchange: what was before, what the admin does, what is sent and what the admin reads."""

    name: Slug
    says: Text
    confidence: Confidence
    sources: list[Slug | Text] = Field(min_length=1)
    given: list[Text] = Field(default=[])
    """Actions before."""
    crowd: int = 0
    """So many more people, assigned and in the pushed group, before ``do``."""
    base_url_ends_with: str = ""
    down: bool = False
    """Whether the service cannot be reached from then on."""
    answers: list[Answer] = Field(default=[])
    answered: list[Text] = Field(default=[])
    """Actions with these answers, before the one that is looked at."""
    do: Text
    requests: list[SentRequest] | None = None
    """All that Okta sends, in this order."""
    member_counts: list[int] | None = None
    """How many members each request changes."""
    shows: list[Text] | None = None
    """Messages on the screen; ``…`` stands for any text."""
    tasks: list[Text] | None = None
    """What stands under *Tasks*, titles and texts, or as a red mark beside a person."""
    log: list[Text] | None = None
    """Events in this order among others: ``TYPE RESULT`` or ``TYPE RESULT: REASON``."""

    @property
    def variants(self) -> list[str]:
        """Lines that switch on what the default does not do."""
        return [line for line in self.given if line.startswith("vary ")]

    @property
    def actions(self) -> Iterator[tuple[Place, str]]:
        """Every action with its place."""
        for key in ("given", "answered"):
            yield from (((key, at), line) for at, line in enumerate(getattr(self, key)))
        yield ("do",), self.do


class Sources(Model):
    """The content of ``sources.yaml``."""

    sources: dict[str, EvidenceSource]


class Cases(Model):
    """The content of every other file."""

    cases: list[Case] = Field(min_length=1)


def load_sources(path: Path = FOLDER / "sources.yaml") -> dict[str, EvidenceSource]:
    """
    The sources by their keys.

    :raises SpecError: with the line of what cannot be read.
    """
    return _load(path, Sources)[1].sources


def load_cases(path: Path, sources: dict[str, EvidenceSource]) -> list[Case]:
    """
    The cases of a file.

    :raises SpecError: with the line of each key, source or action that is none, and of a case
        that expects nothing.
    """
    source, found = _load(path, Cases)
    problems = [
        source.problem(("cases", at, *place), message)
        for at, case in enumerate(found.cases)
        for place, message in _wrong(case, sources)
    ]
    if problems:
        raise SpecError(problems)
    return found.cases


def _load(path: Path, model: type[M]) -> tuple[yaml_source.SpecSource, M]:
    source = yaml_source.read(path.read_bytes(), path.name)
    try:
        return source, model.model_validate(source.value)
    except ValidationError as error:
        raise SpecError(
            source.problem(tuple(each["loc"]), f"{each['loc'][-1]}: {each['msg']}")
            for each in error.errors()
        ) from None


def _wrong(case: Case, sources: dict[str, EvidenceSource]) -> Iterator[tuple[Place, str]]:
    for at, key in enumerate(case.sources):
        if key not in sources:
            yield ("sources", at), f"the source {key!r}, {expected(sources, key)}"
    for place, line in case.actions:
        try:
            parse(line)
        except ActionError as error:
            yield place, str(error)
    outcomes = (case.requests, case.member_counts, case.shows, case.tasks, case.log)
    if all(each is None for each in outcomes):
        yield ("name",), f"{case.name} expects nothing, expected requests, shows, tasks or log"
