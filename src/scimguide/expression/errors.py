"""What can be wrong with an expression, with and without its place."""


class ExpressionError(ValueError):
    """An expression cannot be read or evaluated: ``LINE:COLUMN: what, expected what``."""

    def __init__(self, line: int, column: int, message: str) -> None:
        self.line = line
        self.column = column
        self.message = message
        super().__init__(f"{line}:{column}: {message}")


class Wrong(Exception):
    """A value that a function or operator cannot work with; its caller knows the place."""
