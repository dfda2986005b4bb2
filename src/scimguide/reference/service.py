"""The service's own policy on top of scim2-server: filters, limits, defaults, responses."""

from functools import lru_cache
from typing import Any, Union

from scim2_models import (
    Context,
    InvalidFilterException,
    InvalidValueException,
    ListResponse,
    NotImplementedException,
    PatchOp,
    PayloadTooLargeException,
    Resource,
    ResourceType,
    ResponseParameters,
    Schema,
    ScimFilter,
    SearchRequest,
)
from scim2_models.path import Comparison
from scim2_server.conditions import Conditions
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Target, match
from scim2_server.service import ScimService
from scim2_server.utils import parametrize

from scimguide.mapping import Spec
from scimguide.problem import one_of
from scimguide.reference.bounds import Bounds
from scimguide.reference.names import Name
from scimguide.reference.patches import steps_of
from scimguide.reference.provider import provider_of
from scimguide.reference.values import Values, read

LAST_INDEX = 2**31 - 1
"""The largest ``startIndex`` that every database can count to."""


_match = lru_cache(maxsize=64)(match)


class ReferenceService(ScimService):
    """The SCIM protocol as one service speaks it; the spec says how."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(provider_of(spec))
        self.spec = spec
        self.values = Values(spec)
        self.bounds = Bounds(spec)
        kinds = {"User": spec.users, "Group": spec.groups}
        self._required = {
            name: [each for each in kind.attributes if each.is_.required]
            for name, kind in kinds.items()
        }
        models = self.get_models()
        each = (PatchOp, ResponseParameters, SearchRequest)
        self._messages = [
            parametrize(ListResponse, Union[tuple(models)]),  # noqa: UP007
            *(parametrize(message, model) for message in each for model in models),
            *(parametrize(ListResponse, kind) for kind in (ResourceType, Schema)),
        ]
        """Kept, because pydantic makes each type anew when nobody has kept it."""

    # -- routes ----------------------------------------------------------

    @staticmethod
    def match(request: ScimRequest) -> Target:
        """The operation that a request asks for, which several steps want to know."""
        return _match(request.method.upper(), request.path)

    # -- limits ----------------------------------------------------------

    def max_body_size(self, request: ScimRequest) -> int:
        """The body limit; nothing is read beyond it."""
        return self.spec.service.limits.body_size.value

    def check_body(self, request: ScimRequest) -> None:
        """Refuse a body that is too large (RFC 7644 section 3.12)."""
        limit = self.max_body_size(request)
        if len(request.body) > limit:
            raise PayloadTooLargeException(detail=f"The body is larger than {limit} bytes")
        self.bounds.check_json(request.body)

    # -- filters ---------------------------------------------------------

    def read_search(
        self, resource_types: list[ResourceType], payload: Any
    ) -> tuple[SearchRequest[Any], Any]:
        """Refuse filters that are malformed, then those that the service does not support."""
        text = payload.get("filter") if isinstance(payload, dict) else None
        if isinstance(text, str):
            self.bounds.check_filter(text)
            self._check_filter(resource_types, text)
        search, position = super().read_search(resource_types, payload)
        if (search.start_index or 0) > LAST_INDEX:
            raise InvalidValueException(detail=f"startIndex is larger than {LAST_INDEX}")
        return search, position

    def _check_filter(self, resource_types: list[ResourceType], text: str) -> None:
        node = ScimFilter[Any](text).ast  # raises InvalidFilterException when it is malformed
        kinds = {"User": "users", "Group": "groups"}
        rows = [
            row
            for resource_type in resource_types
            for row in self.spec.service.filters
            if row.resource == kinds[resource_type.name or ""]
        ]
        if isinstance(node, Comparison):
            self.bounds.check_characters(str(node.value))
            name = str(node.attr_path).rpartition(":")[2].casefold()
            for row in rows:
                same = name == row.attribute.rpartition(":")[2].casefold()
                if same and node.op.value in row.operators:
                    return
        supported = [f"{row.attribute} {operator}" for row in rows for operator in row.operators]
        detail = f"The filter {text!r} is not supported, expected {one_of(supported)}"
        if self.spec.service.behaviour.unsupported_filter.status == 501:
            raise NotImplementedException(detail=detail)
        raise InvalidFilterException(detail=detail)

    # -- values ----------------------------------------------------------

    def read_creation(
        self, resource_type: ResourceType, body: bytes, content_type: str | None
    ) -> Resource[Any]:
        """A new resource, with the defaults of the service."""
        resource = super().read_creation(resource_type, body, content_type)
        return self._normalized(resource_type.name or "", Name(), resource)

    def apply_replacement(
        self, current: Resource[Any], replacement: Resource[Any], conditions: Conditions
    ) -> Resource[Any] | None:
        """The new state after a PUT; None when it is the old one."""
        kind, name = self._kind_and_name(current)
        replaced = super().apply_replacement(current, replacement, conditions)
        return None if replaced is None else self._normalized(kind, name, replaced)

    def apply_patch(
        self, current: Resource[Any], patch_op: "PatchOp[Any]", conditions: Conditions
    ) -> Resource[Any] | None:
        """The new state after a PATCH, all of it or nothing; None when it is the old one."""
        self.check_preconditions(current, "PATCH", conditions)
        steps = steps_of(patch_op)
        self.bounds.check_patch(current, steps)
        kind, name = self._kind_and_name(current)
        changed = [step.patch(current) for step in steps]
        return self._normalized(kind, name, current) if any(changed) else None

    def _kind_and_name(self, resource: Resource[Any]) -> tuple[str, Name]:
        kind = self.get_resource_type_of(resource).name or ""
        return kind, self.values.name_of(kind, resource)

    def _normalized(self, kind: str, before: Name, after: Resource[Any]) -> Resource[Any]:
        """A resource in the form in which it is kept, and whether it may be."""
        self.values.normalize(kind, after, before)
        self._check_required(kind, after)
        self.bounds.check_resource(after)
        return after

    def _check_required(self, kind: str, resource: Resource[Any]) -> None:
        """Refuse a required string without a character that one can see (RFC 7643 section 2.2)."""
        for attribute in self._required[kind]:
            value = read(resource, attribute.path)
            if isinstance(value, str) and not any(map(str.isprintable, value.split())):
                raise InvalidValueException(detail=f"{attribute.name} is blank, expected a value")

    # -- answers ---------------------------------------------------------

    def patch_response(
        self,
        base_url: str,
        resource: Resource[Any],
        response_parameters: ResponseParameters[Any],
    ) -> ScimResponse:
        """200 with the resource, or 204, whichever the service returns."""
        if self.spec.service.behaviour.patch_returns == "nothing":
            return super().patch_response(base_url, resource, response_parameters)
        return self.resource_response(
            self.publish(base_url, resource),
            Context.RESOURCE_REPLACEMENT_RESPONSE,
            response_parameters,
        )
