"""What a mentor agreed to in writing is a text: it says which one, and a changed one is agreed by nobody yet."""

from contextlib import closing
from datetime import date
from typing import Any

import pytest

from mentorlog import clock
from mentorlog.errors import Refused
from mentorlog.journal.journal import Journal
from mentorlog.journal.model.marks import parse_marks, text_digest
from mentorlog.journal.model.records.letters import Letter
from mentorlog.journal.queries.letters.texts import mark_text
from mentorlog.journal.workflows.letters.agreed import agree_by_letter
from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_draft(mentee: Mentee) -> Mentee:
    """Somebody with a draft of an agreement and a draft of a goal, both sent by letter."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("agreement", "draft", "--purpose", "To be heard", "--cadence", "2 weeks")
    mentee.does("goals", "add", "Chair stand-ups", "--draft", "--target", "10")
    mentee.does("letter", "ruth", "--agreement")
    return mentee


def say_yes(mentee: Mentee, noun: str, number: int = 1) -> None:
    """Take in the yes of a reply to the last letter."""
    with closing(Journal.open(mentee.path, clock.now)) as journal:
        letter = journal.read(Letter)[-1]
        kind = {"agreement": "v", "goal": "g"}[noun]
        mark = next(mark for mark in parse_marks(letter.marks) if mark.ref == f"{kind}{number}")
        with journal.change("import letter") as change:
            agree_by_letter(journal, change, mark, letter.number, date(2026, 11, 23))


def record_of(mentee: Mentee, ref: str) -> dict[str, Any]:
    return dict(mentee.does("show", ref))


def test_a_yes_agrees_on_the_draft_and_says_to_which_text(mentee_with_draft: Mentee) -> None:
    say_yes(mentee_with_draft, "agreement")
    say_yes(mentee_with_draft, "goal")
    journal = Journal.open(mentee_with_draft.path, clock.now)
    for noun, ref in (("agreement", "v1"), ("goal", "g1")):
        record = record_of(mentee_with_draft, ref)
        assert (record["state"], record["both_agreed_on"], record["letter"]) == ("agreed", "2026-11-23", "y1")
        assert record["agreed_text"] == text_digest(mark_text(journal, noun, 1))
    journal.close()
    digest = record_of(mentee_with_draft, "v1")["agreed_text"][:6]
    for words in (("agreement", "show"), ("agreement", "show", "--for", "mentor", "--format", "markdown")):
        assert "agreed by both on 23 Nov" in (page := mentee_with_draft(*words).out) and f"text {digest}" in page
    assert (
        f"agreed by both on 23 Nov, text {record_of(mentee_with_draft, 'g1')['agreed_text'][:6]}"
        in mentee_with_draft("report", "--goal", "g1").out
    )
    assert mentee_with_draft.does("mentors", "list")[0]["cadence"] == "2 weeks"


def test_a_manager_who_sees_a_part_of_the_text_learns_the_day_alone(mentee_with_draft: Mentee) -> None:
    say_yes(mentee_with_draft, "agreement")
    page = mentee_with_draft("agreement", "show", "--for", "manager").out
    assert "agreed by both on 23 Nov" in page and "text " not in page and "changed" not in page
    say_yes(mentee_with_draft, "goal")
    assert [mentee_with_draft.does("show", "g1", "--for", who)["letter"] for who in ("mentor", "manager")] == [
        "y1",
        None,
    ]


@pytest.mark.parametrize(
    ("change", "ref"),
    [
        (("edit", "v1", "purpose=To lead"), "v1"),
        (("edit", "g1", "target=12"), "g1"),
        (("edit", "b1", "text=Pay"), "v1"),
    ],
)
def test_a_changed_text_is_agreed_by_both_no_more_and_asked_anew(
    mentee_with_draft: Mentee, change: tuple[str, ...], ref: str
) -> None:
    mentee_with_draft.does("agreement", "add", "boundary", "No pay")
    mentee_with_draft.does("letter", "ruth", "--agreement")
    for noun in ("agreement", "goal"):
        say_yes(mentee_with_draft, noun)
    assert mentee_with_draft.fails("letter", "ruth", "--agreement").code == 1, "nothing is left to agree on"
    mentee_with_draft.does(*change)
    page = mentee_with_draft("agreement", "show") if ref == "v1" else mentee_with_draft("report", "--goal", "g1")
    assert "the text has changed since" in " ".join(page.out.split())
    assert "has changed since both agreed" in " ".join(mentee_with_draft("next").out.split())
    marks = mentee_with_draft.does("letter", "ruth", "--agreement")["marks"]
    assert [mark.strip("[]").split()[0] for mark in marks] == [ref]


def test_a_yes_to_a_text_that_has_changed_is_refused(mentee_with_draft: Mentee) -> None:
    mentee_with_draft.does("edit", "v1", "purpose=To lead")
    with pytest.raises(Refused, match="has changed since the letter was written"):
        say_yes(mentee_with_draft, "agreement")
    assert record_of(mentee_with_draft, "v1")["state"] == "draft"


def test_a_new_version_begins_without_a_yes(mentee_with_draft: Mentee) -> None:
    say_yes(mentee_with_draft, "agreement")
    mentee_with_draft.does("agreement", "add", "boundary", "No pay")
    assert [record_of(mentee_with_draft, ref)["both_agreed_on"] for ref in ("v1", "v2")] == ["2026-11-23", None]


def test_a_late_reply_is_one_line_in_next_and_due_and_soon_none(mentee_with_draft: Mentee) -> None:
    def waits() -> tuple[bool, bool]:
        is_due = "Ruth Okafor has not answered your letter" in mentee_with_draft("due").out
        return "1 letter waits for a reply (y2)" in mentee_with_draft("next").out, is_due

    mentee_with_draft.does("letter", "ruth", "--feedback")
    assert waits() == (False, False)
    mentee_with_draft.at("2026-12-01T09:00:00")
    assert waits() == (True, True)
    mentee_with_draft.does("letters", "close", "y2")
    assert waits() == (False, False)
    mentee_with_draft.does("undo")
    mentee_with_draft.at("2027-01-23T09:00:00")
    assert waits() == (False, False), "after two months hardly anybody answers"


def test_the_fit_is_for_oneself(mentee_with_draft: Mentee) -> None:
    mentee_with_draft.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee_with_draft.does("debrief", "s1", "--fit", "4")
    mentee_with_draft.does("review", "--fit", "3")
    assert (record_of(mentee_with_draft, "s1")["fit"], record_of(mentee_with_draft, "r1")["fit"]) == (4, 3)
    for ref in ("s1", "r1"):
        assert mentee_with_draft.does("show", ref, "--for", "mentor")["fit"] is None
    mentee_with_draft.does("edit", "r1", "private=no")
    assert mentee_with_draft.does("show", "r1", "--for", "mentor")["fit"] == 3
