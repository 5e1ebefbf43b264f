"""A believable journal of the last six months, relative to today, written through the same Journal as any command.

Its story stands in `data/demo/`, one file a noun, each record with what became of it. The same day gives the same
journal, uids included.
"""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from mentorlog.clock import local
from mentorlog.journal.demo_shared import shared_acts
from mentorlog.journal.journal import Journal, Writing, built
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records import achievements, checkins, feedback, goals, mentors, questions, sessions
from mentorlog.structs import replace

Event = dict[str, Any]
R = TypeVar("R", bound=Record)
_STORY = Path(__file__).parents[1] / "data" / "demo"
_NEXT_SESSION = 3  # days from the story's today to the session that is planned; the others are whole weeks before it


def written(path: Path, today: date, zone: str) -> None:
    """Write the demo to a new file at `path`, where it appears complete. Raises the store's Preceded."""
    told = _told_on(today)
    clock = _Clock(told)
    with built(path, clock, Random(today.isoformat()).randbytes) as journal:
        story = _Story(journal, told, zone)
        for event in _events():
            clock.set(event)
            story.play(event)


def _told_on(today: date) -> date:
    """The day that the story takes for today: up to two days before it, so that sessions fall on working days."""
    return today - timedelta(days=max(0, (today + timedelta(days=_NEXT_SESSION)).weekday() - 4))


def _events() -> list[Event]:
    """What happened, in the order it happened."""
    events = [
        event
        for file in sorted(_STORY.glob("*.toml"))
        for noun, records in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for at, record in enumerate(records)
        for event in _life(noun, {"id": f"{noun} {at}"} | record)
    ]
    return sorted(events, key=lambda event: (event["day"], event["time"]))


def _life(noun: str, record: Event) -> Iterator[Event]:
    """The making of a record, and all that has a day of its own in it."""
    if "day" in record:
        yield {"do": noun} | record
    for name, value in record.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "day" in one:
                yield {"do": f"{noun}.{name}", "of": record["id"], f"of_{noun}": record["id"]} | one
            elif isinstance(one, dict):
                yield from _life(noun, one)


class _Clock:
    """The moment of the event that is being written."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._now = local(datetime.combine(today, time()))

    def set(self, event: Event) -> None:
        self._now = _moment(self._today, event["day"], event["time"])

    def __call__(self) -> datetime:
        return self._now


def _moment(today: date, days: int, at: str) -> datetime:
    return local(datetime.combine(today + timedelta(days=days), time.fromisoformat(at)))


def _points(event: Event, name: str) -> str | None:
    """Several points as a text with one a line."""
    return "\n".join(event.get(name, ())) or None


class _Story:
    """The events of the demo; `ids` maps the names they use to numbers."""

    def __init__(self, journal: Journal, today: date, zone: str) -> None:
        self._journal = journal
        self._today = today
        self._zone = zone
        self._ids: dict[str, int] = {}

    def play(self, event: Event) -> None:
        """One event, as the change that its command would make."""
        command, act = self._acts()[event["do"]]
        with self._journal.change(command) as change:
            made = act(change, event)
        if made:
            self._ids[event["id"]] = made

    def _acts(self) -> dict[str, tuple[str, Callable[[Writing, Event], int | None]]]:
        return {
            **shared_acts(self._journal, self._ids, self._today),
            "mentor": ("mentors add", self._mentor),
            "mentor.ended": ("mentors end", self._mentor_ends),
            "goal": ("goals add", self._goal),
            "goal.progress": ("goals progress", self._progress),
            "goal.done": ("goals done", self._step_done),
            "goal.achieve": ("goals achieve", lambda change, event: self._goal_ends(change, event, "achieved")),
            "goal.drop": ("goals drop", lambda change, event: self._goal_ends(change, event, "dropped")),
            "session": ("sessions add", self._session),
            "session.moved": ("sessions move", self._session_moves),
            "session.held": ("sessions held", self._session_held),
            "session.missed": ("sessions missed", self._session_missed),
            "question": ("questions add", self._question),
            "question.answer": ("questions answer", self._question_answered),
            "question.drop": ("questions drop", self._question_dropped),
            "checkin": ("checkin", self._checkin),
            "feedback": ("feedback add", self._feedback),
            "feedback.respond": ("feedback respond", self._feedback_answered),
            "achievement": ("achievements add", self._achievement),
            "achievement.celebrate": ("achievements celebrate", self._achievement_celebrated),
        }

    def _day(self, days: int | None) -> date | None:
        return None if days is None else self._today + timedelta(days=days)

    def _link(self, event: Event, name: str) -> int | None:
        return self._ids[event[name]] if event.get(name) else None

    def _of(self, record: type[R], event: Event) -> R:
        """The record that something became of."""
        return self._journal.one(record, self._ids[event["of"]])

    def _mentor(self, change: Writing, event: Event) -> int:
        names = ("name", "organisation", "email", "note", "cadence", "minutes", "channel")
        fields = {name: event[name] for name in names if name in event}
        return change.add(mentors.Mentor(since=self._journal.today, **fields)).number

    def _mentor_ends(self, change: Writing, event: Event) -> None:
        mentor = self._of(mentors.Mentor, event)
        change.put(mentors.ended(mentor, self._journal.today, event.get("reason")))

    def _goal(self, change: Writing, event: Event) -> int:
        fields = {name: event[name] for name in ("title", "why", "unit") if name in event}
        goal = change.add(
            goals.Goal(
                baseline=float(event.get("baseline", 0)),
                target=float(event["target"]) if "target" in event else None,
                start=self._today + timedelta(days=event["start_day"]),
                due=self._day(event.get("due_day")),
                mentor=self._link(event, "mentor"),
                agreed_on=self._journal.today,
                **fields,
            )
        )
        for step in event.get("steps", ()):
            made = change.add(
                goals.Step(
                    goal=goal.number,
                    title=step["title"],
                    due=self._day(step.get("due_day")),
                    minutes=step.get("minutes"),
                )
            )
            self._ids[step["id"]] = made.number
        return goal.number

    def _progress(self, change: Writing, event: Event) -> None:
        change.add(
            goals.Progress(
                goal=self._ids[event["of"]],
                day=self._journal.today,
                value=float(event["value"]),
                confidence=event.get("confidence"),
                note=event.get("note"),
            )
        )

    def _step_done(self, change: Writing, event: Event) -> None:
        step = self._of(goals.Step, event)
        change.put(goals.done(step, self._journal.today))

    def _goal_ends(self, change: Writing, event: Event, how: Any) -> None:
        goal = self._of(goals.Goal, event)
        change.put(goals.ended(goal, how, self._journal.today))

    def _session(self, change: Writing, event: Event) -> int:
        return change.add(
            sessions.Session(
                starts_at=_moment(self._today, event["at_day"], event["at_time"]),
                zone=self._zone,
                mentor=self._link(event, "mentor"),
                minutes=event.get("minutes"),
                channel=event.get("channel"),
            )
        ).number

    def _session_moves(self, change: Writing, event: Event) -> None:
        to = _moment(self._today, event["at_day"], event["at_time"])
        change.put(sessions.moved(self._of(sessions.Session, event), to, self._zone))

    def _session_held(self, change: Writing, event: Event) -> None:
        held = sessions.held(self._of(sessions.Session, event), self._journal.today)
        change.put(
            replace(
                held,
                notes=event.get("notes"),
                takeaways=_points(event, "takeaways"),
                rating=event.get("rating"),
                real_minutes=event.get("minutes"),
            )
        )

    def _session_missed(self, change: Writing, event: Event) -> None:
        change.put(sessions.missed(self._of(sessions.Session, event), self._journal.today))

    def _question(self, change: Writing, event: Event) -> int:
        question = questions.Question(
            text=event["text"],
            priority=event.get("priority", "normal"),
            goal=self._link(event, "goal"),
            session=self._link(event, "session"),
        )
        return change.add(question).number

    def _question_answered(self, change: Writing, event: Event) -> None:
        change.put(questions.answered(self._of(questions.Question, event), event["answer"], self._journal.today))

    def _question_dropped(self, change: Writing, event: Event) -> None:
        change.put(questions.dropped(self._of(questions.Question, event), self._journal.today))

    def _checkin(self, change: Writing, event: Event) -> int:
        return change.add(
            checkins.CheckIn(
                day=self._journal.today,
                session=self._link(event, "session"),
                mentor=self._link(event, "mentor"),
                mood=event.get("mood"),
                energy=event.get("energy"),
                trust=event.get("trust"),
                wins=_points(event, "wins"),
                blockers=_points(event, "blockers"),
                wants=_points(event, "wants"),
            )
        ).number

    def _feedback(self, change: Writing, event: Event) -> int:
        names = ("direction", "who", "situation", "behaviour", "impact", "kind", "landed")
        return change.add(
            feedback.Feedback(
                day=self._journal.today,
                mentor=self._link(event, "mentor"),
                session=self._link(event, "session"),
                goal=self._link(event, "goal"),
                state="given" if event["direction"] == "given" else "open",
                **{name: event[name] for name in names if name in event},
            )
        ).number

    def _feedback_answered(self, change: Writing, event: Event) -> None:
        received = self._of(feedback.Feedback, event)
        change.put(feedback.responded(received, event["response"], event.get("decision")))

    def _achievement(self, change: Writing, event: Event) -> int:
        win = achievements.Achievement(
            title=event["title"],
            evidence=event.get("evidence"),
            goal=self._link(event, "goal"),
            day=self._journal.today,
            minutes=event.get("minutes"),
        )
        return change.add(win).number

    def _achievement_celebrated(self, change: Writing, event: Event) -> None:
        win = self._of(achievements.Achievement, event)
        change.put(achievements.celebrated(win, event.get("how"), self._journal.today))
