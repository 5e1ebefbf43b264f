"""Ten years with a mentor, as events: the command that was typed, and the records that it wrote.

The nouns come as often as in the demo. An entry is closed some entries later, so that a long story has as much open as
a short one; mentors, goals, steps, needs, agreements and reviews stay few.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import NamedTuple

import mentorlog
from mentorlog.clock import localize, zone_name
from mentorlog.journal.model.records import (
    achievements,
    actions,
    activities,
    agreements,
    challenges,
    checkins,
    contacts,
    feedback,
    goals,
    lessons,
    mentors,
    needs,
    questions,
    reviews,
    sessions,
    skills,
)
from mentorlog.structs import replace
from tests.benchmarks.bulk import Bulk

YEARS = 10
TAIL = 80  # entries at the end, of the same kinds in every story, so that all have the same open entries
RARE = "lighthouse"  # a word that a few of the newest entries hold
COMMON = "sponsor"  # and one that many do
_MOST_GOALS = 40
_MOST_REVIEWS = 40
_GOALS_AT_A_TIME = 3
_RARE_ENTRIES = 5

Act = Callable[[], None]


class StoryEvent(NamedTuple):
    """A command that was typed at a moment."""

    at: datetime
    argv: tuple[str, ...]


def write_story(bulk: Bulk, entries: int, today: date) -> Iterator[StoryEvent]:
    """Write a story of `entries` entries, which ends the day before `today`, into `bulk`; yields its events."""
    return iter(_Story(bulk, entries, today).write_events())


def demo_words() -> list[str]:
    """The words of the demo's texts, as often as they occur."""
    script = Path(mentorlog.__file__).parent / "data" / "demo.txt"
    texts = re.findall(r'"([^"\n]{12,})"', script.read_text(encoding="utf-8"))
    return [word for text in texts for word in re.findall(r"[A-Za-z]+", text)]


class _Story:
    """One method an event: the command that is typed, then the records that it adds or changes."""

    def __init__(self, bulk: Bulk, entries: int, today: date) -> None:
        self._bulk = bulk
        self._entries = entries
        self._chance = Random(entries)
        self._words = demo_words()
        self._begin = localize(datetime(today.year - YEARS, today.month, min(today.day, 28), 9))
        self._span = localize(datetime(today.year, today.month, today.day, 9)) - timedelta(days=1) - self._begin
        self._later: list[tuple[int, int, Act]] = []
        self._last = 0
        self._events: list[StoryEvent] = []
        self._now = self._begin
        self._running: list[goals.Goal] = []
        self._planned: list[sessions.Session] = []
        self._had_session = False
        self._last_review: date | None = None

    def write_events(self) -> Iterator[StoryEvent]:
        """Write all events in order, and yield each."""
        self._start_mentorship()
        first = self._bulk.entries
        ahead = self._even_schedule(
            first, self._add_goal, max(_GOALS_AT_A_TIME, min(_MOST_GOALS, self._entries // 50)), 0
        )
        ahead += self._even_schedule(first, self._add_review, max(1, min(_MOST_REVIEWS, self._entries // 50)), 1)
        for entry, act in ahead:
            heappush(self._later, (entry, self._next_order(), act))
        makes, weights = zip(*self._kinds(), strict=True)
        kinds, fates = (
            Random(self._entries),
            Random(self._entries),
        )  # two sources, so that drawing from one does not shift the other
        ending = False
        while self._bulk.entries < self._entries:
            if self._bulk.entries >= self._entries - TAIL and not ending:
                ending, kinds, fates = True, Random(TAIL), Random(TAIL)
            if self._later and self._later[0][0] <= self._bulk.entries:
                self._chance = fates
                heappop(self._later)[2]()
            else:
                self._chance = kinds
                kinds.choices(makes, weights)[0]()
            yield from self._take_events()

    def _even_schedule(self, first: int, act: Act, number: int, skipped: int) -> list[tuple[int, Act]]:
        """The entries at which something happens that is spread evenly, `number` times in all."""
        return [(first + at * (self._entries - first) // number, act) for at in range(skipped, number)]

    def _take_events(self) -> Iterator[StoryEvent]:
        events, self._events = self._events, []
        return iter(events)

    def _kinds(self) -> list[tuple[Act, int]]:
        return [
            (self._add_question, 30),
            (self._add_progress, 22),
            (self._add_session, 12),
            (self._add_checkin, 12),
            (self._add_action, 7),
            (self._add_feedback, 7),
            (self._add_rating, 7),
            (self._add_achievement, 5),
            (self._add_lesson, 3),
            (self._add_activity, 2),
            (self._add_challenge, 2),
            (self._add_contact, 2),
        ]

    # Events and their schedule

    def _begin_event(self, *argv: str, command: str = "") -> None:
        """Begin an event: its words, and the name of its change in the log."""
        self._now = max(self._moment(self._bulk.entries), self._now + timedelta(seconds=1))
        self._events.append(StoryEvent(self._now, argv))
        self._bulk.change(command or " ".join(argv[:2]), self._now)

    def _moment(self, entry: int) -> datetime:
        return localize((self._begin + self._span * entry / self._entries).replace(microsecond=0, tzinfo=None))

    def _schedule(self, least: int, most: int, act: Act) -> None:
        """Let something happen `least` to `most` entries later."""
        heappush(self._later, (self._bulk.entries + self._chance.randint(least, most), self._next_order(), act))

    def _next_order(self) -> int:
        """A growing number: of two things due at one entry the one scheduled first comes first."""
        self._last += 1
        return self._last

    @property
    def _today(self) -> date:
        return self._now.date()

    def _text(self, least: int, most: int, mark: str = "") -> str:
        """A text of random words of the demo."""
        chosen = self._chance.choices(self._words, k=self._chance.randint(least, most))
        if self._chance.random() < 0.2:
            chosen[0] = COMMON
        if self._entries - self._bulk.entries <= _RARE_ENTRIES:
            chosen[-1] = RARE
        return " ".join(chosen).capitalize() + mark

    def _pick_goal(self) -> tuple[int | None, tuple[str, ...]]:
        """Mostly a running goal: its number, and the flag that names it."""
        if not self._running or self._chance.random() < 0.4:
            return None, ()
        goal = self._chance.choice(self._running)
        return goal.number, ("--goal", goal.ref)

    # The beginning

    def _start_mentorship(self) -> None:
        bulk = self._bulk
        rhythm = ("--cadence", "2 weeks", "--minutes", "60", "--channel", "video")
        self._begin_event("mentors", "add", "Ruth Okafor", *rhythm)
        ruth = mentors.Mentor(name="Ruth Okafor", since=self._today, cadence="2 weeks", minutes=60, channel="video")
        bulk.add(ruth)
        for weight in (5, 3):
            text = self._text(3, 6)
            self._begin_event("needs", "add", text, "--weight", str(weight))
            need = bulk.add(needs.Need(text=text, weight=weight))
            self._begin_event("mentors", "score", "m1", need.ref, "4")
            bulk.add(needs.Score(mentor=1, need=need.number, day=self._today, value=4))
        agreement = agreements.Agreement(mentor=1)
        for at, kind in enumerate(("role", "boundary")):
            text = self._text(6, 12)
            self._begin_event("agreement", "add", kind, text)
            agreement = agreement if at else bulk.add(agreement)
            bulk.add(agreements.Point(agreement=1, kind="role" if kind == "role" else "boundary", text=text))
        self._begin_event("agreement", "agree")
        bulk.put(agreements.agreed(agreement, self._today))

    # Records that stay few

    def _add_goal(self) -> None:
        while len(self._running) >= _GOALS_AT_A_TIME:
            old = self._running.pop(0)
            self._begin_event("goals", "achieve", old.ref)
            self._bulk.put(goals.ended(old, "achieved", self._today))
        title, step = self._text(3, 6), self._text(3, 6)
        due = self._moment(self._entries).date() + timedelta(days=60)
        self._begin_event("goals", "add", title, "--target", "100", "--by", due.isoformat(), "--step", step)
        goal = self._bulk.add(
            goals.Goal(title=title, target=100.0, start=self._today, due=due, mentor=1, agreed_on=self._today)
        )
        made = self._bulk.add(goals.Step(goal=goal.number, title=step))
        self._running.append(goal)
        self._schedule(20, 30, lambda: self._finish_step(made))

    def _finish_step(self, step: goals.Step) -> None:
        self._begin_event("goals", "done", step.ref)
        self._bulk.put(goals.done(step, self._today))

    def _add_review(self) -> None:
        went, change = self._text(6, 12), self._text(6, 12)
        again = self._moment(self._entries).date() + timedelta(days=60)
        self._begin_event(
            "review", "--went-well", went, "--to-change", change, "--next-review", again.isoformat(), command="review"
        )
        since = self._last_review if self._last_review and self._last_review < self._today else None
        review = reviews.Review(
            day=self._today, mentor=1, since=since or self._today - timedelta(days=90), until=self._today,
            went_well=went, to_change=change, next_review=again,
        )  # fmt: skip
        self._bulk.add(review)
        self._last_review = self._today

    # Records that become many

    def _add_question(self) -> None:
        goal, flag = self._pick_goal()
        text, priority = self._text(6, 14, "?"), self._chance.choice(("high", "normal", "normal", "low"))
        self._begin_event("questions", "add", text, "--priority", priority, *flag)
        question = self._bulk.add(questions.Question(text=text, priority=priority, goal=goal))  # type: ignore[arg-type]  # one of the priorities
        self._schedule(8, 16, lambda: self._settle_question(question))

    def _settle_question(self, question: questions.Question) -> None:
        if self._chance.random() < 0.08:
            self._begin_event("questions", "drop", question.ref)
            self._bulk.put(questions.dropped(question, self._today))
            return
        text = self._text(15, 40)
        self._begin_event("questions", "answer", question.ref, text)
        self._bulk.put(questions.answered(question, text, self._today))

    def _add_progress(self) -> None:
        goal, value, sure = self._chance.choice(self._running), self._chance.randint(5, 90), self._chance.randint(2, 5)
        self._begin_event("goals", "progress", goal.ref, str(value), "--confidence", str(sure))
        progress = goals.Progress(goal=goal.number, day=self._today, value=float(value), confidence=sure)
        self._bulk.add(progress)

    def _add_session(self) -> None:
        at = self._moment(self._bulk.entries + 8).replace(second=0)
        self._begin_event("sessions", "add", "--at", f"{at:%Y-%m-%d %H:%M}")
        session = self._bulk.add(
            sessions.Session(
                starts_at=at, zone=zone_name(), mentor=1, minutes=60, channel="video",
                kind="regular" if self._had_session else "first",
            )
        )  # fmt: skip
        self._planned.append(session)
        self._schedule(9, 9, lambda: self._end_session(session))

    def _end_session(self, session: sessions.Session) -> None:
        self._planned.remove(session)
        if self._chance.random() < 0.08:
            self._begin_event("sessions", "missed", session.ref, "--missed-by", "other")
            self._bulk.put(replace(sessions.missed(session, self._today), missed_by="other"))
            return
        notes, takeaway, rating = self._text(20, 60), self._text(8, 16), self._chance.randint(2, 5)
        flags = ("--notes", notes, "--takeaway", takeaway, "--rating", str(rating))
        self._begin_event("sessions", "held", session.ref, *flags)
        held = sessions.held(session, self._today)
        self._bulk.put(replace(held, notes=notes, takeaways=takeaway, rating=rating))
        self._had_session = True

    def _add_checkin(self) -> None:
        mood, energy, trust = (self._chance.randint(2, 5) for _ in range(3))
        win, want = self._text(5, 12), self._text(5, 12)
        self._begin_event(
            "checkin", "--mood", str(mood), "--energy", str(energy), "--trust", str(trust), "--win", win,
            "--want", want, command="checkin",
        )  # fmt: skip
        ahead = [session for session in self._planned if session.day >= self._today]
        meeting = min(ahead, key=lambda session: session.starts_at).number if ahead else None
        checkin = checkins.CheckIn(
            day=self._today, mentor=1, session=meeting, mood=mood, energy=energy, trust=trust, wins=win, wants=want
        )
        self._bulk.add(checkin)

    def _add_action(self) -> None:
        goal, flag = self._pick_goal()
        text, due = self._text(5, 10), self._moment(self._bulk.entries + 10).date() + timedelta(days=1)
        theirs = self._chance.random() < 0.25
        self._begin_event("actions", "add", text, "--by", due.isoformat(), *flag, *(("--theirs",) if theirs else ()))
        action = self._bulk.add(actions.Action(text=text, who="mentor" if theirs else "me", due=due, goal=goal))
        self._schedule(8, 16, lambda: self._finish_action(action))

    def _finish_action(self, action: actions.Action) -> None:
        self._begin_event("actions", "done", action.ref)
        self._bulk.put(actions.done(action, self._today, None))

    def _add_feedback(self) -> None:
        given, praise = self._chance.random() < 0.25, self._chance.random() < 0.5
        text, situation, impact = self._text(8, 20), self._text(6, 12), self._text(6, 12)
        self._begin_event(
            "feedback", "add", text, "--situation", situation, "--impact", impact,
            "--praise" if praise else "--constructive", *(("--given",) if given else ()),
        )  # fmt: skip
        noted = feedback.Feedback(
            day=self._today, mentor=1, direction="given" if given else "received",
            kind="praise" if praise else "constructive", behaviour=text, situation=situation, impact=impact,
            state="given" if given else "open",
        )  # fmt: skip
        kept = self._bulk.add(noted)
        if not given and not praise:
            self._schedule(8, 16, lambda: self._answer_feedback(kept))

    def _answer_feedback(self, received: feedback.Feedback) -> None:
        text = self._text(10, 20)
        self._begin_event("feedback", "respond", received.ref, text, "--decision", "use")
        self._bulk.put(feedback.responded(received, text, "use"))

    def _add_rating(self) -> None:
        skill, value, evidence = self._chance.randint(1, 8), self._chance.randint(1, 5), self._text(5, 12)
        by = self._chance.choice(("self", "mentor"))
        self._begin_event("skills", "rate", f"k{skill}", str(value), "--from", by, "--evidence", evidence)
        rating = skills.Rating(
            skill=skill,
            day=self._today,
            value=value,
            by=by,  # type: ignore[arg-type]  # self or mentor
            evidence=evidence,
            mentor=1 if by == "mentor" else None,
        )
        self._bulk.add(rating)

    def _add_achievement(self) -> None:
        goal, flag = self._pick_goal()
        title, evidence = self._text(3, 8), self._text(6, 14)
        self._begin_event("achievements", "add", title, "--evidence", evidence, *flag)
        win = self._bulk.add(achievements.Achievement(title=title, day=self._today, goal=goal, evidence=evidence))
        self._schedule(8, 16, lambda: self._celebrate_win(win))

    def _celebrate_win(self, win: achievements.Achievement) -> None:
        how = self._text(3, 6)
        self._begin_event("achievements", "celebrate", win.ref, "--how", how)
        self._bulk.put(achievements.celebrated(win, how, self._today))

    def _add_lesson(self) -> None:
        text = self._text(6, 14)
        self._begin_event("lessons", "add", text, "--skill", "k4")
        lesson = self._bulk.add(lessons.Lesson(text=text, skill=4))
        self._schedule(8, 16, lambda: self._apply_lesson(lesson))

    def _add_activity(self) -> None:
        title = self._text(2, 5)
        self._begin_event("activities", "add", title, "--sort", "reading", "--minutes", "45")
        self._bulk.add(activities.Activity(title=title, day=self._today, sort="reading", minutes=45))

    def _apply_lesson(self, lesson: lessons.Lesson) -> None:
        text = self._text(6, 14)
        self._begin_event("lessons", "apply", lesson.ref, text)
        self._bulk.add(lessons.Application(lesson=lesson.number, day=self._today, text=text))
        self._bulk.put(replace(lesson, state="applied"))

    def _add_challenge(self) -> None:
        text = self._text(6, 14)
        self._begin_event("challenges", "add", text, "--kind", "availability")
        noted = self._bulk.add(challenges.Challenge(text=text, kind="availability", mentor=1, day=self._today))
        self._schedule(8, 16, lambda: self._resolve_challenge(noted))

    def _resolve_challenge(self, challenge: challenges.Challenge) -> None:
        text = self._text(6, 14)
        self._begin_event("challenges", "resolve", challenge.ref, text)
        self._bulk.put(challenges.resolved(challenge, text, self._today))

    def _add_contact(self) -> None:
        name, follow = self._text(2, 2), self._moment(self._bulk.entries + 10).date() + timedelta(days=1)
        self._begin_event("contacts", "add", name, "--follow-up", follow.isoformat())
        contact = self._bulk.add(contacts.Contact(name=name, through=1, introduced_on=self._today, follow_up=follow))
        self._schedule(8, 16, lambda: self._follow_up(contact))

    def _follow_up(self, contact: contacts.Contact) -> None:
        text = self._text(5, 12)
        self._begin_event("contacts", "followed-up", contact.ref, text)
        self._bulk.put(contacts.followed_up(contact, text))
