"""
What the admin reads, letter for letter.

Strings that Okta or its users have published; wording that was published
nowhere is marked where it is used.
"""

CONNECTED = "{label} was verified successfully!"
UNAUTHORIZED = (
    "Error authenticating: Unauthorized. The connector configuration could not be tested. "
    "Make sure that the URL, Authentication Parameters are correct and that there is an "
    "implementation available at the URL provided."
)
NO_RESULTS = "No results for users returned"
NULL = (
    "Error authenticating: null. The connector configuration could not be tested. "
    "Make sure that the URL, Authentication Parameters are correct and that there is an "
    "implementation available at the URL provided."
)
AUTHENTICATING = "Error authenticating: {problem}"
BEFORE_PROVISIONING = (
    "User was assigned this application before Provisioning was enabled and not provisioned "
    "in the downstream application. Click Provision User."
)
USER_FAILED = "Automatic provisioning of user {login} to app {label} failed: {problem}"
GROUP_FAILED = "Unable to update Group Push mapping target App group {group}: {problem}"
ATTRIBUTE_CONFLICT = "Profile property in Okta managed template has conflicts with custom property"
INVALID_NAMESPACE = "Invalid externalNamespace"
BASE_URL_PATTERN = "SCIM 2.0 Base Url: Does not match required pattern"
VALUE_TYPE = (
    "Error setting property, appUser={user} property={property} "
    "error=[…invalidValueTypeForProperty…default message [Invalid value data type]]"
)
"""Published with these gaps."""
NO_MATCH = "Matching user not found."
EMPTY_USER = "Error while creating user {name}: Create new user returned empty user."
RATE_LIMITED = "Rate Limit Exceeded"
NEEDS_DEPROVISIONING = "Application accounts need deprovisioning"
ASSIGNMENT_ERRORS = "Application assignments encountered errors"
IMPORTED = (
    "{users} scanned! {new} imported, {updated} updated, "
    "{unchanged} unchanged, {removed} removed, {groups} scanned!"
)
SAFEGUARD = (
    "The import would unassign {share} % of the people of this app, more than the "
    "{limit} % of the import safeguard. It was stopped."
)

VERIFY = "Error while verifying if user {user} exists"
CREATE = "Error while creating user {user}"
PROFILE = "Error while trying to push profile update for {user}"
DEACTIVATE = "Error while deactivating user {user}"
REACTIVATE = "Error while reactivating user {user}"
CREATE_GROUP = "Error while creating user group {group}"
UPDATE_GROUP = "Error while updating user group membership for group {group}"

WORDING_ASSUMED = (
    "The wording of a failed (de)activation: built like the messages that are published; "
    "its own was published nowhere."
)
SAFEGUARD_ASSUMED = "The wording of the import safeguard's notice."


def counted(number: int, what: str) -> str:
    """``1 new user`` or ``3 new users``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
