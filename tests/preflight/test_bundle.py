"""The file to download has the source of the command."""

import ast
import sys

from helpers import ROOT
from scimguide.mapping import Spec
from scimguide.preflight.bundle import PARTS, bundle

FILE = ROOT / "docs/downloads/preflight.py"


def test_the_file_is_the_same_source(spec: Spec) -> None:
    """Every check of the command is in the file, which needs no more than Python 3.9."""
    text = bundle(spec)
    tree = ast.parse(text, feature_version=(3, 9))
    assert FILE.read_text("utf-8") == text
    assert "scimguide." not in text.replace("scimguide.example", "")
    names = [each.names[0].name for each in tree.body if isinstance(each, ast.Import)]
    modules = [each.module or "" for each in tree.body if isinstance(each, ast.ImportFrom)]
    roots = {name.partition(".")[0] for name in [*names, *modules]}
    assert roots <= set(sys.stdlib_module_names)
    folder = ROOT / "src/scimguide"
    room = {
        ".".join(file.relative_to(folder).with_suffix("").parts)
        for file in (folder / "preflight").rglob("*.py")
    }
    assert room - set(PARTS) == {
        "preflight.__init__",
        "preflight.bundle",
        "preflight.checks.__init__",
        "preflight.okta_export",
        "preflight.spec_facts",
    }
