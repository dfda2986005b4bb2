"""The reference server, broken on purpose: each fault of the vocabulary stands in front of it."""

from scimguide.reference.faults import lists, resources, responses
from scimguide.reference.faults.exchange import Fault
from scimguide.reference.faults.middleware import FaultMiddleware

__all__ = ["FaultMiddleware", "fault"]


_FAULTS: dict[str, Fault] = {
    "empty": lists.empty,
    "bare-array": lists.bare_array,
    "no-resources": lists.no_resources,
    "text-counts": lists.text_counts,
    "requested-count": lists.requested_count,
    "hide-inactive": lists.hide_inactive,
    "hide-inactive-by-id": lists.hide_inactive_by_id,
    "case-sensitive": lists.case_sensitive,
    "ignore-filter": lists.ignore_filter,
    "lost-users": lists.lost_users,
    "ignore-count": lists.ignore_count,
    "unstable-order": lists.unstable_order,
    "repeat-pages": lists.repeat_pages,
    "empty-created": resources.empty_created,
    "created-without-id": resources.created_without_id,
    "no-conflict": resources.no_conflict,
    "pathless-refused": resources.pathless_refused,
    "group-pathless-refused": resources.group_pathless_refused,
    "no-patch": resources.no_patch,
    "no-replace-members": resources.no_replace_members,
    "ignore-members": resources.ignore_members,
    "keep-members": resources.keep_members,
    "ignore-patch": resources.ignore_patch,
    "ignore-put": resources.ignore_put,
    "ignore-delete": resources.ignore_delete,
    "text-active": resources.text_active,
    "no-meta": resources.no_meta,
    "lost-groups": resources.lost_groups,
    "formatted-only": resources.formatted_only,
    "roles-as-objects": resources.roles_as_objects,
    "drop-roles": resources.drop_roles,
    "revoked-token": responses.revoked_token,
    "any-token": responses.any_token,
    "html": responses.html,
    "server-error": responses.server_error,
    "closed": responses.closed,
    "slow": responses.slow,
    "slow-start": responses.slow_start,
    "no-groups": responses.no_groups,
    "text-errors": responses.text_errors,
    "not-acceptable": responses.not_acceptable,
    "rate-limit": responses.rate_limit,
    "rate-limit-date": responses.rate_limit_date,
    "rate-limit-bare": responses.rate_limit_bare,
    "rate-limit-forever": responses.rate_limit_forever,
    "no-discovery": responses.no_discovery,
}
"""What each fault of ``mapping/faults.py`` does to the server."""


def fault(name: str) -> Fault:
    """
    The fault of a name.

    :raises KeyError: when there is none.
    """
    return _FAULTS[name]
