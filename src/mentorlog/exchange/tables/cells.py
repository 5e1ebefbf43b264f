"""Cells as programs write them: a day with a time, a whole number with a fraction, TRUE for yes.

What is not of these forms is read as `edit` reads it.
"""

import math
import re
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from mentorlog.clock import localize
from mentorlog.journal.model.fields import Field
from mentorlog.journal.model.forms import TITLE, DayForm, IntForm, MomentForm, NumberForm, YesNoForm

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_BOOLEANS = {"true": True, "t": True, "1": True, "1.0": True, "false": False, "f": False, "0": False, "0.0": False}
_NUMBER = re.compile(r"[-+−]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d{1,3})?", re.IGNORECASE | re.ASCII)
_MAX_NUMBER = 1e12
_STAMP = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)


def parse_cell(field: Field, text: str, journal: "Journal", zone: tzinfo | None = None) -> Any:
    """The value of a cell; a time without an offset is one of `zone`. Raises what the field's form raises."""
    form, word = field.form, text.strip()
    if isinstance(form, YesNoForm) and (boolean := _BOOLEANS.get(word.lower())) is not None:
        return boolean
    if isinstance(form, NumberForm) and (number := _parse_number(word)) is not None:
        return number
    if isinstance(form, IntForm):
        return form.parse(re.sub(r"\.0+$", "", word), journal)
    if isinstance(form, DayForm) and (day := _day_of_stamp(word)):
        return form.parse(day.isoformat(), journal)
    if isinstance(form, MomentForm) and (moment := parse_stamp(word, zone)):
        return moment
    return form.parse(text.strip("\n") if form is TITLE else text, journal)


def parse_stamp(text: str, zone: tzinfo | None = None) -> datetime | None:
    """The moment that a program wrote, "2026-11-12 00:00:00" or "20261112T090000Z", in `zone` or in local time.

    None for any other text, and for a moment that does not exist.
    """
    match = _STAMP.fullmatch(text)
    if match is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        moment = datetime(year, month, day, hour, minute, second)
        if offset := match[7]:
            return moment.replace(tzinfo=datetime.strptime(_iso_offset(offset), "%z").tzinfo).astimezone(zone)
        if zone is not None:  # by way of UTC: a time that the clocks jump over moves forward, as `localize` has it
            return moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
        return localize(moment)
    except (ValueError, OverflowError, OSError):
        return None


def _day_of_stamp(text: str) -> date | None:
    """The local day of a moment; of a midnight the day that is written, wherever it is midnight."""
    moment = parse_stamp(text)
    if moment and (match := _STAMP.fullmatch(text)) and not any(int(part or 0) for part in match.groups()[3:6]):
        year, month, day = (int(part) for part in match.groups()[:3])
        return date(year, month, day)
    return moment.date() if moment else None


def _iso_offset(offset: str) -> str:
    return "+0000" if offset in ("Z", "UTC") else offset.replace(":", "").ljust(5, "0")


def zone_named(name: str) -> tzinfo | None:
    """The time zone of a name ("Europe/London") or an offset ("+0100"); None for one that is not known."""
    try:
        if re.fullmatch(r"[+-]\d{4}", name, re.ASCII):
            return datetime.strptime(name, "%z").tzinfo
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        return None


def _parse_number(text: str) -> float | None:
    """A number as programs write it, "1e-05"; None for any other text, and for one beyond all measure."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace("−", "-"))
    return number if math.isfinite(number) and abs(number) < _MAX_NUMBER else None
