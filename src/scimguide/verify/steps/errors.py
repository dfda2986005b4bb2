"""What goes wrong in the console."""


class ElementNotFound(Exception):
    """Something is not on the screen; the message says what, and what there is."""
