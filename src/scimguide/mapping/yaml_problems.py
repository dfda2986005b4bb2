"""What is wrong with text that is no YAML, in words of a writer, at the line to change."""

import re

import yaml

Position = tuple[int, int]

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What YAML takes for the end of a line."""

_HINTS = {
    "mapping values are not allowed in this context": (
        "a ': ' where no key can stand, expected quotes around a value that contains ': ', "
        "and the keys of one mapping at the same indentation"
    ),
    "could not find expected ':'": "a line that is no entry, expected KEY: VALUE",
    "did not find expected '-' indicator": (
        "an entry at the indentation of a list, expected '- ' in front of it"
    ),
    "did not find expected key": (
        "something behind a value, expected a key at the indentation of its neighbours; put quotes "
        "around a value that contains quotes or brackets"
    ),
    "block sequence entries are not allowed in this context": (
        "a '-' behind a key, expected the list on the lines below, or as [a, b]"
    ),
    "did not find expected node content": (
        "no value, expected one; put quotes around a value that begins with a comma or bracket"
    ),
    "did not find expected alphabetic or numeric character": (
        "a value that begins with '*' or '&', expected quotes around it"
    ),
    "found unexpected ':'": "a ':' inside a value, expected a space behind it, or quotes around it",
    "found unknown escape character": (
        "an unknown escape in double quotes, expected single quotes around a value with '\\'"
    ),
    "did not find expected <document start>": (
        "text outside of the mapping, expected its keys in the first column"
    ),
    "but found another document": "a second document, expected one mapping",
    "did not find expected comment or line break": (
        "text behind '|' or '>', expected it on the lines below"
    ),
}


def explain(text: str, error: yaml.MarkedYAMLError) -> tuple[Position, str]:
    """The position and the sentence of an error of the YAML parser."""
    problem = error.problem or ""
    here = _position(error.problem_mark) or _position(error.context_mark) or (1, 1)
    began = _position(error.context_mark) or here
    if problem == "found unexpected end of stream" and "quoted" in (error.context or ""):
        return began, "a quote without its end, expected another one where the value ends"
    if problem.startswith("did not find expected ',' or"):
        return _bracket(text, began, here, problem[-2:-1])
    if problem == "could not find expected ':'":
        return began, _HINTS[problem]
    if problem.startswith("found a tab"):
        return here, "a tab, expected spaces"
    if problem == "found character that cannot start any token":
        line = _LINE_BREAK.split(text)[here[0] - 1 : here[0]]
        character = "".join(line)[here[1] - 1 : here[1]]
        if character == "\t":
            return here, "a tab, expected spaces"
        return here, f"a value that begins with {character!r}, expected quotes around it"
    if quote := _open_quote(text, here):
        return quote, f"a quote that ends only on line {here[0]}, expected its end on this line"
    return here, _HINTS.get(problem, f"{problem}, expected YAML")


def _bracket(text: str, began: Position, here: Position, closing: str) -> tuple[Position, str]:
    if began[0] != here[0]:
        return began, f"a bracket without its end, expected {closing!r} where the entries end"
    return here, (
        f"something between two entries, expected ',' or {closing!r}; put quotes around a value "
        "that contains brackets, commas or ': '"
    )


def _open_quote(text: str, here: Position) -> Position | None:
    """Where the quoted value begins that ends on the line of an error and began on another one."""
    try:
        for token in yaml.scan(text, yaml.CSafeLoader):
            if not isinstance(token, yaml.ScalarToken) or token.style not in ("'", '"'):
                continue
            start, end = _position(token.start_mark), _position(token.end_mark)
            if start and end and start[0] < end[0] == here[0]:
                return start
    except yaml.YAMLError:
        pass
    return None


def _position(mark: yaml.Mark | None) -> Position | None:
    return (mark.line + 1, mark.column + 1) if mark else None
