"""Functions of strings, and the older global names of some."""

from scimguide.expression.signature import function
from scimguide.expression.values import Scope, fits

NULL = "Functions of strings given null: null stays null, has length 0 and contains nothing."
ABSENT = "substringBefore without the string that is searched for: the whole string."
PAIRS = "An emoji counts as one character; Java, on which Okta runs, counts two."
CLAMPED = "substring beyond the end of the string: what there is."
LITERAL = "replaceFirst takes its pattern literally, as replace does."


def _note_pairs(scope: Scope, text: str | None) -> None:
    if text and not text.isascii() and max(text) > "\uffff":
        scope.assume(PAIRS)


@function("String.append(String str, String suffix): String")
def append(scope: Scope, text: str | None, suffix: str | None) -> str | None:
    """Two strings in one."""
    if text is None or suffix is None:
        scope.assume(NULL)
        return text
    fits(len(text) + len(suffix))
    return text + suffix


@function("String.join(String separator, String... strings): String")
def join(scope: Scope, separator: str | None, *texts: str | None) -> str:
    """All strings with the separator between them."""
    if separator is None or None in texts:
        scope.assume("String.join takes null for an empty string.")
    between, parts = separator or "", [text or "" for text in texts]
    fits(sum(map(len, parts)) + len(between) * len(parts))
    return between.join(parts)


@function("String.len(String input): Integer")
def length(scope: Scope, text: str | None) -> int:
    """The number of characters."""
    if text is None:
        scope.assume(NULL)
    _note_pairs(scope, text)
    return len(text or "")


@function("String.removeSpaces(String input): String")
def remove_spaces(scope: Scope, text: str | None) -> str | None:
    """The string without its spaces."""
    return replace(scope, text, " ", "")


@function("String.replace(String input, String match, String replacement): String", lists=True)
def replace(
    scope: Scope, text: str | None, match: str | None, replacement: str | None
) -> str | None:
    """The string with every occurrence replaced; of an array, each of its strings."""
    return _replaced(scope, text, match, replacement, -1)


@function("String.replaceFirst(String input, String match, String replacement): String")
def replace_first(
    scope: Scope, text: str | None, match: str | None, replacement: str | None
) -> str | None:
    """The string with its first occurrence replaced."""
    scope.assume(LITERAL)
    return _replaced(scope, text, match, replacement, 1)


def _replaced(
    scope: Scope, text: str | None, match: str | None, replacement: str | None, count: int
) -> str | None:
    if text is None or not match or replacement is None:
        scope.assume(NULL)
        return text
    fits(len(text) + text.count(match) * len(replacement))
    return text.replace(match, replacement, count)


@function("String.startsWith(String input, String starts): Boolean")
def starts_with(scope: Scope, text: str | None, starts: str | None) -> bool:
    """Whether the string begins with the other one."""
    if text is None or starts is None:
        scope.assume(NULL)
        return False
    return text.startswith(starts)


@function("String.stringContains(String input, String searchString): Boolean")
def string_contains(scope: Scope, text: str | None, sought: str | None) -> bool:
    """Whether the string contains the other one."""
    if text is None or sought is None:
        scope.assume(NULL)
        return False
    return sought in text


@function(
    "String.stringSwitch(String input, String defaultString, String... keyValuePairs): String",
    pairs=True,
)
def string_switch(
    scope: Scope, text: str | None, default: str | None, *pairs: str | None
) -> str | None:
    """The value of the first key, in the order of the arguments, that the string contains."""
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        if string_contains(scope, text, key):
            return value
    return default


@function("String.substring(String input, Integer startIndex, Integer endIndex): String")
@function("substring(String input, Integer startIndex, Integer endIndex): String", deprecated=True)
def substring(scope: Scope, text: str | None, start: int | None, end: int | None) -> str | None:
    """From one position to before another."""
    if text is None:
        scope.assume(NULL)
        return None
    _note_pairs(scope, text)
    first, last = int(start or 0), len(text) if end is None else int(end)
    if not 0 <= first <= last <= len(text):
        scope.assume(CLAMPED)
    return text[max(first, 0) : max(last, 0)]


@function("String.substringAfter(String input, String searchString): String")
@function("substringAfter(String input, String searchString): String", deprecated=True)
def substring_after(scope: Scope, text: str | None, sought: str | None) -> str | None:
    """What follows the first occurrence."""
    if text is None or sought is None:
        scope.assume(NULL)
        return None if text is None else ""
    return text.partition(sought)[2] if sought else text


@function("String.substringBefore(String input, String searchString): String")
@function("substringBefore(String input, String searchString): String", deprecated=True)
def substring_before(scope: Scope, text: str | None, sought: str | None) -> str | None:
    """What comes before the first occurrence."""
    if text is None or sought is None:
        scope.assume(NULL)
        return text
    before, found, _ = text.partition(sought) if sought else ("", True, text)
    if not found:
        scope.assume(ABSENT)
    return before


@function("String.toUpperCase(String input): String")
@function("toUpperCase(String input): String", deprecated=True)
def to_upper_case(scope: Scope, text: str | None) -> str | None:
    """In capitals."""
    if text is None:
        scope.assume(NULL)
        return None
    return text.upper()


@function("String.toLowerCase(String input): String")
@function("toLowerCase(String input): String", deprecated=True)
def to_lower_case(scope: Scope, text: str | None) -> str | None:
    """In small letters."""
    if text is None:
        scope.assume(NULL)
        return None
    return text.lower()
