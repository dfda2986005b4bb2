"""A page with its regions made anew, its snippets recorded in the order of the page."""

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from scimguide.generate import snippets
from scimguide.generate.checklist import checklist
from scimguide.generate.figures import Figures
from scimguide.generate.kept import Seen
from scimguide.generate.markdown import describe_holdings
from scimguide.generate.on_demand import OnDemand
from scimguide.generate.recorded import RecordedOperation
from scimguide.generate.regions import RegionError, fill
from scimguide.generate.tables import TABLES
from scimguide.mapping import Problem, Spec, SpecError
from scimguide.pages.front_matter import front_matter
from scimguide.pages.regions import Region, regions
from scimguide.problem import expected

if TYPE_CHECKING:
    from scimguide.generate.okta_marks import OktaMarks
    from scimguide.generate.record import Recorder
    from scimguide.okta.console.static_html import Callout

_LINK = re.compile(r"(?<=\]\()(?P<page>[\w./-]+\.md)(?=[#)])")


def render(
    on_demand: OnDemand,
    text: str,
    shown: str,
    pages: Mapping[str, str] | None = None,
    name: str = "",
    figures: Figures | None = None,
) -> str:
    """
    The text that a page shall have; ``pages`` is the Markdown of all pages by their names.

    ``name`` is the page's own name, its path below ``docs/``: links of what is generated are
    relative to it. The screens and diagrams of the page are added to ``figures``.

    :raises SpecError: with the page's line of every marker that cannot be carried out.
    """
    seen = pages if isinstance(pages, Seen) else Seen(pages or {})
    maker = _Maker(on_demand, shown, text, seen, name, figures)
    found = regions(text)
    contents = {region.line: relative(maker.content(region), name) for region in found}
    if maker.problems:
        raise SpecError(maker.problems)
    return fill(text, found, lambda region: contents[region.line])


def relative(content: str, name: str) -> str:
    """Generated Markdown on a page in a folder, its links to other pages relative to that page."""
    folder = posixpath.dirname(name)
    if not folder:
        return content
    return _LINK.sub(lambda link: posixpath.relpath(link["page"], folder), content)


class _Maker:
    """Makes the regions of one page; snippets share one server, as they do for a reader."""

    def __init__(
        self,
        on_demand: OnDemand,
        page: str,
        text: str,
        pages: Seen,
        name: str,
        figures: Figures | None,
    ) -> None:
        self.on_demand = on_demand
        self.spec = on_demand.spec
        self.page = page
        self.text = text
        self.settings = front_matter(text)
        self.pages = pages
        self.figures = Figures() if figures is None else figures
        self._stem = name.removesuffix(".md").replace("/", "-")
        self._at = 0
        """Where the region stands that is made just now."""
        self.problems: list[Problem] = []
        self._makers: dict[str, Callable[[str], str]] = {
            "snippet": lambda name: snippets.region(self._play(name)),
            "given": self._given,
            "okta": lambda rest: self.okta.action(rest),
            "holds": lambda rest: self.okta.holds(rest),
            "scenario": lambda name: self.okta.scenario(name),
            "problem": lambda name: self.okta.problem(name, self._recording(name)),
            "reproduction": lambda name: self.okta.reproduction(name),
            "screen": lambda rest: self.okta.screen(rest, self._callouts()),
            "assumptions": lambda _: self.okta.assumptions(),
            "table": self._table,
            "expression": self._expression,
            "checklist": lambda names: checklist(names.split(), self.pages),
            "leaves": lambda _: leaves(self.spec, self.settings.leaves),
        }
        """What makes the Markdown of a region of each kind from its name; raises RegionError."""

    @cached_property
    def recorder(self) -> "Recorder":
        """The server and the org of this page, from its first region on that needs them."""
        return self.on_demand.fresh()

    @cached_property
    def okta(self) -> "OktaMarks":
        """What makes the regions that need the org."""
        from scimguide.generate.okta_marks import OktaMarks

        followed = self.pages.get(self.settings.follows, "")
        return OktaMarks(self.recorder, followed, self.figures, self._stem)

    def _callouts(self) -> "list[Callout]":
        """The numbers of the steps around the region."""
        from scimguide.generate.callouts import callouts

        return list(callouts(self.text, self._at, self.spec))

    def content(self, region: Region) -> str:
        """The content of a region; empty, with a problem kept, when it cannot be made."""
        self._at = region.at
        try:
            return self._makers[region.kind](region.name)
        except RegionError as error:
            column = len(region.indent) + 1
            self.problems.append(Problem(self.page, region.line, column, str(error)))
            return ""

    def _recording(self, problem: str) -> str | None:
        """The page that shows how a problem was reproduced."""
        return self.pages.first_with(f"\n<!-- generated: reproduction {problem} -->\n")

    def _given(self, name: str) -> str:
        self._play(name)
        return ""

    def _play(self, name: str) -> RecordedOperation:
        """Carry an operation out at this point of the page."""
        operations = {operation.name: operation for operation in self.spec.operations}
        if name not in operations:
            raise RegionError(f"unknown snippet {name!r}, {expected(operations, name)}")
        operation = operations[name]
        for variable in sorted(operation.uses - set(self.recorder.variables)):
            source = next(o.name for o in self.spec.operations if variable in o.captures)
            raise RegionError(
                f"{name!r} uses {variable}, expected {source!r} earlier on this page, "
                f"as a snippet or as '<!-- given: {source} -->'"
            )
        recorded = self.recorder.play([operation])[-1]
        exchange = recorded.exchange
        if exchange.status != operation.status:
            raise RegionError(
                f"{name!r} returns {exchange.status} at this point of the page, "
                f"expected {operation.status}: {(exchange.json or {}).get('detail', '')}"
            )
        return recorded

    def _table(self, name: str) -> str:
        if name not in TABLES:
            raise RegionError(f"unknown table {name!r}, {expected(TABLES, name)}")
        return TABLES[name](self.spec)

    def _expression(self, name: str) -> str:
        try:
            okta = self.spec.users.attribute(name).okta
        except KeyError:
            paths = [attribute.path for attribute in self.spec.users.attributes]
            raise RegionError(f"unknown attribute {name!r}, {expected(paths, name)}") from None
        if okta is None or okta.expression is None:
            raise RegionError(f"{name!r} has no Okta expression, expected one in the spec")
        return f"```el\n{okta.expression}\n```"


def leaves(spec: Spec, left: Sequence[str]) -> str:
    """The sentence that says what a page leaves at the service."""
    if not left:
        return f"This page leaves nothing behind at {spec.service.name}."
    return f"This page leaves behind at {spec.service.name}: {describe_holdings(spec, left)}."
