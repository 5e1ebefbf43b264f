"""Taking back a change further back: what it did by its title, what stands on it, and doing it again."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_changes(mentee: Mentee) -> Mentee:
    """Five changes: a goal, two questions, an answer, an edit."""
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")  # 1
    mentee.does("questions", "add", "Should I move to another team?", "--goal", "g1")  # 2
    mentee.does("questions", "add", "Who decides?")  # 3
    mentee.does("questions", "answer", "q2", "The sponsor.")  # 4
    mentee.does("edit", "q1", "priority=high")  # 5
    return mentee


def questions(mentee: Mentee) -> dict[str, tuple[str, str]]:
    return {each["ref"]: (each["state"], each["priority"]) for each in mentee.does("questions", "list", "--all")}


def test_undo_says_by_its_title_what_it_took_back(mentee_with_changes: Mentee) -> None:
    out = mentee_with_changes("undo").out
    assert "Took back: question q1 “Should I move to another team?” changed (priority)." in out
    assert "Took back: question q2 “Who decides?” answered." in mentee_with_changes("undo").out
    assert "Done again: question q2 “Who decides?” answered." in mentee_with_changes("redo").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("sessions", "add", "--at", "thu 15:00"), "session s1 of Thu 26 Nov 15:00 planned"),
        (("goals", "progress", "g1", "4"), "value p1 (4) of g1 “Chair stand-ups” added"),
        (("checkin", "--mood", "4"), "check-in c1 of Mon 23 Nov added"),
        (("goals", "pause", "g1"), "goal g1 “Chair stand-ups” paused"),
        (("delete", "g1"), "goal g1 “Chair stand-ups” deleted"),
        (("skills", "rate", "planning", "3"), "rating e1 (3) of k1 “planning” added"),
    ],
)
def test_each_kind_of_change_is_named_in_words(
    mentee_with_changes: Mentee, words: tuple[str, ...], sentence: str
) -> None:
    mentee_with_changes.does(*words)
    assert f"Took back: {sentence}." in mentee_with_changes("undo").out


def test_the_list_shows_the_last_changes_and_which_can_be_taken_back_alone(mentee_with_changes: Mentee) -> None:
    mentee_with_changes.does("undo")
    changes = mentee_with_changes.does("undo", "--list", "-n", "4")
    assert [(each["change"], each["undone"], each["alone"], each["standing"]) for each in changes] == [
        (5, True, False, []), (4, False, True, []), (3, False, False, [4]), (2, False, True, []),
    ]  # fmt: skip
    out = mentee_with_changes("undo", "--list").out
    assert "question q2 “Who decides?” answered" in out and "taken back" in out and "after 4" in out
    assert mentee_with_changes("undo", "--list").err.strip().endswith("takes one back alone")


def test_a_list_of_nothing_says_so(mentee: Mentee) -> None:
    assert "Nothing has changed yet." in mentee("undo", "--list").out


def test_a_change_further_back_is_taken_back_alone(mentee_with_changes: Mentee) -> None:
    undone = mentee_with_changes("undo", "4")
    assert "Took back: question q2 “Who decides?” answered." in undone.out
    assert questions(mentee_with_changes) == {"q1": ("open", "high"), "q2": ("open", "normal")}
    assert "mentorlog redo   takes this back" in undone.err
    mentee_with_changes.does("redo")
    assert questions(mentee_with_changes)["q2"][0] == "answered"
    assert mentee_with_changes("doctor").code == 0


def test_a_later_edit_of_other_fields_stays(mentee_with_changes: Mentee) -> None:
    mentee_with_changes.does("edit", "q2", "priority=low")
    mentee_with_changes.does("undo", "4")
    assert questions(mentee_with_changes)["q2"] == ("open", "low")
    for _ in range(5):
        mentee_with_changes.does("undo")
    assert mentee_with_changes("undo").code == 1
    assert mentee_with_changes("doctor").code == 0


def test_what_something_later_stands_on_is_not_taken_back(mentee_with_changes: Mentee) -> None:
    refused = mentee_with_changes.fails("undo", "3")
    assert refused.code == 1
    assert "change 4 (question q2 “Who decides?” answered) stands on it" in refused.err
    assert "Take that back first: mentorlog undo 4, then 3" in refused.err
    goal = mentee_with_changes.fails("undo", "1")
    assert "change 2 (question q1 “Should I move to another team?” added)" in goal.err
    assert "mentorlog undo 5, then 2 and 1" in goal.err
    for number in ("5", "2", "1"):
        mentee_with_changes.does("undo", number)
    assert mentee_with_changes.does("goals", "list") == []


def test_a_part_that_was_added_stands_on_the_state_of_its_whole(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--draft")
    mentee.does("goals", "agree", "g1")
    mentee.does("goals", "progress", "g1", "4")
    assert "value p1 (4) of g1" in mentee.fails("undo", "2").err


def test_what_was_deleted_comes_back_only_with_what_it_links_to(mentee_with_changes: Mentee) -> None:
    mentee_with_changes.does("delete", "q1")  # 6
    mentee_with_changes.does("delete", "g1")  # 7
    refused = mentee_with_changes.fails("undo", "6")
    assert "goal g1 “Chair stand-ups” deleted" in refused.err and "mentorlog undo 7" in refused.err
    mentee_with_changes.does("undo", "7")
    mentee_with_changes.does("undo", "6")
    assert mentee_with_changes.does("show", "q1")["goal"] == "g1"


def test_a_change_is_done_again_by_its_number(mentee_with_changes: Mentee) -> None:
    mentee_with_changes.does("undo", "4")
    mentee_with_changes.does("questions", "add", "Who pays?")
    assert mentee_with_changes.fails("redo").code == 1
    again = mentee_with_changes("redo", "4")
    assert "Done again: question q2 “Who decides?” answered." in again.out
    assert "mentorlog undo 4   takes this back" in again.err, "the bare command would take back another one"
    assert "is not taken back" in mentee_with_changes.fails("redo", "4").err
    mentee_with_changes.does("undo", "4")
    assert "is taken back already" in mentee_with_changes.fails("undo", "4").err
    assert mentee_with_changes("doctor").code == 0


def test_what_was_taken_back_is_not_done_again_over_something_else(mentee: Mentee) -> None:
    mentee.does("questions", "add", "A")  # 1
    mentee.does("edit", "q1", "text=B")  # 2
    mentee.does("undo")  # 3
    mentee.does("edit", "q1", "text=D")  # 4
    assert "change 4 (question q1 “D” changed (text)) came after it" in mentee.fails("redo", "2").err
    mentee.does("undo")
    mentee.does("redo", "2")
    refused = mentee.fails("redo")
    assert "change 4 cannot be done again" in refused.err.lower()
    assert mentee.does("show", "q1")["text"] == "B"
    assert mentee("doctor").code == 0


def test_a_change_that_builds_on_one_taken_back_is_done_again_after_it(mentee_with_changes: Mentee) -> None:
    mentee_with_changes.does("undo", "4")
    mentee_with_changes.does("undo", "3")
    refused = mentee_with_changes.fails("redo", "4")
    assert "it builds on change 3 (question q2 “Who decides?” added), which is taken back" in refused.err
    assert "mentorlog redo 3" in refused.err
    mentee_with_changes.does("redo", "3")
    mentee_with_changes.does("redo", "4")


def test_the_number_of_an_undo_leads_to_what_it_took_back(mentee_with_changes: Mentee) -> None:
    mentee_with_changes.does("undo", "4")  # 6
    assert "Done again: question q2" in mentee_with_changes("undo", "6").out  # 7
    assert "Took back: question q2" in mentee_with_changes("undo", "7").out


def test_a_number_names_a_change_and_a_ref_a_record(mentee_with_changes: Mentee) -> None:
    mentee_with_changes.does("checkin", "--mood", "4")  # 6, c1
    assert mentee_with_changes.does("undo", "c5")["change"] == 5, "there never was a check-in c5"
    assert mentee_with_changes.does("undo", "#4")["change"] == 4
    checkin = mentee_with_changes.fails("undo", "c1")
    assert checkin.code == 2 and "c1 is a check-in" in checkin.err and "mentorlog history c1" in checkin.err
    assert "mentorlog history q1" in mentee_with_changes.fails("undo", "q1").err
    assert mentee_with_changes.fails("undo", "99").code == 3
    assert mentee_with_changes.fails("undo", "soon").code == 2
    assert mentee_with_changes.fails("undo", "4", "--list").code == 2
    assert mentee_with_changes.fails("undo", "-n", "3").code == 2


def test_an_import_further_back_is_taken_back_whole(mentee_with_changes: Mentee) -> None:
    table = mentee_with_changes.folder / "more.csv"
    table.write_text("text\nWhat of one?\nWhat of two?\n")
    step = mentee_with_changes("import", str(table), "--noun", "questions").err
    assert "mentorlog undo 6" in step
    mentee_with_changes.does("questions", "add", "Who pays?", "--goal", "g1")
    mentee_with_changes.does("undo", "6")
    assert sorted(questions(mentee_with_changes)) == ["q1", "q2", "q5"]
    assert mentee_with_changes("doctor").code == 0


def test_what_was_forgotten_is_not_taken_back(mentee_with_changes: Mentee) -> None:
    mentee_with_changes.does("forget", "q2", "--yes")
    for number in ("3", "6"):
        assert "forgotten for good" in mentee_with_changes.fails("undo", number).err
    mentee_with_changes.does("undo", "5")
    assert questions(mentee_with_changes) == {"q1": ("open", "normal")}
    assert mentee_with_changes("doctor").code == 0


@pytest.mark.parametrize(
    ("words", "again"),
    [
        (("sessions", "cancel", "s1"), ("sessions", "move", "s1", "--at", "fri 15:00")),
        (("goals", "achieve", "g1"), ("goals", "pause", "g1")),
    ],
)
def test_a_refusal_names_the_change_to_take_back(
    mentee_with_changes: Mentee, words: tuple[str, ...], again: tuple[str, ...]
) -> None:
    mentee_with_changes.does("sessions", "add", "--at", "thu 15:00")  # 6
    mentee_with_changes.does(*words)  # 7
    mentee_with_changes.does("questions", "add", "Who pays?")  # 8
    refused = mentee_with_changes.fails(*again)
    assert "mentorlog undo 7" in refused.err
    mentee_with_changes.does("undo", "7")
    mentee_with_changes.does(*again)


def test_a_delete_names_its_change_since_others_may_follow(mentee_with_changes: Mentee) -> None:
    assert "mentorlog undo 6   brings it back" in mentee_with_changes("delete", "q1").err


def test_a_record_that_is_gone_is_named_with_the_change_that_brings_it_back(mentee_with_changes: Mentee) -> None:
    mentee_with_changes.does("delete", "q1")  # 6
    assert "To bring it back: mentorlog undo 6;" in mentee_with_changes.fails("show", "q1").err
    mentee_with_changes.does("undo", "6")  # 7
    mentee_with_changes.does("questions", "add", "Who pays?")  # 8
    mentee_with_changes.does("undo")  # 9
    assert "To bring it back: mentorlog undo 9;" in mentee_with_changes.fails("show", "q3").err
    mentee_with_changes.does("undo", "9")
    assert mentee_with_changes("show", "q3").code == 0


def test_all_that_stands_on_a_change_is_numbered_in_the_order_to_take_it_back(mentee_with_changes: Mentee) -> None:
    for priority in ("low", "normal", "high", "low"):  # 6 to 9, on 5 and 2
        mentee_with_changes.does("edit", "q1", f"priority={priority}")
    err = mentee_with_changes.fails("undo", "2").err
    assert "Take that back first: mentorlog undo 9, then 8, 7, 6, 5 and 2" in err
    assert "It takes one number at a time." in mentee_with_changes.fails("undo", "9", "8").err


def test_a_refusal_names_the_change_by_which_a_goal_was_achieved(mentee_with_changes: Mentee) -> None:
    mentee_with_changes.does("goals", "achieve", "g1")  # 6
    mentee_with_changes.does("questions", "add", "Who pays?")
    assert "take it back with: mentorlog undo 6" in mentee_with_changes.fails("goals", "achieve", "g1").err


def test_sessions_are_suggested_by_their_moment(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "2026-11-26 15:00")
    assert "s1   Thu 26 Nov 15:00" in mentee.fails("sessions", "held", "s2").err


def test_a_large_change_is_named_by_what_matters_though_it_stands_behind_a_thousand_rows(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups")
    table = mentee.folder / "table.csv"
    table.write_text("text,goal\n" + "".join(f"Question {number},g1\n" for number in range(1_200)))
    mentee.does("import", str(table), "--noun", "questions")
    mentee.does("delete", "g1")
    undone = mentee.does("undo")
    assert undone["what"] == ["goal g1 “Chair stand-ups” deleted", "1200 questions q1 ... q1200 changed (goal)"]


def test_many_records_go_though_one_was_edited_and_one_edit_taken_back_alone(mentee: Mentee) -> None:
    table = mentee.folder / "table.csv"
    table.write_text("text\n" + "".join(f"Question {number}\n" for number in range(40)))
    mentee.does("import", str(table), "--noun", "questions")  # 1
    mentee.does("edit", "q3", "priority=high")  # 2
    mentee.does("edit", "q3", "text=Who decides")  # 3
    mentee.does("undo", "2")
    mentee.does("undo", "3")
    mentee.does("undo")
    assert questions(mentee) == {}
    mentee.does("redo")
    assert len(questions(mentee)) == 40
    assert not [finding for finding in mentee.does("doctor")["findings"] if finding["weight"] != "advice"]
