"""Around a session: next, agenda, debrief, recap, due."""

import pytest

from tests.conftest import Mentee

# next


def test_next_is_one_screen_and_reads_only(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("actions", "add", "Draft the register", "--by", "2026-11-20")
    mentee_with_mentor.does("actions", "add", "Introduce Priya", "--theirs", "--by", "friday")
    mentee_with_mentor.does("questions", "add", "Who decides?", "--priority", "high")
    mentee_with_mentor.does("feedback", "add", "You asked early", "--constructive")
    before = mentee_with_mentor.bytes()
    result = mentee_with_mentor("next")
    assert mentee_with_mentor.bytes() == before
    for words in ("Ruth Okafor · in 3 days, Thu 26 Nov 15:00, 60 min by video", "3 days late", "Introduce Priya",
                  "Who decides?", "■ behind", "1 feedback waits for your answer (f1)"):  # fmt: skip
        assert words in result.out
    assert "mentorlog actions done a1" in result.err
    assert mentee_with_mentor("next").out == mentee_with_mentor().out
    data = mentee_with_mentor.does("next")
    assert data["session"]["ref"] == "s1" and [action["ref"] for action in data["promised"]] == ["a1", "a2"]


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ((), "goals add"),
        (("goals", "add", "x"), "sessions add"),
    ],
)
def test_the_best_step_of_a_young_journal(mentee: Mentee, words: tuple[str, ...], step: str) -> None:
    mentee.does("init")
    if words:
        mentee.does(*words)
    assert step in mentee("next").err


def test_a_session_that_is_over_wants_its_debrief(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.at("2026-11-27T09:00:00")
    assert "mentorlog debrief s1" in mentee_with_mentor("next").err
    mentee_with_mentor.at("2026-11-26T15:59:00")
    assert "mentorlog debrief s1" not in mentee_with_mentor("next").err
    mentee_with_mentor.at("2026-11-26T16:00:00")
    assert "mentorlog debrief s1" in mentee_with_mentor("next").err, "it was to take an hour"


def test_what_stung_is_not_asked_for_on_the_same_day(mentee_with_mentor: Mentee) -> None:
    result = mentee_with_mentor("feedback", "add", "You rushed us", "--constructive", "--landed", "1")
    assert "need not answer it today" in result.out and "respond" not in result.err
    assert "feedback" not in mentee_with_mentor.does("next")["also"]
    mentee_with_mentor.at("2026-11-24T09:00:00")
    assert mentee_with_mentor.does("next")["also"]["feedback"] == ["f1"]


def test_a_review_or_follow_up_that_is_near_is_named(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("contacts", "add", "Priya Nair", "--follow-up", "2026-11-25")
    mentee_with_mentor.does("contacts", "add", "Sam Adeyemi", "--follow-up", "2026-12-25")
    mentee_with_mentor.does("review", "--went-well", "We met", "--next-review", "2026-11-28")
    assert mentee_with_mentor.does("next")["near"] == ["o1", "r1"]
    assert "Priya Nair in 2 days, Wed 25 Nov (o1)" in mentee_with_mentor("next").out


def test_a_candidate_who_does_not_answer_is_named_twice_at_most(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ann Lee", "--candidate")
    mentee.does("mentors", "contacted", "m1", "--on", "2026-11-10", "--via", "email")
    assert mentee.does("next")["unanswered"] == ["m1"]
    assert "--kind follow-up" in mentee("next").err
    assert mentee.does("mentors", "contacted", "m1")["followed_up"] == 1
    assert mentee.does("mentors", "contacted", "m1")["followed_up"] == 2
    assert mentee.does("next")["unanswered"] == []


# agenda


@pytest.mark.parametrize("minutes", [1, 5, 15, 30, 45, 50, 60, 90, 125])
def test_the_parts_of_an_agenda_fill_the_session(mentee_with_mentor: Mentee, minutes: int) -> None:
    session = mentee_with_mentor.does("sessions", "add", "--at", "2026-12-10 15:00", "--minutes", str(minutes))
    parts = mentee_with_mentor.does("agenda", session["ref"])["parts"]
    assert sum(part["minutes"] for part in parts) == minutes and min(part["minutes"] for part in parts) >= 0


def test_the_agenda_is_timed_and_holds_few_questions(mentee_with_mentor: Mentee) -> None:
    for at in range(7):
        mentee_with_mentor.does("questions", "add", f"Question {at}?")
    plan = mentee_with_mentor.does("agenda")
    assert plan["minutes"] == 60 and sum(part["minutes"] for part in plan["parts"]) == 60
    assert [len(part["items"]) for part in plan["parts"] if part["title"] == "Questions"] == [5]
    assert len(plan["if_there_is_time"]) == 2
    assert [part["offset"] for part in plan["parts"]] == [0, 5, 15, 40, 50, 55]
    assert plan["parts"][2]["starts_at"] == "2026-11-26T15:15+00:00"
    assert "\n15:15 Questions, 25 min (5 each)\n" in mentee_with_mentor("agenda").out
    assert "\n## 15:15 Questions, 25 min (5 each)\n" in mentee_with_mentor("agenda", "--format", "markdown").out
    mentee_with_mentor.does("edit", "s1", "minutes=30")
    plan = mentee_with_mentor.does("agenda", "s1")
    assert [len(part["items"]) for part in plan["parts"] if part["title"] == "Questions"] == [3]


def test_an_agenda_without_a_session_counts_from_its_beginning(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    assert "0:00 Arrive 5 min  0:05 Since last time 10 min" in mentee("agenda").out, "a pipe has the ribbon in words"
    assert [part["starts_at"] for part in mentee.does("agenda")["parts"]] == [None] * 6


def test_the_agenda_for_the_mentor_holds_nothing_private(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("challenges", "add", "Zebrafinch", "--kind", "trust")
    mentee_with_mentor.does("feedback", "plan", "Nightjar")
    mentee_with_mentor.does("checkin", "--mood", "2", "--want", "Courage")
    mine, theirs = mentee_with_mentor("agenda").out, mentee_with_mentor("agenda", "--for", "mentor").out
    assert "Zebrafinch" in mine and "Nightjar" in mine and "Courage" in mine
    assert "Zebrafinch" not in theirs and "Nightjar" not in theirs and "Courage" in theirs
    markdown = mentee_with_mentor("agenda", "--for", "mentor", "--format", "markdown").out
    assert markdown.startswith("# Agenda for our session\n\nThursday 26 November 2026 at 15:00, ")
    assert "g1" not in markdown and "Zebrafinch" not in markdown


def test_carried_questions_come_first_within_a_priority(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.at("2026-11-01T09:00:00")
    mentee_with_mentor.does("questions", "add", "old?")
    mentee_with_mentor.does("sessions", "add", "--at", "2026-11-05 15:00")
    mentee_with_mentor.at("2026-11-05T18:00:00")
    mentee_with_mentor.does("sessions", "held", "s2")
    mentee_with_mentor.at("2026-11-23T09:00:00")
    mentee_with_mentor.does("questions", "add", "urgent?", "--priority", "high")
    mentee_with_mentor.does("questions", "add", "new?")
    (questions,) = (
        part["items"] for part in mentee_with_mentor.does("agenda")["parts"] if part["title"] == "Questions"
    )
    assert [item["ref"] for item in questions] == ["q2", "q1", "q3"]
    assert questions[1]["text"] == "old? (carried once)"


@pytest.mark.parametrize(
    ("kind", "topic"), [("first", "Who we are"), ("review", "What to change"), ("closing", "Thanks")]
)
def test_the_kind_of_a_session_shapes_its_agenda(mentee_with_mentor: Mentee, kind: str, topic: str) -> None:
    mentee_with_mentor.does("edit", "s1", f"kind={kind}")
    assert topic in mentee_with_mentor("agenda").out


def test_a_session_is_the_first_where_none_was_held(mentee_with_mentor: Mentee) -> None:
    assert mentee_with_mentor.does("show", "s1")["kind"] == "first"
    mentee_with_mentor.does("sessions", "move", "s1", "--at", "today 08:00")
    mentee_with_mentor.does("sessions", "held", "s1")
    assert mentee_with_mentor.does("sessions", "add", "--at", "fri 10:00")["kind"] == "regular"


# debrief, recap


@pytest.fixture
def mentee_after_session(mentee_with_mentor: Mentee) -> Mentee:
    """Thursday evening, after the session."""
    mentee_with_mentor.does("questions", "add", "Who decides?")
    mentee_with_mentor.does("questions", "add", "Who pays?")
    mentee_with_mentor.at("2026-11-26T18:00:00")
    return mentee_with_mentor


def test_a_debrief_is_one_change(mentee_after_session: Mentee) -> None:
    data = mentee_after_session.does(
        "debrief", "--minutes", "70", "--answer", "q1=The sponsor.", "--drop", "q2", "--takeaway", "Ask early",
        "--lessons", "--mine", "Ask Anna", "--theirs", "Send the book", "--by", "end of month", "--received",
        "You listened", "--given", "You asked first", "--rating", "5", "--next", "2026-12-10 15:00",
    )  # fmt: skip
    assert (data["ref"], data["state"], data["real_minutes"], data["rating"], data["takeaways"]) == (
        "s1", "held", 70, 5, "Ask early",
    )  # fmt: skip
    assert data["made"] == ["q1", "q2", "a1", "a2", "f1", "f2", "l1", "s2"]
    assert [mentee_after_session.does("show", ref)["due"] for ref in ("a1", "a2")] == ["2026-11-30", "2026-11-30"]
    assert mentee_after_session.does("show", "s2")["minutes"] == 60
    mentee_after_session.does("undo")
    assert (
        mentee_after_session.does("show", "s1")["state"] == "planned" and mentee_after_session("show", "a1").code == 3
    )


def test_a_second_debrief_adds_to_the_first(mentee_after_session: Mentee) -> None:
    mentee_after_session.does("debrief", "--takeaway", "Ask early")
    assert mentee_after_session.does("debrief", "--takeaway", "Listen")["takeaways"] == "Ask early\nListen"


def test_a_debrief_before_the_day_or_without_a_session_is_refused(mentee_with_mentor: Mentee) -> None:
    assert mentee_with_mentor.fails("debrief", "--takeaway", "x").code == 3
    result = mentee_with_mentor.fails("debrief", "s1", "--takeaway", "x")
    assert result.code == 1 and "sessions move" in result.err
    mentee_with_mentor.does("sessions", "cancel", "s1")
    assert mentee_with_mentor.fails("debrief", "s1", "--takeaway", "x").code == 1


@pytest.mark.parametrize("words", [(), ("--answer", "q1"), ("--answer", "q9=x"), ("--rating", "7")])
def test_a_debrief_that_says_nothing_is_refused(mentee_after_session: Mentee, words: tuple[str, ...]) -> None:
    assert mentee_after_session.fails("debrief", *words).code in (2, 3)


def test_a_recap_names_the_mentor_who_said_yes_after_the_session_was_planned(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("debrief", "s1", "--takeaway", "Ask early")
    assert mentee.does("recap")["text"].startswith("Dear Ruth Okafor,")


def test_the_recap_holds_what_was_agreed_and_nothing_private(mentee_after_session: Mentee) -> None:
    mentee_after_session.does("checkin", "--mood", "1", "--blocker", "Zebrafinch")
    mentee_after_session.does(
        "debrief",
        "--takeaway",
        "Ask early",
        "--mine",
        "Ask Anna",
        "--theirs",
        "Send the book",
        "--rating",
        "2",
        "--received",
        "Nightjar",
        "--next",
        "2026-12-10 15:00",
    )
    text = mentee_after_session.does("recap")["text"]
    for words in ("Dear Ruth Okafor,", "Ask early", "Ask Anna", "Send the book", "10 December"):
        assert words in text
    for words in ("Zebrafinch", "Nightjar", "rating", "a1"):
        assert words not in text


# due


def test_due_lists_what_has_a_day_and_says_so_by_its_exit_code(mentee_with_mentor: Mentee) -> None:
    assert mentee_with_mentor("due", "--within", "2d").code == 0
    result = mentee_with_mentor("due")
    assert result.code == 10 and "s1" in result.out
    mentee_with_mentor.does("actions", "add", "Late", "--by", "2026-11-01")
    mentee_with_mentor.does("contacts", "add", "Priya", "--follow-up", "2026-11-25")
    mentee_with_mentor.does("feedback", "add", "You rushed", "--constructive", "--on", "2026-11-01")
    due = mentee_with_mentor("due", "--json").data
    assert [(one["ref"], one["what"]) for one in due] == [
        ("a1", "action"), ("f1", "feedback"), ("o1", "follow-up"), ("s1", "session"),
    ]  # fmt: skip
    assert mentee_with_mentor("due", "--within", "3w", "--json").data[-1]["ref"] == "g1"
    assert mentee_with_mentor.fails("due", "--within", "soon").code == 2


# Without a mentor


def test_whoever_has_no_mentor_is_led_to_the_page_on_finding_one(mentee: Mentee) -> None:
    assert "mentorlog help find-a-mentor" in mentee().out
    mentee.does("questions", "add", "Who decides?")
    assert "mentorlog help find-a-mentor" in mentee().out
    mentee.does("mentors", "add", "Grace Park", "--candidate")
    assert "find-a-mentor" not in mentee().out
