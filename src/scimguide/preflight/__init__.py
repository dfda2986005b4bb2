"""
The admin's check of a live SCIM service, before Okta meets it.

The checks import nothing but the standard library and each other, because the
guide offers the same source as one file to download; `bundle` joins it.
"""
