"""The whole journal as lines of JSON: out without loss, in as it was, and nothing of a file that was touched."""

import codecs
import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import subprocesses
from tests.conftest import Mentee
from tests.journal_copies import cache_journal
from tests.systems import has_mode

OTHER = "other.db"
Lines = list[bytes]


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody with a little of everything: links, an edit, a deletion, an undo, something private."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Lead a team", "--target", "10", "--unit", "meetings")
    mentee.does("goals", "progress", "g1", "0.1")
    mentee.does("questions", "add", "Who decides, “them” or we? 🌱", "--goal", "g1")
    mentee.does("edit", "q1", "priority=high")
    mentee.does("questions", "add", "Gone")
    mentee.does("delete", "q2")
    mentee.does("questions", "add", "Not meant")
    mentee.does("undo")
    mentee.does("challenges", "add", "He is late", "--kind", "availability", "--private")
    mentee.does("skills", "rate", "planning", "3")
    return mentee


def export_bytes(mentee: Mentee, journal: str = "journal.db") -> bytes:
    """The export of a journal as bytes, in the process of its own that a person would run."""
    file = mentee.folder / f"{journal}.jsonl"
    file.unlink(missing_ok=True)
    result = mentee("export", "--output", str(file), "--journal", str(mentee.folder / journal))
    assert result.code == 0, result.err
    return file.read_bytes()


def write_file(mentee: Mentee, content: bytes, name: str = "in.jsonl") -> str:
    path = mentee.folder / name
    path.write_bytes(content)
    return str(path)


def with_trailer(lines: Lines) -> bytes:
    """Lines with the trailer that belongs to them: what somebody makes who knows how."""
    whole = b"".join(lines)
    trailer = {"lines": len(lines), "sha256": hashlib.sha256(whole).hexdigest()}
    return whole + json.dumps(trailer).encode() + b"\n"


def test_every_record_every_change_and_every_uid_is_in_it(mentee_with_entries: Mentee) -> None:
    header, *lines, trailer = [json.loads(line) for line in export_bytes(mentee_with_entries).splitlines()]
    with closing(sqlite3.connect(mentee_with_entries.path)) as connection:
        uids = {uid for table in ("goals", "questions", "skills", "mentors", "challenges", "progress", "ratings")
                for (uid,) in connection.execute(f"SELECT uid FROM {table}")}  # fmt: skip
        ((changes,),) = connection.execute("SELECT count(*) FROM changes").fetchall()
    records = [line for line in lines if "record" in line]
    assert {record["uid"] for record in records} == uids
    assert header == {"mentorlog": 1, "schema": header["schema"], "records": len(records), "changes": changes}
    assert len([line for line in lines if "change" in line]) == changes
    assert trailer["lines"] == len(lines) + 1
    assert any(line.get("changed") == "questions" and line["before"] and line["after"] is None for line in lines)
    (question,) = [record for record in records if record["record"] == "questions"]
    assert question["text"] == "Who decides, “them” or we? 🌱" and question["goal"] == 1 and "answer" not in question


def test_the_checksum_is_of_all_lines_before_it(mentee_with_entries: Mentee) -> None:
    whole = export_bytes(mentee_with_entries)
    *lines, trailer = whole.splitlines(keepends=True)
    assert json.loads(trailer)["sha256"] == hashlib.sha256(b"".join(lines)).hexdigest()
    assert with_trailer(lines) == whole


def test_exporting_twice_gives_the_same_bytes_and_changes_nothing(mentee_with_entries: Mentee) -> None:
    before = mentee_with_entries.bytes()
    assert export_bytes(mentee_with_entries) == export_bytes(mentee_with_entries)
    assert mentee_with_entries.bytes() == before


def test_stdout_gets_the_same_bytes_whatever_the_terminal_speaks(mentee_with_entries: Mentee) -> None:
    import subprocess

    done = subprocess.run(
        [*subprocesses.MENTORLOG, "export", "--json"], capture_output=True, check=True,
        env=subprocesses.environment_for(mentee_with_entries.path, PYTHONIOENCODING="ascii", LC_ALL="C"),
    )  # fmt: skip
    assert done.stdout == export_bytes(mentee_with_entries)


def test_a_file_is_for_its_owner_alone_and_not_written_over(mentee_with_entries: Mentee) -> None:
    path = mentee_with_entries.folder / "out.jsonl"
    assert mentee_with_entries.does("export", "--output", str(path)) == {
        "file": str(path),
        "bytes": path.stat().st_size,
    }
    assert has_mode(path, 0o600)
    first = path.read_bytes()
    assert mentee_with_entries.fails("export", "--output", str(path)).code == 73
    mentee_with_entries.does("questions", "add", "One more")
    mentee_with_entries.does("export", "--output", str(path), "--force")
    assert path.read_bytes() != first
    assert "Put them behind cpd" in mentee_with_entries.fails("export", "--output", "x", "cpd").err


def test_a_reader_who_lingers_keeps_no_writer_out(mentee_with_entries: Mentee) -> None:
    import subprocess

    for at in range(40):
        mentee_with_entries.does("lessons", "add", f"{at} " + "word " * 1000)
    with subprocess.Popen(
        [*subprocesses.MENTORLOG, "export"],
        stdout=subprocess.PIPE,
        env=subprocesses.environment_for(mentee_with_entries.path),
    ) as lingering:
        assert lingering.stdout
        first = lingering.stdout.read(10)
        assert first == b'{"mentorlo' and lingering.poll() is None, "it has more than a pipe holds"
        assert subprocesses.run(mentee_with_entries.path, "questions", "add", "Meanwhile").returncode == 0
        assert b"Meanwhile" not in lingering.stdout.read()


# Into an empty journal


def prepare_target(mentee: Mentee, how: str) -> None:
    if how == "made":
        mentee.does("init", "--journal", str(mentee.folder / OTHER))


@pytest.mark.parametrize("how", ["no file", "made"])
def test_an_empty_journal_becomes_the_same_journal(mentee_with_entries: Mentee, how: str) -> None:
    whole = export_bytes(mentee_with_entries)
    prepare_target(mentee_with_entries, how)
    other = ("--journal", str(mentee_with_entries.folder / OTHER))
    data = mentee_with_entries.does("import", write_file(mentee_with_entries, whole), *other)
    assert (
        data["copied"]
        and not data["dry_run"]
        and {"noun": "skill", "new": 8, "same": 0, "differing": 0} in (data["moves"])
    )
    assert export_bytes(mentee_with_entries, OTHER) == whole
    assert mentee_with_entries("doctor", *other).code == 0
    assert has_mode(mentee_with_entries.folder / OTHER, 0o600)
    assert mentee_with_entries.does("history", *other) == mentee_with_entries.does("history")
    assert [one["ref"] for one in mentee_with_entries.does("search", "decides", *other)] == ["q1"]
    assert mentee_with_entries.does("questions", "add", "Next", *other)["ref"] == "q4", "numbers go on where they were"
    mentee_with_entries.does("undo", *other)
    mentee_with_entries.does("undo", *other)
    assert mentee_with_entries.does("skills", "list", *other)[0]["self_now"] is None, (
        "the rating of before is taken back"
    )


def test_a_dry_run_says_in_numbers_what_would_come_and_makes_no_file(mentee_with_entries: Mentee) -> None:
    file = write_file(mentee_with_entries, export_bytes(mentee_with_entries))
    data = mentee_with_entries.does(
        "import", file, "--dry-run", "--journal", str(mentee_with_entries.folder / "no" / OTHER)
    )
    assert data["copied"] and data["dry_run"] and {one["noun"]: one["new"] for one in data["moves"]} == {
        "mentor": 1, "goal": 1, "progress": 1, "question": 1, "challenge": 1, "skill": 8, "rating": 1,
    }  # fmt: skip
    assert not (mentee_with_entries.folder / "no").exists()
    assert (
        "8"
        in mentee_with_entries("import", file, "--dry-run", "--journal", str(mentee_with_entries.folder / OTHER)).out
    )


def test_a_journal_that_was_there_before_the_skills_is_sound_and_comes_out_as_it_is(mentee: Mentee) -> None:
    import gzip

    old = Path(__file__).parents[1] / "store" / "old" / "schema-1.db.gz"
    mentee.path.write_bytes(gzip.decompress(old.read_bytes()))
    mentee.path.chmod(0o600)
    mentee.does("next")
    assert mentee("doctor").code == 0, "the skills came in behind entries of its own"
    mentee.does("delete", "k8")
    assert mentee("doctor").code == 0
    whole = export_bytes(mentee)
    mentee.does("import", write_file(mentee, whole), "--journal", str(mentee.folder / OTHER))
    assert export_bytes(mentee, OTHER) == whole


def test_an_export_of_an_empty_journal_can_be_taken_in(mentee: Mentee) -> None:
    whole = export_bytes(mentee)
    mentee.does("import", write_file(mentee, whole))
    assert export_bytes(mentee) == whole


# What was cut or altered


def assert_refused(mentee: Mentee, content: bytes, code: int = 65) -> str:
    """Taking it in is refused, into a journal and into none; what is there stays as it is."""
    file = write_file(mentee, content)
    elsewhere = mentee.folder / "none" / OTHER
    result = mentee.fails("import", file, "--yes")
    assert result.code == code, result.err
    assert mentee("import", file, "--journal", str(elsewhere)).code == code
    assert not elsewhere.parent.exists()
    return result.err


def test_a_file_that_was_cut_at_any_line_is_refused(mentee_with_entries: Mentee) -> None:
    lines = export_bytes(mentee_with_entries).splitlines(keepends=True)
    for at in range(len(lines)):
        assert assert_refused(mentee_with_entries, b"".join(lines[:at]))
        assert assert_refused(mentee_with_entries, b"".join([*lines[:at], *lines[at + 1 :]]))
    assert assert_refused(mentee_with_entries, b"".join(lines)[:-2])
    assert assert_refused(mentee_with_entries, b"".join([*lines, lines[-1]]))


def test_a_file_with_an_altered_byte_is_refused(mentee_with_entries: Mentee) -> None:
    whole = export_bytes(mentee_with_entries)
    for at in range(0, len(whole), 97):
        assert assert_refused(mentee_with_entries, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])


_REWRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "by git or Notepad": lambda whole: whole.replace(b"\n", b"\r\n"),
    "in part": lambda whole: whole.replace(b"\n", b"\r\n", 3),
    "by an older Notepad": lambda whole: codecs.BOM_UTF8 + whole.replace(b"\n", b"\r\n"),
    "by PowerShell": lambda whole: whole.decode().replace("\n", "\r\n").encode("utf-16"),
    "without its last line end": lambda whole: whole[:-1],
    "with empty lines at its end": lambda whole: whole + b"\r\n\n",
}


@pytest.mark.parametrize("rewrite", _REWRITTEN.values(), ids=_REWRITTEN)
def test_other_line_ends_and_marks_change_nothing(
    mentee_with_entries: Mentee, rewrite: Callable[[bytes], bytes]
) -> None:
    whole = export_bytes(mentee_with_entries)
    rewritten = rewrite(whole)
    assert rewritten != whole
    for name, words, stdin in (("a", (write_file(mentee_with_entries, rewritten),), b""), ("b", ("-",), rewritten)):
        result = mentee_with_entries("import", *words, "--journal", str(mentee_with_entries.folder / name), stdin=stdin)
        assert result.code == 0, result.err
        assert export_bytes(mentee_with_entries, name) == whole
    assert assert_refused(mentee_with_entries, rewrite(whole.replace(b"Lead a team", b"Lead a tean")))


def test_a_wrong_count_is_refused(mentee_with_entries: Mentee) -> None:
    lines = export_bytes(mentee_with_entries).splitlines(keepends=True)[:-1]
    data = json.loads(lines[0])
    for name in ("records", "changes"):
        altered = {**data, name: data[name] + 1}
        assert "cut or altered" in assert_refused(
            mentee_with_entries, with_trailer([json.dumps(altered).encode() + b"\n", *lines[1:]])
        )


def test_a_newer_format_or_schema_is_not_guessed_at(mentee_with_entries: Mentee) -> None:
    lines = export_bytes(mentee_with_entries).splitlines(keepends=True)[:-1]
    data = json.loads(lines[0])
    for name in ("mentorlog", "schema"):
        first = json.dumps({**data, name: 99}).encode() + b"\n"
        assert "newer" in assert_refused(mentee_with_entries, with_trailer([first, *lines[1:]]))


def test_what_is_no_export_is_refused(mentee_with_entries: Mentee) -> None:
    assert "not an export" in assert_refused(mentee_with_entries, b"hello\n")
    assert "not an export" in assert_refused(mentee_with_entries, b"")
    assert mentee_with_entries.fails("import", str(mentee_with_entries.path)).code == 2
    assert mentee_with_entries.fails("import", str(mentee_with_entries.folder)).code == 2
    copy = mentee_with_entries.folder / "copy.db"
    copy.write_bytes(mentee_with_entries.path.read_bytes())
    assert "restore" in mentee_with_entries.fails("import", str(copy)).err


def tamper(lines: Lines, word: bytes, **fields: Any) -> bytes:
    """The lines with the first of `word` changed, and sealed anew."""
    at = next(at for at, line in enumerate(lines) if word in line)
    result = json.loads(lines[at]) | fields
    return with_trailer([*lines[:at], json.dumps(result).encode() + b"\n", *lines[at + 1 :]])


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        (b'"record": "questions"', {"text": "Another text than the log's"}),
        (b'"record": "questions"', {"record": "nothing"}),
        (b'"record": "questions"', {"record": 'questions" (number) VALUES (9) --'}),
        (b'"record": "questions"', {"number) VALUES (1) --": 1}),
        (b'"record": "questions"', {"priority": "urgent"}),
        (b'"record": "questions"', {"priority": ["high"]}),
        (b'"record": "questions"', {"goal": 99}),
        (b'"record": "questions"', {"goal": 2**70}),
        (b'"record": "questions"', {"entry": 1}),
        (b'"record": "questions"', {"uid": "x"}),
        (b'"record": "questions"', {"text": "\ud800"}),
        (b'"record": "questions"', {"created_at": "yesterday"}),
        (b'"counter": "questions"', {"last": 0}),
        (b'"counter": "entry"', {"last": 3}),
        (b'"changed": "questions"', {"changed": "nothing"}),
        (b'"changed": "questions"', {"after": {"x) --": 1}}),
        (b'"changed": "questions"', {"after": 7}),
        (b'"command": "undo"', {"reverts": 500}),
        (b'"command": "undo"', {"at": "garbage"}),
        (b'"counter": "questions"', {"last": 2**63 - 1}),
    ],
)
def test_what_no_journal_can_hold_is_refused_though_its_checksum_is_right(
    mentee_with_entries: Mentee, word: bytes, fields: dict[str, Any]
) -> None:
    lines = export_bytes(mentee_with_entries).splitlines(keepends=True)[:-1]
    file = write_file(mentee_with_entries, tamper(lines, word, **fields))
    elsewhere = mentee_with_entries.folder / "none" / OTHER
    result = mentee_with_entries("import", file, "--journal", str(elsewhere))
    assert result.code == 65 and "Nothing was changed" in result.err, result.err
    assert not elsewhere.exists()


@pytest.mark.parametrize(
    "text", ["a\0crimson", "\x1b[31mcrimson", "\x01crimson", "crimson " * 400_000, "e\u0301crimson"]
)
@pytest.mark.parametrize("word", [b'"record": "questions"', b'"changed": "questions"'])
def test_a_text_that_the_journal_would_not_have_kept_is_refused_by_its_line_alone(
    mentee_with_entries: Mentee, word: bytes, text: str
) -> None:
    lines = export_bytes(mentee_with_entries).splitlines(keepends=True)[:-1]
    at = next(at for at, line in enumerate(lines) if word in line)
    data = json.loads(lines[at])
    (data if "record" in data else data["after"])["text"] = text
    lines[at] = json.dumps(data).encode() + b"\n"
    elsewhere = mentee_with_entries.folder / "none" / OTHER
    result = mentee_with_entries(
        "import", write_file(mentee_with_entries, with_trailer(lines)), "--journal", str(elsewhere)
    )
    assert result.code == 65 and f"Line {at + 1} of" in result.err and "crimson" not in result.err
    assert not elsewhere.parent.exists()
