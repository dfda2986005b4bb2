"""A page with its regions made anew, its snippets recorded in the order of the page."""

import posixpath
import re
from collections.abc import Mapping, Sequence

from scimguide.generate import snippets
from scimguide.generate.checklist import ChecklistError, checklist
from scimguide.generate.markdown import held
from scimguide.generate.org import Org
from scimguide.generate.record import Recorder
from scimguide.generate.regions import fill
from scimguide.generate.tables import TABLES
from scimguide.mapping import Problem, Spec, SpecError
from scimguide.mapping.operations import Operation
from scimguide.pages.front_matter import FrontMatter, front_matter
from scimguide.pages.regions import Region, regions
from scimguide.problem import expected
from scimguide.reference.transcript import Exchange

_LINK = re.compile(r"(?<=\]\()(?P<page>[\w./-]+\.md)(?=[#)])")


def render(
    recorder: Recorder,
    text: str,
    shown: str,
    pages: Mapping[str, str] | None = None,
    name: str = "",
) -> str:
    """
    The text that a page shall have; ``pages`` are the texts of all pages by their names.

    ``name`` is the page's own name, its path below ``docs/``: links of what is generated are
    relative to it.

    :raises SpecError: with the page's line of every marker that cannot be carried out.
    """
    recorder.start_over()
    maker = _Maker(recorder, shown, front_matter(text), pages or {})
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
        self, recorder: Recorder, page: str, settings: FrontMatter, pages: Mapping[str, str]
    ) -> None:
        self.recorder = recorder
        self.spec = recorder.spec
        self.page = page
        self.settings = settings
        self.pages = pages
        self.problems: list[Problem] = []
        self.org = Org(recorder, pages.get(settings.follows, ""))

    def content(self, region: Region) -> str:
        """The content of a region; empty, with a problem kept, when it cannot be made."""
        if region.kind in ("snippet", "given"):
            return self._snippet(region)
        if region.kind in ("okta", "holds", "scenario", "problem", "screen", "assumptions"):
            text, problems = getattr(self.org, region.kind)(region.name)
            for problem in problems:
                self._refuse(region, problem)
            return str(text)
        if region.kind == "table":
            if region.name in TABLES:
                return TABLES[region.name](self.spec)
            return self._refuse(
                region, f"unknown table {region.name!r}, {expected(TABLES, region.name)}"
            )
        if region.kind == "expression":
            return self._expression(region)
        if region.kind == "checklist":
            return self._checklist(region)
        return leaves(self.spec, self.settings.leaves)

    def _checklist(self, region: Region) -> str:
        try:
            return checklist(region.name.split(), self.pages)
        except ChecklistError as error:
            return self._refuse(region, str(error))

    def _refuse(self, region: Region, message: str) -> str:
        self.problems.append(Problem(self.page, region.line, len(region.indent) + 1, message))
        return ""

    def _snippet(self, region: Region) -> str:
        names = [operation.name for operation in self.spec.operations]
        if region.name not in names:
            return self._refuse(
                region, f"unknown snippet {region.name!r}, {expected(names, region.name)}"
            )
        operation = self.spec.operation(region.name)
        exchange = self._play(region, operation)
        if exchange is None or region.kind == "given":
            return ""
        return snippets.region(self.spec, operation, exchange)

    def _play(self, region: Region, operation: Operation) -> Exchange | None:
        for variable in sorted(operation.uses - set(self.recorder.variables)):
            source = next(o.name for o in self.spec.operations if variable in o.captures)
            self._refuse(
                region,
                f"{operation.name!r} uses {variable}, expected {source!r} earlier on this page, "
                f"as a snippet or as '<!-- given: {source} -->'",
            )
            return None
        exchange = self.recorder.play([operation])[-1]
        if exchange.status != operation.status:
            self._refuse(
                region,
                f"{operation.name!r} is answered {exchange.status} at this point of the page, "
                f"expected {operation.status}: {(exchange.json or {}).get('detail', '')}",
            )
            return None
        return exchange

    def _expression(self, region: Region) -> str:
        paths = [attribute.path for attribute in self.spec.users.attributes]
        try:
            okta = self.spec.users.attribute(region.name).okta
        except KeyError:
            return self._refuse(
                region, f"unknown attribute {region.name!r}, {expected(paths, region.name)}"
            )
        if okta is None or okta.expression is None:
            return self._refuse(
                region, f"{region.name!r} has no Okta expression, expected one in the spec"
            )
        return f"```el\n{okta.expression}\n```"


def leaves(spec: Spec, left: Sequence[str]) -> str:
    """The sentence that says what a page leaves at the service."""
    if not left:
        return f"This page leaves nothing behind at {spec.service.name}."
    return f"This page leaves behind at {spec.service.name}: {held(spec, left)}."
