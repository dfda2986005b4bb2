"""A screen rewritten as a picture: no control, no id, no heading, only what it looks like."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

_TAGS = {
    "form": "div", "fieldset": "div", "legend": "p", "label": "span", "button": "span",
    "a": "span", "details": "div", "summary": "span", "nav": "div", "dialog": "div", "h1": "p",
    "h2": "p", "h3": "p", "select": "span", "input": "span", "option": "",
}  # fmt: skip
_CLASSES = {
    "legend": "legend", "label": "label", "button": "button", "a": "link", "summary": "button",
    "h1": "h1", "h2": "h2", "h3": "h3", "fieldset": "group", "select": "input", "dialog": "dialog",
}  # fmt: skip
_KEPT = ("scope", "colspan", "data-label")


@dataclass(frozen=True)
class Callout:
    """The number of a step, and the labels on which it may stand, the best one first."""

    at: int
    """Where the step stands on its page."""
    number: int
    labels: tuple[str, ...]
    row: str | None = None
    """What stands in the row of the label; None for a label that belongs to no row."""


class StaticHtml(HTMLParser):
    """Rewrites a screen, with one label marked and the numbers of steps at others."""

    def __init__(self, marked: str = "", callouts: Mapping[str, Callout] | None = None) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.labels: set[str] = set()
        """Every text of the screen that a step may name."""
        self.numbered: list[Callout] = []
        """The callouts that stand on the screen."""
        self._marked = marked
        self._callouts = dict(callouts or {})
        self._open: list[str] = []
        self._row = ""
        self._option: tuple[bool, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "option":
            self._option = ("selected" in given, "")
            return
        if tag == "datalist" or given.get("type") == "hidden":
            return
        if tag == "input":
            self.parts.append(_input(given))
            return
        if tag == "tr":
            self._row = ""
        new = _TAGS.get(tag, tag)
        words = "".join(f' {k}="{escape(v)}"' for k, v in given.items() if k in _KEPT)
        if kept := _classes(tag, given):
            words = f' class="{kept}"{words}'
        self.parts.append(f"<{new}{words}>")
        if tag not in ("br", "wbr"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "option":
            chosen, text = self._option or (False, "")
            self._option = None
            while not self.parts[-1].strip():
                self.parts.pop()
            first = self.parts[-1].startswith("<span")
            if chosen and not first:
                self.parts.pop()
            if chosen or first:
                self.parts.append(escape(text.strip()))
            return
        if tag in ("datalist", "input") or not self._open:
            return
        self._open.pop()
        self.parts.append(f"</{_TAGS.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        if self._option:
            self._option = (self._option[0], self._option[1] + data)
            return
        text = " ".join(data.split())
        if not text:
            self.parts.append(" " if self.parts else "")
            return
        self.labels.add(text)
        self._row += f" {text}"
        lead, trail = (" " if end.isspace() else "" for end in (data[:1], data[-1:]))
        number = self._number(text)
        # A label with a number elsewhere, such as in another row, is marked there.
        shown = escape(text) if text in self._callouts else self._text(text)
        self.parts.append(f"{lead}{number}{shown}{trail}")

    def _number(self, text: str) -> str:
        callout = self._callouts.get(text)
        if callout is None:
            return ""
        if callout.row is not None and ("tr" not in self._open or callout.row not in self._row):
            return ""
        self.numbered.append(self._callouts.pop(text))
        return f'<b class="step">{callout.number}</b>'

    def _text(self, text: str) -> str:
        if text != self._marked:
            return escape(text)
        self._marked = ""
        return f"<mark>{escape(text)}</mark>"


def _classes(tag: str, given: Mapping[str, str]) -> str:
    """The classes of an element: its own, that of its kind, and that of its state."""
    state = {"aria-current": "current", "aria-checked": "toggle-label"}
    found = [given.get("class", ""), _CLASSES.get(tag, "")]
    found += [name for key, name in state.items() if key in given]
    found += ["on"] if given.get("aria-checked") == "true" else []
    return " ".join(filter(None, found))


def _input(given: Mapping[str, str]) -> str:
    kind, on = given.get("type", "text"), "checked" in given
    if given.get("class") == "toggle":
        return f'<span class="toggle{" on" if on else ""}"></span>'
    if kind in ("checkbox", "radio"):
        signs = {"checkbox": "☐☑", "radio": "○●"}[kind]
        return f'<span class="box-sign">{signs[on]}</span>'
    value = given.get("value", "")
    shown = "••••••••" if kind == "password" and value else value
    return f'<span class="input">{escape(shown)}</span>'
