"""Whose words a change brought in: those of the mentor whose reply to a letter it was."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.queries.names import read_salutation

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


def speaker_phrase(journal: "Journal", letter: int, day: date) -> str:
    """Who answered a letter, and on which day: "said by Ruth, 27 Nov, by letter"."""
    mentor = int(journal.read_field("letter", letter, "mentor") or 0)
    return f"said by {read_salutation(journal, mentor)}, {format_short_day(day, journal.today)}, by letter"
