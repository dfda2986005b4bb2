"""
Okta's side of one page: steps walked in a browser, and the marks that tell what comes of them.

With a browser, a mark is not carried out but proven: the steps above it must
have caused exactly this action.  Without one, the mark itself is carried out,
and steps are only understood.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from scimguide.mapping import Spec
from scimguide.mapping.actions import ActionError, parse
from scimguide.okta.system_log import LogFilterError
from scimguide.pages.marks import okta_action
from scimguide.verify.acting import Acting, Unlike, holds
from scimguide.verify.parts import Part
from scimguide.verify.readers import Reader
from scimguide.verify.steps.language import NotUnderstood, understand
from scimguide.verify.steps.problems import NotThere

if TYPE_CHECKING:  # a browser is needed only when steps are walked
    from playwright.sync_api import Browser

    from scimguide.verify.steps.stage import Stage


@dataclass
class Scene:
    """What happens in Okta while a page is read."""

    spec: Spec
    readers: Callable[[], list[Reader]]
    """The readers whom the page's snippets need; the first one is at the console."""
    before: list[str] = field(default_factory=list)
    """Actions of the page that this one follows."""
    follows: bool = False
    browser: "Callable[[], Browser] | None" = None
    """Opens the browser of the run, when steps shall be walked."""
    acting: Acting = field(default_factory=Acting)

    @cached_property
    def stage(self) -> "Stage | None":
        """The console, when there is a browser."""
        if self.browser is None:
            return None
        from scimguide.verify.steps.stage import Stage

        return Stage(self.spec, self.readers()[0], self.browser(), prepared=self.follows)

    def carry_out(self, part: Part) -> None:
        """
        Carry out a step or a mark.

        :raises Unlike: when it cannot be done, or something else comes of it.
        """
        self._catch_up()
        if part.kind == "step":
            self._step(part)
        elif part.kind == "okta":
            self._okta(part)
        else:
            self._all_told()
            self.acting.all_shown()
            for reader in self.readers():
                holds(reader, part.name)

    def find(self, query: str) -> None:
        """
        See that a System Log query finds something that the page did.

        :raises Unlike: when it finds nothing, or cannot be read.
        """
        self._catch_up()
        for reader in self.readers():
            try:
                found = reader.rehearsal.logged(query)
            except LogFilterError as error:
                raise Unlike(str(error), "a query of the System Log") from None
            if not found:
                raise Unlike("no event", "one that the query finds")

    def end(self) -> None:
        """
        See that nothing happened that the page does not tell.

        :raises Unlike: when something did.
        """
        self.acting.all_shown()
        self._all_told()

    def _all_told(self) -> None:
        stage = self.__dict__.get("stage")
        if stage and (left := stage.done()):
            raise Unlike(
                f"the steps did {'; '.join(map(str, left))}", "a mark for what steps do in Okta"
            )

    def _catch_up(self) -> None:
        before, self.before = self.before, []
        for reader in self.readers() if before else ():
            for line in before:
                reader.act(line)

    def _step(self, part: Part) -> None:
        try:
            done = understand(part.name)
        except NotUnderstood as error:
            raise Unlike(
                str(error), "a step in the language of steps, or a reason by hand"
            ) from None
        if self.stage is None:
            return
        try:
            for each in done:
                self.stage.walk.do(each, part.source)
        except NotThere as error:
            raise Unlike(str(error), f"the step {part.name!r} to be possible here") from None

    def _okta(self, part: Part) -> None:
        line, words = okta_action(part.name)
        readers = self.readers()
        stage = self.stage if self.browser and not part.told and "unseen" not in words else None
        if stage:
            try:
                action = parse(line)
            except ActionError as error:
                raise Unlike(str(error), "an action of the rehearsal org") from None
            wanted, came = replace(action, capture=""), stage.next()
            if came != wanted:
                raise Unlike(f"the steps above did {came or 'nothing'} in Okta", str(wanted))
            readers[0].keep(readers[0].rehearsal.captured(action))
            self.acting.act(readers[1:], part.name, told=part.told)
            return
        self._all_told()
        self.acting.act(readers, part.name, told=part.told)
        if stage := self.__dict__.get("stage"):
            stage.done()
            stage.catch_up()
