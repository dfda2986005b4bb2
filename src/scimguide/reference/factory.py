"""The server of a spec, made from its parts."""

from collections.abc import Iterable
from functools import lru_cache

from scimguide.mapping import Spec
from scimguide.reference.app import ReferenceApp
from scimguide.reference.service import ReferenceService
from scimguide.reference.tables import DatabaseError

__all__ = [
    "DatabaseError",
    "ReferenceApp",
    "reference_app",
]


def reference_app(
    spec: Spec,
    *,
    token: str | None,
    database: str | None = None,
    public_url: str | None = None,
    examples: bool = False,
    faults: Iterable[str] = (),
    hosts: Iterable[str] = (),
) -> ReferenceApp:
    """
    A server for the service of a spec; ``token`` is accepted beside those of the database.

    ``database`` is a URL; in memory without one.  ``public_url`` replaces the
    URL in locations.  ``examples`` makes ids and times the same everywhere.
    ``faults`` are names of ``scimguide.mapping.faults``; ``hosts`` are served beside loopback.

    :raises DatabaseError: when the database cannot be used.
    :raises KeyError: when there is no fault of such a name.
    """
    app = ReferenceApp(
        _service(_BySpec(spec)),
        token=token,
        database=database,
        public_url=public_url,
        examples=examples,
        hosts=hosts,
    )
    try:
        app.set_faults(faults)
    except KeyError:
        app.close()
        raise
    return app


class _BySpec:
    """A spec as a key: the same object is the same service, whose models take long to build."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    def __hash__(self) -> int:
        return id(self.spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _BySpec) and other.spec is self.spec


@lru_cache(maxsize=4)
def _service(key: _BySpec) -> ReferenceService:
    return ReferenceService(key.spec)
