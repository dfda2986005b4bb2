"""Macros: evaluated as on the site, each error at its place in the page."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import edit
from scimguide.lint import lint
from scimguide.lint.templates import FILTERS_OF_MKDOCS, OF_MKDOCS
from scimguide.macros import build_macros, macros, variables
from scimguide.mapping import Spec
from scimguide.project import Project

Expect = Callable[..., None]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("A {{ ¶servce.name }}.\n", "no name 'servce', expected "),
        ("A {{ ¶servce.name }}.\n", "did you mean 'service'?"),
        ("A {{ service.¶nam }}.\n", "did you mean 'name'?"),
        (
            "A {{ service.words.¶grup }}.\n",
            "no value 'grup', expected group or user; did you mean 'group'?",
        ),
        (
            "A {{ sample.¶linn.login }}.\n",
            "no value 'linn', expected lin, mo or poems; did you mean 'lin'?",
        ),
        (
            "A {{ sample.lin.¶email }}.\n",
            "no value 'email', expected firstName, lastName, login or title",
        ),
        ("A {{ users['¶endpont'] }}.\n", "did you mean 'endpoint'?"),
        ("A {{ service.name }} and {{ ¶x }} and {{ ¶y }}.\n", ("no name 'x'", "no name 'y'")),
        (
            'A {{ checked("¶handbok") }}.\n',
            "no source 'handbok', expected handbook; did you mean 'handbook'?",
        ),
        (
            "A {{ ¶checked() }}.\n",
            "checked: missing a required argument: 'source', expected checked(source: str)",
        ),
        ('A {{ ¶checked("handbook", 2) }}.\n', "checked: too many positional arguments"),
        ("A {{ ¶checked }}.\n", "a macro without its arguments, expected checked(…)"),
        ('A {{ ¶chekced("handbook") }}.\n', "did you mean 'checked'?"),
        ('A {{ attribute("¶userNam").path }}.\n', "did you mean 'userName'?"),
        (
            'A {{ attribute("id", "¶group").path }}.\n',
            "no kind 'group', expected users or groups; did you mean 'groups'?",
        ),
        ('A {{ ¶attribute("userName") }}.\n', "not a single value, expected "),
        ("A {{ ¶service }}.\n", "not a single value, expected "),
        ("A {{ ¶sample.lin }}.\n", "expected firstName, lastName, login or title behind a dot"),
        ("A {{ ¶sample.mo.title }}.\n", "no value here in docs/mapping.yaml"),
        ("A {{ ¶copies(1) }}.\n", "copies: too many positional arguments, expected copies()"),
        ("A {{ ¶changelog() }}.\n", "no CHANGELOG.md, expected this file beside docs/"),
        ("A {{ ¶service..name }}.\n", "expected a Jinja expression"),
        ("A {{ ¶service.name | upcase }}.\n", "No filter named 'upcase'"),
        ("A {{ ¶}}.\n", "expected a Jinja expression"),
        ("A ¶{{ service.name.\n\nMore.\n", "expected an expression and its end"),
        ("A ¶{{ service.name }, and {{ service.name }}.\n", "expected"),
        ("A\n\n¶{% if service.name %}\n\nMore.\n", "expected"),
        ("A\n\n¶{% if servce.name %}B{% endif %}\n", "no name 'servce'"),
        ("A\n\n¶{% iff service.name %}B{% endif %}\n", "unknown tag 'iff'"),
        (
            "```text\n{{ ¶github.ref }}\n```\n",
            "to show it as it is, write {% raw %} before it and {% endraw %}",
        ),
        ("- item\n\n    {{ ¶x }}\n", "no name 'x'"),
        (
            "¶<!-- generated: table roles -->\n\n{{ x }}\n\n<!-- end 0123456789ab -->\n",
            "in the generated text of 'table roles': no name 'x'",
        ),
    ],
)
def test_a_macro_that_cannot_be_evaluated_is_found(
    expect: Expect, body: str, message: str | tuple[str, ...]
) -> None:
    """Unknown names, wrong arguments and half expressions are found in the page, with a hint."""
    expect(body, *([message] if isinstance(message, str) else message))


@pytest.mark.parametrize(
    "body",
    [
        "{{ service.name }} {{service.name}} {{ service['name'] }} {{ service.name | upper }}\n",
        '{{ checked("handbook") }} {{ attribute("userName").okta.expression }} {{ minutes }}\n',
        "{{ copies() }} {{ playground() }} {{ verification_summary() }}\n",
        "{{ title }} {{ page.title }} {{ config.site_name }} {{ now().year }}\n",
        "{% raw %}{{ x }} {% y %}{% endraw %}\n",
        "```yaml\n{% raw %}\nref: ${{ github.ref }}\n{% endraw %}\n```\n",
        "{% set x = service.name %}{{ x }}\n",
        "{% for user in ['a', 'b'] %}{{ user }}{{ loop.index }}{% endfor %}\n",
        "{## {{ x }} ##}\n",
        "{{ '{{' }} {{ \"}}\" }}\n",
        "A part.\n{#part}\n",
        "{{ service.base_url }}{{ service.base_url\n}}\n",
    ],
)
def test_a_macro_of_the_site_is_passed(expect: Expect, body: str) -> None:
    """What the site evaluates is right here, too."""
    expect(body)


def test_settings_of_the_plugin_are_those_of_the_site(
    small_guide: Project, shelfwise: Spec
) -> None:
    """Delimiters and values of ``mkdocs.yml`` count, and without the plugin braces are text."""
    page = small_guide.docs / "index.md"
    edit(page, "# Start\n", "# Start\n\n<< nothing >> {{ x }} << channel >>\n")
    config = small_guide.root / "mkdocs.yml"
    edit(
        config,
        "      on_undefined",
        '      j2_variable_start_string: "<<"\n      j2_variable_end_string: ">>"\n      on_undefined',
    )
    edit(config, "theme:", "extra:\n  channel: main\ntheme:")
    said = [str(each) for each in lint(small_guide, shelfwise, [page])]
    assert len(said) == 1
    assert said[0].startswith("docs/index.md:9:4: no name 'nothing'")
    edit(config, "  - macros:", "  - search:")
    assert lint(small_guide, shelfwise, [page]) == []


def test_the_names_are_those_of_the_site(small_guide: Project, shelfwise: Spec) -> None:
    """MkDocs gives pages no name that the lint does not know, and the other way round."""
    from mkdocs.config import load_config

    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    config = load_config(str(small_guide.root / "mkdocs.yml"))
    plugin = config.plugins["macros"]
    plugin.on_config(config)
    given_by_site = {*plugin.variables, *plugin.macros, "page", "navigation", "files"}
    own = {*variables(shelfwise, small_guide), *macros(shelfwise, small_guide), *build_macros()}
    assert given_by_site - {"stamps"} == own | set(OF_MKDOCS)
    assert set(plugin.filters) == set(FILTERS_OF_MKDOCS)


@given(st.text(alphabet="{}%# \"'abservicenamx.()|\n", max_size=60))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_is_too_strange(small_guide: Project, shelfwise: Spec, text: str) -> None:
    """Whatever a page holds, the lint says something about the page, or nothing."""
    page = small_guide.docs / "index.md"
    page.write_text(text, "utf-8")
    lines = text.count("\n") + 1
    for problem in lint(small_guide, shelfwise, [page]):
        assert problem.file == "docs/index.md"
        assert 1 <= problem.line <= lines


def test_the_lint_writes_nothing(small_guide: Project, shelfwise: Spec) -> None:
    """All files are as they were."""

    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in small_guide.root.rglob("*") if path.is_file()}

    before = state()
    lint(small_guide, shelfwise)
    assert state() == before
