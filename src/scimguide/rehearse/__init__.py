"""
Scenarios and problems of the spec, carried out against a SCIM service.

Without a service of one's own, each gets a fresh reference server in this process, as in the
generator; a real service is written to only on request.
"""
