"""Ids as Okta issues them: a prefix for the kind, and seventeen letters and digits."""

import random
import string

from scimguide.okta.requests import PASSWORD_CHARACTERS

_LETTERS = string.ascii_letters + string.digits


class Ids:
    """Issues ids and throw-away passwords, the same ones for the same seed."""

    def __init__(self, seed: str = "rehearsal") -> None:
        self._random = random.Random(seed)

    def new(self, prefix: str) -> str:
        """An id such as ``00u…`` (user), ``00g…`` (group) or ``0oa…`` (app)."""
        return prefix + "".join(self._random.choices(_LETTERS, k=20 - len(prefix)))

    def password(self) -> str:
        """Eight characters: what Okta sends for a new person while Sync Password is off."""
        return "".join(self._random.choices(PASSWORD_CHARACTERS, k=8))
