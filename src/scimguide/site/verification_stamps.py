"""What the macros module needs of the logs: stamps for each page, and the verification page."""

import json
import posixpath
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from scimguide.mapping import Spec
from scimguide.pages.front_matter import FrontMatter, front_matter
from scimguide.pages.source import read
from scimguide.project import Project
from scimguide.site import freshness, stamps, verification
from scimguide.site.proof import StampGroup, groups
from scimguide.verify import log

PAGE = "verification.md"
"""The page to which stamps link, where a guide has it."""


class VerificationStamps:
    """The logs of a guide, and what they prove of its pages."""

    def __init__(self, project: Project, spec: Spec) -> None:
        self.project, self.spec = project, spec
        self.pages: list[verification.PageProof] = []
        self.now = freshness.today()

    @cached_property
    def logs(self) -> tuple[log.Log, log.Log]:
        """The logs of the fences and of the steps."""
        return log.load(self.project.log), log.load(self.project.steps_log)

    def groups(self, source: str, text: str, meta: FrontMatter) -> list[StampGroup]:
        """The groups of a page, ``source`` being its path below ``docs/``."""
        name = self.project.shown(self.project.docs / source)
        return groups(text, name, self.spec, self.logs, meta.steps)

    def run(self, source: str) -> log.Provenance | None:
        """The run that executed a page."""
        return self.logs[0].pages.get(self.project.shown(self.project.docs / source))

    def with_stamps(self, source: str, text: str, meta: FrontMatter) -> str:
        """The Markdown of a page with its stamps and the age of its facts."""
        facts = freshness.summary(text, self.spec.fresh_for.days, self.now)
        text = freshness.marked(text, self.spec.fresh_for.days, self.now)
        found = self.groups(source, text, meta)
        text = stamps.stamped(text, found)
        link = ""
        if (self.project.docs / PAGE).is_file() and source != PAGE:
            link = posixpath.relpath(PAGE, posixpath.dirname(source) or ".")
        words, state = stamps.page_stamp(found, self.run(source), link)
        sentences = ". ".join(filter(None, (words, facts)))
        if not sentences:
            return text
        return stamps.footed(text, f"{sentences}.\n{{: .stamp .stamp--page .stamp--{state} }}")

    def read(self, files: list[tuple[str, str]], rendered: Callable[[str], str] = str) -> None:
        """
        Look at all pages of the navigation: title and path below ``docs/``.

        ``rendered`` evaluates the macros in a heading.
        """
        self.pages = [self._proof(title, source, rendered) for title, source in files]

    def _proof(
        self, title: str, source: str, rendered: Callable[[str], str]
    ) -> verification.PageProof:
        text = read(self.project.docs / source).text
        meta = front_matter(text)
        name = self.project.shown(self.project.docs / source)
        return verification.PageProof(
            meta.title or title or source,
            source,
            name,
            [
                replace(group, title=rendered(group.title))
                for group in self.groups(source, text, meta)
            ],
            self.run(source),
        )

    def publish(self, site: Path) -> None:
        """Write ``verification.json`` beside the pages."""
        text = json.dumps(verification.document(self.pages), indent=1, ensure_ascii=False)
        (site / "verification.json").write_text(f"{text}\n", "utf-8")
