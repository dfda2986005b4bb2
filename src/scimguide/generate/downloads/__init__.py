"""
Files for tools, made from the spec: OpenAPI, Postman, ``.http``, CSV.

Each is one entry in the catalog, with the function that makes its text.
"""

from typing import TYPE_CHECKING

from scimguide.generate.downloads.catalog import DOWNLOADS, Material
from scimguide.generate.downloads.sequence import rehearsed, sequence
from scimguide.generate.recorded import RecordedOperation
from scimguide.problem import Place

if TYPE_CHECKING:
    from scimguide.generate.record import Recorder

__all__ = ["files"]


def files(
    recorder: "Recorder", played: list[RecordedOperation]
) -> tuple[dict[str, str], list[tuple[Place, str]]]:
    """
    The text of every download that is made here, by its path below ``docs/``.

    And what is wrong, with its place in the spec, when the operations cannot be carried out in one
    go; there are no texts then.
    """
    order = sequence(recorder.spec)
    left, wrong = rehearsed(recorder, order)
    if wrong:
        return {}, wrong
    by_name = {each.operation.name: each for each in played}
    material = Material(
        spec=recorder.spec,
        played=by_name,
        order={phase: [by_name[each.name] for each in order[phase]] for phase in order},
        left=left,
    )
    return {each.path: each.make(material) for each in DOWNLOADS if each.make}, []
