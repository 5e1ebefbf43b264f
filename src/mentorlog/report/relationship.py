"""The part of a report that two people share: actions, lessons, challenges, skills, contacts, the agreement."""

from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.clock import end_of_day, start_of_day
from mentorlog.journal.model.kinds import ref
from mentorlog.structs import Frozen, asdict

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class Promises(Frozen):
    """What one of the two promised: the refs of actions done in the period, in time or late, and of open ones."""

    on_time: list[str]
    late: list[str]
    open: list[str]


class Actions(Frozen):
    """The promises of both sides."""

    mine: Promises
    theirs: Promises


class Lessons(Frozen):
    """The refs of lessons learned and applied in the period, and of those not applied at its end."""

    added: list[str]
    applied: list[str]
    waiting: list[str]


class Challenges(Frozen):
    """The refs of challenges that came up and are open; those resolved, with the days it took."""

    added: list[str]
    resolved: list[tuple[str, int]]
    open: list[str]


class SkillLevel(Frozen):
    """A skill before and at the end of the period, as mentee and mentor each rate it; never averaged."""

    ref: str
    name: str
    self_then: int | None
    self_now: int | None
    mentor_then: int | None
    mentor_now: int | None


class CurrentAgreement(Frozen):
    """The agreement in force at the end of the period."""

    ref: str
    version: int
    agreed_on: str
    review_on: str | None


class Relationship(Frozen):
    """Everything that two people share, as of the end of the period."""

    actions: Actions
    lessons: Lessons
    challenges: Challenges
    skills: list[SkillLevel]
    contacts: tuple[list[str], list[str]]  # met within the period; to follow up at its end
    agreement: CurrentAgreement | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to report."""
        parts = (self.actions.mine, self.actions.theirs, self.lessons, self.challenges)
        refs = (value for part in parts for value in asdict(part).values())
        return not any((*refs, self.skills, *self.contacts, self.agreement))

    def refs(self) -> set[str]:
        """The refs of all entries that it stands on."""
        lessons, challenges = self.lessons, self.challenges
        return {
            *(ref for side in (self.actions.mine, self.actions.theirs)
              for refs in asdict(side).values() for ref in refs),
            *lessons.added, *lessons.applied, *lessons.waiting,
            *challenges.added, *challenges.open, *(ref for ref, _ in challenges.resolved),
            *(level.ref for level in self.skills), *self.contacts[0], *self.contacts[1],
            *([self.agreement.ref] if self.agreement else []),
        }  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """The keys that it adds to the JSON answer."""
        added, to_follow = self.contacts
        mine, theirs = asdict(self.actions.mine), asdict(self.actions.theirs)
        return {
            "actions": {
                **{name: len(mine[name]) + len(theirs[name]) for name in mine},
                "mine": mine,
                "theirs": theirs,
            },
            "lessons": {
                **{name: len(refs) for name, refs in asdict(self.lessons).items()},
                "refs": asdict(self.lessons),
            },
            "challenges": {
                "added": len(self.challenges.added),
                "open": len(self.challenges.open),
                "resolved": [{"ref": challenge, "days": days} for challenge, days in self.challenges.resolved],
                "refs": {"added": self.challenges.added, "open": self.challenges.open},
            },
            "skills": [
                {
                    "ref": level.ref,
                    "name": level.name,
                    "self": {"then": level.self_then, "now": level.self_now},
                    "mentor": {"then": level.mentor_then, "now": level.mentor_now},
                }
                for level in self.skills
            ],
            "contacts": {"added": len(added), "open": len(to_follow), "refs": {"added": added, "open": to_follow}},
            "agreement": asdict(self.agreement) if self.agreement else None,
        }


def gather_relationship(journal: "Journal", since: date, until: date) -> Relationship:
    """What two people shared within the period. Both days belong to it."""
    moments = (start_of_day(since), end_of_day(until))
    queries = _RelationshipQueries(journal, since.isoformat(), until.isoformat(), moments)
    return Relationship(
        actions=Actions(queries.promises("me"), queries.promises("mentor")),
        lessons=queries.lessons(),
        challenges=queries.challenges(),
        skills=queries.skills(),
        contacts=queries.contacts(),
        agreement=queries.agreement(),
    )


class _RelationshipQueries:
    """The queries of this part of a report."""

    def __init__(self, journal: "Journal", since: str, until: str, moments: tuple[str, str]) -> None:
        self._rows = journal.store.rows
        self._since, self._until = since, until
        self._begin, self._end = moments  # of the period, in UTC

    def _read_refs(self, noun: str, query: str, *parameters: str) -> list[str]:
        return [ref(noun, number) for number in sorted(row[0] for row in self._rows(query, parameters))]

    def promises(self, who: str) -> Promises:
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
        resolved = self._rows(
            "SELECT number, julianday(resolved_on) - julianday(day) FROM challenges WHERE resolved_on BETWEEN ? AND ?",
            (self._since, self._until),
        )
        return Challenges(
            self._read_refs(
                "challenge", "SELECT number FROM challenges WHERE day BETWEEN ? AND ?",
                self._since, self._until,
            ),
            [(ref("challenge", number), int(days)) for number, days in resolved],
            self._read_refs(
                "challenge",
                "SELECT number FROM challenges WHERE day <= ? AND number IN (SELECT number FROM challenges"
                " WHERE state <> 'resolved' UNION ALL SELECT number FROM challenges WHERE resolved_on > ?)",
                self._until, self._until,
            ),
        )  # fmt: skip

    def skills(self) -> list[SkillLevel]:
        """Skills rated by the end of the period: `then` is the last level before it, or the first within."""
        levels = ", ".join(
            f"coalesce({_level_sql(by, '<', 'DESC')}, {_level_sql(by, '<=', 'ASC')}), {_level_sql(by, '<=', 'DESC')}"
            for by in ("self", "mentor")
        )
        days = (self._since, self._until, self._until)
        rows = self._rows(f"SELECT number, name, {levels} FROM skills ORDER BY number", days * 2)
        return [
            SkillLevel(ref("skill", number), name, *values)
            for number, name, *values in rows
            if any(value is not None for value in values)
        ]

    def contacts(self) -> tuple[list[str], list[str]]:
        return (
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

    def agreement(self) -> CurrentAgreement | None:
        rows = self._rows(
            "SELECT number, version, agreed_on, review_on FROM agreements"
            " WHERE agreed_on <= ? AND state IN ('agreed', 'superseded') ORDER BY agreed_on DESC, version DESC LIMIT 1",
            (self._until,),
        )
        return CurrentAgreement(ref("agreement", rows[0][0]), *rows[0][1:]) if rows else None


def _level_sql(by: str, until: str, order: str) -> str:
    """SQL of a skill's first or last level up to a day, which reads one row however often the skill was rated."""
    return (
        f"(SELECT e.value FROM ratings e WHERE e.skill = skills.number AND e.\"by\" = '{by}' AND e.day {until} ?"
        f" ORDER BY e.day {order}, e.number {order} LIMIT 1)"
    )
