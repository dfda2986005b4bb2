"""
The org as a server: the part of Okta's Management API that lifecycle tests use.

https://developer.okta.com/docs/api/openapi/okta-management/guides/overview/
"""

from scimguide.okta.management.app import management_app

__all__ = ["management_app"]
