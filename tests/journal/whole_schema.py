"""Write the schema as one script, by which a new journal is made: `python -m tests.journal.whole_schema --record`.

It is what the migrations leave behind, one after the other; to run them all would take a new journal 28 ms.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import mentorlog.journal.schema
from mentorlog.journal.schema import WHOLE, schema, whole_header

FILE = Path(mentorlog.journal.schema.__file__).with_name(WHOLE)


def whole_sql() -> str:
    """The script, as it should be."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for script in schema().migrations:
            connection.executescript(script)
        statements = list(connection.iterdump())[1:-1]  # without its transaction
    return whole_header(schema().version) + "\n".join(statements) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        FILE.write_text(whole_sql(), encoding="utf-8")
    sys.exit(FILE.read_text(encoding="utf-8") != whole_sql())
