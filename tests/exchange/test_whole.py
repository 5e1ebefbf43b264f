"""The whole journal as lines of JSON: out without loss, in as it was, and nothing of a file that was touched."""

import hashlib
import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import program
from tests.built import written_once
from tests.conftest import Mentee

OTHER = "other.db"
Lines = list[bytes]


@pytest.fixture
@written_once
def written(mentee: Mentee) -> Mentee:
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


def exported(mentee: Mentee, journal: str = "journal.db") -> bytes:
    """The export of a journal as bytes, in the process of its own that a person would run."""
    file = mentee.folder / f"{journal}.jsonl"
    file.unlink(missing_ok=True)
    result = mentee("export", "--output", str(file), "--journal", str(mentee.folder / journal))
    assert result.code == 0, result.err
    return file.read_bytes()


def put(mentee: Mentee, content: bytes, name: str = "in.jsonl") -> str:
    path = mentee.folder / name
    path.write_bytes(content)
    return str(path)


def sealed(lines: Lines) -> bytes:
    """Lines with the trailer that belongs to them: what somebody makes who knows how."""
    whole = b"".join(lines)
    trailer = {"lines": len(lines), "sha256": hashlib.sha256(whole).hexdigest()}
    return whole + json.dumps(trailer).encode() + b"\n"


def test_every_record_every_change_and_every_uid_is_in_it(written: Mentee) -> None:
    header, *lines, trailer = [json.loads(line) for line in exported(written).splitlines()]
    with closing(sqlite3.connect(written.path)) as connection:
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


def test_the_checksum_is_of_all_lines_before_it(written: Mentee) -> None:
    whole = exported(written)
    *lines, trailer = whole.splitlines(keepends=True)
    assert json.loads(trailer)["sha256"] == hashlib.sha256(b"".join(lines)).hexdigest()
    assert sealed(lines) == whole


def test_exporting_twice_gives_the_same_bytes_and_changes_nothing(written: Mentee) -> None:
    before = written.bytes()
    assert exported(written) == exported(written)
    assert written.bytes() == before


def test_stdout_gets_the_same_bytes_whatever_the_terminal_speaks(written: Mentee) -> None:
    import subprocess

    done = subprocess.run(
        [*program.MENTORLOG, "export", "--json"], capture_output=True, check=True,
        env=program.surroundings(written.path, PYTHONIOENCODING="ascii", LC_ALL="C"),
    )  # fmt: skip
    assert done.stdout == exported(written)


def test_a_file_is_for_its_owner_alone_and_not_written_over(written: Mentee) -> None:
    path = written.folder / "out.jsonl"
    assert written.does("export", "--output", str(path)) == {"file": str(path), "bytes": path.stat().st_size}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = path.read_bytes()
    assert written.refused("export", "--output", str(path)).code == 73
    written.does("questions", "add", "One more")
    written.does("export", "--output", str(path), "--force")
    assert path.read_bytes() != first
    assert "Put them behind cpd" in written.refused("export", "--output", "x", "cpd").err


def test_a_reader_who_lingers_keeps_no_writer_out(written: Mentee) -> None:
    import subprocess

    for at in range(40):
        written.does("lessons", "add", f"{at} " + "word " * 1000)
    with subprocess.Popen(
        [*program.MENTORLOG, "export"], stdout=subprocess.PIPE, env=program.surroundings(written.path)
    ) as lingering:
        assert lingering.stdout
        first = lingering.stdout.read(10)
        assert first == b'{"mentorlo' and lingering.poll() is None, "it has more than a pipe holds"
        assert program.run(written.path, "questions", "add", "Meanwhile").returncode == 0
        assert b"Meanwhile" not in lingering.stdout.read()


# Into an empty journal


def empty(mentee: Mentee, how: str) -> None:
    if how == "made":
        mentee.does("init", "--journal", str(mentee.folder / OTHER))


@pytest.mark.parametrize("how", ["no file", "made"])
def test_an_empty_journal_becomes_the_same_journal(written: Mentee, how: str) -> None:
    whole = exported(written)
    empty(written, how)
    other = ("--journal", str(written.folder / OTHER))
    told = written.does("import", put(written, whole), *other)
    assert (
        told["copied"]
        and not told["dry_run"]
        and {"noun": "skill", "new": 8, "same": 0, "differing": 0} in (told["moves"])
    )
    assert exported(written, OTHER) == whole
    assert written("doctor", *other).code == 0
    assert stat.S_IMODE((written.folder / OTHER).stat().st_mode) == 0o600
    assert written.does("history", *other) == written.does("history")
    assert [one["ref"] for one in written.does("search", "decides", *other)] == ["q1"]
    assert written.does("questions", "add", "Next", *other)["ref"] == "q4", "numbers go on where they were"
    written.does("undo", *other)
    written.does("undo", *other)
    assert written.does("skills", "list", *other)[0]["self_now"] is None, "the rating of before is taken back"


def test_a_dry_run_says_in_numbers_what_would_come_and_makes_no_file(written: Mentee) -> None:
    file = put(written, exported(written))
    told = written.does("import", file, "--dry-run", "--journal", str(written.folder / "no" / OTHER))
    assert told["copied"] and told["dry_run"] and {one["noun"]: one["new"] for one in told["moves"]} == {
        "mentor": 1, "goal": 1, "progress": 1, "question": 1, "challenge": 1, "skill": 8, "rating": 1,
    }  # fmt: skip
    assert not (written.folder / "no").exists()
    assert "8" in written("import", file, "--dry-run", "--journal", str(written.folder / OTHER)).out


def test_a_journal_that_was_there_before_the_skills_is_sound_and_comes_out_as_it_is(mentee: Mentee) -> None:
    import gzip

    old = Path(__file__).parents[1] / "store" / "old" / "schema-1.db.gz"
    mentee.path.write_bytes(gzip.decompress(old.read_bytes()))
    mentee.path.chmod(0o600)
    mentee.does("next")
    assert mentee("doctor").code == 0, "the skills came in behind entries of its own"
    mentee.does("delete", "k8")
    assert mentee("doctor").code == 0
    whole = exported(mentee)
    mentee.does("import", put(mentee, whole), "--journal", str(mentee.folder / OTHER))
    assert exported(mentee, OTHER) == whole


def test_an_export_of_an_empty_journal_can_be_taken_in(mentee: Mentee) -> None:
    whole = exported(mentee)
    mentee.does("import", put(mentee, whole))
    assert exported(mentee) == whole


# What was cut or altered


def refused(mentee: Mentee, content: bytes, code: int = 65) -> str:
    """Taking it in is refused, into a journal and into none; what is there stays as it is."""
    file = put(mentee, content)
    elsewhere = mentee.folder / "none" / OTHER
    result = mentee.refused("import", file, "--yes")
    assert result.code == code, result.err
    assert mentee("import", file, "--journal", str(elsewhere)).code == code
    assert not elsewhere.parent.exists()
    return result.err


def test_a_file_that_was_cut_at_any_line_is_refused(written: Mentee) -> None:
    lines = exported(written).splitlines(keepends=True)
    for at in range(len(lines)):
        assert refused(written, b"".join(lines[:at]))
        assert refused(written, b"".join([*lines[:at], *lines[at + 1 :]]))
    assert refused(written, b"".join(lines)[:-1])
    assert refused(written, b"".join([*lines, lines[-1]]))


def test_a_file_with_an_altered_byte_is_refused(written: Mentee) -> None:
    whole = exported(written)
    for at in range(0, len(whole), 97):
        assert refused(written, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    assert refused(written, whole.replace(b"\n", b"\r\n"))


def test_a_wrong_count_is_refused(written: Mentee) -> None:
    lines = exported(written).splitlines(keepends=True)[:-1]
    told = json.loads(lines[0])
    for name in ("records", "changes"):
        altered = {**told, name: told[name] + 1}
        assert "cut or altered" in refused(written, sealed([json.dumps(altered).encode() + b"\n", *lines[1:]]))


def test_a_newer_format_or_schema_is_not_guessed_at(written: Mentee) -> None:
    lines = exported(written).splitlines(keepends=True)[:-1]
    told = json.loads(lines[0])
    for name in ("mentorlog", "schema"):
        first = json.dumps({**told, name: 99}).encode() + b"\n"
        assert "newer" in refused(written, sealed([first, *lines[1:]]))


def test_what_is_no_export_is_refused(written: Mentee) -> None:
    assert "not an export" in refused(written, b"hello\n")
    assert "not an export" in refused(written, b"")
    assert written.refused("import", str(written.path)).code == 2
    assert written.refused("import", str(written.folder)).code == 2
    copy = written.folder / "copy.db"
    copy.write_bytes(written.path.read_bytes())
    assert "restore" in written.refused("import", str(copy)).err


def tampered(lines: Lines, word: bytes, **fields: Any) -> bytes:
    """The lines with the first of `word` changed, and sealed anew."""
    at = next(at for at, line in enumerate(lines) if word in line)
    told = json.loads(lines[at]) | fields
    return sealed([*lines[:at], json.dumps(told).encode() + b"\n", *lines[at + 1 :]])


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
    written: Mentee, word: bytes, fields: dict[str, Any]
) -> None:
    lines = exported(written).splitlines(keepends=True)[:-1]
    file = put(written, tampered(lines, word, **fields))
    elsewhere = written.folder / "none" / OTHER
    result = written("import", file, "--journal", str(elsewhere))
    assert result.code == 65 and "Nothing was changed" in result.err, result.err
    assert not elsewhere.exists()


@pytest.mark.parametrize(
    "text", ["a\0crimson", "\x1b[31mcrimson", "\x01crimson", "crimson " * 400_000, "e\u0301crimson"]
)
@pytest.mark.parametrize("word", [b'"record": "questions"', b'"changed": "questions"'])
def test_a_text_that_the_journal_would_not_have_kept_is_refused_by_its_line_alone(
    written: Mentee, word: bytes, text: str
) -> None:
    lines = exported(written).splitlines(keepends=True)[:-1]
    at = next(at for at, line in enumerate(lines) if word in line)
    told = json.loads(lines[at])
    (told if "record" in told else told["after"])["text"] = text
    lines[at] = json.dumps(told).encode() + b"\n"
    elsewhere = written.folder / "none" / OTHER
    result = written("import", put(written, sealed(lines)), "--journal", str(elsewhere))
    assert result.code == 65 and f"Line {at + 1} of" in result.err and "crimson" not in result.err
    assert not elsewhere.parent.exists()
