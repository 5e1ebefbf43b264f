"""Twenty writers at once, and readers among them.

    python -m tests.store.writers --count 2000

Each writer adds, imports, edits and forgets questions of its own, one command after the other; all start at the same
moment, when there is no journal yet; every second takes it for a large one, whose backup of the day a process of its
own makes. One more backs the journal up and restores that copy, again and again. No
acknowledged change may be missing, in the journal or in the copies that a restore leaves, no number be given twice, and
no command wait for more than 15 seconds before it reports that the journal is locked (75). Readers read all the while
and must always get an answer.
"""

import re
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
MAX_RESTORES = 8  # of each purpose ten copies are kept, and those of the restores are looked into
_COMMANDS_A_RESTORE = 200
_A_DAY = 25  # commands of a writer on each day: the first of all on a day is preceded by a backup
_GRACE = 3.0  # seconds for all else that a command does on a machine with 23 at work


def attack(folder: Path, count: int, seed: int, writers: int = WRITERS, readers: int = READERS) -> Figures:
    """Run `count` commands, divided among writers that all work at once."""
    figures = Figures(
        "writers", "readers", "commands", "acknowledged", "imported", "forgotten", "restores", "gone with a restore",
        "found no room (75)", "reads meanwhile",
    )  # fmt: skip
    for name in ("lost", "given twice", "waited too long", "failed", "damaged"):
        figures.add(name, 0)
    figures.add("writers", writers)
    figures.add("readers", readers)
    journal = folder / "new" / "journal.db"
    several = [_Writer(journal, at, count // writers, Random(seed + at), figures) for at in range(writers)]
    over = threading.Event()
    reading = [threading.Thread(target=_read, args=(journal, over, figures)) for _ in range(readers)]
    restoring = threading.Thread(
        target=_restore, args=(journal, over, min(MAX_RESTORES, count // _COMMANDS_A_RESTORE), figures)
    )
    for thread in (*several, *reading, restoring):
        thread.start()
    for writer in several:
        writer.join()
    over.set()
    for thread in (*reading, restoring):
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
        self.refs: list[str] = []  # all that it was ever given
        self.forgotten: set[str] = set()  # texts
        self.acknowledged = 0

    def run(self) -> None:
        for at in range(self._commands):
            text = f"Question {at} of {self._number}"
            kind = self._choose_kind()
            ref = self._chance.choice(list(self.texts)) if kind in ("edit", "forget") else ""
            done = fork_server.run(
                self._journal,
                *self._words(kind, ref, text),
                now=f"2026-11-{2 + at // _A_DAY:02d}T09:00:00",
                large=self._number % 2 == 1,
            )
            self._figures.add("commands")
            self._figures.record_wait("worst wait of a writer", done.seconds)
            if done.seconds > LOCK_TIMEOUT + _GRACE:
                self._figures.record_breach("waited too long", f"{done.seconds:.1f} s, then {done.code}")
            if done.code == 75:
                self._figures.add("found no room (75)")
            elif done.code == 3 and ref and self._figures["restores"]:
                self._figures.add("gone with a restore")  # it was added after the copy that came back
            elif done.code != 0:
                self._figures.record_breach("failed", f"{kind}: {done.code}: {done.err[:200]}")
            else:
                self._acknowledge(kind, ref or _ref_in(done.out), text)

    def _choose_kind(self) -> str:
        if not self.texts:
            return "add"
        return self._chance.choices(("add", "edit", "import", "forget"), (60, 25, 10, 5))[0]

    def _words(self, kind: str, ref: str, text: str) -> list[str]:
        if kind == "import":
            table = self._journal.parent.parent / f"table-{self._number}.csv"
            table.write_text(f"text\n{text}\n", encoding="utf-8")
            return ["import", str(table), "--noun", "questions"]
        return {"edit": ["edit", ref, f"text={text}"], "forget": ["forget", ref, "--yes"]}.get(
            kind, ["questions", "add", text]
        )

    def _acknowledge(self, kind: str, ref: str, text: str) -> None:
        self.acknowledged += 1
        if kind == "forget":
            self._figures.add("forgotten")
            self.forgotten.add(self.texts.pop(ref))
            return
        if kind != "edit":
            self.refs.append(ref)
        if kind == "import":
            self._figures.add("imported")
        self.texts[ref] = text


def _ref_in(answer: str) -> str:
    """The ref in the answer to an addition: "Noted q7: ...", "Took 1 question: q7."."""
    found = re.search(r"\bq\d+\b", answer)
    return found[0] if found else ""


def _restore(journal: Path, over: threading.Event, count: int, figures: Figures) -> None:
    """Back up and go back to that copy, `count` times, as long as the writers are at work."""
    second = 0
    while second < count and not over.wait(1.0):
        second += 1
        now = f"2026-11-30T10:{second:02d}:00"
        if fork_server.run(journal, "backup", now=now).code != 0:
            continue
        copies = sorted((journal.parent / f"{journal.name}-backups").glob("by-hand-*.db"))
        done = fork_server.run(journal, "restore", copies[-1].stem, "--yes", now=now)
        if done.code == 0:
            figures.add("restores")
        elif done.code != 75:
            figures.record_breach("failed", f"a restore: {done.code} {done.err[:200]}")


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
    held = _questions(journal)
    left = [held, *map(_questions, sorted((journal.parent / f"{journal.name}-backups").glob("before-restore-*.db")))]
    with closing(sqlite3.connect(journal)) as connection:
        ((logged,),) = connection.execute("SELECT count(*) FROM changes").fetchall()
        entries = connection.execute("SELECT count(*), count(DISTINCT entry) FROM questions").fetchone()
    for writer in writers:
        for ref, text in writer.texts.items():
            if not any(questions.get(ref) == text for questions in left):
                figures.record_breach("lost", f"{ref}: {text!r}, there is {held.get(ref)!r}")
        if not figures["restores"] and writer.forgotten & set(held.values()):
            figures.record_breach("lost", "what was forgotten is there again")
    if not figures["restores"] and logged != acknowledged:
        figures.record_breach("lost", f"{acknowledged} acknowledged, {logged} in the log")
    refs = [ref for writer in writers for ref in writer.refs]
    if len(refs) != len(set(refs)) or entries[0] != entries[1]:
        figures.record_breach("given twice", f"{len(refs)} refs, {len(set(refs))} of them different")
    if found := integrity_faults(journal):
        figures.record_breach("damaged", ", ".join(found))


def _questions(journal: Path) -> dict[str, str]:
    with closing(sqlite3.connect(journal)) as connection:
        return {f"q{number}": text for number, text in connection.execute("SELECT number, text FROM questions")}


if __name__ == "__main__":
    sys.exit(run_main(attack, __doc__ or "", 2_000, on_disk=True))
