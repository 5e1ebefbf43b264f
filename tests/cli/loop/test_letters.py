"""What is sent to others, read as its receiver reads it: messages and recaps."""

import re

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal

KINDS = ("first", "follow-up", "referral", "thanks", "closing")


def message(mentee: Mentee, kind: str, mentor: str = "m1") -> str:
    """The text of a message."""
    return str(mentee.does("mentors", "message", mentor, "--kind", kind)["text"])


def set_name(mentee: Mentee, monkeypatch: pytest.MonkeyPatch, role: str = "") -> None:
    """Tell the program the mentee's name, and what they do."""
    monkeypatch.setenv("MENTORLOG_NAME", "Ana Silva")
    if role:
        monkeypatch.setenv("MENTORLOG_ROLE", role)


def has_good_form(text: str) -> None:
    """A letter begins with a salutation, goes on with a capital, and ends with a name."""
    body = re.search(r"^Dear [^\n]+,\n\n(.+)$", text, re.MULTILINE)
    assert body and (body[1].startswith("[") or body[1][0].isupper()), text
    assert re.search(r"(Kind regards|With thanks|With many thanks),\n[^\n]+$", text), text
    assert "{" not in text and "\n\n\n" not in text and ".." not in text and " ." not in text, text


@pytest.fixture
@cache_journal
def mentee_of_ruth(mentee: Mentee) -> Mentee:
    """A mentee of Ruth's since July, who met her on Friday and meets her on Thursday."""
    mentee.does("mentors", "add", "Ruth Okafor", "--since", "2026-07-13")
    for title in ("Chair stand-ups", "PRINCE2 exam", 'Say "no" kindly', "Fewer late risks"):
        mentee.does("goals", "add", title)
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee.does("sessions", "add", "--at", "thu 15:00")
    return mentee


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("named", [True, False])
def test_each_kind_has_good_form_in_an_empty_journal_and_in_a_full_one(
    mentee_of_ruth: Mentee, kind: str, named: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if named:
        set_name(mentee_of_ruth, monkeypatch, "a project manager in training")
    mentee_of_ruth.does("mentors", "add", "Sam Adeyemi", "--candidate")
    for mentor in ("m1", "m2"):
        has_good_form(message(mentee_of_ruth, kind, mentor))
    mentee_of_ruth.does("debrief", "s1", "--takeaway", "Ask early", "--mine", "Ask Anna", "--mine", "Read it")
    mentee_of_ruth.does("achievements", "add", "Plan signed!")
    text = message(mentee_of_ruth, kind)
    has_good_form(text)
    assert text.endswith("Ana Silva" if named else "[your name]") and len(text.split()) < 150


def test_a_first_letter_says_who_writes_only_as_far_as_they_have_said_so(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee.does("mentors", "add", "Sam Adeyemi", "--candidate")
    assert "I am [your name], [what you do, and where]." in message(mentee, "first")
    assert "goal for the coming months: [what you want to learn]." in message(mentee, "first")
    set_name(mentee, monkeypatch, "a nurse at St Mary's")
    mentee.does("goals", "add", "Chair stand-ups")
    text = message(mentee, "first")
    assert "Dear Sam Adeyemi,\n\nI am Ana Silva, a nurse at St Mary's. " in text
    assert 'a goal for the coming months: "Chair stand-ups". Could I ask' in text
    assert "stand-ups" not in text.split("\n")[0], "a subject asks, whatever the goal is called"


def test_a_role_stands_in_the_settings(mentee: Mentee) -> None:
    mentee.does("config", "set", "role", "a nurse at St Mary's")
    mentee.does("mentors", "add", "Sam Adeyemi", "--candidate")
    assert "a nurse at St Mary's." in message(mentee, "first")


def test_a_reminder_names_the_day_of_the_first_letter(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Sam Adeyemi", "--candidate")
    mentee.does("mentors", "contacted", "m1", "--on", "2026-11-12")
    assert "On Thursday 12 November I wrote" in message(mentee, "follow-up")
    mentee.at("2027-03-23T09:00:00")
    assert "On 12 November 2026 I wrote" in message(mentee, "follow-up")


def test_thanks_tell_what_stays_of_the_last_talk_and_when_the_next_one_is(mentee_of_ruth: Mentee) -> None:
    mentee_of_ruth.does("debrief", "s1", "--takeaway", "Ask early", "--takeaway", "Listen", "--mine", "Ask Anna")
    text = message(mentee_of_ruth, "thanks")
    assert (
        "Dear Ruth Okafor,\n\nThank you for your time on Friday 20 November. This stays with me: Ask early.\n" in text
    )
    assert "My next step: Ask Anna. I will tell you" in text
    assert "our next talk, on Thursday 26 November at 15:00." in text and "talk again?" not in text
    mentee_of_ruth.does("sessions", "cancel", "s2")
    assert "Would you be willing to talk again?" in message(mentee_of_ruth, "thanks")


def test_a_goodbye_tells_what_became_of_it(mentee_of_ruth: Mentee) -> None:
    mentee_of_ruth.does("goals", "achieve", "g4")
    mentee_of_ruth.does("achievements", "add", "Plan signed", "--goal", "g1")
    text = message(mentee_of_ruth, "closing")
    assert text.startswith("Subject: Thank you for these 4 months\n")
    assert 'We worked on "Fewer late risks", "Chair stand-ups" and "PRINCE2 exam". ' in text
    mentee_of_ruth.does("goals", "drop", "g1", "g2")
    assert "and 'Say \"no\" kindly'." in message(mentee_of_ruth, "closing")


@pytest.mark.parametrize(
    ("since", "subject"),
    [("2026-11-20", "Thank you for your time with me"), ("2026-10-01", "Thank you for these 7 weeks"),
     ("2024-06-01", "Thank you for these 2 years")],
)  # fmt: skip
def test_a_goodbye_names_the_time_where_there_was_some(mentee: Mentee, since: str, subject: str) -> None:
    mentee.does("mentors", "add", "Ruth Okafor", "--since", since)
    assert message(mentee, "closing").startswith(f"Subject: {subject}\n")


def test_without_a_kind_it_is_the_one_that_comes_next(mentee: Mentee) -> None:
    def kind() -> str:
        return str(mentee.does("mentors", "message", "m1")["kind"])

    mentee.does("mentors", "add", "Sam Adeyemi", "--candidate")
    assert kind() == "first"
    mentee.does("mentors", "contacted", "m1")
    assert kind() == "follow-up"
    mentee.does("mentors", "met", "m1")
    assert kind() == "thanks"
    mentee.does("mentors", "accept", "m1")
    assert kind() == "thanks" and "contacted" not in mentee("mentors", "message", "m1", "--kind", "first").err
    mentee.does("mentors", "end", "m1", "--reason", "done")
    assert kind() == "closing"


def test_who_has_set_no_name_learns_how(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    mentee.does("mentors", "add", "Sam Adeyemi", "--candidate")
    assert "config set name" in mentee("mentors", "message", "m1").err
    set_name(mentee, monkeypatch)
    assert "config set name" not in mentee("mentors", "message", "m1").err


@pytest.mark.parametrize(
    ("name", "called"),
    [("Ruth Okafor", "Ruth Okafor"), ("Tanaka Yuki", "Tanaka Yuki"), ("Okafor, Ruth", "Ruth"), ("Ruth", "Ruth"),
     ("Dr Ama Mensah", "Dr Ama Mensah"), ("J. Okafor", "J. Okafor"), ("王 伟", "王 伟")],
)  # fmt: skip
def test_somebody_is_called_by_the_given_name_only_where_it_is_known(mentee: Mentee, name: str, called: str) -> None:
    mentee.does("mentors", "add", name)
    assert f"Dear {called},\n" in message(mentee, "thanks")
    assert ("called=" in mentee("mentors", "message", "m1", "--kind", "thanks").err) is (" " in called)
    mentee.does("edit", "m1", "called=Ruth")
    assert "Dear Ruth,\n" in message(mentee, "thanks")
    assert "called=" not in mentee("mentors", "message", "m1", "--kind", "thanks").err


def test_a_given_name_is_said_with_the_mentor_and_stands_on_pages_too(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Tanaka Yuki", "--called", "Yuki")
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee.does("debrief", "s1", "--theirs", "Send the book")
    assert mentee.does("recap")["text"].startswith("Dear Yuki,")
    assert "Yuki: Send the book" in mentee("agenda", "--for", "mentor").out


# Recaps


def test_a_recap_of_much_lists_it_with_days_where_there_are_some(mentee_of_ruth: Mentee) -> None:
    mentee_of_ruth.does("debrief", "s1", "--takeaway", "Ask early", "--takeaway", "Listen",
                        "--mine", "Ask Anna", "--theirs", "Send the book", "--by", "2026-12-04")  # fmt: skip
    mentee_of_ruth.does("actions", "add", "Draft the plan", "--session", "s1")
    text = mentee_of_ruth.does("recap")["text"]
    assert text == (
        "Dear Ruth Okafor,\n\nThank you for our talk on Friday 20 November.\n\n"
        "What I am taking away:\n- Ask early\n- Listen\n\n"
        "What I will do:\n- Ask Anna (by Friday 4 December)\n- Draft the plan\n\n"
        "What you kindly offered to do: Send the book (by Friday 4 December)\n\n"
        "Please tell me if I have got anything wrong.\n\n"
        "We meet again on Thursday 26 November at 15:00.\n\n"
        "With thanks,\n[your name]"
    )
    mentee_of_ruth.does("actions", "done", "a1")
    mentee_of_ruth.does("actions", "done", "a2")
    text = mentee_of_ruth.does("recap")["text"]
    assert "What I have done since: Ask Anna\n" in text and "already done, thank you: Send the book\n" in text


def test_a_recap_of_nothing_says_thanks_and_corrects_nothing(mentee_of_ruth: Mentee) -> None:
    mentee_of_ruth.does("sessions", "cancel", "s2")
    recap = mentee_of_ruth("recap")
    assert recap.out == (
        "Dear Ruth Okafor,\n\nThank you for our talk on Friday 20 November.\n\n"
        "When would suit you for our next talk?\n\n"
        "With thanks,\n[your name]\n"
    )
    assert "mentorlog debrief s1" in recap.err
    mentee_of_ruth.does("mentors", "end", "m1", "--reason", "done")
    assert "When would" not in mentee_of_ruth("recap", "s1").out


def test_nobody_is_thanked_for_a_talk_that_did_not_take_place(mentee_of_ruth: Mentee) -> None:
    coming = mentee_of_ruth.fails("recap", "s2")
    assert coming.code == 1 and "s2 is still to come." in coming.err and "mentorlog agenda s2" in coming.err
    mentee_of_ruth.does("sessions", "missed", "s1")
    assert "s1 was missed." in mentee_of_ruth.fails("recap", "s1").err
