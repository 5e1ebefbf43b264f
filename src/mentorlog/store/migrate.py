"""Migrating an older file: a backup first, then all scripts in one transaction, then a comparison with a new file."""

import sqlite3
from contextlib import closing
from pathlib import Path

from mentorlog import errors
from mentorlog.store import search
from mentorlog.store.backup import create_backup
from mentorlog.store.connect import Schema, schema_version
from mentorlog.store.create import run_scripts
from mentorlog.store.dump import dangling_links


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
        _require_shape(connection, schema, version)
        backup = create_backup(path, f"before-schema-{schema.version}")
        _migrate_schema(connection, version, schema)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return backup


def _migrate_schema(connection: sqlite3.Connection, version: int, schema: Schema) -> None:
    drop_triggers(connection)
    search.drop(connection)  # a view of a table keeps it from being altered
    run_scripts(connection, schema.migrations[version:])
    search.create(connection, schema.searchable())
    search.rebuild(connection)
    connection.execute(f"PRAGMA user_version = {schema.version}")
    for sql in missing_objects(connection, schema, "index"):
        connection.execute(sql)
    if dangling_links(connection) or missing_objects(connection, schema):
        raise _shape_error()


def _require_shape(connection: sqlite3.Connection, schema: Schema, version: int) -> None:
    """Raise Damaged, before anything is copied, unless the tables are those of the earlier version."""
    if missing_objects(connection, schema.as_of(version), "table"):
        raise _shape_error()


def _shape_error() -> errors.Damaged:
    return errors.Damaged("The journal does not have the shape that its schema says.", "It was left as it is.")


def drop_triggers(connection: sqlite3.Connection) -> list[str]:
    """Remove every trigger, and return their names: a journal has none, and one would write past the log."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")]
    for name in names:
        _drop(connection, "TRIGGER", name)
    return names


def drop_meddling_objects(connection: sqlite3.Connection, schema: Schema) -> list[str]:
    """Remove the triggers, and the indexes on our tables, that another program added; what each was, in words."""
    dropped = ["a trigger"] * len(drop_triggers(connection))
    for kind, name, table in foreign_objects(connection, schema):
        if kind == "index" and table in _table_names(schema):
            _drop(connection, "INDEX", name)
            dropped.append("an index")
    return dropped


def _drop(connection: sqlite3.Connection, kind: str, name: str) -> None:
    quoted = name.replace('"', '""')
    connection.execute(f'DROP {kind} "{quoted}"')


def foreign_objects(connection: sqlite3.Connection, schema: Schema) -> list[tuple[str, str, str]]:
    """(type, name, table) of each table, index, view and trigger that is not one of a journal."""
    ours = {row[:2] for row in fresh_schema_sql(schema)}
    return [(kind, name, table) for kind, name, table, _ in schema_sql(connection) if (kind, name) not in ours]


def _table_names(schema: Schema) -> set[str]:
    return {row[1] for row in fresh_schema_sql(schema) if row[0] == "table"}


def create_missing_objects(connection: sqlite3.Connection, schema: Schema) -> None:
    """Create anew the indexes and the search index that are missing, which hold nothing that is not in a table."""
    if not has_search_index(connection, schema):
        search.drop(connection)
        search.create(connection, schema.searchable())
        search.rebuild(connection)
    for sql in missing_objects(connection, schema, "index"):
        name = next(row[1] for row in fresh_schema_sql(schema) if row[3] == sql)
        connection.execute(f'DROP INDEX IF EXISTS "{name}"')  # one of that name may index something else
        connection.execute(sql)


def has_all_tables(connection: sqlite3.Connection, schema: Schema) -> bool:
    """Whether every table of records and of the log is there, as the schema has it."""
    return all(map(search.is_part, missing_objects(connection, schema, "table")))


def has_search_index(connection: sqlite3.Connection, schema: Schema) -> bool:
    """Whether there is a search index over the columns of the schema, whatever words it holds."""
    is_whole = not any(map(search.is_part, missing_objects(connection, schema, "table")))
    return is_whole and search.covers(connection, schema.searchable())


def missing_objects(connection: sqlite3.Connection, schema: Schema, kind: str = "") -> list[str]:
    """The SQL of each table or index that a new file has and this one lacks, or has differently.

    Views, indexes and tables that another program added are left alone.
    """
    present = set(schema_sql(connection))
    version = schema_version(connection)
    if version < schema.version:
        schema = schema.as_of(version)
    expected = fresh_schema_sql(schema)
    return [row[3] for row in expected if row not in present and kind in ("", row[0])]


def build_in_memory(schema: Schema) -> sqlite3.Connection:
    """An empty store in memory, search index included."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for script in schema.scripts():
        connection.executescript(script)
    if columns := schema.searchable():
        search.create(connection, columns)
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
