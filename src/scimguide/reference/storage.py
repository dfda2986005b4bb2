"""
Resources in a database: SQLite in memory or in a file, or PostgreSQL.

A resource is one JSON document beside the few columns that are searched.  One
SCIM operation is one transaction, committed before the response is sent: what
was acknowledged is on disk.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from scim2_models import (
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimProvider,
    SearchRequest,
)
from scim2_server.storage import ScimStorage, SearchPage
from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

from scimguide.reference.documents import (
    check_version,
    content,
    drop_member,
    equality,
    member_ids,
    seal,
)
from scimguide.reference.integrity import check_members, claim, release
from scimguide.reference.tables import resources, unique_values

NewId = Callable[[ResourceType, Resource[Any]], Iterator[str]]
"""The ids that a new resource may get, best first."""

# Statements are built once: building one takes SQLAlchemy longer than SQLite takes to run it.
_OF_KINDS = resources.c.kind.in_(bindparam("kinds", expanding=True))
_LIST = select(resources.c.kind, resources.c.body).where(_OF_KINDS).order_by(resources.c.number)
_PAGE = _LIST.offset(bindparam("start")).limit(bindparam("count"))
_TOTAL = select(func.count()).select_from(resources).where(_OF_KINDS)
_BY_UNIQUE_VALUE = _LIST.join(unique_values).where(
    unique_values.c.urn == bindparam("urn"), unique_values.c.value == bindparam("value")
)
_BODY = select(resources.c.body).where(
    resources.c.kind == bindparam("kind"), resources.c.id == bindparam("id")
)
_TAKEN = select(resources.c.id).where(resources.c.id == bindparam("id"))
_INSERT = insert(resources)
_UPDATE = (
    update(resources)
    .where(resources.c.id == bindparam("of"), resources.c.version == bindparam("before"))
    .values(version=bindparam("version"), body=bindparam("body"))
)
_UNLIMITED = 2**63 - 1


class SqlStorage(ScimStorage):
    """The storage of the reference server."""

    concurrent = False
    """Whether several threads may use it at the same time."""

    def __init__(
        self, engine: Engine, provider: ScimProvider, new_id: NewId, clock: Callable[[], datetime]
    ) -> None:
        self.engine = engine
        self.provider = provider
        self.new_id = new_id
        self.clock = clock
        self._connection: Connection | None = None

    @contextmanager
    def operation(self) -> Iterator[None]:
        """One SCIM operation as one transaction; inside another one it is part of it."""
        if self._connection is not None:
            yield
            return
        with self.engine.begin() as self._connection:
            try:
                yield
            finally:
                self._connection = None

    @contextmanager
    def _work(self) -> Iterator[Connection]:
        with self.operation():
            assert self._connection is not None
            yield self._connection

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        with self._work() as db:
            body = db.scalar(_BODY, {"kind": resource_type.name, "id": resource_id})
        if body is None:
            raise NotFoundException(detail=f"{resource_type.name} {resource_id!r} not found")
        return self._load(resource_type, body)

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        start = search_request.start_index_0 or 0
        kinds = {resource_type.name: resource_type for resource_type in resource_types}
        matches = search_request.filter.match if search_request.filter else None
        rows, values = _LIST, dict[str, Any](kinds=list(kinds))
        with self._work() as db:
            if matches is None:
                count = _UNLIMITED if search_request.count is None else search_request.count
                rows, values = _PAGE, {**values, "start": start, "count": count}
            elif unique := equality(search_request.filter):
                rows, values = _BY_UNIQUE_VALUE, {**values, "urn": unique[0], "value": unique[1]}
            found = [self._load(kinds[kind], body) for kind, body in db.execute(rows, values)]
            if matches is None:
                whole = start == 0 and len(found) < count
                total = len(found) if whole else db.scalar(_TOTAL, {"kinds": list(kinds)})
                return SearchPage(total, found)
        found = [resource for resource in found if matches(resource)]
        stop = None if search_request.count is None else start + search_request.count
        return SearchPage(len(found), found[start:stop])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        made = resource.model_copy(deep=True)
        now = self.clock()
        made.meta = Meta(resource_type=resource_type.name, created=now, last_modified=now)
        with self._work() as db:
            made.id = next(
                new
                for new in self.new_id(resource_type, resource)
                if db.scalar(_TAKEN, {"id": new}) is None
            )
            body = seal(made)
            row = {"id": made.id, "kind": resource_type.name, "version": made.meta.version}
            db.execute(_INSERT, {**row, "body": body})
            claim(db, made)
            check_members(db, made)
        return made

    def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        with self._work() as db:
            stored = self.get(resource_type, resource.id or "")
            assert stored.meta is not None
            check_version(stored, expected_version)
            changed = resource.model_copy(deep=True)
            changed.meta = stored.meta.model_copy()
            if content(changed) == content(stored):
                return stored
            changed.meta.last_modified = self.clock()
            body = seal(changed)
            row = {"of": changed.id, "before": stored.meta.version}
            done = db.execute(_UPDATE, {**row, "version": changed.meta.version, "body": body})
            if done.rowcount != 1:
                raise PreconditionFailedException
            release(db, changed.id or "")
            claim(db, changed)
            check_members(db, changed)
        return changed

    def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        with self._work() as db:
            check_version(self.get(resource_type, resource_id), expected_version)
            release(db, resource_id)
            db.execute(delete(resources).where(resources.c.id == resource_id))
            self._leave_groups(db, resource_id)

    def clear(self) -> None:
        """Forget every resource."""
        with self._work() as db:
            db.execute(delete(unique_values))
            db.execute(delete(resources))

    def _load(self, resource_type: ResourceType, body: str) -> Resource[Any]:
        model = cast("type[Resource[Any]]", self.provider.model_for(resource_type))
        return model.model_validate_json(body)

    def _leave_groups(self, db: Connection, user_id: str) -> None:
        """Take a user who is gone out of every group."""
        groups = [kind for kind in self.provider.resource_types if kind.name == "Group"]
        for group_type in groups:
            query = select(resources.c.body).where(resources.c.kind == group_type.name)
            for body in db.scalars(query.where(resources.c.body.contains(user_id))).all():
                group = self._load(group_type, body)
                if user_id in member_ids(group):
                    drop_member(group, user_id)
                    self.update(group_type, group)
