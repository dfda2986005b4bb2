"""The published site on loopback, once for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from site_server import served


@pytest.fixture(scope="session")
def site(published: Path) -> Iterator[str]:
    """The address of the published site."""
    with served(published) as url:
        yield url
