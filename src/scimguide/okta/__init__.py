"""A rehearsal Okta org: people, groups and one app, which provisions over HTTP as Okta does."""

from scimguide.okta.client import ScimClient
from scimguide.okta.clock import RealClock, VirtualClock
from scimguide.okta.mapper import Mapper
from scimguide.okta.org import Org
from scimguide.okta.rehearsal import Rehearsal
from scimguide.okta.report import Event, Report

__all__ = [
    "Event",
    "Mapper",
    "Org",
    "RealClock",
    "Rehearsal",
    "Report",
    "ScimClient",
    "VirtualClock",
]
