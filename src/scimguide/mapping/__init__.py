"""The mapping spec: loaded strictly, and used by every other room."""

from scimguide.mapping.load import load, loads
from scimguide.mapping.spec import Spec
from scimguide.problem import Problem, SpecError

__all__ = ["Problem", "Spec", "SpecError", "load", "loads"]
