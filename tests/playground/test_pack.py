"""What the playground loads: packed from the engine as it is, for any guide."""

import json
from dataclasses import asdict

import pytest

from helpers import ROOT
from scimguide.mapping import Spec, load
from scimguide.okta.mapper import Mapper, MappingRules
from scimguide.okta.preview import person_from, preview
from scimguide.playground import answer
from scimguide.playground.pack import engine, prepare
from scimguide.project import Project
from scimguide.site.playground import MISSING, form


def test_a_build_without_pyodide_says_so(guide: Project) -> None:
    """Plain MkDocs needs no node_modules; the page then has a note and loads nothing."""
    guide.playground.mkdir(parents=True)
    (guide.playground / "engine.zip").write_text("of an earlier build")
    assert not prepare(guide, load(guide.spec_file))
    assert form(guide.docs, "../") == MISSING
    assert not guide.playground.exists()


def test_a_second_guide_has_its_own_playground(guide: Project) -> None:
    """Any spec will do; the same files make the same zip, and what is old is replaced."""
    (guide.root / "node_modules").symlink_to(ROOT / "node_modules")
    guide.playground.mkdir(parents=True)
    (guide.playground / "old.zip").write_text("x")
    spec = load(guide.spec_file)
    assert prepare(guide, spec)
    assert not (guide.playground / "old.zip").exists()
    assert (guide.playground / "engine.zip").read_bytes() == engine(spec)
    assert 'href="../assets/playground.css"' in form(guide.docs, "../")


def test_an_expression_is_refused_only_where_it_must_not_be_used(
    spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The choice of the page decides; without one, every expression has its value."""
    monkeypatch.setattr(answer, "facts", lambda: {"rules": asdict(MappingRules.of(spec))})
    asked = {"profile": '{"login": "a@example.com"}', "groups": [], "path": "userName"}
    asked["expression"] = "Groups.startsWith('OKTA', 'a', 10)"
    found = [
        json.loads(answer.answer(json.dumps({**asked, "use": use}))) for use in ("mapping", None)
    ]
    assert ["error" in each for each in found] == [True, False]


def test_packed_rules_serve_as_those_of_the_spec_do(guide: Project, spec: Spec) -> None:
    """For every sample person of both guides the previews are the same."""
    for each in (spec, load(guide.spec_file)):
        packed = MappingRules.loaded(json.loads(json.dumps(asdict(MappingRules.of(each)))))
        for sample in each.samples.users:
            person = person_from(dict(sample.profile), "profile")
            whole = preview(Mapper(MappingRules.of(each)), person, sample.groups).document()
            assert preview(Mapper(packed), person, sample.groups).document() == whole
