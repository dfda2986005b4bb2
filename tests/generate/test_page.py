"""The regions of a page, made from their marks."""

import pytest

from scimguide.generate.on_demand import OnDemand
from scimguide.generate.page import render
from scimguide.mapping import Spec, SpecError
from scimguide.pages.marks import KINDS

WITHOUT_NAME = ("assumptions", "leaves")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_region_is_made_or_refused(spec: Spec, kind: str) -> None:
    """A name that means nothing is refused with page, line and column, whatever the kind."""
    with OnDemand(spec) as on_demand:
        text = f"# New\n\n<!-- generated: {kind} no-such-name -->\n"
        if kind in WITHOUT_NAME:
            assert "<!-- end " in render(on_demand, text, "new.md")
            return
        with pytest.raises(SpecError, match=r"new.md:3:1: .*no-such-name.*expected"):
            render(on_demand, text, "new.md")
