"""A guide of a few pages, and what the lint says about a page of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import ROOT
from scimguide.lint import lint
from scimguide.mapping import Spec, load
from scimguide.problem import Problem
from scimguide.project import Project

PLACE = "¶"
"""Stands in a string where a problem is expected."""

FRONT_MATTER = """\
---
title: A page
description: A page of a guide for a service that does not exist, made for a test.
leaves: []
---

"""

Lint = Callable[..., list[Problem]]


@pytest.fixture(scope="session")
def shelfwise() -> Spec:
    """The spec of the second guide."""
    return load(ROOT / "tests/guides/shelfwise/docs/mapping.yaml")


@pytest.fixture
def small_guide(tmp_path: Path) -> Project:
    """The second guide with pages to link to, none of them generated."""
    folder = tmp_path / "guide"
    shutil.copytree(ROOT / "tests/guides/shelfwise", folder)
    (folder / "docs/index.md").write_text(f"{FRONT_MATTER}# Start\n", "utf-8")
    (folder / "docs/sub").mkdir()
    (folder / "docs/sub/index.md").write_text(
        f"{FRONT_MATTER}# Below\n\n## First part\n\n## {{{{ service.name }}}} `does` it {{ .todo }}\n\n"
        '<span id="by-html"></span>\n\n## Named { #own-name }\n',
        "utf-8",
    )
    (folder / "docs/picture.png").write_bytes(b"")
    return Project(folder)


@pytest.fixture
def problems(small_guide: Project, shelfwise: Spec) -> Lint:
    """What the lint says about a page, which is the text behind a front matter and a title."""

    def found(body: str, name: str = "page.md", front_matter: str = FRONT_MATTER) -> list[Problem]:
        page = small_guide.docs / name
        page.parent.mkdir(exist_ok=True)
        page.write_text(front_matter + body, "utf-8")
        return lint(small_guide, shelfwise, [page])

    return found


@pytest.fixture
def expect(problems: Lint) -> Callable[..., None]:
    """
    Compares what the lint says about a page with what a string expects.

    A ``¶`` in the text is the place of a problem, whose message contains the next of the
    ``messages``; without one, nothing is found.
    """

    def check(
        body: str, *messages: str, title: str = "# A page\n\n", name: str = "page.md"
    ) -> None:
        text = FRONT_MATTER + title + body
        places = list[tuple[int, int]]()
        while (at := text.find(PLACE)) >= 0:
            text = text[:at] + text[at + 1 :]
            places.append((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)))
        said = problems(text.removeprefix(FRONT_MATTER), name)
        assert [(each.line, each.column) for each in said] == places, "\n".join(map(str, said))
        for each, message in zip(said, messages, strict=True):
            assert message in each.message

    return check
