"""A scenario as it stands in a page: diagram, steps, what is sent and what the admin sees."""

from textwrap import indent
from urllib.parse import urlsplit

from scimguide.generate.diagram import diagram
from scimguide.generate.figures import Figures
from scimguide.generate.markdown import describe_holdings
from scimguide.layout import answer_text, request_text
from scimguide.mapping import Spec
from scimguide.mapping.scenarios import Scenario, Step
from scimguide.okta.exchange import Exchange
from scimguide.okta.rehearsal import Done
from scimguide.okta.show import screen


def region(spec: Spec, scenario: Scenario, done: list[Done], figures: Figures) -> str:
    """The Markdown of a scenario that was carried out; its diagram becomes a figure."""
    okta, service = spec.identity_provider.name, spec.service
    before = "\n".join(f"<!-- okta: {line}, unseen -->" for line in ("begin", *scenario.before))
    base_path = urlsplit(service.base_url).path
    picture = diagram(scenario.name, okta, service.name, base_path, done)
    parts = [
        f"### {scenario.title} {{#{scenario.name}}}",
        scenario.summary,
        figures.add(scenario.name, "svg", picture),
        before,
        *(_step(spec, scenario, number, each) for number, each in enumerate(done, 1)),
        f"<!-- holds: {'; '.join(scenario.leaves) or 'nothing'} -->",
        f"{service.name} then contains {describe_holdings(spec, scenario.leaves)}.",
    ]
    return "\n\n".join(parts)


def _step(spec: Spec, scenario: Scenario, number: int, done: Done) -> str:
    parts = [f"#### {done.sentence} {{#{scenario.name}-{number}}}", _mark(done.step)]
    if done.step.note:
        parts.append(done.step.note)
    if not done.report.requests:
        parts.append(f"{spec.identity_provider.name} sends nothing.")
    parts += [_exchange(spec, sent) for sent in done.report.requests]
    if seen := screen(done.report):
        parts.append(f'```text title="In {spec.identity_provider.name}"\n{seen}```')
    return "\n\n".join(parts)


def _mark(step: Step) -> str:
    return f"<!-- okta: {step.do}{', fails' if step.fails else ''} -->"


def _exchange(spec: Spec, sent: Exchange) -> str:
    okta, service = spec.identity_provider.name, spec.service.name
    path = sent.target.removeprefix(urlsplit(spec.service.base_url).path).partition("?")[0]
    kind, _, id_ = path.strip("/").partition("/")
    outcome = f"{sent.status} {sent.reason}" if sent.status else sent.reason
    title = f"{sent.method} /{kind}{'/…' if id_ else ''} → {outcome}"
    request = request_text(sent.method, sent.target, sent.request_body)
    inner = f'```http title="{okta} sends"\n{request}```\n\n'
    if sent.status:
        answer = answer_text(sent.status, sent.headers, sent.body)
        inner += f'```http title="{service} responds"\n{answer}```'
    else:
        inner += f"{service} does not respond: {sent.reason}."
    return f'??? exchange "{title}"\n\n{indent(inner, "    ")}'
