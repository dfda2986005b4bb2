"""
Documents that were written for other attributes: they are brought into the form of today.

A document is the JSON of a response, so it follows the spec.  When the attributes of the spec have
changed since a database was last opened, or the database comes from a version that kept documents
in another form, each one is read and written once.
"""

import hashlib
import json
from typing import Any

from pydantic import ValidationError
from scim2_models import ScimProvider, UniquenessException
from sqlalchemy import Connection, bindparam, select, update

from scimguide.reference.documents import document_of, text_of
from scimguide.reference.membership import change_members, members_of
from scimguide.reference.storage import SqlStorage, member_texts
from scimguide.reference.tables import DatabaseError, resources, schema_version
from scimguide.reference.unique import claim, unique_of

_BATCH = 500
_NEXT = (
    select(resources)
    .where(resources.c.number > bindparam("after"))
    .order_by(resources.c.number)
    .limit(_BATCH)
)
_WRITE = (
    update(resources)
    .where(resources.c.number == bindparam("of"))
    .values(body=bindparam("body"), digest=bindparam("digest"))
)


def rewrite(storage: SqlStorage, shown: str) -> None:
    """Bring all documents into the form of today; ``shown`` names the database in messages.

    :raises DatabaseError: when one of them does not fit the spec.
    """
    attributes = attributes_digest(storage.provider)
    with storage.reading() as db:
        newest = select(schema_version.c.attributes).order_by(schema_version.c.version.desc())
        if db.scalar(newest) == attributes:
            return
    with storage.provider, storage.operation() as db:
        last = 0
        while rows := db.execute(_NEXT, {"after": last}).all():
            for row in rows:
                _rewrite(storage, db, row, shown)
            last = rows[-1].number
        db.execute(update(schema_version).values(attributes=attributes))


def _rewrite(storage: SqlStorage, db: Connection, row: Any, shown: str) -> None:
    try:
        before = members_of(db, row.id)
        resource = storage.load(row.kind, row.body, list(before.values()))
        document, listed = document_of(resource)
        digest = change_members(db, row.id, row.digest, before, member_texts(listed))
        text = text_of(document, storage.endpoints[row.kind], row.version)
        db.execute(_WRITE, {"of": row.number, "body": text, "digest": digest or None})
        claim(db, row.id, unique_of(resource))
    except (KeyError, ValidationError, UniquenessException) as error:
        reason = str(error).strip().splitlines()[-1].strip()
        accepted = "resources that fit docs/mapping.yaml"
        raise DatabaseError(
            f"{shown}: {row.kind} {row.id}: {reason}, expected {accepted}"
        ) from None


def attributes_digest(provider: ScimProvider) -> str:
    """What the form of documents depends on, as a digest."""
    kinds = [*provider.schemas, *provider.resource_types]
    text = json.dumps([each.model_dump() for each in kinds], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
