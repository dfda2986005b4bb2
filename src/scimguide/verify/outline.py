"""The parts of a page in their order, as a writer wants to see them: nothing is executed."""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateError

from scimguide.errors import UserError
from scimguide.mapping.spec import Spec
from scimguide.pages.scan import scan
from scimguide.pages.source import NotUtf8Error, decode
from scimguide.verify.parts import parts


def outline(file: Path, shown: str, spec: Spec) -> Iterator[tuple[int, str]]:
    """
    Each heading and each part of a page with its line, in the order in which they run.

    :raises UserError: for a file that is no text, and for a macro that does not exist.
    """
    try:
        text = decode(file.read_bytes()).text
        yield from _outline(text, spec)
    except OSError as error:
        raise UserError(f"{shown}: {error.strerror}, expected a page") from None
    except NotUtf8Error as error:
        raise UserError(f"{shown}: {error}") from None
    except TemplateError as error:
        raise UserError(f"{shown}: {error}, expected a macro of the page For writers") from None


def _outline(text: str, spec: Spec) -> Iterator[tuple[int, str]]:
    page = scan(text)
    found = [(each.start, f"{'#' * each.level} {each.title}") for each in page.headings]
    found += [
        (start, f"{'  ' if part.region else ''}{part.title}{_excused(part.excuse)}")
        for start, _, part in parts(text, spec)
        if part.kind != "end"
    ]
    for start, title in sorted(found, key=lambda each: each[0]):
        yield page.line_at(start).number, title


def _excused(reason: str) -> str:
    return f" (not executed: {reason})" if reason else ""
