"""
The ways in which a service can be broken on purpose, each with what it then does.

The catalogue of problems names them, the reference server has them, and
``scimguide server --fault NAME`` turns them on.
"""

FAULTS = {
    "revoked-token": "Refuses every token",
    "html": "Returns an HTML page and status 200 for every request",
    "empty": "Returns status 200 and an empty body for lists",
    "bare-array": "Returns lists as an array instead of a ListResponse",
    "no-resources": "Leaves Resources out of lists",
    "server-error": "Returns status 500 for every request",
    "closed": "Closes the connection in the middle of the response",
    "slow": "Responds one second later than Okta waits",
    "hide-inactive": "Leaves deactivated users out of lists and lookups",
    "hide-inactive-by-id": "Returns 404 for the id of a deactivated user",
    "case-sensitive": "Finds a userName only when its case is the same",
    "ignore-filter": "Returns all resources whatever the filter",
    "empty-created": "Creates a user and returns no body",
    "created-without-id": "Leaves the id out of the response to a creation",
    "text-counts": "Sends the numbers of a list as strings",
    "requested-count": "Repeats the requested count as itemsPerPage",
    "pathless-refused": "Refuses a PATCH of a user without a path",
    "no-patch": "Returns status 501 for every PATCH",
    "formatted-only": "Reads and keeps no name but name.formatted",
    "roles-as-objects": "Returns roles as objects instead of strings",
    "drop-roles": "Keeps roles and never returns them",
    "group-pathless-refused": "Refuses a PATCH of a group without a path",
    "no-replace-members": "Returns 501 when members are replaced",
    "ignore-members": "Accepts a change of members and does not carry it out",
    "lost-groups": "Has lost every group that it created",
    "lost-users": "Leaves every user out of lists and lookups",
    "text-errors": "Returns errors as plain text",
    "rate-limit": "Refuses every other request with 429 and whole seconds",
    "rate-limit-date": "Refuses every other request with 429 and a date",
    "rate-limit-bare": "Refuses every other request with 429 and no Retry-After",
    "rate-limit-forever": "Refuses every request with 429",
    "not-acceptable": "Returns 406 for Accept: application/scim+json",
    "unstable-order": "Returns lists in another order each time",
    "repeat-pages": "Returns the first page for every page",
    "no-conflict": "Returns 201 when a user who exists is created",
    "no-discovery": "Has no configuration, schemas and resource types",
}
"""Every fault by its name."""
