"""Where a token comes from: the environment or a file, never the command line."""

import os
from pathlib import Path

from scimguide.errors import UserError

VARIABLE = "SCIM_TOKEN"


class TokenError(UserError):
    """There is no usable token; the text says what is accepted."""

    status = 2


def token_from(file: Path | None) -> str:
    """The bearer token in a file, or in the environment without one.

    :raises TokenError: when it is missing, or more than one printable word.
    """
    if file is None:
        token = os.environ.get(VARIABLE, "").strip()
    else:
        try:
            token = file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            what = getattr(error, "strerror", None) or "not UTF-8"
            raise TokenError(f"--token-file {file}: {what}, expected a text file") from None
    if not token or not token.isprintable() or " " in token:
        accepted = f"one word in {VARIABLE} or in the file of --token-file"
        raise TokenError(f"no usable token, expected {accepted}")
    return token
