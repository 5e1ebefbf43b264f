"""Reading the part of a report that two people share.

Their rhythm and agreement, actions, lessons, challenges, skills, contacts.
"""

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mentorlog.clock import end_of_day, start_of_day
from mentorlog.journal.model.kinds import ref, refs
from mentorlog.journal.model.rhythms import CadenceSpan, read_stretches, spans_of
from mentorlog.journal.queries.meetings import current_mentors, mentorship_begin, settling_review
from mentorlog.journal.queries.names import short_names
from mentorlog.report.figures import Refs, to_date_or_none
from mentorlog.report.model import (
    Actions,
    Cadence,
    Challenges,
    Contacts,
    CurrentAgreement,
    Lessons,
    LevelChange,
    MentorLevel,
    OverdueAction,
    Promises,
    ResolvedChallenge,
    SkillLevel,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mentorlog.journal.journal import Journal


class RelationshipQueries:
    """The queries of one period, both of whose days belong to it."""

    def __init__(self, journal: "Journal", since: date, until: date) -> None:
        self._journal, self._rows = journal, journal.store.rows
        self._first, self._last, self._today = since, until, journal.today
        self._since, self._until = since.isoformat(), until.isoformat()
        self.begin, self.end = start_of_day(since), end_of_day(until)  # the moments

    @cached_property
    def _mentors(self) -> list[tuple[Any, ...]]:
        """All mentors: number, name and state, and by which rhythm they meet since when."""
        return self._rows(
            "SELECT number, name, state, rhythm, since, created_at, cadence, ended_on FROM mentors ORDER BY number"
        )

    @cached_property
    def _names(self) -> dict[int, str]:
        """What to call each mentor, by number."""
        return short_names([(number, name) for number, name, *_ in self._mentors])

    @cached_property
    def _has_several(self) -> bool:
        """Whether there are several mentors now."""
        return len(current_mentors(self._journal)) > 1

    def _read_refs(self, noun: str, query: str, *parameters: str) -> Refs:
        return _refs(noun, (number for (number,) in self._rows(query, parameters)))

    def cadence(self, held: list[tuple[int | None, date]]) -> Cadence:
        """What was due by the rhythm that held on each day, with each mentor, and how many meetings count for it.

        A day that is not over makes nothing due, unless its meeting took place already.
        """
        due = met = 0
        cadences: dict[str, None] = {}
        until = self._last if self._last < self._today else self._today - timedelta(days=1)
        for mentor, _, state, *rhythm in self._mentors:
            if state not in ("active", "paused", "ended"):
                continue
            days = [day for number, day in held if number == mentor]
            last = max([until, *(day for day in days if day == self._today)])
            for span in self._rhythm_spans(mentor, *rhythm):
                if span.first <= min(self._last, self._today) and span.last >= self._first:
                    cadences[span.cadence] = None
                    due += span.due_count(self._first, last)
                    met += sum(span.first <= day <= span.last for day in days)
        return Cadence(", ".join(cadences), due, met) if cadences else Cadence(None, None, len(held))

    def _rhythm_spans(
        self, mentor: int, rhythm: str, since_text: str, created_at: str, cadence: str, ended_text: str
    ) -> list[CadenceSpan]:
        """The spans under a cadence since the mentorship began, up to the day before it ended.

        They are read from the fields of a mentor's row: the class of the record is not needed for them.
        """
        since, ended_on = to_date_or_none(since_text), to_date_or_none(ended_text)
        begin = mentorship_begin(self._journal, mentor, since, created_at)
        if begin is None:
            return []
        end = ended_on - timedelta(days=1) if ended_on else max(self._last, self._today)

        def log(sql: str) -> object:
            return self._journal.read_field("mentor", mentor, sql)

        return spans_of(read_stretches(rhythm, since, created_at, cadence, log), begin, end)

    def actions(self) -> Actions:
        """The actions of both sides."""
        done = self._rows(
            "SELECT number, who, due IS NULL OR done_on <= due FROM actions WHERE done_on BETWEEN ? AND ?",
            (self._since, self._until),
        )
        undone = self._rows(
            "SELECT number, who FROM actions WHERE created_at < ? AND (who IN ('me', 'mentor') AND state = 'open'"
            " OR done_on > ? OR dropped_on > ?)",
            (self.end, self._until, self._until),
        )
        mine, theirs = (
            Promises(
                _refs("action", (number for number, whose, in_time in done if whose == who and in_time)),
                _refs("action", (number for number, whose, in_time in done if whose == who and not in_time)),
                _refs("action", (number for number, whose in undone if whose == who)),
            )
            for who in ("me", "mentor")
        )
        on_time, late = Refs(mine.on_time + theirs.on_time), Refs(mine.late + theirs.late)
        return Actions(on_time, late, Refs(mine.open + theirs.open), mine, theirs, self._overdue_actions())

    def _overdue_actions(self) -> list[OverdueAction]:
        """The mentee's own open promises whose day has passed at the end of the period, or today."""
        as_of = min(self._until, self._journal.today.isoformat())
        rows = self._rows(
            "SELECT number, due, julianday(?) - julianday(due) FROM actions"
            " WHERE state = 'open' AND who = 'me' AND due < ? ORDER BY due, number",
            (as_of, as_of),
        )
        return [OverdueAction(ref("action", number), date.fromisoformat(due), int(days)) for number, due, days in rows]

    def lessons(self) -> Lessons:
        """Lessons learned, applied and not applied yet."""
        used = "SELECT 1 FROM applications a WHERE a.lesson = lessons.number AND a.day"
        later = "SELECT lesson FROM applications WHERE day"
        return Lessons(
            self._read_refs(
                "lesson",
                "SELECT number FROM lessons WHERE created_at >= ? AND created_at < ?",
                self.begin, self.end,
            ),
            self._read_refs(
                "lesson",
                "SELECT DISTINCT lesson FROM applications WHERE day BETWEEN ? AND ?",
                self._since, self._until,
            ),
            self._read_refs(
                "lesson",
                "SELECT number FROM lessons WHERE +created_at < ?"
                f" AND (state = 'open' OR number IN ({later} > ?)) AND NOT EXISTS ({used} <= ?)",
                self.end, self._until, self._until,
            ),
        )  # fmt: skip

    def challenges(self) -> Challenges:
        """Challenges that came up, are open, were resolved."""
        resolved = self._rows(
            "SELECT number, julianday(resolved_on) - julianday(day) FROM challenges WHERE resolved_on BETWEEN ? AND ?",
            (self._since, self._until),
        )
        return Challenges(
            self._read_refs(
                "challenge", "SELECT number FROM challenges WHERE day BETWEEN ? AND ?",
                self._since, self._until,
            ),
            self._read_refs(
                "challenge",
                "SELECT number FROM challenges WHERE day <= ? AND number IN (SELECT number FROM challenges"
                " WHERE state <> 'resolved' UNION ALL SELECT number FROM challenges WHERE resolved_on > ?)",
                self._until, self._until,
            ),
            [ResolvedChallenge(ref("challenge", number), int(days)) for number, days in resolved],
        )  # fmt: skip

    def skills(self) -> list[SkillLevel]:
        """Skills rated by the end of the period, as the mentee and the mentor who rated last see them.

        Where there are several mentors, of those skills that several of them rated each one's view.
        """
        names = self._names
        ratings = self._ratings()
        levels = []
        for number, name in self._rows("SELECT number, name FROM skills ORDER BY number"):
            if number not in ratings:
                continue
            theirs = [rating for rating in ratings[number] if rating[0] == "mentor"]
            own = self._level_change([rating for rating in ratings[number] if rating[0] == "self"])
            rater = theirs[-1][1] if theirs else None
            last = self._level_change([rating for rating in theirs if rating[1] == rater])
            if own.now is None and last.now is None:
                continue
            raters = sorted({mentor for _, mentor, *_ in theirs if mentor is not None and mentor > 0})
            views = [
                MentorLevel(
                    names.get(mentor, "a mentor"), self._level_change([each for each in theirs if each[1] == mentor])
                )
                for mentor in (raters if len(raters) > 1 and self._has_several else ())
            ]
            levels.append(SkillLevel(ref("skill", number), name, own, last, views, names.get(rater or 0, "")))
        return levels

    def _level_change(self, ratings: "Sequence[_Rating]") -> LevelChange:
        """The last level before the period, or the first within it, and the one at its end, of one person's ratings."""
        levels = [(day, value) for _, _, value, aspect, day, _ in ratings if aspect != "knowledge"]
        if not levels:
            return LevelChange(None, None)
        before = [value for day, value in levels if day < self._since]
        return LevelChange(before[-1] if before else levels[0][1], levels[-1][1])

    def _ratings(self) -> "dict[int, list[_Rating]]":
        """The ratings up to the end of the period by skill, in the order of days; of many those that matter."""
        enough = self._rows(f"SELECT 1 FROM ratings WHERE day <= ? LIMIT 1 OFFSET {_FEW_RATINGS}", (self._until,))
        return self._outer_ratings_by_skill() if enough else self._few_ratings()

    def _few_ratings(self) -> "dict[int, list[_Rating]]":
        ratings: dict[int, list[_Rating]] = {}
        query = f"SELECT skill, {_RATING_COLUMNS} FROM ratings WHERE day <= ? ORDER BY day, number"
        for skill, *rating in self._rows(query, (self._until,)):
            ratings.setdefault(skill, []).append(tuple(rating))
        return ratings

    def _outer_ratings_by_skill(self) -> "dict[int, list[_Rating]]":
        ratings: dict[int, list[_Rating]] = {}
        for (skill,) in self._rows("SELECT number FROM skills"):
            last = self._rating(skill, "mentor", "day <= ?", self._until, "DESC")
            whose = [f"mentor IS {'NULL' if mentor is None else mentor}" for _, mentor, *_ in last]
            ratings[skill] = [*self._outer_ratings(skill, "self", "TRUE"), *last]
            ratings[skill] += [each for who in whose for each in self._outer_ratings(skill, "mentor", who)]
        if self._has_several:
            pairs = self._rows(
                "SELECT DISTINCT skill, mentor FROM ratings WHERE mentor > 0 AND +\"by\" = 'mentor' AND +day <= ?",
                (self._until,),
            )
            for skill, mentor in pairs:
                ratings[skill] += self._rating(skill, "mentor", "day <= ?", self._until, "DESC", f"mentor = {mentor}")
                ratings[skill] += self._outer_ratings(skill, "mentor", f"mentor = {mentor}")
        return {skill: sorted(rated, key=lambda rating: rating[-2:]) for skill, rated in ratings.items()}

    def _outer_ratings(self, skill: int, by: str, whose: str) -> "list[_Rating]":
        """Of one person's levels the last one before the period, else the first one, and the last one up to its end."""
        condition = f"{whose} AND aspect IS NOT 'knowledge'"
        last = self._rating(skill, by, "day <= ?", self._until, "DESC", condition)
        if not last or last[0][-2] < self._since:
            return last
        before = self._rating(skill, by, "day < ?", self._since, "DESC", condition)
        return [*(before or self._rating(skill, by, "day <= ?", self._until, "ASC", condition)), *last]

    def _rating(self, skill: int, by: str, days: str, day: str, order: str, condition: str = "TRUE") -> "list[_Rating]":
        """The first or last rating on these days, if any: an index finds it in one row."""
        rows: list[_Rating] = self._rows(
            f"SELECT {_RATING_COLUMNS} FROM ratings WHERE skill = ? AND \"by\" = '{by}' AND {days} AND {condition}"
            f" ORDER BY day {order}, number {order} LIMIT 1",
            (skill, day),
        )
        return rows

    def contacts(self) -> Contacts:
        """People met and to follow up."""
        return Contacts(
            self._read_refs(
                "contact", "SELECT number FROM contacts WHERE introduced_on BETWEEN ? AND ?",
                self._since, self._until,
            ),
            self._read_refs(
                "contact",
                "SELECT number FROM contacts WHERE state = 'open' AND follow_up IS NOT NULL"
                " AND coalesce(introduced_on, '') <= ?",
                self._until,
            ),
        )  # fmt: skip

    def mentor_names(self) -> list[str]:
        """The names of the active mentors."""
        return [name for _, name, state, *_ in self._mentors if state == "active"]

    def agreements(self) -> list[CurrentAgreement]:
        """The agreement in force with each mentor at the end of the period, the newest first."""
        rows = self._rows(
            "SELECT number, version, agreed_on, review_on, mentor FROM agreements"
            " WHERE agreed_on <= ? AND state IN ('agreed', 'superseded') ORDER BY agreed_on DESC, version DESC",
            (self._until,),
        )
        newest = {row[-1]: row for row in reversed(rows)}
        names = self._names if len(newest) > 1 else {}
        return [self._current_agreement(*row, names=names) for row in rows if row is newest[row[-1]]]

    def _current_agreement(
        self, number: int, version: int, agreed_on: str, review_on: str | None, mentor: int, *, names: dict[int, str]
    ) -> CurrentAgreement:
        day = date.fromisoformat(review_on) if review_on else None
        looked_back = None
        if settled := settling_review(self._journal, number, date.fromisoformat(self._until)):
            looked_back, day = settled
        agreed = date.fromisoformat(agreed_on)
        return CurrentAgreement(ref("agreement", number), version, agreed, day, looked_back, names.get(mentor, ""))


def _refs(noun: str, numbers: "Iterable[int]") -> Refs:
    return Refs(refs(noun, sorted(numbers)))


_RATING_COLUMNS = '"by", mentor, value, aspect, day, number'
_Rating = tuple[str, int | None, int, str | None, str, int]
_FEW_RATINGS = 100  # that are all read: it takes a fifth of looking up those that matter
