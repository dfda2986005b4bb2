"""Okta Expression Language: what an admin types under *Attribute Mappings*, read and evaluated."""

from scimguide.expression.check import check, outcomes
from scimguide.expression.errors import ExpressionError
from scimguide.expression.evaluate import assess, evaluate
from scimguide.expression.parser import parse

__all__ = ["ExpressionError", "assess", "check", "evaluate", "outcomes", "parse"]
