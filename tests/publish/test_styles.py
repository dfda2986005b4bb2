"""The theme's stylesheets: smaller, and not different for anything that the site shows."""

from pathlib import Path

from scimguide.publish.styles import drop_unused_rules

THEME = """@charset "utf-8";:root{--a:1px;--b:2px;--c:url(data:x)}
.used,.gone{margin:var(--a)}.gone .used{color:red}.added:hover{top:0}
.used:not(.gone){left:0}a.used>b{x:y}
@media screen{.gone{top:0}}@media print{.used{top:0}}
@font-face{font-family:x}"""


def test_rules_that_nothing_can_meet_are_dropped(tmp_path: Path) -> None:
    """What a page or a script names stays, with the properties that are still read."""
    sheets = tmp_path / "assets/stylesheets"
    sheets.mkdir(parents=True)
    (sheets / "main.css").write_text(THEME)
    (tmp_path / "assets/own.css").write_text("p { margin: var(--b) }")
    (tmp_path / "index.html").write_text('<p class="used">text</p>')
    (tmp_path / "assets/own.js").write_text('element.classList.add("added")')
    drop_unused_rules(tmp_path)
    assert (sheets / "main.css").read_text() == (
        '@charset "utf-8";:root{--a:1px;--b:2px}'
        ".used{margin:var(--a)}.added:hover{top:0}.used:not(.gone){left:0}a.used>b{x:y}"
        "@media print{.used{top:0}}@font-face{font-family:x}"
    )


def test_the_published_stylesheet_is_a_part_of_the_theme(published: Path) -> None:
    """It is a quarter smaller, and still has what scripts bring: results, dialog, copied."""
    import material

    theme = Path(material.__file__).parent / "templates/assets/stylesheets"
    (main,) = (published / "assets/stylesheets").glob("main.*.css")
    text = main.read_text()
    assert len(text) < 0.75 * len((theme / main.name).read_text())
    for name in (".md-search-result__item", ".md-dialog", ".md-top"):
        assert name in text
