"""Agreeing by letter: the yes of a mentor to the very text that was sent."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.errors import Refused
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.marks import Mark, text_digest
from mentorlog.journal.queries.letters.texts import mark_text
from mentorlog.journal.workflows.agreeing import agree_on_draft
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter
    from mentorlog.journal.model.records.agreements import Agreement
    from mentorlog.journal.model.records.goals import Goal


def require_sent_text(journal: "Journal", mark: Mark) -> str:
    """The digest of the text of a mark's record, which must be the one that was sent. Raises Refused."""
    digest = text_digest(mark_text(journal, mark.noun, mark.number))
    if not mark.fits(digest):
        kind = "--agreement" if mark.noun == "agreement" else "--before SESSION"
        raise Refused(
            f"{mark.ref} has changed since the letter was written, so the yes is to another text.",
            f"Ask anew: mentorlog letter MENTOR {kind}",
        )
    return digest


def agree_by_letter(
    journal: "Journal", change: "JournalWriter", mark: Mark, letter: int, on: date
) -> "Agreement | Goal":
    """Agree on what a mark names: a draft becomes agreed, and the record says which text both agreed to.

    Raises Refused where that text is another one now, or the record can be agreed to no more.
    """
    from mentorlog.journal.model.records import agreements, goals

    digest = require_sent_text(journal, mark)
    if mark.noun == "goal":
        goal = journal.get(goals.Goal, mark.number)
        if goal.state == "draft":
            goal = goals.agreed(goal, on)
        return change.update(replace(goal, both_agreed_on=on, agreed_text=digest, letter=letter))
    agreement = journal.get(agreements.Agreement, mark.number)
    if agreement.state == "draft":
        agreement = agree_on_draft(journal, change, agreement.mentor, on)
        digest = text_digest(mark_text(journal, "agreement", agreement.number))
    elif agreement.state != "agreed":
        newest = ref_of("agreement", agreement.number)
        raise Refused(
            f"{newest} is {agreement.state}.", "Ask for the newest version: mentorlog letter MENTOR --agreement"
        )
    return change.update(replace(agreement, both_agreed_on=on, agreed_text=digest, letter=letter))
