"""Values far out are asked about on a terminal, and noted with a warning elsewhere; a day of this year may be past."""

import pytest

from mentorlog.journal.workflows.outliers import _Known, is_far_out
from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_goal(mentee: Mentee) -> Mentee:
    mentee.does("mentors", "add", "Ruth Okafor", "--minutes", "60")  # 1
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")  # 2
    mentee.does("goals", "progress", "g1", "4")  # 3
    mentee.does("sessions", "add", "--at", "2026-11-19 15:00")  # 4
    return mentee


@pytest.mark.parametrize(
    ("words", "warning"),
    [
        (("goals", "progress", "g1", "99"), "99 is far from the last, 4. If that is a slip: mentorlog undo 5"),
        (("goals", "progress", "g1", "+95"), "99 is far from the last, 4"),
        (("goals", "progress", "g1", "0.04"), "0.04 is far from the last, 4"),
        (("checkin", "--progress", "g1=99"), "99 is far from the last, 4"),
        (("edit", "g1", "target=1000"), "1000 is far from the target before, 10"),
        (("edit", "p1", "value=99"), "99 is far from the target, 10"),
        (("goals", "add", "Read", "--baseline", "4", "--target", "4000"), "4000 is far from the baseline, 4"),
        (("sessions", "held", "s1", "--minutes", "600"), "600 min is far from the usual 60"),
        (("debrief", "s1", "--minutes", "600"), "600 min is far from the usual 60"),
        (("edit", "s1", "minutes=3"), "3 min is far from the usual 60"),
        (("sessions", "add", "--at", "fri 15:00", "--minutes", "600"), "600 min is far from the usual 60"),
        (("mentors", "add", "Sam", "--minutes", "900"), "900 min is far from the usual 60"),
        (("agreement", "draft", "--minutes", "900"), "900 min is far from the usual 60"),
    ],
)
def test_a_value_far_out_is_noted_with_a_warning_where_nobody_is_asked(
    mentee_with_goal: Mentee, words: tuple[str, ...], warning: str
) -> None:
    noted = mentee_with_goal(*words)
    assert noted.code == 0 and warning in noted.err
    assert "mentorlog undo 5" in noted.err
    assert warning not in noted.out


@pytest.mark.parametrize(
    "words",
    [
        ("goals", "progress", "g1", "12"), ("goals", "progress", "g1", "0"), ("goals", "progress", "g1", "25"),
        ("checkin", "--progress", "g1=5"), ("edit", "g1", "target=20"), ("edit", "g1", "why=because"),
        ("goals", "add", "Read", "--target", "4000"), ("sessions", "held", "s1", "--minutes", "90"),
        ("debrief", "s1", "--minutes", "45"),
    ],
)  # fmt: skip
def test_what_is_near_is_noted_without_a_word(mentee_with_goal: Mentee, words: tuple[str, ...]) -> None:
    noted = mentee_with_goal(*words)
    assert noted.code == 0 and "far from" not in noted.err


def test_json_has_the_warning_too(mentee_with_goal: Mentee) -> None:
    import json

    warnings = json.loads(mentee_with_goal("goals", "progress", "g1", "99", "--json").out)["warnings"]
    assert warnings == ["99 is far from the last, 4. If that is a slip: mentorlog undo 5"]


def test_a_value_that_was_kept_is_near_the_next_time(mentee_with_goal: Mentee) -> None:
    mentee_with_goal.does("goals", "progress", "g1", "99")
    assert "far from" not in mentee_with_goal("goals", "progress", "g1", "95").err


def test_an_import_counts_the_figures_that_are_far_out(mentee_with_goal: Mentee) -> None:
    table = mentee_with_goal.folder / "goals.csv"
    table.write_text("title,baseline,target\nRead,4,4000\nWrite,1,5\nRun,2,900\n")
    assert "2 figures are far out" in mentee_with_goal("import", str(table), "--noun", "goals", "--dry-run").err
    taken = mentee_with_goal("import", str(table), "--noun", "goals")
    assert "2 figures are far out" in taken.err and "4000 is far from the baseline, 4" in taken.err
    assert "If that is a slip: mentorlog undo 5" in taken.err


@pytest.mark.parametrize(
    ("value", "others", "last", "far"),
    [
        (99, (0, 10, 4), 4, True), (30, (0, 10, 4), 4, False), (31, (0, 10, 4), 4, True), (-21, (0, 10, 4), 4, True),
        (4000, (0, 10000, 40), 40, True), (3999, (0, 10000, 40), 40, False), (0, (0, 10, 4), 4, False),
        (20, (0, 0), 0, False), (21, (0, 0), 0, True), (60, (22, 5), 22, True), (56, (22, 5), 22, False),
    ],
)  # fmt: skip
def test_what_is_far_out(value: float, others: tuple[float, ...], last: float, far: bool) -> None:
    assert is_far_out(value, _Known("the last", last, others)) is far


@pytest.mark.parametrize("phrase", ["4 june 14:00", "june 4 at 2pm", "20 nov 14:00"])
def test_a_day_that_is_past_this_year_is_not_silently_one_of_the_next(mentee: Mentee, phrase: str) -> None:
    planned = mentee("sessions", "add", "--at", phrase)
    assert "2027" in planned.out
    assert "2026 is past, so this is" in planned.err and "2027 14:00" in planned.err
    assert 'mentorlog sessions move s1 --at "2026-' in planned.err
    command = planned.err.partition('s1 --at "')[2][:16]
    moved = mentee("sessions", "move", "s1", "--at", command)
    assert "mentorlog debrief s1" in moved.err and "sessions missed s1" in moved.err


@pytest.mark.parametrize(
    "phrase", ["4 january 14:00", "4 june 2027 14:00", "thu 15:00", "2027-06-04 14:00", "today 8pm"]
)
def test_a_day_with_one_meaning_is_planned_without_a_word(mentee: Mentee, phrase: str) -> None:
    assert "is past" not in mentee("sessions", "add", "--at", phrase).err


def test_the_next_session_of_a_debrief_and_a_move_say_their_year(mentee_with_goal: Mentee) -> None:
    debriefed = mentee_with_goal("debrief", "s1", "--takeaway", "Ask early", "--next", "4 june 14:00")
    assert "4 June 2026 is past" in debriefed.err and "sessions move s2" in debriefed.err
    assert "4 June 2026 is past" in mentee_with_goal("sessions", "move", "s2", "--at", "4 june 15:00").err


def test_every_way_to_a_time_names_the_session_that_is_there(mentee_with_goal: Mentee) -> None:
    mentee_with_goal.does("sessions", "add", "--at", "thu 15:00")  # s2
    debriefed = mentee_with_goal("debrief", "s1", "--takeaway", "Ask early", "--next", "thu 15:30")  # s3
    assert "s2 is at that time too" in debriefed.err
    mentee_with_goal.does("sessions", "cancel", "s3")
    mentee_with_goal.does("sessions", "add", "--at", "fri 15:00")  # s4
    assert "s2 is at the same time" in mentee_with_goal("edit", "s4", "at=thu 15:00").err
    assert "at the same time" not in mentee_with_goal("edit", "s4", "channel=video").err
    mentee_with_goal.does("sessions", "add", "--at", "2026-11-20 15:00")  # s5
    assert "s1 is at the same time" in mentee_with_goal("sessions", "held", "s5", "--at", "2026-11-19 15:00").err


def test_a_plan_names_the_sessions_that_it_meets(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "1 week")
    mentee.does("mentors", "add", "Sam")
    mentee.does("sessions", "add", "--at", "2026-11-26 15:00", "--mentor", "Ruth")
    mentee.does("sessions", "add", "--at", "2026-12-03 15:30", "--mentor", "Sam")
    planned = mentee("sessions", "plan", "--count", "2", "--mentor", "Ruth", "--yes")
    assert "s2 is at that time too as s3: Thu 3 Dec 15:30." in planned.err


def test_a_second_answer_to_a_question_says_how_to_mend_the_first(mentee_with_goal: Mentee) -> None:
    mentee_with_goal.does("questions", "add", "Who decides?")
    mentee_with_goal.does("questions", "answer", "q1", "The sponsor.")
    for words in (("questions", "answer", "q1", "Me."), ("debrief", "s1", "--answer", "q1=Me.")):
        assert 'mentorlog edit q1 answer="..."' in mentee_with_goal.fails(*words).err
