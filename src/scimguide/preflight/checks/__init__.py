"""All checks, in the order in which their modules are named here."""

# ruff: noqa: F401, I001 - importing a module enters its checks, in this order
from __future__ import annotations

from scimguide.preflight.check import CHECKS
import scimguide.preflight.checks.connection
import scimguide.preflight.checks.lists
import scimguide.preflight.checks.lookups
import scimguide.preflight.checks.errors
import scimguide.preflight.checks.users
import scimguide.preflight.checks.groups

__all__ = ["CHECKS"]
