"""The line that a rating makes longer: the ratings up to it, and what is to be said of the latest."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.clock import sql_end_of_day, sql_start_of_day
from mentorlog.journal.model.trends import trend_words
from mentorlog.render.answers import ChangeAnswer
from mentorlog.render.documents.pictures.facts import pack_facts
from mentorlog.render.terminal.bars import dumbbell, rating_strip
from mentorlog.render.terminal.page import Line, Lines, Page, Span, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record
    from mentorlog.journal.model.records.checkins import CheckIn
    from mentorlog.journal.model.records.sessions import Session
    from mentorlog.journal.model.records.skills import Rating, Skill

_MAX_RATINGS = 60  # that are read, and of which the words are true
_CELLS, _NARROW_CELLS = 24, 12
_LEVEL_CELLS, _NARROW_LEVEL_CELLS = 6, 4  # from one level of a skill to the next


class Trend(Frozen):
    """Ratings from 1 to 5 under a label, the latest last, and a few words about it."""

    label: str
    values: Sequence[int]
    words: str

    def lines(self, screen: Screen) -> list[Line]:
        """The ratings as a strip, with the latest as a figure, and the words where they fit."""
        strip = rating_strip(self.values[-_NARROW_CELLS if screen.is_narrow else -_CELLS :], screen)
        drawn = line(
            ours(f"{self.label}  ", "dim", f"{self.label}: "), *strip, ours(f"  {self.values[-1]}", "title", "")
        )
        return pack_facts([drawn, line(self.words)], screen, 0, "   ")


class SkillTrend(Frozen):
    """A skill on its scale as in `skills list`, and a few words about the latest level."""

    name: str
    first: int | None
    now: int | None
    seen: int | None
    """The level that the mentor names."""
    words: str

    def lines(self, screen: Screen) -> list[Line]:
        """The scale between its two ends, and the words where they fit."""
        scale = range(0 if 0 in (self.first, self.now) else 1, 6)
        step = _NARROW_LEVEL_CELLS if screen.is_narrow else _LEVEL_CELLS
        drawn = dumbbell(self.first, self.now, scale, step, seen=() if self.seen is None else (self.seen,))
        aloud = f"from {self.first} to {self.now}"
        picture = line(
            Span(self.name),
            ours(f"  {scale[0]} ", "dim", f": {aloud}"),
            *(replace(span, alt="") for span in drawn),
            ours(f" {scale[-1]}", "dim", ""),
        )
        return pack_facts([picture, line(self.words)], screen, 0, "   ")


class TalkTrend(Frozen):
    """The sessions of a while, in their order: whether each was held or missed."""

    held: Sequence[bool]

    def lines(self, screen: Screen) -> list[Line]:
        """A mark for each of the latest, and how many there were."""
        shown = self.held[-_NARROW_CELLS if screen.is_narrow else -_CELLS :]
        marks = [ours("● " if held else "○ ", "accent" if held else "warn", "") for held in shown]
        count, missed = sum(self.held), len(self.held) - sum(self.held)
        words = f" {count} held, {missed} missed" if missed else f" {count} held, none missed"
        return [line(ours("Talks  ", "dim", "Talks:"), *marks, words)]


class TrendAnswer(ChangeAnswer):
    """The answer to a rating: what was noted, and the line that it makes longer."""

    def __init__(
        self,
        sentence: Line,
        record: "Record | Sequence[Record]",
        trend: Trend | SkillTrend | TalkTrend | None,
        **rest: Any,
    ) -> None:
        super().__init__(sentence, record, **rest)
        self._trend = trend

    def page(self, screen: Screen) -> Page:
        page = super().page(screen)
        return [page[0], Lines(self._trend.lines(screen)), *page[1:]] if self._trend else page


def mood_trend(journal: "Journal", checkin: "CheckIn") -> Trend | None:
    """The moods up to a check-in; None where it is the first one."""
    rows = journal.store.rows(
        "SELECT day, mood FROM checkins WHERE mood IS NOT NULL AND (day, number) <= (?, ?)"
        " ORDER BY day DESC, number DESC LIMIT ?",
        (checkin.day.isoformat(), checkin.number, _MAX_RATINGS),
    )
    return _trend("Mood", rows, journal.today)


def usefulness_trend(journal: "Journal", session: "Session") -> Trend | None:
    """How useful the sessions with a mentor were up to this one; None where it is the first one rated."""
    rows = journal.store.rows(
        "SELECT starts_at, rating FROM sessions WHERE mentor IS ? AND rating IS NOT NULL"
        " AND datetime(starts_at) <= datetime(?) ORDER BY datetime(starts_at) DESC LIMIT ?",
        (session.mentor, session.starts_at.isoformat(), _MAX_RATINGS),
    )
    return _trend("Useful", rows, journal.today, "the")


def skill_trend(journal: "Journal", rating: "Rating", skill: "Skill") -> Trend | SkillTrend | None:
    """A skill on its scale after one's own latest rating; None where that is the first one.

    After another rating, of the mentor or of an earlier day: the levels as the same person saw them, up to this one.
    """
    rows = journal.store.rows(
        'SELECT day, value FROM ratings WHERE skill = ? AND +"by" = ? AND mentor IS ? AND (day, number) <= (?, ?)'
        " ORDER BY day DESC, number DESC LIMIT ?",
        (rating.skill, rating.by, rating.mentor, rating.day.isoformat(), rating.number, _MAX_RATINGS),
    )
    trend = _trend(skill.name, rows, journal.today)
    if trend is None or rating.by != "self" or rating.value != skill.self_now:
        return trend
    return SkillTrend(skill.name, skill.self_first, skill.self_now, skill.mentor_now, trend.words)


def talk_trend(journal: "Journal", mentor: int | None, since: date, until: date) -> TalkTrend | None:
    """The sessions with a mentor that were held or missed in a while; None for fewer than two."""
    rows = journal.store.column(
        "SELECT state = 'held' FROM sessions WHERE mentor IS ? AND state IN ('held', 'missed')"
        " AND datetime(starts_at) >= ? AND datetime(starts_at) < ? ORDER BY datetime(starts_at), number",
        (mentor, sql_start_of_day(since), sql_end_of_day(until)),
    )
    return TalkTrend([bool(held) for held in rows]) if len(rows) > 1 else None


def _trend(label: str, rows: Sequence[tuple[str, int]], today: date, possessive: str = "your") -> Trend | None:
    ratings = [(date.fromisoformat(day[:10]), value) for day, value in reversed(rows)]
    if len(ratings) < 2:
        return None
    return Trend(label, [value for _, value in ratings], trend_words(ratings, today, possessive))
