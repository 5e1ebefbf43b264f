"""The search index: FTS5 over the view `entries`, updated by every change rather than by triggers, which can get lost.

FTS5 with external content removes words only if it is given them, so they are read from the view before a row changes.
"""

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

from mentorlog.structs import Frozen

# Around a hit in a snippet, and where something is left out; never part of a valid text.
HIT_MARKS = ("\x01", "\x02")
CUT_MARK = "\x03"
MAX_RANKED = 2000  # hits that are ranked
_COLUMNS = "tbl, number, title, words"


class SearchHit(Frozen):
    """A row that holds the words, with the text around them."""

    table: str
    number: int
    title: str
    snippet: str


class SearchScope(Frozen):
    """The rows of a table that a search may find: an SQL condition and its parameters."""

    table: str
    condition: str = "TRUE"
    parameters: tuple[Any, ...] = ()


def remove_row(connection: sqlite3.Connection, table: str, number: int) -> int | None:
    """Remove a row from the index before it changes; returns its entry number, None if there is no row."""
    return _execute_for_row(
        connection, table, number, f"INSERT INTO search (search, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?)"
    )


def add_row(connection: sqlite3.Connection, table: str, number: int, entry: int | None) -> None:
    """Add a row to the index after it changed."""
    _execute_for_row(connection, table, number, f"INSERT INTO search (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?)")


def add_rows_after(connection: sqlite3.Connection, entry: int) -> None:
    """Add all rows with higher entry numbers to the index."""
    connection.execute(
        f"INSERT INTO search (rowid, {_COLUMNS}) SELECT entry, {_COLUMNS} FROM entries WHERE entry > ?", (entry,)
    )


def _execute_for_row(connection: sqlite3.Connection, table: str, number: int, statement: str) -> int | None:
    rows = connection.execute(
        f"SELECT entry, {_COLUMNS} FROM entries WHERE tbl = ? AND number = ?", (table, number)
    ).fetchall()
    if not rows:
        return None
    connection.execute(statement, rows[0])
    return int(rows[0][0])


_TERM = r'(-?)("[^"]*"?\*?|[^\s"]+)'  # not compiled here, since commands that write load this too


def to_fts_query(words: str) -> str:
    """What a person typed as a valid query; empty if it has no word to look for.

    "Words in quotes" are a phrase, `word*` is a prefix, `-word` must not occur. All else is quoted, and words without a
    letter or digit are left out.
    """
    required: list[str] = []
    excluded: list[str] = []
    for minus, term in re.findall(_TERM, _sanitize(words)):
        if any(character.isalnum() for character in term):
            (excluded if minus else required).append(_quote(term.strip('"*')) + " *" * term.endswith("*"))
    if not required:
        return ""
    return f"({' '.join(required)})" + (f" NOT ({' OR '.join(excluded)})" if excluded else "")


def _sanitize(words: str) -> str:
    """Replace what SQLite does not accept in a query: NUL, and lone surrogates."""
    return words.replace("\0", " ").encode(errors="replace").decode()


def _quote(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def search(
    connection: sqlite3.Connection, words: str, limit: int, among: Sequence[SearchScope] | None = None
) -> list[SearchHit]:
    """At most `limit` rows that hold the words, regardless of accents and case, within `among` if given.

    The best match comes first, the newest of equals. Since ranking has to read every hit, more than MAX_RANKED hits are
    sorted by age alone.
    """
    match = to_fts_query(words)
    if not match or among == []:
        return []
    ((hits,),) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)", (match, MAX_RANKED + 1)
    ).fetchall()
    rule, parameters = _scope_sql(among, few=hits <= MAX_RANKED) if among is not None else ("", [])
    query = f"SELECT tbl, number, title, snippet(search, 3, '{HIT_MARKS[0]}', '{HIT_MARKS[1]}', '{CUT_MARK}', 14) FROM "
    parameters = [match, *parameters, limit]
    if hits > MAX_RANKED:
        query += f"search WHERE search MATCH ?{rule} ORDER BY rowid DESC LIMIT ?"
    else:  # the inner query ranks by rowid alone, so that texts are read only for the rows that are shown
        query += (
            f"(SELECT rowid AS entry, rank AS place FROM search WHERE search MATCH ?{rule}"
            " ORDER BY rank, rowid DESC LIMIT ?) best CROSS JOIN search ON search.rowid = best.entry"
            " WHERE search MATCH ? ORDER BY best.place, best.entry DESC"
        )
        parameters.append(match)
    return [SearchHit(*row) for row in connection.execute(query, parameters).fetchall()]


def _scope_sql(among: Sequence[SearchScope], *, few: bool) -> tuple[str, list[Any]]:
    """SQL that limits hits to the scopes.

    Few hits are looked up one by one; so are many if no scope has a condition, since then the first match. Else
    the rows are collected through indexes of the tables (20 ms at 100,000 entries, where looking up took a second).
    """
    parameters = [value for scope in among for value in scope.parameters]
    if few or all(scope.condition == "TRUE" for scope in among):
        each = (
            f'EXISTS (SELECT 1 FROM "{scope.table}" WHERE entry = search.rowid AND ({scope.condition}))'
            for scope in among
        )
        return f" AND ({' OR '.join(each)})", parameters
    entries = " UNION ALL ".join(f'SELECT entry FROM "{scope.table}" WHERE {scope.condition}' for scope in among)
    return f" AND +rowid IN ({entries})", parameters


def find_by_prefix(connection: sqlite3.Connection, table: str, start: str, limit: int) -> list[tuple[int, str]]:
    """(number, title) of the rows of a table whose text begins with `start`, the newest first.

    The index ignores punctuation, so the caller has to compare the titles again.
    """
    if not any(character.isalnum() for character in start):
        return []
    return connection.execute(
        "SELECT number, title FROM search WHERE search MATCH ? AND tbl = ? ORDER BY rowid DESC LIMIT ?",
        (f"words : ^ {_quote(_sanitize(start))} *", table, limit),
    ).fetchall()
