"""
The rehearsal Admin Console: the screens that the guide visits, over a rehearsal org.

What one does there really happens: the org provisions to a SCIM service over
HTTP.  Plain pages made on the server; looks like nobody's product.
"""

from scimguide.okta.console.app import console_app
from scimguide.okta.console.session import RehearsedService

__all__ = ["RehearsedService", "console_app"]
