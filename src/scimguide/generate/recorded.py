"""An operation with its response, as it was recorded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scimguide.mapping.operations import Operation
from scimguide.mapping.requests import ConcreteRequest

if TYPE_CHECKING:
    from scimguide.reference.transcript import ServedExchange


@dataclass(frozen=True)
class RecordedOperation:
    """An operation that was carried out while the guide was generated."""

    request: ConcreteRequest
    """With ids as ``{USER_ID}``, as the pages and downloads write it."""
    sent: ConcreteRequest
    """With the ids that were captured."""
    exchange: "ServedExchange"

    @property
    def operation(self) -> Operation:
        """The operation of the spec."""
        return self.request.operation

    @property
    def captured(self) -> dict[str, str]:
        """The ids that the response has for later operations, by the names of their variables."""
        answer = self.exchange.json
        found = answer if isinstance(answer, dict) else {}
        captures = self.operation.captures.items()
        return {name: str(found[path]) for name, path in captures if path in found}
