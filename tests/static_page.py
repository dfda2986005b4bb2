"""
The console without a browser: the part of Playwright's API that the driver of steps uses.

The same driver walks the same screens over the same forms, a hundred times as fast. What a browser
adds (layout, styles, focus) is left to ``scripts/verify --browser``, which walks every page once.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urljoin

import httpx
from playwright.sync_api import Error

VOID = {"input", "meta", "link", "br", "wbr"}
ROLES: dict[str, Callable[["Node"], bool]] = {
    "link": lambda e: e.tag == "a" and "href" in e.attributes,
    "button": lambda e: e.tag == "button" and "role" not in e.attributes,
    "row": lambda e: e.tag == "tr",
    "group": lambda e: e.tag in ("fieldset", "details"),
    "searchbox": lambda e: e.attributes.get("type") == "search",
    "checkbox": lambda e: e.is_("checkbox"),
    "switch": lambda e: e.attributes.get("role") == "switch",
    "status": lambda e: e.attributes.get("role") == "status",
}
HIDDEN_FIELDS = "enable"
"""The class of forms whose fields the style sheet shows when their first box is ticked."""


class Node:
    """One element, with what was typed into it or chosen in it."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Node | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Node | str] = []
        self.value = attributes.get("value", "")
        self.on = "checked" in attributes or "selected" in attributes
        self.open = "open" in attributes

    def all(self) -> Iterator["Node"]:
        """Every element below this one, in order."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.all()

    def above(self) -> Iterator["Node"]:
        """Every element around this one, the next one first."""
        if self.parent:
            yield self.parent
            yield from self.parent.above()

    @cached_property
    def text(self) -> str:
        """What is read of it, with single spaces."""
        found = (each if isinstance(each, str) else f" {each.text} " for each in self.children)
        return " ".join("".join(found).split())

    @property
    def options(self) -> list[str]:
        """The choices of a select field."""
        return [each.text for each in self.all() if each.tag == "option"]

    @property
    def chosen(self) -> str:
        """The choice of a select field: the first one, until there is another."""
        return next((e.text for e in self.all() if e.on), self.options[0])

    def is_(self, kind: str) -> bool:
        """Whether it is an input of this type."""
        return self.tag == "input" and self.attributes.get("type", "text") == kind

    @property
    def visible(self) -> bool:
        """Whether it can be seen: menus are closed at first, and some fields need a box ticked."""
        around = [self, *self.above()]
        for inner, outer in pairwise(around):
            if outer.tag == "details" and inner.tag != "summary" and not outer.open:
                return False
            if outer.attributes.get("class") == HIDDEN_FIELDS:
                box = next(e for e in outer.all() if e.is_("checkbox"))
                if inner.attributes.get("class") == "fields" and not box.on:
                    return False
        return True


class _Tree(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self.at = Node("", {}, None)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs}, self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        self.at = self.at.parent or self.root

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def selected(node: Node, selector: str) -> bool:
    """Whether a selector of the driver means an element: names, ``:is``, ``[attribute]`` and ``>``."""
    chain: list[str] = []
    for token in [*re.findall(r":is\([^)]*\)|\[[\w-]+\]|[>,]|[\w-]+", selector), ","]:
        if token != ",":
            chain.append(token)
        elif _chained(node, chain):
            return True
        else:
            chain = []
    return False


def _chained(node: Node, chain: list[str]) -> bool:
    *before, last = chain
    if last.startswith(":is"):
        fits = selected(node, last[4:-1])
    else:
        fits = last[1:-1] in node.attributes if last[0] == "[" else node.tag == last
    if not fits or not before:
        return fits
    if before[-1] == ">":
        return node.parent is not None and _chained(node.parent, before[:-1])
    return any(_chained(each, before) for each in node.above())


class Found:
    """A locator: some elements of a page."""

    def __init__(self, page: "StaticPage", nodes: Iterable[Node]) -> None:
        self.page, self.nodes = page, list(nodes)

    # -- finding ---------------------------------------------------------

    def _below(self) -> Iterator[Node]:
        for node in self.nodes:
            yield from node.all()

    def _those(self, test: Callable[[Node], bool]) -> "Found":
        return Found(self.page, filter(test, self._below()))

    def locator(self, selector: str) -> "Found":
        return self._those(lambda e: selected(e, selector))

    def get_by_role(self, role: str, name: str = "", *, exact: bool = False) -> "Found":
        def test(e: Node) -> bool:
            said = self.page.name(e)
            named = said == name if exact else name.casefold() in said.casefold()
            return ROLES[role](e) and e.visible and (not name or named)

        return self._those(test)

    def get_by_label(self, text: str, *, exact: bool = False) -> "Found":
        controls = ("input", "select")
        return self._those(
            lambda e: (
                (e.tag in controls and self.page.name(e) == text)
                or e.attributes.get("aria-label") == text
            )
        )

    def get_by_text(self, text: str, *, exact: bool) -> "Found":
        assert exact
        return self._those(lambda e: e.text == text and any(a.tag == "body" for a in e.above()))

    def filter(self, has_text: str) -> "Found":
        fits = [e for e in self.nodes if has_text.casefold() in e.text.casefold()]
        return Found(self.page, fits)

    @property
    def first(self) -> "Found":
        return Found(self.page, self.nodes[:1])

    def all(self) -> list["Found"]:
        return [Found(self.page, [each]) for each in self.nodes]

    def count(self) -> int:
        return len(self.nodes)

    # -- reading ---------------------------------------------------------

    @property
    def node(self) -> Node:
        if not self.nodes:
            raise Error("nothing is found")
        return self.nodes[0]

    def inner_text(self) -> str:
        return self.node.text

    def all_inner_texts(self) -> list[str]:
        return [each.text for each in self.nodes if each.visible]

    def get_attribute(self, name: str) -> str | None:
        return self.node.attributes.get(name)

    def is_visible(self) -> bool:
        return self.node.visible

    def is_checked(self) -> bool:
        return self.node.on

    def input_value(self) -> str:
        return self.node.value

    def evaluate(self, script: str) -> str:
        assert script == "e => e.tagName"
        return self.node.tag.upper()

    # -- doing -----------------------------------------------------------

    def _usable(self, what: str) -> Node:
        if not self.node.visible or "disabled" in self.node.attributes:
            raise Error(f"{what}: it is hidden or disabled")
        return self.node

    def fill(self, text: str) -> None:
        node = self._usable("fill")
        if node.tag != "input" or "readonly" in node.attributes:
            raise Error("fill: it is no field")
        self.page.change(node.value != text)
        node.value = text

    def check(self) -> None:
        self.set_checked(True)

    def set_checked(self, on: bool) -> None:
        node = self._usable("tick")
        if node.is_("radio"):
            for other in self.page.form(node).all():
                if other.is_("radio") and other.attributes["name"] == node.attributes["name"]:
                    other.on = False
        self.page.change(node.on != on)
        node.on = on

    def select_option(self, text: str) -> None:
        node = self._usable("choose")
        if text not in node.options:
            raise Error(f"choose: {text!r} is none of {node.options}")
        self.page.change(node.chosen != text)
        for option in node.all():
            option.on = option.text == text

    def press(self, key: str) -> None:
        assert key == "Enter"
        self.page.submit(self.page.form(self.node), None)

    def click(self) -> None:
        node = self._usable("click")
        if node.tag == "a":
            self.page.goto(node.attributes["href"])
        elif node.tag == "button":
            self.page.submit(self.page.form(node), node)
        elif node.tag == "summary" and node.parent:
            node.parent.open = not node.parent.open


class StaticBrowser:
    """A browser that knows nothing but HTML; each of its contexts has cookies of its own."""

    def new_context(self) -> "StaticBrowser":
        made = StaticBrowser()
        made.client = httpx.Client(follow_redirects=True)
        return made

    def new_page(self) -> "StaticPage":
        return StaticPage(self.client)

    def close(self) -> None:
        self.client.close()


class StaticPage(Found):
    """A tab of it."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__(self, [Node("", {}, None)])
        self.client = client
        self.url = "about:blank"
        self.changes = 0
        self._all: list[Node] = []

    def goto(self, url: str) -> None:
        self._show(self.client.get(urljoin(self.url, url)))

    def submit(self, form: Node, button: Node | None) -> None:
        """Send a form as a browser does, with the button that was clicked."""
        sent = {}
        for each in form.all():
            name = each.attributes.get("name")
            if not name or "disabled" in each.attributes:
                continue
            if each.tag == "select":
                sent[name] = [each.chosen]
            elif each is button or (each.tag == "input" and (each.on or not _ticked(each))):
                sent.setdefault(name, []).append(each.value)
        action = urljoin(self.url, form.attributes["action"])
        if form.attributes["method"] == "get":
            self._show(self.client.get(action, params=sent))
        else:
            self.change(True)
            self._show(self.client.post(action, data=sent))

    def change(self, really: bool) -> None:
        """Count what is sent, or is in a field and was not before."""
        self.changes += really

    def _show(self, response: httpx.Response) -> None:
        assert response.status_code == 200, f"{response.url}: {response.status_code}"
        self.url = str(response.url)
        # The list of what was sent, behind the screen, is nothing that steps are about.
        self.nodes = [_Tree(response.text.partition("<aside")[0]).root]
        self._all = [*self.nodes[0].all()]
        self._labels = {e.attributes["for"]: e.text for e in self._below() if e.tag == "label"}

    def _below(self) -> Iterator[Node]:
        return iter(self._all)

    def name(self, e: Node) -> str:
        """What somebody who cannot see the screen hears of an element."""
        if label := e.attributes.get("aria-label"):
            return label
        if e.tag in ("input", "select"):
            return self._labels.get(e.attributes.get("id", ""), "")
        if e.tag == "fieldset":
            return next((each.text for each in e.all() if each.tag == "legend"), "")
        return e.text

    def form(self, node: Node) -> Node:
        """The form around an element."""
        return next(each for each in node.above() if each.tag == "form")

    def title(self) -> str:
        return self.locator("title").inner_text()

    def wait_for_load_state(self, _: str = "") -> None:
        """It is loaded."""

    def set_default_timeout(self, _: int) -> None:
        """Nothing takes time."""


def _ticked(e: Node) -> bool:
    return e.is_("checkbox") or e.is_("radio")
