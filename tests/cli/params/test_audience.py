"""MENTORLOG_AUDIENCE: no private word leaves by any command, whatever is asked of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mentorlog.cli.audience import OPEN_COMMANDS, open_veiled_journal
from mentorlog.cli.params.options import FormType, WordType
from mentorlog.journal.model.forms import TEXT, TITLE
from mentorlog.nouns import KINDS
from tests.cli.params.conftest import MarkedJournal
from tests.cli.params.test_leaks import words_in
from tests.cli.params.test_walls import all_commands
from tests.conftest import Mentee

OWNERS_OWN = {
    "backup", "backup list", "config set", "config unset", "demo", "drafts", "drafts drop", "drafts list",
    "drafts restore", "export", "forget", "history", "import", "letter", "restore", "sync",
    "sync admit", "sync conflicts", "sync join", "sync keep", "sync key", "sync leave", "sync renew", "sync start",
    "sync status",
}  # fmt: skip
DRAFT_WORD = "zq9999qz"
AUDIENCES = {"m2": "mentor", "manager": "manager"}


def _groups() -> set[str]:
    return {name.split()[0] for name in all_commands() if " " in name}


def test_each_command_is_open_or_the_owners_own() -> None:
    """A new command is refused until it stands in the one list or, here, in the other."""
    callable_alone = {"checkin", "review", "export", "backup", "drafts", "sync"}
    assert set(all_commands()) | callable_alone == OPEN_COMMANDS | OWNERS_OWN
    assert not OPEN_COMMANDS & OWNERS_OWN
    assert callable_alone <= _groups()


def test_a_command_that_says_nothing_of_audiences_is_refused(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    mentee.does("questions", "add", "What now?")
    monkeypatch.setattr("mentorlog.cli.audience.OPEN_COMMANDS", OPEN_COMMANDS - {"questions list"})
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
    refused = mentee.fails("questions", "list")
    assert refused.code == 1 and refused.out == ""


@pytest.fixture
def mentee_with_traces(mentee: Mentee, journal_with_marks: MarkedJournal, monkeypatch: pytest.MonkeyPatch) -> Mentee:
    """Somebody whose drafts, copies and log hold private words too."""
    drafts = mentee.path.with_name("journal.db-drafts")
    drafts.mkdir(mode=0o700)
    for name in ("checkin-s12-1764000000000.toml", "debrief-s11-1764000000000.toml", "edit-g1-1764/g1.md"):
        (drafts / name).parent.mkdir(exist_ok=True)
        (drafts / name).write_text(f'blockers = "{DRAFT_WORD}"\n', encoding="utf-8")
    journal_with_marks.execute_script(
        "UPDATE change_rows SET after = json_set(after, '$.title', (SELECT why FROM goals WHERE number = 2))"
        " WHERE tbl = 'goals' AND number = 2 AND after IS NOT NULL"
    )
    return mentee


def _withheld(marks: MarkedJournal, audience: str) -> set[str]:
    return {mark.word for mark in marks.marks if mark.withheld_from(AUDIENCES[audience])} | {DRAFT_WORD}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_is_read_holds_no_private_word_at_all(
    mentee_with_traces: Mentee, journal_with_marks: MarkedJournal, audience: str
) -> None:
    """Whatever a query may be: the copy that it reads, with its log and its index, holds nothing else."""
    journal = open_veiled_journal(mentee_with_traces.path, audience)
    before = journal.store.connection
    journal.store.load_log()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):  # no copy is left behind by the next one
        before.execute("SELECT 1")
    words = words_in("\n".join(journal.store.connection.iterdump()))
    assert len(words) > 100 and not words & _withheld(journal_with_marks, audience)
    marked = {mark.word for mark in journal_with_marks.marks}
    indexed = [word for word in sorted(marked) if journal.store.search(word, 1)[1]]
    assert len(indexed) > 50 and not set(indexed) & _withheld(journal_with_marks, audience)
    with closing(sqlite3.connect(mentee_with_traces.path)) as file:
        tables = file.execute("SELECT DISTINCT tbl FROM change_rows").fetchall()
    for (table,) in tables:
        for change in journal.store.history(None, 500, [table]):
            assert not words_in(repr(change)) & _withheld(journal_with_marks, audience)
    journal.close()


def _value(parameter: Any, ref: str) -> str | None:
    """A value that a parameter takes; of refs the one given, where it is of that noun."""
    type_ = parameter.type
    if choices := getattr(type_, "choices", ()):
        return str(next(iter(choices)))
    if isinstance(type_, FormType):
        return ref if type_.form.link else "word" if type_.form in (TEXT, TITLE) else "2"
    if isinstance(type_, WordType):
        return {"refs": f"{ref}=2" if type_.takes_value else ref, "assignments": "private=no"}.get(type_.offers, "1")
    return "zq*"


def _calls(name: str, command: Any, refs: dict[str, str]) -> Iterator[list[str]]:
    """A command with its arguments, and with each of its options in turn; refs are those of a noun, or of any."""
    group = next((kind.noun for kind in KINDS.values() if kind.group == name.split()[0]), "goal")
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]

    def ref_for(parameter: Any) -> str:
        noun = getattr(parameter.type, "noun", "") or getattr(getattr(parameter.type, "form", None), "link", "")
        return refs.get(noun or group, refs["goal"])

    words = [*name.split(), *filter(None, (_value(parameter, ref_for(parameter)) for parameter in arguments))]
    yield name.split()
    yield words
    for parameter in command.params:
        if parameter.param_type_name == "option":
            option = max(parameter.opts, key=len)
            value = None if getattr(parameter, "is_flag", False) else _value(parameter, ref_for(parameter))
            if option not in ("--output", "--open", "--editor"):
                yield [*words, option, *([] if value is None else [value])]


def _refs(marks: MarkedJournal, *, hidden: bool) -> dict[str, str]:
    """One ref of each noun that has such."""
    private = marks.private_refs()
    refs = [ref for ref in marks.refs() if (ref in private) == hidden]
    return {kind.noun: ref for kind in KINDS.values() for ref in refs if kind.letter and ref.startswith(kind.letter)}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_private_word_leaves_by_any_command(
    mentee_with_traces: Mentee,
    journal_with_marks: MarkedJournal,
    monkeypatch: pytest.MonkeyPatch,
    audience: str,
    tmp_path: Path,
) -> None:
    """On stdout, on stderr and in files; with refs that may be seen, and with those that may not."""
    withheld = _withheld(journal_with_marks, audience)
    visible, hidden = _refs(journal_with_marks, hidden=False), _refs(journal_with_marks, hidden=True)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    content = mentee_with_traces.path.read_bytes()
    monkeypatch.setenv("MENTORLOG_AUDIENCE", audience)
    seen: set[str] = set()
    for name, command in all_commands().items():
        if name in OPEN_COMMANDS:
            with_hidden = list(_calls(name, command, {**visible, **hidden}))
            calls = with_hidden[:2] if audience == "manager" else [*_calls(name, command, visible), *with_hidden[1:2]]
        else:
            calls = [name.split()]
        for at, call in enumerate({tuple(call): None for call in calls}):
            result = mentee_with_traces(*call, *(("--json",) if at % 2 else ()))
            assert result.code in (0, 1, 2, 3, 10), (call, result.err)
            assert not (leaked := words_in(result.out + result.err) & withheld), (call, leaked)
            assert "Something is wrong" not in result.err, (call, result.err)
            seen |= words_in(result.out)
            if mentee_with_traces.path.read_bytes() != content:
                mentee_with_traces.path.write_bytes(content)
    assert len(seen) > 50, "what may be seen is, else the test could not fail"
    for path in {path for path in tmp_path.rglob("*") if path.is_file()} - before:
        if path.parent.name != "journal.db-backups":  # the owner's own
            assert not words_in(path.read_text(encoding="utf-8")) & withheld, path


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_is_hidden_is_answered_as_what_never_was(
    mentee_with_traces: Mentee, journal_with_marks: MarkedJournal, monkeypatch: pytest.MonkeyPatch, audience: str
) -> None:
    hidden = _refs(journal_with_marks, hidden=True).values()
    assert len(hidden) > 10
    monkeypatch.setenv("MENTORLOG_AUDIENCE", audience)
    for ref in hidden:
        for command in (("show",), ("edit",)):
            value = ("private=no",) if command == ("edit",) else ()
            result, other = (
                mentee_with_traces(*command, ref, *value),
                mentee_with_traces(*command, f"{ref[0]}8888", *value),
            )
            assert result.code == other.code == 3, (command, ref, result)
            assert result.err.split("\n")[0].replace(ref, "REF") == other.err.split("\n")[0].replace(
                f"{ref[0]}8888", "REF"
            )


def test_completion_offers_nothing_private(
    mentee_with_traces: Mentee, journal_with_marks: MarkedJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mentorlog.cli.completion.engine import offers_for

    lines = [["show"], ["undo"], ["redo"], ["restore"], ["drafts", "drop"], ["report", "--goal"]]
    withheld = _withheld(journal_with_marks, "m2")
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "m2")
    seen: set[str] = set()
    for words in lines:
        for start in ("", "z", "g", "x", "c"):
            seen |= words_in(repr(offers_for(words, start)))
    assert len(seen) > 20 and not seen & withheld
