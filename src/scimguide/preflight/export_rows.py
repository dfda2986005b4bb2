"""The rows that Okta's mapping must have, by the variable names of its app user."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scimguide.expression import ExpressionError, evaluate
from scimguide.mapping import Spec, examples
from scimguide.mapping.attributes import Attribute


@dataclass(frozen=True)
class Row:
    """One row of Okta's mapping, as the spec wants it."""

    spec: Spec
    path: str
    variable: str
    expressions: tuple[str, ...]
    """The expression, then others that serve as well."""

    def difference(self, text: str) -> str:
        """What is different about another expression; nothing when it serves."""
        if any(_plain(text) == _plain(each) for each in self.expressions):
            return ""
        for person in self.spec.samples.users:
            context = examples.context(person)
            try:
                came, wanted = evaluate(text, context), evaluate(self.expressions[0], context)
            except ExpressionError as error:
                return f"cannot be evaluated: {str(error)[:120]}"
            if came != wanted:
                return f"gives {came!r} for {person.full_name} instead of {wanted!r}"
        return ""


def rows_of(spec: Spec, properties: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """The rows of the spec; names come from the app user schema where it has them."""
    rows = []
    for attribute in spec.users.attributes:
        okta = attribute.okta
        if okta and okta.from_ == "Attribute Mappings" and okta.expression:
            expressions = (okta.expression, *okta.alternatives)
            name = _variable(spec, attribute, properties)
            rows.append(Row(spec, attribute.name, name, expressions))
    return rows


def _variable(spec: Spec, attribute: Attribute, properties: Mapping[str, Mapping[str, Any]]) -> str:
    if attribute.profile_editor:
        return attribute.profile_editor.variable_name
    for name, given in properties.items():
        if given.get("externalName") == attribute.external_name:
            return name
    holder, _, sub = attribute.name.partition(".")
    if not spec.users.is_multi_valued(holder):
        return sub or holder
    # emails.value is email in Okta's templates, emails.type is emailType
    single = holder.removesuffix("s")
    return single if sub == "value" else single + sub.capitalize()


def _plain(expression: str) -> str:
    """An expression without the freedom of blanks and quotes."""
    parts = re.split(r"""("[^"]*"|'[^']*')""", expression)
    return "".join(
        f'"{part[1:-1]}"' if index % 2 else re.sub(r"\s+", "", part)
        for index, part in enumerate(parts)
    )
