"""Who reads the journal, and what a page for them leaves out; `privacy` has the views through which they read."""

from typing import TYPE_CHECKING

from mentorlog.journal.text import format_count
from mentorlog.structs import Frozen, Literal

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

Audience = Literal["me", "mentor", "manager"]


class Reader(Frozen):
    """Who reads: the audience, and the number of the one mentor whom it concerns; None where it concerns all."""

    audience: Audience = "me"
    mentor: int | None = None

    @property
    def sees_everything(self) -> bool:
        """Whether nothing is hidden."""
        return self.audience == "me" and self.mentor is None


OWNER = Reader()


def reader_for(journal: "Journal", mentor: int | None, audience: Audience = "me") -> Reader:
    """A reader whom one mentor concerns. Where there is no other mentor, nothing is another's."""
    others = journal.store.rows("SELECT 1 FROM mentors WHERE number <> ? LIMIT 1", (mentor,)) if mentor else []
    return Reader(audience, mentor if others else None)


class Omissions(Frozen):
    """The refs of what a page for another reader leaves out: whole entries, and entries of which a part is missing."""

    entries: list[str]
    parts: list[str]

    @property
    def sentence(self) -> str:
        """How much was left out, never what; empty where nothing was."""
        counts = [format_count(len(self.entries), "entry", "entries")] if self.entries else []
        if self.parts:
            noun = ("other", "others") if self.entries else ("entry", "entries")
            counts.append(f"parts of {format_count(len(self.parts), *noun)}")
        return f"Left out because it is private: {' and '.join(counts)}." if counts else ""


NO_OMISSIONS = Omissions([], [])
