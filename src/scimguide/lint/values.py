"""The rule for values: what the spec knows is written as a macro, and not typed."""

import re
from collections.abc import Iterator

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import CODE, Page
from scimguide.mapping import Spec

_COMMENT = re.compile(r"<!--.*?-->")
"""A mark as an example in code, where no macro works."""


def typed(guide: Guide, page: Page) -> Iterator[Finding]:
    """Values of the spec that are typed by hand."""
    text = _COMMENT.sub(lambda found: " " * len(found[0]), page.by_hand)
    values = _values(guide.spec)
    parts = (re.escape(value) for value in sorted(values, key=len, reverse=True))
    for found in re.finditer(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", text):
        macro = values[found[0]]
        yield found.start(), f"{found[0]!r} typed by hand, expected {{{{ {macro} }}}}"
    yield from _roles_as_code(guide.spec, page)


def _roles_as_code(spec: Spec, page: Page) -> Iterator[Finding]:
    """Canonical values of roles in code spans, where they are no words of a sentence."""
    roles = "|".join(re.escape(role.value) for role in spec.roles_listed)
    for span in CODE.finditer(page.by_hand) if roles else ():
        macros = re.sub(r"\{\{.*?\}\}", lambda found: " " * len(found[0]), span["code"])
        for found in re.finditer(rf"^(?:{roles})$|(?<=[\"'])(?:{roles})(?=[\"'])", macros):
            accepted = f"{{{{ role('{found[0]}').value }}}}"
            yield (
                span.start("code") + found.start(),
                f"{found[0]!r} typed by hand, expected {accepted}",
            )


def _values(spec: Spec) -> dict[str, str]:
    """Base URL, extensions, the first sample's e-mail address, groups and roles, with macros."""
    user = spec.samples.users[0]
    values = {
        spec.service.base_url: "service.base_url",
        spec.users.extension: "users.extension",
        spec.groups.extension: "groups.extension",
        user.profile.get("email"): f"sample.{user.name}.email",
    }
    for group in spec.samples.groups:
        values[group.display_name] = f"sample.{group.name}.display_name"
    for role in spec.roles_listed:
        values |= {
            role.group: f'role("{role.value}").group',
            role.label: f'role("{role.value}").label',
        }
    return {value: macro for value, macro in values.items() if value}
