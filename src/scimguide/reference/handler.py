"""The operations of SCIM, over documents that are kept as the JSON of their responses."""

from http import HTTPStatus
from typing import Any, cast

from scim2_models import PatchOp, Resource, ResourceType, ResponseParameters
from scim2_server.conditions import Conditions
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation

from scimguide.reference.answers import Answers
from scimguide.reference.patches import members_named_by
from scimguide.reference.service import ReferenceService
from scimguide.reference.storage import SqlStorage
from scimguide.reference.transactions import StorageConflict
from scimguide.reference.values import write

_ATTEMPTS = 5
"""How often an operation is tried when other transactions come first."""


class Handler(ScimHandler):
    """Calls the service's steps and the storage in turn."""

    def __init__(self, service: ReferenceService, storage: SqlStorage) -> None:
        super().__init__(service, storage)
        self.sql = storage
        self.answers = Answers(service, storage)
        self._silent = service.spec.service.behaviour.patch_returns == "nothing"
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
                created = self.sql.create(resource_type, resource)
                stored = self.sql.find(resource_type, created.id or "")
                return self.answers.whole(
                    request.base_url, resource_type, stored, HTTPStatus.CREATED
                ) or self.service.creation_response(request.base_url, created)

    def replace(self, request: ScimRequest) -> ScimResponse:
        """Replace a resource."""
        with self.sql.operation():
            return super().replace(request)

    def patch(self, request: ScimRequest) -> ScimResponse:
        """Change a resource."""
        with self.service.provider:
            resource_type, resource_id = self._target(request, Operation.patch)
            parameters = self.service.read_response_parameters(resource_type, request.query)
            patch_op = self.service.read_patch(
                resource_type, request.body, request.header("Content-Type")
            )
            conditions = self.service.read_conditions(request)
            with self.sql.operation():
                self.patch_resource(resource_type, resource_id, patch_op, conditions)
                return self._patched(request.base_url, resource_type, resource_id, parameters)

    def _patched(
        self,
        base_url: str,
        resource_type: ResourceType,
        resource_id: str,
        parameters: ResponseParameters[Any],
    ) -> ScimResponse:
        """The whole resource, or nothing: of a large group, and where the service returns nothing.

        RFC 7644 section 3.5.2 leaves it to the server, unless the client asks for attributes.
        """
        if not parameters.attributes and not parameters.excluded_attributes:
            stored = self.sql.find(resource_type, resource_id)
            if self._silent or self.answers.is_large(stored):
                return ScimResponse(HTTPStatus.NO_CONTENT, None, {"ETag": stored.version})
            if whole := self.answers.whole(base_url, resource_type, stored):
                return whole
        resource = self.sql.get(resource_type, resource_id)
        return self.service.patch_response(base_url, resource, parameters)

    def _target(self, request: ScimRequest, operation: Operation) -> tuple[ResourceType, str]:
        """The resource type that a request is for, and the id when it has one."""
        target = self.service.route(request, operation)
        return self.service.resource_type_at(target.endpoint or ""), target.resource_id or ""

    def patch_resource(
        self,
        resource_type: ResourceType,
        resource_id: str,
        patch_op: "PatchOp[Any]",
        conditions: Conditions,
    ) -> Resource[Any]:
        """Change a resource; of a group only the members whom the request names are loaded."""
        named = members_named_by(patch_op)
        if resource_type.name != "Group" or named is None:
            return super().patch_resource(resource_type, resource_id, patch_op, conditions)
        current: Any = self.sql.get_with(resource_type, resource_id, named)
        named.update(each.value for each in current.members or [])
        changed = self.service.apply_patch(current, patch_op, conditions)
        if changed is None:
            return cast("Resource[Any]", current)
        return self.sql.update(resource_type, changed, named=named)

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
