"""Words and figures of a phrase for a day, each with the senses that the grammar knows it in."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from mentorlog.journal.dates.format import LONG_MONTHS, LONG_WEEKDAYS

MAX_LENGTH = 64
Senses = dict[str, Any]  # by symbol of the grammar


class Token(NamedTuple):
    """A word or a figure, and what it can be."""

    text: str
    senses: Senses


class Clock(NamedTuple):
    """A time of day as written. `half` is am or pm; without it and not `exact`, 3 may be 15:00 too."""

    hour: int
    minute: int
    half: str | None = None
    exact: bool = True


# Words

_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_COUNTS = {
    **{word: at for at, word in enumerate((*_NUMBERS, *_TEENS), 1)},
    **{word: 10 * at for at, word in enumerate(_TENS, 2)},
    **{f"{tens}-{ones}": 10 * at + one for at, tens in enumerate(_TENS, 2) for one, ones in enumerate(_NUMBERS[:9], 1)},
}
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
    "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
)  # fmt: skip
LAST_PLACE = 5  # in a month, where a weekday has one
_SHORT_WEEKDAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_UNITS = {
    "day": "days", "days": "days", "week": "weeks", "weeks": "weeks", "wk": "weeks", "wks": "weeks",
    "month": "months", "months": "months", "year": "years", "years": "years", "yr": "years", "yrs": "years",
    "fortnight": "fortnights", "fortnights": "fortnights", "quarter": "quarters", "quarters": "quarters",
}  # fmt: skip
_CLOCK_UNITS = {
    "hour": "hours", "hours": "hours", "hr": "hours", "hrs": "hours", "minute": "minutes", "minutes": "minutes",
    "min": "minutes", "mins": "minutes",
}  # fmt: skip
UNIT_LETTERS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_CLOCK_LETTERS = {"h": "hours", "min": "minutes", "m": "minutes"}
_SENSES: dict[str, dict[str, Any]] = {
    "WEEKDAY": {name: at for at, long in enumerate(LONG_WEEKDAYS) for name in (long, long[:3])} | _SHORT_WEEKDAYS,
    "MONTH": {name: at for at, long in enumerate(LONG_MONTHS, 1) for name in (long, long[:3])} | {"sept": 9},
    "ORDINAL": {word: at for at, word in enumerate(ORDINALS, 1)},
    "NUMBER": {word: at for at, word in enumerate(_NUMBERS, 1)},
    "COUNT": _COUNTS | {"a": 1, "an": 1},
    "UNIT": _UNITS,
    "CLOCKUNIT": _CLOCK_UNITS,
    "PERIODUNIT": {unit: unit for unit in ("week", "weekend", "month", "quarter", "year")},
    "NAMED": {
        "today": 0, "now": 0, "tomorrow": 1, "tmrw": 1, "tmw": 1, "tmr": 1, "yesterday": -1,
    },
    "WHICH": {"this": 0, "current": 0, "next": 1, "last": -1, "previous": -1},
    "NEAREST": {"coming": 1, "upcoming": 1, "past": -1},
    "EOD": {"eod": 0, "cob": 0},
    "ALONE": {"week": "weeks", "fortnight": "fortnights", "month": "months", "year": "years"},
    "EDGE": {"start": "first", "beginning": "first", "end": "last"},
    "EDGEOF": {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"},
    "HALF": {"am": "am", "pm": "pm"},
    "PART": {part: part for part in ("morning", "afternoon", "evening")},
    "PLACE": {word: at for at, word in enumerate(ORDINALS[:LAST_PLACE], 1)} | {"last": -1},
    "PAST": {"fifteen": 15, "thirty": 30, "forty-five": 45},
    "MINUTES": {"quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25},
}  # fmt: skip
VOCABULARY = frozenset(word for words in _SENSES.values() for word in words) | {
    "in", "ago", "from", "of", "the", "on", "at", "couple", "after", "before", "noon", "midday", "midnight", "half",
    "since", "until", "to",
    "within",
    "hundred", "time", "later", "earlier",
    "close", "business", "every", "fortnightly", "weekly", "monthly", "quarterly",
}  # fmt: skip
_DOTTED_WORDS = ("WEEKDAY", "MONTH")  # dec.


def tokenize(text: str) -> list[Token]:
    """The words and figures of a phrase in lower case. None of them has a sense where no day is written like that."""
    plain = text.replace("−", "-").replace("–", "-").replace("’", "'").strip().strip("\"'!?")
    if not plain.isascii() or len(plain) > MAX_LENGTH:
        return []
    plain = re.sub(r"(?<=\d)t(?=\d{1,2}:)", " ", plain.lower())
    plain = re.sub(r"[()]", " ", plain.replace("@", " at "))
    plain = re.sub(r"\b([ap])\.m\.?(?=\s|$)", r"\1m", plain)
    return [Token(chunk, _senses(chunk)) for chunk in map(_strip_punctuation, plain.split())]


def _strip_punctuation(chunk: str) -> str:
    chunk = chunk.removesuffix(",")
    if chunk.isalpha() or not chunk[:1].isalpha():
        return chunk
    return "oclock" if chunk == "o'clock" else chunk.removesuffix("'s").removesuffix("'")


def _senses(chunk: str) -> Senses:
    senses = {symbol: words[chunk] for symbol, words in _SENSES.items() if chunk in words}
    if not senses and chunk.endswith(".") and chunk[:-1].isalpha():
        senses = {symbol: _SENSES[symbol][chunk[:-1]] for symbol in _DOTTED_WORDS if chunk[:-1] in _SENSES[symbol]}
    return senses or (_figure_senses(chunk) if any(map(str.isdigit, chunk)) else {})


# Figures


def _figure_senses(chunk: str) -> Senses:
    """The senses of a figure, by its shape: 9 stands for one or two digits, 9999 for four, u for a unit's letter."""
    parts = re.findall(r"\d+|[a-z]+|[^a-z\d]", chunk)
    shape = "".join(map(_shape_of, parts))
    read = _SHAPES.get(shape)
    return read([int(part) if part.isdigit() else part for part in parts], parts) if read else {}


def _shape_of(part: str) -> str:
    if part.isdigit():
        return "9" if len(part) < 3 else "9" * min(len(part), 5)
    if part in _SENSES["MONTH"]:
        return "Mon"
    return "u" if part in UNIT_LETTERS else part


def _number(values: list[Any], parts: list[str]) -> Senses:
    number, width = values[0], len(parts[0])
    senses = {"COUNT": number} if width < 5 and number else {}
    if width < 3:
        senses |= {"DAYNUMBER": number, "NUMBER": number}
    if width == 2:
        senses["SHORTYEAR"] = 2000 + number
    if width == 4 and number // 100 < 24 and number % 100 < 60 and number % 5 == 0:
        senses["FOURDIGITS"] = Clock(number // 100, number % 100)
    return senses | ({"YEAR": number} if width == 4 else {})


def _ordinal(values: list[Any], parts: list[str]) -> Senses:
    number = values[0]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    if parts[1] != ending:
        return {}
    return {"ORDINAL": number} | ({"PLACE": number} if number <= LAST_PLACE else {})


def _year_first(values: list[Any], parts: list[str]) -> Senses:
    return {"DATE": ((values[0], values[2], values[4]),)} if parts[1] == parts[3] else {}


def _year_last(values: list[Any], parts: list[str]) -> Senses:
    """With dots the day comes first; with strokes and hyphens either may."""
    if parts[1] != parts[3]:
        return {}
    first, second, year = values[0], values[2], values[4]
    symbol = "DATE" if len(parts[4]) == 4 else "SHORTDATE"
    year += 2000 if symbol == "SHORTDATE" else 0
    return {symbol: _day_orders(first, second, parts[1], year)}


def _day_orders(first: int, second: int, separator: str, year: int | None) -> tuple[tuple[int | None, int, int], ...]:
    """The dates that two figures may be: year, month, day. A month above 12 is none."""
    orders = [(year, second, first)] + ([] if separator == "." else [(year, first, second)])
    possible = [order for order in orders if order[1] <= 12]
    return tuple(dict.fromkeys(possible or orders[:1]))


def _day_and_month(values: list[Any], parts: list[str]) -> Senses:
    senses: Senses = {"MONTHDAY": _day_orders(values[0], values[2], parts[1], None)}
    if parts[1] == "." and len(parts) == 3:
        if len(parts[2]) < 2:
            return {"DECIMAL": values[0] + values[2] / 10}
        if values[2] < 60 and values[0] < 24:
            senses["CLOCK"] = Clock(values[0], values[2])
        if not 1 <= values[2] <= 12 or not 1 <= values[0] <= 31:
            del senses["MONTHDAY"]
    return senses


def _year_and_month_by_name(values: list[Any], parts: list[str]) -> Senses:
    """2026-dec-4."""
    if parts[1] != parts[3] or len(parts[4]) > 2:
        return {}
    return {"DATE": ((values[0], _SENSES["MONTH"][parts[2]], values[4]),)}


def _month_by_name(values: list[Any], parts: list[str]) -> Senses:
    """4-dec, 4/dec/2026."""
    day, month = values[0], _SENSES["MONTH"][parts[2]]
    if len(parts) == 3:
        return {"MONTHDAY": ((None, month, day),)}
    if parts[1] != parts[3]:
        return {}
    return (
        {"DATE": ((values[4], month, day),)} if len(parts[4]) == 4 else {"SHORTDATE": ((2000 + values[4], month, day),)}
    )


def _clock(values: list[Any], parts: list[str]) -> Senses:
    if len(parts[2]) != 2 or (len(parts) == 5 and len(parts[4]) != 2):
        return {}
    return {"CLOCK": Clock(values[0], values[2])} if len(parts) < 5 or values[4] == 0 else {}


def _clock_of_half(values: list[Any], parts: list[str]) -> Senses:
    """3pm, 3:30pm."""
    minute = values[2] if len(parts) == 4 else 0
    if len(parts) == 4 and len(parts[2]) != 2:
        return {}
    return {"CLOCK": Clock(values[0], minute, parts[-1])}


def _clock_with_h(values: list[Any], parts: list[str]) -> Senses:
    """15h, 15h30; 3h and 1h30 are lengths as well."""
    if len(parts) == 3:
        span = {"CLOCKLENGTH": (60 * values[0] + values[2], "minutes")}
        return {"CLOCK": Clock(values[0], values[2])} | span if len(parts[2]) == 2 and values[2] < 60 else {}
    length = {"CLOCKLENGTH": (values[0], "hours")}
    return length | ({"CLOCK": Clock(values[0], 0)} if values[0] > 12 or parts[0][0] == "0" else {})


def _quarter(values: list[Any], parts: list[str]) -> Senses:
    """q3, 2026-q3, q3-2026."""
    at = parts.index("q") + 1
    years = [value for value, part in zip(values, parts, strict=True) if len(part) == 4 and part.isdigit()]
    return {"QUARTER": (values[at], years[0] if years else None)} if parts[at] in ("1", "2", "3", "4") else {}


def _iso_week(values: list[Any], parts: list[str]) -> Senses:
    if "w" not in parts:
        return {}
    at = parts.index("w") + 1
    if len(parts[at]) != 2 or (len(parts) > at + 1 and len(parts[-1]) != 1):
        return {}
    return {"ISOWEEK": (values[0], values[at], values[-1] if len(parts) > at + 1 else None)}


def _length_with_sign(values: list[Any], parts: list[str]) -> Senses:
    number = -values[1] if parts[0] == "-" else values[1]
    if parts[2] in UNIT_LETTERS:
        return {"SIGNED": (number, UNIT_LETTERS[parts[2]])}
    return {"SIGNEDCLOCK": (number, _CLOCK_LETTERS[parts[2]])} if parts[2] in _CLOCK_LETTERS else {}


def _length(values: list[Any], parts: list[str]) -> Senses:
    """3w; 3m is months or minutes."""
    senses: Senses = {"LENGTH": (values[0], UNIT_LETTERS[parts[1]])} if parts[1] in UNIT_LETTERS else {}
    if parts[1] in _CLOCK_LETTERS:
        senses["CLOCKLENGTH"] = (values[0], _CLOCK_LETTERS[parts[1]])
    return senses if values[0] else {}


def _number_with_sign(values: list[Any], parts: list[str]) -> Senses:
    """+3, to stand before a unit."""
    return {"SIGNEDNUMBER": -values[1] if parts[0] == "-" else values[1]}


def _year_and_month(values: list[Any], parts: list[str]) -> Senses:
    year, month = (values[0], values[2]) if len(parts[0]) == 4 else (values[2], values[0])
    return {"YEARMONTH": (year, month)}


_FIGURES = ("9", "999", "9999")
_SIGNED_UNITS = ("u", "h", "min")
_SHAPES: dict[str, Callable[[list[Any], list[str]], Senses]] = {
    **dict.fromkeys(("9", "999", "9999"), _number),
    **dict.fromkeys(("9st", "9nd", "9rd", "9th"), _ordinal),
    "9.": lambda values, parts: {"DOTTED": values[0]},
    **dict.fromkeys(("9999-9-9", "9999/9/9", "9999.9.9"), _year_first),
    **dict.fromkeys(("9/9/9999", "9-9-9999", "9.9.9999", "9/9/9", "9-9-9", "9.9.9"), _year_last),
    **dict.fromkeys(("9/9", "9.9", "9.9."), _day_and_month),
    **dict.fromkeys(("9-Mon", "9/Mon", "9-Mon-9999", "9/Mon/9999", "9-Mon-9", "9/Mon/9"), _month_by_name),
    **dict.fromkeys(("9999-Mon-9", "9999/Mon/9"), _year_and_month_by_name),
    **dict.fromkeys(("9999-9", "9999/9", "9/9999"), _year_and_month),
    **dict.fromkeys(("q9", "9999-q9", "9999q9", "q9-9999", "q9/9999", "9999/q9"), _quarter),
    **dict.fromkeys(("9999-u9", "9999u9", "9999-u9-9", "9999u9-9"), _iso_week),
    **dict.fromkeys(("9:9", "9:9:9"), _clock),
    **dict.fromkeys(("9am", "9pm", "9:9am", "9:9pm", "9.9am", "9.9pm"), _clock_of_half),
    **dict.fromkeys(("9h", "9h9"), _clock_with_h),
    "9:9h": lambda values, parts: _clock(values[:3], parts[:3]),
    **{f"{sign}{figure}{unit}": _length_with_sign for sign in "+-" for figure in _FIGURES for unit in _SIGNED_UNITS},
    **{f"{figure}{unit}": _length for figure in _FIGURES for unit in ("u", "min")},
    **{f"{sign}{figure}": _number_with_sign for sign in "+-" for figure in _FIGURES},
}  # fmt: skip
