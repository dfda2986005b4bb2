"""
Resources in a database: SQLite in memory or in a file, or PostgreSQL.

One SCIM operation is one transaction, committed before the response is sent: what was acknowledged
is on disk.  Resources are kept as the JSON of their responses, so most reads need no model.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
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
from sqlalchemy import Connection, Engine, bindparam, delete, func, select, update
from sqlalchemy import text as sql
from sqlalchemy.pool import StaticPool

from scimguide.reference.documents import (
    MEMBERS,
    Document,
    content,
    digest_of,
    document_of,
    filled,
    has_members,
    member_text,
    opened,
    seal,
)
from scimguide.reference.membership import (
    change_members,
    groups_of,
    members_by_group,
    members_of,
    remove_all_members,
    remove_member,
)
from scimguide.reference.tables import members, resources, unique_values
from scimguide.reference.transactions import Transactions
from scimguide.reference.unique import claim, equality, release, take, unique_of

NewId = Callable[[ResourceType, Resource[Any]], Iterator[str]]
"""The ids that a new resource may get, best first."""

# Statements are built once: building one takes SQLAlchemy longer than SQLite takes to run it.
_KIND = resources.c.kind == bindparam("kind")
_OF_KINDS = resources.c.kind.in_(bindparam("kinds", expanding=True))
_LIST = select(resources.c.kind, resources.c.id, resources.c.body)
_ALL = _LIST.where(_OF_KINDS).order_by(resources.c.number)
_PAGE_OF_SEVERAL = _ALL.offset(bindparam("start")).limit(bindparam("count"))
_FIRST = select(resources.c.number).where(_KIND).order_by(resources.c.number)
_PAGE = (
    _LIST.where(
        _KIND,
        # Found in the index alone, whose entries are small.
        resources.c.number >= _FIRST.offset(bindparam("start")).limit(1).scalar_subquery(),
    )
    .order_by(resources.c.number)
    .limit(bindparam("count"))
)
_TOTAL = select(func.count()).select_from(resources).where(_OF_KINDS)
_BY_UNIQUE_VALUE = _LIST.join(unique_values).where(
    unique_values.c.urn == bindparam("urn"), unique_values.c.value == bindparam("value")
)
_ROW = select(resources.c.version, resources.c.body, resources.c.digest).where(
    _KIND, resources.c.id == bindparam("id")
)
_LOCKED_ROW = _ROW.with_for_update()
_INSERT = sql(
    "INSERT INTO resources (id, kind, version, body, digest)"
    " VALUES (:id, :kind, :version, :body, :digest) ON CONFLICT (id) DO NOTHING"
)
_UPDATE = (
    update(resources)
    .where(resources.c.id == bindparam("of"))
    .values(version=bindparam("version"), body=bindparam("body"), digest=bindparam("digest"))
)
_LOCKED_GROUP = (
    select(resources.c.body, resources.c.digest)
    .where(resources.c.id == bindparam("id"))
    .with_for_update()
)
_DELETE = delete(resources).where(resources.c.id == bindparam("of"))
_UNLIMITED = 2**63 - 1


@dataclass(frozen=True)
class Stored:
    """A resource as it is kept."""

    id: str
    kind: str
    version: str
    text: str
    """Its document with gaps; see documents.py."""
    digest: str | None
    """Of all its members."""
    members: dict[str, str]
    """The texts of those members who were read, in their order."""


class SqlStorage(ScimStorage):
    """The storage of the reference server."""

    def __init__(
        self, engine: Engine, provider: ScimProvider, new_id: NewId, clock: Callable[[], datetime]
    ) -> None:
        self.transactions = Transactions(engine)
        self.is_file = engine.dialect.name == "sqlite" and not isinstance(engine.pool, StaticPool)
        self.provider = provider
        self.new_id = new_id
        self.clock = clock
        self._models = {
            each.name: cast("type[Resource[Any]]", provider.model_for(each))
            for each in provider.resource_types
        }
        self.endpoints = {
            each.name: (each.endpoint or "").strip("/") for each in provider.resource_types
        }

    def operation(self) -> AbstractContextManager[Any]:
        """One SCIM operation as one transaction; inside another one it is part of it."""
        return self.transactions.write()

    def reading(self) -> AbstractContextManager[Any]:
        """One SCIM operation that only reads, beside others that write."""
        return self.transactions.read()

    # -- reading ---------------------------------------------------------

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        return self.resource_of(self.find(resource_type, resource_id))

    def find(
        self,
        resource_type: ResourceType,
        resource_id: str,
        read: Callable[[Connection, str], dict[str, str]] = members_of,
    ) -> Stored:
        """A resource as it is kept, with the members that ``read`` reads.

        :raises NotFoundException: when there is none.
        """
        values = {"kind": resource_type.name, "id": resource_id}
        with self.reading() as db:
            row = db.execute(_LOCKED_ROW if self.transactions.writing else _ROW, values).first()
            if row is None:
                raise NotFoundException(detail=f"{resource_type.name} {resource_id!r} not found")
            texts = read(db, resource_id) if MEMBERS in row.body else {}
        kind = resource_type.name or ""
        return Stored(resource_id, kind, row.version, row.body, row.digest, texts)

    def resource_of(self, stored: Stored) -> Resource[Any]:
        """The resource that a document is of, with the members that were read."""
        return self.load(stored.kind, stored.text, list(stored.members.values()))

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        start = min(search_request.start_index_0 or 0, _UNLIMITED)
        kinds = [resource_type.name for resource_type in resource_types]
        matches = search_request.filter.match if search_request.filter else None
        count = search_request.count
        with self.reading() as db:
            if matches is None:
                rows = page_of(db, kinds, start, _UNLIMITED if count is None else count)
                return SearchPage(total_of(db, kinds), self._load_all(db, rows))
            if unique := equality(search_request.filter):
                rows = by_unique_value(db, kinds, *unique)
            else:
                rows = list(db.execute(_ALL, {"kinds": kinds}))
            found = self._load_all(db, rows)
        found = [resource for resource in found if matches is None or matches(resource)]
        stop = None if count is None else start + count
        return SearchPage(len(found), found[start:stop])

    def _load_all(self, db: Connection, rows: list[Any]) -> list[Any]:
        groups = [row.id for row in rows if MEMBERS in row.body]
        texts = members_by_group(db, groups) if groups else {}
        return [self.load(row.kind, row.body, texts.get(row.id, [])) for row in rows]

    def load(self, kind: Any, text: str, texts: list[str]) -> Resource[Any]:
        """The resource of a kind from its document, with the texts of its members."""
        return self.load_document(kind, json.loads(filled(text, "", texts)))

    def load_document(self, kind: Any, document: Document) -> Resource[Any]:
        """The resource of a kind from its JSON."""
        resource = self._models[kind].model_validate(document)
        assert resource.meta is not None
        resource.meta.location = None
        return resource

    def has_members(self, kind: Any) -> bool:
        """Whether resources of a kind are groups."""
        return has_members(self._models[kind])

    # -- writing ---------------------------------------------------------

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        return self.resource_of(self.insert(resource_type, resource))

    def insert(self, resource_type: ResourceType, resource: Resource[Any]) -> Stored:
        """Keep a new resource, with an id and the time."""
        now = self.clock()
        meta = Meta(resource_type=resource_type.name, created=now, last_modified=now)
        kind = resource_type.name or ""
        with self.operation() as db:
            for new_id in self.new_id(resource_type, resource):
                made = resource.model_copy(update={"id": new_id, "meta": meta})
                document, listed = document_of(made)
                texts = member_texts(listed)
                digest = digest_of(texts.values()) if texts else None
                version, text = self._seal(document, digest)
                row = {"id": new_id, "kind": kind, "version": version, "body": text}
                if db.execute(_INSERT, {**row, "digest": digest}).rowcount == 1:
                    break
            take(db, new_id, unique_of(made))
            change_members(db, new_id, None, {}, texts)
        return Stored(new_id, kind, version, text, digest, texts)

    def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        with self.operation():
            stored = self.find(resource_type, resource.id or "")
            _check_version(stored, expected_version)
            had = unique_of(self.resource_of(stored))
            return self.resource_of(self.save(stored, resource, had))

    def save(self, stored: Stored, resource: Resource[Any], had: dict[str, str]) -> Stored:
        """
        Keep the new state of a resource, with those members who were read of the old one.

        ``had`` are the unique values of the old state.
        """
        changed = resource.model_copy(update={"meta": Meta(resource_type=stored.kind)})
        document, listed = document_of(changed)
        before, after = opened(stored.text), member_texts(listed)
        same = content(document) == content(before)
        if same and [*stored.members.items()] == [*after.items()]:
            return stored
        document["meta"] = before["meta"] | Meta(last_modified=self.clock()).model_dump()
        with self.operation() as db:
            digest = change_members(db, stored.id, stored.digest, stored.members, after)
            version, text = self._seal(document, digest)
            row = {"of": stored.id, "version": version, "body": text, "digest": digest}
            db.execute(_UPDATE, row)
            if (values := unique_of(changed)) != had:
                claim(db, stored.id, values)
        return Stored(stored.id, stored.kind, version, text, digest, after)

    def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        with self.operation() as db:
            _check_version(self.find(resource_type, resource_id, no_members), expected_version)
            release(db, resource_id)
            remove_all_members(db, resource_id)
            self._leave_groups(db, resource_id)
            db.execute(_DELETE, {"of": resource_id})

    def _leave_groups(self, db: Connection, user_id: str) -> None:
        """Take a user who is gone out of every group."""
        now = Meta(last_modified=self.clock()).model_dump()
        for group_id, text in groups_of(db, user_id).items():
            group = db.execute(_LOCKED_GROUP, {"id": group_id}).one()
            remove_member(db, group_id, user_id)
            digest = digest_of((), group.digest, [text])
            document = opened(group.body)
            document["meta"] |= now
            version, body = self._seal(document, digest)
            row = {"of": group_id, "version": version, "body": body, "digest": digest}
            db.execute(_UPDATE, row)

    def _seal(self, document: Document, digest: str | None) -> tuple[str, str]:
        return seal(document, self.endpoints[document["meta"]["resourceType"]], digest)

    def clear(self) -> None:
        """Forget every resource."""
        with self.operation() as db:
            for table in (members, unique_values, resources):
                db.execute(delete(table))


def page_of(db: Connection, kinds: list[Any], start: int, count: int) -> list[Any]:
    """The rows of a page: kind, id and body."""
    values = {"start": start, "count": count}
    if len(kinds) == 1:
        return list(db.execute(_PAGE, {**values, "kind": kinds[0]}))
    return list(db.execute(_PAGE_OF_SEVERAL, {**values, "kinds": kinds}))


def total_of(db: Connection, kinds: list[Any]) -> int:
    """The number of resources of some kinds."""
    return db.scalar(_TOTAL, {"kinds": kinds}) or 0


def by_unique_value(db: Connection, kinds: list[Any], urn: str, value: str) -> list[Any]:
    """The row of the resource that has a unique value, if there is one."""
    rows = db.execute(_BY_UNIQUE_VALUE, {"urn": urn, "value": value})
    return [row for row in rows if row.kind in kinds]


def no_members(db: Connection, group_id: str) -> dict[str, str]:
    """Reads no members, for who needs none."""
    return {}


def _check_version(stored: Stored, expected: str | None) -> None:
    """See that nobody changed a resource meanwhile (RFC 7644 section 3.14)."""
    if expected not in (None, stored.version):
        raise PreconditionFailedException


def member_texts(listed: list[dict[str, Any]]) -> dict[str, str]:
    """The texts of members by their ids; a member without an id is none."""
    return {each["value"]: member_text(each) for each in listed if each.get("value")}
