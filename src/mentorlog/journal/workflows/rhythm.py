"""Session dates at the cadence agreed with a mentor, counted from the last session."""

from datetime import date, datetime, time, timedelta
from itertools import count as count_from
from typing import TYPE_CHECKING

from mentorlog.clock import localize, to_local
from mentorlog.errors import Refused
from mentorlog.journal.dates.duration import cadences_between, date_after

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.mentors import Mentor

_MAX_SESSIONS = 60  # planned at once
_DEFAULT_TIME = time(15)


def cadence_moments(
    journal: "Journal", mentor: "Mentor", count: int | None, by: date | None, *, skip_weekends: bool
) -> list[datetime]:
    """The next sessions with a mentor, as many as `count` says or up to the day `by`.

    Months are counted from the first day, so that what begins on the 31st falls on the last day of a shorter month.
    Raises Refused if no cadence is agreed, or no day qualifies.
    """
    if mentor.cadence is None:
        raise Refused(
            f"No rhythm is agreed with {mentor.ref}.", f'Set it: mentorlog edit {mentor.ref} cadence="2 weeks"'
        )
    start, start_time = _last_session_start(journal, mentor.number)
    days: list[date] = []
    elapsed = cadences_between(start, journal.today, mentor.cadence)
    # A day that is moved off a weekend can be in the future though its own date is past: counting begins two earlier.
    for times in count_from(max(elapsed - 2, 1)):
        try:
            day = date_after(start, mentor.cadence, times)
        except OverflowError:  # the calendar ends
            break
        if skip_weekends and day.weekday() > 4:
            day += timedelta(days=7 - day.weekday())
        if (by and day > by) or len(days) == min(count or _MAX_SESSIONS, _MAX_SESSIONS):
            break
        if day > journal.today:
            days.append(day)
    if not days:
        raise Refused("No session falls into that time.", "Name a later day with --by.")
    return [localize(datetime.combine(day, start_time)) for day in days]


def _last_session_start(journal: "Journal", mentor: int) -> tuple[date, time]:
    """The day and time of the last session planned or held; without one, today at the default time."""
    starts = journal.store.column(
        "SELECT starts_at FROM sessions WHERE mentor = ? AND state IN ('planned', 'held')"
        " ORDER BY datetime(starts_at) DESC LIMIT 1",
        (mentor,),
    )
    if not starts:
        return journal.today, _DEFAULT_TIME
    last = to_local(datetime.fromisoformat(starts[0]))
    return last.date(), last.time()
