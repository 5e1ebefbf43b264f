"""What the latest of a row of ratings from 1 to 5 is among those before it, in a few true words."""

from collections.abc import Sequence
from datetime import date

from mentorlog.journal.dates.format import LONG_MONTHS, format_short_day

Ratings = Sequence[tuple[date, int]]  # by day, the latest last
_GOOD, _LOW = 4, 2
_MIN_RUN = 3  # ratings in a row that make a run
_LONG_AGO = 60  # days after which something is no longer of these weeks
_MIN_APART = 3  # ratings between two that are as high, for the later one to be worth a word


def trend_words(ratings: Ratings, today: date, possessive: str = "your") -> str:
    """The first of a few things that hold of the latest rating; empty where none does.

    `possessive` stands before "best".
    """
    if len(ratings) < _MIN_RUN:
        return ""
    return (
        _recovery(ratings, today)
        or _good_run(ratings, today, possessive)
        or _height(ratings, today, possessive)
        or _rise(ratings, today)
        or _comfort(ratings, today)
        or _steadiness(ratings, today)
    )


def _recovery(ratings: Ratings, today: date) -> str:
    """Whether it rose by two steps or more from a low one."""
    (day, before), (_, now) = ratings[-2:]
    return f"up from {before} on {format_short_day(day, today)}" if before <= _LOW and now - before > 1 else ""


def _good_run(ratings: Ratings, today: date, possessive: str) -> str:
    """Whether it makes a run of good ones the longest for months, or ever."""
    runs: list[list[date]] = [[]]
    for day, value in ratings:
        if value >= _GOOD:
            runs[-1].append(day)
        elif runs[-1]:
            runs.append([])
    *earlier, latest = runs
    if len(latest) < _MIN_RUN:
        return ""
    as_long = [run for run in earlier if len(run) >= len(latest)]
    if not as_long:
        return f"{possessive} best run yet, {len(latest)} in a row" if earlier else ""
    ended = as_long[-1][-1]
    return f"{possessive} best run since {_month(ended, today)}" if (today - ended).days > _LONG_AGO else ""


def _height(ratings: Ratings, today: date, possessive: str) -> str:
    """Whether it is higher than all of a longer time."""
    *before, (_, now) = ratings
    as_high = [at for at, (_, value) in enumerate(before) if value >= now]
    if now < _GOOD or len(before) - (as_high[-1] + 1 if as_high else 0) < _MIN_APART:
        return ""
    return (
        f"{possessive} best since {format_short_day(before[as_high[-1]][0], today)}"
        if as_high
        else f"{possessive} best yet"
    )


def _rise(ratings: Ratings, today: date) -> str:
    """Whether it rose twice in a row."""
    (day, first), (_, second), (_, third) = ratings[-3:]
    return f"rising since {format_short_day(day, today)}" if first < second < third else ""


def _comfort(ratings: Ratings, today: date) -> str:
    """Of a low one: when the last low time had passed."""
    if ratings[-1][1] > _LOW:
        return ""
    passed = [at for at in range(1, len(ratings)) if ratings[at - 1][1] <= _LOW < ratings[at][1]]
    if not passed:
        return ""
    (low, _), (over, _) = ratings[passed[-1] - 1 : passed[-1] + 1]
    return f"after {format_short_day(low, today)} it had passed by {format_short_day(over, today)}"


def _steadiness(ratings: Ratings, today: date) -> str:
    """Whether it is the same as all of a longer time, and not low."""
    now = ratings[-1][1]
    same = 0
    while same < len(ratings) and ratings[-1 - same][1] == now:
        same += 1
    return f"steady since {format_short_day(ratings[-same][0], today)}" if same > _MIN_APART and now > _LOW else ""


def _month(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return LONG_MONTHS[day.month - 1].capitalize() + year
