"""The base of every model of the spec, and the kinds of text it accepts."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    """A part of the spec: no unknown keys, no conversions, never changed after loading.

    Keys are spelled in camelCase in the file, as RFC 7643 and Okta's APIs
    spell theirs, and in snake_case in Python.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        strict=True,
        use_attribute_docstrings=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""Something to read: never empty."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
"""The name of a snippet, page or sample: ``create-user``."""

Variable = Annotated[
    str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$", max_length=40)
]
"""The name of an environment variable: ``USER_ID``."""

Urn = Annotated[
    str, StringConstraints(pattern=r"^urn:[a-z0-9][a-z0-9-]{0,31}:[A-Za-z0-9()+,.:=@;$_!*'%/?#-]+$")
]
"""A schema URN (RFC 8141)."""

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$")]
"""The day or month on which a fact was checked: ``2026-08-31`` or ``2026-08``."""
