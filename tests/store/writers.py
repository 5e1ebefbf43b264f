"""Twenty writers at once, and readers among them.

    python -m tests.store.writers --count 2000

Each writer adds questions and edits its own, one command after the other; all start at the same moment, when there is
no journal yet. No acknowledged change may be missing, no number be given twice, and no command wait for more than 15
seconds before it reports that the journal is locked (75). Readers read all the while and must always get an answer.
"""

import sqlite3
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from random import Random

from mentorlog.store.connect import LOCK_TIMEOUT
from tests.store import fork_server
from tests.store.attack import Figures, run_main
from tests.store.integrity import integrity_faults

WRITERS, READERS = 20, 3
_A_DAY = 25  # commands of a writer on each day: the first of all on a day is preceded by a backup
_GRACE = 3.0  # seconds for all else that a command does on a machine with 23 at work


def attack(folder: Path, count: int, seed: int, writers: int = WRITERS, readers: int = READERS) -> Figures:
    """Run `count` commands, divided among writers that all work at once."""
    figures = Figures("writers", "readers", "commands", "acknowledged", "found no room (75)", "reads meanwhile")
    for name in ("lost", "given twice", "waited too long", "failed", "damaged"):
        figures.add(name, 0)
    figures.add("writers", writers)
    figures.add("readers", readers)
    journal = folder / "new" / "journal.db"
    several = [_Writer(journal, at, count // writers, Random(seed + at), figures) for at in range(writers)]
    over = threading.Event()
    reading = [threading.Thread(target=_read, args=(journal, over, figures)) for _ in range(readers)]
    for thread in (*several, *reading):
        thread.start()
    for writer in several:
        writer.join()
    over.set()
    for thread in reading:
        thread.join()
    _judge(journal, several, figures)
    return figures


class _Writer(threading.Thread):
    """Runs one command after the other, and remembers what the journal acknowledged."""

    def __init__(self, journal: Path, number: int, commands: int, chance: Random, figures: Figures) -> None:
        super().__init__()
        self._journal = journal
        self._number = number
        self._commands = commands
        self._chance = chance
        self._figures = figures
        self.texts: dict[str, str] = {}  # by ref
        self.acknowledged = 0

    def run(self) -> None:
        for at in range(self._commands):
            text = f"Question {at} of {self._number}"
            ref = self._chance.choice(list(self.texts)) if self.texts and self._chance.random() < 0.3 else ""
            words = ["edit", ref, f"text={text}"] if ref else ["questions", "add", text]
            done = fork_server.run(self._journal, *words, now=f"2026-11-{2 + at // _A_DAY:02d}T09:00:00")
            self._figures.add("commands")
            self._figures.record_wait("worst wait of a writer", done.seconds)
            if done.seconds > LOCK_TIMEOUT + _GRACE:
                self._figures.record_breach("waited too long", f"{done.seconds:.1f} s, then {done.code}")
            if done.code == 75:
                self._figures.add("found no room (75)")
            elif done.code != 0:
                self._figures.record_breach("failed", f"{done.code}: {done.err[:200]}")
            else:
                self.acknowledged += 1
                self.texts[ref or done.out.split()[1].rstrip(":")] = text


def _read(journal: Path, over: threading.Event, figures: Figures) -> None:
    while not over.is_set():
        began = time.monotonic()
        done = fork_server.run(journal, "questions", "list")
        figures.add("reads meanwhile")
        figures.record_wait("worst wait of a reader", time.monotonic() - began)
        if done.code not in (0, 75):
            figures.record_breach("failed", f"a reader: {done.code} {done.err[:200]}")


def _judge(journal: Path, writers: list[_Writer], figures: Figures) -> None:
    acknowledged = sum(writer.acknowledged for writer in writers)
    figures.add("acknowledged", acknowledged)
    with closing(sqlite3.connect(journal)) as connection:
        held = {f"q{number}": text for number, text in connection.execute("SELECT number, text FROM questions")}
        ((logged,),) = connection.execute("SELECT count(*) FROM changes").fetchall()
        entries = connection.execute("SELECT count(*), count(DISTINCT entry) FROM questions").fetchone()
    for writer in writers:
        for ref, text in writer.texts.items():
            if held.get(ref) != text:
                figures.record_breach("lost", f"{ref}: {text!r}, there is {held.get(ref)!r}")
    if logged != acknowledged:
        figures.record_breach("lost", f"{acknowledged} acknowledged, {logged} in the log")
    if sum(len(writer.texts) for writer in writers) != len(held) or entries[0] != entries[1]:
        figures.record_breach("given twice", f"{len(held)} numbers, {entries[1]} entries")
    if found := integrity_faults(journal):
        figures.record_breach("damaged", ", ".join(found))


if __name__ == "__main__":
    sys.exit(run_main(attack, __doc__ or "", 2_000, on_disk=True))
