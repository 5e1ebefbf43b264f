"""Where the copies of a journal are, what they hold, and what harms them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.conftest import Mentee


def folder(mentee: Mentee) -> Path:
    """Where the copies of a journal are."""
    return mentee.path.with_name("journal.db-backups")


def names(mentee: Mentee) -> list[str]:
    """The files of the copies."""
    return sorted(one.name for one in folder(mentee).iterdir()) if folder(mentee).exists() else []


def questions(path: Path) -> list[str]:
    """The questions of a file, by number."""
    connection = sqlite3.connect(path)
    found = [text for (text,) in connection.execute("SELECT text FROM questions ORDER BY number")]
    connection.close()
    return found


def damage_pages(path: Path) -> None:
    """Damage pages in the middle of a file."""
    content = bytearray(path.read_bytes())
    for at in range(8192, len(content), 4096):
        content[at : at + 64] = b"\xff" * 64
    path.write_bytes(content)


def run_sql(path: Path, *statements: str) -> None:
    """Change a file as another program would."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
