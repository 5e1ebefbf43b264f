"""Tables of a spreadsheet: columns found, cells read as edit reads them, what cannot be read listed with its line."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.conftest import Mentee


def write_file(mentee: Mentee, text: str | bytes, name: str = "table.csv") -> str:
    path = mentee.folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_columns_are_found_by_field_or_label_and_rows_become_records(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Lead a team")
    file = write_file(
        mentee,
        '\ufeffQuestion,PRIORITY,Goal,answer,Asked by\nWho decides?,high,lead,,x\n"Two\nlines, and a comma",,g1,Yes,\n',
    )
    data = mentee.does("import", file, "--noun", "questions")
    assert (data["taken"], data["made"], data["unused"], data["left"]) == (2, ["q1", "q2"], ["Asked by"], [])
    first, second = mentee.does("questions", "list", "--all")
    assert (first["text"], first["priority"], first["goal"], first["state"]) == ("Who decides?", "high", "g1", "open")
    assert second["text"] == "Two\nlines, and a comma"
    assert (second["state"], second["answer"], second["answered_on"]) == ("answered", "Yes", "2026-11-23")


def test_a_column_can_be_mapped(mentee: Mentee) -> None:
    file = write_file(mentee, "What;Text;How much\nWho?;not this;low\n")
    data = mentee.does("import", file, "--noun", "question", "--map", "what=text", "--map", "How much=priority")
    assert data["unused"] == ["Text"]
    (question,) = mentee.does("questions", "list")
    assert (question["text"], question["priority"]) == ("Who?", "low")
    for wrong in ("what=nothing", "none=text", "what"):
        assert mentee.fails("import", file, "--noun", "questions", "--map", wrong).code == 2


def test_it_is_one_change_and_twice_adds_nothing(mentee: Mentee) -> None:
    file = write_file(mentee, "title,day\nChaired one,yesterday\nSigned,2026-11-01\n")
    mentee.does("import", file, "--noun", "achievements")
    before = mentee.bytes()
    mentee.at("2026-11-24T09:00:00")
    data = mentee.does("import", file, "--noun", "achievements")
    assert (data["taken"], data["there"]) == (0, 2) and mentee.bytes() == before, "though yesterday is another day"
    mentee.does("undo")
    assert mentee.does("achievements", "list") == []


def test_of_two_rows_with_one_uid_the_first_counts_however_often_it_is_taken_in(mentee: Mentee) -> None:
    uid = "11111111-1111-4111-8111-111111111111"
    file = write_file(mentee, f"ref,uid,text\nq1,{uid},First\nq1,{uid},Second\n")
    mentee.does("import", file)
    before = mentee.bytes()
    data = mentee.does("import", file, "--take", "theirs")
    assert (data["there"], mentee.does("show", "q1")["text"]) == (2, "First") and mentee.bytes() == before


def test_what_cannot_be_read_is_listed_by_its_line_and_never_quoted(mentee: Mentee) -> None:
    file = write_file(
        mentee,
        "title,day,goal,minutes\n"
        "secret one,never secret,,\nsecret two,2027-01-01,,\nsecret three,,secret,\nsecret four,,,secret\n"
        '"secret\nfive",,,\n,2026-11-01,,\nsecret six,,,,secret\n\nGood,,,\n',
    )
    data = mentee.does("import", file, "--noun", "achievements", "--dry-run")
    assert [one["at"] for one in data["left"]] == [f"line {at}" for at in (2, 3, 4, 5, 6, 8, 9)]
    assert "secret" not in json.dumps(data) and mentee.bytes() is None
    assert "goal names no record" in data["left"][2]["why"] and data["left"][5]["why"] == "title is missing."
    result = mentee("import", file, "--noun", "achievements")
    assert result.code == 0 and "7 lines could not be taken" in result.err and "secret" not in result.out + result.err
    (won,) = mentee.does("achievements", "list")
    assert (won["title"], won["day"]) == ("Good", "2026-11-23"), "a day that is not said is today, as for add"


@pytest.mark.parametrize(
    "content",
    [
        '[{"text": "Who decides?", "priority": "high", "tags": ["a"]}, {"text": "Who pays?", "why": null}]',
        '{"text": "Who decides?", "priority": "high", "tags": ["a"]}\n\n{"text": "Who pays?"}\n',
        '\ufeff [{"text": "Who decides?", "priority": "high"}, {"text": "Who pays?"}]',
        "text\tpriority\nWho decides?\thigh\nWho pays?\t\n",
    ],
)
def test_a_table_may_be_json_or_have_tabs(mentee: Mentee, content: str) -> None:
    mentee.does("import", write_file(mentee, content), "--noun", "questions")
    questions = [(question["text"], question["priority"]) for question in mentee.does("questions", "list")]
    assert sorted(questions) == [("Who decides?", "high"), ("Who pays?", "normal")]


@pytest.mark.parametrize("content", ["[1, 2]", '{"text": "Who?"', "[]", "[[1]]", "[" * 99_999])
def test_json_that_is_no_table_is_refused(mentee: Mentee, content: str) -> None:
    assert mentee.fails("import", write_file(mentee, content), "--noun", "questions").code == 2


def test_a_row_of_json_that_cannot_be_read_is_listed_by_its_place(mentee: Mentee) -> None:
    result = mentee.does(
        "import", write_file(mentee, '[{"text": "Who?"}, {"priority": "high"}]'), "--noun", "questions"
    )
    assert result["left"] == [{"at": "entry 2", "why": "text is missing."}]


def test_the_apostrophe_before_a_formula_is_taken_off(mentee: Mentee) -> None:
    file = write_file(mentee, "lesson\n'=SUM(A1)\n' -5 % is much\n'quoted' word\n")
    mentee.does("import", file, "--noun", "lessons")
    assert [one["text"] for one in mentee.does("lessons", "list")] == ["=SUM(A1)", " -5 % is much", "'quoted' word"]


def test_a_long_text_fits_into_a_cell(mentee: Mentee) -> None:
    mentee.does("import", write_file(mentee, f'lesson\n"{"word " * 100_000}"\n'), "--noun", "lessons")
    assert len(mentee.does("lessons", "list")[0]["text"]) == 500_000


@pytest.mark.parametrize(
    ("noun", "table", "field", "value"),
    [
        ("sessions", "When,Took\n2026-11-02 15:00,45\n", "real_minutes", 45),
        ("actions", "action,done on,who\nDraft it,2026-11-02,mentor\n", "state", "done"),
        ("feedback", "behaviour,kind,response\nYou waited,constructive,I will ask\n", "state", "answered"),
        ("challenges", "challenge,kind,raised_on\nHard,fit,2026-11-02\n", "state", "raised"),
        ("goals", "goal,target,due\nLead,10,2027-01-01\n", "target", 10),
        ("skills", "skill\npatience\n", "name", "patience"),
        ("needs", "need,weight\nTime,5\n", "weight", 5),
        ("contacts", "name,follow up\nPriya,2026-12-01\n", "follow_up", "2026-12-01"),
        ("mentors", "name,meets\nRuth,2 weeks\n", "cadence", "2 weeks"),
        ("checkin", "day,mood,wins\n2026-11-02,4,All\n", "mood", 4),
        ("check_ins", "day,mood,wins\n2026-11-02,4,All\n", "mood", 4),
        ("review", "day,went well\n2026-11-02,All\n", "went_well", "All"),
    ],
)
def test_any_noun_that_can_be_added_can_come_from_a_table(
    mentee: Mentee, noun: str, table: str, field: str, value: object
) -> None:
    (ref,) = mentee.does("import", write_file(mentee, table), "--noun", noun)["made"]
    assert mentee.does("show", ref)[field] == value
    assert mentee("doctor").code == 0


@pytest.mark.parametrize(
    ("noun", "says"), [("scores", "part of something else"), ("questons", "Did you mean questions")]
)
def test_a_word_for_what_no_row_can_be_is_reported_as_such(mentee: Mentee, noun: str, says: str) -> None:
    refused = mentee.fails("import", write_file(mentee, "day\n2026-11-02\n"), "--noun", noun)
    assert refused.code == 2 and says in refused.err


def test_sessions_are_with_the_one_mentor_there_is(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth")
    mentee.does("import", write_file(mentee, "when\n2026-11-02 15:00\n"), "--noun", "sessions")
    assert mentee.does("show", "s1")["mentor"] == "m1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ("--noun", "questions")),
        (b"a,b\n1,2\n", ("--noun", "questions")),
        (b"text,question\n1,2\n", ("--noun", "questions")),
        (b'text\n"open\n', ("--noun", "questions")),
        (b"text\n\xff\n", ("--noun", "questions")),
        (b"text\nWho?\n", ()),
        (b"text\nWho?\n", ("--noun", "poems")),
        (b"text\nWho?\n", ("--noun", "questions", "--pick", "1")),
    ],
)
def test_what_is_no_table_for_that_is_refused(mentee: Mentee, content: bytes, words: tuple[str, ...]) -> None:
    mentee.does("init")
    assert mentee.fails("import", write_file(mentee, content), *words).code == 2


def test_a_copy_is_made_first_and_only_where_something_is_taken(mentee: Mentee) -> None:
    file = write_file(mentee, "skill\npatience\n")
    assert mentee.does("import", file, "--noun", "skills", "--dry-run")["kept"] is None
    assert mentee.does("import", file, "--noun", "skills")["kept"] is None, "there was no journal yet"
    assert mentee.does("import", file, "--noun", "skills")["kept"] is None, "nothing came"
    (mentee.folder / "more.csv").write_text("skill\nhumour\n", encoding="utf-8")
    kept = Path(mentee.does("import", str(mentee.folder / "more.csv"), "--noun", "skills")["kept"])
    assert kept.stem.startswith("before-import-")
    mentee.does("restore", kept.stem, "--yes")
    names = {one["name"] for one in mentee.does("skills", "list")}
    assert "patience" in names and "humour" not in names


@pytest.mark.parametrize(
    "content",
    [
        b"sep=;\nQuestion;Priority\nWho, then;high\n",
        b"sep=\t\r\ntext\tpriority\r\nWho, then\thigh\r\n",
        "text\tpriority\nWho, then\thigh\n".encode("utf-16"),
        b"\xfe\xff" + "text;priority\nWho, then;high\n".encode("utf-16-be"),
        b"text|priority\rWho, then|high\r",
        b'"text; in short, or so",priority\n"Who, then",high\n',
        b'[{"text": "Who, then", "priority": "high"}]',
        b'{"text": "Who, then", "priority": "high"}\n',
    ],
)
@pytest.mark.parametrize("file", ["-", "/dev/fd/{}", "table.txt"])
def test_a_table_is_read_in_any_form_and_from_anywhere(mentee: Mentee, content: bytes, file: str) -> None:
    words = ["--noun", "questions", *(["--map", "text in short or so=text"] if b"short" in content else [])]
    if file == "-":
        result = mentee("import", "-", *words, stdin=content)
    elif file == "table.txt":
        result = mentee("import", write_file(mentee, content, file), *words)
    else:
        reading, writing = os.pipe()
        os.write(writing, content)
        os.close(writing)
        result = mentee("import", file.format(reading), *words)
        os.close(reading)
    assert result.out == "Took 1 question: q1.\n", result.err
    (question,) = mentee.does("questions", "list")
    assert (question["text"], question["priority"]) == ("Who, then", "high")


@pytest.mark.parametrize(
    ("noun", "table", "field", "value"),
    [
        ("achievements", "title,day\nA,2026-11-12 00:00:00\n", "day", "2026-11-12"),
        ("achievements", "title,day\nA,2026-11-12T23:30:00-05:00\n", "day", "2026-11-13"),
        ("actions", "text,due\nA,20261211T230000Z\n", "due", "2026-12-11"),
        ("actions", "text,due\nA,2026-12-11T00:00:00-08:00\n", "due", "2026-12-11"),
        ("questions", '{"tasks": [{"text": "Who?"}]}', "text", "Who?"),
        ("questions", '{\n  "text": "Who?"\n}\n{\n  "text": "Why?"\n}\n', "text", "Who?"),
        ("actions", "text,stretch\nA,TRUE\n", "stretch", True),
        ("actions", "text,stretch\nA,1\n", "stretch", True),
        ("actions", "text,stretch\nA,false\n", "stretch", False),
        ("goals", "title,target\nA,1e-05\n", "target", 1e-05),
        ("goals", "title;target\nA;6,5\n", "target", 6.5),
        ("goals", "title,target\nA,1234567.1234567\n", "target", 1234567.1234567),
        ("sessions", "when,minutes\n2026-11-02 15:00:00,45.0\n", "starts_at", "2026-11-02T15:00"),
        ("sessions", "when,minutes\n2026-11-02 15:00:00,45.0\n", "minutes", 45),
        ("sessions", "when\n2026-11-02T15:00:00Z\n", "starts_at", "2026-11-02T15:00"),
        ("questions", '[{"text": {"a": [1, "é"]}}]', "text", '{"a": [1, "é"]}'),
        ("questions", '[{"text": "\'=not a formula"}]', "text", "'=not a formula"),
        ("questions", "text\n'Be bolder' - how?\n", "text", "'Be bolder' - how?"),
        ("questions", 'text\n"old\rMac"\n', "text", "old\nMac"),
        ("questions", '\n\ntext, priority\n"Who, then", high\n', "text", "Who, then"),
        ("questions", 'priority, text\nhigh, "Who, then"\n', "text", "Who, then"),
        ("questions", "priority,text\nhigh, Who then\n", "text", " Who then"),
        ("achievements", 'title\n"Signed\n"\n', "title", "Signed"),
    ],
)
def test_a_cell_is_read_as_programs_write_it(mentee: Mentee, noun: str, table: str, field: str, value: object) -> None:
    ref = mentee.does("import", write_file(mentee, table), "--noun", noun)["made"][0]
    shown = mentee.does("show", ref)[field]
    assert (shown[:16] if field == "starts_at" else shown) == value


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04...", "a zip file"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7", "a PDF"),
        (b"text\nok\nca\xe9\n", "not valid UTF-8 (line 3)"),
        (b'text,priority\nok,low\n"open,low\nx,low\n', "The quotes on line 3"),
        (b"\n" * 50_000_001, "no file that can be read whole"),
        (b"text,text\n1,2\n", "Two columns are text"),
        (b'[\n{"text": "Who?"},\n{"text": H}\n]', "not JSON that can be read (line 3)"),
        (b'{"text":' * 100_000, "This JSON holds no rows"),
    ],
)
def test_a_file_that_is_none_is_reported_as_what_it_is(mentee: Mentee, content: bytes, says: str) -> None:
    refused = mentee.fails("import", write_file(mentee, content), "--noun", "questions")
    assert refused.code == 2 and says in refused.err


@pytest.mark.parametrize("file", ["/dev/zero", "{folder}"])
def test_a_file_that_never_ends_is_refused(mentee: Mentee, file: str) -> None:
    assert mentee.fails("import", file.format(folder=mentee.folder), "--noun", "questions").code == 2


def test_a_line_of_json_that_cannot_be_read_is_listed_by_its_number(mentee: Mentee) -> None:
    file = write_file(
        mentee, '{"text": "Who?"}\n\n{"text": \n[2]\n{"text": "Why?", "priority": "hi"}\n{"text": "How?"}\n'
    )
    data = mentee.does("import", file, "--noun", "questions")
    assert [entry["at"] for entry in data["left"]] == ["line 3", "line 4", "line 5"] and data["taken"] == 2


def test_a_record_that_a_rule_refuses_does_not_hold_back_the_others(mentee: Mentee) -> None:
    for name in ("Ruth", "Amina"):
        mentee.does("mentors", "add", name)
    mentee.does("sessions", "add", "--at", "2026-11-02 15:00", "--mentor", "m1")
    file = write_file(mentee, "text,session,mentor\nWho?,s1,m2\nWhy?,s1,m1\n")
    data = mentee.does("import", file, "--noun", "questions")
    assert data["taken"] == 1 and data["left"][0]["at"] == "line 2" and "is with Ruth" in data["left"][0]["why"]
    versions = write_file(mentee, "mentor,version,purpose\nm1,0,None\nm1,2,Some\n")
    data = mentee.does("import", versions, "--noun", "agreement")
    assert data["taken"] == 1 and [entry["at"] for entry in data["left"]] == ["line 2"]
    assert mentee("doctor").code == 0


def test_a_zone_that_is_none_is_refused(mentee: Mentee) -> None:
    file = write_file(mentee, "when,zone\n2026-10-25 01:30,America/New_York\n2026-10-25 01:30,../../etc/passwd\n")
    data = mentee.does("import", file, "--noun", "sessions")
    assert data["left"] == [{"at": "line 3", "why": "zone names no time zone that is known here."}]
    assert mentee.does("show", "s1")["starts_at"].startswith("2026-10-25T01:30")


def test_a_file_that_may_not_be_read_is_named(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_file(mentee, "text\nWho?\n")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", file)

    monkeypatch.setattr("mentorlog.cli.file.imports.source_file.open", refuse, raising=False)
    refused = mentee.fails("import", file, "--noun", "questions")
    assert refused.code == 77 and "table.csv may not be read" in refused.err


def test_a_noun_that_is_private_here_stays_so_when_it_comes_from_a_table(mentee: Mentee) -> None:
    mentee.does("config", "set", "private", "questions")
    mentee.does("import", write_file(mentee, "text\nWho?\n"), "--noun", "questions")
    assert mentee.does("show", "q1")["private"] is True


def test_a_bad_line_of_stdin_is_named_and_nothing_is_noted(mentee: Mentee) -> None:
    refused = mentee("questions", "add", "-", stdin=b"Who?\n\nWh\x07y?\n")
    assert refused.code == 2 and refused.err.startswith("Line 3: ") and mentee.bytes() is None
    assert mentee("questions", "add", "-", stdin=b"Who?\r\nWhy?\r\n").code == 0
    assert [question["text"] for question in mentee.does("questions", "list")] == ["Who?", "Why?"]


def test_a_wide_table_takes_work_in_proportion_to_its_size(mentee: Mentee) -> None:
    def calls(columns: int) -> int:
        names = ",".join(f"column {at}" for at in range(columns))
        objects = "\n".join(json.dumps({"text": f"Why {at}?", f"key {at}": 1}) for at in range(columns))
        count = 0

        def counter(*_: object) -> None:
            nonlocal count
            count += 1

        for content in (f"text,{names}\nWho {columns}?\n", objects):
            file = write_file(mentee, content, f"wide-{columns}.csv")
            sys.setprofile(counter)
            try:
                mentee("import", file, "--noun", "questions", "--dry-run")
            finally:
                sys.setprofile(None)
        return count

    few, many = calls(100), calls(1000)
    assert many < 12 * few


def test_columns_are_found_by_what_spreadsheets_call_them(mentee: Mentee) -> None:
    file = write_file(mentee, "Task,Due date,Done\nWrite the plan,2026-12-12,no\n")
    assert "--noun actions" in mentee.fails("import", file).err
    assert mentee.does("import", file, "--noun", "actions")["unused"] == ["Done"]
    (action,) = mentee.does("actions", "list")
    assert (action["text"], action["due"]) == ("Write the plan", "2026-12-12")
    file = write_file(mentee, "Date,Notes\n2026-11-01 15:00,Of sponsors\n")
    assert mentee.does("import", file, "--noun", "sessions")["taken"] == 1
    file = write_file(mentee, "On,Notes\n2026-11-02 15:00,Of risks\n")
    assert mentee.does("import", file, "--noun", "sessions", "--map", "On=at")["taken"] == 1
