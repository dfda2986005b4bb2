"""What can go wrong on the way through the console."""


class NotThere(Exception):
    """Something is not on the screen; the text says what, and what there is."""
