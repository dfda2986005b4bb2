"""The files that need nothing but the spec, made from all that is recorded for it."""

from collections.abc import Callable
from contextlib import closing
from functools import partial

from scimguide.background import Background, Numbers
from scimguide.generate import downloads, snippets, values
from scimguide.generate.kept import FromSpec
from scimguide.generate.on_demand import OnDemand
from scimguide.generate.operations import play_operations
from scimguide.generate.stories import count, play_stories
from scimguide.mapping import names
from scimguide.mapping.json_schema import json_schema
from scimguide.problem import Place
from scimguide.project import Project


def make_files(
    project: Project, from_spec: FromSpec, on_demand: OnDemand, meanwhile: Callable[[], object]
) -> list[tuple[Place, str]]:
    """
    Make the files and play the stories of a spec; return what is wrong, with its place there.

    Playing the stories is half of the work; ``meanwhile`` is what can be done without them. What
    a copy of this process has not begun by then is played here.
    """
    spec = from_spec.spec
    recorder = on_demand.fresh()  # first, so that both processes have the models of its server
    with (
        closing(Numbers(range(count(spec)))) as numbers,
        Background(partial(play_stories, spec, numbers)) as background,
    ):
        played, wrong = play_operations(recorder)
        made: dict[str, str] = {}
        if not wrong:
            made, wrong = downloads.files(recorder, played)
        if not wrong:
            meanwhile()
        stories = play_stories(spec, numbers) | background.result()
    if lost := set(range(count(spec))) - stories.findings.keys():  # by a copy that was ended
        stories |= play_stories(spec, sorted(lost))
    wrong += stories.wrong
    if wrong:
        return wrong
    from_spec.stories |= stories.stories
    from_spec.files = {
        project.schema_file: json_schema(),
        project.values_file: values.script(spec),
        project.names: names.text(names.names(spec)),
        project.snippets / "README.md": snippets.readme(spec),
        **{project.docs / name: text for name, text in made.items()},
        **{
            project.snippets / name: text
            for each in played
            for name, text in snippets.files(each).items()
        },
    }
    return []
