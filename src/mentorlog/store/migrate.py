"""Bringing an older file up to the schema of today: a backup first, then all in one transaction, then compared."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog import errors
from mentorlog.store.backup import create_backup
from mentorlog.store.connect import schema_version

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema


def migrate_file(connection: sqlite3.Connection, path: Path, schema: "Schema") -> Path | None:
    """Migrate the open file, and give the place of its backup; None where another process came first.

    Whoever fails leaves the file as it was. Raises Damaged where the outcome is not what a new file would be.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = schema_version(connection)
        if version == schema.version:
            connection.execute("ROLLBACK")
            return None
        copy = create_backup(path, f"before-schema-{schema.version}")
        _migrate_schema(connection, version, schema)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return copy


def build_schema(connection: sqlite3.Connection, schema: "Schema") -> None:
    """Put the whole schema into an empty file, within the transaction that is open."""
    run_scripts(connection, (*schema.migrations, schema.entries()))
    connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
    connection.execute(f"PRAGMA application_id = {schema.application_id}")
    connection.execute(f"PRAGMA user_version = {schema.version}")


def _migrate_schema(connection: sqlite3.Connection, version: int, schema: "Schema") -> None:
    connection.execute("DROP TABLE IF EXISTS search")
    connection.execute("DROP VIEW IF EXISTS entries")
    run_scripts(connection, (*(schema.migrations[at] for at in range(version, schema.version)), schema.entries()))
    connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
    connection.execute(f"PRAGMA user_version = {schema.version}")
    if connection.execute("PRAGMA foreign_key_check").fetchall() or schema_sql(connection) != fresh_schema_sql(schema):
        raise errors.Damaged("The journal does not have the shape that its schema says.", "It was left as it is.")


def run_scripts(connection: sqlite3.Connection, scripts: Sequence[str]) -> None:
    """Run scripts of SQL within the transaction that is open."""
    from sqlite_utils import Database  # as dear as all the rest of a command

    database = Database(connection, execute_plugins=False)
    for script in scripts:
        for statement in _statements(script):
            database.execute(statement)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, so that they stay within our transaction: executescript commits first.

    sqlite-utils would ask after each letter whether the statement ends there, which took longer than all else in making
    a file; it can end only at a semicolon.
    """
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def build_in_memory(schema: "Schema") -> sqlite3.Connection:
    """An empty store in memory, its search index included; there nothing has to stay in one transaction."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    for script in (*schema.migrations, schema.entries()):
        made.executescript(script)
    return made


def fresh_schema_sql(schema: "Schema") -> list[tuple[str, ...]]:
    """The shape that a new file would have."""
    with closing(build_in_memory(schema)) as made:
        return schema_sql(made)


def schema_sql(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """What a file consists of: tables, indexes, views, with the SQL of each; without what SQLite adds, as ANALYZE."""
    return connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' ORDER BY type, name"
    ).fetchall()
