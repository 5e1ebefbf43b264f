"""Between sessions: suggestions, the rhythm, finding and leaving a mentor, what is kept."""

import pytest

from tests.conftest import Mentee

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
