"""
What the page asks, and what the engine answers; this is where the browser comes in.

Strings in, strings out: the page shows them as they are, so that it cannot say
anything else than the command does.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from scimguide.errors import UserError
from scimguide.expression import ContextError, ExpressionError, assess, check
from scimguide.expression.batch import json_from
from scimguide.layout import json_text
from scimguide.okta.mapper import Mapper, MappingRules
from scimguide.okta.model import Person
from scimguide.okta.preview import choose, context_of, person_from, preview


@cache
def facts() -> dict[str, Any]:
    """What the build packed beside this file: ``rules`` and ``starts``."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("facts.json").read_text("utf-8"))
    return found


def starts() -> str:
    """Where a reader can start, as JSON; the first answer then takes no longer than others."""
    assess("null", {})  # compiles the grammar before the page begins to count seconds
    return json.dumps(facts()["starts"])


def answer(question: str) -> str:
    """
    The answer to a question, both as JSON.

    A question has ``profile`` (a string), ``groups``, ``expression``, ``path``, the attribute that
    the expression fills, and ``use``, where it is to run, or nothing. The answer has ``refused``
    when the profile cannot be read; otherwise
    ``value`` or ``error`` of the expression, and ``body`` or ``unmapped``, why there is none.
    """
    request = json.loads(question)
    try:
        person = person_from(json_from(request["profile"], "profile"), "profile")
    except UserError as error:
        return json.dumps({"refused": str(error)})
    try:
        made = _value(request["expression"], person, request["groups"], request.get("use"))
    except ContextError as error:
        return json.dumps({"refused": f"profile: {error}"})
    made |= _body(request["path"], request["expression"], person, request["groups"])
    return json.dumps(made)


def _value(expression: str, person: Person, groups: list[str], use: str | None) -> dict[str, Any]:
    try:
        if use:
            check(expression, person.profile, as_=use)
        assessed = assess(expression, context_of(person, groups))
    except ExpressionError as error:
        return {"error": str(error), "line": error.line, "column": error.column}
    return {
        "value": json.dumps(assessed.value, ensure_ascii=False),
        "assumptions": assessed.assumptions,
    }


def _body(path: str, expression: str, person: Person, groups: list[str]) -> dict[str, Any]:
    mapper = Mapper(MappingRules.loaded(facts()["rules"]))
    try:
        choose(mapper, path, expression, person)
        found = preview(mapper, person, groups).document()
    except (ExpressionError, UserError) as error:
        return {"unmapped": str(error)}
    return {
        "body": json_text(found["body"]),
        "sources": found["sources"],
        "bodyAssumptions": found["assumptions"],
    }
