"""
What happens in a rehearsal org: its state, and the actions of an admin by subject.

Every action takes the :class:`~scimguide.okta.org.state.OrgState` first and returns the
result of what an admin would call a click; none raises because the service fails.
"""
