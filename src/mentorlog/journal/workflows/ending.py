"""The end of a mentorship: what is closed and dropped, and what was achieved."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.errors import UsageError
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records import actions, goals, questions
from mentorlog.journal.model.records.contacts import Contact
from mentorlog.journal.model.records.mentors import Mentor, ended
from mentorlog.journal.model.records.sessions import Session, cancelled
from mentorlog.journal.model.records.skills import Skill
from mentorlog.journal.privacy import mentor_view
from mentorlog.journal.workflows.agreeing import close_agreements

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter


def end_mentorship(
    journal: "Journal",
    change: "JournalWriter",
    mentor: Mentor,
    on: date,
    reason: str | None,
    drop_refs: list[str],
    *,
    add_contact: bool,
) -> tuple[Mentor, list[str]]:
    """End a mentorship: (the mentor, the refs of all other records that changed).

    Raises Refused if the mentorship cannot be ended, UsageError for a record that cannot be dropped.
    """
    former = change.update(ended(mentor, on, reason))
    refs = [agreement.ref for agreement in close_agreements(journal, change, mentor.number)]
    planned = journal.read(Session, "state = 'planned' AND mentor = ?", (mentor.number,))
    refs += [change.update(cancelled(session)).ref for session in planned if session.day >= on]
    refs += [_drop_item(journal, change, ref, on) for ref in drop_refs]
    if add_contact:
        contact = Contact(name=mentor.name, organisation=mentor.organisation, through=mentor.number, introduced_on=on)
        refs.append(change.add(contact).ref)
    return former, refs


def _drop_item(journal: "Journal", change: "JournalWriter", ref_or_name: str, on: date) -> str:
    record = journal.find_any(ref_or_name)
    if isinstance(record, goals.Goal):
        return change.update(goals.ended(record, "dropped", on)).ref
    if isinstance(record, questions.Question):
        return change.update(questions.dropped(record, on)).ref
    if isinstance(record, actions.Action):
        return change.update(actions.dropped(record, on)).ref
    raise UsageError(f"{record.ref} cannot be dropped.", "Name a goal, a question or an action.")


def open_items(journal: "Journal", mentor: Mentor) -> list[tuple[str, str]]:
    """(ref, title) of the open goals with this mentor, and of the open questions and actions that concern them."""
    with mentor_view(journal, mentor.number):
        rows = journal.store.rows(
            "SELECT 'goal', number, title FROM goals WHERE state IN ('agreed', 'paused') AND mentor = ?"
            " UNION ALL SELECT 'question', number, text FROM questions WHERE state = 'open'"
            " UNION ALL SELECT 'action', number, text FROM actions WHERE state = 'open'",
            (mentor.number,),
        )
    return [(ref(noun, number), title) for noun, number, title in rows]


def mentorship_results(journal: "Journal", mentor: Mentor) -> list[str]:
    """The goals achieved with a mentor, and the skills whose level changed."""
    goals: list[str] = journal.store.column(
        "SELECT title FROM goals WHERE mentor = ? AND state = 'achieved' ORDER BY ended_on", (mentor.number,)
    )
    levels = [
        f"{skill.name} {skill.self_first} to {skill.self_now}"
        for skill in journal.read(Skill)
        if skill.self_first is not None and skill.self_first != skill.self_now
    ]
    return goals + levels
