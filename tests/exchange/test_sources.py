"""What wrote a file is seen from its name or its first line, where that is sure; else it is asked for."""

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from mentorlog.cli import main
from mentorlog.cli.completion import engine
from mentorlog.exchange.entries import ImportEntry, ParsedEntries, content_uid
from mentorlog.exchange.sources import SOURCES, ImportOptions, Source, detect_source
from mentorlog.journal.journal import Journal
from mentorlog.journal.model.records.questions import Question
from tests.conftest import Mentee

COMMAND = "mentorlog.cli.file.imports.command"


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
def test_a_file_is_known_by_its_name_or_first_line(name: str, content: bytes, source: str) -> None:
    assert detect_source(name, content, ImportOptions()).name == source


@pytest.mark.parametrize("content", [b"", b"hello", b"[x] to do", b'{"entries": []}', b"\xff\xfe"])
def test_what_is_not_sure_is_asked_for(mentee: Mentee, content: bytes) -> None:
    (mentee.folder / "a.txt").write_bytes(content)
    refused = mentee.fails("import", str(mentee.folder / "a.txt"))
    assert refused.code == 2 and "--from" in refused.err


def test_an_option_of_another_source_is_refused(mentee: Mentee) -> None:
    for name, words in (("a.jsonl", ("--noun", "questions")), ("a.ics", ("--yes",)), ("a.csv", ("--pick", "1"))):
        (mentee.folder / name).write_bytes(b"")
        assert words[0] in mentee.fails("import", str(mentee.folder / name), *words).err


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A source whose every line after the first is a question."""
    parser = ModuleType("mentorlog.exchange.paper")
    parser.parse_paper = _parse_paper  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, parser.__name__, parser)
    row = Source("paper", "a paper", ("dry_run",), (".paper",), "On paper:", "paper:parse_paper")
    monkeypatch.setitem(SOURCES, "paper", row)
    main.build_command.cache_clear()
    sys.modules.pop(COMMAND, None)  # it reads the rows when it is imported
    yield
    sys.modules.pop(COMMAND, None)
    main.build_command.cache_clear()


def _parse_paper(journal: Journal, content: bytes, options: ImportOptions) -> ParsedEntries:
    texts = content.decode().splitlines()[1:]
    return ParsedEntries(
        [
            ImportEntry(f"line {at}", Question(text=text), content_uid("paper", text))
            for at, text in enumerate(texts, 2)
        ],
        [],
    )


@pytest.mark.usefixtures("paper")
def test_a_row_is_all_that_a_source_needs(mentee: Mentee) -> None:
    file = mentee.folder / "notes.txt"
    file.write_text("On paper:\nWho decides?\n")
    assert "Took 1 question: q1." in mentee("import", str(file)).out
    assert "1 more is here already" in mentee("import", str(file), "--from", "paper").out
    assert "1 more is here already" in mentee("import", str(file.rename(mentee.folder / "a.paper"))).out
    assert "paper" in mentee("import", "--help").out
    assert "paper" in [offer.value for offer in engine.offers_for(["import", "a.paper", "--from"], "")]
    assert "paper" in mentee.fails("import", "a.paper", "--from", "nonsense").err
    assert (
        "--noun says nothing to a paper." in mentee.fails("import", str(mentee.folder / "a.paper"), "--noun", "x").err
    )
    (mentee.folder / "b.txt").write_text("nothing known")
    assert "paper" in mentee.fails("import", str(mentee.folder / "b.txt")).err
