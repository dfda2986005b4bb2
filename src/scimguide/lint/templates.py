"""
Macros evaluated as the site does, with the same names and delimiters.

mkdocs-macros renders a page as one Jinja template and stops at the first error, without a
column.  Here each expression is evaluated on its own, so that every error has its place.
"""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, Undefined, nodes
from jinja2.exceptions import TemplateSyntaxError
from pydantic import BaseModel

from scimguide.lint.mkdocs_config import MkDocsConfig
from scimguide.lint.page import Page
from scimguide.macros import Macro, MacroError, build_macros, macros, variables
from scimguide.mapping import Spec
from scimguide.problem import expected
from scimguide.project import Project

OF_MKDOCS = (
    "config", "context", "environment", "extra", "files", "filters", "filters_builtin",
    "fix_url", "git", "macros", "macros_info", "navigation", "now", "page", "plugin",
)  # fmt: skip
"""Names that MkDocs and mkdocs-macros themselves give to pages; their values are not looked at."""

FILTERS_OF_MKDOCS = ("pretty", "relative_url")
"""Filters that mkdocs-macros gives to pages."""

LITERAL = "to show it as it is, write {% raw %} before it and {% endraw %} after it"


class _Anything:
    """A value that only a build knows: it has every attribute, and is written as nothing."""

    def __getattr__(self, name: str) -> "_Anything":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key: object) -> "_Anything":
        return self

    def __call__(self, *arguments: object, **named: object) -> "_Anything":
        return self

    def __iter__(self) -> Iterator["_Anything"]:
        return iter(())

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class _Tag:
    """An expression or a statement of a template: where it starts, and its source."""

    offset: int
    kind: str
    """``variable`` or ``block``."""
    source: str


class Templates:
    """The Jinja environment of a guide."""

    def __init__(self, project: Project, spec: Spec, config: MkDocsConfig) -> None:
        options = config.macros or {}
        delimiters = {
            key.removeprefix("j2_"): value
            for key, value in options.items()
            if key.startswith("j2_") and value
        }
        self._is_on = config.macros is not None
        self._build = {name: _checked(name, each, True) for name, each in build_macros().items()}
        functions = {name: _checked(name, each) for name, each in macros(spec, project).items()}
        own = variables(spec, project) | functions | self._build
        self.names = own | config.extra
        self._environment = Environment(
            loader=FileSystemLoader(project.root / (options.get("include_dir") or "docs")),
            undefined=_undefined(sorted(own)),
            finalize=_printed,
            **delimiters,
        )
        self._environment.filters |= dict.fromkeys(FILTERS_OF_MKDOCS, lambda value, *rest: "")
        self._start = re.compile(
            "|".join(
                re.escape(start)
                for start in (
                    self._environment.variable_start_string,
                    self._environment.block_start_string,
                )
            )
        )
        self._results: dict[str, str | MacroError | TemplateError | TypeError] = {}
        self._read: dict[Page, list[_Tag]] = {}

    def apply_to(self, page: Page) -> bool:
        """Whether a page has anything to be evaluated."""
        if not self._is_on or page.settings.get("render_macros") is False:
            return False
        return bool(self._start.search(page.text, page.body))

    def problems(self, page: Page) -> Iterator[tuple[int, str]]:
        """What cannot be evaluated, with its offset."""
        if not self.apply_to(page):
            return
        try:
            tags = self._tags(page)
        except _Unreadable as error:
            yield error.offset, f"{error}, expected an expression and its end; {LITERAL}"
            return
        blocks = any(tag.kind == "block" for tag in tags)
        local = self._local_names(page) if blocks else set()
        found = [each for tag in tags for each in self._wrong(tag, page, local)]
        yield from found
        if blocks and not found:
            yield from self._wrong_as_a_whole(page, tags)

    def _tags(self, page: Page) -> list[_Tag]:
        """
        The expressions and statements of a page in their order.

        :raises _Unreadable: when one is not closed.
        """
        if page not in self._read:
            self._read[page] = [*self._lexed(page.text[page.body :], page.body)]
        return self._read[page]

    def _lexed(self, text: str, start: int) -> Iterator[_Tag]:
        """The expressions and statements of a template, those in ``raw`` left out."""
        position = opened = 0
        kind = ""
        try:
            for _, token, value in self._environment.lex(text):
                # The lexer gives all of the source back, but may drop a line end before a tag.
                position = text.index(value, position)
                if token in ("variable_begin", "block_begin"):
                    opened, kind = position, token.removesuffix("_begin")
                elif token in ("variable_end", "block_end") and kind:
                    yield _Tag(start + opened, kind, text[opened : position + len(value)].rstrip())
                    kind = ""
                position += len(value)
        except TemplateSyntaxError as error:
            at = self._start.search(text, position) if not kind else None
            raise _Unreadable(start + (at.start() if at else opened), _sentence(error)) from None
        if kind:
            raise _Unreadable(start + opened, "a macro that is not closed")

    def _local_names(self, page: Page) -> set[str]:
        """The names that statements of the page itself define, by ``set``, ``for`` and such."""
        try:
            tree = self._environment.parse(page.text[page.body :])
        except TemplateError:
            return set()
        names = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
        names |= {macro.name for macro in tree.find_all(nodes.Macro)}
        return names | ({"loop"} if tree.find(nodes.For) else set())

    def _wrong(self, tag: _Tag, page: Page, local: set[str]) -> Iterator[tuple[int, str]]:
        if tag.kind == "block":
            return
        context = dict.fromkeys([*OF_MKDOCS, *local, *page.settings], _Anything())
        error = self._evaluated(tag.source, context)
        if not isinstance(error, str):
            yield tag.offset + _position(tag.source, error), self._message(error)

    def _evaluated(
        self, source: str, context: dict[str, Any]
    ) -> str | MacroError | TemplateError | TypeError:
        """The text that an expression is replaced by, or what is wrong with it."""
        if source not in self._results:
            try:
                template = self._environment.from_string(source)
                self._results[source] = template.render(**(self.names | context))
            except (MacroError, TemplateError, TypeError) as error:
                self._results[source] = error
            except LookupError as error:
                self._results[source] = MacroError(f"nothing is named {error}, expected a name")
            except (ArithmeticError, ValueError) as error:
                self._results[source] = MacroError(f"{error}, expected an expression with a value")
        return self._results[source]

    def _wrong_as_a_whole(self, page: Page, tags: list[_Tag]) -> Iterator[tuple[int, str]]:
        """What statements make wrong: a tag that is not closed, a condition with a wrong name."""
        context = dict.fromkeys([*OF_MKDOCS, *page.settings], _Anything())
        try:
            template = self._environment.from_string(page.text[page.body :])
            template.render(**(self.names | context))
        except (MacroError, TemplateError, TypeError, ArithmeticError, LookupError) as error:
            line = getattr(error, "lineno", None) or _line(error)
            offset = page.line_offset(page.text.count("\n", 0, page.body) + line)
            blocks = (tag.offset for tag in tags if tag.kind == "block" and tag.offset >= offset)
            yield next(blocks, offset), self._message(error)

    def _message(self, error: Exception) -> str:
        if isinstance(error, MacroError):
            return str(error)
        if isinstance(error, TemplateSyntaxError):
            return f"{_sentence(error)}, expected a Jinja expression; {LITERAL}"
        return f"{_sentence(error)}; {LITERAL}" if "no name" in str(error) else _sentence(error)

    def text(self, source: str, page: Page) -> str | None:
        """A part of a page with its macros evaluated; None when that is not possible."""
        if not self._is_on or not self._start.search(source):
            return source
        context = dict.fromkeys([*OF_MKDOCS, *page.settings], _Anything())
        result = self._evaluated(source, context)
        return result if isinstance(result, str) else None

    def rendered(self, page: Page) -> str | None:
        """A page with its macros evaluated; None when only a build can do that."""
        body = page.text[page.body :]
        calls = r"\{\{[^}]*\b(?:" + "|".join(map(re.escape, self._build)) + r")\s*\("
        if re.search(calls, body):
            return None
        try:
            tags = self._tags(page)
        except _Unreadable:
            return None
        if any(tag.kind == "block" for tag in tags):
            return self.text(body, page)
        return self._replaced(page, tags)

    def _replaced(self, page: Page, tags: list[_Tag]) -> str | None:
        """A page with its expressions replaced by their text, which are evaluated once only."""
        pieces, position = list[str](), page.body
        for tag in tags:
            value = self.text(tag.source, page)
            if value is None:
                return None
            pieces += [page.text[position : tag.offset], value]
            position = tag.offset + len(tag.source)
        return "".join([*pieces, page.text[position:]])


class _Unreadable(Exception):
    """A template that has no end, or is none; where it starts."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset


def _checked(name: str, macro: Macro, of_build: bool = False) -> Macro:
    """A macro that refuses arguments that are not its own; one of the build gives nothing."""
    signature = inspect.signature(macro)
    if of_build:
        others = [each for key, each in signature.parameters.items() if key != "self"]
        signature = signature.replace(parameters=others)
    shown = f"{name}{str(signature).partition(' ->')[0]}"

    def call(*arguments: Any, **named: Any) -> Any:
        try:
            signature.bind(*arguments, **named)
        except TypeError as error:
            raise MacroError(f"{name}: {error}, expected {shown}") from None
        return "" if of_build else macro(*arguments, **named)

    call.__name__ = name
    return call


def _undefined(names: list[str]) -> type[StrictUndefined]:
    class Missing(StrictUndefined):
        """A name or an attribute that does not exist, and those that do."""

        @property
        def _undefined_message(self) -> str:
            name = str(self._undefined_name)
            if isinstance(self._undefined_obj, type(StrictUndefined()._undefined_obj)):
                return f"no name {name!r}, {expected(names, name)}"
            known = _attributes(self._undefined_obj)
            return f"no value {name!r}, {expected(known, name)}"

    return Missing


def _attributes(value: Any) -> list[str]:
    """What a page may write behind the dot of a value."""
    if isinstance(value, SimpleNamespace):
        return sorted(vars(value))
    if isinstance(value, BaseModel):
        kind = type(value)
        properties = [name for name in vars(kind) if isinstance(vars(kind)[name], property)]
        return sorted([*kind.model_fields, *properties])
    if isinstance(value, dict):
        return sorted(map(str, value))
    return sorted(name for name in dir(value) if not name.startswith("_"))


def _printed(value: Any) -> Any:
    """What stands in the page in place of an expression; only text and numbers make sense there."""
    if isinstance(value, Undefined | _Anything):
        return value
    if value is None:
        raise MacroError("no value here in docs/mapping.yaml, expected one; add it, or remove this")
    if isinstance(value, BaseModel | SimpleNamespace):
        raise MacroError(f"not a single value, {expected(_attributes(value))} behind a dot")
    if callable(value):
        raise MacroError(f"a macro without its arguments, expected {value.__name__}(…)")
    return value


def _sentence(error: Exception) -> str:
    return (getattr(error, "message", None) or str(error)).rstrip(".")


def _position(source: str, error: object) -> int:
    """Where in an expression the name stands that an error is about."""
    named = re.search(r"^no (?:name|value|source|attribute|kind) '([^']*)'", str(error))
    found = re.search(rf"(?<!\w){re.escape(named[1])}(?!\w)", source) if named else None
    if found:
        return found.start()
    return len(source) - len(source.lstrip("{ "))


def _line(error: Exception) -> int:
    """The line of the template at which an error was raised."""
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
