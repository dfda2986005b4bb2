"""What is wrong with the form of a page, and pages that are right although they look unusual."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown.extensions.toc import slugify

from pages.rendering import heading_ids, rendered
from pages.test_scan import noise
from scimguide.pages.anchors import anchor, slug
from scimguide.pages.problems import problems
from scimguide.pages.scan import scan


def said(text: str) -> list[str]:
    """What is said of a page, without its name."""
    return [str(each).removeprefix("PAGE:") for each in problems("p.md", "PAGE", {"p.md": text})]


REFUSED = [
    # fences
    ("```bash\nfalse\n", "1:1: ", "opens a code block that nothing closes, expected ``` on a line of its own"),
    ("- a\n\n    ```bash\n    false\n```\n", "3:5: ", "opens a code block that nothing closes"),
    ("```bash\nfalse\n````\n\nText.\n", "1:1: ", "line 3 does not close it, expected ``` and nothing else"),
    ("```bash\nfalse\n  ```\n\nText.\n", "1:1: ", "line 3 does not close it, expected ```"),
    ("~~~bash\nfalse\n```\n", "1:1: ", "expected ~~~ on a line of its own"),
    ("```bash copy\nfalse\n```\n", "1:1: ", "unknown option 'copy' of a code block"),
    ("```bash title=x\nfalse\n```\n", "1:1: ", "opens no code block, expected ```LANGUAGE"),
    ('```bash titel="x"\nfalse\n```\n', "1:1: ", "unknown option 'titel' of a code block, expected hl_lines, linenums, title"),
    ('```bash hl_lines="a"\nfalse\n```\n', "1:1: ", "hl_lines=\"a\" of a code block, expected line numbers"),
    ("```{bash}\nfalse\n```\n", "1:1: ", "names no language"),
    ("Text.\n\n        ```bash\n        false\n        ```\n", "3:9: ", "indented so far that Markdown shows it as it is typed"),
    # comments
    ("Text <!-- without an end\n\n```bash\nfalse\n```\n", "1:6: ", "'<!--' without an end, expected '-->'"),
    # {% raw %}
    ("{% raw %}\n\n```bash\n${{ x }}\n```\n", "1:1: ", "'{% raw %}', expected '{% endraw %}' behind"),
    ("{% endraw %}\n", "1:1: ", "'{% endraw %}', expected '{% raw %}' before it"),
    # code
    ("```bash\ncat <<EOF\nx\n  EOF\n```\n", "2:1: ", "a heredoc without an end, expected 'EOF' alone on a line below it"),
    ("```bash\ncat <<-'END'\n    x\n    END\n```\n", "2:1: ", "a heredoc without an end, expected 'END'"),
    ('```json\n{\n  "a": NaN\n}\n```\n', "3:3: ", "NaN, which JSON does not have, expected a number or null"),
    ('```json\n[-Infinity]\n```\n', "2:1: ", "-Infinity, which JSON does not have"),
    ('```json\n{"a": 1, "b": {"a": 2},\n "a": 3}\n```\n', "3:2: ", 'the key "a" a second time'),
    ("```yaml\na: 1\nb:\n  - c: 1\n    c: 2\n```\n", "5:5: ", "the key 'c' a second time, expected it once"),
    # anchors
    ("# A\n\n## B\n\n## B\n", "5:1: ", "the anchor 'b' a second time, as in line 3, expected an anchor once on a page; give one of them '{ #id }'"),
    ("# A\n\n## B\n\n## C { #b }\n", "5:1: ", "the anchor 'b' a second time, as in line 3"),
    ("# A\n\n## `B`\n\n## [B](x.md)!\n", "5:1: ", "the anchor 'b' a second time"),
    ('# A\n\n## B\n\n<a id="b"></a>\n', "5:8: ", "the anchor 'b' a second time, as in line 3"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "message"), REFUSED)
def test_what_would_pass_unseen_is_refused(text: str, place: str, message: str) -> None:
    """With line and column, what it is, and what is accepted."""
    found = said(text)
    assert any(each.startswith(place) and message in each for each in found), found


RIGHT = [
    "```bash\ncat <<-EOF\n\tx\n\tEOF\n```\n",
    "```bash\ncat <<EOF | grep x\nx\nEOF\n```\n",
    "```bash\necho $((1 << 2)) # <<EOF\nread -r x <<< 'y'\n```\n",
    "```python\n    x = 1\n    y = 2\n```\n",
    '```python linenums="1" hl_lines="1-2 4"\nx = 1\n```\n',
    "````text\n```bash\nfalse\n```\n````\n",
    "> ```bash\n> false\n> ```\n",
    '```json\n[{"a": "NaN"}, {"a": 1}, "a", "a"]\n```\n',
    "```yaml\na: 1\nb:\n  a: 1\n---\na: 2\n```\n",
    "Text\u2028with\x0cspecial\x85characters.\n\n```text\na\u2028b\n```\n",
    "{% raw %}\n\n```yaml\nkey: ${{ secrets.KEY }}\n```\n\n{% endraw %}\n",
    "`<!--` opens a comment, and `-->` closes it.\n\n```bash\ntrue\n```\n",
    "<!-- excused: may be anything -->\n```json\n{\"a\": NaN}\n```\n",
    "# A\n\n## B { #b1 }\n\n## B\n\n## {{ service.name }}\n\n## {{ service.name }}s\n",
    "Inline ```code with` ticks``` in a sentence.\n",
    "# A\n\n```bash\n# A\n```\n",
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_a_valid_page_is_not_refused(text: str) -> None:
    """Unusual characters, indentation, options and nesting are fine."""
    assert said(text) == []


@given(st.text(max_size=40))
def test_an_anchor_is_made_as_markdown_makes_it(title: str) -> None:
    """The same letters, for any title."""
    assert slug(title) == slugify(title, "-")


TITLES = ["Step 1: do it", "409: the name – taken", "The `id`", "**Bold** *and* so", "[Link](x.md) it", "Äpfel & Co.", "a_b c", "<b>x</b> y", "AT&amp;T"]  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_an_anchor_is_the_one_of_the_built_page(title: str) -> None:
    """Markup and accents go, as in the site."""
    text = f"## {title}\n\n## Another {{ #it .todo }}\n"
    assert [anchor(heading) for heading in scan(text).headings] == heading_ids(rendered(text))


@settings(deadline=None, max_examples=150)
@given(st.one_of(noise, st.text(max_size=80)), st.text(max_size=20))
@example("", "title: " + "[" * 1000)
def test_any_text_gets_its_problems(text: str, front: str) -> None:
    """No page breaks the checks, and every problem has a place on the page."""
    page = f"---\n{front}\n---\n{text}"
    lines = page.split("\n")
    for each in problems("p.md", "PAGE", {"p.md": page}):
        assert 1 <= each.line <= len(lines)
        assert 1 <= each.column <= len(lines[each.line - 1]) + 1
        assert "expected" in each.message or "did you mean" in each.message


CODE = st.text(st.sampled_from("{}[]:,-\"'<& \n#|>1aN\t\\*!%"), max_size=30)


@settings(deadline=None)
@given(st.sampled_from(["json", "yaml", "bash"]), st.one_of(CODE, st.text(max_size=30)))
@example("json", "1")
@example("json", "")
@example("yaml", "[" * 1000)
@example("json", "[" * 1000)
def test_any_code_gets_its_problems(language: str, code: str) -> None:
    """No code block breaks the checks, whatever its language says that it is."""
    page = f"# New\n\n````{language}\n{code}\n````\n"
    for each in problems("p.md", "PAGE", {"p.md": page}):
        assert 1 <= each.line <= page.count("\n") + 1
