"""Pages as tests: what holds is run, what does not hold goes red with page and line."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import Run, edit, told, whole_page
from scimguide.pages.regions import checksum, regions
from scimguide.project import Project

CREATE = "<!-- given: add-reader -->\n\n<!-- given: drop-reader -->\n"


def verify(scimguide: Run, guide: Project, *pages: str) -> tuple[int, str]:
    """Exit status and output of ``scimguide verify``."""
    done = scimguide("verify", *pages, cwd=guide.root)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def said(
    scimguide: Run, _shelfwise: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """What a run says of the cases below."""
    root = tmp_path_factory.mktemp("cases") / "guide"
    shutil.copytree(_shelfwise, root)
    index = (root / "docs/index.md").read_text()
    pages = {"".join(kinds): broken(index, *kinds) for kinds in BROKEN}
    pages |= {f"{kind} line": with_lines(index, change) for kind, change in LINES.items()}
    pages |= {text: text for text in (*WRITTEN, *(wrong for wrong, _ in WRONG), *RIGHT)}
    return told(scimguide, root, pages)


@pytest.fixture
def page(guide: Project) -> Path:
    """A page of its own, to be filled by a test."""
    return guide.docs / "new.md"


def test_a_generated_guide_holds(scimguide: Run, guide: Project) -> None:
    """The second guide, of another service, goes through generate, server and verify."""
    status, output = verify(scimguide, guide)
    assert status == 0, output
    assert re.search(r"\d\d passed", output)


FACTS = {
    "a response": ('"displayName": "O', '"displayName": "P', "read-reader"),
    "a status line": ("HTTP/1.1 204 No Content", "HTTP/1.1 200 OK", "block-reader"),
    "a header": ("application/scim+json\nLocation", "application/json\nLocation", "add-reader"),
    "a printed value": ("#> curator", "#> borrower", "add-reader"),
    "a curl command": ("--get", "--request HEAD", "search-readers"),
    "a path in Python": ("/Users/{reader}", "/Users/x{reader}", "read-reader"),
    "a value in a body": ('"duty": "curator"', '"duty": "pilot"', "add-reader"),
    "a type in Python": (
        '"Content-Type": "application/scim+json"',
        '"Content-Type": "application/json"',
        "add-reader",
    ),
    "a type in curl": (
        "Content-Type: application/scim+json",
        "Content-Type: application/json",
        "add-shelf",
    ),
    "a query in Python": ("userName co", "userName  co", "search-readers"),
    "the size of a body": ("-c 2001", "-c 2002", "error-large"),
    "the token": ("Bearer $SCIM_TOKEN", "Bearer $SCIM_TOKE", "list-readers"),
}
BROKEN = [
    ("a response", "a curl command", "the token"),
    ("a path in Python", "a status line"),
    ("a header",),
    ("a printed value",),
    ("a value in a body",),
    ("a type in curl", "a query in Python", "the size of a body"),
    ("a type in Python",),
]
"""What is wrong on one page: facts of snippets that do not need each other."""


def broken(text: str, *kinds: str) -> str:
    """The page with some snippets changed."""
    for old, new, name in map(FACTS.__getitem__, kinds):
        start = text.index(f"<!-- generated: snippet {name} -->")
        text = text[:start] + text[start:].replace(old, new, 1)
    return text


@pytest.mark.parametrize(("kinds", "kind"), [(kinds, kind) for kinds in BROKEN for kind in kinds])
def test_a_broken_fact_goes_red(said: dict[str, str], kinds: tuple[str, ...], kind: str) -> None:
    """Whatever is changed in a page, the run names the page, the line and the snippet."""
    failures = re.split(r"(?=PAGE:\d+: )", said["".join(kinds)])
    start = rf"PAGE:\d+: snippet {FACTS[kind][2]} \("
    assert [
        each
        for each in failures
        if re.match(start, each) and re.search(r"expected:[^$]*actual:", each)
    ], failures


LINES: dict[str, Callable[[list[str]], list[str]]] = {
    "lost": lambda lines: lines[:5] + lines[6:],
    "added": lambda lines: [*lines[:5], '  "added": true,', *lines[5:]],
    "swapped": lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]],
    "doubled": lambda lines: [*lines[:6], *lines[5:]],
}
"""What becomes of the lines of a response that begins with its schemas."""


def with_lines(text: str, change: Callable[[list[str]], list[str]]) -> str:
    """The page with other lines in a response, and with the checksum that fits them."""
    region = next(each for each in regions(text) if each.name == "read-reader")
    begin = text.index('"schemas"', region.start)
    end = text.index("```", begin)
    lines = "\n".join(change(text[begin:end].split("\n")))
    content = text[region.start : begin] + lines + text[end : region.end]
    content = content[: content.rindex("<!-- end")]
    closing = f"<!-- end {checksum(content, region.indent)} -->\n"
    return text[: region.start] + content + closing + text[region.end :]


@pytest.mark.parametrize("kind", LINES)
def test_a_response_with_other_lines_goes_red(said: dict[str, str], kind: str) -> None:
    """A lost, added, swapped or doubled line is seen though the checksum of the region fits."""
    assert "edited by hand" not in said[f"{kind} line"]
    assert re.search(r"PAGE:\d+: snippet read-reader \(http\)", said[f"{kind} line"])


def test_the_line_named_is_the_line_of_the_page(scimguide: Run, guide: Project, page: Path) -> None:
    """The line of a failure is the one of the command that failed."""
    page.write_text("# New\n\ntext\n\n```bash\ntrue\nfalse\n```\n")
    status, output = verify(scimguide, guide, "docs/new.md")
    assert status == 1
    assert "docs/new.md:7: a fence (bash)" in output


def test_one_broken_snippet_does_not_hide_the_others(scimguide: Run, guide: Project) -> None:
    """What does not need the broken one still runs; what needs it is skipped with its line."""
    page = guide.docs / "index.md"
    text = page.read_text()
    start = text.index("<!-- generated: snippet search-readers -->")
    broken = text[:start] + text[start:].replace("--get", "--gte", 1)
    page.write_text(
        broken.replace("413 Content Too Large", "500 Oh").replace("413 Request", "500 R")
    )
    status, output = verify(scimguide, guide)
    assert status == 1
    assert "snippet search-readers (bash)" in output
    assert "snippet error-large (http)" in output
    assert output.count("edited by hand inside") == 2
    assert re.search(r"4 failed", output), output


def test_what_came_is_shown(scimguide: Run, guide: Project) -> None:
    """A failure shows the request that reached the server, with status and body of the answer."""
    edit(guide.docs / "index.md", '"duty": "curator"', '"duty": "pilot"')
    _, output = verify(scimguide, guide)
    assert "POST /provisioning/scim/Users" in output
    assert "HTTP/1.1 400 Bad Request" in output
    assert '"scimType": "invalidValue"' in output


STYLES = [
    "```bash\n{}\n```",
    '```bash title="x.sh"\n{}\n```',
    '```bash hl_lines="1"\n{}\n```',
    '```bash linenums="1" title="a b"\n{}\n```',
    "``` bash\n{}\n```",
    "```{{.bash}}\n{}\n```",
    '``` {{ .bash .copy title="x" }}\n{}\n```',
    "````bash\n{}\n````",
    "~~~bash\n{}\n~~~",
    '=== "Tab"\n\n    ```bash\n    {}\n    ```',
    '??? note "Folded"\n\n    ```bash\n    {}\n    ```',
    "- item\n\n    ```bash\n    {}\n    ```",
]


WRITTEN = ["# New\n\n" + style.format("false") + "\n" for style in STYLES]


@pytest.mark.parametrize("text", WRITTEN)
def test_every_style_of_fence_is_run(said: dict[str, str], text: str) -> None:
    """Options, indentation and other fences do not hide a snippet from the runner."""
    assert "exit status 1" in said[text]


WRONG = [
    ("```toml\na = 1\n```", "the language 'toml', which nobody runs"),
    ("```\nplain\n```", "the language '', which nobody runs"),
    ("```bash\necho '{{ service.name }}'\n```", "a macro inside a fence"),
    ("```json\n{a}\n```", "expected: valid json"),
    ("```yaml\na: [\n```", "expected: valid yaml"),
    ("```el\nuser.lastname\n```", "did you mean 'lastName'?"),
    ("```http\nHTTP/1.1 200 OK\n```", "a response before any request"),
    ("```bash\ntrue\nfalse\necho went on\n```", "PAGE:3: a fence (bash)"),
    ("```bash\nexit 0\n```", "it left the shell with exit status 0"),
    ("```bash\nwhile true; do echo x; done\n```", "bytes of output"),
    ("---\ntimeout: 0.5\n---\n\n```bash\nsleep 1000000\n```", "still running after 0.5 s"),
    ("```bash\nsleep 1000 &\n```", "it left running: sleep 1000"),
    ("```python\nimport os\n\nos._exit(0)\n```", "it ended with status 0 before its end"),
    ("```python\nx = 1\nprint(x / 0)\n```", "PAGE:3: a fence (python)"),
    ("```python\nx = (\n```", "'(' was never closed"),
    ("```bash\necho a | grep b\n```", "exit status 1"),
    ('```bash\ncurl -s "$SCIM_BASE_URL/Users"\n```', "exit status 22"),
    ("```python\nprint(1 + 1)\n#> 3\n```", "#> 2"),
    ("```python\nimport os\n```", "F401"),
    ("```python\nx = 1\nprint(y)\n```", "PAGE:3: a fence (python)"),
    ("```python\nx = 1\n\nprint( x )\n#> 1\n```", "PAGE:4: a fence (python)"),
    ("```python\nprint(1)\n#> 1\nprint(2)\n#> 3\n```", "PAGE:5: a fence (python)"),
    ('```json\n{\n  "a": 1,\n  b\n}\n```', "PAGE:4: a fence (json)"),
    ("```yaml\na: 1\nb: c: d\n```", "PAGE:3: a fence (yaml)"),
    ("```python\nprint(1 / 0)\n```", "ZeroDivisionError: division by zero"),
    (
        "<!-- genrated: table features -->",
        "PAGE:1:1: '<!-- genrated: table features -->' is no mark",
    ),
    ("<!-- generated: table features -->", "PAGE:1:1: nothing is generated below"),
    ("---\ntitle: Case: one\n---\n", "PAGE:2:12: no valid YAML"),
    ("---\nleavs: []\n---\n", "PAGE:2:1: unknown key 'leavs'"),
    ("---\n---\n\n# New\n", "PAGE:1:1: an empty front matter"),
    ("---\nminutes: 2026-13-45\n---\n\n# New\n", "PAGE:2:1: "),
    ("---\nleaves: [group None]\n---\n\n# New\n", "leaves: []"),
    ("---\nfollows: gone.md\n---\n", "PAGE:2:10: follows 'gone.md', which is no page"),
    ("```bash\ncat <<EOF\nx\n```", "PAGE:2:1: a heredoc without an end"),
    ('```json\n{"a": NaN}\n```', "PAGE:2:1: NaN, which JSON does not have"),
    ("## A\n\n## A", "PAGE:3:1: the anchor 'a' a second time, as in line 1"),
    ("```bash\ntrue\n", "PAGE:1:1: opens a code block that nothing closes"),
    ("Of `<!--` and\n\n```bash\nfalse\n```\n\n<!-- a -->", "exit status 1"),
    ("<!-- excused: no -->\n```bash\nfalse\n```\n\n```bash\nfalse\n```", "PAGE:7: a fence (bash)"),
    (CREATE.splitlines()[0], "leaves: [user lin@shelfwise.example active]"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_does_not_hold_is_said(said: dict[str, str], text: str, message: str) -> None:
    """Each way to be wrong has its own readable failure."""
    assert message in said[text]
    assert "During handling" not in said[text]


RIGHT = [
    "<!-- excused: runs elsewhere -->\n```toml\na = 1\n```",
    "<!-- excused: runs elsewhere -->\n\n```bash\nfalse\n```",
    "<!--\n```bash\nfalse\n```\n-->",
    "```bash\nNAME=x\n```\n\n```bash\ntest $NAME = x\n```",
    "```python\nprint([1, 2], 'x')\n#> [1, 2] x\n```",
    '```json\n{"a": 1}\n```',
    "```el\nuser.title\n```",
    "```python\nimport os\n\nos.environ['A'] = '1'\n```\n\n```python\nimport os\n\nprint(os.environ['A'])\n#> 1\n```",
    "```python\nmatch 1:\n    case int():\n        print('new syntax')\n        #> new syntax\n```",
    "```python\ntry:\n    pass\nexcept* ValueError:\n    pass\n```",
    CREATE,
    "{% raw %}\n\n```yaml\nkey: ${{ secrets.KEY }}\n```\n\n{% endraw %}",
    '```bash\ntest "$(cat <<-E\n\tx\n\tE\n)" = x\n```',
    "```bash\n    NAME=y\n    test $NAME = y\n```",
    "> ```bash\n> test 1 = 1\n> ```",
    "```bash\nprintf 'a\u2028b\x0c'\n```",
    "\ufeff---\r\nleaves: [user lin@shelfwise.example active]\r\n---\r\n\r\n<!-- given: add-reader -->\r\n\r\n```bash\r\ntrue\r\n```\r\n",
    "---\n\nA rule, not a front matter.",
    "---\nleaves: [user lin@shelfwise.example active]\n---\n\n<!-- given: add-reader -->",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_holds_passes(said: dict[str, str], text: str) -> None:
    """Excused fences, comments, carried state and declared leftovers are fine."""
    assert said[text] == ""


def test_an_excuse_needs_a_reason(scimguide: Run, guide: Project, page: Path) -> None:
    """An empty excuse excuses nothing."""
    page.write_text("<!-- excused: -->\n```toml\na = 1\n```\n")
    assert verify(scimguide, guide, "docs/new.md")[0] == 1


def test_update_rewrites_printed_output(scimguide: Run, guide: Project, page: Path) -> None:
    """``--update`` corrects ``#>`` lines in tabs, lists and quotes, and nothing else of the file."""
    stale = "print(1 + 1)\n{0}#> 3\n"
    text = (
        '# New\n\n=== "P"\n\n    ```python\n    ' + stale.format("    ") + "    ```\n\n"
        "- item\n\n    ```python\n    " + stale.format("    ") + "    ```\n\n"
        "> ```python\n> " + stale.format("> ") + "> ```\n"
    )
    text = whole_page(text.removeprefix("# New\n\n"))
    page.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    scimguide("verify", "--update", "docs/new.md", cwd=guide.root)
    fresh = text.replace("#> 3", "#> 2").replace("\n", "\r\n").encode()
    assert page.read_bytes() == b"\xef\xbb\xbf" + fresh
    assert verify(scimguide, guide, "docs/new.md")[0] == 0


def test_a_wrong_spec_stops_the_run_readably(scimguide: Run, guide: Project) -> None:
    """The run does not start with a spec that cannot be loaded."""
    line = edit(guide.spec_file, "plan: Branch", "plam: Branch")
    status, output = verify(scimguide, guide)
    assert status == 1
    assert f"docs/mapping.yaml:{line}:3: unknown key 'plam'" in output
    assert "Error" not in output


def test_pages_run_apart_from_each_other(scimguide: Run, guide: Project) -> None:
    """Two pages that create the same user both pass: each has a server of its own."""
    shutil.copy(guide.docs / "index.md", guide.docs / "again.md")
    status, output = verify(scimguide, guide)
    assert status == 0, output
