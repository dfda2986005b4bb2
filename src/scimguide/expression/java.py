"""
Patterns of ``java.util.regex`` as patterns of Python.

Only what means exactly the same is translated (JDK 17, which SpEL hands a pattern to); the rest
is refused by its name. Character classes become sets of code points, so that ``\\\\w`` is ASCII,
``&&`` intersects, and letters differ in case only as the flag ``i`` of Java says.
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

Ranges = tuple[tuple[int, int], ...]
"""Code points from and to, in order and apart."""

LAST = 0x10FFFF
_LAST_CASED = 0x1FFFF
"""Behind the last letter that has cases; the planes that follow are ideographs."""


class UnreadableError(ValueError):
    """A string is no pattern, or one that cannot be translated; the message says why."""


class Translated(NamedTuple):
    """A pattern of Python."""

    pattern: str
    ascii_only: bool
    """Whether it means the same for ASCII alone: word boundaries depend on the version of Java."""


def ranges(text: str) -> Ranges:
    """``a-z`` written as pairs: every two characters are a range."""
    return tuple((ord(text[i]), ord(text[i + 1])) for i in range(0, len(text), 2))


def union(*sets: Ranges) -> Ranges:
    """All of them."""
    made: list[tuple[int, int]] = []
    for low, high in sorted(pair for each in sets for pair in each):
        if made and low <= made[-1][1] + 1:
            made[-1] = made[-1][0], max(made[-1][1], high)
        else:
            made.append((low, high))
    return tuple(made)


def invert(given: Ranges) -> Ranges:
    """All others."""
    made, start = [], 0
    for low, high in given:
        if start < low:
            made.append((start, low - 1))
        start = high + 1
    return (*made, (start, LAST)) if start <= LAST else tuple(made)


def intersect(one: Ranges, other: Ranges) -> Ranges:
    """What is in both."""
    return invert(union(invert(one), invert(other)))


def fold(given: Ranges) -> Ranges:
    """The set with both cases of each letter of ASCII."""
    upper, lower = intersect(given, ranges("AZ")), intersect(given, ranges("az"))
    more = [(low + 32, high + 32) for low, high in upper]
    return union(given, tuple(more), tuple((low - 32, high - 32) for low, high in lower))


DIGIT, SPACE = ranges("09"), ranges("\t\r  ")
WORD = ranges("09AZ__az")
HORIZONTAL = ranges(
    "\t\t  \xa0\xa0\u1680\u1680\u180e\u180e\u2000\u200a\u202f\u202f\u205f\u205f\u3000\u3000"
)
VERTICAL = ranges("\n\r\x85\x85\u2028\u2029")
LINE_ENDS = ranges("\n\n\r\r\x85\x85\u2028\u2029")
_CLASSES = {"d": DIGIT, "w": WORD, "s": SPACE, "h": HORIZONTAL, "v": VERTICAL}
_POSIX = {
    "Lower": ranges("az"),
    "Upper": ranges("AZ"),
    "ASCII": ranges("\x00\x7f"),
    "Alpha": ranges("AZaz"),
    "Digit": DIGIT,
    "Alnum": ranges("09AZaz"),
    "Punct": ranges("!/:@[`{~"),
    "Graph": ranges("!~"),
    "Print": ranges(" ~"),
    "Blank": ranges("\t\t  "),
    "Cntrl": ranges("\x00\x1f\x7f\x7f"),
    "XDigit": ranges("09AFaf"),
    "Space": SPACE,
}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}


@cache
def _categories() -> dict[str, list[tuple[int, int]]]:
    """The code points of each general category of Unicode."""
    made: dict[str, list[tuple[int, int]]] = {}
    start, before = 0, "Cc"
    for point, found in enumerate(map(unicodedata.category, map(chr, range(LAST + 1)))):
        if found != before:
            made.setdefault(before, []).append((start, point - 1))
            start, before = point, found
    made.setdefault(before, []).append((start, LAST))
    return made


@lru_cache(maxsize=64)
def category(name: str) -> Ranges:
    """The code points of a general category of Unicode: ``L``, ``Lu``."""
    known = _categories()
    return union(*(tuple(known[each]) for each in known if each.startswith(name)))


@lru_cache(maxsize=8)
def unicode_class(letter: str) -> Ranges:
    """``\\\\d``, ``\\\\s`` and ``\\\\w`` with the flag ``U``."""
    if letter == "d":
        return category("Nd")
    if letter == "s":
        return union(category("Z"), ranges("\t\r\x85\x85"))
    if sys.platform == "emscripten":
        raise UnreadableError("\\w with the flag U, which a browser does not know")
    return _matching(r"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d")


def named_set(kind: str, name: str) -> Ranges:
    """The code points of a script or a block of Unicode; empty when there is none of this name."""
    if sys.platform == "emscripten":
        raise UnreadableError(f"the {kind} {name}, which a browser does not know")
    import regex

    try:
        return _matching(rf"\p{{{kind}={name}}}")
    except regex.error:
        return ()


def _matching(item: str) -> Ranges:
    """The code points that a class of the library ``regex`` has."""
    import regex

    found = regex.finditer(f"[{item}]+", _all_characters())
    return union(tuple((ord(each[0][0]), ord(each[0][-1])) for each in found))


def _all_characters() -> str:
    return "".join(map(chr, [*range(0xD800), *range(0xE000, LAST + 1)]))


def _where(holds: Callable[[str], bool]) -> Ranges:
    points = (point for point in range(LAST + 1) if holds(chr(point)))
    return union(*(((point, point),) for point in points))


def _alphabetic() -> Ranges:
    if sys.platform == "emscripten":
        raise UnreadableError("the property Alphabetic, which a browser does not know")
    return _matching(r"\p{Alphabetic}")


_PROPERTIES: dict[str, Callable[[], Ranges]] = {
    "ALPHABETIC": cache(_alphabetic),
    "LETTER": lambda: category("L"),
    "DIGIT": lambda: category("Nd"),
    "PUNCTUATION": lambda: category("P"),
    "CONTROL": lambda: category("Cc"),
    "TITLECASE": lambda: category("Lt"),
    "UPPERCASE": cache(lambda: _where(str.isupper)),
    "LOWERCASE": cache(lambda: _where(str.islower)),
    "WHITE_SPACE": lambda: unicode_class("s"),
    "WHITESPACE": lambda: unicode_class("s"),
}
"""Properties of Unicode that Java knows behind ``Is``, by their names in capitals."""


@cache
def _cases() -> dict[int, set[int]]:
    """The letters that are one with the flags ``i`` and ``u``, each with all of them."""
    by_lower: dict[int, set[int]] = {}
    for point in range(_LAST_CASED + 1):
        lower = _simple_lower(_simple_upper(point))
        if lower != point:
            by_lower.setdefault(lower, {lower}).add(point)
    return {point: group for group in by_lower.values() for point in group}


def _simple_upper(point: int) -> int:
    """Java's ``Character.toUpperCase``: the letter that is one character."""
    for made in (chr(point).upper(), chr(point).title()):
        if len(made) == 1:
            return ord(made)
    return point


def _simple_lower(point: int) -> int:
    return ord(chr(point).lower()[0]) if point == 0x130 or len(chr(point).lower()) == 1 else point


def unicode_fold(given: Ranges) -> Ranges:
    """The set with all cases of each of its letters."""
    cases = _cases()
    within = (each for low, high in given for each in cases if low <= each <= high)
    return union(given, *(((point, point),) for each in within for point in cases[each]))


def _written(given: Ranges) -> str:
    """A set as a class of Python."""
    if not given:
        return r"[^\x00-\U0010ffff]"
    return (
        "[" + "".join(_code(low) + ("-" + _code(high)) * (high > low) for low, high in given) + "]"
    )


def _code(point: int) -> str:
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"


@lru_cache(maxsize=500)
def translate(pattern: str) -> Translated:
    """
    The same pattern for Python, without any flags.

    :raises UnreadableError: for what Java refuses, and for what has no exact translation.
    """
    found = _Translator(pattern)
    return Translated(found.whole(), found.boundaries)


class _Translator:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.text, self.at = pattern, 0
        self.groups, self.names, self.depth = 0, dict[str, int](), 0
        self.closed = set[int]()
        self.boundaries = False

    def whole(self) -> str:
        made = self.alternatives(frozenset())
        if self.at < len(self.text):
            raise self.error("')' without '('")
        return made

    def error(self, message: str) -> UnreadableError:
        return UnreadableError(f"{message} at character {self.at + 1}")

    def refused(self, what: str) -> UnreadableError:
        return self.error(f"{what}, which has no exact translation,")

    def peek(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def take(self, text: str) -> bool:
        if self.peek(text):
            self.at += len(text)
            return True
        return False

    def matched(self, expression: str) -> re.Match[str] | None:
        """What the next characters match, taken."""
        if found := re.compile(expression).match(self.text, self.at):
            self.at = found.end()
        return found

    # -- groups and quantifiers -------------------------------------------

    def alternatives(self, flags: frozenset[str]) -> str:
        """Up to the end or an unmatched ``)``; a flag is valid up to there."""
        self.depth += 1
        if self.depth > 50:
            raise self.error("groups inside more than 50 others")
        made = ""
        while self.at < len(self.text) and not self.peek(")"):
            if self.skip(flags):
                continue
            if self.take("|"):
                made += "|"
            elif found := self.matched(r"\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?\)"):
                flags = self.flags(flags, found[1], found[2] or "")
            else:
                made += self.quantified(flags)
        self.depth -= 1
        return made

    def flags(self, flags: frozenset[str], on: str, off: str) -> frozenset[str]:
        for flag in on + off:
            if flag not in "isdmxuU":
                raise self.refused(f"the flag {flag!r}")
        flags = (flags | set(on)) - set(off)
        if {"i", "U"} <= flags:
            raise self.refused("the flags i and U together")
        return flags

    def skip(self, flags: frozenset[str]) -> bool:
        """Take blanks and comments, which mean nothing with the flag ``x``."""
        return "x" in flags and bool(self.matched(_COMMENT))

    def quantified(self, flags: frozenset[str]) -> str:
        if self.text[self.at] in "*+?{":
            raise self.error(f"{self.text[self.at]!r} without something to repeat")
        if self.take("\\Q"):
            return self.quoted(flags)
        atom = self.atom(flags)
        self.skip(flags)
        found = self.matched(r"[*+?][+?]?|\{\d{1,9}(?:,\d{0,9})?\}[+?]?")
        if found:
            self.skip(flags)
        if found and self.at < len(self.text) and self.text[self.at] in "*+?{":
            raise self.error(f"{self.text[self.at]!r} behind {found[0]!r}")
        return atom + (found[0] if found else "")

    def quoted(self, flags: frozenset[str]) -> str:
        end = self.text.find("\\E", self.at)
        literal = self.text[self.at : end if end >= 0 else None]
        self.at = end + 2 if end >= 0 else len(self.text)
        made = [self.literal(each, flags) for each in literal]
        found = self.matched(r"[*+?][+?]?|\{\d{1,9}(?:,\d{0,9})?\}[+?]?") if made else None
        return "".join(made) + (found[0] if found else "")

    def atom(self, flags: frozenset[str]) -> str:
        character = self.text[self.at]
        if character == "(":
            return self.group(flags)
        self.at += 1
        if character == "[":
            return _written(self.bracket(flags))
        if character == ".":
            ends = () if "s" in flags else ranges("\n\n") if "d" in flags else LINE_ENDS
            return _written(invert(ends))
        if character in "^$":
            return _ANCHORS[character, "m" in flags, "d" in flags]
        if character == "\\":
            return self.escape(flags)
        return self.literal(character, flags)

    def literal(self, character: str, flags: frozenset[str]) -> str:
        point = ord(character)
        return _written(self.folded(((point, point),), flags)) if "i" in flags else _code(point)

    def folded(self, given: Ranges, flags: frozenset[str]) -> Ranges:
        """The set with both cases of its letters: those of ASCII, or with the flag ``u`` all."""
        if "i" not in flags:
            return given
        return unicode_fold(given) if "u" in flags else fold(given)

    def group(self, flags: frozenset[str]) -> str:
        found = self.matched(r"\((?:\?(?:<(?P<name>[a-zA-Z][a-zA-Z0-9]*)>|(?P<kind><?[=!]|>|:)"
                             r"|(?P<on>[a-zA-Z]*)(?:-(?P<off>[a-zA-Z]*))?:))?")  # fmt: skip
        if not found or self.peek("?"):
            raise self.error("a group that begins with '(?'")
        opening = "(?:"
        if found["name"]:
            if found["name"] in self.names:
                raise self.error(f"a second group {found['name']!r}")
            opening = f"(?P<{found['name']}>"
            self.names[found["name"]] = self.groups + 1
        elif found["kind"]:
            opening = f"(?{found['kind']}"
        elif found["on"] is not None:
            flags = self.flags(flags, found["on"], found["off"] or "")
        else:
            opening = "("
        captures = opening == "(" or found["name"]
        self.groups += bool(captures)
        number, begun = self.groups, self.at
        inside = self.alternatives(flags)
        if opening.startswith("(?<") and re.search(r"[*+]|,\}", self.text[begun : self.at]):
            raise self.refused("a look-behind with * or +")
        if not self.take(")"):
            raise self.error("a group without its ')'")
        if captures:
            self.closed.add(number)
        return f"{opening}{inside})"

    # -- escapes ----------------------------------------------------------

    def escape(self, flags: frozenset[str]) -> str:
        if found := self.matched(r"k<([a-zA-Z][a-zA-Z0-9]*)>"):
            if self.names.get(found[1]) not in self.closed:
                raise self.error(f"\\k<{found[1]}> without a group of this name before it")
            return self.back(f"(?P={found[1]})", flags)
        if found := self.matched(r"[1-9]"):
            number = int(found[0])
            while (more := self.matched(r"\d")) and number * 10 + int(more[0]) <= self.groups:
                number = number * 10 + int(more[0])
            self.at -= 1 if more else 0
            if number not in self.closed:
                raise self.error(f"\\{number} without a group before it")
            return self.back(f"(?:\\{number})", flags)
        if found := self.matched(r"[bB](?!\{)"):
            if "U" in flags:
                raise self.refused(f"\\{found[0]} with the flag U")
            self.boundaries = True
            return _BOUNDARY[found[0]]
        if found := self.matched(r"[AzZ]"):
            return {"A": r"\A", "z": r"\Z"}.get(found[0]) or _END
        if self.take("R"):
            return r"(?:\r\n|[\n-\r\x85\u2028\u2029])"
        if found := self.matched(r"[GXN]"):
            raise self.refused(f"\\{found[0]}")
        found_set = self.class_escape(flags)
        if found_set is not None:
            return _written(found_set)
        return self.literal(self.character(), flags)

    def back(self, reference: str, flags: frozenset[str]) -> str:
        if "i" in flags:
            raise self.refused("a back reference with the flag i")
        return reference

    def class_escape(self, flags: frozenset[str]) -> Ranges | None:
        """``\\\\d``, ``\\\\p{Lu}`` and the like, behind their backslash."""
        if found := self.matched(r"[dwshv]"):
            return self.shorthand(found[0], flags)
        if found := self.matched(r"[DWSHV]"):
            return invert(self.shorthand(found[0].lower(), flags))
        if found := self.matched(r"([pP])(?:\{([\w ]+(?:=[\w ]+)?)\}|([A-Z]))"):
            known = self.property(found[2] or found[3], flags)
            return known if found[1] == "p" else invert(known)
        return None

    def shorthand(self, letter: str, flags: frozenset[str]) -> Ranges:
        return unicode_class(letter) if "U" in flags and letter in "dws" else _CLASSES[letter]

    def property(self, name: str, flags: frozenset[str]) -> Ranges:
        if name in _POSIX:
            if "U" in flags:
                raise self.refused(f"\\p{{{name}}} with the flag U")
            return fold(_POSIX[name]) if "i" in flags else _POSIX[name]
        short = re.fullmatch(r"(?:Is|gc=|general_category=)?([A-Z][a-z]?)", name)
        if short and "i" in flags:
            raise self.refused(f"\\p{{{name}}} with the flag i")
        if short and (found := category(short[1])):
            return found
        if found := self.unicode_property(name, flags):
            return found
        raise self.refused(f"\\p{{{name}}}")

    def unicode_property(self, name: str, flags: frozenset[str]) -> Ranges:
        """``IsAlphabetic``, ``IsLatin``, ``InGreek``; empty when there is no such thing."""
        upper = name.upper()
        if upper in ("ISUPPERCASE", "ISLOWERCASE", "ISTITLECASE") and "i" in flags:
            raise self.refused(f"\\p{{{name}}} with the flag i")
        if made := _PROPERTIES.get(upper.removeprefix("IS")) if upper.startswith("IS") else None:
            return made()
        prefix, _, rest = name.partition("=") if "=" in name else (name[:2], "", name[2:])
        kind = {"Is": "script", "script": "script", "sc": "script", "In": "block",
                "block": "block", "blk": "block"}.get(prefix)  # fmt: skip
        return named_set(kind, rest) if kind else ()

    def character(self) -> str:
        """One character, behind its backslash."""
        if found := self.matched(r"u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}"):
            point = int(found[1] or found[2] or found[3], 16)
        elif found := self.matched(r"0([0-3][0-7]{2}|[0-7]{1,2})"):
            point = int(found[1], 8)
        elif found := self.matched(r"c([@-_])"):
            point = ord(found[1]) ^ 64
        elif found := self.matched(r"[tnrfae]"):
            point = ord(_CONTROLS[found[0]])
        elif found := self.matched(r"[^a-zA-Z0-9]"):
            point = ord(found[0])
        else:
            raise self.error(f"\\{self.text[self.at : self.at + 1]}, which Java does not know,")
        if point > LAST or 0xD800 <= point <= 0xDFFF:
            raise self.refused(f"the code point {point:X}")
        return chr(point)

    # -- classes ----------------------------------------------------------

    def bracket(self, flags: frozenset[str]) -> Ranges:
        """Behind ``[``, up to and with its ``]``."""
        self.depth += 1
        if self.depth > 50:
            raise self.error("classes inside more than 50 others")
        negated, parts, items = self.take("^"), [], list[Ranges]()
        begun = self.at
        if "x" in flags and (found_blank := self.matched(_COMMENT)):
            raise self.refused(f"{found_blank[0]!r} at the beginning of a class with the flag x")
        while not (self.peek("]") and self.at > begun):
            if self.at >= len(self.text):
                raise self.error("a class without its ']'")
            if self.skip(flags):
                if self.peek("-") or self.peek("&") or self.peek("["):
                    raise self.refused("a blank before - & [ in a class with the flag x")
                continue
            if self.take("&&"):
                parts.append(union(*items))
                if not items or self.peek("]") or self.peek("&"):
                    raise self.refused("&& without a class on both sides")
                items = []
            else:
                items.append(self.item(flags))
        self.at += 1
        self.depth -= 1
        found = union(*items)
        for part in parts:
            found = intersect(found, part)
        return invert(found) if negated else found

    def item(self, flags: frozenset[str]) -> Ranges:
        if self.take("["):
            return self.bracket(flags)
        if self.take("\\Q"):
            end = self.text.find("\\E", self.at)
            if end < 0:
                raise self.error("\\Q without \\E in a class")
            literal, self.at = self.text[self.at : end], end + 2
            if not literal:
                raise self.error("\\Q\\E without characters in a class")
            found = union(*(((ord(each), ord(each)),) for each in literal))
            return self.folded(found, flags)
        if self.take("\\"):
            known = self.class_escape(flags)
            if known is not None:
                return known
            low = self.character()
        else:
            low = self.text[self.at]
            self.at += 1
        high = low
        if "x" in flags and low in "-&" and self.matched(_COMMENT):
            raise self.refused("a blank behind - or & in a class with the flag x")
        if self.peek("-") and self.text[self.at + 1 : self.at + 2] not in ("", "]", "["):
            self.at += 1
            if "x" in flags and self.matched(_COMMENT):
                raise self.refused("a blank behind - or & in a class with the flag x")
            if self.take("\\"):
                high = self.character()
            else:
                high = self.text[self.at]
                self.at += 1
        if ord(high) < ord(low):
            raise self.error(f"the range {low}-{high}")
        return self.folded(((ord(low), ord(high)),), flags)


_COMMENT = r"(?:[ \t-\r]|#[^\n\r\x85\u2028\u2029]*)+"
_END = r"(?=(?:\r\n|(?<!\r)\n|[\r\x85\u2028\u2029])?\Z)"
_BOUNDARY = {
    "b": f"(?:(?<={_written(WORD)})(?!{_written(WORD)})|(?<!{_written(WORD)})(?={_written(WORD)}))",
    "B": f"(?:(?<={_written(WORD)})(?={_written(WORD)})|(?<!{_written(WORD)})(?!{_written(WORD)}))",
}
_NOT_LAST = r"(?!\Z)"
_ANCHORS = {
    ("^", False, False): r"\A",
    ("^", False, True): r"\A",
    ("^", True, False): _NOT_LAST + r"(?:\A|(?<=[\n\x85\u2028\u2029])|(?<=\r)(?!\n))",
    ("^", True, True): _NOT_LAST + r"(?:\A|(?<=\n))",
    ("$", False, False): _END,
    ("$", False, True): r"(?=\n?\Z)",
    ("$", True, False): r"(?:\Z|(?=[\r\x85\u2028\u2029])|(?<!\r)(?=\n))",
    ("$", True, True): r"(?:\Z|(?=\n))",
}
"""``\\\\b`` of Java; its ``^`` and ``$`` without and with the flags ``m`` and ``d``."""
