"""
The words and numbers of the prose rules: a new rule is a line here.

Patterns are regular expressions for whole words; their case does not matter.
"""

from http import HTTPStatus

LONGEST_SENTENCE = 32
"""Words."""

TITLE_LENGTH = range(3, 51)
"""Characters of a page's title, which has to fit a browser's tab."""

DESCRIPTION_LENGTH = range(50, 161)
"""Characters of a page's description, which has to fit a search result."""

AVOIDED = {
    r"simply|just|easy|easily|please": "nothing in its place",
    r"obviously|of course|very|seamless(ly)?": "nothing in its place",
    r"e\.g\.|i\.e\.|etc\.|in order to|note that|utili[sz]e|leverage": "plain words",
    r"will|shall|going to": "the present tense",
    r"click|hit|tap|press|click here|check out": "'select' or 'open', or a link that says where",
    r"we|our|let's|let us": "'you', or who does it",
    r"colors?|behaviors?|favorite|gray": "British spelling",
    r"recognize|customize|authorized|canceled|labeled": "British spelling",
    r"(?-i:Error):\s*$": "what it is, without 'Error:'",
}
"""What is not written, and what is expected instead."""

TERMS = {
    r"texts|(an?|one) ((empty|plain|random|single|whole) )?text(?! (editor|field|file))": (
        "'string', or 'message' on a screen"
    ),
    r"answer(s|ed|ing)?": "'response', 'returns' or 'responds'",
    r"(is|are|was|were|be|been|being|never|nobody|nothing) asked( for)?": "who sends which request",
    r"(?<!e-mail\s)(?<!IP\s)address(es)?": "'e-mail address', 'base URL', 'URL' or 'path'",
    r"hold(s|ing)?|held": "'contains', 'has' or 'keeps', and 'passed' of a check",
    r"came": "'actual', 'was returned' or 'was received'",
    r"told": "'expected', 'shown' or 'reported'",
    r"provok(e|es|ed|ing)": "'reproduce' or 'cause'",
    r"cure[sd]?|curing|mend(s|ed|ing)?": "'fix', or 'clear' of a fault",
    r"stumbl(e|es|ed|ing)": "'fails', and how",
    r"without a word": "'silently'",
    r"user[ -]names?": "'username', or `userName` of SCIM",
    r"test users?": "'test person'",
    r"(test|mock|sandbox) servers?": "'reference server'",
    r"(the|an?|this|its|old|same|whole|deactivated) records?": "'account', or 'resource' of SCIM",
    r"nothing (is said|says so)|says? nothing": "which message or warning is missing",
}
"""Words for which the field has a term, and that term; generated text follows it, too."""

ACTIONS = (
    "Select", "Open", "Choose", "Enter", "Turn on", "Turn off",
    "Clear", "Search", "Paste", "Sign in",
)  # fmt: skip
"""The verbs with which a step asks for an action."""

SELECTIONS = ("Select", "Open", "Choose", "Turn on", "Turn off", "Clear")
"""The verbs that are followed by a label of the screen."""

REASON_PHRASES = {status.phrase for status in HTTPStatus} | {
    "Content Too Large", "Request Entity Too Large",
    "URI Too Long", "Request-URI Too Long",
    "Range Not Satisfiable", "Requested Range Not Satisfiable",
    "Unprocessable Content", "Unprocessable Entity",
}  # fmt: skip
"""
Names of HTTP statuses, which keep their capitals in headings.

Python 3.13 took over the names of RFC 9110 for some of them; a page may use either.
"""

NUMBER_WORDS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "dozen",
    "(?:thir|four|fif|six|seven|eigh|nine)teen", "(?:twen|thir|for|fif|six|seven|eigh|nine)ty",
    "hundred", "thousand",
)  # fmt: skip
"""Numbers as words; 'one' is a pronoun more often than a number."""

UNITS = ("second", "minute", "hour", "day", "week", "month", "year", "byte", "percent")
"""What makes a number of 'a', 'one', 'few' and 'several'."""

NAMES_WITH_NUMBERS = (r"SCIM 2\.0",)
"""Names in which a number is no fact."""

INSIGNIFICANT = {
    "an", "and", "are", "as", "at", "be", "before", "by", "can", "do", "does", "for", "from", "has",
    "have", "here", "how", "if", "in", "into", "is", "it", "its", "not", "of", "on", "or", "so",
    "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "to",
    "up", "was", "what", "when", "where", "which", "who", "with", "you", "your",
}  # fmt: skip
"""Words by which a link does not fit its target."""

SPELLED_RIGHT: set[str] = set()
"""Words that codespell takes for misspelled and that are right here, in lower case."""
