"""
What happens to a site between its build and its publication.

MkDocs makes pages; what a host, a robot, a printer or a laptop without network
needs besides is made here, from the finished HTML, so that no theme and no
plugin has to know of it.
"""

from scimguide.publish.anchors import record_anchors
from scimguide.publish.run import copies, publish

__all__ = ["copies", "publish", "record_anchors"]
