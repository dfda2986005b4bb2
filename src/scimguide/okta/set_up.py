"""The configuration steps of the guide, as actions of the org."""

from scimguide.mapping import Spec, actions


def set_up(spec: Spec) -> list[str]:
    """The configuration steps of the guide."""
    lines = ["connect", *(f"turn-on {switch}" for switch in list(actions.SWITCHES)[:3])]
    for attribute in spec.users.attributes:
        if attribute.profile_editor:
            name = attribute.profile_editor.variable_name
            lines.append(f"add-attribute {name}")
            if attribute.okta and attribute.okta.expression:
                lines.append(f"map {name}")
    return lines
