"""What a spec must be beyond its shape: parts that fit each other."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from scimguide.expression.references import BASE_ATTRIBUTES
from scimguide.mapping.attribute_checks import check_attributes
from scimguide.mapping.evidence import Evidence
from scimguide.mapping.facts import check_facts
from scimguide.mapping.identity_provider import USERNAME_FORMATS
from scimguide.mapping.operation_checks import KINDS, check_operations
from scimguide.mapping.scenario_checks import check_scenarios
from scimguide.mapping.sentence_checks import check_sentences
from scimguide.mapping.spec import Spec
from scimguide.mapping.uniqueness_checks import (
    check_days,
    check_duplicates,
    check_missing_values,
    parts,
)
from scimguide.problem import Found, Place, closest, unknown


def check(spec: Spec) -> Found:
    """Every problem of a spec that has the right shape."""
    yield from check_attributes(spec, "users")
    yield from check_attributes(spec, "groups")
    for part in (
        check_missing_values,
        check_duplicates,
        check_days,
        _roles,
        _username_format,
        _sources,
        _bases,
        lambda spec: check_facts(spec, texts(spec)),
        _assumptions,
        _endpoints,
        _filters,
        _limits,
        _claims,
        _departures,
        _credentials,
        _samples,
        _labels,
        check_operations,
        check_scenarios,
        check_sentences,
    ):
        yield from part(spec)


def _roles(spec: Spec) -> Found:
    if spec.roles is None:
        return
    try:
        attribute = spec.users.attribute(spec.roles.attribute)
    except KeyError:
        path, paths = spec.roles.attribute, [each.path for each in spec.users.attributes]
        yield from unknown(
            ("roles", "attribute"), path, paths, f"{path!r} is no attribute of users"
        )
        return
    accepted = attribute.is_.canonical_values
    if not accepted:
        message = f"{attribute.path!r} has no canonicalValues, expected the roles there"
        yield ("roles", "attribute"), message
        return
    seen: set[str] = set()
    for index, role in enumerate(spec.roles.values):
        here: Place = ("roles", "values", index, "value")
        what = f"the role {role.value!r} is outside canonicalValues"
        yield from unknown(here, role.value, accepted, what)
        if role.value in seen:
            yield here, f"duplicate role {role.value!r}, expected it once"
        seen.add(role.value)
    for value in accepted:
        if value not in seen:
            yield ("roles", "values"), f"no row for the canonical value {value!r}, expected one"


def _username_format(spec: Spec) -> Found:
    chosen = spec.identity_provider.username_format
    place, what = ("identityProvider", "usernameFormat"), f"the username format {chosen!r}"
    yield from unknown(place, chosen, USERNAME_FORMATS, what)


def _filters(spec: Spec) -> Found:
    for index, row in enumerate(spec.service.filters):
        paths = [attribute.path for attribute in spec.kind(row.resource).attributes]
        what = f"{row.attribute!r} is no attribute of {row.resource}"
        yield from unknown(("service", "filters", index, "attribute"), row.attribute, paths, what)


def _endpoints(spec: Spec) -> Found:
    rows = [endpoint.path for endpoint in spec.service.endpoints]
    for name in KINDS:
        path = spec.kind(name).endpoint
        yield from unknown(
            (name, "endpoint"), path, rows, f"{path!r} is no endpoint of the service"
        )
    if known := spec.service.well_known:
        yield from unknown(("service", "wellKnown"), known, rows, f"{known!r} is no endpoint")


MOST = {"attempts": 20, "pause": 86_400, "importSafeguard": 100, "answerTime": 86_400}
"""What Okta's limits can be at most: attempts, seconds, percent, seconds."""
BYTES = (256, 64 * 1024 * 1024)
"""The largest request body of a service: a user must fit, and a snippet sends one byte more."""


def _limits(spec: Spec) -> Found:
    limits = spec.identity_provider.limits
    for name, field in type(limits).model_fields.items():
        key = field.alias or name
        value, most = getattr(limits, name).value, MOST.get(key, 10_000)
        if value > most:
            place: Place = ("identityProvider", "limits", key, "value")
            yield place, f"{value}, expected at most {most}"
    for key, row, least, most in (
        ("pageSize", spec.service.limits.page_size, 1, 10_000),
        ("bodySize", spec.service.limits.body_size, *BYTES),
    ):
        if not least <= row.value <= most:
            place = ("service", "limits", key, "value")
            yield place, f"{row.value}, expected {least} to {most}"


def _claims(spec: Spec) -> Found:
    """Sentences of the service's tables that its behaviour makes untrue."""
    actual = spec.service.behaviour.switches
    for table in ("features", "endpoints", "departures", "assumptions"):
        for index, row in enumerate(getattr(spec.service, table)):
            said = row.only_with.model_dump(exclude_unset=True) if row.only_with else {}
            for switch, value in said.items():
                if value != actual[switch]:
                    here: Place = ("service", table, index, "onlyWith", switch)
                    yield here, untrue(switch, value, actual[switch])


def untrue(switch: str, value: object, actual: object) -> str:
    """Why a sentence is untrue that needs another value of a switch."""
    return (
        f"true only with {switch} {value!r}, and behaviour.{switch} is {actual!r}, "
        f"expected what is true with {actual!r}"
    )


def _departures(spec: Spec) -> Found:
    """Departures that nothing shows: neither the behaviour, nor a test, nor an operation."""
    names = [operation.name for operation in spec.operations]
    for index, row in enumerate(spec.service.departures):
        here: Place = ("service", "departures", index)
        if row.operation:
            what = f"unknown operation {row.operation!r}"
            yield from unknown((*here, "operation"), row.operation, names, what)
        elif not (row.tester or row.only_with):
            yield (
                here,
                "a departure that nothing shows, expected 'onlyWith', 'operation' or 'tester'",
            )


def _credentials(spec: Spec) -> Found:
    """Labels of the service's screens that stand on no screen."""
    words, labels = spec.service.credentials, sorted(spec.identity_provider.all_labels)
    for key in ("switch", "baseUrlLabel", "tokenLabel", "generate"):
        label = words.model_dump()[key]
        what = f"{label!r} is no label of a screen"
        yield from unknown(("service", "credentials", key), label, labels, what)
    for step in words.where.split(" › "):
        if step[:1].isupper():  # "your company" is another one for each reader
            what = f"{step!r} is no label of a screen"
            yield from unknown(("service", "credentials", "where"), step, labels, what)


def _samples(spec: Spec) -> Found:
    known = _groups(spec)
    texts_ = [
        text
        for attribute in spec.users.attributes
        if attribute.okta
        for text in (attribute.okta.expression or "", *attribute.okta.alternatives)
    ]
    for index, person in enumerate(spec.samples.users):
        here: Place = ("samples", "users", index)
        if not person.profile.get("login"):
            message = f"no 'login' of {person.name!r}, expected one: Okta's name of the person"
            yield (*here, "profile"), message + closest("login", person.profile)
        yield from _profile(person.profile, texts_, (*here, "profile"))
        for position, group in enumerate(person.groups):
            if known and not any(group in text for text in texts_):
                what = f"the group {group!r} gives no role and is in no expression"
                yield from unknown((*here, "groups", position), group, known, what)


def _profile(profile: Mapping[str, Any], expressions: list[str], here: Place) -> Found:
    """Names that nothing refers to, and that are almost those of Okta's own attributes."""
    for name in profile:
        if name in BASE_ATTRIBUTES or any(name in text for text in expressions):
            continue
        close = get_close_matches(name, sorted(BASE_ATTRIBUTES - set(profile)), 1, 0.8)
        if close:
            yield (
                (*here, name),
                f"{name!r} is no attribute of Okta's profiles and in no expression, "
                f"expected one of them; did you mean {close[0]!r}?",
            )


def _groups(spec: Spec) -> list[str]:
    """Groups that something comes of: those of roles, and those that are pushed."""
    roles = [role.group for role in spec.roles.values] if spec.roles else []
    return [*roles, *(group.display_name for group in spec.samples.groups)] if roles else []


_BOLD = re.compile(r"\*\*([^*]+)\*\*")


def _labels(spec: Spec) -> Found:
    """Bold is kept for labels of screens, as on the pages."""
    labels = sorted(spec.identity_provider.all_labels)
    for place, text in texts(spec):
        for label in _BOLD.findall(text):
            if label not in labels:
                accepted = "expected one of identityProvider.labels" + closest(label, labels)
                yield place, f"'**{label}**' is no label of a screen, {accepted}"


def texts(spec: Spec) -> Iterator[tuple[Place, str]]:
    """Every string of a spec, with its place."""
    return ((place, item) for place, item in parts(spec) if isinstance(item, str))


def _assumptions(spec: Spec) -> Found:
    """What shows the answers; whether a test exists is checked by the lint."""
    for index, row in enumerate(spec.service.assumptions):
        if "::" not in row.shown_by:
            place: Place = ("service", "assumptions", index, "shownBy")
            what = f"no operation, scenario or problem {row.shown_by!r}, and no tests/FILE.py::TEST"
            yield from unknown(place, row.shown_by, spec.shown, what)


def _bases(spec: Spec) -> Found:
    """What is called documented is by the identity provider itself, and nothing else is."""
    domain = f"{spec.identity_provider.name.lower()}.com"
    for place, item in parts(spec):
        if not isinstance(item, Evidence) or item.basis == "by analogy":
            continue
        source = spec.sources.get(item.source)
        host = urlsplit(source.url).hostname if source and source.url else None
        own = f".{host}".endswith(f".{domain}")
        if host and own is not (item.basis == "documented"):
            accepted = "documented" if own else "captured or stated by vendors"
            message = f"{item.basis!r} with the source {item.source!r}, expected {accepted}"
            yield (*place, "basis"), message


def _sources(spec: Spec) -> Found:
    for place, source in texts(spec):
        if place[-1] == "source":
            yield from unknown(place, source, spec.sources, f"unknown source {source!r}")
