"""
Resources in a database: SQLite in memory or in a file, or PostgreSQL.

A resource is one JSON document beside the few columns that are searched.  One
SCIM operation is one transaction, committed before the answer is sent: what
was acknowledged is on disk.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from scim2_models import (
    InvalidValueException,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimProvider,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage
from sqlalchemy import Connection, Engine, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from scimguide.reference.documents import (
    content,
    drop_member,
    equality,
    member_ids,
    seal,
    unique_of,
)
from scimguide.reference.tables import resources, unique_values

NewId = Callable[[ResourceType, Resource[Any]], Iterator[str]]
"""The ids that a new resource may get, best first."""


class SqlStorage(ScimStorage):
    """The storage of the reference server."""

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
            row = db.execute(_row(resource_type, resource_id)).scalar_one_or_none()
        if row is None:
            raise _unknown(resource_type, resource_id)
        return self._load(resource_type, row)

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        start = search_request.start_index_0 or 0
        kinds = {resource_type.name: resource_type for resource_type in resource_types}
        of_kind = resources.c.kind.in_(list(kinds))
        query = select(resources.c.kind, resources.c.body).where(of_kind)
        with self._work() as db:
            if search_request.filter is None:
                total = db.scalar(select(func.count()).select_from(resources).where(of_kind))
                page = query.order_by(resources.c.number).offset(start)
                if search_request.count is not None:
                    page = page.limit(search_request.count)
                found = [self._load(kinds[kind], body) for kind, body in db.execute(page)]
                return SearchPage(total, found)
            unique = equality(search_request.filter)
            if unique:
                owner = unique_values.c.resource == resources.c.id
                urn, value = unique_values.c.urn == unique[0], unique_values.c.value == unique[1]
                query = query.join(unique_values, owner).where(urn, value)
            rows = db.execute(query.order_by(resources.c.number))
            found = [
                resource
                for kind, body in rows
                if search_request.filter.match(resource := self._load(kinds[kind], body))
            ]
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
                if db.scalar(select(resources.c.id).where(resources.c.id == new)) is None
            )
            body = seal(made)
            db.execute(
                insert(resources).values(
                    id=made.id, kind=resource_type.name, version=made.meta.version, body=body
                )
            )
            self._claim(db, made)
            self._check_members(db, made)
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
            _check_version(stored, expected_version)
            changed = resource.model_copy(deep=True)
            changed.meta = stored.meta.model_copy()
            if content(changed) == content(stored):
                return stored
            changed.meta.last_modified = self.clock()
            body = seal(changed)
            done = db.execute(
                update(resources)
                .where(resources.c.id == changed.id, resources.c.version == stored.meta.version)
                .values(version=changed.meta.version, body=body)
            )
            if done.rowcount != 1:
                raise PreconditionFailedException
            db.execute(delete(unique_values).where(unique_values.c.resource == changed.id))
            self._claim(db, changed)
            self._check_members(db, changed)
        return changed

    def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        with self._work() as db:
            _check_version(self.get(resource_type, resource_id), expected_version)
            db.execute(delete(unique_values).where(unique_values.c.resource == resource_id))
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

    def _check_members(self, db: Connection, resource: Resource[Any]) -> None:
        """Refuse members that are no users here."""
        wanted = member_ids(resource)
        users = select(resources.c.id).where(resources.c.kind == "User")
        known = set(db.scalars(users.where(resources.c.id.in_(wanted)))) if wanted else set()
        for member in wanted:
            if member not in known:
                raise InvalidValueException(detail=f"The member {member!r} is not a user")

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

    def _claim(self, db: Connection, resource: Resource[Any]) -> None:
        """Take the unique values of a resource, or refuse it (RFC 7644 section 3.3)."""
        rows = [
            {"urn": urn, "value": value, "resource": resource.id}
            for urn, value in unique_of(resource).items()
        ]
        if not rows:
            return
        try:
            with db.begin_nested():
                db.execute(insert(unique_values), rows)
        except IntegrityError:
            names = ", ".join(row["urn"].rpartition(":")[2] for row in rows if row["urn"])
            raise UniquenessException(detail=f"The {names} is taken") from None


def _row(resource_type: ResourceType, resource_id: str) -> Select[tuple[str]]:
    return select(resources.c.body).where(
        resources.c.kind == resource_type.name, resources.c.id == resource_id
    )


def _unknown(resource_type: ResourceType, resource_id: str) -> NotFoundException:
    return NotFoundException(detail=f"{resource_type.name} {resource_id!r} not found")


def _check_version(resource: Resource[Any], expected: str | None) -> None:
    assert resource.meta is not None
    if expected is not None and resource.meta.version != expected:
        raise PreconditionFailedException
