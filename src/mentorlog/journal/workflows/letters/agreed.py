"""Which text both agreed to: an agreement or a goal to which a mentor said yes in writing."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.errors import Refused
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.marks import Mark, text_digest
from mentorlog.journal.workflows.agreeing import agree_on_draft
from mentorlog.journal.workflows.letters.texts import mark_text
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter
    from mentorlog.journal.model.records.agreements import Agreement
    from mentorlog.journal.model.records.goals import Goal

_SHOWN = 6  # digits of a digest, as in a letter


class Consent(NamedTuple):
    """The mentor's yes in writing: its day, the start of the digest of that text, and whether the text still stands."""

    on: date
    digest: str
    is_current: bool
    letter: int | None

    def sentence(self, today: date) -> str:
        """ "agreed by both on 27 Nov, text 4f9c1a"; and whether the text has changed since."""
        changed = "" if self.is_current else "; the text has changed since, and is not agreed by both yet"
        return f"agreed by both on {format_short_day(self.on, today)}, text {self.digest}{changed}"


def consent_to(journal: "Journal", record: "Agreement | Goal") -> Consent | None:
    """The mentor's consent to an agreement or a goal; None where they have given none in writing."""
    if record.both_agreed_on is None:
        return None
    agreed = record.agreed_text or ""
    now = text_digest(mark_text(journal, record.noun, record.number))
    return Consent(record.both_agreed_on, agreed[:_SHOWN], agreed == now, record.letter)


def is_agreed_by_both(journal: "Journal", record: "Agreement | Goal") -> bool:
    """Whether the mentor has agreed in writing to the text as it stands."""
    consent = consent_to(journal, record)
    return consent is not None and consent.is_current


def has_changed_since(journal: "Journal", noun: str, number: int) -> bool:
    """Whether the mentor agreed in writing to another text of this agreement or goal than it has now."""
    agreed = journal.read_field(noun, number, "agreed_text")
    return agreed is not None and agreed != text_digest(mark_text(journal, noun, number))


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
