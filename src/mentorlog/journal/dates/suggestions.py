"""Errors for phrases that the grammar does not read, with the nearest phrases that it does.

Each generator below rewrites one habit (14.12.2026, "next wendsday", "3pm"). A phrase is offered only where the grammar
reads it, so that it is not refused again when it is copied.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from difflib import get_close_matches
from itertools import islice

from mentorlog.errors import UsageError, offer
from mentorlog.journal.dates.format import MONTHS, WEEKDAYS
from mentorlog.journal.dates.grammar import EXAMPLES, LONG_MONTHS, LONG_WEEKDAYS, match_day, match_moment, match_period
from mentorlog.journal.text import quote_value

_MAX_SUGGESTIONS = 3  # phrases that are offered
_NUMBER_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "couple": "2",
}  # fmt: skip
_UNITS = ("day", "days", "week", "weeks", "month", "months", "year", "years")
_VOCABULARY = (
    "today", "tomorrow", "yesterday", "next", "last", "this", "in", "ago", "end", "of", "quarter", *_UNITS,
    *LONG_WEEKDAYS, *LONG_MONTHS,
)  # fmt: skip
_FILLER_WORDS = {"the", "on", "at", "by", "until", "till", "this", "coming", "of", "from", "now", "a", "and", "about",
            "around", "morning", "afternoon", "evening", "night", "uhr", "oclock"}  # fmt: skip
# Whole phrases that people write, and what they mean.
_PHRASE_SYNONYMS = {
    "now": "today", "tonight": "today", "tmrw": "tomorrow", "tmw": "tomorrow", "2day": "today", "eod": "today",
    "the day after tomorrow": "in 2 days", "day after tomorrow": "in 2 days", "overmorrow": "in 2 days",
    "the day before yesterday": "2 days ago", "day before yesterday": "2 days ago", "next week": "in 1 week",
    "next month": "in 1 month", "next year": "in 1 year", "last week": "1 week ago", "last month": "1 month ago",
    "last year": "1 year ago", "fortnight": "in 2 weeks", "in a fortnight": "in 2 weeks", "this week": "end of week",
    "this month": "end of month", "this quarter": "end of quarter", "this year": "end of year", "eow": "end of week",
    "eom": "end of month", "eoq": "end of quarter", "eoy": "end of year", "weekend": "saturday",
    "next quarter": "in 3 months", "last quarter": "3 months ago",
    "this weekend": "saturday", "next weekend": "next saturday", "last weekend": "last saturday",
}  # fmt: skip
_NAMED_TIMES = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}


def invalid_day_error(text: str, today: date, *, ahead: bool) -> UsageError:
    """The error for what is no day, with the nearest phrases that are."""
    words = " ".join(text.lower().split())
    if both := _ambiguous_days(words):
        first, second = both
        hint = f"Write {first} for {_day_and_month(first)}, or {second} for {_day_and_month(second)}."
        return UsageError(f"{quote_value(text)} could be {_day_and_month(first)} or {_day_and_month(second)}.", hint)
    near = _parseable_phrases(_day_phrases(words, today, ahead), lambda phrase: match_day(phrase, today, ahead=ahead))
    if _strip_time(words) != words:
        return UsageError(f"{quote_value(text)} has a time, and a day is wanted.", _suggestion_hint(near) or EXAMPLES)
    return UsageError(f"{quote_value(text)} is not a day mentorlog can read.", _suggestion_hint(near) or EXAMPLES)


def invalid_moment_error(text: str, now: datetime, *, ahead: bool) -> UsageError:
    """The error for what is no moment, with the nearest phrases that are."""
    near = _parseable_phrases(
        _moment_phrases(" ".join(text.lower().split()), now, ahead),
        lambda phrase: match_moment(phrase, now, ahead=ahead),
    )
    hint = _suggestion_hint(near) or 'Write it like "thu 15:00" or 2026-11-26T15:00.'
    return UsageError(f"{quote_value(text)} is not a time mentorlog can read.", hint)


def invalid_period_error(text: str, today: date) -> UsageError:
    """The error for what is no period, with the nearest phrases that are."""
    near = _parseable_phrases(
        _period_phrases(" ".join(text.lower().split()), today), lambda phrase: match_period(phrase, today)
    )
    hint = _suggestion_hint(near) or 'Write "last month", "this quarter", 2026-q4, 2026-11 or 2026.'
    return UsageError(f"{quote_value(text)} is not a period mentorlog can read.", hint)


def _suggestion_hint(phrases: list[str]) -> str:
    """Did you mean "in 3 weeks" or "3 weeks ago"?"""
    return offer([f'"{phrase}"' if " " in phrase else phrase for phrase in phrases]).rstrip()


def _parseable_phrases(phrases: Iterator[str], parse: Callable[[str], object]) -> list[str]:
    """The first few phrases that the grammar reads, each once."""
    parseable: dict[str, None] = {}
    for phrase in islice(phrases, 40):
        try:
            if not phrase or parse(phrase) is None:
                continue
        except UsageError:  # it has the grammar's form, and there is no such day
            continue
        parseable.setdefault(phrase)
        if len(parseable) == _MAX_SUGGESTIONS:
            break
    return list(parseable)


# Days


def _ambiguous_days(words: str) -> tuple[str, str] | None:
    """The two days that 03/04/2026 could be, the day of the month first; None where only one of them is a day."""
    match = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", words, re.ASCII)
    if not match or match[1] == match[2]:
        return None
    year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
    first, second = _iso_day_or_empty(year, match[2], match[1]), _iso_day_or_empty(year, match[1], match[2])
    return (first, second) if first and second else None


def _day_and_month(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {LONG_MONTHS[day.month - 1].capitalize()}"


def _iso_day_or_empty(year: str, month: str, day: str) -> str:
    """A day as ISO has it; empty where there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _day_phrases(words: str, today: date, ahead: bool) -> Iterator[str]:
    """Phrases for a day near these words, the nearest first."""
    plain = words.strip(" .,;!?'\"")
    bare = _strip_time(plain)
    if bare != plain:
        yield bare or "today"
    yield from _numeric_day_phrases(bare, today)
    yield _PHRASE_SYNONYMS.get(bare, "")
    yield from _duration_phrases(bare, ahead, bare)
    yield from _month_name_phrases(bare)
    corrected = _correct_spelling(bare)
    yield corrected
    yield _PHRASE_SYNONYMS.get(corrected, "")
    yield from _duration_phrases(corrected, ahead, bare)
    yield from _month_name_phrases(corrected)
    essential = [word for word in corrected.split() if word not in _FILLER_WORDS]
    yield " ".join(essential)
    yield from _duration_phrases(" ".join(essential), ahead, bare)
    if essential[:1] == ["end"]:
        yield f"end of {essential[-1]}"
    yield from (word for word in essential if word in (*LONG_WEEKDAYS, "today", "tomorrow", "yesterday"))


def _strip_time(words: str) -> str:
    """The words without a time of day."""
    return re.sub(
        r"(^|[\s,]+|(?<=\d)t)(\d{1,2}:\d{2}(:\d{2})?\s*([ap]m)?|\d{1,2}\s*[ap]m|noon|midday|midnight)\b", "", words
    ).strip()


def _numeric_day_phrases(words: str, today: date) -> Iterator[str]:
    """Days in figures alone: 14.12.2026, 2026/12/14, 20261214, 2026-1-1, 14.12."""
    if match := re.fullmatch(r"(\d{1,2})[/. -]{1,2}(\d{1,2})[/. -]{1,2}(\d{4}|\d{2})", words, re.ASCII):
        year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
        yield _iso_day_or_empty(year, match[2], match[1])
        yield _iso_day_or_empty(year, match[1], match[2])
    if match := re.fullmatch(r"(\d{4})[/. -]?(\d{1,2})[/. -]?(\d{1,2})", words, re.ASCII):
        yield _iso_day_or_empty(match[1], match[2], match[3])
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})\.?", words, re.ASCII):
        for day, month in ((match[1], match[2]), (match[2], match[1])):
            if 1 <= int(month) <= 12:
                yield f"{int(day)} {MONTHS[int(month) - 1].lower()}"
    if match := re.fullmatch(r"(\d{4})-w(\d{2})(?:-?([1-7]))?", words, re.ASCII):
        try:
            yield date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1)).isoformat()
        except ValueError:
            return
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", words, re.ASCII):
        yield f"{int(match[1])} {MONTHS[today.month - 1].lower()}"
        yield f"in {int(match[1])} days"


def _duration_phrases(words: str, ahead: bool, original_words: str) -> Iterator[str]:
    """Lengths of time: "in three weeks", "3 weeks", "3w", "3 weeks from now", as `original_words` say."""
    counted = " ".join(_NUMBER_WORDS.get(word, word) for word in words.replace("couple of", "couple").split())
    yield counted
    match = re.search(r"([+-]?)\b(\d{1,4}|an?)\s*(d|w|m|y|days?|weeks?|months?|years?|fortnights?)\b", counted)
    if not match:
        return
    number = 1 if match[2].startswith("a") else int(match[2])
    if match[3].startswith("fortnight"):
        number, unit = number * 2, "week"
    else:
        unit = next(unit for unit in ("day", "week", "month", "year") if unit.startswith(match[3][0]))
    many = f"{number} {unit}{'' if number == 1 else 's'}"
    back = match[1] == "-" or any(word in original_words.split() for word in ("ago", "before", "back", "past"))
    onward = match[1] == "+" or any(word in original_words.split() for word in ("in", "from", "after", "later", "next"))
    phrases = (f"{many} ago", f"in {many}") if back or (not onward and not ahead) else (f"in {many}", f"{many} ago")
    yield from phrases[: 1 if back or onward else 2]


def _month_name_phrases(words: str) -> Iterator[str]:
    """A month's name and figures: "nov 14", "14th of december", "14-dec-26"."""
    parts = re.findall(r"[a-z]+|\d+", re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", words))
    names = [part for part in parts if part.isalpha() and part not in _FILLER_WORDS]
    figures = [part for part in parts if part.isdigit()]
    month = next((long for name in names for long in LONG_MONTHS if len(name) > 2 and long.startswith(name)), "")
    if not month or len(names) > 2 or not 1 <= len(figures) <= 2:
        return
    if len(figures) == 2:
        day, year = sorted(figures, key=len) if len(figures[0]) != len(figures[1]) else figures
        yield f"{int(day)} {month[:3]} {year if len(year) == 4 else f'20{year[-2:]}'}"
    elif len(figures[0]) < 3:
        yield f"{int(figures[0])} {month[:3]}"


def _correct_spelling(words: str) -> str:
    """The words with each misspelt one corrected to one of the grammar."""
    return " ".join(_correct_word(word) for word in re.findall(r"[a-z]+|[^a-z\s]+", words))


def _correct_word(word: str) -> str:
    if not word.isalpha() or len(word) < 3 or word in _VOCABULARY or word in _FILLER_WORDS or word in _NUMBER_WORDS:
        return word
    if word.capitalize() in WEEKDAYS or word.capitalize() in MONTHS:
        return word
    begun = [long for long in (*LONG_WEEKDAYS, *LONG_MONTHS) if long.startswith(word)]
    return next(iter(begun or get_close_matches(word, (*_VOCABULARY, *_NUMBER_WORDS), 1, 0.7)), word)


# Moments and periods


def _moment_phrases(words: str, now: datetime, ahead: bool) -> Iterator[str]:
    """Phrases for a moment near these words: "thu 3pm", "noon", "15:00 thu", "thu at 15.30"."""
    plain = words.strip(" .,;!?'\"")
    match = (
        re.search(r"(?<![\d.])(?P<h>\d{1,2})[:.h](?P<m>\d{2})(?::\d{2})?\s*(?P<half>[ap]m)?(?![\d.-])", plain)
        or re.search(r"\b(?P<h>\d{1,2})\s*(?P<half>[ap]m)\b", plain)
        or re.search(r"\b(?P<h>\d{1,2})(?P<m>)(?P<half>)\s*(?:h|uhr|o'?clock)\b", plain)
        or re.search(rf"\b(?P<named>{'|'.join(_NAMED_TIMES)})\b", plain)
    )
    if not match:
        return
    parts = match.groupdict()
    time = (
        _NAMED_TIMES[parts["named"]]
        if parts.get("named")
        else _format_time(parts["h"], parts.get("m") or "00", parts.get("half"))
    )
    rest = f"{plain[: match.start()]} {plain[match.end() :]}"
    day = " ".join(word for word in rest.replace(",", " ").split() if word not in ("at", "t", "on", "z", "h"))
    if not day:
        yield time
        yield f"today {time}"
        yield f"tomorrow {time}"
        return
    yield f"{day} {time}"
    for phrase in _parseable_phrases(
        _day_phrases(day, now.date(), ahead), lambda phrase: match_day(phrase, now.date(), ahead=ahead)
    ):
        yield f"{phrase} {time}"


def _format_time(hour: str, minute: str, half: str | None) -> str:
    hours = int(hour) % 12 + (12 if half == "pm" else 0) if half else int(hour)
    return f"{hours:02}:{minute}"


def _period_phrases(words: str, today: date) -> Iterator[str]:
    """Phrases for a period near these words: "q4", "november", "q4 2026", "the last month"."""
    plain = words.strip(" .,;!?'\"")
    quarter, year = re.search(r"\bq([1-4])\b", plain), re.search(r"\b(\d{4})\b", plain)
    if quarter:
        yield f"{year[1] if year else today.year}-q{quarter[1]}"
    for at, name in enumerate(LONG_MONTHS, 1):
        if any(len(word) > 2 and name.startswith(word) for word in re.findall(r"[a-z]+", plain)):
            yield f"{year[1] if year else today.year}-{at:02}"
    if match := re.fullmatch(r"(\d{4})[/. -]?(\d{1,2})", plain, re.ASCII):
        yield f"{match[1]}-{int(match[2]):02}"
    if match := re.fullmatch(r"(\d{4})-(\d{2})-\d{2}", plain, re.ASCII):
        yield f"{match[1]}-{match[2]}"
    corrected = _correct_spelling(plain)
    yield corrected
    essential = [word for word in corrected.split() if word not in _FILLER_WORDS]
    yield " ".join(essential)
    if essential and essential[-1] in ("week", "month", "quarter", "year"):
        yield f"this {essential[-1]}"
        yield f"last {essential[-1]}"
