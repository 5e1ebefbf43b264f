"""What does not go together though each machine did right: listed with a command that settles it, and never repaired.

A rule across records holds on each machine by itself, and no merge of fields can keep it.
"""

from typing import TYPE_CHECKING

from mentorlog.folding import fold
from mentorlog.journal.model.kinds import BY_TABLE, ref
from mentorlog.nouns import KINDS
from mentorlog.store import NUMBERS_PER_MACHINE
from mentorlog.store.reverting import twin_uid
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_NAMED = (("mentor", "name", "is there twice"), ("skill", "name", "is there twice"))


class Clash(Frozen):
    """Records that do not go together: their refs, what is wrong in a sentence, and a command that settles it."""

    refs: tuple[str, ...]
    text: str
    command: str


def find_clashes(journal: "Journal") -> list[Clash]:
    """All records that do not go together, in the order of the rules."""
    return [*_same_sessions(journal), *_same_agreements(journal), *_twins(journal), *_same_names(journal)]


def _same_sessions(journal: "Journal") -> list[Clash]:
    rows = journal.store.rows(
        "SELECT one.number, other.number FROM sessions one JOIN sessions other ON other.number > one.number"
        " AND other.state = 'planned' AND datetime(other.starts_at) = datetime(one.starts_at)"
        " AND other.mentor IS one.mentor WHERE one.state = 'planned' ORDER BY 1, 2"
    )
    return [
        _clash("session", first, second, "are planned with the same mentor at the same moment")
        for first, second in rows
    ]


def _same_agreements(journal: "Journal") -> list[Clash]:
    rows = journal.store.rows(
        "SELECT one.state, one.number, other.number FROM agreements one JOIN agreements other"
        " ON other.number > one.number AND other.mentor = one.mentor AND other.state = one.state"
        " WHERE one.state IN ('agreed', 'draft') ORDER BY 2, 3"
    )
    return [
        _clash(
            "agreement", first, second, f"are both {'a draft' if state == 'draft' else 'agreed'} with the same mentor"
        )
        for state, first, second in rows
    ]


def _twins(journal: "Journal") -> list[Clash]:
    """Records that two machines imported from one file."""
    clashes = []
    for table, kind in BY_TABLE.items():
        for first, uid, second, second_uid in journal.store.rows(
            f"SELECT one.number, one.uid, other.number, other.uid FROM {table} one JOIN {table} other"
            " ON other.number > one.number AND other.uid >= substr(one.uid, 1, 24)"
            " AND other.uid < substr(one.uid, 1, 24) || 'g' WHERE other.number >= ? ORDER BY 1, 3",
            (NUMBERS_PER_MACHINE,),
        ):
            if second_uid == twin_uid(uid, second):
                clashes.append(_clash(kind.noun, first, second, "were both brought in from the same file"))
    return clashes


def _same_names(journal: "Journal") -> list[Clash]:
    """Mentors and skills that two machines named alike."""
    clashes = []
    for noun, field, text in _NAMED:
        known: dict[str, int] = {}
        for number, name in journal.store.rows(f"SELECT number, {field} FROM {KINDS[noun].plural} ORDER BY number"):
            first = known.setdefault(fold(name), number)
            if number // NUMBERS_PER_MACHINE != first // NUMBERS_PER_MACHINE:
                clashes.append(_clash(noun, first, number, f"have the same name, so that one {noun} {text}"))
    return clashes


def _clash(noun: str, first: int, second: int, text: str) -> Clash:
    refs = (ref(noun, first), ref(noun, second))
    return Clash(refs, f"{refs[0]} and {refs[1]} {text}.", f"mentorlog delete {refs[1]}")
