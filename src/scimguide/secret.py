"""
Where a token comes from: the environment or a file, never the command line.

The file ``preflight.py`` carries this module: standard library and ``errors`` alone.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from scimguide.errors import UserError

TOKEN_VARIABLE = "SCIM_TOKEN"


class TokenError(UserError):
    """There is no usable token; the message says what is accepted."""

    status = 2


def token_from(file: Path | None, *, with_scheme: bool = False) -> str:
    """
    The bearer token in a file, or in the environment without one.

    With ``with_scheme`` the scheme ``Bearer`` may stand in front of it, and stays there.

    :raises TokenError: when it is missing, or is not printable ASCII without spaces.
    """
    if file is None:
        token = os.environ.get(TOKEN_VARIABLE, "").strip()
    else:
        try:
            token = file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            what = getattr(error, "strerror", None) or "not UTF-8"
            raise TokenError(f"--token-file {file}: {what}, expected a text file") from None
    scheme = r"(bearer\s+)?" if with_scheme else ""
    if not re.fullmatch(scheme + "[!-~]+", token, re.IGNORECASE):
        accepted = (
            f"printable ASCII without spaces in {TOKEN_VARIABLE} or in the file of --token-file"
        )
        raise TokenError(f"no usable token, expected {accepted}")
    return token
