"""Running servers: one for the guide's service, one for a service that decides otherwise."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from scimguide.listen import running
from scimguide.mapping import Spec, load
from scimguide.reference import reference_app

ROOT = Path(__file__).parents[2]


def connect(spec: Spec, **options: object) -> Iterator[httpx.Client]:
    """A client of a fresh server for a spec."""
    app = reference_app(spec, token="secret", **options)  # type: ignore[arg-type]
    with running(app) as origin:
        headers = {"Authorization": "Bearer secret", "Content-Type": "application/scim+json"}
        with httpx.Client(
            base_url=app.base_url_at(origin), headers=headers, verify=False
        ) as client:
            yield client
    app.close()


@pytest.fixture
def scim(spec: Spec) -> Iterator[httpx.Client]:
    """The guide's service, empty."""
    yield from connect(spec)


@pytest.fixture(scope="session")
def other_spec() -> Spec:
    """A service that removes users, answers 204 to PATCH, and refuses what it does not know."""
    return load(ROOT / "tests/guides/shelfwise/docs/mapping.yaml")


@pytest.fixture
def other(other_spec: Spec) -> Iterator[httpx.Client]:
    """The other service, empty."""
    yield from connect(other_spec)
