"""The operations of SCIM, over documents that are kept as the JSON of their responses."""

from functools import partial
from http import HTTPStatus
from typing import Any

from scim2_models import Resource, ResourceType
from scim2_server.conditions import Conditions
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation

from scimguide.reference.answers import Answers
from scimguide.reference.membership import members_of, named_and_last
from scimguide.reference.patches import members_named_by
from scimguide.reference.service import ReferenceService
from scimguide.reference.storage import SqlStorage
from scimguide.reference.transactions import StorageConflict
from scimguide.reference.unique import unique_of
from scimguide.reference.values import write

_ATTEMPTS = 5
"""How often an operation is tried when other transactions come first."""


class Handler(ScimHandler):
    """Calls the service's steps and the storage in turn."""

    def __init__(self, service: ReferenceService, storage: SqlStorage) -> None:
        super().__init__(service, storage)
        self.sql = storage
        self.answers = Answers(service, storage)
        self._users = service.spec.users.endpoint.strip("/")
        self._soft = service.spec.service.behaviour.delete_user == "deactivate"

    def handle(self, request: ScimRequest) -> ScimResponse:
        """Serve a request, and once more when another transaction came first."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return super().handle(request)
            except StorageConflict:
                continue
        return super().handle(request)

    # -- reading ---------------------------------------------------------

    def read_at_once(self, request: ScimRequest) -> ScimResponse | None:
        """The response to the read of one user that takes less than a change of threads, or None.

        In a file of SQLite it does: an index finds the document, and a reader waits for nobody.
        """
        target = self.service.match(request)
        one = target.operation is Operation.query or "filter" in request.query
        if not one or request.body or target.endpoint != self._users or not self.sql.is_file:
            return None
        with self.service.provider, self.sql.reading():
            if target.operation is Operation.query:
                return self.answers.resource(request)
            return self.answers.page(request) if target.operation is Operation.search else None

    def query(self, request: ScimRequest) -> ScimResponse:
        """Read a resource."""
        with self.sql.reading():
            return self.answers.resource(request) or super().query(request)

    def search(self, request: ScimRequest) -> ScimResponse:
        """List resources."""
        with self.sql.reading():
            return self.answers.page(request) or super().search(request)

    def search_with_body(self, request: ScimRequest) -> ScimResponse:
        """List resources as the body of a request says."""
        with self.sql.reading():
            return super().search_with_body(request)

    # -- writing ---------------------------------------------------------

    def create(self, request: ScimRequest) -> ScimResponse:
        """Create a resource."""
        with self.service.provider:
            resource_type, _ = self._target(request, Operation.create)
            resource = self.service.read_creation(
                resource_type, request.body, request.header("Content-Type")
            )
            with self.sql.operation():
                stored = self.sql.insert(resource_type, resource)
            whole = self.answers.whole(request.base_url, resource_type, stored, HTTPStatus.CREATED)
            return whole or self.service.creation_response(
                request.base_url, self.sql.resource_of(stored)
            )

    def patch(self, request: ScimRequest) -> ScimResponse:
        """Change a resource; of a group only the members whom the request names are read."""
        with self.service.provider:
            resource_type, resource_id = self._target(request, Operation.patch)
            parameters = self.service.read_response_parameters(resource_type, request.query)
            patch_op = self.service.read_patch(
                resource_type, request.body, request.header("Content-Type")
            )
            conditions = self.service.read_conditions(request)
            named = members_named_by(patch_op)
            read = members_of if named is None else partial(named_and_last, named=named)
            with self.sql.operation():
                stored = self.sql.find(resource_type, resource_id, read)
                current = self.sql.resource_of(stored)
                had = unique_of(current)
                changed = self.service.apply_patch(current, patch_op, conditions)
                if changed is not None:
                    stored = self.sql.save(stored, changed, had)
                if not parameters.attributes and not parameters.excluded_attributes:
                    answer = self.answers.patched(request.base_url, resource_type, stored)
                    if answer is not None:
                        return answer
                resource = self.sql.get(resource_type, resource_id)
            return self.service.patch_response(request.base_url, resource, parameters)

    def replace_resource(
        self,
        resource_type: ResourceType,
        current: Resource[Any],
        replacement: Resource[Any],
        conditions: Conditions,
    ) -> Resource[Any]:
        """Replace a resource, whose row is locked since it was read."""
        replaced = self.service.apply_replacement(current, replacement, conditions)
        if replaced is None:
            return current
        return self.sql.update(resource_type, replaced)

    def _target(self, request: ScimRequest, operation: Operation) -> tuple[ResourceType, str]:
        """The resource type that a request is for, and the id when it has one."""
        target = self.service.route(request, operation)
        return self.service.resource_type_at(target.endpoint or ""), target.resource_id or ""

    def delete_resource(
        self, resource_type: ResourceType, resource_id: str, conditions: Conditions
    ) -> None:
        """Remove a resource, or deactivate a user where the service does that instead."""
        if resource_type.name != "User" or not self._soft:
            super().delete_resource(resource_type, resource_id, conditions)
            return
        user = self.storage.get(resource_type, resource_id)
        self.service.check_deletion(user, conditions)
        write(user, "active", False)
        self.storage.update(resource_type, user)
