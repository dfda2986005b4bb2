"""
The playground: the engine of ``eval`` and ``map``, run by Python in the reader's browser.

What runs there are the same files as here, packed at build time. They must
not need pydantic or a network, and this room's ``answer`` is where they are entered.
"""
