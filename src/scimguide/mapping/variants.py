"""
What other apps and orgs of Okta do otherwise, as published captures show it.

The rehearsal org does by default what the guide's app does. Where sources disagree, the default
is what asks more of a service; ``vary NAME`` switches the other behaviour on.
"""

VARIANTS = {
    "wizard-app": "An app of the App Integration Wizard, which sends PUT instead of PATCH",
    "no-group-name": "Rename app groups to match group name in Okta is off: no name is sent",
    "batches-of-256": "Up to 256 members travel in one request",
    "pathless-members": "All members travel in the value of a replace without path",
    "pathless-group": "Id, name and all members travel in the value of a replace without path",
    "inactive-removed": "An import counts inactive accounts, and removes their assignments",
    "deprovisioning-retry": "Retry Selected sends failed deactivations again",
    "user-not-found": "A deleted account is reported as User not found",
}
"""Every variant by its name."""
