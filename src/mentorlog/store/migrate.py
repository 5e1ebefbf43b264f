"""Migrating an older file: a backup first, then all scripts in one transaction, then a comparison with a new file."""

import sqlite3
from contextlib import closing
from pathlib import Path

from mentorlog import errors
from mentorlog.store.backup import create_backup
from mentorlog.store.connect import Schema, schema_version
from mentorlog.store.create import run_scripts


def migrate_file(connection: sqlite3.Connection, path: Path, schema: Schema) -> Path | None:
    """Migrate an open file and return the path of its backup; None if another process migrated it first.

    A failure leaves the file as it was. Raises Damaged unless the result has the schema of a new file.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = schema_version(connection)
        if version == schema.version:
            connection.execute("ROLLBACK")
            return None
        backup = create_backup(path, f"before-schema-{schema.version}")
        _migrate_schema(connection, version, schema)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return backup


def _migrate_schema(connection: sqlite3.Connection, version: int, schema: Schema) -> None:
    connection.execute("DROP TABLE IF EXISTS search")
    connection.execute("DROP VIEW IF EXISTS entries")
    run_scripts(connection, (*schema.migrations[version:], schema.entries()), rebuild_search=True)
    connection.execute(f"PRAGMA user_version = {schema.version}")
    if connection.execute("PRAGMA foreign_key_check").fetchall() or schema_sql(connection) != fresh_schema_sql(schema):
        raise errors.Damaged("The journal does not have the shape that its schema says.", "It was left as it is.")


def build_in_memory(schema: Schema) -> sqlite3.Connection:
    """An empty store in memory, search index included."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for script in (*schema.migrations, schema.entries()):
        connection.executescript(script)
    return connection


def fresh_schema_sql(schema: Schema) -> list[tuple[str, ...]]:
    """The `schema_sql` of a new file."""
    with closing(build_in_memory(schema)) as connection:
        return schema_sql(connection)


def schema_sql(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Tables, indexes and views of a file, with the SQL of each; without those of SQLite itself, as ANALYZE adds."""
    return connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' ORDER BY type, name"
    ).fetchall()
