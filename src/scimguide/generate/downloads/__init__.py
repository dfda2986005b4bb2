"""
Files for tools, made from the spec: OpenAPI, Postman, ``.http``, CSV.

Each is one entry in the catalog, with the function that makes its text.
"""

from collections.abc import Callable

from scimguide.generate.downloads.catalog import DOWNLOADS, Material
from scimguide.generate.downloads.sequence import rehearsed, sequence
from scimguide.generate.record import RecordedOperation, Recorder

__all__ = ["files"]


def files(
    recorder: Recorder,
    played: list[RecordedOperation],
    refused: Callable[[list[tuple[int, str]]], Exception],
) -> dict[str, str]:
    """
    The text of every download that is made here, by its path below ``docs/``.

    Raises what ``refused`` makes of the place and the fault of an operation
    that cannot be carried out when all of them run in one go.
    """
    order = sequence(recorder.spec)
    left, wrong = rehearsed(recorder, order)
    if wrong:
        raise refused(wrong)
    by_name = {each.operation.name: each for each in played}
    material = Material(
        spec=recorder.spec,
        played=by_name,
        order={phase: [by_name[each.name] for each in order[phase]] for phase in order},
        left=left,
    )
    return {each.path: each.make(material) for each in DOWNLOADS if each.make}
