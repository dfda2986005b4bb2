"""A screen rewritten as a picture: no control, no id, no heading, only what it looks like."""

from html import escape
from html.parser import HTMLParser

_TAGS = {
    "form": "div", "fieldset": "div", "legend": "p", "label": "span", "button": "span",
    "a": "span", "details": "div", "summary": "span", "nav": "div", "h1": "p", "h2": "p",
    "h3": "p", "caption": "caption", "select": "span", "input": "span", "option": "",
}  # fmt: skip
_CLASSES = {
    "legend": "legend", "label": "label", "button": "button", "a": "link", "summary": "button",
    "h1": "h1", "h2": "h2", "h3": "h3", "fieldset": "group",
}  # fmt: skip
_KEPT = ("class", "scope", "colspan")


class StaticHtml(HTMLParser):
    """Rewrites a screen: no control, no id, no heading; only what it looks like."""

    def __init__(self, marked: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.found = False
        self._marked = marked
        self._open: list[str] = []
        self._option: tuple[bool, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "option":
            self._option = ("selected" in given, "")
            return
        if tag == "datalist" or given.get("type") == "hidden":
            return
        kept = [given["class"] or ""] if given.get("class") else []
        kept += [_CLASSES[tag]] if tag in _CLASSES else []
        if "aria-current" in given:
            kept.append("current")
        if tag == "input":
            self.parts.append(self._input(given))
            return
        if tag == "select":
            kept.append("input")
        new = _TAGS.get(tag, tag)
        words = "".join(f' {k}="{escape(v or "")}"' for k, v in given.items() if k in _KEPT[1:])
        if kept:
            words = f' class="{" ".join(kept)}"{words}'
        self.parts.append(f"<{new}{words}>")
        if tag not in ("br", "wbr"):
            self._open.append(tag)

    def _input(self, given: dict[str, str | None]) -> str:
        kind = given.get("type") or "text"
        if kind in ("checkbox", "radio"):
            signs = {"checkbox": "☐☑", "radio": "○●"}[kind]
            return f'<span class="box-sign">{signs["checked" in given]}</span>'
        value = (
            "••••••••" if kind == "password" and given.get("value") else given.get("value") or ""
        )
        return f'<span class="input">{escape(value)}</span>'

    def handle_endtag(self, tag: str) -> None:
        if tag == "option":
            chosen, text = self._option or (False, "")
            self._option = None
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
        if self._marked and text == self._marked and not self.found:
            self.found = True
            self.parts.append(f"<mark>{escape(text)}</mark>")
        else:
            lead = " " if data[:1].isspace() else ""
            self.parts.append(lead + escape(text) + (" " if data[-1:].isspace() else ""))
