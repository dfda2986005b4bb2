"""
Attributes that no service can serve or no Okta can fill.

Each check yields the place of what is wrong and a message; none stops the others.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from scim2_models import Path, SCIMException

from scimguide.expression import ExpressionError, evaluate, outcomes
from scimguide.expression import check as check_expression
from scimguide.mapping import examples, rfc
from scimguide.mapping.attributes import Attribute, ResourceKind
from scimguide.mapping.spec import Kind, Spec
from scimguide.problem import Found, Place, closest, expected, unknown

_JSON: dict[str, Any] = {"string": str, "boolean": bool, "integer": int, "decimal": int | float}
"""The Python types of JSON values; every other type of RFC 7643 is a JSON string."""
_OKTA = {"boolean": "Boolean", "integer": "Integer", "decimal": "Number"}
"""The types of Okta's expressions; every other type of RFC 7643 is a String there."""


REFERENCES = ("User", "Group", "external", "uri")
"""What a reference can lead to: a resource of the service, or a URL."""


def check_attributes(spec: Spec, name: Kind) -> Found:
    """Every problem of the attributes of users or groups."""
    kind = spec.kind(name)
    if kind.schema_ not in rfc.MODELS:
        what = f"the schema {kind.schema_!r}"
        yield from unknown((name, "schema"), kind.schema_, rfc.MODELS, what)
        return
    paths = Counter(attribute.path.casefold() for attribute in kind.attributes)
    variables: set[str] = set()
    for index, attribute in enumerate(kind.attributes):
        here: Place = (name, "attributes", index)
        if paths[attribute.path.casefold()] > 1:
            yield (*here, "path"), f"duplicate attribute {attribute.path!r}, expected it once"
        yield from _path(kind, attribute, here)
        yield from _characteristics(spec, name, attribute, here)
        if attribute.profile_editor:
            variable = attribute.profile_editor.variable_name
            if variable in variables:
                place: Place = (*here, "profileEditor", "variableName")
                yield place, f"duplicate variable {variable!r}, expected another name"
            variables.add(variable)
            if attribute.profile_editor.user_personal and (
                attribute.profile_editor.group_priority
                or (attribute.okta and attribute.okta.from_ == "Group assignment")
            ):
                place = (*here, "profileEditor", "userPersonal")
                yield place, "true for a value that groups give, expected false"


def _path(kind: ResourceKind, attribute: Attribute, here: Place) -> Found:
    try:
        Path(attribute.path)
        valid = "[" not in attribute.path and attribute.name.count(".") <= 1
    except SCIMException:
        valid = False
    if not valid:
        yield (
            (*here, "path"),
            f"{attribute.path!r} is no attribute path, expected ATTRIBUTE, ATTRIBUTE.SUB or "
            "URN:ATTRIBUTE (RFC 7644 section 3.10)",
        )
    elif kind.known(attribute) is None:
        common = ("id", "externalId", "meta.created", "meta.lastModified")
        close = closest(attribute.path, (*rfc.attributes(kind.schema_), *common))
        extension = f", or one of {kind.extension}" if kind.extension else ""
        accepted = f"expected an attribute of {kind.schema_}{extension}{close}"
        yield (*here, "path"), f"{attribute.path!r} is in no schema, {accepted}"


def _characteristics(spec: Spec, name: Kind, attribute: Attribute, here: Place) -> Found:
    is_, okta = attribute.is_, attribute.okta
    if is_.mutability == "readOnly" and okta:
        # RFC 7643 section 3.1: clients never send what the service issues.
        message = f"{attribute.path!r} is readOnly, expected no Okta value: the service issues it"
        yield (*here, "okta"), message
    if is_.required and is_.mutability != "readOnly" and not okta:
        yield here, f"{attribute.path!r} is required, expected an Okta value under 'okta'"
    if is_.returned == "always" and is_.mutability == "writeOnly":
        yield (*here, "returned"), "'always' with writeOnly, expected 'never' (RFC 7643 section 7)"
    for index, referenced in enumerate(attribute.reference_types or []):
        what = f"{referenced!r} is no reference type"
        yield from unknown((*here, "referenceTypes", index), referenced, REFERENCES, what)
    if attribute.default is not None:
        yield from check_value(attribute, attribute.default, (*here, "default"), "the default")
    if okta and okta.from_ == "Attribute Mappings" and not okta.expression:
        message = "a row of Attribute Mappings without an expression, expected 'expression'"
        yield (*here, "okta"), message
    if okta and okta.from_ == "Group assignment" and attribute is not spec.role_attribute:
        yield (
            (*here, "okta", "from"),
            f"'Group assignment' for {attribute.path!r}, expected it only for the attribute that "
            "'roles' names",
        )
    for place, text in _expressions(attribute, here):
        yield from _expression(spec, attribute, place, text)


def _expressions(attribute: Attribute, here: Place) -> Iterator[tuple[Place, str]]:
    if attribute.okta and attribute.okta.expression:
        yield (*here, "okta", "expression"), attribute.okta.expression
    for index, text in enumerate(attribute.okta.alternatives if attribute.okta else []):
        yield (*here, "okta", "alternatives", index), text


def _expression(spec: Spec, attribute: Attribute, here: Place, text: str) -> Found:
    try:
        yield from check_result(spec, attribute, here, text)
        for person in spec.samples.users:
            result = evaluate(text, examples.context(person))
            if result in (None, "", []) and attribute.is_.required:
                accepted = f"expected one: {attribute.path!r} is required"
                yield here, f"no value for {person.name!r}, {accepted}"
            elif result is not None:
                yield from check_value(attribute, result, here, f"the value for {person.name!r}")
    except ExpressionError as error:
        yield here, f"in the expression, {error}"


def check_result(spec: Spec, attribute: Attribute, here: Place, text: str) -> Found:
    """
    What an expression says about its value without anybody's profile.

    :raises ExpressionError: when it cannot be used in a mapping at all.
    """
    custom = {name for person in spec.samples.users for name in person.profile}
    username = attribute.okta is not None and attribute.okta.from_ == "Sign On"
    type_ = check_expression(text, custom, as_="username" if username else "mapping")
    wanted = "Array" if attribute.is_.multi_valued else _OKTA.get(attribute.is_.type, "String")
    if type_ not in (wanted, "Any", "Null") and (type_, wanted) != ("Integer", "Number"):
        yield here, f"the expression gives {type_}, expected {wanted} for {attribute.path!r}"
    for found in outcomes(text) if attribute.canonical_values else []:
        what = f"in the expression, {found.line}:{found.column}: {found.what!r}"
        yield from unknown(here, found.what, attribute.canonical_values or [], what)


def check_value(attribute: Attribute, value: Any, here: Place, what: str) -> Found:
    """See that a value has the type of its attribute, and is one of its canonical values."""
    is_ = attribute.is_
    if is_.multi_valued is not isinstance(value, list):
        yield here, f"{what} is {value!r}, expected {'a list' if is_.multi_valued else 'one value'}"
        return
    for item in value if isinstance(value, list) else [value]:
        accepted = _JSON.get(is_.type, str)
        if not isinstance(item, accepted) or (isinstance(item, bool) and is_.type != "boolean"):
            yield here, f"{what} is {item!r}, expected the type {is_.type}"
        elif attribute.canonical_values and item not in attribute.canonical_values:
            yield here, f"{what} is {item!r}, {expected(attribute.canonical_values, item)}"
