"""
What a run made, for the next run in the same process.

Nothing here can be stale: it belongs to the text of a spec, and a page to all the text that it was
made from.  Nothing of it outlives the process.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scimguide.generate.figures import Figures
from scimguide.mapping import Spec

if TYPE_CHECKING:
    from scimguide.okta.story import Played


class Seen(Mapping[str, str]):
    """The texts of pages by their names, which notes those that somebody reads."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self._pages = pages
        self.texts: dict[str, str | None] = {}
        """What was read."""

    def __getitem__(self, name: str) -> str:
        self.texts[name] = self._pages.get(name)
        return self._pages[name]

    def first_with(self, mark: str) -> str | None:
        """The first page with a mark, which alone is noted."""
        name = next((name for name, text in self._pages.items() if mark in text), None)
        if name:
            self.texts[name] = self._pages[name]
        return name

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)


@dataclass(frozen=True)
class FilledPage:
    """A page as it shall be, and what it was made from."""

    text: str
    figures: Figures
    """Its screens and diagrams."""
    seen: dict[str, str | None]
    """The text of each page that was read, by its name; None when there was no such page."""


@dataclass
class FromSpec:
    """What was made from one spec."""

    spec: Spec
    files: dict[Path, str] | None = None
    """Every file that needs nothing but the spec; None until all of them are made."""
    stories: "dict[str, Played]" = field(default_factory=dict)
    """Scenarios and problems by their names, as they were played."""
    pages: dict[str, FilledPage] = field(default_factory=dict)
    """By their names below ``docs/``."""

    def page(
        self, name: str, pages: Mapping[str, str], make: Callable[[Seen, Figures], str]
    ) -> FilledPage:
        """A page as it shall be; ``make`` makes its text from ``pages`` when it is not kept."""
        known = self.pages.get(name)
        if known is None or any(pages.get(each) != text for each, text in known.seen.items()):
            seen, figures = Seen(pages), Figures()
            known = self.pages[name] = FilledPage(make(seen, figures), figures, seen.texts)
        return known


@dataclass
class Kept:
    """The latest spec, with what was made from it."""

    content: bytes = b""
    latest: FromSpec | None = None

    def from_spec(self, content: bytes, load: Callable[[], Spec]) -> FromSpec:
        """What was made from this text of a spec, which ``load`` reads when it is another one."""
        if self.latest is None or self.content != content:
            self.latest, self.content = FromSpec(load()), content
        return self.latest
