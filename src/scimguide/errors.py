"""The one kind of error that users see: a message, and never a traceback."""


class UserError(Exception):
    """
    Something cannot be done; the message says where, what it is, and what is accepted.

    ``status`` is the exit status of the command: 1 when what was read is
    wrong, 2 when the command was used wrongly.
    """

    status = 1
