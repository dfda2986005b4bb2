"""The form of the playground; what it loads stands in ``assets/playground/`` if it was made."""

from pathlib import Path

MISSING = (
    '!!! note "Not part of this build"\n\n'
    "    The playground comes with the full build of the site. The commands below do the same."
)


def form(docs: Path, to_root: str) -> str:
    """
    The form as HTML, or a note without the folder ``assets/playground/``.

    ``to_root`` leads from the page to the root of the site: ``../``.
    """
    files = [path for path in (docs / "assets/playground").glob("*") if path.is_file()]
    if not files:
        return MISSING
    megabytes = f"{sum(path.stat().st_size for path in files) / 1e6:.0f}"
    text = Path(__file__).with_name("playground.html").read_text("utf-8")
    return text.replace("{megabytes}", megabytes).replace("{root}", to_root)
