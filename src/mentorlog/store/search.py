"""The search index: FTS5 over the view `entries`, kept by every change; no triggers, so none can be lost.

FTS5 with external content forgets words only when it is handed the old ones, so they are read from the view before
a row changes and the new ones after.
"""

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

from mentorlog.structs import Frozen

# Around a hit in a snippet, and where it leaves something out; no text that was let in holds these characters.
HIT_MARKS = ("\x01", "\x02")
CUT_MARK = "\x03"
MAX_RANKED = 2000  # hits that are ranked
_COLUMNS = "tbl, number, title, words"


class SearchHit(Frozen):
    """A row that holds the words, with a piece of its text around them."""

    table: str
    number: int
    title: str
    snippet: str


class SearchScope(Frozen):
    """Rows of a table that may be found: an SQL condition, and its parameters."""

    table: str
    condition: str = "TRUE"
    parameters: tuple[Any, ...] = ()


def remove_row(connection: sqlite3.Connection, table: str, number: int) -> int | None:
    """Take a row's words out of the index before it changes; its entry number, None where it has none."""
    return _execute_for_row(
        connection, table, number, f"INSERT INTO search (search, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?)"
    )


def add_row(connection: sqlite3.Connection, table: str, number: int, entry: int | None) -> None:
    """Put a row's words into the index after it changed."""
    _execute_for_row(connection, table, number, f"INSERT INTO search (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?)")


def add_rows_after(connection: sqlite3.Connection, entry: int) -> None:
    """Put the words of all rows after an entry number into the index at once."""
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


_TERM = r'(-?)("[^"]*"?\*?|[^\s"]+)'  # compiled where somebody searches: whoever writes loads this too


def to_fts_query(words: str) -> str:
    """What a person typed as a query that cannot fail; empty where it names no word that is to occur.

    "Words in quotes" stand together, `word*` is a beginning, `-word` must not occur. All else is quoted, and what has
    neither letter nor figure is left out.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, term in re.findall(_TERM, _sanitize(words)):
        if any(sign.isalnum() for sign in term):
            (unwanted if minus else wanted).append(_quote(term.strip('"*')) + " *" * term.endswith("*"))
    if not wanted:
        return ""
    return f"({' '.join(wanted)})" + (f" NOT ({' OR '.join(unwanted)})" if unwanted else "")


def _sanitize(words: str) -> str:
    """Words without what SQLite cannot take in a query: NUL, and halves of characters."""
    return words.replace("\0", " ").encode(errors="replace").decode()


def _quote(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def search(
    connection: sqlite3.Connection, words: str, limit: int, among: Sequence[SearchScope] | None = None
) -> list[SearchHit]:
    """The rows that hold the words, accents and case folded; of at most `limit`, and of those in `among` alone.

    The best match comes first, and of equals the newest. Ranking costs as much as there are hits, so where they are
    more than FEW the newest come first.
    """
    match = to_fts_query(words)
    if not match or among == []:
        return []
    ((hits,),) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)", (match, MAX_RANKED + 1)
    ).fetchall()
    rule, parameters = _scope_sql(among, few=hits <= MAX_RANKED) if among is not None else ("", [])
    shown = f"tbl, number, title, snippet(search, 3, '{HIT_MARKS[0]}', '{HIT_MARKS[1]}', '{CUT_MARK}', 14)"
    if hits > MAX_RANKED:
        return _read_hits(
            connection,
            f"SELECT {shown} FROM search WHERE search MATCH ?{rule} ORDER BY rowid DESC LIMIT ?",
            (match, *parameters, limit),
        )
    # Ranked by number alone, so that words are read only of what is shown.
    return _read_hits(
        connection,
        f"SELECT {shown} FROM (SELECT rowid AS entry, rank AS place FROM search WHERE search MATCH ?{rule}"
        " ORDER BY rank, rowid DESC LIMIT ?) best CROSS JOIN search ON search.rowid = best.entry"
        " WHERE search MATCH ? ORDER BY best.place, best.entry DESC",
        (match, *parameters, limit, match),
    )


def _scope_sql(among: Sequence[SearchScope], *, few: bool) -> tuple[str, list[Any]]:
    """SQL that lets through the hits that stand in one of the tables, as its condition says.

    Of few hits each is looked up, and of many too where a table lets all its rows through, since then the first are
    soon found; else the rows are gathered from the tables' own indexes (at 100,000 entries 20 ms where a thousand times
    as many look-ups took a second).
    """
    parameters = [value for one in among for value in one.parameters]
    if few or all(one.condition == "TRUE" for one in among):
        each = (
            f'EXISTS (SELECT 1 FROM "{one.table}" WHERE entry = search.rowid AND ({one.condition}))' for one in among
        )
        return f" AND ({' OR '.join(each)})", parameters
    all_ = " UNION ALL ".join(f'SELECT entry FROM "{one.table}" WHERE {one.condition}' for one in among)
    return f" AND +rowid IN ({all_})", parameters


def _read_hits(connection: sqlite3.Connection, statement: str, parameters: Sequence[Any]) -> list[SearchHit]:
    return [SearchHit(*row) for row in connection.execute(statement, parameters).fetchall()]


def find_by_prefix(connection: sqlite3.Connection, table: str, start: str, limit: int) -> list[tuple[int, str]]:
    """(number, title) of the rows of a table whose words begin with `start`, the newest first.

    The index folds more than a reader does (it sees no punctuation), so the caller compares the titles again.
    """
    if not any(sign.isalnum() for sign in start):
        return []
    return [
        (number, title)
        for number, title in connection.execute(
            "SELECT number, title FROM search WHERE search MATCH ? AND tbl = ? ORDER BY rowid DESC LIMIT ?",
            (f"words : ^ {_quote(_sanitize(start))} *", table, limit),
        ).fetchall()
    ]
