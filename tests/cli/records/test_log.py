"""The log: everything in the order of its day."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody who wrote one of most things, on different days."""
    mentee.at("2026-10-01T09:00:00")
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--by", "2026-12-31")
    mentee.at("2026-10-20T09:00:00")
    mentee.does("goals", "progress", "g1", "6.5", "--on", "2026-10-12", "--note", "Ended on time")
    mentee.does("questions", "add", "Who decides?\nAnd who pays?", "--goal", "g1")
    mentee.does("lessons", "add", "Ask early")
    mentee.at("2026-11-20T09:00:00")
    mentee.does("sessions", "add", "--at", "2026-11-30 15:00")
    mentee.does("checkin", "--mood", "4", "--win", "The board said yes")
    mentee.does("actions", "add", "Draft the register", "--by", "2026-12-04")
    mentee.does("actions", "add", "Some day")
    mentee.does("lessons", "apply", "l1", "In the board", "--on", "2026-11-02")
    mentee.does("skills", "rate", "planning", "3", "--from", "mentor", "--on", "2026-11-01")
    mentee.at("2026-11-23T09:00:00")
    return mentee


def refs(mentee: Mentee, *asked: str) -> list[str]:
    return [one["ref"] for one in mentee.does("log", *asked)]


def test_everything_stands_at_its_day_the_newest_first(mentee_with_entries: Mentee) -> None:
    assert refs(mentee_with_entries) == ["a1", "s1", "a2", "c1", "l1", "e1", "l1", "q1", "p1", "g1", "m1"]


def test_the_day_counts_and_not_when_it_was_written(mentee: Mentee) -> None:
    for day in ("2026-11-02", "2026-11-20", "2026-10-01", "2026-11-02"):
        mentee.does("achievements", "add", "Chaired one", "--on", day)
    assert refs(mentee) == ["w2", "w4", "w1", "w3"]
    assert refs(mentee, "--limit", "2") == ["w2", "w4"]


def test_reverse_turns_it_and_limit_keeps_the_newest(mentee_with_entries: Mentee) -> None:
    every = refs(mentee_with_entries)
    assert refs(mentee_with_entries, "--reverse") == every[::-1]
    assert refs(mentee_with_entries, "--limit", "3") == every[:3]
    assert refs(mentee_with_entries, "--limit", "3", "--reverse") == every[:3][::-1]


def test_a_line_says_what_a_record_is_also_where_only_its_day_names_it(mentee_with_entries: Mentee) -> None:
    result = mentee_with_entries("log").out.split("\n")
    assert "a1  4 Dec   Draft the register" in result
    assert "s1  30 Nov  Session planned" in result
    assert "c1  20 Nov  Check-in, mood 4: The board said yes" in result
    assert "e1  1 Nov   planning at 3, my mentor says" in result
    assert "q1  20 Oct  Who decides? · And who pays?" in result
    assert "p1  12 Oct  Chair stand-ups at 6.5: Ended on time" in result


def test_every_noun_has_a_line_of_words(mentee: Mentee) -> None:
    mentee.has_demo()
    found = mentee.does("log")
    assert {one["noun"] for one in found} >= {"score", "application", "point", "rating", "review", "agreement", "step"}
    assert all(one["title"].strip() for one in found)
    for ref in {one["ref"] for one in found}:
        assert mentee("show", ref, "--json").code == 0


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("--only", "questions"), ["q1"]),
        (("--only", "actions,sessions"), ["a1", "s1", "a2"]),
        (("--only", "check-ins"), ["c1"]),
        (("--only", "check_ins"), ["c1"]),
        (("--only", "values"), ["p1"]),
        (("--goal", "g1"), ["q1", "p1", "g1"]),
        (("--mentor", "ruth", "--only", "sessions", "--only", "goals"), ["s1", "g1"]),
        (("--since", "2026-11-30"), ["a1", "s1"]),
        (("--until", "2026-10-12"), ["p1", "g1", "m1"]),
        (("--since", "2026-11-20", "--until", "2026-11-20"), ["a2", "c1"]),
        (("--goal", "g1", "--until", "2026-10-12", "--limit", "1"), ["p1"]),
        (("--since", "2027-01-01"), []),
    ],
    ids=str,
)
def test_it_is_narrowed_by_noun_day_goal_and_mentor(
    mentee_with_entries: Mentee, asked: tuple[str, ...], found: list[str]
) -> None:
    assert refs(mentee_with_entries, *asked) == found


def test_the_day_is_the_local_one(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    mentee.at("2026-07-01T00:30:00")  # in London half an hour before midnight, as the file has it
    mentee.does("questions", "add", "Who decides?")
    assert refs(mentee, "--since", "2026-07-01", "--until", "2026-07-01") == ["q1"]
    assert refs(mentee, "--until", "2026-06-30") == []
    assert mentee.does("log")[0]["day"] == "2026-07-01"


def test_a_pipe_gets_every_word(mentee: Mentee) -> None:
    mentee.does("questions", "add", "word " * 200)
    assert "word " * 199 + "word" in mentee("log").out


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--only", "gaols"), "Did you mean goals"),
        (("--only", "sessions", "--goal", "g1"), "No session belongs to a goal."),
        (("--no-pagr",), "Did you mean --no-pager"),
        (("--since", "friday", "--until", "monday", "--limit", "0"), "--limit"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_reported_with_what_can(
    mentee_with_entries: Mentee, asked: tuple[str, ...], message: str
) -> None:
    refused = mentee_with_entries.fails("log", *asked)
    assert refused.code == 2 and message in refused.err


def test_where_nothing_is_written_the_first_step_is_named(mentee: Mentee) -> None:
    result = mentee("log")
    assert (result.code, result.out) == (0, "Nothing is written yet.\n") and "questions add" in result.err
    assert mentee.does("log") == [] and not mentee.path.exists()
    mentee("init")
    assert mentee.does("log") == [], "the skills that come along were written by nobody"
    mentee.does("skills", "add", "patience")
    assert refs(mentee) == ["k9"]
