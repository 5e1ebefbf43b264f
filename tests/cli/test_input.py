"""What is let in, what is refused, and that what was let in is shown exactly as it was typed."""

import json
import sqlite3
import unicodedata
from contextlib import closing

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal

REFUSED = {
    "empty": "",
    "blank": "  \t\n",
    "zero-width space and joiner": "\u200b\u200d",
    "blank of Braille": " \u2800 ",
    "Korean fillers": "\u3164\uffa0\u115f",
    "byte order mark": "\ufeff",
    "soft hyphen and variation selector": "\u00ad\ufe0f",
    "NUL": "a\x00b",
    "bell": "a\x07b",
    "ANSI escape": "\x1b[31mred\x1b[0m",
    "OSC 8 link": "\x1b]8;;http://example.org\x07link\x1b]8;;\x07",
    "OSC 52 clipboard": "\x1b]52;c;aGk=\x07",
    "C1 control": "a\x9b31mb",
    "DEL": "a\x7fb",
    "lone carriage return": "a\rb",
    "bidi override": "abc\u202edef",
    "bidi embedding": "abc\u202adef",
    "bidi isolate": "abc\u2066def",
    "line separator": "a\u2028b",
    "half of a character": "a\ud800b",
    "bytes that are not UTF-8": "caf\udce9",
    "1 MB and a byte": "x" * 1_000_001,
    "1 MB in other letters": "é" * 500_001,
}

SHOWN = [
    "[bold]not bold[/bold]",
    "[/]",
    "[link=http://example.org]x[/link]",
    ":smile: and :warning:",
    "back\\slash\\",
    "{x} {0} %s %(a)s",
    "=SUM(A1)",
    "‏שלום עולם",
    "مرحبا",
    "e" + "\u0301\u0302\u0303\u0304" * 10,
    "👩‍👩‍👧‍👦 🇬🇧 ✈️",
    "می‌خواهم",
    "\u2800⠓⠊\u2800",
    "ـ",
    "日本語のメモ",
    "a\tb",
    "ﬁne ½ ①",
    "--flag",
    "'; DROP TABLE questions; --",
]

WRITERS = [
    ("questions", "add", "--", "{}"),
    ("questions", "answer", "q1", "{}"),
    ("feedback", "add", "{}"),
    ("feedback", "add", "x", "--impact", "{}"),
    ("checkin", "--win", "{}"),
    ("goals", "add", "x", "--why", "{}"),
    ("mentors", "add", "--", "{}"),
    ("skills", "add", "--", "{}"),
    ("goals", "progress", "g1", "3", "--note", "{}"),
    ("sessions", "held", "s1", "--notes", "{}"),
    ("edit", "q1", "text={}"),
]


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """A mentee with a goal, a question and a session."""
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    mentee.does("questions", "add", "Who decides?")
    mentee.does("sessions", "add", "--at", "today 08:00")
    return mentee


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("words", WRITERS, ids=lambda words: " ".join(words[:2]))
def test_what_cannot_be_kept_is_refused_and_changes_nothing(
    mentee_with_entries: Mentee, words: tuple[str, ...], name: str
) -> None:
    text = REFUSED[name]
    if words[0] == "edit" and not text:
        text = " "
    result = mentee_with_entries.fails(*(word.replace("{}", text) for word in words))
    assert result.code == 2
    if len(text.strip()) > 3:
        assert text[:200] not in result.err, "an error does not repeat what a person wrote"
    assert result.err.isprintable() or "\x1b" not in result.err


@pytest.mark.parametrize("text", SHOWN)
def test_what_is_let_in_is_shown_exactly_as_typed(mentee_with_entries: Mentee, text: str) -> None:
    typed = unicodedata.normalize("NFC", text)
    noted = mentee_with_entries("questions", "add", "--", text)
    assert noted.code == 0 and typed in noted.out
    ref = noted.out.split(":")[0].split()[-1]
    assert mentee_with_entries.does("show", ref)["text"] == typed
    assert typed in mentee_with_entries("questions", "list").out
    assert typed in mentee_with_entries("show", ref).out
    assert typed in mentee_with_entries("history", ref).out


def test_accents_are_composed_and_line_breaks_are_one_sign(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("questions", "answer", "q1", "cafe\u0301\r\nau lait")
    assert mentee_with_entries.does("show", "q1")["answer"] == "café\nau lait"


def test_a_text_of_one_megabyte_is_kept(mentee_with_entries: Mentee) -> None:
    text = ("word " * 200_000).strip()
    mentee_with_entries.does("questions", "answer", "q1", text)
    assert mentee_with_entries.does("show", "q1")["answer"] == text


@pytest.mark.parametrize(
    "words", [("goals", "add"), ("achievements", "add"), ("mentors", "add"), ("goals", "step", "g1")]
)
@pytest.mark.parametrize("title", ["x" * 201, "two\nlines"], ids=["long", "lines"])
def test_a_title_has_one_line_of_200_characters(
    mentee_with_entries: Mentee, words: tuple[str, ...], title: str
) -> None:
    assert mentee_with_entries.fails(*words, title).code == 2
    assert mentee_with_entries(*words, "x" * 200).code == 0


def test_json_is_always_json(mentee_with_entries: Mentee) -> None:
    for text in SHOWN:
        mentee_with_entries.does("questions", "add", "--", text)
    result = mentee_with_entries("questions", "list", "--json").out
    assert {unicodedata.normalize("NFC", text) for text in SHOWN} <= {one["text"] for one in json.loads(result)["data"]}


CANARY = "Zebrafinch"


@pytest.mark.parametrize(
    "words",
    [
        ("questions", "answer", "q1", CANARY),
        ("questions", "answer", "q9", CANARY),
        ("goals", "progress", "g1", "lots", "--note", CANARY),
        ("goals", "add", "x", "--why", CANARY, "--by", "soon"),
        ("sessions", "held", "s1", "--notes", CANARY, "--rating", "9"),
        ("feedback", "add", CANARY, "--session", "s9"),
        ("feedback", "add", CANARY + "\x1b[31m"),
        ("questions", "add", f"{CANARY} more", f"{CANARY} words"),
        ("questions", "add", "Why", "--session", CANARY, CANARY),
        ("checkin", "--win", CANARY, "--mood", "9"),
        ("edit", "g1", f"whi={CANARY}"),
        ("questions", "add", "x", "--priority", CANARY),
        ("challenges", "add", CANARY, "--kind", CANARY),
        ("agreement", "add", CANARY, CANARY),
        ("needs", "suggest", "--pick", CANARY),
        ("debrief", "s1", "--answer", f"q9={CANARY}"),
        ("actions", "add", CANARY, "--by", "soon"),
    ],
)
def test_no_error_repeats_what_somebody_wrote(mentee_with_entries: Mentee, words: tuple[str, ...]) -> None:
    mentee_with_entries.does("questions", "answer", "q1", f"{CANARY} said so")
    result = mentee_with_entries.fails(*words)
    assert CANARY not in result.err
    assert CANARY not in mentee_with_entries(*words, "--json").out


def test_a_text_that_cannot_be_seen_and_is_there_already_does_not_stand_in_the_way(
    mentee_with_entries: Mentee,
) -> None:
    mentee_with_entries.does("questions", "answer", "q1", "Ask Ruth")
    with closing(sqlite3.connect(mentee_with_entries.path)) as connection, connection:
        connection.execute("UPDATE questions SET answer = ?", ("\u200b",))
    assert mentee_with_entries.does("edit", "q1", "goal=g1")["answer"] == "\u200b"


def test_a_cell_that_cannot_be_seen_is_an_empty_one(mentee: Mentee) -> None:
    table = mentee.path.with_name("actions.csv")
    table.write_text("text,by whom\nDraft the plan,\u200b\n\u200b,\u2800\n", encoding="utf-8")
    answer = mentee("import", str(table), "--noun", "actions", "--map", "by whom=note")
    assert answer.code == 0 and "text is missing" in answer.out + answer.err
    assert [action["text"] for action in mentee.does("actions", "list")] == ["Draft the plan"]
