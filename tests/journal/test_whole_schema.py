"""A new journal is made by one script, and is what all migrations make of an old one."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from mentorlog.journal.schema import schema
from mentorlog.store.connect import Schema
from mentorlog.store.migrate import fresh_schema_sql
from tests.journal.whole_schema import FILE, whole_sql


def content_of(scripts: Sequence[str]) -> tuple[list[tuple[str, ...]], dict[str, list[tuple[object, ...]]]]:
    """Every object with its SQL, and every row, that the scripts leave in an empty file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for script in scripts:
            connection.executescript(script)
        objects = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2").fetchall()
        tables = [name for kind, name, *_ in objects if kind == "table"]
        return objects, {
            table: connection.execute(f'SELECT * FROM "{table}" ORDER BY 1').fetchall() for table in tables
        }


def test_the_one_script_comes_to_the_same_as_all_migrations() -> None:
    assert schema().scripts() == [FILE.read_text(encoding="utf-8")]
    assert content_of(schema().scripts()) == content_of(schema().migrations)


def test_the_script_on_file_is_that_of_the_migrations() -> None:
    assert FILE.read_text(encoding="utf-8") == whole_sql(), "run: python -m tests.journal.whole_schema --record"


def test_a_new_journal_has_the_schema_that_the_migrations_make() -> None:
    by_migrations = Schema(schema().application_id, schema().migrations, schema().searchable)
    assert fresh_schema_sql(schema()) == fresh_schema_sql(by_migrations)


def test_a_script_that_lacks_the_newest_migration_is_not_used() -> None:
    from mentorlog.journal.schema import _whole_sql

    version = schema().version
    assert _whole_sql(["x.sql"] * version) and not _whole_sql(["x.sql"] * (version + 1))
