"""Whether the search index holds the words of the texts, which SQLite's own check of a file does not compare."""

import sqlite3

from mentorlog.folding import fold_words
from mentorlog.store.search import INDEXED_WORDS, iter_folded, texts_of_all
from mentorlog.store.sqlite_errors import is_damage


def is_index_consistent(connection: sqlite3.Connection) -> bool:
    """Whether the index holds the words of the texts as this version folds them, and no others.

    FTS5 compares an index with its content table. Ours has none, so a copy of it in memory is compared, whose content
    are the texts. Raises sqlite3.OperationalError while another program holds the file.
    """
    connection.execute("PRAGMA temp_store = MEMORY")  # cannot be set within a transaction
    connection.execute("BEGIN")
    try:
        texts = texts_of_all(connection)
        _copy_index(connection, f"SELECT entry, {INDEXED_WORDS} AS words FROM ({texts})")
        connection.execute("INSERT INTO search_copy (search_copy, rank) VALUES ('integrity-check', 1)")
        return _has_expected_words(connection, texts)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return False
    finally:
        if connection.in_transaction:  # SQLite rolls back by itself where the disk is full or cannot be read
            connection.execute("ROLLBACK")


def _copy_index(connection: sqlite3.Connection, content: str) -> None:
    connection.execute(f"CREATE TEMP VIEW search_texts AS {content}")
    connection.execute(
        "CREATE VIRTUAL TABLE temp.search_copy"
        " USING fts5(words, content='search_texts', content_rowid='entry', tokenize='ascii')"
    )
    for part in ("data", "idx", "docsize"):
        connection.execute(f"DELETE FROM temp.search_copy_{part}")
        connection.execute(f"INSERT INTO temp.search_copy_{part} SELECT * FROM main.search_{part}")


def _has_expected_words(connection: sqlite3.Connection, texts: str) -> bool:
    """Whether the folded words are those of the texts, and those that this version would fold."""
    ((count,),) = connection.execute("SELECT count(*) FROM search_words").fetchall()
    for entry, text in iter_folded(connection, f"({texts}) WHERE TRUE"):
        count -= 1
        words = connection.execute("SELECT words FROM search_words WHERE id = ?", (entry,)).fetchall()
        if words != [(fold_words(text),)]:
            return False
    return bool(count == 0)
