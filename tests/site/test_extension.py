"""The Markdown extension of the site: code that breaks in tables, boxes, screens in steps."""

from markdown import markdown

EXTENSION = "scimguide.site.extension"


def html(text: str) -> str:
    """A text as the site renders it."""
    return markdown(text, extensions=["tables", "attr_list", EXTENSION])


def test_code_in_a_table_breaks_after_a_stop() -> None:
    """A line may end after ``.``, ``:``, ``/`` and ``_``, and not at the end of the code."""
    made = html("| a |\n| --- |\n| `urn:x.y/z.` |\n")
    assert "<code>urn:<wbr />x.<wbr />y/<wbr />z.</code></td>" in made
    assert "<wbr" not in html("`urn:x.y/z`")


def test_a_pipe_in_the_code_of_a_table_is_a_pipe() -> None:
    """The backslash that GitHub needs before it is not shown."""
    assert "<code>on|off</code></td>" in html("| a |\n| --- |\n| `on\\|off` |\n")


def test_code_in_a_table_stays_code() -> None:
    """What looks like HTML or like emphasis is text, before and after a stop."""
    made = html("| a |\n| --- |\n| `<b>.*x*` |\n")
    assert "<code>&lt;b&gt;.<wbr />*x*</code>" in made


def test_braces_in_the_code_of_a_table_are_text() -> None:
    """They name an id, and are no attributes of what stands before them."""
    made = html("| a |\n| --- |\n| `/Users/{USER_ID}` |\n")
    assert "<code>/<wbr />Users/<wbr />{USER_<wbr />ID}</code>" in made


def test_a_cell_knows_the_heading_of_its_column() -> None:
    """A phone shows a row as a card, with the heading before each value."""
    made = html("| Field | For `x.y` |\n| --- | --- |\n| a | b |\n")
    assert '<td data-label="Field">a</td>' in made
    assert '<td data-label="For x.\u200by">b</td>' in made


def test_a_table_of_many_columns_is_wide() -> None:
    """What does not fit between navigation and contents is shown as cards on every screen."""

    def table(columns: int) -> str:
        return "\n".join("|" + f" {cell} |" * columns for cell in ("a", "---", "b")) + "\n"

    assert "<table>" in html(table(6))
    assert '<table data-wide="">' in html(table(7))


def test_a_task_is_a_box_with_its_label_and_a_link() -> None:
    """The box is named after the link, which says to a screen reader what its steps are for."""
    made = html("- [ ] Do `it` now, [2 steps](a.md#b)\n")
    box = '<label><input name="a.md#b" type="checkbox" /> Do <code>it</code> now</label>'
    link = '<a aria-label="2 steps: Do it now" href="a.md#b">2 steps</a>'
    assert f"<li>{box} {link}</li>" in made


def test_a_list_item_that_is_no_task_stays() -> None:
    """Without a box, or without a link behind it, nothing changes."""
    assert html("- Do it, [2 steps](a.md)\n") == markdown("- Do it, [2 steps](a.md)\n")
    assert html("- [ ] Do it\n") == markdown("- [ ] Do it\n")


def test_a_figure_stands_in_its_step() -> None:
    """Its HTML stays as it is, and the steps go on counting."""
    figure = "<figure><p>a_b_c *d*</p></figure>"
    made = html(f"1. One.\n\n    {figure}\n\n2. Two.\n")
    assert made.count("<ol>") == 1
    assert f"<p>One.</p>\n{figure}\n</li>" in made
