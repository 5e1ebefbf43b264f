"""Undo, redo and history."""

from tests.conftest import Mentee


def refs(mentee: Mentee) -> list[str]:
    return [question["ref"] for question in mentee.does("questions", "list", "--all")]


def test_undo_goes_back_change_by_change_and_redo_forward(mentee: Mentee) -> None:
    mentee.does("questions", "add", "one")
    mentee.does("questions", "add", "two")
    undone = mentee("undo")
    assert "questions add" in undone.out and "q2" in undone.out
    mentee.does("undo")
    assert refs(mentee) == []
    assert mentee.does("redo")["refs"] == ["q1"]
    mentee.does("redo")
    assert refs(mentee) == ["q1", "q2"]


def test_nothing_to_undo_or_redo_is_said(mentee: Mentee) -> None:
    assert mentee.fails("undo").code == 1
    assert not mentee.path.exists()
    mentee.does("questions", "add", "one")
    assert mentee.fails("redo").code == 1
    mentee.does("undo")
    assert mentee.fails("undo").code == 1


def test_a_new_change_ends_the_redo_chain(mentee: Mentee) -> None:
    mentee.does("questions", "add", "one")
    mentee.does("undo")
    mentee.does("questions", "add", "two")
    assert mentee.fails("redo").code == 1
    assert refs(mentee) == ["q2"], "an undone add frees nothing"


def test_redo_brings_back_the_same_ref_and_uid(mentee: Mentee) -> None:
    uid = mentee.does("questions", "add", "one")["uid"]
    mentee.does("undo")
    mentee.does("redo")
    assert mentee.does("show", "q1")["uid"] == uid


def test_an_undo_may_be_redone_and_undone_again(mentee: Mentee) -> None:
    mentee.does("questions", "add", "one")
    for _ in range(3):
        mentee.does("undo")
        assert refs(mentee) == []
        mentee.does("redo")
        assert refs(mentee) == ["q1"]


def test_undo_goes_by_the_order_of_changes_and_not_by_the_clock(mentee: Mentee) -> None:
    mentee.does("questions", "add", "one")
    mentee.at("2020-01-01T09:00:00")
    mentee.does("questions", "add", "two")
    mentee.does("undo")
    assert refs(mentee) == ["q1"]


def test_history_shows_the_newest_first_and_each_field_of_one_record(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "answer", "q1", "The sponsor.")
    mentee.does("goals", "add", "Chair stand-ups")
    mentee.does("undo")
    changes = mentee.does("history")
    assert [(change["command"], change["reverts"], change["refs"]) for change in changes] == [
        ("undo", 3, ["g1"]), ("goals add", None, ["g1"]), ("questions answer", None, ["q1"]),
        ("questions add", None, ["q1"]),
    ]  # fmt: skip
    (answered, _) = mentee.does("history", "q1")
    (row,) = answered["rows"]
    assert row["before"]["answer"] is None and row["after"]["answer"] == "The sponsor."
    out = mentee("history", "q1").out
    assert "Answer: nothing → The sponsor." in out and "State: open → answered" in out


def test_a_text_of_several_lines_is_one_line_of_history(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "answer", "q1", "The sponsor.\n\nAsk early.")
    lines = mentee("history", "q1").out.splitlines()
    assert "        Answer: nothing → The sponsor. Ask early." in lines


def test_history_is_limited_and_knows_what_is_gone(mentee: Mentee) -> None:
    for text in ("one", "two", "three"):
        mentee.does("questions", "add", text)
    mentee.does("delete", "q2")
    assert [change["change"] for change in mentee.does("history", "--limit", "2")] == [4, 3]
    assert [change["command"] for change in mentee.does("history", "q2")] == ["delete", "questions add"]
    assert mentee.fails("history", "q9").code == 3


def test_links_in_history_are_refs(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups")
    mentee.does("questions", "add", "How loud?", "--goal", "g1")
    assert mentee.does("history", "q1")[0]["rows"][0]["after"]["goal"] == "g1"
    assert "Goal: g1" in mentee("history", "q1").out


def test_a_large_import_is_reported_by_its_first_records_and_how_many_more(mentee: Mentee) -> None:
    table = mentee.folder / "many.csv"
    table.write_text("text\n" + "\n".join(f"What of {at}?" for at in range(1, 1201)))
    mentee.does("import", str(table), "--noun", "questions")
    (change,) = mentee.does("history")
    assert (len(change["refs"]), len(change["rows"]), change["more"]) == (1000, 1000, 200)
    assert "q7, q8 and 1192 more" in mentee("history").out
    assert "Question: What of 1150?" in mentee("history", "q1150").out
    assert "Took back: 1200 questions q1 ... q1200 added." in mentee("undo").out
    assert refs(mentee) == []
    assert mentee.does("redo")["more"] == 200
    assert len(refs(mentee)) == 1200
