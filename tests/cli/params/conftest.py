"""A journal in which every text of every entry is a word of its own, and every second entry is private."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.forms import TEXT, TITLE
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS, Kind
from tests.conftest import Mentee
from tests.journal_copies import journal_cache

# What is private by default, as it was promised; said here again, so that a slip in the program is seen.
PRIVATE_NOUNS = {"challenge", "need", "score"}
PRIVATE_FIELDS = {
    "checkin": {"mood", "energy", "trust", "blockers"},
    "session": {"missed_by", "rating"},
    "mentor": {"note", "reason", "referred_by"},
}
MANAGER_HIDDEN = {
    "feedback": {"situation", "behaviour", "impact", "response"},
    "agreement": {"purpose", "channel", "between_sessions", "notice", "feedback_manner", "ending"},
    "point": {"text"},
    "letter": {"code", "marks", "prints", "replies"},
}


@dataclass(frozen=True)
class MarkedWord:
    """The word that stands in one field of one entry, and from whom it is withheld."""

    word: str
    noun: str
    field: str
    number: int
    private: bool
    hide_from_manager: bool

    def withheld_from(self, audience: str) -> bool:
        """Whether this reader must not see it."""
        return audience != "me" and (self.private or (self.hide_from_manager and audience == "manager"))


class MarkedJournal:
    """The journal of the leak tests: the demo's, with its texts replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        self.marks: list[MarkedWord] = []

    def prepare(self) -> None:
        """Make entries private and put the words in, at once: else each word would wait for the disk."""
        self._connection.execute("BEGIN")
        self.make_private()
        self.mark()
        self._connection.execute("COMMIT")

    def make_private(self) -> None:
        """Every second entry of each noun; those that others hang on only rarely, else nothing would be left."""
        for kind in KINDS.values():
            every, at = (4, 2) if kind.noun in ("goal", "session", "skill") else (3, 1)
            if kind.noun != "mentor":
                self._connection.execute(f"UPDATE {kind.plural} SET private = 1 WHERE number % {every} = {at}")
        # A few say that they are not private though their noun is: those may be read, but for a manager's rule.
        for table in ("challenges", "needs", "feedback", "checkins"):
            self._connection.execute(f"UPDATE {table} SET private = 0 WHERE number % 3 = 2")

    def mark(self) -> None:
        """Put a word of its own into every text of every entry, whether there was one or not."""
        for kind in KINDS.values():
            for row in self._rows(kind):
                self._mark_row(kind, row)

    def _rows(self, kind: Kind) -> list[dict[str, Any]]:
        self._connection.row_factory = sqlite3.Row
        return [dict(row) for row in self._connection.execute(f"SELECT * FROM {kind.plural}")]

    def _mark_row(self, kind: Kind, row: dict[str, Any]) -> None:
        for field in fields_of(record_class(kind)):
            if field.form not in (TEXT, TITLE) or not field.is_stored or field.name == "zone":
                continue
            word = f"zq{len(self.marks):04d}qz"
            self._connection.execute(
                f'UPDATE {kind.plural} SET "{field.name}" = ? WHERE number = ?', (word, row["number"])
            )
            hidden = self._is_private(kind, row) or (
                field.name in PRIVATE_FIELDS.get(kind.noun, ()) and row["private"] != 0
            )
            confided = field.name in MANAGER_HIDDEN.get(kind.noun, ())
            self.marks.append(MarkedWord(word, kind.noun, field.name, row["number"], hidden, confided))

    def _is_private(self, kind: Kind, row: dict[str, Any]) -> bool:
        """Whether an entry is withheld as a whole, by its own word, by its noun's, or with what it is part of."""
        if row["private"] is not None:
            own = bool(row["private"])
        else:
            own = (
                kind.noun in PRIVATE_NOUNS
                or (kind.noun == "agreement" and row["state"] == "draft")
                or (kind.noun == "mentor" and row["state"] in ("candidate", "contacted", "meeting", "declined"))
                or (kind.noun == "feedback" and (row["state"] == "planned" or row["direction"] == "given"))
            )
        if own or not kind.parent:
            return own
        parent = KINDS[kind.parent]
        (above,) = [one for one in self._rows(parent) if one["number"] == row[kind.parent]]
        return self._is_private(parent, above)

    def refs(self) -> list[str]:
        """The refs of all entries that have one."""
        return [ref(kind.noun, row["number"]) for kind in KINDS.values() if kind.letter for row in self._rows(kind)]

    def private_refs(self) -> set[str]:
        """The refs of entries of which nobody else may read a word."""
        private: dict[str, bool] = {}
        for mark in self.marks:
            if KINDS[mark.noun].letter:
                one = ref(mark.noun, mark.number)
                private[one] = mark.private and private.get(one, True)
        return {one for one, all_of_it in private.items() if all_of_it}

    def execute_script(self, script: str) -> None:
        """Change the file behind the program's back."""
        self._connection.executescript(script)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


@pytest.fixture
def journal_with_marks(mentee: Mentee, page_sharing: None) -> Iterator[MarkedJournal]:
    """The journal, and marks that say who may read which word."""

    def write(somebody: Mentee) -> None:
        somebody.has_demo()
        somebody.does("agreement", "draft", "--purpose", "A draft")
        somebody.does("feedback", "plan", "Soon")
        journal = MarkedJournal(somebody.path)
        journal.prepare()
        journal.close()
        _marks[:] = journal.marks

    journal_cache.load_or_write("marked", mentee, write)
    journal = MarkedJournal(mentee.path)
    journal.marks = [*_marks]
    yield journal
    journal.close()


_marks: list[MarkedWord] = []  # of the journal that is written once for all tests
