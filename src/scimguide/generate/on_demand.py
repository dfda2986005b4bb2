"""A recorder that begins when somebody needs one: most pages need no server."""

from typing import TYPE_CHECKING, Self

from scimguide.mapping import Spec
from scimguide.reference import preload

if TYPE_CHECKING:
    from scimguide.generate.record import Recorder
    from scimguide.okta.story import Played


class OnDemand:
    """
    Begins a recorder, with its server, at the first request for one. A context manager.

    ``stories`` are scenarios and problems by their names as they were played already.
    """

    def __init__(self, spec: Spec, stories: "dict[str, Played] | None" = None) -> None:
        self.spec = spec
        self._stories = stories
        self._recorder: Recorder | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._recorder:
            self._recorder.close()

    def fresh(self) -> "Recorder":
        """The recorder, with an empty service and a fresh org."""
        preload()
        from scimguide.generate.record import Recorder

        if self._recorder is None:
            self._recorder = Recorder(self.spec, self._stories)
        self._recorder.start_over()
        return self._recorder
