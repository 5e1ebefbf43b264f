"""Where things stand, and the one best next step."""

from typing import TYPE_CHECKING

from mentorlog.journal.model.conditions import AWAITS_REPLY, AWAITS_RESPONSE, STUNG_RATING
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records.actions import Action
from mentorlog.journal.model.records.goals import Goal
from mentorlog.journal.queries.absence import Absence, recent_absence
from mentorlog.journal.queries.agenda import AgendaTopics, agenda_topics
from mentorlog.journal.queries.due import DueItem, candidates_to_remind, items_with_day
from mentorlog.journal.queries.meetings import (
    active_mentors,
    agenda_command,
    checkin_command,
    next_sessions,
    planning_command,
    resumable_mentors,
    sessions_to_settle,
)
from mentorlog.journal.text import format_count
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.sessions import Session

_DAYS_AHEAD = 7  # within which a review or a follow-up is mentioned
# What else waits: noun, words after the number one and after others, table, condition.
_WAITING = (
    ("feedback", "feedback waits for your answer", "feedback wait for your answer",
     "feedback", f"{AWAITS_RESPONSE} AND NOT (coalesce(landed, 3) <= {STUNG_RATING} AND day = :today)"),
    ("challenge", "challenge is open", "challenges are open", "challenges", "state = 'open'"),
    ("lesson", "lesson not applied yet", "lessons not applied yet", "lessons", "state = 'open'"),
    ("letter", "letter waits for a reply", "letters wait for a reply", "letters", AWAITS_REPLY),
    ("achievement", "win to celebrate", "wins to celebrate", "achievements", "state = 'new'"),
)  # fmt: skip


class WaitingItems(Frozen):
    """The waiting records of a noun: their refs, and a sentence on how many there are."""

    noun: str
    refs: list[str]
    sentence: str


class Standing(Frozen):
    """What is open today.

    `unsettled` are sessions that are over, and nobody said whether they were held.
    `sessions` has the next one with each mentor, `candidates` are (number, name, day) of those who have not
    answered, `paused` are (number, name) of the mentors who are paused. `absence` is one that
    ended lately, `paused_goals` are refs.
    """

    unsettled: "list[Session]"
    sessions: "list[Session]"
    actions: "list[Action]"
    topics: AgendaTopics
    goals: "list[Goal]"
    waiting: list[WaitingItems]
    candidates: list[tuple[int, str, str]]
    near: list[DueItem]
    paused: list[tuple[int, str]]
    absence: Absence | None
    paused_goals: list[str]

    @property
    def old_refs(self) -> set[str]:
        """The refs of what waits from before an absence; it is summed up, and never called late."""
        return self.absence.refs if self.absence else set()


def current_standing(journal: "Journal") -> Standing:
    """The state of the journal now."""
    near = items_with_day(journal, _DAYS_AHEAD, ("review", "follow-up"))
    goals = journal.read(Goal, "state = 'agreed'")
    return Standing(
        unsettled=sessions_to_settle(journal),
        sessions=next_sessions(journal),
        actions=journal.read(Action, "state = 'open'"),
        topics=agenda_topics(journal, goals=goals),
        goals=goals,
        waiting=_waiting_items(journal),
        candidates=candidates_to_remind(journal),
        near=sorted(near, key=lambda item: item.day),
        paused=resumable_mentors(journal),
        absence=recent_absence(journal),
        paused_goals=[
            ref("goal", number)
            for number in journal.store.column("SELECT number FROM goals WHERE state = 'paused' ORDER BY number")
        ],
    )


def _waiting_items(journal: "Journal") -> list[WaitingItems]:
    items, today = [], f"'{journal.today.isoformat()}'"
    for noun, singular, plural, table, condition in _WAITING:
        numbers = journal.store.column(f"SELECT number FROM {table} WHERE {condition.replace(':today', today)}")
        if numbers:
            refs = [ref(noun, number) for number in sorted(numbers)]
            items.append(WaitingItems(noun, refs, format_count(len(refs), singular, plural)))
    return items + _agreements_to_renew(journal)


def _agreements_to_renew(journal: "Journal") -> list[WaitingItems]:
    """What both agreed to in writing and reads otherwise now: it waits for a letter that asks anew."""
    items = []
    for noun, plural in (("agreement", "agreements"), ("goal", "goals")):
        query = (
            f"SELECT number FROM {plural} WHERE letter IS NOT NULL AND state = 'agreed' AND both_agreed_on IS NOT NULL"
        )
        if numbers := journal.store.column(query):
            from mentorlog.journal.queries.letters.consent import has_changed_since

            refs = [ref(noun, number) for number in sorted(numbers) if has_changed_since(journal, noun, number)]
            if refs:
                sentence = format_count(len(refs), f"{noun} has", f"{plural} have")
                items.append(WaitingItems(noun, refs, f"{sentence} changed since both agreed: mentorlog letter"))
    return items


def next_step(journal: "Journal", standing: Standing) -> tuple[str, str]:
    """(command, reason): first the debrief of a session that is over, then promises, then what to prepare."""
    session, today = next(iter(standing.sessions), None), journal.today
    to_settle = [session.ref for session in standing.unsettled if session.ref not in standing.old_refs]
    if to_settle:
        over = to_settle[0]
        return (
            f"mentorlog debrief {over}",
            f"if you met; else sessions missed {over}, or sessions move {over} --at WHEN",
        )
    candidates = [number for number, *_ in standing.candidates if ref("mentor", number) not in standing.old_refs]
    if candidates:
        return f"mentorlog mentors message {ref('mentor', candidates[0])} --kind follow-up", "a short reminder"
    if session is None and standing.paused and not active_mentors(journal):
        return f"mentorlog mentors resume {ref('mentor', standing.paused[0][0])}", "when you meet again"
    if not standing.goals and not standing.paused_goals:
        return 'mentorlog goals add "..."', "what you agreed to grow in"
    if session is None:
        return planning_command(journal), "when you meet next"
    late = [action for action in standing.actions if action.who == "me" and action.due and action.due < today]
    late = [action for action in late if action.ref not in standing.old_refs]
    if late:
        return f"mentorlog actions done {late[0].ref}", "or give it a new day"
    feedback = [items.refs[0] for items in standing.waiting if items.noun == "feedback"]
    if (session.day - today).days > 1 and feedback:
        return f'mentorlog feedback respond {feedback[0]} "..."', "what you make of it"
    if journal.store.rows("SELECT 1 FROM checkins WHERE session = ? LIMIT 1", (session.number,)):
        return agenda_command(journal, session.number), "what to bring, in the order of the talk"
    return checkin_command(journal, session.number), "two minutes before the session"
