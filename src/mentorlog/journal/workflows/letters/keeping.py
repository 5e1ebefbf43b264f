"""Which letter fits now, and the record of one: what it asked, so that a reply can be read."""

from typing import TYPE_CHECKING, NamedTuple

from mentorlog.journal.model.conditions import HELD, LATEST_FIRST
from mentorlog.journal.model.marks import CODE_LENGTH, format_marks, text_digest
from mentorlog.journal.model.prints import line_prints
from mentorlog.journal.model.records.letters import Letter, LetterKind, closed
from mentorlog.journal.queries.meetings import next_session, with_mentor_sql

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.sessions import Session
    from mentorlog.journal.workflows.letters.draft import LetterDraft

_NEAR_DAYS = 7  # before a session, and after it, within which a letter about it fits
_FRESH_DAYS = 2  # after a session, within which thanks come before whatever is next


class LetterOccasion(NamedTuple):
    """What a letter is for, and about which session."""

    kind: LetterKind
    session: "Session | None" = None


def fitting_occasion(journal: "Journal", mentor: int) -> LetterOccasion:
    """What fits a mentor now: thanks for a session just held, what to ask in one that is near, else what is open."""
    from mentorlog.journal.workflows.letters.asks import agreement_to_agree

    held, coming = last_held(journal, mentor), next_session(journal, mentor)
    since = (journal.today - held.day).days if held and not _is_answered(journal, mentor, "after", held) else None
    until = (
        (coming.day - journal.today).days if coming and not _is_answered(journal, mentor, "before", coming) else None
    )
    if since is not None and since <= _FRESH_DAYS:
        return LetterOccasion("after", held)
    if until is not None and until <= _NEAR_DAYS:
        return LetterOccasion("before", coming)
    if since is not None and since <= _NEAR_DAYS:
        return LetterOccasion("after", held)
    agreement = agreement_to_agree(journal, mentor)
    return LetterOccasion("agreement" if agreement and agreement.state == "draft" else "open")


def last_held(journal: "Journal", mentor: int) -> "Session | None":
    """The last session held with a mentor."""
    from mentorlog.journal.model.records.sessions import Session

    sessions = journal.read(Session, f"{HELD} AND {with_mentor_sql(mentor)}", order=f"{LATEST_FIRST} LIMIT 1")
    return sessions[0] if sessions else None


def _is_answered(journal: "Journal", mentor: int, kind: LetterKind, session: "Session") -> bool:
    query = "SELECT 1 FROM letters WHERE mentor = ? AND kind = ? AND session = ? AND state = 'answered' LIMIT 1"
    return bool(journal.store.rows(query, (mentor, kind, session.number)))


def _new_code(journal: "Journal", draft: "LetterDraft") -> str:
    """A code that no other letter has, of this journal or another: the mentor's uid is of this one alone."""
    uid = journal.read_field("mentor", draft.mentor, "uid")
    written = journal.store.scalar("SELECT count(*) FROM letters")
    return text_digest(f"{uid} {draft.kind} {draft.session} {journal.now} {written}")[:CODE_LENGTH]


def _waiting_letters(journal: "Journal", draft: "LetterDraft") -> list[Letter]:
    """The letters to the same mentor, of the same kind and about the same session, that wait for a reply."""
    return journal.read(
        Letter,
        "mentor = ? AND kind = ? AND session IS ? AND state = 'waiting'",
        (draft.mentor, draft.kind, draft.session),
    )


def keep_letter(journal: "Journal", draft: "LetterDraft") -> Letter:
    """The record of a letter: the one there is, where it was written like this before, else a new one.

    A letter that waits for the same answers is closed by a new one.
    """
    marks = format_marks(draft.marks)
    for letter in _waiting_letters(journal, draft):
        if letter.marks == marks and letter.prints == _prints(draft, letter.code):
            return letter
    with journal.change("letter") as change:
        for letter in _waiting_letters(journal, draft):
            change.update(closed(letter))
        code = _new_code(journal, draft)
        return change.add(
            Letter(
                day=journal.today,
                mentor=draft.mentor,
                kind=draft.kind,
                session=draft.session,
                code=code,
                marks=marks,
                prints=_prints(draft, code),
            )
        )


def _prints(draft: "LetterDraft", code: str) -> str:
    """The prints of a letter's lines, and of its subject, which some forms have above them."""
    return line_prints(f"{draft.subject}\nSubject: {draft.subject}\n{draft.body(code)}")
