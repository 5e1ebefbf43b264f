"""No letter holds a private word, or one of another mentor: every text of every noun, in every kind and form."""

import sqlite3
from email import message_from_string, policy

import pytest

from mentorlog.render.documents.formats import LETTER_FORMATS
from tests.cli.params.conftest import MarkedJournal, MarkedWord
from tests.cli.params.test_leaks import owner, words_in
from tests.conftest import Mentee

MENTORS = (1, 2)


def letters(mentee: Mentee, journal: MarkedJournal, mentor: int) -> list[tuple[tuple[str, ...], str]]:
    """Each letter that a mentor can be sent, in each form, with all that leaves in it."""
    sessions = [ref for ref in journal.refs() if ref[0] == "s"]
    kinds: list[tuple[str, ...]] = [(), ("--agreement",), ("--skills",), ("--feedback",)]
    kinds += [(side, ref) for ref in sessions for side in ("--before", "--after")]
    pages = []
    for kind in kinds:
        for form in LETTER_FORMATS:
            words = ("letter", f"m{mentor}", *kind, "--format", form)
            page = mentee(*words).out
            if form == "eml" and page:
                page += message_from_string(page, policy=policy.default).get_content()
            pages.append((words, page))
    return pages


def is_draft_that_is_sent(connection: sqlite3.Connection, word: MarkedWord) -> bool:
    """Whether a word is one of a draft of an agreement, which is sent to be agreed to."""
    number = word.number
    if word.noun == "point":
        ((number, private),) = connection.execute("SELECT agreement, private FROM points WHERE number = ?", (number,))
        if private:
            return False
    if word.noun not in ("point", "agreement"):
        return False
    ((state, private),) = connection.execute("SELECT state, private FROM agreements WHERE number = ?", (number,))
    return state == "draft" and not private


@pytest.mark.parametrize("mentor", MENTORS)
def test_no_private_word_and_none_of_another_mentor_is_in_a_letter(
    mentee: Mentee, journal_with_marks: MarkedJournal, mentor: int
) -> None:
    journal_with_marks.execute_script("UPDATE mentors SET state = 'active', ended_on = NULL")
    connection = sqlite3.connect(mentee.path)
    others = {mark.word for mark in journal_with_marks.marks if owner(connection, mark.noun, mark.number) == 3 - mentor}
    private = {mark.word: mark for mark in journal_with_marks.marks if mark.withheld_from("mentor")}
    sent = {word for word, mark in private.items() if is_draft_that_is_sent(connection, mark)}
    connection.close()
    withheld = (private.keys() - sent) | others
    seen: set[str] = set()
    for words, page in letters(mentee, journal_with_marks, mentor):
        shown = words_in(page)
        assert not shown & withheld, (words, shown & withheld)
        seen |= shown
    nouns = {mark.noun for mark in journal_with_marks.marks if mark.word in seen}
    assert nouns >= {"mentor", "session", "skill"}, "what is not private is shown, else the test could not fail"
    assert mentor == 1 or nouns >= {"question", "action", "agreement", "point"}
