"""What every record can do, whatever its noun: show, edit, delete."""

import pytest

from tests.built import written_once
from tests.conftest import Mentee

EACH = {  # one of every noun: how it is made, and a field to edit
    "m1": (("mentors", "add", "Ruth Okafor"), "note=Likes an agenda", "note"),
    "g1": (("goals", "add", "Chair stand-ups", "--target", "10"), "why=I avoid it", "why"),
    "t1": (("goals", "step", "g1", "Watch one"), "due=2026-12-01", "due"),
    "p1": (("goals", "progress", "g1", "3"), "note=steady", "note"),
    "s1": (("sessions", "add", "--at", "thu 15:00"), "channel=phone", "channel"),
    "c1": (("checkin", "--mood", "4"), "wins=Plan signed", "wins"),
    "q1": (("questions", "add", "Who decides?"), "goal=g1", "goal"),
    "f1": (("feedback", "add", "You asked early"), "impact=Calm", "impact"),
    "w1": (("achievements", "add", "Chaired one"), "evidence=Minutes", "evidence"),
}


@pytest.fixture
@written_once
def full(mentee: Mentee) -> Mentee:
    """A mentee with one of everything."""
    for words, *_ in EACH.values():
        mentee.does(*words)
    return mentee


@pytest.mark.parametrize("ref", EACH)
def test_every_record_can_be_shown_edited_deleted_and_brought_back(full: Mentee, ref: str) -> None:
    _, assignment, field = EACH[ref]
    before = full.does("show", ref)
    assert before["ref"] == ref and ref in full("show", ref).out
    edited = full.does("edit", ref, assignment)
    assert edited[field] == assignment.partition("=")[2] and edited["uid"] == before["uid"]
    assert full.does("edit", ref, f"{field}=")[field] is None
    deleted = full.does("delete", ref)
    assert ref in deleted["refs"] and deleted["command"] == "delete"
    assert full("show", ref).code == 3
    full.does("undo")
    assert full.does("show", ref)["uid"] == before["uid"]


def test_a_count_of_nothing_is_not_shown(full: Mentee) -> None:
    assert "Moved" not in full("show", "s1").out and "Followed up" not in full("show", "m1").out
    full.does("sessions", "move", "s1", "--at", "fri 15:00")
    assert "Moved" in full("show", "s1").out


def test_several_are_shown_one_after_the_other(full: Mentee) -> None:
    each = [full.does("show", ref) for ref in ("g1", "q1")]
    assert full.does("show", "g1", "Who decides") == each
    told = full("show", "g1", "q1").out
    assert told == "\n".join((full("show", "g1").out, full("show", "q1").out))
    assert full("show", "g1", "q1", "--format", "json").data == each
    assert full.refused("show", "g1", "q9").code == 3
    for words in (("--format", "html"), ("--for", "mentor"), ("--output", str(full.folder / "x.md"))):
        assert "Only one record at a time" in full.refused("show", "g1", "q1", *words).err


def test_several_are_edited_at_once_and_undone_at_once(full: Mentee) -> None:
    full.does("questions", "add", "Who pays?")
    edited = full.does("edit", "q1", "q2", "priority=low", "goal=g1")
    assert [(one["ref"], one["priority"], one["goal"]) for one in edited] == [("q1", "low", "g1"), ("q2", "low", "g1")]
    assert "Next  mentorlog show q1 q2" in full("edit", "q1", "q2", "priority=high").err
    for _ in range(2):
        full.does("undo")
    assert full.does("show", "q2")["priority"] == "normal"
    told = full("edit", "g1", "w1", "private=yes", "--json")
    assert [(one["ref"], one["private"]) for one in told.data] == [("g1", True), ("w1", True)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("q1", "g1", "priority=low"), "None of them was changed."),
        (("q1", "q9", "priority=low"), "None of them was changed."),
        (("q1", "g1"), "The editor opens one record at a time."),
        (("q1", "priority", "low"), "FIELD=VALUE"),
        (("q1", "priority=low", "g1"), "FIELD=VALUE"),
    ],
)
def test_where_several_cannot_be_edited_none_is(full: Mentee, words: tuple[str, ...], says: str) -> None:
    assert says in full.refused("edit", *words).err


def test_deleting_a_goal_takes_its_parts_along_and_clears_links(full: Mentee) -> None:
    full.does("edit", "q1", "goal=g1")
    full.does("edit", "w1", "goal=g1")
    assert set(full.does("delete", "g1")["refs"]) == {"g1", "t1", "p1", "q1", "w1"}
    assert full("show", "t1").code == full("show", "p1").code == 3
    assert full.does("show", "q1")["goal"] is None
    full.does("undo")
    assert full.does("show", "q1")["goal"] == "g1"
    assert [len(parts) for parts in full.does("show", "g1")["parts"].values()] == [1, 1]


def test_a_deleted_ref_is_never_given_again(full: Mentee) -> None:
    full.does("delete", "q1")
    assert full.does("questions", "add", "Another?")["ref"] == "q2"
    told = full.refused("show", "q1")
    assert told.code == 3 and "history q1" in told.err


def test_several_fields_are_split_at_the_first_sign(full: Mentee) -> None:
    edited = full.does("edit", "g1", "why=a=b", "unit=meetings")
    assert (edited["why"], edited["unit"]) == ("a=b", "meetings")


def test_an_edit_in_which_nothing_differs_is_no_change(full: Mentee) -> None:
    changes = len(full.does("history"))
    before = full.bytes()
    assert "Nothing differs" in full("edit", "g1", "title=Chair stand-ups").out
    assert full.bytes() == before
    assert len(full.does("history")) == changes


@pytest.mark.parametrize(
    ("assignment", "says"),
    [
        ("title=", "cannot be empty"),
        ("titel=x", "Did you mean title"),
        ("state=achieved", "not changed by edit"),
        ("title", "FIELD=VALUE"),
        ("due=soon", "due:"),
        ("target=nan", "target:"),
        ("mentor=q1", "mentor:"),
    ],
)
def test_what_cannot_be_edited_says_why(full: Mentee, assignment: str, says: str) -> None:
    told = full.refused("edit", "g1", assignment)
    assert told.code == 2 and says in told.err


def test_a_text_that_fits_several_answers_with_the_candidates(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Sponsor away in August: who decides?")
    mentee.does("questions", "add", "Sponsor wants weekly figures, is that usual?")
    told = mentee.refused("questions", "answer", "sponsor", "Early")
    assert told.code == 3
    assert told.err.startswith("Two questions start like that:")
    assert "q1" in told.err and "q2" in told.err
    error = mentee("questions", "answer", "sponsor", "Early", "--json").error
    assert error["code"] == "ambiguous"


def test_a_whole_name_goes_before_a_longer_one_and_accents_do_not_matter(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Café")
    mentee.does("questions", "add", "Café au lait?")
    assert mentee.does("show", "CAFE")["ref"] == "q1"
    assert mentee.does("show", "cafe au")["ref"] == "q2"
    assert mentee.does("show", "Q2")["ref"] == "q2"


@pytest.mark.parametrize(
    ("made", "ref", "assignment"),
    [
        ((), "q1", "answered_on=today"),
        ((("questions", "answer", "q1", "So."),), "q1", "answered_on="),
        ((("questions", "drop", "q1"),), "q1", "dropped_on="),
        ((("goals", "done", "t1"),), "t1", "done_on="),
        ((), "t1", "done_on=today"),
        ((("goals", "achieve", "g1"),), "g1", "ended_on="),
        ((), "g1", "ended_on=today"),
        ((("achievements", "celebrate", "w1"),), "w1", "celebrated_on="),
        ((("feedback", "respond", "f1", "True."),), "f1", "response="),
        ((), "f1", "response=True."),
    ],
)
def test_a_state_and_its_day_tell_one_story(
    full: Mentee, made: tuple[tuple[str, ...], ...], ref: str, assignment: str
) -> None:
    for words in made:
        full.does(*words)
    told = full.refused("edit", ref, assignment)
    assert told.code == 1 and assignment.partition("=")[0] in told.err


def test_an_edit_without_assignments_repeats_a_ref_and_no_words(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Zephyrine leaves")
    assert "mentorlog edit q1 FIELD=VALUE" in mentee("edit", "q1").err
    for told in (mentee("edit", "Zephyrine"), mentee("edit", "a\u2066b", "--json")):
        assert told.code == 2
        assert "Zephyrine" not in told.err + told.out and "\u2066" not in told.err + told.out
        assert "mentorlog edit REF FIELD=VALUE" in told.err
