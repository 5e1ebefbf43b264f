"""Private, or not: by default, by one's own word, and what is told about it."""

import json
import re

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_mentor(mentee: Mentee) -> Mentee:
    """Somebody with a mentor, a goal and a session to come."""
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks", "--note", "Interrupts")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--by", "2026-12-31")
    mentee.does("sessions", "add", "--at", "2026-11-26 15:00")
    return mentee


def run_for_mentor(mentee: Mentee, *words: str) -> str:
    result = mentee(*words, "--for", "mentor")
    assert result.code == 0, result.err
    return result.out


@pytest.mark.parametrize(
    ("words", "ref"),
    [
        (("questions", "add", "Who?"), "q1"),
        (("goals", "add", "Rest"), "g2"),
        (("sessions", "add", "--at", "2026-12-26 15:00"), "s2"),
        (("actions", "add", "Draft"), "a1"),
        (("feedback", "add", "You waited"), "f1"),
        (("lessons", "add", "Listen"), "l1"),
        (("achievements", "add", "Said no"), "w1"),
        (("challenges", "add", "Hard", "--kind", "fit"), "x1"),
        (("skills", "add", "patience"), "k9"),
        (("contacts", "add", "Priya"), "o1"),
        (("needs", "add", "Time"), "n1"),
        (("mentors", "add", "Bo"), "m2"),
        (("checkin", "--mood", "3"), "c1"),
        (("review", "--went-well", "All"), "r1"),
    ],
    ids=lambda one: " ".join(one[:2]) if isinstance(one, tuple) else "",
)
def test_every_add_takes_private(mentee_with_mentor: Mentee, words: tuple[str, ...], ref: str) -> None:
    assert mentee_with_mentor.does(*words, "--private")["private"] is True
    refused = mentee_with_mentor.fails("show", ref, "--for", "mentor")
    assert refused.code == 1 and f"edit {ref} private=no" in refused.err
    assert mentee_with_mentor.does("edit", ref, "private=no")["private"] is False
    assert mentee_with_mentor("show", ref, "--for", "mentor").code == 0
    assert mentee_with_mentor.does("edit", ref, "private=")["private"] is None


def test_what_hangs_on_a_private_entry_is_private_too(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("goals", "progress", "g1", "4", "--on", "2026-11-20")
    mentee_with_mentor.does("questions", "add", "Who chairs?", "--goal", "g1")
    mentee_with_mentor.does("edit", "g1", "private=yes")
    assert mentee_with_mentor.fails("show", "p1", "--for", "mentor").code == 1
    assert json.loads(run_for_mentor(mentee_with_mentor, "show", "q1", "--json"))["data"]["goal"] is None
    assert "Chair stand-ups" not in run_for_mentor(mentee_with_mentor, "report")
    assert mentee_with_mentor.fails("report", "--goal", "g1", "--for", "mentor").code == 1


def test_a_check_in_that_is_private_takes_its_values_and_questions_along(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("checkin", "--private", "--mood", "2", "--progress", "g1=4", "--ask", "May I stop?")
    report = json.loads(run_for_mentor(mentee_with_mentor, "report", "--json"))["data"]
    assert (report["goals"][0]["value"], report["questions"]["added"], report["checkins"]["count"]) == (0, 0, 0)


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
@pytest.mark.parametrize("reader", ["mentor", "manager"])
def test_only_the_owner_hears_that_something_was_left_out(mentee_with_mentor: Mentee, reader: str, form: str) -> None:
    mentee_with_mentor.does("questions", "add", "Should I stay?", "--private")
    page = mentee_with_mentor("report", "--for", reader, "--format", form)
    assert not re.search("left out|private|withheld", page.out, re.IGNORECASE)
    assert "Left out because it is private: 1 entry. To see what it is: --show-withheld" in page.err
    assert "Should I stay?" not in page.out + page.err


def test_how_much_a_shared_report_leaves_out_is_for_the_owner_alone(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("challenges", "add", "We talk past each other", "--kind", "trust")
    mentee_with_mentor.does("checkin", "--mood", "2")
    result = mentee_with_mentor("report", "--for", "mentor")
    out = result.out
    assert "Left out because it is private: 1 entry and parts of 1 other." in result.err
    assert "x1" not in out and "Mood" not in out
    data = json.loads(run_for_mentor(mentee_with_mentor, "report", "--json"))["data"]
    assert data["audience"] == "mentor" and "withheld" not in data
    assert "Left out" not in mentee_with_mentor("report").err


def test_the_owner_may_see_what_was_left_out_and_only_on_stderr(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("challenges", "add", "We talk past each other", "--kind", "trust")
    result = mentee_with_mentor("report", "--for", "mentor", "--show-withheld")
    assert "x1" in result.err and "We talk past each other" in result.err
    assert "talk past" not in result.out
    output = mentee_with_mentor("report", "--for", "mentor", "--show-withheld", "--json")
    assert "talk past" not in output.out and "talk past" in output.err


def test_a_manager_reads_neither_feedback_nor_the_agreement(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("feedback", "add", "You let the sponsor finish", "--goal", "g1")
    mentee_with_mentor.does(
        "agreement", "draft", "--purpose", "To lead", "--cadence", "2 weeks", "--boundary", "No appraisals"
    )
    mentee_with_mentor.does("agreement", "agree")
    mentor, manager = (mentee_with_mentor("agreement", "show", "--for", reader).out for reader in ("mentor", "manager"))
    assert "To lead" in mentor and "No appraisals" in mentor
    assert "To lead" not in manager and "No appraisals" not in manager and "2 weeks" in manager
    assert "sponsor" in mentee_with_mentor("report", "--goal", "g1", "--for", "mentor").out
    assert "sponsor" not in mentee_with_mentor("report", "--goal", "g1", "--for", "manager").out
    counted = json.loads(mentee_with_mentor("report", "--for", "manager", "--json").out)["data"]
    assert counted["feedback"]["received"] == 1, "that there was some is no secret"


def test_a_draft_of_an_agreement_is_private_until_it_is_agreed(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("agreement", "draft", "--purpose", "To lead")
    assert mentee_with_mentor.fails("agreement", "show", "--for", "mentor").code == 1
    mentee_with_mentor.does("agreement", "agree")
    assert "To lead" in run_for_mentor(mentee_with_mentor, "agreement", "show")
    mentee_with_mentor.does("edit", "v1", "private=no")
    mentee_with_mentor.does("agreement", "add", "boundary", "No calls at night")
    assert mentee_with_mentor.fails("agreement", "show", "--for", "mentor").code == 1, (
        "what was said of v1 is not said of a draft"
    )


def test_the_recap_is_for_the_mentor(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee_with_mentor.does(
        "debrief", "s2", "--takeaway", "Ask early", "--mine", "Ask Anna", "--mine", "Look for another mentor"
    )
    mentee_with_mentor.does("edit", "a2", "private=yes")
    text = mentee_with_mentor("recap", "s2").out
    assert "Ask Anna" in text and "another mentor" not in text
    assert "another mentor" in mentee_with_mentor("recap", "s2", "--for", "me").out


def test_undo_brings_privacy_back_too(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("edit", "g1", "private=yes")
    assert "Chair" not in run_for_mentor(mentee_with_mentor, "report")
    mentee_with_mentor.does("undo")
    assert "Chair" in run_for_mentor(mentee_with_mentor, "report")
