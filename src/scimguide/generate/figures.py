"""
Screens and diagrams as files of their own, which a page names in one line.

A page stays text that people read in an editor; the macro ``figure`` puts the
file in its place when the site is built.
"""


class Figures(dict[str, str]):
    """The contents of all figures by their names below ``snippets/figures/``."""

    def add(self, stem: str, suffix: str, content: str) -> str:
        """Keep a figure under a name that is still free; return the macro that shows it."""
        name, number = f"{stem}.{suffix}", 1
        while name in self:
            number += 1
            name = f"{stem}-{number}.{suffix}"
        self[name] = f"{content}\n"
        return f'{{{{ figure("{name}") }}}}'
