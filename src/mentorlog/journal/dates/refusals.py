"""Errors for phrases that have no meaning here, or more than one, with what to write instead.

A phrase is offered only where the grammar reads it, so that it is not refused again when it is copied.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from difflib import get_close_matches

from mentorlog.errors import UsageError, offer
from mentorlog.journal.dates.arithmetic import Period
from mentorlog.journal.dates.days import EXAMPLES, DayReading, no_such_day
from mentorlog.journal.dates.format import LONG_MONTHS, MONTHS, format_moment, format_short_day, format_weekday
from mentorlog.journal.dates.meanings import PhraseMeanings
from mentorlog.journal.dates.words import MAX_LENGTH, VOCABULARY
from mentorlog.journal.text import quote_value

_ZONES = frozenset(("utc", "gmt", "bst", "cet", "cest", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "ist"))
_ZONE_HINT = "Leave the zone out: days and times are local."
_PERIOD_EXAMPLES = 'Write "last month", "this quarter", 2026-q4, 2026-11 or 2026.'
_MOMENT_EXAMPLES = 'Write it like "thu 15:00" or 2026-11-26T15:00.'


# Several meanings


def ambiguous_day_error(phrase: PhraseMeanings, readings: list[DayReading]) -> UsageError:
    """The error for a phrase that names several days, or a day and a time."""
    days = phrase.days(readings)
    names = [format_weekday(day, phrase.today) for day in days]
    hints = [f"{day} for {name}" for day, name in zip(days, names, strict=True)]
    names += [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in phrase.times()]
    return UsageError(f"{quote_value(phrase.text)} could be {' or '.join(names)}.", f"Write {', or '.join(hints)}.")


def ambiguous_moment_error(phrase: PhraseMeanings, moments: Sequence[datetime]) -> UsageError:
    """The error for a phrase that names several moments, or a moment and a day."""
    different = list(dict.fromkeys(moments))
    names = [format_moment(moment, phrase.today) for moment in different]
    names += [format_weekday(reading.first, phrase.today) for reading in phrase.days_without_time()]
    hints = [f'"{moment:%Y-%m-%d %H:%M}"' for moment in different]
    message = f"{quote_value(phrase.text)} could be {' or '.join(dict.fromkeys(names))}."
    return UsageError(message, f"Write {' or '.join(hints)}.")


def ambiguous_period_error(text: str, periods: Sequence[Period]) -> UsageError:
    """The error for a phrase that names several periods."""
    names = [f"{format_short_day(first, date.min)} to {format_short_day(last, date.min)}" for first, last in periods]
    hints = " or ".join(map(quote_value, names))
    return UsageError(f"{quote_value(text)} could be {' or '.join(names)}.", f"Write {hints}.")


def short_year_error(text: str, day: date) -> UsageError:
    """The error for a year of two digits."""
    return UsageError(f"{quote_value(text)} has a year of two digits.", f"Write {day}.")


def period_for_day_error(phrase: PhraseMeanings, reading: DayReading) -> UsageError:
    """The error for a period where one day is asked for."""
    first, last = (format_weekday(day, phrase.today) for day in (reading.first, reading.last))
    return UsageError(
        f"{quote_value(phrase.text)} is more than one day: {first} to {last}.",
        f"Write {reading.first} for its first day, or {reading.last} for its last.",
    )


# No meaning


def day_error(phrase: PhraseMeanings) -> UsageError:
    """The error for what is no day."""
    if error := _day_that_failed(phrase):
        return error
    text = quote_value(phrase.text)
    try:
        days = list(dict.fromkeys(moment.date() for reading, moment in phrase.moments() if reading.offset is None))
    except (OverflowError, ValueError, OSError):
        days = []
    days = days or phrase.days_with_vague_time()
    if days or phrase.has_time():
        hint = f"Write {' or '.join(map(str, days))}." if days else EXAMPLES
        return UsageError(f"{text} has a time, and a day is wanted.", hint)
    plain = _plain(phrase.text)
    readable = [
        words
        for words in dict.fromkeys(_day_phrases(plain, phrase.today, phrase.ahead))
        if PhraseMeanings(words, phrase.now, ahead=phrase.ahead, edge=phrase.edge).is_clear_day()
    ]
    return UsageError(
        f"{text} is not a day mentorlog can read.", _suggestion(readable) or _zone_hint(plain) or EXAMPLES
    )


def moment_error(phrase: PhraseMeanings) -> UsageError:
    """The error for what is no moment."""
    text = quote_value(phrase.text)
    if phrase.day_readings() or phrase.days_with_vague_time():
        return UsageError(f"{text} has no time.", _time_example(phrase))
    if error := _vague_time_error(phrase):
        return error
    if error := _day_that_failed(phrase, "REST_OF_MOMENT"):
        return error
    plain = _plain(phrase.text)
    readable = [
        words
        for words in dict.fromkeys(_corrections(plain))
        if PhraseMeanings(words, phrase.now, ahead=phrase.ahead).is_clear_moment()
    ]
    hint = _suggestion(readable) or _zone_hint(plain) or _MOMENT_EXAMPLES
    return UsageError(f"{text} is not a time mentorlog can read.", hint)


_PART_HOURS = {"morning": 9, "afternoon": 3, "evening": 7, "tonight": 8, "night": 8}
_VAGUE_WORDS = r"\b(about|around|approx|approximately|roughly|circa|ca|from|starting)\b\.?|(?<=\d)\s?-?ish\b|\s-(?=\s)"
_SPAN_OF_TIMES = r"(.*?\d\S*?)\s*([ap]m)?\s*(?:-|–|\bto\b|\buntil\b|\btill\b)\s*(\d[\d:.]*)\s*([ap]m)?$"


def _time_example(phrase: PhraseMeanings) -> str:
    """How the hour is added to a day, or to a part of it."""
    plain = _plain(phrase.text)
    hour = _PART_HOURS.get(plain.split()[-1] if plain else "")
    example = f"{plain} at {hour}" if hour else f"{plain} 15:00"
    if not PhraseMeanings(example, phrase.now, ahead=phrase.ahead).is_clear_moment():
        example = next((f"{day} 15:00" for day in phrase.days_with_vague_time()), "thu 15:00")
    return f'Add it: "{example}".'


def _vague_time_error(phrase: PhraseMeanings) -> UsageError | None:
    """The error for about a time, and for a span of two times: what exactly may be meant."""
    plain, text = _plain(phrase.text), quote_value(phrase.text)
    if (span := re.fullmatch(_SPAN_OF_TIMES, plain)) and not (span[3].isdigit() and int(span[3]) > 24):
        begin, half = span[1], span[2] or span[4] or ""
        for words in (f"{begin} {half}".strip(), begin):
            if hint := _exact_moments(words, phrase):
                return UsageError(f"{text} has two times.", f"{hint}, and say how long: --minutes 60.")
    exactly = " ".join(re.sub(_VAGUE_WORDS, " ", plain).split())
    if exactly == plain:
        return None
    variants = (exactly, re.sub(r"(?=\b\d+$)", "at ", exactly), f"at {exactly}")
    hint = next(filter(None, (_exact_moments(words, phrase) for words in variants)), "")
    return UsageError(f"{text} is not an exact time.", f"{hint}.") if hint else None


def _exact_moments(words: str, phrase: PhraseMeanings) -> str:
    """The moments that a phrase may mean, as a hint; empty where it means none."""
    try:
        moments = PhraseMeanings(words, phrase.now, ahead=phrase.ahead).moments()
    except (OverflowError, ValueError, OSError):
        return ""
    exact = dict.fromkeys(f'"{moment:%Y-%m-%d %H:%M}"' for _, moment in moments)
    return f"Write {' or '.join(exact)}" if exact else ""


def period_error(phrase: PhraseMeanings) -> UsageError:
    """The error for what is no period."""
    if error := _day_that_failed(phrase, "REST_OF_PERIOD"):
        return error
    readable = [
        words
        for words in dict.fromkeys(_period_phrases(_plain(phrase.text)))
        if len(PhraseMeanings(words, phrase.now, ahead=False).periods()) == 1
    ]
    hint = _suggestion(readable) or _PERIOD_EXAMPLES
    return UsageError(f"{quote_value(phrase.text)} is not a period mentorlog can read.", hint)


def not_in_calendar(text: str) -> UsageError:
    """The error for a day beyond the calendar, or one that its month does not have."""
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text.strip(), re.ASCII)
    if match and 1 <= int(match[2]) <= 12 and int(match[1]):
        return no_such_day(f"{int(match[3])} {LONG_MONTHS[int(match[2]) - 1].capitalize()} {match[1]}")
    return UsageError(f"{quote_value(text)} is not a day of the calendar.", EXAMPLES)


def _day_that_failed(phrase: PhraseMeanings, rest: str | None = None) -> UsageError | None:
    """What is wrong with a phrase that has the form of a day, alone or with the `rest` of the grammar behind it.

    Where other words follow, the day was none: "first monday" of a phrase with an unknown period is not the 1st.
    """
    errors = [failed for failed in phrase.errors if phrase.has_behind(failed[0], rest)]
    if not errors:
        return None
    _, error = max(errors, key=lambda failed: failed[0])
    return error or not_in_calendar(phrase.text)


# What may have been meant


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .,;!?'\"")


def _suggestion(phrases: list[str]) -> str:
    """Did you mean "in 3 weeks" or "3 weeks ago"?"""
    return offer([f'"{phrase}"' if " " in phrase else phrase for phrase in phrases]).rstrip()


def _day_phrases(words: str, today: date, ahead: bool) -> Iterator[str]:
    """Phrases for a day near these words, the nearest first."""
    if re.fullmatch(r"\d{8}", words, re.ASCII):
        yield f"{words[:4]}-{words[4:6]}-{words[6:]}"
    elif re.fullmatch(r"\d{1,2}", words, re.ASCII):
        yield f"{int(words)} {MONTHS[today.month - 1].lower()}"
        yield f"in {int(words)} days"
    elif re.fullmatch(r"\d{4}", words, re.ASCII):
        yield from (f"start of {words}", f"end of {words}")
    for phrase in _corrections(words):
        yield phrase
        yield from (f"in {phrase}", f"{phrase} ago") if ahead else (f"{phrase} ago", f"in {phrase}")


def _period_phrases(words: str) -> Iterator[str]:
    """Phrases for a period near these words."""
    if match := re.fullmatch(r"(\d{4})-(\d{2})-\d{2}", words, re.ASCII):
        yield f"{match[1]}-{match[2]}"
    for phrase in _corrections(words):
        yield from (phrase, f"this {phrase}", f"last {phrase}")


def _corrections(words: str) -> Iterable[str]:
    """The words as they are, and with each misspelt one corrected to one of the grammar."""
    if len(words) > MAX_LENGTH:
        return (words,)
    return words, " ".join(_correct_word(word) for word in words.split())


def _correct_word(word: str) -> str:
    if not word.isalpha() or len(word) < 3 or word in VOCABULARY:
        return word
    begun = [known for known in VOCABULARY if known.startswith(word)]
    return next(iter((begun if len(begun) == 1 else []) or get_close_matches(word, sorted(VOCABULARY), 1, 0.78)), word)


def _zone_hint(words: str) -> str:
    return _ZONE_HINT if _ZONES.intersection(words.split()[-1:]) else ""
