"""Facts behind the words of a note or a summary, checked while the story is played."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from scimguide.mapping import Spec, examples
from scimguide.okta.exchange import Exchange
from scimguide.okta.result import ActionResult
from scimguide.problem import Place


class Service(Protocol):
    """Where the story is played."""

    spec: Spec

    def service_state(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the service contains."""


def untrue(
    pair: Service, facts: Mapping[str, str], results: list[ActionResult], here: Place
) -> Iterator[tuple[Place, str]]:
    """The facts that do not hold of what was done, and of what the service contains now."""
    for words, written in facts.items():
        number, _, fact = written.rpartition(": ")
        chosen = results[int(number) - 1 : int(number)] if number else results
        actual = _actual(pair, fact, chosen)
        if actual:
            yield (*here, "facts", words), f"{words!r}: {fact}, expected {actual}"


def _actual(pair: Service, fact: str, results: list[ActionResult]) -> str:
    """What is true instead of a fact; nothing when it holds."""
    verb, _, rest = fact.partition(" ")
    if verb == "sends":
        requests = [each for result in results for each in result.requests]
        sent = ", ".join(short(pair.spec, each) for each in requests) or "nothing"
        return "" if sent == rest else f"sends {sent}"
    if verb == "logs":
        types = [event.event_type for result in results for event in result.events]
        return "" if rest in types else f"logs one of {', '.join(types) or 'nothing'}"
    if fact == "task":
        return "" if any(result.tasks for result in results) else "no task"
    if fact == "assumed":
        return "" if any(result.assumptions for result in results) else "no assumption"
    return _missing(pair, str(examples.fill(pair.spec, fact)))


def _missing(pair: Service, entry: str) -> str:
    try:
        found = pair.service_state([entry])
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        return f"a service that can be read ({error or type(error).__name__})"
    return "" if entry in found else "; ".join(found) or "nothing"


def short(spec: Spec, sent: Exchange) -> str:
    """A request without its id and query: ``PATCH /Users/{id}``."""
    path = sent.target.partition("?")[0].removeprefix(urlsplit(spec.service.base_url).path)
    kind, _, id_ = path.strip("/").partition("/")
    return f"{sent.method} /{kind}{'/{id}' if id_ else ''}"
