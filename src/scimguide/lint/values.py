"""The rule for values: what the spec knows is written as a macro, and not typed."""

import re
from collections.abc import Iterator

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import Page
from scimguide.mapping import Spec

_COMMENT = re.compile(r"<!--.*?-->")
"""A mark as an example in code, where no macro works."""


def typed(guide: Guide, page: Page) -> Iterator[Finding]:
    """Values of the spec that are typed by hand."""
    text = _COMMENT.sub(lambda found: " " * len(found[0]), page.by_hand)
    taken = set[int]()
    for value, macro in sorted(_values(guide.spec).items(), key=lambda each: -len(each[0])):
        offset = text.find(value)
        while offset >= 0:
            if offset not in taken:
                yield offset, f"{value!r} typed by hand, expected {{{{ {macro} }}}}"
            taken |= set(range(offset, offset + len(value)))
            offset = text.find(value, offset + len(value))


def _values(spec: Spec) -> dict[str, str]:
    """Base URL, extensions and the e-mail address of the first sample, with their macros."""
    user = spec.samples.users[0]
    values = {
        spec.service.base_url: "service.base_url",
        spec.users.extension: "users.extension",
        spec.groups.extension: "groups.extension",
        user.profile.get("email"): f"sample.{user.name}.email",
    }
    return {value: macro for value, macro in values.items() if value}
