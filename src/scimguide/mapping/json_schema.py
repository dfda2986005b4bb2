"""The JSON Schema of the spec, for editors: completion, and a red line before anything is run."""

import json

from scimguide.mapping.spec import Spec


def json_schema() -> str:
    """The text of ``docs/mapping.schema.json`` (JSON Schema 2020-12)."""
    schema = Spec.model_json_schema(by_alias=True)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The mapping spec of scimguide",
        **{key: value for key, value in schema.items() if key != "title"},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
