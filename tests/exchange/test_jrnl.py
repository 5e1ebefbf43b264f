"""The diary of jrnl: each entry once, none lost without a word, and no word of it in what is said."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Mentee

TEXT = """[2026-11-01 09:00] First day. It was long @work
and more of it

[2026-11-02 10:15:00 PM] Won the board over! *
They said yes.
[x] is not a date, and stays a part of it

[2026-11-03] Only a day
"""


def write_file(mentee: Mentee, text: str | bytes, name: str = "diary.txt") -> str:
    path = mentee.folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_an_entry_becomes_a_lesson_and_a_starred_one_an_achievement(mentee: Mentee) -> None:
    data = mentee.does("import", write_file(mentee, TEXT))
    assert (data["source"], data["taken"], data["left"], data["made"]) == ("jrnl", 3, [], ["l1", "w1", "l2"])
    first, second = mentee.does("lessons", "list")
    assert first["text"] == "First day. It was long @work\nand more of it" and second["text"] == "Only a day"
    assert first["created_at"] == "2026-11-01T09:00:00.000Z" and second["created_at"].startswith("2026-11-03T00:00")
    (won,) = mentee.does("achievements", "list")
    assert (won["title"], won["day"]) == ("Won the board over!", "2026-11-02")
    assert won["evidence"] == "They said yes.\n[x] is not a date, and stays a part of it"
    assert [one["ref"] for one in mentee.does("search", "long")] == ["l1"]


def test_it_is_one_change_and_twice_adds_nothing(mentee: Mentee) -> None:
    file = write_file(mentee, TEXT)
    mentee.does("import", file)
    before = mentee.bytes()
    again = mentee.does("import", file)
    assert (again["taken"], again["there"], again["made"]) == (0, 3, []) and mentee.bytes() == before
    mentee.does("undo")
    assert mentee.does("lessons", "list") == [] and mentee.does("achievements", "list") == []


def test_a_dry_run_writes_nothing(mentee: Mentee) -> None:
    data = mentee.does("import", write_file(mentee, TEXT), "--dry-run")
    assert data["taken"] == 3 and data["made"] == [] and mentee.bytes() is None
    assert "Would take 2 lessons and 1 achievement." in mentee("import", write_file(mentee, TEXT), "--dry-run").out


def entry(**fields: Any) -> dict[str, Any]:
    usual = {"title": "First day.", "body": "It was long @work\nand more of it", "date": "2026-11-01", "time": "09:00"}
    return {**usual, "tags": ["@work"], "starred": False, **fields}


def test_the_json_export_of_the_same_diary_adds_nothing_to_its_text(mentee: Mentee) -> None:
    mentee.does("import", write_file(mentee, TEXT))
    won = entry(title="Won the board over!", body="They said yes.", date="2026-11-02", time="22:15", starred=True)
    file = write_file(mentee, json.dumps({"tags": {"@work": 1}, "entries": [entry(), won]}), "diary.json")
    data = mentee.does("import", file)
    assert (data["there"], data["made"]) == (1, ["w2"]), "the second has other words"
    assert mentee.does("achievements", "list")[1]["evidence"] == "They said yes."


def test_what_cannot_be_read_is_listed_by_its_line_and_never_quoted(mentee: Mentee) -> None:
    file = write_file(
        mentee,
        "secret before\n[2026-13-01 09:00] secret date\n[2026-11-01 09:00]\n[2026-11-01 09:05] secret \x07 bell\n"
        "[2027-11-01 09:00] secret future\n[2026-11-01 09:10] Good\n",
    )
    data = mentee.does("import", file, "--from", "jrnl", "--dry-run")
    assert [one["at"] for one in data["left"]] == ["line 1", "line 2", "line 3", "line 4", "line 5"]
    assert "secret" not in json.dumps(data)
    result = mentee("import", file, "--from", "jrnl")
    assert result.code == 0 and "line 4: The text holds a character" in result.err, "the rest is taken"
    assert "secret" not in result.out + result.err
    assert [one["text"] for one in mentee.does("lessons", "list")] == ["Good"]


def test_broken_objects_of_a_json_export_are_listed(mentee: Mentee) -> None:
    broken: list[Any] = [7, entry(title=3), entry(date="soon"), {}, entry(title="", body="")]
    file = write_file(mentee, json.dumps({"tags": {}, "entries": [*broken, entry()]}), "diary.json")
    data = mentee.does("import", file)
    assert [one["at"] for one in data["left"]] == [f"entry {at}" for at in range(1, 6)] and data["taken"] == 1


def test_a_noun_can_be_chosen_and_a_long_title_is_shortened_without_loss(mentee: Mentee) -> None:
    long = "word " * 60 + "end."
    file = write_file(mentee, f"[2026-11-01 09:00] {long}\n")
    assert mentee.does("import", file, "--noun", "achievements")["made"] == ["w1"]
    (won,) = mentee.does("achievements", "list")
    assert len(won["title"]) <= 200 and won["title"].endswith("…") and won["evidence"] == long
    for noun, ref in (("questions", "q1"), ("check-in", "c1"), ("challenges", "x1")):
        assert mentee.does("import", file, "--noun", noun)["made"] == [ref]
    assert mentee.fails("import", file, "--noun", "sessions").code == 2
    assert mentee.fails("import", file, "--noun", "poems").code == 2


@pytest.mark.parametrize(
    ("head", "moment"),
    [
        ("12.11.2026 09:30", "2026-11-12T09:30"),
        ("12. November 2026 09:30", "2026-11-12T09:30"),
        ("Thursday, 12 November 2026 09:30", "2026-11-12T09:30"),
        ("2026-11-12 Thu 09:30", "2026-11-12T09:30"),
        ("Thu Nov 12 09:30:00 2026", "2026-11-12T09:30"),
        ("Nov 12, 2026 9:30 PM", "2026-11-12T21:30"),
        ("12th Nov 2026 12:05 a.m.", "2026-11-12T00:05"),
        ("2026/11/12 09:30", "2026-11-12T09:30"),
        ("20261112 09:30", "2026-11-12T09:30"),
        ("25/10/2026 09:30", "2026-10-25T09:30"),
        ("10/25/2026 09:30", "2026-10-25T09:30"),
        ("10-25-2026", "2026-10-24T23:00"),
        ("2026-11-12T09:30:00Z", "2026-11-12T09:30"),
        ("2026-11-12T09:30:00+05:30", "2026-11-12T04:00"),
        ("2026-11-12 9 pm", "2026-11-12T21:00"),
        ("09:30 12.11.2026", "2026-11-12T09:30"),
        ("12.11.2026 09.30 Uhr", "2026-11-12T09:30"),
        ("12 nov 2026 09:30", "2026-11-12T09:30"),
        ("11/11/2026 11:11", "2026-11-11T11:11"),
    ],
)
def test_a_date_is_read_in_any_form_that_has_one_meaning(mentee: Mentee, head: str, moment: str) -> None:
    data = mentee.does("import", write_file(mentee, f"[{head}] Good. More.\n"))
    assert (data["source"], data["left"]) == ("jrnl", [])
    assert mentee.does("show", "l1")["created_at"].startswith(moment)


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("03/04/2026 09:00", "Its date could be 3 Apr or 4 Mar."),
        ("04-03-2026", "Its date could be 4 Mar or 3 Apr."),
        ("12.11.26 09:00", "The year of its date has two digits."),
        ("Donnerstag, 12 November 2026 09:00", "Its date is in a form, or in a language, that is not read."),
        ("Fri 12 Nov 2026 09:00", "Its weekday is not that of its date."),
        ("2026-11-31 09:00", "Its date does not exist."),
        ("2026-11-12 25:00", "Its date does not exist."),
        ("2026-11-12 13:00 PM", "Its date does not exist."),
    ],
)
def test_another_date_is_reported_as_what_it_is(mentee: Mentee, head: str, why: str) -> None:
    data = mentee.does("import", write_file(mentee, f"[{head}] Left.\n[2026-11-01 09:00] Good\n"), "--from", "jrnl")
    assert data["left"] == [{"at": "line 1", "why": why}] and data["taken"] == 1


def test_the_other_heads_of_a_file_tell_days_from_months(mentee: Mentee) -> None:
    file = write_file(mentee, "[03/04/2026 09:00] First\n[10/25/2026 09:00] Second\n[05/05/2026 09:00] Third\n")
    assert mentee.does("import", file)["taken"] == 3
    assert mentee.does("show", "l1")["created_at"].startswith("2026-03-04")
    both = write_file(mentee, "[03/04/2026 09:00] X\n[10/25/2026 09:00] Y\n[25/10/2026 09:00] Z\n")
    assert [entry["at"] for entry in mentee.does("import", both)["left"]] == ["line 1"], "this file has both orders"


def test_no_head_is_glued_to_the_entry_before_and_no_word_is_lost(mentee: Mentee) -> None:
    body = (
        "One.\nbody\n[2024-13-45 09:00] a line of it\n[26/11, 23:32] Ruth: chat\n[1] a note\n[x] done\n"
        "[see page 12 of 2025] x\n[20190927-1] note\n[Entry added 2019-09-27] x"
    )
    other = "[03/04/2026 09:00] Other\nits body"
    result = mentee("import", write_file(mentee, f"[2026-11-01 09:00] {body}\n{other}\n[2026-11-02 09:00] Two.\n"))
    assert "Line 3 stays in the text of the entry before it" in result.err and "Line 4 stays" in result.err
    assert "line 10: Its date could be" in result.err
    first, second = (lesson["text"] for lesson in mentee.does("lessons", "list"))
    assert first == body
    assert "its body" not in first and second == "Two."
    corrected = (mentee.folder / "diary.txt").read_text().replace("03/04/2026", "2026-04-03")
    again = mentee.does("import", write_file(mentee, corrected))
    assert (again["taken"], again["there"]) == (1, 2)


def test_what_was_taken_is_named_by_noun(mentee: Mentee) -> None:
    assert "Took 2 lessons (l1, l2) and 1 achievement (w1)." in mentee("import", write_file(mentee, TEXT)).out
    many = "".join(f"[2026-10-01 09:{at:02}] Number {at}\n" for at in range(30))
    assert "Took 30 lessons: l3 ... l32." in mentee("import", write_file(mentee, many)).out


@pytest.mark.parametrize("content", [b"", b"no entry", b"{", b'{"entries": 3}', b"[1]", b"\xff", b"[" * 100_000])
def test_what_is_no_diary_is_refused(mentee: Mentee, content: bytes) -> None:
    mentee.does("init")
    assert mentee.fails("import", write_file(mentee, content), "--from", "jrnl").code == 2


def test_where_nothing_could_be_taken_the_exit_code_says_so(mentee: Mentee) -> None:
    file = write_file(mentee, "[2027-11-01 09:00] To come\n")
    assert mentee("import", file).code == 1 and not Path(mentee.path).exists()
