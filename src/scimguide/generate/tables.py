"""The tables of the pages, each made from the spec alone."""

from collections.abc import Callable

from scimguide.expression.functions import FUNCTIONS
from scimguide.generate.attribute_tables import (
    group_attributes,
    profile_editor,
    roles,
    roles_by_group_name,
    user_attributes,
)
from scimguide.generate.downloads.catalog import listed as downloads
from scimguide.generate.markdown import cite, code, link, table
from scimguide.mapping import Spec, actions
from scimguide.mapping.faults import FAULTS, SHOWN_BY
from scimguide.okta.requests import CONTENT_TYPE, HEADERS
from scimguide.preflight.check import EXIT_STATUSES
from scimguide.preflight.runner import ordered


def features(spec: Spec) -> str:
    """What is supported, with explicit *No* rows."""
    rows = [
        (
            feature.name,
            "Yes" if feature.supported else "No",
            feature.note,
            cite(feature.source),
        )
        for feature in spec.service.features
    ]
    return table(("Feature", "Supported", "What it means", "Source"), rows)


def endpoints(spec: Spec) -> str:
    """The endpoints of the service and their methods."""
    rows = [
        (code(row.path), ", ".join(row.methods), row.note, cite(row.source))
        for row in spec.service.endpoints
    ]
    return table(("Path", "Methods", "What it does", "Source"), rows)


def limits(spec: Spec) -> str:
    """The limits of the service and of Okta."""
    service, okta = spec.service, spec.identity_provider
    rows = [
        (
            who,
            limit.what,
            limit.text,
            cite(limit.source),
        )
        for who, found in (
            (service.name, [service.limits.page_size, service.limits.body_size]),
            (okta.name, [getattr(okta.limits, name) for name in type(okta.limits).model_fields]),
        )
        for limit in found
    ]
    return table(("Whose", "What", "Limit", "Source"), rows)


def bounds(spec: Spec) -> str:
    """What the reference server refuses, and with which status."""
    bounds = spec.service.bounds
    found = [getattr(bounds, name) for name in type(bounds).model_fields]
    rows = [(each.what, each.text, str(each.status)) for each in found]
    return table(("What", "Bound", "Status beyond it"), rows)


def errors(spec: Spec) -> str:
    """The errors of the service, each with the snippet that causes it."""
    rows = [
        (
            str(error.status),
            code(error.scim_type) if error.scim_type else "",
            error.when,
            code(error.operation),
        )
        for error in spec.service.errors
    ]
    return table(("Status", "scimType", "When", "Operation"), rows)


def departures(spec: Spec) -> str:
    """Where the service does otherwise than an RFC says."""
    rows = [(row.rfc, row.requires, row.does, cite(row.source)) for row in spec.service.departures]
    return table(("RFC", "It requires", "The service", "Source"), rows)


def assumptions(spec: Spec) -> str:
    """Questions that no public page covers, and what the reference server does."""
    rows = [
        (row.question, row.answer, code(row.shown_by.rpartition("::")[2]))
        for row in spec.service.assumptions
    ]
    return table(("Question", "What the reference server does", "Shown by"), rows)


def filters(spec: Spec) -> str:
    """What can be filtered on."""
    rows = [
        (
            code(spec.kind(row.resource).endpoint),
            code(row.attribute),
            ", ".join(map(code, row.operators)),
            cite(row.source),
        )
        for row in spec.service.filters
    ]
    return table(("Endpoint", "Attribute", "Operators", "Source"), rows)


def sources(spec: Spec) -> str:
    """All sources of facts, with the dates when they were checked."""
    return "\n".join(f"- {cite(source)}" for source in spec.sources)


def operations(spec: Spec) -> str:
    """Every snippet, with its request and the status of its response."""
    rows = [
        (operation.title, code(operation.request), str(operation.status), code(operation.name))
        for operation in spec.operations
    ]
    return table(("What it does", "Request", "Status", "Snippet"), rows)


def okta_headers(spec: Spec) -> str:
    """The headers of Okta's requests."""
    rows = [(code(name), code(value)) for name, value in HEADERS.items()]
    rows.append((code("Content-Type"), f"{code(CONTENT_TYPE)}, when there is a body"))
    return table(("Header", "Value"), rows)


def action_lines(spec: Spec) -> str:
    """Every action of the rehearsal org, as it is typed."""
    rows = [
        (code(actions.usage_of(verb)), verb_.says.replace("{", "").replace("}", ""))
        for verb, verb_ in actions.VERBS.items()
    ]
    return table(("Line", "What it does"), rows)


def faults(spec: Spec) -> str:
    """The ways in which the reference server can be broken, with the problems that come of them."""
    rows = []
    for name, says in FAULTS.items():
        met = [p.name for p in spec.problems if p.reproduce and name in p.reproduce.faults]
        shown = [*met, *([SHOWN_BY[name]] if name in SHOWN_BY else [])]
        rows.append((code(name), says, ", ".join(code(f"rehearse {each}") for each in shown)))
    return table(("Fault", "What the server does", "What shows it"), rows)


def functions(spec: Spec) -> str:
    """Every function of Okta's expressions."""
    rows = []
    for each in sorted(FUNCTIONS.values(), key=lambda each: each.name.lower()):
        note = "deprecated" if each.deprecated else "" if each.in_mappings else "group claims only"
        call, _, returns = each.signature.rpartition(": ")
        rows.append((code(call), returns, note or (each.run.__doc__ or "").partition("\n")[0]))
    return table(("Function", "Gives", "What it does"), rows)


def preflight(spec: Spec) -> str:
    """Every check of the service, with what it expects and where the guide speaks of it."""
    rows = [
        (
            code(each.id),
            link(each.tried, spec.preflight.get(each.id)),
            each.expected,
            f"{each.level}, writes" if each.writes else each.level,
        )
        for each in ordered(write=True)
    ]
    return table(("Check", "What is tried", "Expected", "Level"), rows)


def exit_statuses(spec: Spec) -> str:
    """Every exit status of the checks of the service."""
    rows = [
        (str(status), f"{says[0].upper()}{says[1:]}.") for status, says in EXIT_STATUSES.items()
    ]
    return table(("Exit status", "Meaning"), rows)


TABLES: dict[str, Callable[[Spec], str]] = {
    "user-attributes": user_attributes,
    "group-attributes": group_attributes,
    "profile-editor": profile_editor,
    "roles": roles,
    "roles-by-group-name": roles_by_group_name,
    "features": features,
    "endpoints": endpoints,
    "limits": limits,
    "bounds": bounds,
    "errors": errors,
    "departures": departures,
    "assumptions": assumptions,
    "filters": filters,
    "sources": sources,
    "operations": operations,
    "okta-headers": okta_headers,
    "actions": action_lines,
    "faults": faults,
    "functions": functions,
    "downloads": downloads,
    "preflight": preflight,
    "exit-statuses": exit_statuses,
}
"""Every table by the name that a page's marker uses."""
