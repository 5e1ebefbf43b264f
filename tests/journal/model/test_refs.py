"""Refs: a letter, a number, and the letter of the machine where that is not the first."""

import sqlite3
from contextlib import closing

import pytest

from mentorlog.cli.completion import engine
from mentorlog.integrity.check import lagging_counters
from mentorlog.journal.model.kinds import parse_ref, ref
from mentorlog.nouns import KINDS, has_ref_shape
from mentorlog.report.figures import ref_ranges
from mentorlog.store import NUMBERS_PER_MACHINE
from tests.conftest import Mentee


@pytest.mark.parametrize(
    ("text", "number"),
    [("q12", 12), ("Q12", 12), (" q12 ", 12), ("q12b", NUMBERS_PER_MACHINE + 12), ("Q12B", NUMBERS_PER_MACHINE + 12),
     ("q1z", 25 * NUMBERS_PER_MACHINE + 1), ("q12a", 12), ("q999999999b", 2 * NUMBERS_PER_MACHINE - 1)],
)  # fmt: skip
def test_a_ref_names_one_number(text: str, number: int) -> None:
    assert parse_ref(text) == (KINDS["question"], number)
    assert parse_ref(ref("question", number)) == (KINDS["question"], number)


@pytest.mark.parametrize(
    "text",
    ["q", "qb", "q0", "q0b", "q012b", "q12bb", "q1b2", "q-1b", "q1é", "12b", "b", "", "q1 b", "q1000000000", "é1"],
)
def test_nothing_else_is_a_ref(text: str) -> None:
    assert parse_ref(text) is None


@pytest.mark.parametrize(
    ("text", "has_shape"),
    [("q12", True), ("z3", True), ("q12b", True), ("qb", False), ("q", False), ("q12bb", False), ("12b", False),
     ("mb1", False)],
)  # fmt: skip
def test_the_shape_of_a_ref(text: str, has_shape: bool) -> None:
    assert has_ref_shape(text) is has_shape


def test_neighbours_are_drawn_together_machine_by_machine() -> None:
    assert ref_ranges(["s1", "s2", "s3", "s1b", "s2b", "s5"]) == "s1–s3, s5, s1b–s2b"


@pytest.fixture
def second_machine(mentee: Mentee) -> Mentee:
    """A journal with two questions of the first machine, on which the second one goes on."""
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks")
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "add", "How do you say no?")
    with closing(sqlite3.connect(mentee.path)) as connection, connection:
        connection.executemany(
            "INSERT INTO counters (name, last) VALUES (?, ?) ON CONFLICT DO UPDATE SET last = excluded.last",
            [(kind.plural, NUMBERS_PER_MACHINE) for kind in KINDS.values()],
        )
    return mentee


def test_a_second_machine_has_refs_of_its_own_wherever_a_ref_stands(second_machine: Mentee) -> None:
    assert second_machine.does("questions", "add", "Which risk first?")["ref"] == "q1b"
    assert (
        second_machine.does("goals", "add", "Chair stand-ups", "--target", "10", "--by", "2026-11-30")["ref"] == "g1b"
    )
    assert "q1b" in second_machine("questions", "list").out
    assert "Which risk first?" in second_machine("show", "Q1B").out
    assert second_machine.does("questions", "add", "How loud?", "--goal", "g1b")["goal"] == "g1b"
    assert second_machine.does("edit", "q1b", "text=Which risk comes first?")["text"] == "Which risk comes first?"
    assert second_machine.does("goals", "progress", "g1b", "3")["goal"] == "g1b"
    assert "q1b" in second_machine("history", "q1b").out and "q1b" in second_machine("search", "risk").out
    assert "q1b," in second_machine("questions", "list", "--format", "csv").out
    assert "g1b" in second_machine("report", "--refs").out and "g1b" in second_machine("due").out
    session = second_machine.does("sessions", "add", "--at", "thu 15:00")
    assert session["ref"] == "s1b"
    assert second_machine("sessions", "missed", "s1b").code == 1, "it is still to come"
    assert second_machine.does("delete", "q1b") is not None
    gone = second_machine.fails("show", "q1b")
    assert gone.code == 3 and "q1b is not there any more" in gone.err
    never = second_machine.fails("show", "q7b")
    assert never.code == 3 and "There is no question q7b" in never.err
    assert "There is no question q3." in second_machine.fails("show", "q3").err, "the first machine never gave it"


def test_what_another_machine_began_is_named_by_its_ref_in_every_sentence(second_machine: Mentee) -> None:
    for words in (
        ("goals", "add", "Chair stand-ups"), ("needs", "add", "Time", "--weight", "5"),
        ("mentors", "add", "Zoe Lind", "--candidate"), ("mentors", "score", "m1b", "n1b", "1"),
        ("mentors", "compare"), ("actions", "add", "Draft it", "--goal", "g1b"),
        ("activities", "add", "PFQ course", "--goal", "g1b"), ("achievements", "add", "Spoke up", "--goal", "g1b"),
        ("questions", "add", "Who leads?", "--goal", "g1b"), ("mentors", "add", "Sam Adeyemi"),
        ("sessions", "add", "--at", "thu 15:00", "--mentor", "m2b"), ("next",), ("agenda", "s1b"), ("goals", "list"),
        ("goals", "achieve", "g1b"),
    ):  # fmt: skip
        result = second_machine(*words)
        assert result.code == 0 and str(NUMBERS_PER_MACHINE)[:-2] not in result.out + result.err, (words, result)
    compared = second_machine("mentors", "compare", "--json").out
    assert '"n1b"' in compared and str(NUMBERS_PER_MACHINE)[:-2] not in compared
    assert "like q1b." in second_machine.fails("questions", "answer", "g1b", "Yes").err


def test_refs_of_both_machines_are_completed(second_machine: Mentee) -> None:
    second_machine.does("questions", "add", "Which risk first?")
    for word in ("q", "q1", "q1b"):
        assert "q1b" in [offer.value for offer in engine.offers_for(["show"], word)], word
    assert [offer.value for offer in engine.offers_for(["show"], "q2b")] == []


def test_numbers_of_another_machine_do_not_move_a_counter(second_machine: Mentee) -> None:
    second_machine.does("questions", "add", "Which risk first?")
    with closing(sqlite3.connect(second_machine.path)) as connection:
        assert lagging_counters(connection) == []
        connection.execute("UPDATE counters SET last = 2 WHERE name = 'questions'")
        assert lagging_counters(connection) == [], "the first machine knows the second one's numbers, and keeps its own"
        connection.execute("UPDATE counters SET last = 1 WHERE name = 'questions'")
        assert lagging_counters(connection) == [("questions", 2)]
    assert second_machine("doctor").code == 0


def test_an_import_takes_no_number_of_another_machine(second_machine: Mentee) -> None:
    second_machine.does("questions", "add", "Which risk first?")
    exported = second_machine("questions", "list", "--format", "csv", "--all").out
    with closing(sqlite3.connect(second_machine.path)) as connection, connection:
        connection.execute("UPDATE counters SET last = 2 WHERE name = 'questions'")
    second_machine.does("delete", "q1b")
    table = second_machine.path.with_name("questions.csv")
    table.write_text(exported, encoding="utf-8")
    assert second_machine("import", str(table)).code == 0
    assert second_machine.does("questions", "add", "And then?")["ref"] == "q4"
