"""A believable journal of the last six months, relative to today, written through the same Journal as any command.

Its story stands in `data/demo.toml` as events in their order. The same day gives the same journal, uids included.
"""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from mentorlog.journal.journal import Journal, Writing, built
from mentorlog.journal.records import achievements, checkins, feedback, goals, mentors, questions, sessions

Event = dict[str, Any]
_STORY = Path(__file__).parent.parent / "data" / "demo.toml"


def written(path: Path, today: date, zone: str) -> None:
    """Write the demo to a new file at `path`, where it appears complete. Raises the store's Preceded."""
    events: list[Event] = tomllib.loads(_STORY.read_text(encoding="utf-8"))["event"]
    clock = _Clock(today)
    chance = Random(today.isoformat())
    with built(path, clock, chance.randbytes) as journal:
        story = _Story(journal, today, zone)
        for event in events:
            clock.set(event)
            story.play(event)


class _Clock:
    """The moment of the event that is being written."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._now = datetime.combine(today, time()).astimezone()

    def set(self, event: Event) -> None:
        self._now = _moment(self._today, event["day"], event["time"])

    def __call__(self) -> datetime:
        return self._now


def _moment(today: date, days: int, at: str) -> datetime:
    return datetime.combine(today + timedelta(days=days), time.fromisoformat(at)).astimezone()


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
        if "id" in event and made:
            self._ids[event["id"]] = made

    def _acts(self) -> dict[str, tuple[str, Callable[[Writing, Event], int | None]]]:
        return {
            "mentor": ("mentors add", self._mentor),
            "mentor.end": ("mentors end", self._mentor_ends),
            "goal": ("goals add", self._goal),
            "progress": ("goals progress", self._progress),
            "step.done": ("goals done", self._step_done),
            "goal.achieve": ("goals achieve", lambda change, event: self._goal_ends(change, event, "achieved")),
            "goal.drop": ("goals drop", lambda change, event: self._goal_ends(change, event, "dropped")),
            "session": ("sessions add", self._session),
            "session.move": ("sessions move", self._session_moves),
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

    def _mentor(self, change: Writing, event: Event) -> int:
        names = ("name", "organisation", "email", "note", "cadence", "minutes", "channel")
        fields = {name: event[name] for name in names if name in event}
        return change.add(mentors.Mentor(since=self._day(event["since_day"]), **fields)).number

    def _mentor_ends(self, change: Writing, event: Event) -> None:
        mentor = self._journal.one(mentors.Mentor, self._ids[event["of"]])
        change.put(replace(mentor, state="ended"))

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
            made = change.add(goals.Step(goal=goal.number, title=step["title"], due=self._day(step.get("due_day"))))
            self._ids[step["id"]] = made.number
        return goal.number

    def _progress(self, change: Writing, event: Event) -> None:
        change.add(
            goals.Progress(
                goal=self._ids[event["goal"]],
                day=self._journal.today,
                value=float(event["value"]),
                confidence=event.get("confidence"),
                note=event.get("note"),
            )
        )

    def _step_done(self, change: Writing, event: Event) -> None:
        step = self._journal.one(goals.Step, self._ids[event["step"]])
        change.put(goals.done(step, self._journal.today))

    def _goal_ends(self, change: Writing, event: Event, how: Any) -> None:
        goal = self._journal.one(goals.Goal, self._ids[event["goal"]])
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

    def _meeting(self, event: Event) -> sessions.Session:
        return self._journal.one(sessions.Session, self._ids[event["session"]])

    def _session_moves(self, change: Writing, event: Event) -> None:
        to = _moment(self._today, event["at_day"], event["at_time"])
        change.put(sessions.moved(self._meeting(event), to, self._zone))

    def _session_held(self, change: Writing, event: Event) -> None:
        held = sessions.held(self._meeting(event), self._journal.today)
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
        change.put(sessions.missed(self._meeting(event), self._journal.today))

    def _question(self, change: Writing, event: Event) -> int:
        question = questions.Question(
            text=event["text"],
            priority=event.get("priority", "normal"),
            goal=self._link(event, "goal"),
            session=self._link(event, "session"),
        )
        return change.add(question).number

    def _asked(self, event: Event) -> questions.Question:
        return self._journal.one(questions.Question, self._ids[event["question"]])

    def _question_answered(self, change: Writing, event: Event) -> None:
        change.put(questions.answered(self._asked(event), event["answer"], self._journal.today))

    def _question_dropped(self, change: Writing, event: Event) -> None:
        change.put(questions.dropped(self._asked(event), self._journal.today))

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
        names = ("direction", "who", "situation", "behaviour", "impact", "kind")
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
        received = self._journal.one(feedback.Feedback, self._ids[event["feedback"]])
        change.put(feedback.responded(received, event["response"]))

    def _achievement(self, change: Writing, event: Event) -> int:
        win = achievements.Achievement(
            title=event["title"],
            evidence=event.get("evidence"),
            goal=self._link(event, "goal"),
            day=self._journal.today,
        )
        return change.add(win).number

    def _achievement_celebrated(self, change: Writing, event: Event) -> None:
        win = self._journal.one(achievements.Achievement, self._ids[event["achievement"]])
        change.put(achievements.celebrated(win, event.get("how"), self._journal.today))
