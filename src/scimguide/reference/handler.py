"""The operations of SCIM, with the one that this service carries out in its own way."""

from scim2_models import ResourceType
from scim2_server.conditions import Conditions
from scim2_server.handler import AsyncScimHandler
from scim2_server.storage import AsyncScimStorage

from scimguide.reference.service import ReferenceService
from scimguide.reference.values import write


class Handler(AsyncScimHandler):
    """Calls the service's steps and the storage in turn."""

    def __init__(self, service: ReferenceService, storage: AsyncScimStorage) -> None:
        super().__init__(service, storage)
        self._soft = service.spec.service.behaviour.delete_user == "deactivate"

    async def delete_resource(
        self, resource_type: ResourceType, resource_id: str, conditions: Conditions
    ) -> None:
        """Remove a resource, or deactivate a user where the service does that instead."""
        if resource_type.name != "User" or not self._soft:
            await super().delete_resource(resource_type, resource_id, conditions)
            return
        user = await self.storage.get(resource_type, resource_id)
        self.service.check_deletion(user, conditions)
        write(user, "active", False)
        await self.storage.update(resource_type, user)
