"""
The theme's stylesheets without the rules that nothing on the site can meet.

The theme styles everything that a page may contain; a guide uses a part of it.  A rule stays
when each class of its selector is a word of some page or script, so what a script adds keeps
its looks; then custom properties go that nobody reads any more.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import tinycss2

_WORD = re.compile(r"[\w-]+")
_READ = re.compile(r"var\(\s*(--[\w-]+)")
_NESTED = {"media", "supports"}


def drop_unused_rules(site: Path) -> None:
    """Rewrite the theme's stylesheets of a built site."""
    sheets = sorted((site / "assets" / "stylesheets").glob("*.css"))
    others = [file for kind in ("html", "js") for file in site.rglob(f"*.{kind}")]
    words = {word for file in others for word in _WORD.findall(file.read_text("utf-8"))}
    kept = {file: "".join(_rules(_parsed(file.read_text("utf-8")), words)) for file in sheets}
    own = [file.read_text("utf-8") for file in (site / "assets").glob("*.css")]
    scripts = [file.read_text("utf-8") for file in others if file.suffix == ".js"]
    read = set(_READ.findall("".join([*kept.values(), *own])))
    read |= {word for text in scripts for word in re.findall(r"--[\w-]+", text)}
    for file, text in kept.items():
        file.write_text("".join(_properties(_parsed(text), read)), "utf-8")


def _parsed(text: str) -> list[Any]:
    return tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)  # type: ignore[no-any-return]


def _rules(rules: Iterable[Any], words: set[str]) -> Iterator[str]:
    """The rules that may be met, as text."""
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword in _NESTED:
            inside = "".join(_rules(_inside(rule), words))
            if inside:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inside}}}"
        elif rule.type == "qualified-rule":
            selectors = [each for each in _split(rule.prelude) if _classes(each) <= words]
            if selectors:
                heads = ",".join(tinycss2.serialize(each).strip() for each in selectors)
                yield f"{heads}{{{tinycss2.serialize(rule.content)}}}"
        else:
            yield rule.serialize()


def _properties(rules: Iterable[Any], read: set[str]) -> Iterator[str]:
    """The rules without custom properties that nobody reads, as text."""
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword in _NESTED:
            inside = "".join(_properties(_inside(rule), read))
            yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inside}}}"
        elif rule.type == "qualified-rule":
            kept = [
                each.serialize()
                for each in tinycss2.parse_blocks_contents(
                    rule.content, skip_comments=True, skip_whitespace=True
                )
                if each.type != "declaration" or not each.name.startswith("--") or each.name in read
            ]
            if kept:
                yield f"{tinycss2.serialize(rule.prelude)}{{{';'.join(kept)}}}"
        else:
            yield rule.serialize()


def _inside(rule: Any) -> list[Any]:
    return tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)  # type: ignore[no-any-return]


def _split(prelude: Iterable[Any]) -> Iterator[list[Any]]:
    """The selectors of a list."""
    one: list[Any] = []
    for token in prelude:
        if token == ",":
            yield one
            one = []
        else:
            one.append(token)
    yield one


def _classes(selector: list[Any]) -> set[str]:
    """The classes that an element must have; what stands in :not() or :is() is not looked at."""
    pairs = itertools.pairwise(selector)
    return {name.value for dot, name in pairs if dot == "." and name.type == "ident"}
