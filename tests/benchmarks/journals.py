"""Journals of a given size, from a fixed seed."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from mentorlog.clock import local
from mentorlog.journal.journal import Journal, Writing, built
from mentorlog.journal.records.achievements import Achievement
from mentorlog.journal.records.checkins import CheckIn
from mentorlog.journal.records.feedback import Feedback
from mentorlog.journal.records.goals import Goal, Progress
from mentorlog.journal.records.mentors import Mentor
from mentorlog.journal.records.questions import Question, answered
from mentorlog.journal.records.sessions import Session

_WORDS = (
    "sponsor", "risk", "plan", "budget", "stand-up", "team", "supplier", "scope", "change", "estimate", "milestone",
    "board", "report", "delay", "quality", "test", "release", "stakeholder", "meeting", "agenda", "lesson", "trust",
    "courage", "answer", "decision", "owner", "register", "workshop", "deadline", "figure",
)  # fmt: skip
_YEARS = 5
_FRESH = 20  # entries at the end whose questions are still open: these stay a few, however long a journal grows


class _Clock:
    """The moment an entry is written at."""

    now = local(datetime(2021, 11, 23, 9))

    def __call__(self) -> datetime:
        return self.now


def written(path: Path, entries: int, today: date) -> None:
    """Write a journal of so many entries, ending on `today`."""
    chance = Random(entries)
    clock = _Clock()
    begin = local(datetime(today.year - _YEARS, today.month, min(today.day, 28), 9))
    with built(path, clock, chance.randbytes) as journal:
        clock.now = begin
        goals = _founded(journal, max(2, min(40, entries // 50)), today, chance)
        span = timedelta(days=365 * _YEARS) / entries
        for at in range(entries - len(goals) - 1):
            clock.now = begin + span * at
            with journal.change("written") as change:
                _entry(change, journal.today, clock.now, goals, chance, fresh=at >= entries - _FRESH)


def _founded(journal: Journal, number: int, today: date, chance: Random) -> list[int]:
    with journal.change("written") as change:
        mentor = change.add(Mentor(name="Ruth Okafor", cadence="2 weeks", since=journal.today))
        return [
            change.add(
                Goal(
                    title=f"Goal {at}: {_text(chance, 4)}"[:80],
                    target=100.0,
                    start=journal.today,
                    due=today + timedelta(days=90),
                    mentor=mentor.number,
                    agreed_on=journal.today,
                    state="agreed" if at < 5 else "achieved",
                    ended_on=None if at < 5 else journal.today + timedelta(days=at * 20),
                )
            ).number
            for at in range(number)
        ]


def _entry(change: Writing, day: date, now: datetime, goals: list[int], chance: Random, *, fresh: bool) -> None:
    """One entry: half of all are questions."""
    kind, goal = chance.random(), chance.choice(goals)
    if kind < 0.5:
        question = Question(text=f"{_text(chance, 8)}?", goal=goal)
        change.add(question if fresh else answered(question, _text(chance, 30), day))
    elif kind < 0.65:
        change.add(Progress(goal=goal, day=day, value=float(chance.randint(0, 100)), note=_text(chance, 6)))
    elif kind < 0.75:
        change.add(Session(starts_at=now, zone="UTC", mentor=1, state="held", notes=_text(chance, 50)))
    elif kind < 0.85:
        change.add(
            CheckIn(day=day, mood=chance.randint(1, 5), energy=chance.randint(1, 5), wins=_text(chance, 10), mentor=1)
        )
    elif kind < 0.95:
        praise = chance.random() < 0.5
        change.add(
            Feedback(
                day=day,
                direction="received",
                mentor=1,
                behaviour=_text(chance, 15),
                kind="praise" if praise else "constructive",
                state="open" if praise else "answered",
                response=None if praise else _text(chance, 15),
            )
        )
    else:
        change.add(Achievement(title=_text(chance, 5)[:80], day=day, goal=goal, evidence=_text(chance, 15)))


def _text(chance: Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))
