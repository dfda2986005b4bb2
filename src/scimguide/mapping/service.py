"""The service provider: its endpoints, what it can do, its limits, errors and departures."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from scimguide.mapping.base import BaseUrl, Day, Link, Model, Slug, Text, UrlPath
from scimguide.mapping.facts import amount

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Operator = Literal["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"]


class Source(Model):
    """Where a fact comes from, and when it was last checked there."""

    title: Text
    url: Link | None = None
    checked: Day
    says: Text | None = None
    """What pages repeat of it: their numbers must stand there."""


class FreshFor(Model):
    """How long a checked fact is taken for fresh."""

    days: int = Field(ge=1, le=3650)
    """Days after the check; the site marks the fact as stale then."""


class Credentials(Model):
    """Where an admin finds base URL and token, in the words of the service's screens."""

    where: Text
    switch: Text
    base_url_label: Text
    token_label: Text
    generate: Text
    source: Slug


class Words(Model):
    """What the service calls SCIM's users and groups."""

    user: Text
    group: Text


class UnsupportedFilter(Model):
    """The response to a filter that is well formed but not supported (RFC 7644 section 3.12)."""

    status: Literal[400, 501]
    """400 is returned with the scimType ``invalidFilter``."""
    source: Slug


class Behaviour(Model):
    """What the service does where RFC 7644 leaves a choice, or where it departs from it."""

    delete_user: Literal["deactivate", "remove"]
    """``deactivate`` keeps the record, with ``active`` false."""
    patch_returns: Literal["resource", "nothing"]
    """200 with the resource, or 204 (RFC 7644 section 3.5.2)."""
    unsupported_filter: UnsupportedFilter
    unknown_attributes: Literal["ignore", "refuse"]

    @property
    def switches(self) -> dict[str, str | int]:
        """What each switch stands on, by its name in the spec; the status of a filter."""
        return {
            "deleteUser": self.delete_user,
            "patchReturns": self.patch_returns,
            "unsupportedFilter": self.unsupported_filter.status,
            "unknownAttributes": self.unknown_attributes,
        }


class OnlyWith(Model):
    """Switches of ``behaviour`` that make a sentence true; with another value it is refused."""

    delete_user: Literal["deactivate", "remove"] | None = None
    patch_returns: Literal["resource", "nothing"] | None = None
    unsupported_filter: Literal[400, 501] | None = None
    unknown_attributes: Literal["ignore", "refuse"] | None = None


class Claim(Model):
    """What is said of the service, and may depend on its behaviour."""

    only_with: OnlyWith | None = None


class Filter(Model):
    """An attribute that can be filtered on, with its operators (RFC 7644 section 3.4.2.2)."""

    resource: Literal["users", "groups"]
    attribute: Text
    operators: list[Operator] = Field(min_length=1)
    source: Slug


class Limit(Model):
    """A number that the service or Okta enforces."""

    what: Text
    value: int = Field(ge=1)
    unit: Text
    source: Slug

    @property
    def text(self) -> str:
        """Number and unit."""
        return amount(self.value, self.unit)


class Limits(Model):
    """The limits of the service that the reference server enforces."""

    page_size: Limit
    body_size: Limit


class Bound(Model):
    """A number beyond which the reference server refuses a request."""

    what: Text
    value: int = Field(ge=1)
    unit: Text
    status: int = Field(ge=400, le=499)
    """The status of the refusal."""

    @property
    def text(self) -> str:
        """Number and unit."""
        return amount(self.value, self.unit)


class Bounds(Model):
    """What the reference server refuses, so that no request can stop it for the others."""

    header_size: Bound
    target_length: Bound
    """Path and query."""
    condition_length: Bound
    """``If-Match`` and ``If-None-Match``."""
    filter_length: Bound
    """Filters, and paths of PATCH."""
    filter_depth: Bound
    json_depth: Bound
    string_length: Bound
    operations: Bound
    """Operations of one PATCH."""
    members: Bound
    """Members of groups in one request; more than Okta sends."""
    values: Bound
    """Values of one attribute other than ``members``."""
    comparisons: Bound
    """Operations of a PATCH times the values that each looks through."""
    schemas: Bound
    header_time: Bound
    body_time: Bound
    connections: Bound
    requests: Bound
    """Requests that are served at the same time."""
    wrong_tokens: Bound
    """Wrong tokens from one address in a minute, after which each waits for its response."""


class Feature(Claim):
    """A row of *Supported features*, named as Okta names it."""

    name: Text
    supported: bool
    note: Text
    shown_by: Slug | None = None
    """A scenario of what is supported."""
    source: Slug


class Endpoint(Claim):
    """A path below the base URL, or the well-known one at the root of the host."""

    path: UrlPath
    methods: list[Method] = Field(min_length=1)
    note: Text
    source: Slug


class Error(Model):
    """An error that the service returns, with the operation that causes it."""

    status: int = Field(ge=400, le=599)
    scim_type: Text | None = None
    when: Text
    operation: Slug


class Departure(Claim):
    """A point at which the service does otherwise than an RFC says."""

    rfc: Text
    requires: Text
    does: Text
    source: Slug
    tester: list[Text]
    """Checks of scim2-tester that fail because of it."""
    operation: Slug | None = None
    """The operation that shows it."""


class Assumption(Claim):
    """A question that no public page covers, and what the reference server does."""

    question: Text
    answer: Text
    shown_by: Text
    """An operation, a scenario or a problem of the spec, or a test: ``tests/FILE.py::TEST``."""


class Service(Model):
    """The service provider that the guide connects to Okta."""

    name: Text
    plan: Text
    base_url: BaseUrl
    """HTTPS, no underscore, no trailing slash, as Okta wants it."""
    well_known: UrlPath | None = None
    """A second path of the service provider configuration, at the root of the host."""
    credentials: Credentials
    words: Words
    behaviour: Behaviour
    filters: list[Filter]
    limits: Limits
    bounds: Bounds
    """What the reference server refuses; nothing that the service documents."""
    features: list[Feature]
    endpoints: list[Endpoint]
    errors: list[Error]
    departures: list[Departure] = []
    assumptions: list[Assumption] = []

    @property
    def base_path(self) -> str:
        """``/scim/v2``."""
        return urlsplit(self.base_url).path

    @property
    def origin(self) -> str:
        """The base URL without its path: ``https://app.example.com``."""
        return self.base_url.removesuffix(self.base_path)
