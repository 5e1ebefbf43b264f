"""The search index: FTS5 over the view `entries`, kept by every change; no triggers, so none can be lost.

FTS5 with external content forgets words only when it is handed the old ones, so they are read from the view before
a row changes and the new ones after.
"""

import sqlite3
from typing import NamedTuple

HIT = ("\x01", "\x02")  # around a hit in a snippet; no text that was let in holds these characters
_COLUMNS = "tbl, number, title, words"


class Found(NamedTuple):
    """A row that holds the words, with a piece of its text around them."""

    table: str
    number: int
    title: str
    snippet: str


def forget(connection: sqlite3.Connection, table: str, number: int) -> int | None:
    """Take a row's words out of the index before it changes; its entry number, None where it has none."""
    return _tell(
        connection, table, number, f"INSERT INTO search (search, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?)"
    )


def learn(connection: sqlite3.Connection, table: str, number: int, entry: int | None) -> None:
    """Put a row's words into the index after it changed."""
    _tell(connection, table, number, f"INSERT INTO search (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?)")


def learn_after(connection: sqlite3.Connection, entry: int) -> None:
    """Put the words of all rows after an entry number into the index at once."""
    connection.execute(
        f"INSERT INTO search (rowid, {_COLUMNS}) SELECT entry, {_COLUMNS} FROM entries WHERE entry > ?", (entry,)
    )


def _tell(connection: sqlite3.Connection, table: str, number: int, statement: str) -> int | None:
    rows = connection.execute(
        f"SELECT entry, {_COLUMNS} FROM entries WHERE tbl = ? AND number = ?", (table, number)
    ).fetchall()
    if not rows:
        return None
    connection.execute(statement, rows[0])
    return int(rows[0][0])


def query(words: str) -> str:
    """What a person typed as a query that cannot fail: each word quoted, those without a letter or figure left out."""
    return " ".join(_quoted(word) for word in _plain(words).split() if any(sign.isalnum() for sign in word))


def _plain(words: str) -> str:
    """Words without what SQLite cannot take in a query: NUL, and halves of characters."""
    return words.replace("\0", " ").encode(errors="replace").decode()


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def search(connection: sqlite3.Connection, words: str, limit: int) -> list[Found]:
    """The newest rows that hold all the words, accents and case folded; of at most `limit`."""
    match = query(words)
    if not match:
        return []
    return [
        Found(*row)
        for row in connection.execute(
            f"SELECT tbl, number, title, snippet(search, 3, '{HIT[0]}', '{HIT[1]}', '…', 14) FROM search"
            " WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?",
            (match, limit),
        ).fetchall()
    ]


def starting(connection: sqlite3.Connection, table: str, start: str, limit: int) -> list[tuple[int, str]]:
    """(number, title) of the rows of a table whose words begin with `start`, the newest first.

    The index folds more than a reader does (it sees no punctuation), so the caller compares the titles again.
    """
    if not any(sign.isalnum() for sign in start):
        return []
    return [
        (number, title)
        for number, title in connection.execute(
            "SELECT number, title FROM search WHERE search MATCH ? AND tbl = ? ORDER BY rowid DESC LIMIT ?",
            (f"words : ^ {_quoted(_plain(start))} *", table, limit),
        ).fetchall()
    ]
