"""A rehearsal Okta org: people, groups and one app, which provisions over HTTP as Okta does."""

from scimguide.okta.client import ScimClient
from scimguide.okta.clock import RealClock, VirtualClock
from scimguide.okta.mapper import Mapper
from scimguide.okta.org.state import OrgState
from scimguide.okta.rehearsal import Rehearsal
from scimguide.okta.result import ActionResult
from scimguide.okta.system_log import Event

__all__ = [
    "ActionResult",
    "Event",
    "Mapper",
    "OrgState",
    "RealClock",
    "Rehearsal",
    "ScimClient",
    "VirtualClock",
]
