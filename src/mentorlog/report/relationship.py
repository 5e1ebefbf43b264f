"""Reading the part of a report that two people share: actions, lessons, challenges, skills, contacts, the agreement."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.clock import end_of_day, start_of_day
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.queries.meetings import current_mentors, settling_review
from mentorlog.journal.queries.names import short_names
from mentorlog.report.figures import Refs
from mentorlog.report.model import (
    Actions,
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
    from mentorlog.journal.journal import Journal


class RelationshipQueries:
    """The queries of one period, both of whose days belong to it."""

    def __init__(self, journal: "Journal", since: date, until: date) -> None:
        self._journal, self._rows = journal, journal.store.rows
        self._since, self._until = since.isoformat(), until.isoformat()
        self._begin, self._end = start_of_day(since), end_of_day(until)

    def _read_refs(self, noun: str, query: str, *parameters: str) -> Refs:
        return Refs(ref(noun, number) for number in sorted(row[0] for row in self._rows(query, parameters)))

    def actions(self) -> Actions:
        """The actions of both sides."""
        mine, theirs = self._promises("me"), self._promises("mentor")
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

    def _promises(self, who: str) -> Promises:
        done = "SELECT number FROM actions WHERE done_on BETWEEN ? AND ? AND who = ?"
        return Promises(
            self._read_refs(
                "action", f"{done} AND (due IS NULL OR done_on <= due)", self._since, self._until, who
            ),
            self._read_refs("action", f"{done} AND done_on > due", self._since, self._until, who),
            self._read_refs(
                "action",
                "SELECT number FROM actions WHERE created_at < ? AND"
                " (who = ? AND state = 'open' OR who = ? AND done_on > ? OR +who = ? AND dropped_on > ?)",
                self._end, who, who, self._until, who, self._until,
            ),
        )  # fmt: skip

    def lessons(self) -> Lessons:
        """Lessons learned, applied and not applied yet."""
        used = "SELECT 1 FROM applications a WHERE a.lesson = lessons.number AND a.day"
        later = "SELECT lesson FROM applications WHERE day"
        return Lessons(
            self._read_refs(
                "lesson",
                "SELECT number FROM lessons WHERE created_at >= ? AND created_at < ?",
                self._begin, self._end,
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
                self._end, self._until, self._until,
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
        """Skills rated by the end of the period: `then` is the last level before it, or the first within."""
        views, names = self._mentor_views(), short_names(self._rows("SELECT number, name FROM mentors"))
        levels = []
        for number, name in self._rows("SELECT number, name FROM skills ORDER BY number"):
            own = self._level_change(number, "self")
            last = self._rating(number, "mentor", "<=", self._until, "DESC", "TRUE")
            mentor = self._level_change(number, "mentor", last[0][1]) if last else LevelChange(None, None)
            if (own.then, own.now, mentor.then, mentor.now) != (None, None, None, None):
                rater = names.get(last[0][1] or 0, "") if last else ""
                levels.append(SkillLevel(ref("skill", number), name, own, mentor, views.get(number, []), rater))
        return levels

    def _level_change(self, skill: int, by: str, mentor: int | None = None) -> LevelChange:
        """A skill's level before the period, or its first within, and the one at its end, as one person sees it."""
        condition = "aspect IS NOT 'knowledge'" + (" AND mentor IS ?" if by == "mentor" else "")
        whose = (mentor,) if by == "mentor" else ()
        now = self._rating(skill, by, "<=", self._until, "DESC", condition, *whose)
        if not now:
            return LevelChange(None, None)
        before = self._rating(skill, by, "<", self._since, "DESC", condition, *whose)
        before = before or self._rating(skill, by, "<=", self._until, "ASC", condition, *whose)
        return LevelChange(before[0][0], now[0][0])

    def _rating(
        self, skill: int, by: str, until: str, day: str, order: str, condition: str, *parameters: object
    ) -> list[tuple[int, int | None]]:
        """The value of the first or last rating up to a day, and its mentor: one row, however often it was rated.

        These statements are prepared once for all skills, in a fifth of the time of one query with seven subqueries.
        """
        rows: list[tuple[int, int | None]] = self._rows(
            f"SELECT value, mentor FROM ratings WHERE skill = ? AND \"by\" = '{by}' AND day {until} ? AND {condition}"
            f" ORDER BY day {order}, number {order} LIMIT 1",
            (skill, day, *parameters),
        )
        return rows

    def _mentor_views(self) -> dict[int, list[MentorLevel]]:
        """By skill, the view of each mentor, of those skills that several mentors rated."""
        if len(current_mentors(self._journal)) < 2:
            return {}
        raters: dict[int, set[int]] = {}
        rows = self._rows(
            "SELECT skill, mentor FROM ratings WHERE mentor > 0 AND +\"by\" = 'mentor' AND +day <= ?", (self._until,)
        )
        for skill, mentor in rows:
            raters.setdefault(skill, set()).add(mentor)
        if not any(len(mentors) > 1 for mentors in raters.values()):
            return {}
        names = short_names(self._rows("SELECT number, name FROM mentors"))
        return {
            skill: [
                MentorLevel(names.get(mentor, "a mentor"), self._level_change(skill, "mentor", mentor))
                for mentor in sorted(mentors)
            ]
            for skill, mentors in raters.items()
            if len(mentors) > 1
        }

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
        return [str(name) for (name,) in self._rows("SELECT name FROM mentors WHERE state = 'active' ORDER BY number")]

    def agreements(self) -> list[CurrentAgreement]:
        """The agreement in force with each mentor at the end of the period, the newest first."""
        rows = self._rows(
            "SELECT number, version, agreed_on, review_on, mentor FROM agreements"
            " WHERE agreed_on <= ? AND state IN ('agreed', 'superseded') ORDER BY agreed_on DESC, version DESC",
            (self._until,),
        )
        newest = {row[-1]: row for row in reversed(rows)}
        names = short_names(self._rows("SELECT number, name FROM mentors")) if len(newest) > 1 else {}
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
