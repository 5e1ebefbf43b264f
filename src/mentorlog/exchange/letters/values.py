"""Answers of a word or two: yes and no, a rating from 0 or 1 to 5. What could mean something else is no answer.

"yes, but" is none, and neither is "4-5" or "ja?": whoever reads the letter decides what was meant.
"""

import re
from typing import NamedTuple

from mentorlog.journal.model.prints import bare_text

_YES = re.compile(
    r"(?:yes|y|yep|yeah|yup|aye|ja|jawohl|oui|s[ií]|sim|ok|okay|sure|of course|certainly|absolutely|definitely|correct)"
    r"(?:,? (?:please|indeed|of course|sure|absolutely|it is|they are|i (?:do|did|have|agree)))?",
    re.IGNORECASE,
)
_AGREE = re.compile(
    r"(?:(?:i )?(?:fully |totally |completely )?agreed?(?: (?:with|to) (?:it|this|that))?)", re.IGNORECASE
)
_DONE = re.compile(r"(?:(?:all |it's |it is |that's |already )?(?:done|finished|completed|sent))", re.IGNORECASE)
_NO = re.compile(
    r"(?:no|n|nope|nah|nein|non|not yet|not done|no,? not yet|not agreed|disagree|i disagree"
    r"|(?:no,? )?i (?:do not|don't|don’t) agree)",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:but|if|except|however|unless|once|provided|partly|partially|almost|nearly|half|not|no|n't|never|without|instead"
    r"|although|though|yet|until|till|some|mostly|maybe|perhaps|when|first|change|rather|only|aber|wenn|nicht|mais|pero)\b"
    r"|n['’]t\b|\?",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:many |with |and )?(?:thanks?|thank you|great|good|fine|perfect|lovely|happy(?: to| with (?:it|that|this))?"
    r"|looks good|all good|gladly|with pleasure)(?: \w{1,20}){0,6}",
    re.IGNORECASE,
)
_NUMBERS = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_RATING = re.compile(rf"(?P<value>[0-5]|{'|'.join(_NUMBERS)})(?:\s?/\s?5|,? (?:out )?of (?:5|five))?", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    rf"\d|\b(?:{'|'.join(_NUMBERS)}|six|seven|eight|nine|ten|half)\b",
    re.IGNORECASE,
)
# Between a value and a remark on it: a sign that ends something. A hyphen alone could be that of "4-5". The blanks
# around it are stripped: a pattern that took them would try each of many blanks as the first of all.
_BREAK = re.compile(r"(?<![.,;:!])[.,;:!]+(?:\s|$)|\s[-–—]+\s|\n|\s(?=\()")
_WRAPPING = "*_ \t\"“”'‘’`<>"
_LABEL = re.compile(
    r"(?:(?:done|agreed|i agree|agree|do you agree(?: to this)?|your view|rating|level|day|when|yes or no)\s?[?:,]+"
    r"|\(?(?:yes\s?/\s?no|[01]\s?(?:[-–—]|to)\s?5)\)?\s?[?:.]*)\s*",
    re.IGNORECASE,
)


TEXT_NOUNS = ("question", "")  # whose answer is a text; "" is that of a word
LOWEST_RATINGS = {"skill": 0, "session": 1, "review": 1}


class Verdict(NamedTuple):
    """A yes or a no, and what was said beside it."""

    is_yes: bool
    remark: str = ""


class PlainRating(NamedTuple):
    """A rating up to 5, and what was said beside it."""

    value: int
    remark: str = ""


def parse_verdict(text: str, noun: str) -> Verdict | None:
    """The yes or no to what is asked about a record of this noun; None where it is neither, or has a condition.

    An action takes "done", and a remark, which is kept. An agreement to a text is one without a remark.
    """
    words = _YES.pattern + "|" + (_DONE.pattern if noun == "action" else _AGREE.pattern)
    for pattern, is_yes in ((_NO.pattern, False), (words, True)):
        for value, remark in _splits(text):
            if not re.fullmatch(pattern, value, re.IGNORECASE):
                continue
            if remark and re.fullmatch(pattern, remark.strip(_WRAPPING + ".!"), re.IGNORECASE):
                remark = ""  # "Yes, agreed."
            if _is_kept_remark(remark, noun, is_yes=is_yes):
                return Verdict(is_yes, remark)
            return None
    return None


def _is_kept_remark(remark: str, noun: str, *, is_yes: bool) -> bool:
    """Whether a remark leaves the answer what it is."""
    if not remark or not is_yes:
        return not (remark and re.match(rf"(?:{_YES.pattern})\b", remark, re.IGNORECASE))
    if noun == "action":
        return not _HEDGE.search(remark)
    return bool(_COURTESY.fullmatch(remark.strip(_WRAPPING + ".!,"))) and not _HEDGE.search(remark)


def parse_rating(text: str, lowest: int) -> PlainRating | None:
    """The one rating from `lowest` to 5 in an answer; None where there is none, or it may be another one."""
    for words, remark in _splits(text):
        match = _RATING.fullmatch(words)
        if match and not _OTHER_NUMBER.search(remark) and not remark.startswith("?"):
            word = str(match["value"]).lower()
            value = _NUMBERS[word] if word in _NUMBERS else int(word)
            return PlainRating(value, remark) if value >= lowest else None
    return None


def parse_value(text: str, noun: str) -> tuple[bool | int, str] | None:
    """The yes or no, or the rating, that is asked about a record of this noun, and a remark; None where it is none."""
    lowest = LOWEST_RATINGS.get(noun)
    return parse_verdict(text, noun) if lowest is None else parse_rating(text, lowest)


def _splits(text: str) -> list[tuple[str, str]]:
    """The whole answer, then what stands before and behind its first break."""
    text = text.strip(_WRAPPING)
    splits = [(text.rstrip(_WRAPPING + ".!"), "")]
    if found := _BREAK.search(text):
        value = text[: found.start()].strip(_WRAPPING)
        splits.append((value, text[found.end() :].strip(_WRAPPING + "\n")))
    return splits


def strip_labels(text: str) -> str:
    """An answer without what the letter says before it: "done? yes" is yes."""
    for _ in range(3):
        match = _LABEL.match(text)
        rest = text[match.end() :] if match else text
        if not match or not bare_text(rest):
            break
        text = rest
    return text
