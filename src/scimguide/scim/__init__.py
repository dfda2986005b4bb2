"""
SCIM's own terms, as every client uses them: URNs, media type, attribute paths and filters.

The ground floor: the standard library alone, for Python 3.9 too, because the
file ``preflight.py`` and the playground carry it. ``reference/`` does not
import it: the server must not share a mistake with the clients that test it.
"""
