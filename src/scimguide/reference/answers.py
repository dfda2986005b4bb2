"""
Responses from documents as they are kept, without a model between.

This is the way of the requests that clients send all day: a resource by its id, a page of a list,
and the lookup by a unique value.  What asks for more, by ``attributes`` or another filter, returns
None here and goes the general way, with the same result.
"""

import json
import re
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from scim2_models import Mutability, Path, Reference, Resource, ResourceType, Returned
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation
from scim2_server.utils import parametrize

from scimguide.mapping import Spec
from scimguide.reference.documents import MEMBERS, filled
from scimguide.reference.membership import first_members, members_by_group
from scimguide.reference.service import ReferenceService
from scimguide.reference.storage import SqlStorage, Stored, by_unique_value, page_of, total_of
from scimguide.reference.unique import unique_attributes

_SCHEMAS = json.dumps(["urn:ietf:params:scim:api:messages:2.0:ListResponse"])
_NUMBER = re.compile(r"[0-9]{1,9}")
_EQUALITY = re.compile(r'(\w+) eq "([^"\\]+)"', re.ASCII | re.IGNORECASE)


@dataclass
class StoredResponse(ScimResponse):
    """A response whose body is JSON already."""

    text: str = ""


class Answers:
    """The responses of a service from what its storage keeps."""

    def __init__(self, service: ReferenceService, storage: SqlStorage) -> None:
        self._service = service
        self._storage = storage
        self._silent = service.spec.service.behaviour.patch_returns == "nothing"
        self._page_size = service.spec.service.limits.page_size.value
        kinds = {each.name: service.get_model(each) for each in service.provider.resource_types}
        self._whole = {name for name, model in kinds.items() if _is_returned_whole(model)}
        self._unique = {name: _lookups(service.spec, name, model) for name, model in kinds.items()}

    def resource(self, request: ScimRequest) -> ScimResponse | None:
        """The response to the read of a resource."""
        target = self._service.route(request, Operation.query)
        resource_type = self._service.resource_type_at(target.endpoint or "")
        if request.query or resource_type.name not in self._whole:
            return None
        found = self._storage.find(resource_type, target.resource_id or "")
        conditions = self._service.read_conditions(request)
        if not conditions.check(found.version, "GET"):
            return ScimResponse(HTTPStatus.NOT_MODIFIED, None, {"ETag": found.version})
        return self.whole(request.base_url, resource_type, found)

    def whole(
        self,
        base_url: str,
        resource_type: ResourceType,
        stored: Stored,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> ScimResponse | None:
        """The response with a whole resource, when the kind is returned as it is kept."""
        if resource_type.name not in self._whole:
            return None
        location = self._service.resource_location(base_url, resource_type, stored.id)
        headers = {"Content-Location": location, "ETag": stored.version}
        if status is HTTPStatus.CREATED:
            headers["Location"] = location
        text = filled(stored.text, f"{base_url.rstrip('/')}/", [*stored.members.values()])
        return StoredResponse(status, None, headers, text=text)

    def patched(
        self, base_url: str, resource_type: ResourceType, stored: Stored
    ) -> ScimResponse | None:
        """The response to a PATCH: the whole resource, or nothing.

        RFC 7644 section 3.5.2 leaves it to the server, which returns no group that has more members
        than a page has resources.
        """
        texts: dict[str, str] = {}
        if MEMBERS in stored.text and not self._silent:
            with self._storage.reading() as db:
                texts = first_members(db, stored.id, self._page_size + 1)
        if self._silent or len(texts) > self._page_size:
            return ScimResponse(HTTPStatus.NO_CONTENT, None, {"ETag": stored.version})
        return self.whole(base_url, resource_type, replace(stored, members=texts))

    def page(self, request: ScimRequest) -> ScimResponse | None:
        """The response to a list, or to the lookup by a unique value."""
        target = self._service.route(request, Operation.search)
        query = dict(request.query)
        start, count = query.pop("startIndex", "1"), query.pop("count", str(self._page_size))
        text = query.pop("filter", None)
        numbers = all(map(_NUMBER.fullmatch, (start, count)))
        if query or not target.endpoint or not numbers:
            return None
        resource_type = self._service.resource_type_at(target.endpoint)
        first, size = max(int(start), 1), min(int(count), self._page_size)
        if resource_type.name not in self._whole or size < 1:
            return None
        if text is None:
            return self._list(request.base_url, resource_type.name, first, size)
        return self._lookup(request.base_url, resource_type.name, text) if first == 1 else None

    def _list(self, base_url: str, kind: Any, first: int, size: int) -> ScimResponse:
        with self._storage.reading() as db:
            rows = page_of(db, [kind], first - 1, size)
            whole = first == 1 and len(rows) < size
            total = len(rows) if whole else total_of(db, [kind])
            return self._page(db, base_url, rows, total, first)

    def _lookup(self, base_url: str, kind: Any, text: str) -> ScimResponse | None:
        comparison = _EQUALITY.fullmatch(text)
        binding = self._unique[kind].get(comparison[1].casefold()) if comparison else None
        if comparison is None or binding is None:
            return None
        with self._storage.reading() as db:
            value = str(binding.comparable(comparison[2]))
            rows = by_unique_value(db, [kind], binding.urn, value)
            return self._page(db, base_url, rows, len(rows), 1)

    def _page(
        self, db: Any, base_url: str, rows: list[Any], total: int, first: int
    ) -> ScimResponse:
        groups = [row.id for row in rows if MEMBERS in row.body]
        texts = members_by_group(db, groups) if groups else {}
        base = f"{base_url.rstrip('/')}/"
        listed = ", ".join(filled(row.body, base, texts.get(row.id, ())) for row in rows)
        head = f'"totalResults": {total}, "startIndex": {first}, "itemsPerPage": {len(rows)}'
        text = f'{{"schemas": {_SCHEMAS}, {head}, "Resources": [{listed}]}}'
        return StoredResponse(HTTPStatus.OK, text=text)


def _is_returned_whole(model: type[Resource[Any]]) -> bool:
    """Whether a response has all that is kept, and no URL but the ones that documents know."""
    path = parametrize(Path, model)
    hidden = [
        *path.iter_paths(returned=[Returned.request]),
        *path.iter_paths(mutability=[Mutability.write_only]),
    ]
    urls = {str(each).rpartition(":")[2] for each in path.iter_paths(target_type=[Reference])}
    kept = {"password"}  # never kept; see values.py
    return not [each for each in hidden if str(each) not in kept] and urls <= {"members.$ref"}


def _lookups(spec: Spec, kind: Any, model: type[Resource[Any]]) -> dict[str, Any]:
    """The unique attributes by which the service finds resources."""
    rows = {"User": "users", "Group": "groups"}
    found = {
        row.attribute.casefold()
        for row in spec.service.filters
        if row.resource == rows[kind] and "eq" in row.operators
    }
    every = {
        str(path).rpartition(":")[2].casefold(): each for each, path in unique_attributes(model)
    }
    return {name: binding for name, binding in every.items() if name in found}
