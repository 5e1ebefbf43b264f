"""The search index: FTS5 without content, updated by every change rather than by triggers, which can get lost.

What is a word is decided by `folding` alone, for texts and for queries. The index holds ASCII texts as they are; the
folded words of all others stand in `search_words`, since FTS5 removes words only if it is given them as they were when
they were added. Which columns of a table it holds stands in `search_columns`: a view of all texts would say it too, but
SQLite would read it at each opening of the file, which took a quarter of the time.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.store.snippets import Term

# SQL of the words that the index holds for a text, over what `texts_of` gives.
INDEXED_WORDS = "coalesce((SELECT s.words FROM search_words s WHERE s.id = entry), words)"
# The tokenizer splits at each ASCII sign that is no letter or digit, and at nothing else.
_STATEMENTS = (
    "CREATE TABLE search_columns (tbl TEXT PRIMARY KEY, columns TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE search_words (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT",
    "CREATE VIRTUAL TABLE search USING fts5(words, content='', tokenize='ascii')",
)
_OBJECTS = (
    *("TABLE search", "TABLE search_words", "TABLE search_columns"),
    *("VIEW search_rows", "VIEW entries"),  # of earlier versions
)
MAX_RANKED = 2000  # hits that are ranked
# The work for a query grows with its words and with how often each occurs: words beyond these narrow it no further.
_MAX_WORDS = 40  # of a query
_MAX_PHRASE = 12  # words of a term
_MAX_TITLE = 1000  # characters that are compared with a name
_BEFORE_ALL = -(1 << 63)  # as an entry number
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


def create(connection: sqlite3.Connection, columns: Mapping[str, Sequence[str]]) -> None:
    """Make an index without words, for the `columns` of each table, the one with the title first."""
    for statement in _STATEMENTS:
        connection.execute(statement)
    rows = [(table, " ".join(names)) for table, names in columns.items()]
    connection.executemany("INSERT INTO search_columns (tbl, columns) VALUES (?, ?)", rows)


def drop(connection: sqlite3.Connection) -> None:
    """Remove the index, or what there is of it, that of any earlier version too."""
    for name in _OBJECTS:
        connection.execute(f"DROP {name.replace(' ', ' IF EXISTS ')}")


def is_part(sql: str) -> bool:
    """Whether SQL creates a part of the index, which can be made anew from the tables."""
    return sql.startswith((*_STATEMENTS, "CREATE TABLE 'search_"))


def covers(connection: sqlite3.Connection, columns: Mapping[str, Sequence[str]]) -> bool:
    """Whether the index holds these columns, as `create` takes them, and no others."""
    return _read_columns(connection) == {table: list(names) for table, names in columns.items()}


def _read_columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    rows = connection.execute("SELECT tbl, columns FROM search_columns").fetchall()
    return {table: names.split(" ") for table, names in rows}


def texts_of(connection: sqlite3.Connection, table: str) -> str:
    """SQL of the rows of a table as (entry, number, title, words), from the file also where a view has its name.

    Raises sqlite3.DatabaseError where the index does not know the table.
    """
    rows = connection.execute("SELECT columns FROM search_columns WHERE tbl = ?", (table,)).fetchall()
    if not rows:
        raise sqlite3.DatabaseError("the search index does not know the table")
    return _text_sql(table, rows[0][0].split(" "))


def _text_sql(table: str, names: Sequence[str]) -> str:
    columns = [f"t.{_quote_name(name)}" for name in names]
    words = [
        f"coalesce(replace({column}, 'T', ' '), '')"  # a moment is cut at its T, so that its day is a word of its own
        if name.endswith("_at")
        else f"coalesce({column}, '')"
        for name, column in zip(names, columns, strict=True)
    ]
    return (
        f"SELECT entry, number, coalesce({columns[0]}, '') AS title, {' || char(10) || '.join(words)} AS words"
        f" FROM main.{_quote_name(table)} t"
    )


def texts_of_all(connection: sqlite3.Connection) -> str:
    """SQL of the rows of all tables, as `texts_of` gives those of one."""
    return " UNION ALL ".join(_text_sql(table, names) for table, names in _read_columns(connection).items())


def _quote_name(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def remove_row(connection: sqlite3.Connection, table: str, number: int) -> None:
    """Remove a row from the index before it changes."""
    for entry, words in _rows_of(connection, INDEXED_WORDS, table, number):
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
    texts = texts_of(connection, table)
    return connection.execute(f"SELECT entry, {words} FROM ({texts}) WHERE number = ?", (number,)).fetchall()


def remove_rows(connection: sqlite3.Connection, table: str, numbers: Sequence[int]) -> None:
    """Remove some hundred rows of a table from the index before they go."""
    rows = f"({texts_of(connection, table)}) WHERE number IN ({', '.join('?' * len(numbers))})"
    connection.execute(
        f"INSERT INTO search (search, rowid, words) SELECT 'delete', entry, {INDEXED_WORDS} FROM {rows}", numbers
    )
    connection.execute(f"DELETE FROM search_words WHERE id IN (SELECT entry FROM {rows})", numbers)


def add_rows(connection: sqlite3.Connection, table: str, numbers: Sequence[int]) -> None:
    """Add some hundred rows of a table to the index after they came."""
    _add(connection, f"({texts_of(connection, table)}) WHERE number IN ({', '.join('?' * len(numbers))})", numbers)


def add_rows_after(connection: sqlite3.Connection, entry: int) -> None:
    """Add all rows with higher entry numbers to the index."""
    _add(connection, f"({texts_of_all(connection)}) WHERE entry > ?", (entry,))


def _add(connection: sqlite3.Connection, rows: str, parameters: Sequence[int]) -> None:
    """Add `rows` (SQL of what `texts_of` gives) to the index."""
    from mentorlog.folding import fold_words

    folded = ((entry, fold_words(text)) for entry, text in iter_folded(connection, rows, parameters))
    connection.executemany("INSERT INTO search_words (id, words) VALUES (?, ?)", folded)
    connection.execute(f"INSERT INTO search (rowid, words) SELECT entry, {INDEXED_WORDS} FROM {rows}", parameters)


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index anew from the texts."""
    connection.execute("DELETE FROM search_words")
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    add_rows_after(connection, _BEFORE_ALL)


def replace_older(connection: sqlite3.Connection, columns: Mapping[str, Sequence[str]]) -> None:
    """Make the index of a file anew, within the open transaction, if an earlier version made it another way.

    `columns` are as `create` takes them; those that the earlier version did not have are passed over.
    """
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'search_columns'").fetchall():
        return
    drop(connection)
    present = {table: _present_columns(connection, table, names) for table, names in columns.items()}
    create(connection, {table: names for table, names in present.items() if names})
    rebuild(connection)


def _present_columns(connection: sqlite3.Connection, table: str, names: Iterable[str]) -> list[str]:
    rows = connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()
    return [name for name in names if (name,) in rows]


def iter_folded(connection: sqlite3.Connection, rows: str, parameters: Sequence[int] = ()) -> Iterator[tuple[int, str]]:
    """(entry, text) of those `rows` (SQL) whose texts are not ASCII; invalid bytes replaced."""
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
    cutter, hits, columns = SnippetCutter(required), [], _read_columns(connection)
    tables = list(columns)
    find_table = " UNION ALL ".join(
        f"SELECT {at} FROM main.{_quote_name(table)} WHERE entry = :entry" for at, table in enumerate(tables)
    )
    for entry in entries:
        for (at,) in connection.execute(find_table, {"entry": entry}).fetchall():
            table = tables[at]
            texts = _text_sql(table, columns[table])
            text_sql = f"SELECT number, title, substr(words, 1, {MAX_READ}) FROM ({texts}) WHERE entry = ?"
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
    title_sql = f"SELECT number, substr(title, 1, ?) FROM ({texts_of(connection, table)}) WHERE entry = ?"
    return [
        row
        for entry in entries
        for row in connection.execute(title_sql, (_MAX_TITLE + 4 * len(start), *entry)).fetchall()
    ]
