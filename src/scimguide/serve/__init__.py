"""
The writer's desk: site, SCIM server and rehearsal console, all following every change of a guide.

A mistake ends none of them: what was there before stays, and terminal and
browser say what is wrong and where.
"""

from scimguide.serve.run import serve

__all__ = ["serve"]
