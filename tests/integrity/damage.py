"""Damaged files: bytes flipped, sectors and pages lost, files cut off.

`python -m tests.integrity.damage --count 2000` damages a journal of 400 entries in that many ways, and says what became
of it: what commands did, what doctor found, what it saved. It exits 1 where a promise was broken:

- a command ends within five seconds with a code of the table and a sentence, never with a traceback;
- a command that only reads, or that is refused, leaves every byte as it is;
- doctor finds over nine in ten of what changed anything that can be read, and all lost sectors and pages but free ones;
- what it saves is sound, and holds every row that SQLite can still read; links to what is lost are cleared.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
import time
from ast import literal_eval
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tests.benchmarks.journals import write_journal
from tests.conftest import Result
from tests.in_process import fault_in, journal_environment, run_command

PAGE, SECTOR = 4096, 512
ANSWER_LOST = "The change itself is in the journal"  # where only the answer to it failed
MAX_SECONDS = 5.0  # seconds that a command may take
READING = (
    ("next",), ("due",), ("report",), ("agenda",), ("timeline",), ("lookback",), ("history",), ("history", "q7"),
    ("search", "sponsor"), ("show", "g1"), ("show", "q12"), ("questions", "list", "--all"), ("goals", "list"),
    ("sessions", "list", "--all"), ("feedback", "list"), ("mentors", "list"), ("skills", "list"), ("backup", "list"),
    ("export", "calendar"), ("checkin", "list"), ("report", "--format", "html", "--output", "-"),
)  # fmt: skip
CHANGING = (
    ("questions", "add", "Who decides?"), ("edit", "q9", "text=Who pays?"), ("delete", "q5"), ("undo",),
    ("goals", "progress", "g1", "60"), ("checkin", "--mood", "4"), ("questions", "answer", "q11", "Ask Ruth."),
)  # fmt: skip


def flip_byte(whole: bytes, chance: Random) -> bytes:
    """Change one byte."""
    at = chance.randrange(len(whole))
    return whole[:at] + bytes([whole[at] ^ chance.randrange(1, 256)]) + whole[at + 1 :]


def _zero_block(size: int) -> Callable[[bytes, Random], bytes]:
    def zero(whole: bytes, chance: Random) -> bytes:
        at = chance.randrange(len(whole) // size) * size
        return whole[:at] + bytes(size) + whole[at + size :]

    return zero


def swap_page(whole: bytes, chance: Random) -> bytes:
    """Overwrite a page with the content of another."""
    to, source = (chance.randrange(len(whole) // PAGE) * PAGE for _ in range(2))
    return whole[:to] + whole[source : source + PAGE] + whole[to + PAGE :]


def truncate(whole: bytes, chance: Random) -> bytes:
    """Cut the file off at the end of a page, or after 99, 50 or 10 % of it."""
    part = chance.choice((0.99, 0.5, 0.1, None))
    return whole[: int(len(whole) * part) if part else chance.randrange(1, len(whole) // PAGE) * PAGE]


WAYS: dict[str, Callable[[bytes, Random], bytes]] = {
    "byte flipped": flip_byte,
    "sector zeroed": _zero_block(SECTOR),
    "page zeroed": _zero_block(PAGE),
    "page swapped": swap_page,
    "cut off": truncate,
}


class DamageOutcome(NamedTuple):
    """The outcome for one damaged file."""

    found: bool  # by doctor, or by whatever opens a file
    harmless: bool  # everything that can be read is as it was
    faults: list[str]  # promises that were broken
    saved: tuple[int, int] | None  # rows in the file that doctor saved, and rows that SQLite can read one by one


class Damage:
    """Damages one journal again and again."""

    def __init__(self, folder: Path, entries: int = 400) -> None:
        self._folder = folder
        write_journal(folder / "whole.db", entries, date(2026, 11, 23))
        self.whole = (folder / "whole.db").read_bytes()
        self._contents = _content(folder / "whole.db") or {}
        self._ours = folder / "ours"

    def attack(self, way: str, chance: Random) -> DamageOutcome:
        """Damage the journal in one way; then read it, run doctor, repair it, and write to it."""
        damaged = WAYS[way](self.whole, chance)
        shutil.rmtree(self._ours, ignore_errors=True)
        # Another each time: a process that makes the copy of a large journal may still write into the last one.
        self._ours = Path(tempfile.mkdtemp(prefix="ours-", dir=self._folder))
        journal = self._ours / "journal.db"
        journal.write_bytes(damaged)
        journal.chmod(0o600)
        with journal_environment(journal):
            faults = [self._run_reading(journal, words) for words in chance.sample(READING, 3)]
            result = _run_timed("doctor", "--json")
            faults += [_broken_promise(journal, damaged, ("doctor",), result)]
            saved = None
            if result.code == 65 and "findings" in result.out:
                saved, fault = self._run_repair(journal)
                faults.append(fault)
            faults += [self._run_changing(journal, words, chance) for words in chance.sample(CHANGING, 2)]
        found = result.code != 0 or "The log is not whole" in result.out
        return DamageOutcome(found, self._is_unchanged(damaged), [*filter(None, faults)], saved)

    def _is_unchanged(self, damaged: bytes) -> bool:
        """Whether everything in the file can be read and is as it was."""
        (self._folder / "damaged.db").write_bytes(damaged)
        return _content(self._folder / "damaged.db") == self._contents

    @staticmethod
    def _run_reading(journal: Path, words: tuple[str, ...]) -> str:
        return _broken_promise(journal, journal.read_bytes(), words, _run_timed(*words))

    @staticmethod
    def _run_changing(journal: Path, words: tuple[str, ...], chance: Random) -> str:
        """A change, on a day that has its backup or has none: it is done, or the file stays as it is."""
        if chance.random() < 0.5:
            day = journal.with_name("journal.db-backups") / "2026-11-23.db"
            day.parent.mkdir(exist_ok=True)
            day.touch()
        before = journal.read_bytes()
        result = _run_timed(*words)
        kept = result.code == 0 or ANSWER_LOST in result.err
        return _broken_promise(journal, journal.read_bytes() if kept else before, words, result)

    def _run_repair(self, journal: Path) -> tuple[tuple[int, int] | None, str]:
        before = journal.read_bytes()
        result = _run_timed("doctor", "--fix", "--json")
        if fault := _broken_promise(journal, before, ("doctor", "--fix"), result):
            return None, fault
        made = list(self._ours.glob("journal.db-backups/salvaged-*.db"))
        if not made:
            return None, ""  # its tables are whole and only their shape is wrong
        with journal_environment(made[0]):
            if _run_timed("doctor", "--json").code == 65:
                return None, "what doctor saved is damaged itself"
        rows = _rows(made[0])
        lost = _lost_rows(_readable_rows(journal, self._contents), rows)
        return (len(rows), len(rows) + len(lost)), f"{len(lost)} readable rows were not saved" if lost else ""


def _run_timed(*words: str) -> Result:
    """A command's result; where it took too long, that is what is wrong with it."""
    begun = time.monotonic()
    result = run_command(*words)
    took = time.monotonic() - begun
    return result if took < MAX_SECONDS else replace(result, code=-1, err=f"{took:.0f} seconds")


def _broken_promise(journal: Path, before: bytes, words: tuple[str, ...], result: Result) -> str:
    """Which promise a command broke; empty if none."""
    fault = fault_in(result) if result.code != -1 else result.err
    if fault or journal.read_bytes() != before:
        return f"{' '.join(words)}: {fault or 'the file changed'}"
    return ""


# What a file holds

_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
Content = dict[str, dict[Any, str]]
Rows = set[tuple[str, Any, str]]


def _content(path: Path) -> Content | None:
    """Every row of every table, those of the search index too, by its first field; None where one cannot be read."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            return {
                table: {row[0]: repr(row) for row in connection.execute(f'SELECT * FROM "{table}"')}
                for (table,) in connection.execute(_TABLES).fetchall()
            }
        except (sqlite3.Error, UnicodeDecodeError):
            return None


def _records(connection: sqlite3.Connection) -> list[str]:
    return [
        table
        for (table,) in connection.execute(_TABLES).fetchall()
        if not table.startswith("search") and table != "counters"
    ]


def _rows(path: Path) -> Rows:
    """The rows of a sound file: table, number, what it holds."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            (table, row[0], repr(row))
            for table in _records(connection)
            for row in connection.execute(f'SELECT * FROM "{table}"')
        }


def _readable_rows(path: Path, good: Content) -> Rows:
    """The rows of a damaged file that SQLite finds by their numbers, and that are as they were."""
    found = set()
    with closing(sqlite3.connect(path)) as connection:
        for table in good:
            if table.startswith(("search", "counters")):
                continue
            missed = 0
            for number, text in good[table].items():
                try:
                    rows = connection.execute(f'SELECT * FROM "{table}" WHERE rowid = ?', (number,)).fetchall()
                    missed = 0
                except (sqlite3.Error, UnicodeDecodeError):
                    missed += 1
                    rows = []
                found |= {(table, number, text) for row in rows if repr(row) == text}
                if missed > 100:  # the table is lost, and asking costs the time to read a damaged schema
                    break
    return found


def _lost_rows(readable: Rows, saved: Rows) -> Rows:
    """The rows that were not saved; one is, though a link in it was cleared: it led to what could not be read."""
    known = {(table, number): text for table, number, text in saved}
    return {
        (table, number, text)
        for table, number, text in readable - saved
        if not _differs_by_links(literal_eval(text), literal_eval(known.get((table, number), "()")))
    }


def _differs_by_links(row: tuple[Any, ...], saved: tuple[Any, ...]) -> bool:
    """Whether the two differ only by numbers that are gone."""
    return len(row) == len(saved) and all(
        one == other or (other is None and isinstance(one, int)) for one, other in zip(row, saved, strict=True)
    )


# The figures


def attack(folder: Path, count: int, seed: int, entries: int = 400) -> tuple[dict[str, Counter[str]], list[str]]:
    """Damage a journal `count` times in each way by turns; the figures of each way, and the promises broken."""
    chance, damage = Random(seed), Damage(folder, entries)
    figures: dict[str, Counter[str]] = {way: Counter() for way in WAYS}
    faults = []
    for at in range(count):
        way = list(WAYS)[at % len(WAYS) if at % 2 else 0]  # half of all are flips
        seen = damage.attack(way, chance)
        figure = figures[way]
        figure["files"] += 1
        figure["found" if seen.found else "harmless" if seen.harmless else "silent"] += 1
        if seen.saved:
            figure["saved"] += seen.saved[0]
            figure["readable"] += seen.saved[1]
        faults += [f"{way} {at}: {fault}" for fault in seen.faults]
    return figures, faults + [f"{way}: {one}" for way, figure in figures.items() for one in _shortfalls(way, figure)]


def _shortfalls(way: str, figure: Counter[str]) -> list[str]:
    """What falls short of what is promised of doctor."""
    least = 0.9 if way == "byte flipped" else 1
    harm = figure["found"] + figure["silent"]
    return [f"doctor found {figure['found']} of {harm}"] if figure["found"] < least * harm else []


def main() -> int:
    """Run a large attack, and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures, faults = attack(Path(folder), asked.count, asked.seed)
    heads = ("files", "found", "harmless", "silent", "found of harmful", "rows saved")
    print(f"{'damage':<14}" + "".join(f"{head:>18}" for head in heads))
    for way, figure in figures.items():
        harm = figure["found"] + figure["silent"]
        share = f"{figure['found'] / harm:.1%}" if harm else "-"
        saved = f"{figure['saved']}/{figure['readable']}"
        row = (*(figure[name] for name in ("files", "found", "harmless", "silent")), share, saved)
        print(f"{way:<14}" + "".join(f"{cell:>18}" for cell in row))
    print("\n".join([f"{len(faults)} promises broken", *faults[:40]]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
