"""A rehearsal against a running reference server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.mapping.actions import parse
from scimguide.okta import Rehearsal
from scimguide.reference import reference_app

TOKEN = "rehearsal-token"


@pytest.fixture
def fresh(spec: Spec) -> Iterator[Callable[[], str]]:
    """Starts an empty reference server and gives its base URL; it ends with the test."""
    with ExitStack() as stack:

        def begin() -> str:
            app = reference_app(spec, token=TOKEN)
            stack.callback(app.close)
            return app.base_url_at(stack.enter_context(running(app)))

        yield begin


@pytest.fixture
def begin(spec: Spec, fresh: Callable[[], str]) -> Iterator[Callable[..., Rehearsal]]:
    """A rehearsal against an empty server, in which some actions have been carried out."""
    made: list[Rehearsal] = []

    def rehearsal(*lines: str) -> Rehearsal:
        made.append(Rehearsal(spec, fresh(), TOKEN))
        for line in lines:
            made[-1].run(parse(line))
        return made[-1]

    yield rehearsal
    for each in made:
        each.close()
