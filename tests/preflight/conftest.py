"""A served service, healthy or broken, and the checks of it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.preflight.runner import PreflightReport, run
from scimguide.preflight.spec_facts import facts_of
from scimguide.reference import reference_app

TOKEN = "token-of-the-preflight-tests"


@contextmanager
def served(spec: Spec, *faults: str, filled: bool = False) -> Iterator[str]:
    """A reference server, empty or filled, and then broken as the faults say; its base URL."""
    with ExitStack() as stack:
        app = reference_app(spec, token=TOKEN)
        stack.callback(app.close)
        url = app.base_url_at(stack.enter_context(running(app)))
        if filled:
            fill(url)
        app.set_faults(faults)
        yield url


def fill(url: str) -> None:
    """Two users, one of them deactivated, and a group."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(base_url=url, headers=headers) as client:
        for name in ("Ada.Quill@example.com", "ben.hale@example.com"):
            active = name.startswith("Ada")
            body: dict[str, Any] = {"userName": name, "active": active}
            body["schemas"] = ["urn:ietf:params:scim:schemas:core:2.0:User"]
            client.post("/Users", json=body).raise_for_status()
        group = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Team"}
        client.post("/Groups", json=group).raise_for_status()


@pytest.fixture
def preflight(spec: Spec) -> Callable[..., PreflightReport]:
    """Checks an address, without waiting after a 429."""
    facts = facts_of(spec)

    def check(
        url: str, *, token: str = TOKEN, answer_time: int | None = None, **more: Any
    ) -> PreflightReport:
        known = replace(facts, answer_time=answer_time or facts.answer_time)
        return run(known, url, token, pause=lambda seconds: None, **more)

    return check
