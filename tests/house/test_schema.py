"""The tables agree with the records: columns, which of them may be empty, choices, links, days."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorlog import errors
from mentorlog.journal import schema
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import COMING_DAY, DAY, PAST_DAY
from mentorlog.journal.model.kinds import BY_LETTER, BY_TABLE
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS, Kind
from mentorlog.store.store import build_store

COMMON = {"number", "entry", "uid", "created_at", "updated_at"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A new journal."""
    path = tmp_path_factory.mktemp("schema") / "journal.db"
    with build_store(path, schema.schema()):
        pass
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


def table_fields(kind: Kind) -> list[Field]:
    return [field for field in fields_of(record_class(kind)) if field.is_stored]


each = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@each
def test_every_stored_field_is_a_column_that_may_be_empty_where_the_field_may(
    file: sqlite3.Connection, kind: Kind
) -> None:
    rows = file.execute(f"SELECT name, \"notnull\", pk FROM pragma_table_info('{kind.plural}')").fetchall()
    assert {name for name, *_ in rows} == COMMON | {field.name for field in table_fields(kind)}
    required = {name for name, notnull, _ in rows if notnull} - COMMON
    assert required == {field.name for field in table_fields(kind) if not field.optional}


@each
def test_no_rule_of_the_file_is_broken_by_what_a_guest_cannot_see(file: sqlite3.Connection, kind: Kind) -> None:
    """Or its refusal would tell them what that is: rules over rows are about random and counted fields alone.

    A rule of a row that knows of a field which only some readers see is about that field alone.
    """
    indexes = file.execute(f"SELECT name FROM pragma_index_list('{kind.plural}') WHERE \"unique\"").fetchall()
    unique = {
        column for (name,) in indexes for (column,) in file.execute("SELECT name FROM pragma_index_info(?)", (name,))
    }
    assert unique == {"entry", "uid"}
    ((sql,),) = file.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (kind.plural,)).fetchall()
    names = {field.name for field in table_fields(kind)}
    hidden = {field.name for field in table_fields(kind) if field.column.private or field.column.hide_from_manager}
    for rule in _checks(sql):
        named = names & set(re.findall(r"\w+", re.sub(r"'[^']*'", "", rule)))
        assert len(named) == 1 or not named & hidden, rule


def _checks(sql: str) -> Iterator[str]:
    """The conditions of a table's CHECKs."""
    for begin in re.finditer(r"CHECK \(", sql):
        depth, end = 1, begin.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
        yield sql[begin.end() : end - 1]


@each
def test_every_table_is_strict_and_every_choice_is_checked(file: sqlite3.Connection, kind: Kind) -> None:
    ((sql,),) = file.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (kind.plural,)).fetchall()
    assert sql.endswith("STRICT")
    for field in table_fields(kind):
        if field.form.choices:
            (choices,) = re.findall(rf"\b{field.name}\"? IN \((.*?)\)", sql)
            assert tuple(choices.replace("'", "").split(", ")) == field.form.choices
        if field.form in (DAY, COMING_DAY, PAST_DAY):
            assert f"date({field.name}, '+0 days') IS {field.name}" in sql


@each
def test_every_link_is_a_foreign_key_with_an_index(file: sqlite3.Connection, kind: Kind) -> None:
    keys = dict(file.execute(f'SELECT "from", "table" FROM pragma_foreign_key_list(\'{kind.plural}\')').fetchall())
    assert keys == {field.name: KINDS[field.form.link].plural for field in table_fields(kind) if field.form.link}
    first = {
        file.execute(f"SELECT name FROM pragma_index_info('{name}') WHERE seqno = 0").fetchone()[0]
        for (name,) in file.execute(f"SELECT name FROM pragma_index_list('{kind.plural}')")
    }
    assert set(keys) <= first, "else deleting a linked record scans the table"


@each
def test_no_column_that_may_be_empty_has_a_default(file: sqlite3.Connection, kind: Kind) -> None:
    """The log leaves out what is NULL, and replaying it must give NULL again."""
    rows = file.execute(f"SELECT dflt_value FROM pragma_table_info('{kind.plural}') WHERE \"notnull\" = 0")
    assert {default for (default,) in rows} <= {None}


@pytest.mark.parametrize("day", ["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "20260101", "2026-W48-1", "today"])
def test_what_is_no_day_is_refused_by_the_file_itself(file: sqlite3.Connection, day: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        file.execute(
            "INSERT INTO goals (number, entry, uid, created_at, updated_at, title, baseline, start, state)"
            " VALUES (1, 1, 'u', 'c', 'c', 't', 0, ?, 'agreed')",
            (day,),
        )


def test_letters_and_tables_are_each_used_once() -> None:
    lettered = [kind for kind in KINDS.values() if kind.letter]
    assert len(BY_LETTER) == len(lettered) and len(BY_TABLE) == len(KINDS)
    assert all(kind.letter == letter and len(letter) == 1 for letter, kind in BY_LETTER.items())
    assert all(kind.parent for kind in KINDS.values() if not kind.letter), "what has no ref is reached by its parent"


def test_every_kind_of_error_has_a_code_of_its_own() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and kind.__module__ == errors.__name__]
    items = [kind for kind in kinds if issubclass(kind, errors.MentorlogError) and kind is not errors.MentorlogError]
    assert len({kind.code for kind in items}) == len(items) == 12
    assert {kind.exit_code for kind in items} == {1, 2, 3, 65, 73, 74, 75, 77, 130}


def test_migrations_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in Path(schema.__file__).parent.glob("*.sql") if path.name != schema.WHOLE)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
