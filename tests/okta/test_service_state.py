"""What a service contains, read over HTTP."""

from collections.abc import Callable

from scimguide.okta import Rehearsal
from scimguide.okta.service_state import state_over_http

ADA = "ada.quill@example.com"
TEAM = 'The "A" Team'


def test_everything_and_details_are_read(begin: Callable[..., Rehearsal]) -> None:
    """Users with their state, groups, values and memberships, whatever quotes are in a name."""
    rehearsal = begin(
        "set-up",
        "assign ada",
        "join ada checkout",
        f"rename-group checkout '{TEAM}'",
        "push checkout",
    )
    wanted = [f'value {ADA} name.familyName "Quill"', f"member {ADA} {TEAM}"]
    with state_over_http(rehearsal.spec, rehearsal.base_url, rehearsal.token) as state:
        assert state.users() == [(ADA, True)]
        assert state.groups() == [TEAM]
        found = [f"user {ADA} active", f"group {TEAM}", *wanted]
        assert state.read(wanted) == found
        assert [entry for entry in found if not state.contains(entry)] == []
        assert not state.contains(f"user {ADA} inactive")
        assert not state.contains(f"no member {ADA} {TEAM}")
