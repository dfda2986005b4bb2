"""A scenario as it stands in a page: diagram, steps, what is sent and what the admin sees."""

from collections.abc import Iterator
from textwrap import indent
from urllib.parse import urlsplit

from scimguide.generate.diagram import diagram
from scimguide.generate.figures import Figures
from scimguide.generate.markdown import cite, describe_holdings
from scimguide.layout import answer_text, request_text
from scimguide.mapping import Spec
from scimguide.mapping.evidence import Evidence
from scimguide.mapping.scenarios import Scenario, Step
from scimguide.okta.exchange import Exchange
from scimguide.okta.rehearsal import Done
from scimguide.okta.result import ActionResult
from scimguide.okta.show import screen, screen_evidence


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
        f"The reference server then contains {describe_holdings(spec, scenario.leaves)}.",
    ]
    return "\n\n".join(parts)


def _step(spec: Spec, scenario: Scenario, number: int, done: Done) -> str:
    parts = [f"#### {done.sentence} {{#{scenario.name}-{number}}}", _mark(done.step)]
    if done.step.note:
        parts.append(done.step.note)
    if not done.report.requests:
        parts.append(f"{spec.identity_provider.name} sends nothing.")
    parts += [_exchange(spec, sent) for sent in done.report.requests]
    parts += shown_screen(spec, done.report)
    return "\n\n".join(parts)


def shown_screen(spec: Spec, report: ActionResult) -> Iterator[str]:
    """What the admin sees of an action, with the word for its evidence; nothing without a line."""
    if seen := screen(report):
        evidence = screen_evidence(spec, report)
        word = f", {evidence.basis}" if evidence else ""
        yield f'```text title="In {spec.identity_provider.name}{word}"\n{seen}```'
        if evidence:
            yield source(evidence)


def source(evidence: Evidence) -> str:
    """The line that leads to the evidence of a block."""
    how = "Composed from" if evidence.basis == "by analogy" else "Source"
    return f"{how}: {cite(evidence.source)}."


def _mark(step: Step) -> str:
    return f"<!-- okta: {step.do}{', fails' if step.fails else ''} -->"


def _exchange(spec: Spec, sent: Exchange) -> str:
    okta = spec.identity_provider.name
    path = sent.target.removeprefix(urlsplit(spec.service.base_url).path).partition("?")[0]
    kind, _, id_ = path.strip("/").partition("/")
    outcome = f"{sent.status} {sent.reason}" if sent.status else sent.reason
    title = f"{sent.method} /{kind}{'/…' if id_ else ''} → {outcome}"
    evidence = spec.evidence_for(act=sent.act)
    word = f" *{evidence.basis}*" if evidence else ""
    request = request_text(sent.method, sent.target, sent.request_body)
    inner = f"{source(evidence)}\n\n" if evidence else ""
    inner += f'```http title="{okta} sends"\n{request}```\n\n'
    if sent.status:
        answer = answer_text(sent.status, sent.headers, sent.body)
        inner += f'```http title="The reference server responds"\n{answer}```'
    else:
        inner += f"The reference server does not respond: {sent.reason}."
    return f'??? exchange "{title}{word}"\n\n{indent(inner, "    ")}'
