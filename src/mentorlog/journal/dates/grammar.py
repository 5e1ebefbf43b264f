"""The grammar of days and periods, as a table.

What a phrase means may depend on the direction of the option: `monday` is the next one for `--by`, today or the last
one for `--on`. `patterns` explains how a pattern is written, `words` has the senses of each word.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from mentorlog.journal.dates import days, periods
from mentorlog.journal.dates.days import Scope
from mentorlog.journal.dates.patterns import Build


def _same(scope: Scope, value: Any) -> Iterator[Any]:
    yield value


_Table = dict[str, tuple[tuple[str, Build], ...]]

GRAMMAR: _Table = {
    "DAY": (
        ("FIXED", _same),
        ("CALENDAR", _same),
        ("WEEKDAY the? CALENDAR", days.weekday_and_date),
        ("CALENDAR WEEKDAY", days.date_and_weekday),
        ("WHICH WEEKDAY the? CALENDAR", lambda scope, which, *rest: days.weekday_and_date(scope, *rest)),
        ("WEEKDAY the? ORDINAL", days.weekday_and_number),
        ("the? ORDINAL WEEKDAY", days.number_and_weekday),
        ("the? ORDINAL", days.day_number),
        ("the? ORDINAL of|in the? MONTHPERIOD", periods.number_in_month),
        ("WEEKDAY", days.bare_weekday),
        ("the? NEAREST WEEKDAY", days.nearest_weekday),
        ("this NEAREST WEEKDAY", days.nearest_weekday),
        ("this? WEEKDAY coming", lambda scope, weekday: days.nearest_weekday(scope, 1, weekday)),
        ("the? WEEKDAY after next", partial(days.weekday_beyond, which=1)),
        ("the? WEEKDAY before last", partial(days.weekday_beyond, which=-1)),
        ("WHICH WEEKDAY", days.which_weekday),
        ("WEEKDAY of? WHICH week", days.weekday_of_which_week),
        ("WHICH week on? WEEKDAY", lambda scope, which, weekday: days.weekday_of_which_week(scope, weekday, which)),
        ("WEEKDAY week", partial(days.weekday_week, weeks=1)),
        ("WEEKDAY fortnight", partial(days.weekday_week, weeks=2)),
        ("SPAN on WEEKDAY", partial(days.length_from_weekday, units=("weeks", "months"))),
        ("SPAN from WEEKDAY", days.length_from_weekday),
        ("the? PLACE WEEKDAY of|in the? MONTHPERIOD", periods.nth_weekday),
        ("the? PLACE WEEKDAY of|in MONTHPART", periods.nth_weekday_of_a_year),
        ("NEAR on? WEEKDAY? CALENDAR?", days.same_day),
        ("SPAN after|from FIXED", days.length_after),
        ("SPAN before FIXED", partial(days.length_after, sign=-1)),
        ("SPAN after|from CALENDAR", days.length_after),
        ("SPAN before CALENDAR", partial(days.length_after, sign=-1)),
        ("SPAN after WEEKDAYALONE", days.length_after),
        ("SPAN before WEEKDAYALONE", partial(days.length_after, sign=-1)),
        ("the? day after FIXED|CALENDAR|WEEKDAYALONE", partial(days.day_beside, sign=1)),
        ("the? day before FIXED|CALENDAR|WEEKDAYALONE", partial(days.day_beside, sign=-1)),
        ("EDGEDAY", _same),
        ("SPAN after EDGEDAY", days.length_after),
        ("SPAN before EDGEDAY", partial(days.length_after, sign=-1)),
        ("ENDOFDAY", days.today_itself),
        ("ENDOFDAY on? WEEKDAYALONE|FIXED|CALENDAR", lambda scope, _, day: [day]),
        ("the? EDGE of WEEKDAYALONE|FIXED|CALENDAR", periods.end_of_today),
    ),
    "ENDOFDAY": (
        ("EOD", lambda scope, _: [None]),
        ("the? end of the? day", lambda scope: [None]),
        ("close of business", lambda scope: [None]),
    ),
    "EDGEDAY": (
        ("the? EDGE of? the? PERIODUNIT", periods.edge_of_unit),
        ("the? EDGE of? the? PERIOD", periods.edge_of_period),
        ("the? EDGE of? YEAR", periods.edge_of_year),
        ("month end", partial(periods.end_of_unit, unit="month")),
        ("quarter end", partial(periods.end_of_unit, unit="quarter")),
        ("year end", partial(periods.end_of_unit, unit="year")),
        ("EDGEOF", periods.end_of_unit),
        ("the? ORDINALDAY of the? PERIOD", periods.first_day),
        ("the? ORDINALDAY of the? PERIODUNIT", periods.edge_day_of_unit),
    ),
    "FIXED": (
        ("NEAR", _same),
        ("ISOWEEK", days.iso_week_day),
        ("SIGNED", days.length_from_today),
        ("SIGNEDNUMBER UNIT", days.length_with_sign),
        ("SPAN from today|now", days.length_from_today),
        ("SPAN today", days.length_from_today),
        ("SPAN tomorrow", partial(days.length_from_named, named=1, sign=1)),
        ("SPAN ago today", partial(days.length_from_today, sign=-1)),
        ("SPAN ago yesterday", partial(days.length_from_named, named=-1, sign=-1)),
        ("tomorrow week", partial(days.days_from_today, number=8)),
        ("today week", partial(days.days_from_today, number=7)),
        ("within SPAN", days.within_length),
        ("later|earlier today", days.today_itself),
        ("this|same day|time WHICH PERIODUNIT", days.same_day_of_unit),
    ),
    "TODAYPART": (("tonight", days.today_itself), ("this PART", days.today_itself)),
    "VAGUETIME": (
        ("DAY PART", lambda scope, day, part: [day]),
        ("DAY night|lunchtime", _same),
        ("at? lunch|lunchtime on? DAY", _same),
        ("first thing on? DAY", _same),
        ("DAY first thing", _same),
    ),
    "FIXEDNAME": (("NAMED", days.day_by_name),),
    "NEAR": (
        ("NAMED", days.day_by_name),
        ("in SPAN time?", days.length_from_today),
        ("SPAN ago", partial(days.length_from_today, sign=-1)),
        ("ALONE ago", days.unit_ago),
        ("the? day after tomorrow", partial(days.days_from_today, number=2)),
        ("the? day before yesterday", partial(days.days_from_today, number=-2)),
    ),
    "WEEKDAYALONE": (("WEEKDAY", days.bare_weekday),),
    "CALENDAR": (
        ("DAYMONTH", days.calendar_dates),
        ("YEARDATE", _same),
        ("DAYMONTH SHORTYEAR", lambda scope, parts, short: days.calendar_dates(scope, parts, None, short)),
        ("YEAR MONTH DAYNUMBER", lambda scope, year, month, day: days.calendar_dates(scope, (day, month), year)),
        ("DATE", days.date_readings),
        ("SHORTDATE", partial(days.date_readings, short_year=True)),
    ),
    "YEARDATE": (
        ("DAYMONTH of? YEAR", days.calendar_dates),
        ("DAYMONTH of? WHICH year", days.date_of_which_year),
    ),
    "DAYMONTH": (
        ("DAYNUMBER MONTH", days.day_then_month),
        ("DOTTED MONTH", days.day_then_month),
        ("the? ORDINAL of? MONTH", days.day_then_month),
        ("MONTH DAYNUMBER", days.month_then_day),
        ("MONTH the? ORDINAL", days.month_then_day),
        ("MONTHDAY", days.month_days),
    ),
    "ORDINALDAY": (("PLACE day", _same),),
    "YEARNUMBER": (("YEAR", periods.year_number), ("WHICH year", periods.which_year)),
    "SPAN": (
        ("COUNT UNIT", days.length_of),
        ("LENGTH", _same),
        ("half a? UNIT", days.half_length),
        ("COUNT UNIT and a half", days.length_and_half),
        ("a hundred UNIT", lambda scope, unit: days.length_of(scope, 100, unit)),
        ("a? couple of? UNIT", lambda scope, unit: days.length_of(scope, 2, unit)),
    ),
    "MONTHPERIOD": (
        ("MONTHPART of? YEARNUMBER", periods.yearly_period),
        ("YEARMONTH", periods.year_month),
        ("WHICH month", lambda scope, which: periods.which_period(scope, which, "month")),
        ("month", lambda scope: periods.current_period(scope, "month")),
        ("WHICH MONTHPART", periods.which_yearly),
    ),
    "MONTHPART": (("MONTH", periods.month_part),),
    "PART_OF_YEAR": (
        ("MONTHPART", _same),
        ("QUARTER", periods.quarter_part),
        ("the? PLACE quarter", periods.nth_quarter),
    ),
    "PERIOD": (
        ("the? WHICH PERIODUNIT", periods.which_period),
        ("the? PERIODUNIT after next", periods.after_next),
        ("the? PERIODUNIT before last", partial(periods.after_next, number=-2)),
        ("in|during PART_OF_YEAR", lambda scope, part: periods.yearly_period(scope, part, None)),
        ("in|during PART_OF_YEAR of? YEARNUMBER", periods.yearly_period),
        ("the? weekend", periods.weekend),
        ("PART_OF_YEAR", lambda scope, part: periods.yearly_period(scope, part, None)),
        ("PART_OF_YEAR of? YEARNUMBER", periods.yearly_period),
        ("YEAR PART_OF_YEAR", lambda scope, year, part: periods.yearly_period(scope, part, year)),
        ("WHICH PART_OF_YEAR", periods.which_yearly),
        ("QUARTER", periods.quarter_with_year),
        ("YEARMONTH", periods.year_month),
        ("ISOWEEK", periods.iso_week),
    ),
    "REST_OF_PERIOD": (("to|until|- DAY", lambda scope, _: [None]),),
    "DAYSPAN": (
        ("PERIOD", _same),
        ("YEAR", periods.whole_year),
        ("FIXEDNAME", _same),
        ("DAY to|until|- DAY", periods.days_between),
    ),
}  # fmt: skip
