"""
The rehearsal Admin Console: the screens that the guide visits, over a rehearsal org.

What one does there really happens: the org provisions to a SCIM service over
HTTP.  Plain pages made on the server; looks like nobody's product.
"""
