"""Conversations with a person: nothing typed is ever lost, and nothing reaches the journal before the end."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.in_process import run
from tests.journal_copies import cache_file
from tests.systems import HANG_UP, KILL
from tests.terminal.conftest import Run


def data(journal: Path, *words: str) -> Any:
    """What a command says as JSON."""
    return json.loads(run(journal, *words, "--json").stdout)["data"]


@pytest.fixture
@cache_file
def journal(tmp_path: Path) -> Path:
    """A journal with a mentor, a goal that is measured, a session on Thursday and a question."""
    path = tmp_path / "journal.db"
    for words in (
        ("mentors", "add", "Ruth Okafor"),
        ("goals", "add", "Chair stand-ups", "--target", "10", "--unit", "meetings"),
        ("sessions", "add", "--at", "thu 15:00"),
        ("questions", "add", "Who decides?", "--priority", "high"),
    ):
        assert run(path, *words).returncode == 0
    return path


def drafts(journal: Path) -> list[Path]:
    folder = journal.with_name("journal.db-drafts")
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_checkin_is_asked_answer_by_answer(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin")
    talk.types("4", "", "5", "Plan signed", "On time", "", "", "Courage", "", "6.5", "What would you cut?", "")
    assert talk.ends() == 0
    assert "Check-in with Ruth Okafor before the session in 3 days, Thu 26 Nov 15:00" in talk.text
    assert "7/8  g1 Chair stand-ups\n     was 0, now\n› 6.5" in talk.text
    assert "Noted c1: mood 4, trust 5, 2 wins, 1 wish, g1 now 6.5, q2." in talk.text
    assert "Bring  q1 Who decides? · 1 more" in talk.text
    checkin = data(journal, "show", "c1")
    assert (checkin["mood"], checkin["energy"], checkin["trust"]) == (4, None, 5)
    assert (checkin["wins"], checkin["blockers"], checkin["wants"]) == ("Plan signed\nOn time", None, "Courage")
    assert (checkin["session"], checkin["mentor"]) == ("s1", "m1")
    assert data(journal, "show", "g1")["value"] == 6.5
    assert drafts(journal) == []


def test_what_cannot_be_read_is_asked_again(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin")
    talk.types("9")
    talk.retypes("good", "4")
    talk.types(*[""] * 7)
    assert talk.ends() == 0
    assert talk.text.count("Write a whole number from 1 to 5.") == 2
    assert data(journal, "show", "c1")["mood"] == 4


def test_skipping_everything_is_refused_and_leaves_nothing(terminal: Run, journal: Path) -> None:
    before = journal.read_bytes()
    talk = terminal("checkin")
    talk.types(*[""] * 8)
    assert talk.ends() == 2
    assert "nothing in this check-in" in talk.text
    assert journal.read_bytes() == before and drafts(journal) == []


@pytest.mark.parametrize("how", ["Ctrl-C", "Ctrl-D", "kill", "hang up"])
def test_an_interrupted_checkin_goes_on_where_it_stopped(terminal: Run, journal: Path, how: str) -> None:
    before = journal.read_bytes()
    talk = terminal("checkin")
    talk.types("4", "3", "", "Plan signed", "")
    talk.waits_for("› ")
    if how == "Ctrl-C":
        talk.program.sendintr()
        assert talk.ends() == 130
        assert "What you typed is kept: mentorlog checkin goes on from it." in talk.text
    elif how == "Ctrl-D":
        talk.program.sendeof()
        assert talk.ends() == 130
    else:
        talk.is_ended_by(KILL if how == "kill" else HANG_UP)
    assert journal.read_bytes() == before, "nothing reaches the journal before the end"
    (draft,) = drafts(journal)
    assert stat.S_IMODE(draft.stat().st_mode) == 0o600 and stat.S_IMODE(draft.parent.stat().st_mode) == 0o700

    again = terminal("checkin")
    again.waits_for("Go on with it")
    again.types("y")
    for _ in ("mood", "energy", "wins"):  # what was answered is shown again, what was skipped stays so
        again.waits_for("› ")
    again.types("Late supplier", "", "", "", "")
    assert again.ends() == 0
    checkin = data(journal, "show", "c1")
    assert (checkin["mood"], checkin["energy"], checkin["wins"]) == (4, 3, "Plan signed")
    assert drafts(journal) == []


def test_a_draft_can_wait_or_be_dropped(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin")
    talk.types("4")
    talk.waits_for("› ")
    talk.program.sendintr()
    assert talk.ends() == 130

    later = terminal("checkin")
    later.types("n", "2", *[""] * 7)
    assert later.ends() == 0
    assert "A check-in, begun today, Mon 23 Nov 09:00, is not finished (1 answer)." in later.text
    assert len(drafts(journal)) == 1 and data(journal, "show", "c1")["mood"] == 2

    last = terminal("checkin")
    last.types("d", "3", *[""] * 7)
    assert last.ends() == 0
    assert data(journal, "drafts") == [] and data(journal, "show", "c2")["mood"] == 3
    assert data(journal, "drafts", "restore")["answers"] == 1, "nothing typed is lost"


def test_two_conversations_at_once_keep_apart(terminal: Run, journal: Path) -> None:
    one = terminal("checkin")
    one.types("4")
    one.waits_for("› ")
    other = terminal("checkin")
    other.types("2", *[""] * 7)
    assert other.ends() == 0, "the draft of one that goes on is not offered"
    one.program.sendline("")
    one.types(*[""] * 6)
    assert one.ends() == 0
    assert [data(journal, "show", ref)["mood"] for ref in ("c1", "c2")] == [2, 4]


def test_what_was_typed_survives_an_error_at_the_end(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add", "--goal", "g9")
    talk.types("Who pays?", "")
    assert talk.ends() == 3
    assert "What you typed is kept" in talk.text and len(drafts(journal)) == 1
    again = terminal("questions", "add")
    again.types("y")
    again.waits_for("Who pays?")
    again.types("")
    assert again.ends() == 0
    assert data(journal, "questions", "list")[-1]["text"] == "Who pays?"


def test_questions_one_a_line_until_an_empty_one(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add", "--priority", "low")
    talk.types("First?", "Second?", "")
    assert talk.ends() == 0
    assert "Noted 2 questions, q2 to q3." in talk.text
    assert [one["priority"] for one in data(journal, "questions", "list")] == ["high", "low", "low"]


def test_a_goal_is_asked_for(terminal: Run, journal: Path) -> None:
    talk = terminal("goals", "add")
    talk.types("Speak up", "I hold back", "times", "lots")
    talk.retypes("5")
    talk.types("1", "someday")
    talk.retypes("in 5 weeks")
    talk.types("In a stand-up", "")
    assert talk.ends() == 0
    goal = data(journal, "show", "g2")
    assert {name: goal[name] for name in ("title", "why", "unit", "target", "baseline", "due", "mentor")} == {
        "title": "Speak up", "why": "I hold back", "unit": "times", "target": 5, "baseline": 1,
        "due": "2026-12-28", "mentor": "m1",
    }  # fmt: skip
    assert [step["title"] for step in goal["parts"]["steps"]] == ["In a stand-up"]


def test_a_session_feedback_and_a_win_are_asked_for(terminal: Run, journal: Path) -> None:
    for words, answers in (
        (("sessions", "add"), ("friday", " 10:00")),
        (("feedback", "add"), ("", "praise", "Steering", "You let them finish", "Calm")),
        (("achievements", "add"), ("Chaired one", "Ended on time")),
    ):
        talk = terminal(*words)
        talk.types(*answers)
        assert talk.ends() == 0, talk.text
    assert data(journal, "show", "s2")["starts_at"] == "2026-11-27T10:00+00:00"
    feedback = data(journal, "show", "f1")
    assert (feedback["kind"], feedback["behaviour"], feedback["mentor"]) == ("praise", "You let them finish", "m1")
    assert data(journal, "show", "w1")["evidence"] == "Ended on time"


def test_a_needed_answer_that_is_skipped_notes_nothing(terminal: Run, journal: Path) -> None:
    talk = terminal("goals", "add")
    talk.types("", ".")
    assert talk.ends() == 2
    assert "This one is needed" in talk.text
    assert len(data(journal, "goals", "list")) == 1


def test_which_of_several_mentors_is_asked(terminal: Run, journal: Path) -> None:
    assert run(journal, "mentors", "add", "Tomasz Berg").returncode == 0
    talk = terminal("sessions", "add", "--at", "fri 10:00")
    talk.waits_for("Several mentors are active")
    talk.types("tomasz")
    assert talk.ends() == 0
    assert data(journal, "show", "s2")["mentor"] == "m2"


def test_a_checkin_offers_the_mentor_whom_you_meet_first(terminal: Run, journal: Path) -> None:
    assert run(journal, "mentors", "add", "Tomasz Berg").returncode == 0
    assert run(journal, "sessions", "add", "--at", "wed 10:00", "--mentor", "tomasz").returncode == 0
    talk = terminal("checkin")
    talk.types("", "4", ".")
    assert "Which one [m2]" in talk.text
    assert talk.ends() == 0
    assert data(journal, "show", "c1")["mentor"] == "m2"


def test_the_kind_of_a_challenge_is_asked_where_none_is_given(terminal: Run, journal: Path) -> None:
    talk = terminal("challenges", "add", "They do not answer")
    talk.types("loud", "avail")
    assert talk.ends() == 0
    assert "That is no kind of friction." in talk.text
    assert data(journal, "show", "x1")["kind"] == "availability"


def test_no_input_means_that_nothing_is_asked(terminal: Run, journal: Path) -> None:
    talk = terminal("checkin", "--no-input")
    assert talk.ends() == 2
    assert "›" not in talk.text


def test_what_is_pasted_with_escape_codes_is_refused_and_asked_again(terminal: Run, journal: Path) -> None:
    talk = terminal("questions", "add")
    talk.waits_for("› ")
    talk.program.sendline("Who \u202e pays?")
    talk.retypes("Who pays?")
    talk.types("")
    assert talk.ends() == 0
    assert "cannot be shown" in talk.text
    assert [one["text"] for one in data(journal, "questions", "list")][-1] == "Who pays?"


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_a_conversation_fits_the_terminal(terminal: Run, journal: Path, columns: int) -> None:
    talk = terminal("checkin", columns=columns)
    talk.types("4", *[""] * 7)
    assert talk.ends() == 0
    assert not any(line.startswith(("oks", "afor", "ty ")) for line in talk.lines)
    for words in ("with Ruth Okafor", "Questions to bring, one a line", "What you want from the session"):
        assert words in " ".join(talk.text.split())


def test_a_checkin_asks_how_an_open_challenge_stands(terminal: Run, journal: Path) -> None:
    assert run(journal, "challenges", "add", "Late again", "--kind", "availability").returncode == 0
    talk = terminal("checkin")
    talk.types(*[""] * 7, "raised", "")
    assert talk.ends() == 0
    assert "8/9  x1 Late again\n     what became of it\n› raised" in talk.text
    assert data(journal, "show", "x1")["state"] == "raised"


def test_a_debrief_is_asked_answer_by_answer(terminal: Run, journal: Path) -> None:
    later = {"MENTORLOG_NOW": "2026-11-26T18:00:00"}
    assert run(journal, "edit", "m1", "cadence=2 weeks").returncode == 0
    long = "How do you tell a sponsor bad news early, and in which words?"
    assert run(journal, "questions", "add", long, "--priority", "low").returncode == 0
    talk = terminal("debrief", rows=80, **later)
    talk.types(
        "70",
        "The sponsor.",
        "",
        "Ask early",
        "",
        "yes",
        "A milestone was late",
        "In the next report",
        "Ask Anna by friday",
        "",
        "",
        "You listened",
        "",
        "5",
        "4",
        "We laughed",
        "",
        "",
    )
    assert talk.ends() == 0
    assert "Debrief of s1" in talk.text
    assert "  q1 Who decides?\n      what you heard\n› The sponsor." in talk.text
    assert f"  q2 {long}\n      what you heard\n›" in talk.text, "a question is shown whole"
    session = data(journal, "show", "s1")
    assert (session["state"], session["real_minutes"], session["takeaways"]) == ("held", 70, "Ask early")
    assert data(journal, "show", "q1")["answer"] == "The sponsor."
    action = data(journal, "show", "a1")
    assert (action["text"], action["due"]) == ("Ask Anna", "2026-11-27")
    assert (session["rating"], session["fit"], session["notes"]) == (5, 4, "We laughed")
    assert "a1 you do: Ask Anna, due tomorrow, Fri 27 Nov" in talk.text
    lesson = data(journal, "show", "l1")
    assert (lesson["happened"], lesson["text"], lesson["intention"]) == (
        "A milestone was late", "Ask early", "In the next report",
    )  # fmt: skip
    assert data(journal, "show", "s2")["starts_at"] == "2026-12-10T15:00+00:00", "by the rhythm agreed"


def test_an_agreement_is_asked_with_suggestions_to_take_change_or_skip(terminal: Run, journal: Path) -> None:
    talk = terminal("agreement", "draft")
    talk.types("Grow", "", "45", *["-"] * 5, "3 sessions", "-", "+", *["-"] * 8)
    assert talk.ends() == 0
    draft = data(journal, "show", "v1")
    assert (draft["purpose"], draft["cadence"], draft["minutes"], draft["lasts"]) == (
        "Grow",
        "4 weeks",
        45,
        "3 sessions",
    )
    assert [(point["kind"], point["of"]) for point in draft["parts"]["points"]] == [("role", "mentor")]


def test_an_agreement_offers_what_is_known_of_how_they_meet(terminal: Run, journal: Path) -> None:
    assert run(journal, "edit", "m1", "cadence=10 days", "minutes=50").returncode == 0
    talk = terminal("agreement", "draft", rows=120)
    talk.types("", "", "", *["-"] * 16)
    assert talk.ends() == 0
    assert "2/19  How often do you meet [10 days]\n›" in talk.text
    assert {line.index("›") for line in talk.lines if "›" in line} == {0}, "a sentence has the whole width"
    draft = data(journal, "show", "v1")
    assert (draft["cadence"], draft["minutes"]) == ("10 days", 50)


def test_needs_are_scored_one_by_one(terminal: Run, journal: Path) -> None:
    assert run(journal, "needs", "suggest", "--pick", "1", "--pick", "2").returncode == 0
    talk = terminal("mentors", "score", "m1")
    talk.types("4", "9")
    talk.retypes("-")
    assert talk.ends() == 0
    assert [score["value"] for score in data(journal, "show", "m1")["parts"]["scores"]] == [4]


def test_a_review_shows_the_report_and_asks(terminal: Run, journal: Path) -> None:
    talk = terminal("review")
    talk.types("We met", "", "Rhythm", "", "keep", "4", "in 3 months")
    assert talk.ends() == 0
    assert "Growth report" in talk.text
    review = data(journal, "show", "r1")
    assert (review["went_well"], review["to_change"], review["fit"]) == ("We met", "Rhythm", 4)


def test_a_review_goes_through_the_agreement_and_the_needs(terminal: Run, journal: Path) -> None:
    for words in (
        ("agreement", "draft", "--purpose", "Grow", "--boundary", "No pay talks"),
        ("agreement", "agree"),
        ("needs", "add", "Has time"),
        ("mentors", "score", "m1", "n1", "4"),
    ):
        assert run(journal, *words).returncode == 0
    talk = terminal("review")
    talk.types("", "", "", "No appraisals either", "2", "", "")
    assert talk.ends() == 0
    assert "4 at first" in talk.text
    assert data(journal, "show", "r1")["to_change"] == "boundary: No appraisals either"
    assert [score["value"] for score in data(journal, "show", "m1")["parts"]["scores"]] == [4, 2]


def test_a_goodbye_asks_what_becomes_of_what_is_open(terminal: Run, journal: Path) -> None:
    for words in (("skills", "rate", "risk", "1", "--on", "2026-01-01"), ("skills", "rate", "risk", "3")):
        assert run(journal, *words).returncode == 0
    talk = terminal("mentors", "end", "ruth")
    talk.types("", "drop", "purpose reached", "yes")
    assert talk.ends() == 0
    assert "You reached: risk 1 to 3" in talk.text
    assert data(journal, "show", "m1")["reason"] == "purpose reached"
    assert [data(journal, "show", ref)["state"] for ref in ("g1", "q1", "o1")] == ["agreed", "dropped", "open"]


def test_a_rhythm_is_planned_after_a_yes(terminal: Run, journal: Path) -> None:
    assert run(journal, "edit", "m1", "cadence=2 weeks").returncode == 0
    for answer, number in (("no", 1), ("yes", 3)):
        talk = terminal("sessions", "plan", "--count", "2")
        talk.types(answer)
        assert talk.ends() == (1 if answer == "no" else 0)
        assert len(data(journal, "sessions", "list")) == number


def test_a_time_alone_completes_the_day_that_lacked_one(terminal: Run, journal: Path) -> None:
    talk = terminal("sessions", "add")
    talk.types("friday")
    talk.retypes("help")
    talk.types("friday")
    talk.retypes("16:00")
    assert talk.ends() == 0
    assert 'Add it: "friday 15:00".' in talk.text and "A day and a time, such as" in talk.text
    assert data(journal, "show", "s2")["starts_at"].startswith("2026-11-27T16:00")


def test_a_review_of_nothing_leaves_no_draft(terminal: Run, journal: Path) -> None:
    talk = terminal("review")
    talk.types(*[""] * 5)
    assert talk.ends() == 2
    assert "Nothing was said, so nothing was noted." in talk.text and "is kept" not in talk.text
    assert drafts(journal) == []
