"""Okta's functions by family; importing this declares all of them."""

from scimguide.expression.functions import arrays, convert, groups, people, strings, time
from scimguide.expression.signature import FUNCTIONS

__all__ = ["FUNCTIONS", "arrays", "convert", "groups", "people", "strings", "time"]
