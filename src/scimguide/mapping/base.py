"""The base of every model of the spec, and the kinds of strings it accepts."""

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


FORMS: dict[str, str] = {}
"""What strings of a certain form are, in words, by the pattern that they match."""


def form(pattern: str, words: str, max_length: int | None = None) -> StringConstraints:
    """A string of a certain form; messages say ``words`` rather than the pattern."""
    FORMS[pattern] = words
    return StringConstraints(pattern=pattern, max_length=max_length)


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""Something to read: never empty."""

Slug = Annotated[
    str, form(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "lower-case words joined by hyphens", 60)
]
"""The name of a snippet, page or sample: ``create-user``."""

Variable = Annotated[
    str, form(r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$", "upper-case words joined by underscores", 40)
]
"""The name of an environment variable: ``USER_ID``."""

Urn = Annotated[
    str,
    form(r"^urn:[a-z0-9][a-z0-9-]{0,31}:[A-Za-z0-9()+,.:=@;$_!*'%/?#-]+$", "a schema URN, urn:…"),
]
"""A schema URN (RFC 8141)."""

Day = Annotated[
    str,
    form(
        r"^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$",
        "a day or month, such as 2026-08-31 or 2026-08",
    ),
]
"""The day or month on which a fact was checked: ``2026-08-31`` or ``2026-08``."""

BaseUrl = Annotated[
    str,
    form(
        r"^https://[a-z0-9.-]+(:\d+)?(/[A-Za-z0-9.~-]+)*$",
        "an https URL without underscore and without a slash at the end",
    ),
]
"""A base URL as Okta accepts it."""

Link = Annotated[str, form(r"^https://\S+$", "an https URL")]
"""A page on the web."""

UrlPath = Annotated[str, form(r"^/[^\s?]*$", "a path that begins with a slash")]
"""A path below the base URL: ``/Users/{id}``."""

Request = Annotated[
    str,
    form(
        r"^(GET|POST|PUT|PATCH|DELETE) /\S*$",
        "a method and a path, such as GET /Users/{USER_ID}",
    ),
]
"""Method and path of a request."""

Identifier = Annotated[
    str, form(r"^[A-Za-z][A-Za-z0-9_]*$", "letters, digits and underscores, a letter first")
]
"""The variable name of an attribute in Okta."""
