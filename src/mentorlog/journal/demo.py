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

from mentorlog.clock import localize
from mentorlog.journal.demo_shared import joint_event_actions
from mentorlog.journal.journal import Journal, JournalWriter, create_journal
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records import achievements, checkins, feedback, goals, mentors, questions, sessions
from mentorlog.structs import replace

StoryEvent = dict[str, Any]
R = TypeVar("R", bound=Record)
_STORY = Path(__file__).parents[1] / "data" / "demo"
_DAYS_TO_NEXT_SESSION = (
    3  # days from the story's today to the session that is planned; the others are whole weeks before it
)


def write_demo(path: Path, today: date, zone: str) -> None:
    """Write the demo to a new file at `path`, where it appears complete. Raises the store's Preceded."""
    told = _story_day(today)
    clock = _Clock(told)
    with create_journal(path, clock, Random(today.isoformat()).randbytes) as journal:
        story = _Story(journal, told, zone)
        for event in _load_events():
            clock.set(event)
            story.play(event)


def _story_day(today: date) -> date:
    """The day that the story takes for today: up to two days before it, so that sessions fall on working days."""
    return today - timedelta(days=max(0, (today + timedelta(days=_DAYS_TO_NEXT_SESSION)).weekday() - 4))


def _load_events() -> list[StoryEvent]:
    """What happened, in the order it happened."""
    events = [
        event
        for file in sorted(_STORY.glob("*.toml"))
        for noun, records in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for at, record in enumerate(records)
        for event in _record_events(noun, {"id": f"{noun} {at}"} | record)
    ]
    return sorted(events, key=lambda event: (event["day"], event["time"]))


def _record_events(noun: str, record: StoryEvent) -> Iterator[StoryEvent]:
    """The making of a record, and all that has a day of its own in it."""
    if "day" in record:
        yield {"do": noun} | record
    for name, value in record.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "day" in one:
                yield {"do": f"{noun}.{name}", "of": record["id"], f"of_{noun}": record["id"]} | one
            elif isinstance(one, dict):
                yield from _record_events(noun, one)


class _Clock:
    """The moment of the event that is being written."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._now = localize(datetime.combine(today, time()))

    def set(self, event: StoryEvent) -> None:
        self._now = _moment(self._today, event["day"], event["time"])

    def __call__(self) -> datetime:
        return self._now


def _moment(today: date, days: int, at: str) -> datetime:
    return localize(datetime.combine(today + timedelta(days=days), time.fromisoformat(at)))


def _join_lines(event: StoryEvent, name: str) -> str | None:
    """Several points as a text with one a line."""
    return "\n".join(event.get(name, ())) or None


class _Story:
    """The events of the demo; `ids` maps the names they use to numbers."""

    def __init__(self, journal: Journal, today: date, zone: str) -> None:
        self._journal = journal
        self._today = today
        self._zone = zone
        self._ids: dict[str, int] = {}

    def play(self, event: StoryEvent) -> None:
        """One event, as the change that its command would make."""
        command, act = self._event_actions()[event["do"]]
        with self._journal.change(command) as change:
            made = act(change, event)
        if made:
            self._ids[event["id"]] = made

    def _event_actions(self) -> dict[str, tuple[str, Callable[[JournalWriter, StoryEvent], int | None]]]:
        return {
            **joint_event_actions(self._journal, self._ids, self._today),
            "mentor": ("mentors add", self._add_mentor),
            "mentor.ended": ("mentors end", self._end_mentor),
            "goal": ("goals add", self._add_goal),
            "goal.progress": ("goals progress", self._add_progress),
            "goal.done": ("goals done", self._complete_step),
            "goal.achieve": ("goals achieve", lambda change, event: self._end_goal(change, event, "achieved")),
            "goal.drop": ("goals drop", lambda change, event: self._end_goal(change, event, "dropped")),
            "session": ("sessions add", self._add_session),
            "session.moved": ("sessions move", self._move_session),
            "session.held": ("sessions held", self._hold_session),
            "session.missed": ("sessions missed", self._miss_session),
            "question": ("questions add", self._add_question),
            "question.answer": ("questions answer", self._answer_question),
            "question.drop": ("questions drop", self._drop_question),
            "checkin": ("checkin", self._add_checkin),
            "feedback": ("feedback add", self._add_feedback),
            "feedback.respond": ("feedback respond", self._answer_feedback),
            "achievement": ("achievements add", self._add_achievement),
            "achievement.celebrate": ("achievements celebrate", self._celebrate_achievement),
        }

    def _day(self, days: int | None) -> date | None:
        return None if days is None else self._today + timedelta(days=days)

    def _link_number(self, event: StoryEvent, name: str) -> int | None:
        return self._ids[event[name]] if event.get(name) else None

    def _event_record(self, record: type[R], event: StoryEvent) -> R:
        """The record that something became of."""
        return self._journal.get(record, self._ids[event["of"]])

    def _add_mentor(self, change: JournalWriter, event: StoryEvent) -> int:
        names = ("name", "organisation", "email", "note", "cadence", "minutes", "channel")
        fields = {name: event[name] for name in names if name in event}
        return change.add(mentors.Mentor(since=self._journal.today, **fields)).number

    def _end_mentor(self, change: JournalWriter, event: StoryEvent) -> None:
        mentor = self._event_record(mentors.Mentor, event)
        change.update(mentors.ended(mentor, self._journal.today, event.get("reason")))

    def _add_goal(self, change: JournalWriter, event: StoryEvent) -> int:
        fields = {name: event[name] for name in ("title", "why", "unit") if name in event}
        goal = change.add(
            goals.Goal(
                baseline=float(event.get("baseline", 0)),
                target=float(event["target"]) if "target" in event else None,
                start=self._today + timedelta(days=event["start_day"]),
                due=self._day(event.get("due_day")),
                mentor=self._link_number(event, "mentor"),
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

    def _add_progress(self, change: JournalWriter, event: StoryEvent) -> None:
        change.add(
            goals.Progress(
                goal=self._ids[event["of"]],
                day=self._journal.today,
                value=float(event["value"]),
                confidence=event.get("confidence"),
                note=event.get("note"),
            )
        )

    def _complete_step(self, change: JournalWriter, event: StoryEvent) -> None:
        step = self._event_record(goals.Step, event)
        change.update(goals.done(step, self._journal.today))

    def _end_goal(self, change: JournalWriter, event: StoryEvent, how: Any) -> None:
        goal = self._event_record(goals.Goal, event)
        change.update(goals.ended(goal, how, self._journal.today))

    def _add_session(self, change: JournalWriter, event: StoryEvent) -> int:
        return change.add(
            sessions.Session(
                starts_at=_moment(self._today, event["at_day"], event["at_time"]),
                zone=self._zone,
                mentor=self._link_number(event, "mentor"),
                minutes=event.get("minutes"),
                channel=event.get("channel"),
            )
        ).number

    def _move_session(self, change: JournalWriter, event: StoryEvent) -> None:
        to = _moment(self._today, event["at_day"], event["at_time"])
        change.update(sessions.moved(self._event_record(sessions.Session, event), to, self._zone))

    def _hold_session(self, change: JournalWriter, event: StoryEvent) -> None:
        held = sessions.held(self._event_record(sessions.Session, event), self._journal.today)
        change.update(
            replace(
                held,
                notes=event.get("notes"),
                takeaways=_join_lines(event, "takeaways"),
                rating=event.get("rating"),
                real_minutes=event.get("minutes"),
            )
        )

    def _miss_session(self, change: JournalWriter, event: StoryEvent) -> None:
        change.update(sessions.missed(self._event_record(sessions.Session, event), self._journal.today))

    def _add_question(self, change: JournalWriter, event: StoryEvent) -> int:
        question = questions.Question(
            text=event["text"],
            priority=event.get("priority", "normal"),
            goal=self._link_number(event, "goal"),
            session=self._link_number(event, "session"),
        )
        return change.add(question).number

    def _answer_question(self, change: JournalWriter, event: StoryEvent) -> None:
        change.update(
            questions.answered(self._event_record(questions.Question, event), event["answer"], self._journal.today)
        )

    def _drop_question(self, change: JournalWriter, event: StoryEvent) -> None:
        change.update(questions.dropped(self._event_record(questions.Question, event), self._journal.today))

    def _add_checkin(self, change: JournalWriter, event: StoryEvent) -> int:
        return change.add(
            checkins.CheckIn(
                day=self._journal.today,
                session=self._link_number(event, "session"),
                mentor=self._link_number(event, "mentor"),
                mood=event.get("mood"),
                energy=event.get("energy"),
                trust=event.get("trust"),
                wins=_join_lines(event, "wins"),
                blockers=_join_lines(event, "blockers"),
                wants=_join_lines(event, "wants"),
            )
        ).number

    def _add_feedback(self, change: JournalWriter, event: StoryEvent) -> int:
        names = ("direction", "who", "situation", "behaviour", "impact", "kind", "landed")
        return change.add(
            feedback.Feedback(
                day=self._journal.today,
                mentor=self._link_number(event, "mentor"),
                session=self._link_number(event, "session"),
                goal=self._link_number(event, "goal"),
                state="given" if event["direction"] == "given" else "open",
                **{name: event[name] for name in names if name in event},
            )
        ).number

    def _answer_feedback(self, change: JournalWriter, event: StoryEvent) -> None:
        received = self._event_record(feedback.Feedback, event)
        change.update(feedback.responded(received, event["response"], event.get("decision")))

    def _add_achievement(self, change: JournalWriter, event: StoryEvent) -> int:
        win = achievements.Achievement(
            title=event["title"],
            evidence=event.get("evidence"),
            goal=self._link_number(event, "goal"),
            day=self._journal.today,
            minutes=event.get("minutes"),
        )
        return change.add(win).number

    def _celebrate_achievement(self, change: JournalWriter, event: StoryEvent) -> None:
        win = self._event_record(achievements.Achievement, event)
        change.update(achievements.celebrated(win, event.get("how"), self._journal.today))
