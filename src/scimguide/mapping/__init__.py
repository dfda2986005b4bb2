"""The mapping spec: loaded strictly, and used by every other room."""

import scim2_models  # noqa: F401 (fastest while few modules are loaded, see reference.preload)

from scimguide.mapping.load import load, loads
from scimguide.mapping.spec import Spec
from scimguide.problem import Problem, SpecError

__all__ = ["Problem", "Spec", "SpecError", "load", "loads"]
