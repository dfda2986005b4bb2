"""
A directory as a file: one JSON line a resource, and a last one with number and checksum.

Users come first, so that the members of a group are known when the group is read.  The file is
independent of the database: what SQLite exports, PostgreSQL imports.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from scimguide.errors import UserError
from scimguide.reference.documents import digest_of, filled, text_of
from scimguide.reference.membership import members_of
from scimguide.reference.migrations import VERSION
from scimguide.reference.rewriting import attributes_digest, rewrite
from scimguide.reference.storage import SqlStorage, member_texts
from scimguide.reference.tables import members, resources, schema_version, unique_values
from scimguide.reference.unique import unique_of

_BATCH = 1000
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
_EXPORTED = (
    select(resources)
    .where(resources.c.kind == bindparam("kind"))
    .order_by(resources.c.number)
    .execution_options(yield_per=_BATCH)
)


class TransferError(UserError):
    """A file that cannot be imported; the message says where and why."""


def export_directory(storage: SqlStorage, file: Path) -> int:
    """Write all resources into a file that only its owner reads, and give their number."""
    partial = file.with_name(f"{file.name}.partial")
    checksum, count = hashlib.sha256(), 0
    with _named(file), os.fdopen(os.open(partial, _NEW, 0o600), "wb") as output:
        for count, line in enumerate(_lines(storage)):  # noqa: B007
            checksum.update(line)
            output.write(line)
        output.write(_line({"resources": count, "sha256": checksum.hexdigest()}))
        partial.replace(file)
    return count


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Name the file in an error of the operating system."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TransferError(f"{file}: {reason}, expected a file of scimguide server") from None


def _lines(storage: SqlStorage) -> Iterator[bytes]:
    with storage.reading() as db:
        head = {"schema": VERSION, "attributes": attributes_digest(storage.provider)}
        yield _line(head)
        for kind in sorted(storage.endpoints, key="Group".__eq__):
            for row in db.execute(_EXPORTED, {"kind": kind}):
                texts = list(members_of(db, row.id).values())
                resource = json.loads(filled(row.body, "", texts))
                yield _line({"kind": kind, "resource": resource})


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"


@dataclass(frozen=True)
class _Rows:
    """A line of the file as the rows of the tables."""

    line: int
    resource: dict[str, Any]
    unique_values: list[dict[str, str]]
    members: list[dict[str, str]]


def import_directory(storage: SqlStorage, file: Path, shown: str) -> int:
    """Read all resources from a file into an empty database, all or none, and give their number.

    :raises TransferError: when the file is broken, with the line, or the database is not empty.
    """
    with storage.provider, storage.operation() as db:
        if db.scalar(select(resources.c.id).limit(1)) is not None:
            raise TransferError(f"{shown}: it has resources, expected an empty database")
        attributes, count, batch = None, 0, list[_Rows]()
        for number, value in _read(file):
            if number == 1:
                attributes = _head(file, value)
                continue
            batch.append(_rows(storage, file, number, value))
            count += 1
            if len(batch) == _BATCH:
                _insert(db, file, batch)
                batch = []
        _insert(db, file, batch)
        db.execute(update(schema_version).values(attributes=attributes))
    rewrite(storage, shown)
    return count


def _read(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The lines of a file with their numbers, apart from the last one, which is checked."""
    checksum, number, last = hashlib.sha256(), 0, None
    with _named(file), file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if last is not None:
                raise _broken(file, number, "a line behind the checksum", "the end")
            try:
                value = json.loads(line)
            except ValueError:
                value = None
            if not isinstance(value, dict):
                raise _broken(file, number, "no JSON object", "one a line")
            if "sha256" in value:
                last = value
                continue
            checksum.update(line)
            yield number, value
    if last is None:
        raise _broken(file, number, "the file ends here", "a last line with the checksum")
    if last != {"resources": number - 2, "sha256": checksum.hexdigest()}:
        raise _broken(file, number, "another checksum than the lines have", checksum.hexdigest())


def _head(file: Path, value: dict[str, Any]) -> str:
    if value.get("schema") != VERSION or not isinstance(value.get("attributes"), str):
        accepted = f"the head of an export with schema version {VERSION}"
        raise _broken(file, 1, f"schema version {value.get('schema')!r}", accepted)
    return str(value["attributes"])


def _rows(storage: SqlStorage, file: Path, line: int, value: dict[str, Any]) -> _Rows:
    try:
        kind, document = value["kind"], value["resource"]
        resource = storage.load_document(kind, document)
        id_, version = document["id"], document["meta"]["version"]
        texts = member_texts(document.pop("members", []))
        if storage.has_members(kind):
            document["members"] = []
        body = text_of(document, storage.endpoints[kind], version)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise _broken(file, line, f"{where}: {first['msg']}", "a resource of the spec") from None
    except (KeyError, TypeError, AttributeError, AssertionError):
        raise _broken(file, line, "no resource", "kind and resource as exported") from None
    digest = digest_of(texts.values()) if texts else None
    return _Rows(
        line,
        {"id": id_, "kind": kind, "version": version, "body": body, "digest": digest},
        [{"urn": urn, "value": each, "resource": id_} for urn, each in unique_of(resource).items()],
        [{"group_id": id_, "member_id": each, "body": text} for each, text in texts.items()],
    )


def _insert(db: Connection, file: Path, batch: list[_Rows]) -> None:
    """Insert the rows of some lines; when they conflict, find the line that does."""
    try:
        with db.begin_nested():
            _insert_rows(db, batch)
    except IntegrityError:
        if len(batch) > 1:
            for rows in batch:
                _insert(db, file, [rows])
            return
        accepted = "an id and unique values that no line before has, and members who are users"
        raise _broken(file, batch[0].line, "a conflict", accepted) from None


def _insert_rows(db: Connection, batch: list[_Rows]) -> None:
    for table, found in (
        (resources, [rows.resource for rows in batch]),
        (unique_values, [row for rows in batch for row in rows.unique_values]),
        (members, [row for rows in batch for row in rows.members]),
    ):
        if found:
            db.execute(insert(table), found)


def _broken(file: Path, number: int, problem: str, accepted: str) -> TransferError:
    return TransferError(f"{file}:{number}: {problem}, expected {accepted}")
