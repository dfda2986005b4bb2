"""Responses that are replayed are those that the server would give."""

from collections.abc import Sequence

import pytest

from scimguide.generate.record import Recorder
from scimguide.generate.replay import ReplayHandler
from scimguide.mapping import Spec
from scimguide.reference.handler import Handler
from scimguide.reference.transcript import Exchange

BEGINNING = ("set-up", "assign ada", "assign ben", "push checkout")
SEQUENCES = (
    BEGINNING,
    (*BEGINNING, "unassign ada", "assign ada"),
    (*BEGINNING, "break hide-inactive", "unassign ada", "mend", "assign ada"),
    (*BEGINNING, "unassign ben"),
    ("set-up", "assign ben"),
)


def carried_out(recorder: Recorder, actions: Sequence[str]) -> tuple[list[Exchange], list[str]]:
    """All that is said from an empty service on, and what the service holds then."""
    recorder.start_over()
    start = len(recorder.transcript.exchanges)
    for action in actions:
        recorder.act(action)
    held = recorder.holdings()
    return recorder.transcript.exchanges[start:], held


@pytest.mark.parametrize("actions", SEQUENCES)
def test_a_replayed_sequence_is_answered_as_by_a_new_server(
    spec: Spec, actions: Sequence[str]
) -> None:
    """Whatever was carried out before, alike or not: the same responses and the same content."""
    with Recorder(spec) as used, Recorder(spec) as new:
        for each in SEQUENCES:
            carried_out(used, each)
        assert carried_out(used, actions) == carried_out(new, actions)


def test_a_sequence_is_carried_out_once(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time, nothing reaches the handler; what is new then reaches it alone."""
    handled: list[str] = []
    handle = Handler.handle

    async def count(self: Handler, request: object) -> object:
        handled.append(request.method)  # type: ignore[attr-defined]
        return await handle(self, request)  # type: ignore[arg-type]

    with Recorder(spec) as recorder:
        assert isinstance(recorder.app.handler, ReplayHandler)
        monkeypatch.setattr(Handler, "handle", count)
        carried_out(recorder, BEGINNING)
        assert handled
        handled.clear()
        carried_out(recorder, BEGINNING)
        assert not handled
        recorder.play([spec.operation("create-second-user")])
        assert handled == ["POST"]
