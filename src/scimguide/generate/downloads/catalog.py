"""What the site offers to tools: each file, what it is, and what makes it."""

from collections.abc import Callable
from dataclasses import dataclass

from scimguide.generate.downloads import http_file, mapping_csv, openapi, postman
from scimguide.generate.downloads.sequence import RecordedSequence
from scimguide.generate.markdown import code, table
from scimguide.generate.recorded import RecordedOperation
from scimguide.mapping import Spec
from scimguide.preflight.bundle import bundle


@dataclass(frozen=True, kw_only=True)
class Material:
    """What downloads are made from."""

    spec: Spec
    played: dict[str, RecordedOperation]
    """Every operation by its name, with what was sent and the response."""
    order: RecordedSequence
    left: list[str]
    """What the service contains after all operations in this order."""


@dataclass(frozen=True, kw_only=True)
class Download:
    """A file that the site offers."""

    path: str
    """Below ``docs/``."""
    is_: str
    use: str
    checked: str
    """What a test does with it."""
    make: Callable[[Material], str] | None = None
    """Its text; None for a file that comes from elsewhere."""


DOWNLOADS = (
    Download(
        path="downloads/openapi.json",
        is_="The SCIM endpoints as OpenAPI 3.1, with schemas and examples",
        use="Import it into an API client, or generate one from it",
        checked="Validated as OpenAPI 3.1; every recorded request and response fits its schemas",
        make=lambda m: openapi.text(m.spec, m.played),
    ),
    Download(
        path="downloads/postman.json",
        is_="All requests of the guide as a Postman collection 2.1, with tests",
        use="Import it into Postman, or run it with Newman",
        checked="Run with Newman against the reference server; every test passes",
        make=lambda m: postman.text(m.spec, m.order, m.left),
    ),
    Download(
        path="downloads/requests.http",
        is_="The same requests as one text file for httpYac",
        use="Open it in an editor with the httpYac extension, or run it with its command",
        checked="Run with httpYac against the reference server; every status is the expected one",
        make=lambda m: http_file.text(m.spec, m.order, m.left),
    ),
    Download(
        path="downloads/mapping.csv",
        is_="The attribute mapping as CSV, one line for each attribute",
        use="Open it in a spreadsheet, or read it with a script",
        checked="Read back and compared with the spec, cell by cell",
        make=lambda m: mapping_csv.text(m.spec),
    ),
    Download(
        path="downloads/preflight.py",
        is_="The checks of a live service, as one Python file without dependencies",
        use="Run it before you turn on provisioning",
        checked="Run with plain Python against the reference server, healthy and broken",
        make=lambda m: bundle(m.spec),
    ),
    Download(
        path="mapping.yaml",
        is_="The mapping spec, from which this guide and the other files are made",
        use="Read it, or base a guide of your own on it",
        checked="Loaded by every build, which refuses unknown keys and impossible values",
    ),
    Download(
        path="mapping.schema.json",
        is_="The JSON Schema of the mapping spec",
        use="Let an editor complete keys and mark mistakes",
        checked="The mapping spec is validated with it",
    ),
)
"""All that is offered, in the order of the page. Another file is another entry here."""


def listed(_: Spec) -> str:
    """The table of what is offered."""
    head = ("File", "What it is", "How to use it", "How it is checked")
    rows = [
        (
            f"[{code(each.path.rpartition('/')[2])}]({each.path})",
            each.is_,
            each.use,
            each.checked,
        )
        for each in DOWNLOADS
    ]
    return table(head, rows)
