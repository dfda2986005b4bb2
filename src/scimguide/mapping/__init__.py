"""The mapping spec: loaded strictly, and used by every other room."""

from scimguide.mapping.load import load, loads
from scimguide.mapping.problems import Problem, SpecError
from scimguide.mapping.spec import Spec

__all__ = ["Problem", "Spec", "SpecError", "load", "loads"]
