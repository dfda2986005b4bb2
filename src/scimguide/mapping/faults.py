"""
The ways in which a service can be broken on purpose, each with what it then does.

The catalogue of problems names them, the reference server has them, and
``scimguide server --fault NAME`` turns them on.
"""

FAULTS = {
    "revoked-token": "Refuses every token",
    "html": "Answers every request with an HTML page and status 200",
    "empty": "Answers lists with status 200 and nothing",
    "bare-array": "Answers lists with an array instead of a ListResponse",
    "no-resources": "Leaves Resources out of lists",
    "server-error": "Answers every request with status 500",
    "closed": "Closes the connection in the middle of the answer",
    "slow": "Answers one second later than Okta waits",
    "hide-inactive": "Leaves deactivated users out of lists and lookups",
    "hide-inactive-by-id": "Answers 404 for the id of a deactivated user",
    "case-sensitive": "Finds a userName only when its case is the same",
    "ignore-filter": "Answers every filter with all resources",
    "empty-created": "Creates a user and answers without a body",
    "created-without-id": "Leaves the id out of the answer to a creation",
    "text-counts": "Sends the numbers of a list as texts",
    "requested-count": "Repeats the requested count as itemsPerPage",
    "pathless-refused": "Refuses a PATCH of a user without a path",
    "no-patch": "Answers every PATCH with status 501",
    "formatted-only": "Reads and keeps no name but name.formatted",
    "roles-as-objects": "Returns roles as objects instead of texts",
    "drop-roles": "Keeps roles and never returns them",
    "group-pathless-refused": "Refuses a PATCH of a group without a path",
    "no-replace-members": "Answers 501 when members are replaced",
    "ignore-members": "Accepts a change of members and does not carry it out",
    "lost-groups": "Has lost every group that it created",
    "lost-users": "Leaves every user out of lists and lookups",
    "text-errors": "Answers errors with plain text",
    "rate-limit": "Answers every other request with 429 and whole seconds",
    "rate-limit-date": "Answers every other request with 429 and a date",
    "rate-limit-bare": "Answers every other request with 429 and no Retry-After",
    "rate-limit-forever": "Answers every request with 429",
    "not-acceptable": "Answers 406 to Accept: application/scim+json",
    "unstable-order": "Returns lists in another order each time",
    "repeat-pages": "Answers every page with the first one",
    "no-conflict": "Answers the creation of a user who exists with 201",
    "no-discovery": "Has no configuration, schemas and resource types",
}
"""Every fault by its name."""
