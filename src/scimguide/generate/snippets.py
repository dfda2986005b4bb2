"""A snippet as it stands in a page: curl and Python in tabs, and the response below."""

from textwrap import indent

from scimguide.generate.curl import curl
from scimguide.generate.python import python
from scimguide.generate.recorded import RecordedOperation
from scimguide.mapping import Spec

README = """\
# Snippets

Generated from `docs/mapping.yaml` by `scripts/generate`; never edited by hand.

- `curl/NAME.sh` runs in bash with `curl` (and `jq`, where an id is kept).
- `python/NAME.py` runs with Python and `httpx`.
- `responses/NAME.http` is the reference server's response: status, the headers that matter, body.

All of them read `SCIM_BASE_URL` and `SCIM_TOKEN` from the environment. Those that need the id of
something created before read it from there too:

"""


def files(recorded: RecordedOperation) -> dict[str, str]:
    """The three files of a snippet by their paths under ``snippets/``."""
    name, request, exchange = recorded.operation.name, recorded.request, recorded.exchange
    return {
        f"curl/{name}.sh": curl(request),
        f"python/{name}.py": python(request, exchange.json),
        f"responses/{name}.http": exchange.text(),
    }


def readme(spec: Spec) -> str:
    """The text of ``snippets/README.md``."""
    lines = [
        f"- `{variable}`: kept by `{operation.name}`"
        for operation in spec.operations
        for variable in operation.captures
    ]
    return README + "\n".join(lines) + "\n"


def region(recorded: RecordedOperation) -> str:
    """The Markdown of a snippet region."""
    shell, script, answer = files(recorded).values()
    return (
        f'=== "curl"\n\n{indent(_fence("bash", shell), "    ")}\n\n'
        f'=== "Python"\n\n{indent(_fence("python", script), "    ")}\n\n'
        f"{_fence('http', answer, 'Response')}"
    )


def _fence(language: str, text: str, title: str = "") -> str:
    info = f'{language} title="{title}"' if title else language
    return f"```{info}\n{text}```"
