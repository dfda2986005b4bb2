"""The reference server, broken on purpose: each fault of the vocabulary stands in front of it."""

from scimguide.reference.faults import deletions, groups, lists, resources, responses
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
    "forget-inactive": deletions.forget_inactive,
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
    "group-pathless-refused": groups.group_pathless_refused,
    "no-patch": resources.no_patch,
    "patch-not-allowed": resources.patch_not_allowed,
    "no-replace-members": groups.no_replace_members,
    "ignore-members": groups.ignore_members,
    "ignore-patch": resources.ignore_patch,
    "ignore-put": resources.ignore_put,
    "put-appends": resources.put_appends,
    "ignore-delete": resources.ignore_delete,
    "text-active": resources.text_active,
    "no-meta": resources.no_meta,
    "lost-groups": groups.lost_groups,
    "formatted-only": resources.formatted_only,
    "roles-as-objects": resources.roles_as_objects,
    "drop-roles": resources.drop_roles,
    "revoked-token": responses.revoked_token,
    "any-token": responses.any_token,
    "html": responses.html,
    "firewall": responses.firewall,
    "server-error": responses.server_error,
    "closed": responses.closed,
    "slow": responses.slow,
    "slow-start": responses.slow_start,
    "text-errors": responses.text_errors,
    "not-acceptable": responses.not_acceptable,
    "rate-limit": responses.rate_limit,
    "rate-limit-date": responses.rate_limit_date,
    "rate-limit-bare": responses.rate_limit_bare,
    "rate-limit-forever": responses.rate_limit_forever,
    "no-discovery": responses.no_discovery,
    "ignore-removal": groups.ignore_removal,
    "remove-all": groups.remove_all,
    "add-replaces": groups.add_replaces,
    "rename-empties": groups.rename_empties,
    "pathless-members-refused": groups.pathless_members_refused,
    "empty-members-refused": groups.empty_members_refused,
    "empty-members-ignored": groups.empty_members_ignored,
    "untyped-members-ignored": groups.untyped_members_ignored,
    "created-empty": groups.created_empty,
    "put-empties": groups.put_empties,
    "one-group-put": groups.one_group_put,
    "unknown-member-error": groups.unknown_member_error,
    "repeated-member-error": groups.repeated_member_error,
    "stale-members": groups.stale_members,
    "slow-members": groups.slow_members,
    "group-needs-external-id": groups.group_needs_external_id,
    "no-put": resources.no_put,
    "unread-media-type": resources.unread_media_type,
    "password-rule": resources.password_rule,
    "ignore-deactivation": resources.ignore_deactivation,
    "ignore-reactivation": resources.ignore_reactivation,
    "refuse-after-return": resources.refuse_after_return,
    "refuse-null": resources.refuse_null,
    "lost-user-ids": resources.lost_user_ids,
    "no-user-schemas": resources.no_user_schemas,
    "no-counts": lists.no_counts,
    "no-groups": lists.no_groups,
}
"""What each fault of ``mapping/faults.py`` does to the server."""


def fault(name: str) -> Fault:
    """
    The fault of a name.

    :raises KeyError: when there is none.
    """
    return _FAULTS[name]
