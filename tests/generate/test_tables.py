"""Every table, cell by cell, as the small second spec makes it."""

import pytest

from helpers import ROOT
from scimguide.expression.functions import FUNCTIONS
from scimguide.generate.downloads.catalog import DOWNLOADS
from scimguide.generate.tables import TABLES
from scimguide.mapping import Spec, load
from scimguide.mapping.actions import VERBS
from scimguide.mapping.faults import FAULTS
from scimguide.mapping.service import Assumption, Departure
from scimguide.mapping.spec import Roles
from scimguide.okta.requests import HEADERS
from scimguide.preflight.check import EXIT_STATUSES
from scimguide.preflight.checks import CHECKS

GOLDEN = ROOT / "tests/generate/tables.txt"
"""
A heading for each table, then a row on each line with its cells between bars.

Of a table about the engine itself there are the header, the first row and the last one.
"""

ENGINE = {
    "okta-headers": len(HEADERS) + 1,
    "actions": len(VERBS),
    "faults": len(FAULTS),
    "functions": len(FUNCTIONS),
    "downloads": len(DOWNLOADS),
    "preflight": len(CHECKS),
    "exit-statuses": len(EXIT_STATUSES),
}
"""Tables whose rows come from the engine, and how many they are."""


@pytest.fixture(scope="module")
def shelfwise() -> Spec:
    """The second spec, with a row for the tables that it leaves empty."""
    spec = load(ROOT / "tests/guides/shelfwise/docs/mapping.yaml")
    departure = {"rfc": "RFC 1", "requires": "A", "does": "B", "source": "handbook", "tester": []}
    more = {
        "departures": [Departure.model_validate(departure)],
        "assumptions": [
            Assumption.model_validate({"question": "Q?", "answer": "A.", "shownBy": "list-readers"})
        ],
    }
    duty = spec.users.attributes[-1]
    value = {"label": "L", "grants": "Shelves.", "source": "handbook"}
    rows = [
        {**value, "value": "borrower", "group": "all"},
        {**value, "value": "curator", "group": "few", "nameContains": "keep"},
    ]
    roles = Roles.model_validate({"attribute": duty.path, "values": rows})
    service = spec.service.model_copy(update=more)
    return spec.model_copy(update={"service": service, "roles": roles})


def rows(name: str, spec: Spec) -> list[str]:
    """The rows of a table, each with its cells between bars."""
    lines = TABLES[name](spec).splitlines()
    found = [line for line in lines if not set(line) <= set("|-: ")]
    if name in ENGINE:
        assert len(found) == ENGINE[name] + 1
        found = [*found[:2], "…", found[-1]]
    return [" ".join(line.split()) for line in found]


def golden() -> dict[str, list[str]]:
    """The rows of each table as they shall be."""
    parts = GOLDEN.read_text("utf-8").split("# ")[1:]
    return {name: lines for name, *lines in (part.strip().splitlines() for part in parts)}


def test_every_table_is_in_the_file() -> None:
    """A new table needs its rows there."""
    assert list(golden()) == list(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_these_cells(shelfwise: Spec, name: str) -> None:
    """A swapped column, a lost row and a wrong default are seen."""
    assert rows(name, shelfwise) == golden()[name]
