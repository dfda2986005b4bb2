"""The reference SCIM server: a service as its spec describes it, on scim2-server."""

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scimguide.reference.factory import DatabaseError, ReferenceApp, reference_app

logging.getLogger(__name__).addHandler(logging.NullHandler())  # whoever serves it decides

__all__ = [
    "DatabaseError",
    "ReferenceApp",
    "preload",
    "reference_app",
]


def preload() -> None:
    """
    Load the libraries of the server from here, where few imports are under way.

    Pydantic looks for the docstrings of each model's fields along all imports under way and in
    all modules, so this takes half as long as later and deep inside of them.
    """
    import scim2_server.service  # noqa: F401


def __getattr__(name: str) -> Any:
    """Load the server only when it is used: the commands of tokens need its tables alone."""
    if name in __all__:
        return getattr(import_module("scimguide.reference.factory"), name)
    raise AttributeError(name)
