"""Around a session: next, agenda, debrief, recap, due, suggestions, rhythm; and finding and leaving a mentor."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_mentor(mentee: Mentee) -> Mentee:
    """A mentee with a mentor, a goal behind its plan, and a session on Thursday."""
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks", "--minutes", "60", "--channel", "video")
    mentee.does("goals", "add", "Fewer late risks", "--baseline", "20", "--target", "5", "--start", "2026-09-01",
                "--by", "2026-12-10")  # fmt: skip
    mentee.does("sessions", "add", "--at", "thu 15:00")
    return mentee


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


def test_the_agenda_is_timed_and_holds_few_questions(mentee_with_mentor: Mentee) -> None:
    for at in range(7):
        mentee_with_mentor.does("questions", "add", f"Question {at}?")
    plan = mentee_with_mentor.does("agenda")
    assert plan["minutes"] == 60 and sum(part["minutes"] for part in plan["parts"]) == 60
    assert [len(part["items"]) for part in plan["parts"] if part["title"] == "Questions"] == [5]
    assert len(plan["if_there_is_time"]) == 2
    mentee_with_mentor.does("edit", "s1", "minutes=30")
    plan = mentee_with_mentor.does("agenda", "s1")
    assert [len(part["items"]) for part in plan["parts"] if part["title"] == "Questions"] == [3]


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


# questions suggest


def test_suggestions_go_by_stage_and_are_the_same_all_day(mentee_with_mentor: Mentee) -> None:
    first = mentee_with_mentor.does("questions", "suggest")
    assert len(first) == 3 and {one["stage"] for one in first} == {"first"}
    assert mentee_with_mentor.does("questions", "suggest") == first
    taken = mentee_with_mentor.does("questions", "suggest", "--add")
    assert [one["text"] for one in taken] == [one["text"] for one in first]
    again = mentee_with_mentor.does("questions", "suggest")
    assert not {one["text"] for one in again} & {one["text"] for one in first}, "none that was asked before"


def test_themes_of_open_goals_come_first(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("goals", "add", "Say it aloud", "--skill", "communication")
    found = mentee_with_mentor.does("questions", "suggest", "--stage", "middle", "--count", "4")
    assert [one["theme"] for one in found[:3]] == ["communication"] * 3
    assert (
        len(mentee_with_mentor.does("questions", "suggest", "--stage", "middle", "--theme", "risk", "--count", "9"))
        == 2
    )


def test_the_bank_holds_at_least_sixty_questions() -> None:
    from mentorlog.journal.workflows.content import load_question_bank

    texts = [one.text for one in load_question_bank()]
    assert len(texts) == len(set(texts)) >= 60


# sessions plan


def test_sessions_are_planned_by_the_rhythm_after_a_yes(mentee_with_mentor: Mentee) -> None:
    result = mentee_with_mentor.fails("sessions", "plan", "--count", "2")
    assert result.code == 2 and "10 Dec" in result.err and "--yes" in result.err
    made = mentee_with_mentor.does("sessions", "plan", "--count", "2", "--yes")
    assert [session["starts_at"] for session in made] == ["2026-12-10T15:00+00:00", "2026-12-24T15:00+00:00"]
    assert [
        session["starts_at"] for session in mentee_with_mentor.does("sessions", "plan", "--by", "2027-01-10", "--yes")
    ] == ["2027-01-07T15:00+00:00"]


def test_what_falls_on_a_weekend_may_move_to_monday(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "5 days")
    made = mentee.does("sessions", "plan", "--count", "2", "--skip-weekends", "--yes")
    assert [session["starts_at"][:10] for session in made] == ["2026-11-30", "2026-12-03"]


def test_a_rhythm_ends_with_the_calendar(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "900 years")
    made = mentee.does("sessions", "plan", "--count", "60", "--yes")
    assert [session["starts_at"][:4] for session in made] == [str(year) for year in range(2926, 9999, 900)]


def test_without_a_rhythm_nothing_is_planned(mentee: Mentee) -> None:
    assert mentee.fails("sessions", "plan", "--yes").code == 1
    mentee.does("mentors", "add", "Ruth Okafor")
    assert mentee.fails("sessions", "plan", "--yes").code == 1


# finding a mentor, and parting


def test_a_candidate_becomes_a_mentor_step_by_step(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ann Lee", "--candidate", "--role", "Head of projects", "--found-through", "event")
    assert mentee.does("mentors", "contacted", "m1", "--via", "email")["contacted_on"] == "2026-11-23"
    assert mentee.does("mentors", "met", "ann")["met_on"] == "2026-11-23"
    assert mentee.does("mentors", "accept", "m1")["state"] == "active"
    assert mentee.fails("mentors", "accept", "m1").code == 1
    assert mentee.does("mentors", "pause", "m1")["state"] == "paused"
    assert mentee.does("mentors", "resume", "m1")["state"] == "active"
    mentee.does("mentors", "add", "Bo Berg", "--candidate")
    assert mentee.does("mentors", "decline", "m2")["state"] == "declined"
    assert mentee.fails("mentors", "accept", "m2").code == 1
    assert [mentor["ref"] for mentor in mentee.does("mentors", "list")] == ["m1"]


def test_the_matrix_weighs_what_was_scored_and_marks_musts(mentee: Mentee) -> None:
    mentee.does("needs", "add", "Experience", "--weight", "5")
    mentee.does("needs", "add", "Network", "--weight", "2")
    assert "There are no candidates to compare." in mentee("mentors", "compare").out
    for name in ("Ann Lee", "Bo Berg", "Cy Dahl"):
        mentee.does("mentors", "add", name, "--candidate")
    for words in (
        ("m1", "n1", "1"),
        ("m1", "n2", "5"),
        ("m2", "n1", "3"),
        ("m2", "experience", "4"),
        ("m2", "n2", "4"),
    ):
        mentee.does("mentors", "score", *words)
    data = mentee.does("mentors", "compare")
    assert [(row["ref"], row["total"], row["scored"], row["musts_not_met"]) for row in data["candidates"]] == [
        ("m2", 0.8, 2, []), ("m1", 0.4286, 2, ["n1"]), ("m3", None, 0, []),
    ]  # fmt: skip
    out = mentee("mentors", "compare").out
    assert "80 %, 2 of 2 needs" in out and "must not met: n1" in out and "not a verdict" in out
    assert mentee.fails("mentors", "score", "m1", "n1", "6").code == 2


def test_totals_close_together_are_about_the_same(mentee: Mentee) -> None:
    for at in range(3):
        mentee.does("needs", "add", f"Need {at}", "--weight", "5")
    for name in ("Ann Lee", "Bo Berg"):
        mentee.does("mentors", "add", name, "--candidate")
    for need in ("n1", "n2", "n3"):
        mentee.does("mentors", "score", "m1", need, "4")
        mentee.does("mentors", "score", "m2", need, "4")
    assert [row["same_as_above"] for row in mentee.does("mentors", "compare")["candidates"]] == [False, True]


@pytest.mark.parametrize("kind", ["first", "follow-up", "referral", "thanks", "closing"])
def test_a_message_is_filled_in_and_says_what_it_does_not_know(mentee: Mentee, kind: str) -> None:
    mentee.does("mentors", "add", "Ann Lee", "--candidate")
    mentee.does("goals", "add", "Chair stand-ups", "--mentor", "m1")
    text = mentee.does("mentors", "message", "m1", "--kind", kind)["text"]
    assert "{" not in text and "[your name]" in text
    assert ("Dear Ann" in text) is (kind != "referral")
    assert len(text.split()) < 150


def test_days_stand_in_pages_and_messages_as_people_say_them(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("sessions", "add", "--at", "2026-11-20 15:00", "--mentor", "m1")
    mentee_with_mentor.does("debrief", "s2", "--takeaway", "Ask early")
    thanks = mentee_with_mentor.does("mentors", "message", "m1", "--kind", "thanks")["text"]
    assert "your time on Friday 20 November." in thanks
    mentee_with_mentor.does("agreement", "draft", "--purpose", "Grow")
    mentee_with_mentor.does("agreement", "agree", "--on", "2025-10-12")
    for form in ((), ("--format", "markdown")):
        assert "version 1, agreed on 12 Oct 2025" in mentee_with_mentor("agreement", "show", *form).out
    assert (
        "1 Nov is before 20 Nov."
        in mentee_with_mentor.fails("log", "--since", "2026-11-20", "--until", "2026-11-01").err
    )


def test_a_persons_own_template_takes_precedence(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(mentee.folder / "config"))
    own = mentee.folder / "config" / "mentorlog" / "templates"
    own.mkdir(parents=True)
    (own / "first.txt").write_text("Hej {mentor}", encoding="utf-8")
    mentee.does("mentors", "add", "Ann Lee", "--candidate")
    assert mentee.does("mentors", "message", "m1")["text"] == "Hej Ann Lee"


def test_parting_with_nobody_to_ask_names_the_flags(mentee_with_mentor: Mentee) -> None:
    result = mentee_with_mentor.fails("mentors", "end", "ruth")
    assert result.code == 2 and all(flag in result.err for flag in ("--reason", "--drop", "--contact"))


def test_parting_closes_what_is_open_in_one_change(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("agreement", "draft", "--purpose", "Grow")
    mentee_with_mentor.does("agreement", "agree")
    mentee_with_mentor.does("actions", "add", "Draft")
    ended = mentee_with_mentor.does(
        "mentors", "end", "ruth", "--reason", "purpose reached", "--drop", "a1", "--contact"
    )
    assert (ended["state"], ended["ended_on"], ended["reason"]) == ("ended", "2026-11-23", "purpose reached")
    assert ended["also"] == ["v1", "s1", "a1", "o1"]
    assert (
        mentee_with_mentor.does("show", "v1")["state"] == "closed"
        and mentee_with_mentor.does("show", "s1")["state"] == "cancelled"
    )
    assert mentee_with_mentor.does("show", "o1")["through"] == "m1"
    assert "m1 is ended" in mentee_with_mentor.fails("mentors", "end", "m1").err
    mentee_with_mentor.does("undo")
    assert (
        mentee_with_mentor.does("show", "m1")["state"] == "active"
        and mentee_with_mentor.does("show", "v1")["state"] == "agreed"
    )


# feedback that stung, goals to keep


def test_a_response_may_be_a_decision_with_a_first_step(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("feedback", "add", "You rushed us", "--constructive")
    data = mentee_with_mentor.does(
        "feedback", "respond", "f1", "Not now, and why.", "--decision", "set-aside", "--action", "Slow down"
    )
    assert (data["state"], data["decision"], data["also"]) == ("answered", "set aside", ["a1"])


def test_feedback_is_planned_until_it_is_given(mentee_with_mentor: Mentee) -> None:
    planned = mentee_with_mentor.does("feedback", "plan", "You ask before you advise", "--praise")
    assert (planned["state"], planned["direction"]) == ("planned", "given")
    assert "You ask before you advise" in mentee_with_mentor("agenda").out
    assert mentee_with_mentor.does("feedback", "given", "f1")["state"] == "given"
    assert mentee_with_mentor.fails("feedback", "given", "f1").code == 1


def test_a_goal_to_keep_is_green_amber_or_red_by_its_last_values(mentee: Mentee) -> None:
    kept = mentee.does("goals", "add", "Study", "--keep", "--target", "3", "--baseline", "3", "--start", "2026-09-01")
    assert (kept["progress"], kept["expected"], kept["rag"]) == (None, None, "none")
    for day, value, rag, progress in (
        ("01", "3", "green", 1), ("08", "2", "amber", 0.5), ("15", "4", "green", 0.6667), ("16", "1", "amber", 0.5),
        ("17", "2", "red", 0.4),
    ):  # fmt: skip
        mentee.does("goals", "progress", "g1", value, "--on", f"2026-11-{day}")
        goal = mentee.does("show", "g1")
        assert (goal["rag"], goal["progress"]) == (rag, progress)
        (data,) = mentee.does("report")["goals"]
        assert (data["rag"], data["progress"], data["expected"], data["forecast"]) == (rag, progress, None, None)
    assert mentee.fails("goals", "add", "Rest", "--keep").code == 1


def test_keeping_down_means_at_the_target_or_below(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Overtime", "--keep", "--baseline", "10", "--target", "4", "--start", "2026-09-01")
    mentee.does("goals", "progress", "g1", "3")
    assert mentee.does("show", "g1")["rag"] == "green"
    mentee.does("goals", "progress", "g1", "5")
    assert mentee.does("show", "g1")["rag"] == "amber"


def test_a_promise_can_be_opened_again(mentee: Mentee) -> None:
    mentee.does("actions", "add", "Draft")
    mentee.does("actions", "add", "Send")
    mentee.does("actions", "done", "a1")
    mentee.does("actions", "drop", "a2")
    again = mentee.does("actions", "reopen", "a1", "a2")
    assert [(one["state"], one["done_on"], one["dropped_on"]) for one in again] == [("open", None, None)] * 2
    assert mentee.fails("actions", "reopen", "a1").code == 1


# Without a mentor


def test_whoever_has_no_mentor_is_led_to_the_page_on_finding_one(mentee: Mentee) -> None:
    assert "mentorlog help find-a-mentor" in mentee().out
    mentee.does("questions", "add", "Who decides?")
    assert "mentorlog help find-a-mentor" in mentee().out
    mentee.does("mentors", "add", "Grace Park", "--candidate")
    assert "find-a-mentor" not in mentee().out
