"""Users and groups: their attributes, and the Okta value that fills each of them."""

from typing import Any, Literal

from pydantic import Field, PrivateAttr, model_validator

from scimguide.mapping import rfc
from scimguide.mapping.base import Identifier, Model, Text, UrlPath, Urn
from scimguide.mapping.rfc import Characteristics, Mutability, Returned, Type, Uniqueness
from scimguide.scim.paths import set_value, split_path

From = Literal[
    "Attribute Mappings", "Sign On", "Group assignment", "Assignment", "Push Groups", "Okta"
]
"""The place in Okta that decides about a value."""


class OktaValue(Model):
    """The Okta value that fills an attribute."""

    from_: From = Field(alias="from")
    expression: Text | None = None
    """Okta Expression Language, for example ``user.email``."""
    alternatives: list[Text] = []
    """Other expressions that serve as well."""
    external_name: Text | None = None
    """Okta's external name, where it differs from the SCIM path."""
    template: bool = False
    """Whether the app integration has this row from the start."""


class ProfileEditor(Model):
    """What the admin types under *Add Attribute*; the rest follows from the attribute."""

    display_name: Text
    variable_name: Identifier
    user_personal: bool
    """Ticked: the value belongs to a person. Clear: groups can set it."""
    group_priority: Literal["Use Group Priority", "Combine values across groups"] | None = None


class Attribute(Model):
    """
    An attribute of a resource, with its characteristics of RFC 7643 section 7.

    A characteristic that is left out is the one that RFC 7643 gives to this
    attribute, or its default of section 2.2 for an attribute of an extension.
    """

    path: Text
    """Attribute path (RFC 7644 section 3.10), such as ``name.givenName``."""
    description: Text
    documented: bool = False
    """Whether the service's own documentation lists it."""
    okta: OktaValue | None = None
    profile_editor: ProfileEditor | None = None
    default: Any = None
    """The value that the service fills in when none arrives."""
    type: Type | None = None
    multi_valued: bool | None = None
    required: bool | None = None
    case_exact: bool | None = None
    mutability: Mutability | None = None
    returned: Returned | None = None
    uniqueness: Uniqueness | None = None
    canonical_values: list[Text] | None = Field(None, min_length=1)
    reference_types: list[Text] | None = Field(None, min_length=1)

    _rfc: Characteristics = PrivateAttr(default_factory=Characteristics)

    @property
    def is_(self) -> Characteristics:
        """Its characteristics, those that the spec leaves out taken from RFC 7643."""
        return self._rfc.but(
            type=self.type,
            multi_valued=self.multi_valued,
            required=self.required,
            case_exact=self.case_exact,
            mutability=self.mutability,
            returned=self.returned,
            uniqueness=self.uniqueness,
            canonical_values=self.canonical_values,
            reference_types=self.reference_types,
        )

    @property
    def urn(self) -> str | None:
        """The schema URN in front of the path, if any."""
        return split_path(self.path).urn or None

    @property
    def name(self) -> str:
        """The path without its schema URN."""
        return split_path(self.path).name

    @property
    def external_name(self) -> str:
        """What Okta calls the place of the value at the service."""
        return (self.okta and self.okta.external_name) or self.name

    @property
    def variable_name(self) -> str:
        """The variable name in the app's profile at Okta."""
        editor = self.profile_editor
        return editor.variable_name if editor else split_path(self.path).keys[-1]


class ResourceKind(Model):
    """Users or groups: where they are served, and their attributes in order."""

    schema_: Urn = Field(alias="schema")
    extension: Urn | None = None
    endpoint: UrlPath
    attributes: list[Attribute] = Field(min_length=1)

    @property
    def multi_valued(self) -> list[str]:
        """The attributes of the core schema that have several values (RFC 7643 section 4)."""
        known = rfc.attributes(self.schema_) if self.schema_ in rfc.MODELS else {}
        return [name for name, is_ in known.items() if is_.multi_valued]

    def put(self, resource: dict[str, Any], path: str, value: Any) -> None:
        """Set the value at a path of a resource."""
        set_value(resource, path, value, schema=self.schema_, multi_valued=self.multi_valued)

    def known(self, attribute: Attribute) -> Characteristics | None:
        """What RFC 7643 says of an attribute, its defaults in an extension, None of a stranger."""
        if attribute.urn is None and attribute.path.casefold() in rfc.COMMON:
            return rfc.COMMON[attribute.path.casefold()]
        schema = attribute.urn or self.schema_
        if schema in rfc.MODELS and schema in (self.schema_, self.extension):
            return rfc.attributes(schema).get(attribute.name)
        return Characteristics() if schema == self.extension else None

    @model_validator(mode="after")
    def _complete(self) -> "ResourceKind":
        for attribute in self.attributes:
            attribute._rfc = self.known(attribute) or Characteristics()
        return self

    def attribute(self, path: str) -> Attribute:
        """The attribute of a path; its case does not matter (RFC 7643 section 2.1).

        :raises KeyError: when there is none.
        """
        for attribute in self.attributes:
            if attribute.path.casefold() == path.casefold():
                return attribute
        raise KeyError(path)
