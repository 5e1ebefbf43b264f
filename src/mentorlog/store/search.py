"""The search index: FTS5 over the view `entries`, updated by every change rather than by triggers, which can get lost.

What is a word is decided by `folding` alone, for texts and for queries. The index holds ASCII texts as they are; the
folded words of all others stand in `search_words`, since FTS5 with external content removes words only if it is given
them as they were when they were added.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.store.snippets import Term

_INDEXED_WORDS = "coalesce((SELECT s.words FROM search_words s WHERE s.id = entries.entry), words)"
# The tokenizer splits at each ASCII sign that is no letter or digit, and at nothing else.
_STATEMENTS = (
    "CREATE TABLE search_words (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;",
    (f"CREATE VIEW search_rows AS SELECT entry, tbl, number, {_INDEXED_WORDS} AS words FROM entries;"),
    "CREATE VIRTUAL TABLE search USING fts5(words, content='search_rows', content_rowid='entry', tokenize='ascii');",
)
INDEX_SQL = "".join(_STATEMENTS)
MAX_RANKED = 2000  # hits that are ranked
# The work for a query grows with its words and with how often each occurs: words beyond these narrow it no further.
_MAX_WORDS = 40  # of a query
_MAX_PHRASE = 12  # words of a term
_MAX_TITLE = 1000  # characters that are compared with a name
_ALL_ROWS = "entries WHERE TRUE"
# The texts that are not ASCII. A third of the time is saved by comparing lengths in characters and in bytes first.
_IS_FOLDED = "length(words) <> length(CAST(words AS BLOB)) AND words GLOB '*[^' || char(1) || '-' || char(127) || ']*'"


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


# The index


def remove_row(connection: sqlite3.Connection, table: str, number: int) -> None:
    """Remove a row from the index before it changes."""
    for entry, words in _rows_of(connection, _INDEXED_WORDS, table, number):
        connection.execute("INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)", (entry, words))
        connection.execute("DELETE FROM search_words WHERE id = ?", (entry,))


def add_row(connection: sqlite3.Connection, table: str, number: int) -> None:
    """Add a row to the index after it changed."""
    for entry, words in _rows_of(connection, "words", table, number):
        if not words.isascii():
            from mentorlog.folding import fold_words

            words = fold_words(words)
            connection.execute("INSERT INTO search_words (id, words) VALUES (?, ?)", (entry, words))
        connection.execute("INSERT INTO search (rowid, words) VALUES (?, ?)", (entry, words))


def _rows_of(connection: sqlite3.Connection, words: str, table: str, number: int) -> list[tuple[int, str]]:
    """(entry, `words`) of a row."""
    part = _view_parts(connection)[table]
    return connection.execute(f"SELECT entry, {words} FROM ({part}) AS entries WHERE number = ?", (number,)).fetchall()


def _view_parts(connection: sqlite3.Connection) -> dict[str, str]:
    """By table, the part of the view `entries` that is about it: SQLite would prepare them all for each row."""
    ((view,),) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'entries'").fetchall()
    parts = view[view.index("SELECT entry") :].split(" UNION ALL ")
    # As in the view, a table is that of the file also where a reader's view has its name.
    return {(table := part.split("'", 2)[1]): part.replace(f" FROM {table}", f" FROM main.{table}") for part in parts}


def remove_rows(connection: sqlite3.Connection, table: str, numbers: Sequence[int]) -> None:
    """Remove some hundred rows of a table from the index before they go."""
    rows = f"({_view_parts(connection)[table]}) AS entries WHERE number IN ({', '.join('?' * len(numbers))})"
    connection.execute(
        f"INSERT INTO search (search, rowid, words) SELECT 'delete', entry, {_INDEXED_WORDS} FROM {rows}", numbers
    )
    connection.execute(f"DELETE FROM search_words WHERE id IN (SELECT entry FROM {rows})", numbers)


def add_rows(connection: sqlite3.Connection, table: str, numbers: Sequence[int]) -> None:
    """Add some hundred rows of a table to the index after they came."""
    rows = f"({_view_parts(connection)[table]}) AS entries WHERE number IN ({', '.join('?' * len(numbers))})"
    _store_folded(connection, rows, numbers)
    connection.execute(f"INSERT INTO search (rowid, words) SELECT entry, {_INDEXED_WORDS} FROM {rows}", numbers)


def add_rows_after(connection: sqlite3.Connection, entry: int) -> None:
    """Add all rows with higher entry numbers to the index."""
    _store_folded(connection, "entries WHERE entry > ?", (entry,))
    connection.execute(
        "INSERT INTO search (rowid, words) SELECT entry, words FROM search_rows WHERE entry > ?", (entry,)
    )


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index anew from the texts."""
    from mentorlog.store.connect import database

    connection.execute("DELETE FROM search_words")
    _store_folded(connection)
    database(connection).table("search").rebuild_fts()


def replace_older(connection: sqlite3.Connection) -> None:
    """Make the index of a file anew, within the open transaction, if an earlier version made it another way."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'search_words'").fetchall():
        return
    connection.execute("DROP TABLE IF EXISTS search")
    for statement in _STATEMENTS:
        connection.execute(statement)
    rebuild(connection)


def drop(connection: sqlite3.Connection) -> None:
    """Remove the index and its views, those of any earlier version too."""
    for statement in ("TABLE IF EXISTS search", "VIEW IF EXISTS search_rows", "TABLE IF EXISTS search_words",
                      "VIEW IF EXISTS entries"):  # fmt: skip
        connection.execute(f"DROP {statement}")


def has_expected_words(connection: sqlite3.Connection) -> bool:
    """Whether the folded words are those of the texts, and those that this version would fold."""
    from mentorlog.folding import fold_words

    ((count,),) = connection.execute("SELECT count(*) FROM search_words").fetchall()
    for entry, text in _iter_folded(connection):
        count -= 1
        if connection.execute("SELECT words FROM search_words WHERE id = ?", (entry,)).fetchall() != [
            (fold_words(text),)
        ]:
            return False
    return bool(count == 0)


def _store_folded(connection: sqlite3.Connection, rows: str = _ALL_ROWS, parameters: Sequence[int] = ()) -> None:
    from mentorlog.folding import fold_words

    folded = ((entry, fold_words(text)) for entry, text in _iter_folded(connection, rows, parameters))
    connection.executemany("INSERT INTO search_words (id, words) VALUES (?, ?)", folded)


def _iter_folded(
    connection: sqlite3.Connection, rows: str = _ALL_ROWS, parameters: Sequence[int] = ()
) -> Iterator[tuple[int, str]]:
    """(entry, text) of those `rows` (SQL from the view's name on) whose texts are not ASCII; invalid bytes replaced."""
    cursor = connection.execute(f"SELECT entry, CAST(words AS BLOB) FROM {rows} AND {_IS_FOLDED}", parameters)
    return ((entry, raw.decode(errors="replace")) for entry, raw in cursor)


# Queries

# Two dashes are no minus: somebody looks for --dry-run. Not compiled here, since commands that write load this too.
_TERM = r'(-(?!-)|)("[^"]*"?\*?|[^\s"]+)'


def parse_query(text: str) -> "tuple[list[Term], list[Term]]":
    """The terms that must occur, and those that must not, of what a person typed.

    "Words in quotes" are a phrase, `word*` is a prefix, `-word` must not occur. All other signs part words, and a term
    without a letter, a digit or a pictograph is left out.
    """
    from mentorlog.store.snippets import Term

    terms: dict[tuple[str, Term], None] = {}
    count = 0
    for minus, part in _split_terms(_normalize(text)):
        words = _without_long_runs(split_words(part))[:_MAX_PHRASE]
        term = (minus, Term(tuple(words), part.endswith("*")))
        if words and term not in terms:
            count += len(words)
            if count > _MAX_WORDS:
                break
            terms[term] = None
    return [term for minus, term in terms if not minus], [term for minus, term in terms if minus]


def _split_terms(text: str) -> list[tuple[str, str]]:
    """(minus, term) of what a person typed; to compile the pattern takes half a million instructions."""
    words = text.split()
    if all(word.isascii() and word.isalnum() for word in words):
        return [("", word) for word in words]
    return re.findall(_TERM, text)


def _without_long_runs(words: list[str]) -> list[str]:
    """The words without a fourth and further ones of the same in a row, each of which would cost another search."""
    return [word for at, word in enumerate(words) if at < 3 or words[at - 3 : at] != [word] * 3]


def _normalize(text: str) -> str:
    """A query with the signs that mean something as they stand on every keyboard: also "typographic" and full-width."""
    if text.isascii():
        return text
    from unicodedata import normalize

    return re.sub("[“”„‟«»]", '"', normalize("NFKC", text.encode(errors="replace").decode()))


def split_words(text: str) -> list[str]:
    """The folded words of a text, as the index has them."""
    if text.isascii():
        return [text.lower()] if text.isalnum() else re.findall("[a-z0-9]+", text.lower())
    from mentorlog.folding import fold_words

    return fold_words(text).split()


def to_fts_query(required: "Sequence[Term]", excluded: "Sequence[Term]" = ()) -> str:
    """Terms, of which at least one is required, as a query of FTS5."""
    match = f"({' '.join(map(_quote, required))})"
    return match + (f" NOT ({' OR '.join(map(_quote, excluded))})" if excluded else "")


def _quote(term: "Term") -> str:
    return f'"{" ".join(term.words)}"' + " *" * term.is_prefix


def search(
    connection: sqlite3.Connection, words: str, limit: int, among: Sequence[SearchScope] | None = None
) -> tuple[list[SearchHit], int]:
    """At most `limit` rows that hold the words, regardless of accents and case, within `among` if given; of how many.

    The best match comes first, the newest of equals. Since ranking has to read every hit, more than MAX_RANKED hits are
    sorted by age alone, and from MAX_RANKED + 1 on no more are counted.
    """
    from mentorlog.store.snippets import MAX_READ, SnippetCutter

    required, excluded = parse_query(words)
    if not required or among == []:
        return [], 0
    entries, count = _matching_entries(connection, to_fts_query(required, excluded), limit, among)
    cutter, hits, parts = SnippetCutter(required), [], _view_parts(connection)
    find_table = " UNION ALL ".join(f"SELECT '{table}' FROM main.{table} WHERE entry = :entry" for table in parts)
    for entry in entries:
        for (table,) in connection.execute(find_table, {"entry": entry}).fetchall():
            text_sql = f"SELECT number, title, substr(words, 1, {MAX_READ}) FROM ({parts[table]}) WHERE entry = ?"
            for number, title, text in connection.execute(text_sql, (entry,)).fetchall():
                hits.append(SearchHit(table, number, title, cutter.cut(text)))
    return hits, count


def _count_matches(connection: sqlite3.Connection, match: str, rule: str = "", parameters: Sequence[Any] = ()) -> int:
    ((count,),) = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?{rule} LIMIT ?)",
        (match, *parameters, MAX_RANKED + 1),
    ).fetchall()
    return int(count)


def _matching_entries(
    connection: sqlite3.Connection, match: str, limit: int, among: Sequence[SearchScope] | None
) -> tuple[list[int], int]:
    """At most `limit` of the entries that match, in order, and how many match; no text is read for them."""
    count = _count_matches(connection, match)
    rule, parameters = _scope_sql(among, few=count <= MAX_RANKED) if among is not None else ("", [])
    order = "rank, rowid DESC" if count <= MAX_RANKED else "rowid DESC"
    rows = connection.execute(
        f"SELECT rowid FROM search WHERE search MATCH ?{rule} ORDER BY {order} LIMIT ?", (match, *parameters, limit)
    )
    entries = [entry for (entry,) in rows.fetchall()]
    if len(entries) < limit:
        return entries, len(entries)
    return entries, count if among is None else _count_matches(connection, match, rule, parameters)


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

    The index ignores punctuation, so the caller has to compare the titles again. Of a very long title the beginning is
    given, long enough to tell whether it begins with `start` or is the same.
    """
    words = " ".join(split_words(start)[:_MAX_PHRASE])
    if not words:
        return []
    entries = connection.execute(
        f'SELECT rowid FROM search WHERE search MATCH ? AND EXISTS (SELECT 1 FROM "{table}" WHERE entry = search.rowid)'
        " ORDER BY rowid DESC LIMIT ?",
        (f'^ "{words}" *', limit),
    ).fetchall()
    if not entries:
        return []
    title_sql = f"SELECT number, substr(title, 1, ?) FROM ({_view_parts(connection)[table]}) WHERE entry = ?"
    return [
        row
        for entry in entries
        for row in connection.execute(title_sql, (_MAX_TITLE + 4 * len(start), *entry)).fetchall()
    ]
