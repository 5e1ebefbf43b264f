"""How pages for others speak: of people by their names, of days in full, and never as the owner would to themselves."""

import re

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal

FORMS = ("terminal", "markdown", "html")


def _meet_ruth(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor", "--called", "Ruth", "--minutes", "60")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--by", "2026-12-31")
    mentee.does("sessions", "add", "--at", "2026-11-26 15:00")


@pytest.fixture
@cache_journal
def mentee_with_mentor(mentee: Mentee) -> Mentee:
    """Somebody with a mentor, a goal and a session to come."""
    _meet_ruth(mentee)
    return mentee


@pytest.fixture
@cache_journal
def mentee_in_the_middle(mentee: Mentee) -> Mentee:
    """Somebody in the middle of things with Ruth."""
    _meet_ruth(mentee)
    mentee.does("skills", "rate", "planning", "3")
    mentee.does("actions", "add", "Ask Anna")
    mentee.does("actions", "add", "Introduce Noor to Priya", "--theirs")
    mentee.does("feedback", "add", "You let the sponsor finish")
    mentee.does("agreement", "draft", "--purpose", "To lead", "--cadence", "2 weeks", "--notice", "24 hours")
    mentee.does("agreement", "add", "responsibility", "I book the sessions", "--of", "me")
    mentee.does("agreement", "add", "boundary", "No appraisals")
    mentee.does("agreement", "agree")
    return mentee


@pytest.fixture
def noor(mentee_in_the_middle: Mentee) -> Mentee:
    """The same by her name."""
    mentee_in_the_middle.does("config", "set", "name", "Noor Amari")
    return mentee_in_the_middle


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", ["mentor", "manager"])
@pytest.mark.parametrize("command", ["report", "report --goal g1", "agenda", "agreement show", "show a2", "show s1"])
def test_a_page_for_others_speaks_to_nobody_but_them(noor: Mentee, command: str, reader: str, form: str) -> None:
    page = noor(*command.split(), "--for", reader, "--format", form)
    assert page.code == 0, page.err
    text = page.out.partition("<body")[2] or page.out
    for words in (
        "yours",
        "your mentor",
        "waits for you",
        "As I see it",
        "Your goal",
        "(mentor)",
        "carried",
        "in 3 days",
    ):
        assert words not in text, words
    assert not re.search(r"\bprivate|\buid\b|\bmoved\b", text, re.IGNORECASE)


def test_a_report_for_the_mentor_calls_both_by_name(noor: Mentee) -> None:
    text = noor("report", "--for", "mentor", "--format", "markdown").out
    assert text.startswith("# Growth report of Noor Amari\n")
    table = "As Noor Amari sees it | As Ruth does"
    for words in ("1 waits for Noor Amari", "1 open of Noor Amari's", "1 open of Ruth's", table):
        assert words in text


@pytest.mark.parametrize("reader", ["mentor", "manager"])
@pytest.mark.parametrize("words", [("report",), ("report", "--goal", "g1")])
def test_a_report_for_others_has_nothing_that_only_its_owner_can_use(
    noor: Mentee, words: tuple[str, ...], reader: str
) -> None:
    noor.does("goals", "progress", "g1", "4")
    noor.does("achievements", "add", "Chaired one", "--goal", "g1")
    noor.does("questions", "add", "Who decides?", "--goal", "g1")
    for form in ("terminal", "markdown"):
        text = noor(*words, "--for", reader, "--format", form).out
        assert not re.search(r"\b[a-z][1-9]\d*\b|mentorlog", text), "no refs and no commands"
        days = re.findall(r"\b\d{1,2} (?:Jan|Nov|Dec)[a-z]*(?: \d{4})?", text.replace("25 Aug – 23 Nov", ""))
        assert all(re.search(r"\d{4}$", day) for day in days), "who reads it later knows the year"
    page = noor(*words, "--for", reader, "--format", "html").out
    assert not re.search(r"\b[a-z][1-9]\d*\b", re.sub("<[^>]*>", "", page.partition("<body>")[2])), "no refs"
    page = noor(*words, "--for", reader, "--format", "html", "--evidence").out
    assert "leads to its entry here" in page, "where refs are links, the page says what they are"
    assert "1 open of yours" in noor("report", "--format", "markdown").out


def test_an_agenda_for_the_mentor_has_its_day_and_names(noor: Mentee) -> None:
    text = noor("agenda", "--for", "mentor", "--format", "markdown").out
    assert text.startswith("# Agenda: Noor Amari and Ruth\n\nThursday 26 November 2026 at 15:00, 60 minutes\n")
    assert "- Noor Amari: Ask Anna\n- Ruth: Introduce Noor to Priya\n" in text


def test_an_agenda_tells_what_is_left_over_in_plain_words(mentee_with_mentor: Mentee) -> None:
    mentee = mentee_with_mentor
    mentee.at("2026-11-01T09:00:00")
    mentee.does("questions", "add", "Who decides?")
    for day in ("05", "12"):
        mentee.does("sessions", "add", "--at", f"2026-11-{day} 15:00")
    mentee.at("2026-11-12T18:00:00")
    mentee.does("sessions", "held", "s2")
    assert "Who decides? (left over from last time)" in mentee("agenda", "--for", "mentor").out
    mentee.does("sessions", "held", "s3")
    assert "Who decides? (still open after 2 sessions)" in mentee("agenda", "--for", "mentor").out
    assert "Who decides? (carried twice)" in mentee("agenda").out
    assert "still open after 2 sessions" in mentee("report", "--for", "mentor", "--refs").out
    assert "carried twice" in mentee("report", "--refs").out


def test_an_agreement_for_the_mentor_names_both_and_says_the_terms_in_words(noor: Mentee) -> None:
    text = noor("agreement", "show", "--for", "mentor", "--format", "markdown").out
    for words in (
        "# Mentoring agreement between Noor Amari and Ruth Okafor", "version 1, agreed on 23 Nov 2026",
        "- **We meet:** every 2 weeks", "- **To move or cancel:** 24 hours",
        "- **Noor Amari:** I book the sessions", "- **Both of us:** No appraisals",
    ):  # fmt: skip
        assert words in text


def test_a_mentor_whose_name_is_private_is_not_named(noor: Mentee) -> None:
    noor.does("edit", "m1", "private=yes")
    assert "Ruth" not in noor("report", "--for", "manager", "--format", "markdown").out


def test_promises_of_several_mentors_are_not_all_given_to_the_one_who_is_active(noor: Mentee) -> None:
    noor.does("mentors", "add", "Sam Iyer")
    noor.does("actions", "add", "Lend a book", "--theirs", "--mentor", "sam")
    noor.does("mentors", "pause", "sam")
    assert "2 open of the mentors'" in noor("report", "--for", "manager", "--refs").out
    assert "2 open of your mentors' (a2–a3)" in noor("report", "--refs").out
    assert "open of Ruth's" in noor("report", "--for", "mentor", "--mentor", "ruth", "--refs").out


def test_the_owner_hears_for_which_of_several_mentors_a_page_is(noor: Mentee) -> None:
    assert "This page is for" not in noor("report", "--for", "mentor").err
    noor.does("mentors", "add", "Sam Iyer")
    noor.does("mentors", "pause", "sam")
    page = noor("report", "--for", "mentor")
    assert "This page is for Ruth Okafor." in page.err and "This page" not in page.out
    assert "This page is for" not in noor("report", "--for", "manager").err
