"""Fields of a screen: filled in, chosen, turned on, looked at."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page

from scimguide.mapping import Spec, examples
from scimguide.mapping.attributes import Attribute
from scimguide.verify.steps.forms import Do
from scimguide.verify.steps.problems import NotThere

ANYBODY = ("a person you know", "the tasks that failed meanwhile")
"""Words that leave the choice to the screen."""
FIELDS = {
    "first name": ("First name",),
    "last name": ("Last name",),
    "e-mail address": ("Primary email", "Username"),
}
"""Fields of a profile by the words of readers."""
_OFFERED = "main :is(a, button, label, summary, legend, h1, h2, h3), body > nav a"


class Fields:
    """What somebody does with the fields of a screen."""

    spec: Spec
    page: Page
    origin: str
    _values: Callable[[str], str]

    def offers(self) -> str:
        """What can be selected and filled in on this screen."""
        found = self.page.locator(
            "main :is(a, button, label, summary, legend, h1, h2, h3), body > nav a"
        )
        names = [text.strip() for text in found.all_inner_texts() if text.strip()]
        title = self.page.title().partition(" – ")[0]
        return f"the screen {title!r} offers {', '.join(dict.fromkeys(names))}"

    def _named(self, words: str) -> str:
        """Whom or what readers' words stand for."""
        if "`" in words:
            return words.split("`")[1]
        samples = self.spec.samples
        if words in ("your test user", "the person"):
            return samples.users[0].full_name
        if words in ("the group", "the name of a group"):
            return samples.groups[0].display_name
        return "Example Company" if words == "your company" else words

    def _search(self, done: Do) -> None:
        box = self._one(self.page.get_by_role("searchbox"), "a search field")
        box.fill(done.value)
        box.press("Enter")

    def _enter(self, done: Do) -> None:
        words = done.value.removeprefix("the ")
        value = self._values(words) or self._named(done.value)
        self._field(done.labels[0]).fill(value)

    def _choose(self, done: Do) -> None:
        field, choice = done.labels[0], done.value
        group = self.page.get_by_role("group", name=field, exact=True)
        if group.count():
            return self._one(group.get_by_label(choice, exact=True), choice).check()
        self._field(field).select_option(choice)
        return None

    def _turn_on(self, done: Do) -> None:
        self._turn(done, True)

    def _turn_off(self, done: Do) -> None:
        self._turn(done, False)

    def _turn(self, done: Do, on: bool) -> None:
        scope: Any = self.page
        if done.within:
            scope = self._one(
                self.page.get_by_role("group", name=done.within, exact=True), done.within
            )
        switch = scope.get_by_role("button", name=f"Turn {'on' if on else 'off'} {done.labels[0]}")
        if switch.count():
            switch.first.click()
        else:
            self._one(scope.get_by_label(done.labels[0], exact=True), done.labels[0]).set_checked(
                on
            )

    def _left_on(self, done: Do) -> None:
        self._left(done, True)

    def _left_off(self, done: Do) -> None:
        self._left(done, False)

    def _left(self, done: Do, on: bool) -> None:
        label = done.labels[0]
        group = self.page.get_by_role("group", name=label, exact=True)
        box = group.get_by_role("checkbox") if group.count() else self._field(label)
        if self._one(box, label).is_checked() is not on:
            raise NotThere(f"{label} is {'clear' if on else 'selected'}, expected otherwise")

    def _role(self, _: Do) -> None:
        heading = self.page.locator("main h2").first.inner_text()
        roles = examples.group_roles(self.spec)
        for group, role in roles.items():
            if heading.endswith(group):
                self._one(self.page.get_by_label(role, exact=True), role).check()

    def _copy(self, done: Do) -> None:
        shown = self._field(done.labels[0]).input_value()
        if shown != self._values(done.labels[0]):
            raise NotThere(f"{done.labels[0]} is {shown!r}, expected what the service issued")

    def _change(self, done: Do) -> None:
        if done.within not in FIELDS:
            raise NotThere(f"the field {done.within!r}, expected one of {', '.join(FIELDS)}")
        for label in FIELDS[done.within]:
            self._field(label).fill(done.value)

    def _put(self, done: Do) -> None:
        self.page.goto(f"{self.origin}/groups")
        self._one(self._links(done.value), done.value).click()
        row = self._one(
            self.page.get_by_role("row").filter(has_text=self._named(done.within)), done.within
        )
        self._one(row.get_by_role("button"), "Add").click()

    def _fill_in(self, done: Do) -> None:
        attribute = self._attribute(done.value)
        editor = attribute.profile_editor
        assert editor
        texts = {
            "Display name": editor.display_name,
            "Variable name": editor.variable_name,
            "External name": attribute.external_name,
            "External namespace": attribute.urn or self.spec.users.schema_,
        }
        kind = "string array" if attribute.is_.multi_valued else "string"
        self._field("Data type").select_option(kind)
        for label, text in texts.items():
            self._field(label).fill(text)
        if attribute.canonical_values:
            self._field("Define enumerated list of values").check()
            self._field("Attribute members").fill(", ".join(attribute.canonical_values))
        self._field("User personal").set_checked(editor.user_personal)
        if editor.group_priority:
            self._field("Group priority").select_option(editor.group_priority)

    def _attribute(self, name: str) -> Attribute:
        for attribute in self.spec.users.attributes:
            if attribute.name == name and attribute.profile_editor:
                return attribute
        raise NotThere(f"the attribute {name!r}, expected one that the guide adds")

    # -- looking ---------------------------------------------------------------

    def _see(self, done: Do) -> None:
        found = self.page.get_by_text(done.labels[0], exact=True)
        if not found.count():
            self._missing(done.labels[0])

    def _field(self, label: str) -> Locator:
        return self._one(self.page.get_by_label(label, exact=True), label)

    def _links(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def _one(self, found: Locator, what: str) -> Locator:
        if not found.count():
            self._missing(what)
        return found.first

    def _missing(self, what: str, within: str = "") -> None:
        where = f" in the row of {within}" if within and within not in ANYBODY else ""
        raise NotThere(f"{what!r} is not on the screen{where}; {self.offers()}")
