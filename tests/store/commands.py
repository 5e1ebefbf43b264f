"""Random commands that change a journal, as a person might type them, with refs read from its file."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

_WORDS = ("sponsor", "risk", "plan", "budget", "scope", "milestone", "déjà vu", "trust", "estimate", "“quoted”", "💡")
_LONG = 6_000  # characters of the longest text: it takes pages of its own in the file


class Chooser:
    """Draws the parts of a random command: texts, numbers, and refs that exist."""

    def __init__(self, path: Path, chance: Random) -> None:
        self._path = path
        self.chance = chance

    def text(self) -> str:
        """A few words; now and then pages of them."""
        words = self.chance.choices(_WORDS, k=self.chance.randint(2, 9))
        text = " ".join((*words, str(self.chance.randrange(10**6))))
        return text * self.chance.randint(1, _LONG // len(text)) if self.chance.random() < 0.15 else text

    def title(self) -> str:
        """One line."""
        return f"{self.chance.choice(_WORDS)} {self.chance.randrange(10**6)}"

    def number(self, last: int) -> str:
        """A number from 1 on."""
        return str(self.chance.randint(1, last))

    def ref(self, letter: str, table: str) -> str:
        """The ref of a record of that table; where there is none, a ref that does not exist."""
        return f"{letter}{self.chance.choice(self.query(f'SELECT number FROM {table}') or [1])}"

    def query(self, query: str) -> list[Any]:
        """The first column of a query on the file; empty where there is no file."""
        if not self._path.exists():
            return []
        with closing(sqlite3.connect(self._path)) as connection:
            return [row[0] for row in connection.execute(query).fetchall()]


CommandMaker = Callable[[Chooser], list[str]]
_ANY = (("q", "questions"), ("a", "actions"), ("g", "goals"), ("l", "lessons"), ("f", "feedback"), ("m", "mentors"))
_NAMES = {"questions": "text", "actions": "text", "goals": "title", "lessons": "text", "mentors": "name"}


def _edit(choose: Chooser) -> list[str]:
    letter, table = _pick_table(choose, [one for one in _ANY if one[1] in _NAMES])
    return ["edit", choose.ref(letter, table), f"{_NAMES[table]}={choose.title()}"]


def _delete(choose: Chooser) -> list[str]:
    return ["delete", choose.ref(*_pick_table(choose, _ANY))]


def _pick_table(choose: Chooser, tables: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """One of the tables that are not empty, if any."""
    return choose.chance.choice([one for one in tables if choose.query(f"SELECT 1 FROM {one[1]} LIMIT 1")] or tables)


def _undo(choose: Chooser) -> list[str]:
    """Undo; after an undo often redo."""
    undone = choose.query("SELECT command FROM changes ORDER BY id DESC LIMIT 1") == ["undo"]
    return ["redo"] if undone and choose.chance.random() < 0.6 else ["undo"]


def _checkin(choose: Chooser) -> list[str]:
    asked = [word for _ in range(choose.chance.randint(0, 3)) for word in ("--ask", choose.text())]
    goal = ["--progress", f"{choose.ref('g', 'goals')}={choose.number(9)}"] if choose.chance.random() < 0.3 else []
    return ["checkin", "--mood", choose.number(5), "--win", choose.text(), "--blocker", choose.text(), *asked, *goal]


def _debrief(choose: Chooser) -> list[str]:
    return [
        "debrief", choose.ref("s", "sessions"), "--takeaway", choose.text(), "--takeaway", choose.text(), "--lessons",
        "--mine", choose.text(), "--theirs", choose.text(), "--received", choose.text(), "--rating", choose.number(5),
    ]  # fmt: skip


_ADDS: tuple[CommandMaker, ...] = (
    lambda choose: ["questions", "add", choose.text()],
    lambda choose: ["actions", "add", choose.text(), "--by", "in 3 days"],
    lambda choose: [
        "goals",
        "add",
        choose.title(),
        "--target",
        "10",
        "--step",
        choose.title(),
        "--step",
        choose.title(),
    ],
    lambda choose: ["goals", "progress", choose.ref("g", "goals"), choose.number(10), "--note", choose.text()],
    lambda choose: ["lessons", "add", choose.text()],
    lambda choose: ["feedback", "add", choose.text()],
    lambda choose: ["achievements", "add", choose.title(), "--evidence", choose.text()],
    lambda choose: ["challenges", "add", choose.text(), "--kind", "trust"],
    lambda choose: ["contacts", "add", choose.title()],
    lambda choose: ["skills", "rate", choose.ref("k", "skills"), choose.number(5), "--evidence", choose.text()],
    lambda choose: ["mentors", "add", choose.title(), "--candidate"],
    lambda choose: ["needs", "add", choose.title()],
    lambda choose: ["sessions", "add", "--at", "tomorrow 15:00", "--mentor", choose.ref("m", "mentors")],
    lambda choose: ["agreement", "add", "boundary", choose.text()],
    lambda choose: ["review", "--went-well", choose.text(), "--to-change", choose.text()],
    _checkin,
    _debrief,
)
_STATES: tuple[CommandMaker, ...] = (
    lambda choose: ["questions", "answer", choose.ref("q", "questions"), choose.text()],
    lambda choose: ["questions", "drop", choose.ref("q", "questions")],
    lambda choose: ["questions", "reopen", choose.ref("q", "questions")],
    lambda choose: ["actions", "done", choose.ref("a", "actions")],
    lambda choose: ["goals", "pause", choose.ref("g", "goals")],
    lambda choose: ["goals", "resume", choose.ref("g", "goals")],
    lambda choose: ["goals", "achieve", choose.ref("g", "goals")],
    lambda choose: ["sessions", "held", choose.ref("s", "sessions"), "--notes", choose.text()],
    lambda choose: ["sessions", "move", choose.ref("s", "sessions"), "--at", "in 5 days 10:00"],
)
_WEIGHTED_MAKERS: tuple[tuple[int, tuple[CommandMaker, ...]], ...] = (
    (40, _ADDS),
    (20, _STATES),
    (12, (_edit,)),
    (8, (_delete,)),
    (16, (_undo,)),
    (2, (lambda choose: ["backup"],)),
    (2, (lambda choose: ["restore", "latest", "--yes"],)),
    (2, (lambda choose: ["forget", choose.ref(*_pick_table(choose, _ANY)), "--yes"],)),
)


def random_command(path: Path, chance: Random) -> list[str]:
    """A random command that changes the journal at `path`, or its backups. Some will be refused by a rule."""
    choose = Chooser(path, chance)
    (makers,) = chance.choices([makers for _, makers in _WEIGHTED_MAKERS], [weight for weight, _ in _WEIGHTED_MAKERS])
    words = chance.choice(makers)(choose)
    if words[0] == "restore":
        backups = sorted(path.with_name(path.name + "-backups").glob("[!.]*.db"))
        words[1] = chance.choice(backups).stem if backups else "none"
    return words
