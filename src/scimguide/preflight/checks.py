"""All checks, in the order in which their modules are named here."""

# ruff: noqa: F401, I001 - importing a module enters its checks, in this order
from __future__ import annotations

from scimguide.preflight.check import CHECKS
import scimguide.preflight.connection
import scimguide.preflight.lists
import scimguide.preflight.lookups
import scimguide.preflight.answers
import scimguide.preflight.user_writes
import scimguide.preflight.group_writes

__all__ = ["CHECKS"]
