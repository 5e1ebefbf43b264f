"""Which text both agreed to: an agreement or a goal to which a mentor said yes in writing."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.marks import text_digest
from mentorlog.journal.queries.letters.texts import mark_text

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
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
