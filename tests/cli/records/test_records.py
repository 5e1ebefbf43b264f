"""What every record can do, whatever its noun: show, edit, delete."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal

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
@cache_journal
def mentee_with_everything(mentee: Mentee) -> Mentee:
    """A mentee with one of everything."""
    for words, *_ in EACH.values():
        mentee.does(*words)
    return mentee


@pytest.mark.parametrize("ref", EACH)
def test_every_record_can_be_shown_edited_deleted_and_brought_back(mentee_with_everything: Mentee, ref: str) -> None:
    _, assignment, field = EACH[ref]
    before = mentee_with_everything.does("show", ref)
    assert before["ref"] == ref and ref in mentee_with_everything("show", ref).out
    edited = mentee_with_everything.does("edit", ref, assignment)
    assert edited[field] == assignment.partition("=")[2] and edited["uid"] == before["uid"]
    assert mentee_with_everything.does("edit", ref, f"{field}=")[field] is None
    deleted = mentee_with_everything.does("delete", ref)
    assert ref in deleted["refs"] and deleted["command"] == "delete"
    assert mentee_with_everything("show", ref).code == 3
    mentee_with_everything.does("undo")
    assert mentee_with_everything.does("show", ref)["uid"] == before["uid"]


def test_a_count_of_nothing_is_not_shown(mentee_with_everything: Mentee) -> None:
    assert (
        "Moved" not in mentee_with_everything("show", "s1").out
        and "Followed up" not in mentee_with_everything("show", "m1").out
    )
    mentee_with_everything.does("sessions", "move", "s1", "--at", "fri 15:00")
    assert "Moved" in mentee_with_everything("show", "s1").out


def test_several_are_shown_one_after_the_other(mentee_with_everything: Mentee) -> None:
    each = [mentee_with_everything.does("show", ref) for ref in ("g1", "q1")]
    assert mentee_with_everything.does("show", "g1", "Who decides") == each
    text = mentee_with_everything("show", "g1", "q1").out
    assert text == "\n".join((mentee_with_everything("show", "g1").out, mentee_with_everything("show", "q1").out))
    assert mentee_with_everything("show", "g1", "q1", "--format", "json").data == each
    assert mentee_with_everything.fails("show", "g1", "q9").code == 3
    for words in (("--format", "html"), ("--for", "mentor"), ("--output", str(mentee_with_everything.folder / "x.md"))):
        assert "Only one record at a time" in mentee_with_everything.fails("show", "g1", "q1", *words).err


def test_several_are_edited_at_once_and_undone_at_once(mentee_with_everything: Mentee) -> None:
    mentee_with_everything.does("questions", "add", "Who pays?")
    edited = mentee_with_everything.does("edit", "q1", "q2", "priority=low", "goal=g1")
    assert [(one["ref"], one["priority"], one["goal"]) for one in edited] == [("q1", "low", "g1"), ("q2", "low", "g1")]
    assert "→ mentorlog show q1 q2" in mentee_with_everything("edit", "q1", "q2", "priority=high").err
    for _ in range(2):
        mentee_with_everything.does("undo")
    assert mentee_with_everything.does("show", "q2")["priority"] == "normal"
    result = mentee_with_everything("edit", "g1", "w1", "private=yes", "--json")
    assert [(one["ref"], one["private"]) for one in result.data] == [("g1", True), ("w1", True)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("q1", "g1", "priority=low"), "None of them was changed."),
        (("q1", "q9", "priority=low"), "None of them was changed."),
        (("q1", "g1"), "The editor opens one record at a time."),
        (("q1", "hurry", "low"), "has no field"),
        (("q1", "priority=low", "g1"), "FIELD=VALUE"),
    ],
)
def test_where_several_cannot_be_edited_none_is(
    mentee_with_everything: Mentee, words: tuple[str, ...], says: str
) -> None:
    assert says in mentee_with_everything.fails("edit", *words).err


def test_deleting_a_goal_takes_its_parts_along_and_clears_links(mentee_with_everything: Mentee) -> None:
    mentee_with_everything.does("edit", "q1", "goal=g1")
    mentee_with_everything.does("edit", "w1", "goal=g1")
    assert set(mentee_with_everything.does("delete", "g1")["refs"]) == {"g1", "t1", "p1", "q1", "w1"}
    assert mentee_with_everything("show", "t1").code == mentee_with_everything("show", "p1").code == 3
    assert mentee_with_everything.does("show", "q1")["goal"] is None
    mentee_with_everything.does("undo")
    assert mentee_with_everything.does("show", "q1")["goal"] == "g1"
    assert [len(parts) for parts in mentee_with_everything.does("show", "g1")["parts"].values()] == [1, 1]


def test_a_deleted_ref_is_never_given_again(mentee_with_everything: Mentee) -> None:
    mentee_with_everything.does("delete", "q1")
    assert mentee_with_everything.does("questions", "add", "Another?")["ref"] == "q2"
    result = mentee_with_everything.fails("show", "q1")
    assert result.code == 3 and "history q1" in result.err


def test_several_fields_are_split_at_the_first_sign(mentee_with_everything: Mentee) -> None:
    edited = mentee_with_everything.does("edit", "g1", "why=a=b", "unit=meetings")
    assert (edited["why"], edited["unit"]) == ("a=b", "meetings")


def test_an_edit_in_which_nothing_differs_is_no_change(mentee_with_everything: Mentee) -> None:
    changes = len(mentee_with_everything.does("history"))
    before = mentee_with_everything.bytes()
    assert "Nothing differs" in mentee_with_everything("edit", "g1", "title=Chair stand-ups").out
    assert mentee_with_everything.bytes() == before
    assert len(mentee_with_everything.does("history")) == changes


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
def test_what_cannot_be_edited_says_why(mentee_with_everything: Mentee, assignment: str, says: str) -> None:
    result = mentee_with_everything.fails("edit", "g1", assignment)
    assert result.code == 2 and says in result.err


def test_a_text_that_fits_several_answers_with_the_candidates(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Sponsor away in August: who decides?")
    mentee.does("questions", "add", "Sponsor wants weekly figures, is that usual?")
    result = mentee.fails("questions", "answer", "sponsor", "Early")
    assert result.code == 3
    assert result.err.startswith("Two questions start like that:")
    assert "q1" in result.err and "q2" in result.err
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
    mentee_with_everything: Mentee, made: tuple[tuple[str, ...], ...], ref: str, assignment: str
) -> None:
    for words in made:
        mentee_with_everything.does(*words)
    result = mentee_with_everything.fails("edit", ref, assignment)
    assert result.code == 1 and assignment.partition("=")[0] in result.err


def test_an_edit_without_assignments_repeats_a_ref_and_no_words(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Zephyrine leaves")
    assert "mentorlog edit q1 FIELD=VALUE" in mentee("edit", "q1").err
    for item in (mentee("edit", "Zephyrine"), mentee("edit", "a\u2066b", "--json")):
        assert item.code == 2
        assert "Zephyrine" not in item.err + item.out and "\u2066" not in item.err + item.out
        assert "mentorlog edit REF FIELD=VALUE" in item.err


@pytest.mark.parametrize("ref", ["", "  ", "\n", '""', "''", "“ ”", "\u200b", "\ufeff \u200d"])
@pytest.mark.parametrize(
    "words",
    [("show", "{}"), ("edit", "{}", "text=x"), ("delete", "{}"), ("history", "{}"), ("questions", "answer", "{}", "x"),
     ("questions", "add", "Why", "--goal", "{}"), ("sessions", "add", "--at", "fri 10:00", "--mentor", "{}"),
     ("report", "--mentor", "{}"), ("goals", "progress", "{}", "3")],
    ids=" ".join,
)  # fmt: skip
def test_an_empty_ref_is_said_to_be_empty_and_is_like_no_other(
    mentee_with_everything: Mentee, words: tuple[str, ...], ref: str
) -> None:
    refused = mentee_with_everything.fails(*(word.format(ref) for word in words))
    assert refused.code == 2 and "The ref is empty." in refused.err and "Did you mean" not in refused.err
    as_json = mentee_with_everything(*(word.format(ref) for word in words), "--json")
    assert as_json.code == 2 and "The ref is empty." in as_json.err + as_json.out


def test_a_ref_too_long_to_be_quoted_stands_in_a_whole_sentence(mentee_with_everything: Mentee) -> None:
    assert "No record starts like that." in mentee_with_everything.fails("show", "Who decides what " * 4).err
    assert "A question has no field that." in mentee_with_everything.fails("edit", "q1", f"{'x' * 60}=1").err


@pytest.mark.parametrize(
    "ref",
    ["q01", "q 1", "#q1", "[q1]", "(Q1)", "q1.", "q1,", "q１", "ｑ１", "q-1", "question 1", "Questions 1",
     "question q1", "question #1", "question no. 1", "“q1”"],
)  # fmt: skip
def test_a_ref_with_one_meaning_is_read_however_it_is_written(mentee_with_everything: Mentee, ref: str) -> None:
    assert mentee_with_everything.does("show", ref) == mentee_with_everything.does("show", "q1")
    assert mentee_with_everything.does("edit", ref, "priority=high")["ref"] == "q1"
    assert "q1" in mentee_with_everything("history", ref).out
    assert mentee_with_everything.does("questions", "answer", ref, "The sponsor")["ref"] == "q1"


@pytest.mark.parametrize("ref", ["goal q1", "12.", "#1", "q1b2", "quest 1", "q1 1", "score 1", "[]1"])
def test_a_ref_that_could_mean_anything_else_is_not_read(mentee_with_everything: Mentee, ref: str) -> None:
    assert mentee_with_everything.fails("show", ref).code == 3


def test_a_title_comes_before_a_ref_that_is_not_written_like_one(mentee_with_everything: Mentee) -> None:
    mentee_with_everything.does("questions", "add", "Question 1: whom to ask?")
    assert mentee_with_everything.does("show", "question 1")["ref"] == "q2"
    mentee_with_everything.does("goals", "add", "Question 1 and what is behind it")
    assert mentee_with_everything.fails("show", "question 1").code == 3
    assert mentee_with_everything.does("questions", "answer", "question 1", "Ruth")["ref"] == "q2"


def test_a_ref_however_it_is_written_is_one_of_its_noun(mentee_with_everything: Mentee) -> None:
    other = mentee_with_everything.fails("questions", "answer", "goal 1", "Yes")
    assert other.code == 2 and "g1 is a goal; a question is needed here." in other.err
    assert "There is no question q7." in mentee_with_everything.fails("show", "q 07").err
    assert mentee_with_everything.does("questions", "add", "Why", "--goal", "goal 1")["goal"] == "g1"
    assert mentee_with_everything.does("goals", "edit", "step 1", "title=Watch two")["ref"] == "t1"


@pytest.mark.parametrize("refs", ["q1,g1", "q1, g1", "q01,goal 1", "q1,,g1,"])
def test_several_refs_may_be_parted_by_commas(mentee_with_everything: Mentee, refs: str) -> None:
    both = mentee_with_everything.does("show", "q1", "g1")
    assert mentee_with_everything.does("show", refs) == both
    assert "Read as: mentorlog show" in mentee_with_everything("show", refs).err
    assert mentee_with_everything("edit", refs, "--private=yes").code == 0
    assert set(mentee_with_everything.does("delete", refs)["refs"]) >= {"q1", "g1"}


def test_commas_part_refs_only_where_several_may_stand(mentee_with_everything: Mentee) -> None:
    assert mentee_with_everything.fails("questions", "answer", "q1,g1", "Yes").code == 3
    assert mentee_with_everything.fails("show", "q1,nobody").code == 3
    assert mentee_with_everything.fails("edit", "q1", "x,q2").code == 2
    mentee_with_everything.does("questions", "add", "q1,g1 or the other way round?")
    assert mentee_with_everything.does("show", "q1,g1")["ref"] == "q2"


def test_a_ref_in_two_words_is_read_where_one_is_needed(mentee_with_everything: Mentee) -> None:
    assert mentee_with_everything.does("show", "q", "1")["ref"] == "q1"
    assert mentee_with_everything.does("show", "question", "1")["ref"] == "q1"
    assert mentee_with_everything.does("show", "q1,", "goal 1") == mentee_with_everything.does("show", "q1", "g1")
    assert mentee_with_everything("edit", "q1", "goal 1", "private=yes").code == 0
