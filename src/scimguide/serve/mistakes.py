"""What went wrong in a build of MkDocs: one line for each mistake, with file and line."""

import logging
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
import yaml

from scimguide.errors import UserError
from scimguide.pages import source
from scimguide.project import Project

CONFIG = "mkdocs.yml"

_LINK = re.compile(r"Doc file '(?P<page>[^']+)' (?P<what>contains an? .*?link '(?P<link>[^']*)'.*)")
_NAV = re.compile(r".*?'(?P<page>[^']+)' is included in the 'nav'.*", re.DOTALL)
_SETTING = re.compile(r"Config value '(?P<name>[^']+)': (?P<what>.*)", re.DOTALL)


def found(
    project: Project,
    error: BaseException | None,
    records: list[logging.LogRecord],
) -> Iterator[str]:
    """The messages of a build, from what it raised and what it logged as warning or worse."""
    named = [line for record in records if (line := _logged(project, record.getMessage()))]
    if error is not None and not (named and type(error).__name__ == "Abort"):
        yield raised(project, error)
    yield from named


def raised(project: Project, error: BaseException) -> str:
    """The message of an exception."""
    if isinstance(error, SystemExit) and error.__context__:
        error = error.__context__  # mkdocs-macros exits while it handles the mistake
    refused = isinstance(error, UserError)
    if not refused and (marked := _yaml(error)):
        return f"{CONFIG}:{marked[0]}: {marked[1]}, expected YAML"
    page, text = _page(error), str(error) if refused else _first_line(error)
    if page and (line := _line_of_template(project, page, error)):
        return f"docs/{page}:{line}: {text}"
    if refused:
        return _moved(project, text)
    if place := _own_file(project, error):
        return f"{place}: {text}"
    return f"docs/{page}: {text}" if page else f"{CONFIG}: {text}"


def _first_line(error: BaseException) -> str:
    text = " ".join(str(error).split()) or "no message"
    if isinstance(error, jinja2.UndefinedError):
        return f"{text}, expected a value or macro of the guide"
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{text}, expected Jinja; write {{% raw %}} … {{% endraw %}} around braces to show"
    if isinstance(error, jinja2.TemplateNotFound):
        return f"no template {text!r}, expected one of the theme or of overrides/"
    known = type(error).__module__.startswith("mkdocs")
    return text if known else f"{type(error).__name__}: {text}"


def _frames(error: BaseException) -> list[tuple[Any, int]]:
    """The frames of an exception and their lines, the innermost first."""
    trace: TracebackType | None = error.__traceback__
    return [(frame, line) for frame, line in traceback.walk_tb(trace)][::-1]


def _page(error: BaseException) -> str:
    """The page that was being made, below ``docs/``."""
    for frame, _ in _frames(error) + _frames(error.__context__ or error):
        page = frame.f_locals.get("page") or getattr(frame.f_locals.get("self"), "page", None)
        if found := getattr(getattr(page, "file", None), "src_uri", None):
            return str(found)
    return ""


def _line_of_template(project: Project, page: str, error: BaseException) -> int:
    """The line of a page at which its macros failed; 0 when it was not they that failed."""
    lines = [at for frame, at in _frames(error) if frame.f_code.co_filename == "<template>"]
    if isinstance(error, jinja2.TemplateSyntaxError) and not error.filename:
        lines = [error.lineno]
    if not lines:
        return 0
    for frame, _ in _frames(error):
        body = frame.f_locals.get("markdown")
        if isinstance(body, str):  # the page without its front matter
            return _text(project.docs / page).count("\n") - body.count("\n") + lines[0]
    return lines[0]


def _own_file(project: Project, error: BaseException) -> str:
    """File and line of the guide's own where it went wrong, such as a template in overrides/."""
    places = [(frame.f_code.co_filename, line) for frame, line in _frames(error)]
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        places.insert(0, (error.filename, error.lineno))
    for name, line in places:
        path = Path(name)
        if path.suffix not in (".py", "") and path.is_relative_to(project.root):
            return f"{project.shown(path)}:{line}"
    return ""


def _yaml(error: BaseException | None) -> tuple[int, str] | None:
    while error is not None:
        if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
            return error.problem_mark.line + 1, str(error.problem or error.context)
        error = error.__cause__ or error.__context__
    return None


def _logged(project: Project, message: str) -> str:
    """A warning of MkDocs with its place; empty for one that says nothing of the guide."""
    if link := _LINK.match(message):
        line = _line(_text(project.docs / link["page"]), re.escape(link["link"]))
        return f"docs/{link['page']}:{line}: {link['what']}"
    if nav := _NAV.match(message):
        line = _line(_text(project.root / CONFIG), rf"(?<![\w/-]){re.escape(nav['page'])}")
        return f"{CONFIG}:{line}: {nav['page']!r} in nav, expected a page below docs/"
    if setting := _SETTING.match(message):
        line = _line(_text(project.root / CONFIG), rf"(?m)^{re.escape(setting['name'])}[ \t]*:")
        return f"{CONFIG}:{line}: {setting['name']}: {' '.join(setting['what'].split())}"
    return ""


def _moved(project: Project, message: str) -> str:
    """An error that names a page, with the line of its front matter that says ``moved_from``."""
    page, _, rest = message.partition(": ")
    if not rest.startswith("moved_from"):
        return message
    return f"{page}:{_line(_text(project.root / page), r'(?m)^moved_from[ ]*:')}: {rest}"


def _text(path: Path) -> str:
    try:
        return source.read(path).text
    except (OSError, source.NotUtf8Error):
        return ""


def _line(text: str, pattern: str) -> int:
    """The first line at which a pattern is found; 1 when it is nowhere."""
    match = re.search(pattern, text)
    return text.count("\n", 0, match.start()) + 1 if match else 1
