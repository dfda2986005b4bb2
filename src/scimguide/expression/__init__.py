"""Okta Expression Language: what an admin types under *Attribute Mappings*, read and evaluated."""

from scimguide.expression.check import USES, check, outcomes
from scimguide.expression.context import ContextError
from scimguide.expression.errors import ExpressionError
from scimguide.expression.evaluate import assess, evaluate
from scimguide.expression.parser import parse

__all__ = [
    "USES",
    "ContextError",
    "ExpressionError",
    "assess",
    "check",
    "evaluate",
    "outcomes",
    "parse",
]
