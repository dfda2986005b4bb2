"""Okta Expression Language: what an admin types under *Attribute Mappings*, read and evaluated."""

from scimguide.expression.errors import ExpressionError
from scimguide.expression.evaluate import evaluate
from scimguide.expression.parser import parse

__all__ = ["ExpressionError", "evaluate", "parse"]
