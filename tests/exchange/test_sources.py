"""What wrote a file is seen from its name or its first line, where that is sure; else it is asked for."""

from pathlib import Path

import pytest

from mentorlog.cli.file.imports.command import _detect_source
from tests.conftest import Mentee


@pytest.mark.parametrize(
    ("name", "content", "source"),
    [
        ("a.jsonl", b"", "mentorlog"),
        ("a.txt", b'{"mentorlog": 1, "schema": 3}', "mentorlog"),
        ("A.ICS", b"", "calendar"),
        ("a", b"\xef\xbb\xbfBEGIN:VCALENDAR\r\n", "calendar"),
        ("a.csv", b"", "csv"),
        ("a.txt", b"\n[2026-11-23 09:00] Title", "jrnl"),
        ("a.json", b'{\n  "tags": {}, "entries": []}', "jrnl"),
        ("a.json", b'[\n  {"text": "Who?"}]', "csv"),
    ],
)
def test_a_file_is_known_by_its_name_or_first_line(tmp_path: Path, name: str, content: bytes, source: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert _detect_source(tmp_path / name) == source


@pytest.mark.parametrize("content", [b"", b"hello", b"[x] to do", b'{"entries": []}', b"\xff\xfe"])
def test_what_is_not_sure_is_asked_for(mentee: Mentee, content: bytes) -> None:
    (mentee.folder / "a.txt").write_bytes(content)
    refused = mentee.fails("import", str(mentee.folder / "a.txt"))
    assert refused.code == 2 and "--from" in refused.err


def test_an_option_of_another_source_is_refused(mentee: Mentee) -> None:
    for name, words in (("a.jsonl", ("--noun", "questions")), ("a.ics", ("--yes",)), ("a.csv", ("--pick", "1"))):
        (mentee.folder / name).write_bytes(b"")
        assert words[0] in mentee.fails("import", str(mentee.folder / name), *words).err
