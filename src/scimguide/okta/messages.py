"""
What the admin reads, letter for letter.

Which of it was published, and which is composed by analogy, stands in the spec: in the
messages of its catalogue of problems, and under ``evidence``.
"""

CONNECTED = "{label} was verified successfully!"
CONNECTED_WIZARD = "Connector configured successfully"
BASE_URL = "SCIM 2.0 Base Url: Does not match required pattern"
UNAUTHORIZED = (
    "Error authenticating: Unauthorized. The connector configuration could not be tested. "
    "Make sure that the URL, Authentication Parameters are correct and that there is an "
    "implementation available at the URL provided."
)
NO_RESULTS = "No results for users returned"
NO_ANSWER = (
    "Error authenticating: null. The connector configuration could not be tested. "
    "Make sure that the URL, Authentication Parameters are correct and that there is an "
    "implementation available at the URL provided."
)
AUTHENTICATING = "Error authenticating: {problem}"
BEFORE_PROVISIONING = (
    "User was assigned this application before Provisioning was enabled and not provisioned "
    "in the downstream application. Click Provision User."
)
INACTIVE = "User account is inactive"
USER_FAILED = "Automatic provisioning of user {login} to app {label} failed: {problem}"
PROFILE_FAILED = "Automatic profile push of user {login} to app {label} failed: {problem}"
GROUP_FAILED = "Unable to update Group Push mapping target App group {group}: {problem}"
BASE_URL_PATTERN = "SCIM 2.0 Base Url: Does not match required pattern"
VALUE_TYPE = (
    "Error setting property, appUser={user} property={property} error=[Error in object 'appUser': "
    "codes [invalidValueTypeForProperty.appUser,invalidValueTypeForProperty]; "
    "arguments [{property}]; default message [Invalid value data type]]"
)
NO_MATCH = "Matching user not found."
EMPTY_USER = "Error while creating user {name}: Create new user returned empty user."
NO_SCHEMAS = "No schema's defined in scim user"
NO_USER = "No user returned for user {id}"
USER_NOT_FOUND = "User not found"
RATE_LIMITED = "Rate Limit Exceeded"
NEEDS_DEPROVISIONING = "Application accounts need deprovisioning"
DISABLE_BY_HAND = "Go to third-party apps and manually disable user accounts"
ASSIGNMENT_ERRORS = "Application assignments encountered errors"
PROFILE_ERRORS = "Profile push updates encountered errors"
GROUP_ERRORS = "Group push mapping encountered errors"
IMPORTED = (
    "{users} scanned! {new} imported, {updated} updated, "
    "{unchanged} unchanged, {removed} removed, {groups} scanned!"
)
SAFEGUARD = "All imports paused"
LINKED_GROUP = (
    "Linked group is missing in {label}. "
    "Change the linked group to resume pushing group memberships."
)

VERIFY = "Error while verifying if user {user} exists"
VERIFY_WITHOUT_ANSWER = "Error while verifying if user exists"
CREATE = "Error while creating user {user}"
PROFILE = "Error while trying to push profile update for {user}"
DEACTIVATE = "Error while deactivating user"
REACTIVATE = "Error while reactivating user"
"""Both as in the tables of Okta's retired Events API, where no step names the user."""
CREATE_GROUP = "Error while creating user group {group}"
UPDATE_GROUP = "Error while updating user group membership for group {group}"


def counted(number: int, what: str) -> str:
    """``1 new user`` or ``3 new users``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
