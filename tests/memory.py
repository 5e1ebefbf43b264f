"""How much memory a command takes, in a process forked for it, and journals that would not go unnoticed there."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

CAN_MEASURE = hasattr(os, "fork") and os.access("/proc/self/clear_refs", os.W_OK)
PADDING = 24 << 20  # bytes, of which a command that holds the whole file cannot hide a third


def pad(path: Path) -> None:
    """Make a file long, by a table that another program might have added."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE padding (content)")
        connection.execute(
            "WITH RECURSIVE rows (at) AS (VALUES (1) UNION ALL SELECT at + 1 FROM rows WHERE at < ?)"
            " INSERT INTO padding SELECT zeroblob(8000) FROM rows",
            (PADDING // 8000,),
        )
        connection.commit()


def peak_growth(act: Callable[[], object]) -> int:
    """By how many bytes the memory of a process grows at most while it does something. Linux only."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            Path("/proc/self/clear_refs").write_text("5")  # the peak is from now on
            before = _peak()
            act()
            os.write(writing, str(_peak() - before).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with open(reading, encoding="ascii") as pipe:
        grown = pipe.read()
    _, status = os.waitpid(child, 0)
    assert status == 0, "what was measured has failed"
    return int(grown)


def _peak() -> int:
    """The most bytes of memory that this process had at once (proc(5), VmHWM)."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) << 10
