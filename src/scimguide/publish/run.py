"""The order of publication: machine-readable files, cards, policies, headers, and the copies."""

from datetime import UTC, datetime
from pathlib import Path

from scimguide.chromium import browser
from scimguide.project import Project
from scimguide.publish.anchors import check_anchors
from scimguide.publish.hosts import write_headers
from scimguide.publish.llms_txt import write_llms_txt, write_robots_txt
from scimguide.publish.minify import minify
from scimguide.publish.offline import write_offline
from scimguide.publish.pages import BuiltGuide, guide_of
from scimguide.publish.policy import secured
from scimguide.publish.search import tune_search
from scimguide.publish.source_date import commit, source_date_epoch
from scimguide.publish.styles import drop_unused_rules


def publish(project: Project, site: Path, chromium: str | None) -> str:
    """
    Make of a built site what can be published, and say what was left out.

    ``chromium`` is where Chromium is; without one there are no cards and no PDF.

    :raises AnchorError: when a URL that was published once is gone.
    """
    check_anchors(site, project.anchors)
    guide, when = guide_of(project), source_date_epoch(project)
    write_llms_txt(site, guide)
    write_robots_txt(site, guide)
    tune_search(site)
    pages = sorted(site.rglob("*.html"))
    for file in pages:
        file.write_text(minify(file.read_text("utf-8")), "utf-8")
    drop_unused_rules(site)
    if chromium:
        _rendered(project, guide, site, chromium, when)
    for file in pages:
        file.write_text(secured(site, file), "utf-8")
    write_offline(site, guide, when)
    write_headers(site)
    return "" if chromium else "no cards and no PDF: no Chromium with Playwright here"


def copies(guide: BuiltGuide, browser: bool) -> list[str]:
    """The copies of the guide that a build makes; PDFs need a browser."""
    from scimguide.publish import offline, pdf

    printed = [pdf.WHOLE, *([pdf.SETUP] if guide.setup else [])] if browser else []
    return [offline.NAME, *printed]


def _rendered(project: Project, guide: BuiltGuide, site: Path, chromium: str, when: int) -> None:
    from scimguide.publish.cards import write_cards
    from scimguide.publish.pdf import write_pdfs

    day = datetime.fromtimestamp(when, UTC)
    edition = f"{day.day} {day:%B %Y}" + (f", commit {name}" if (name := commit(project)) else "")
    with browser(chromium) as drawn:
        page = drawn.new_page(viewport={"width": 1200, "height": 630})
        write_cards(page, site, guide)
        write_pdfs(page, site, guide, edition, when)
