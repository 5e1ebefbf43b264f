"""What people are called in a text for somebody else."""

import re
from typing import TYPE_CHECKING

from mentorlog import settings
from mentorlog.journal.text import format_times
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mentorlog.journal.journal import Journal

# Behind one of these stands no first name: "Dr Okafor" and "J. Okafor" are written out in full.
_TITLE = re.compile(r"(dr|doctor|prof|professor|mr|mrs|ms|miss|mx|sir|dame|lord|lady|rev|fr|sr|\w)\.?", re.IGNORECASE)


def own_name() -> str:
    """The name in the settings; empty where none is set."""
    return str(settings.value("name")).strip()


def signature() -> str:
    """The name in the settings, or a placeholder for it."""
    return own_name() or "[your name]"


def name_step() -> list[tuple[str, str]]:
    """(command, reason) to set your name, as long as it is not set."""
    return [] if own_name() else [('mentorlog config set name "..."', "so that your texts carry your name")]


def first_name(name: str) -> str:
    """What friends call somebody: "Ruth" for "Ruth Okafor", and the whole name where that is unclear."""
    family, comma, given = name.partition(",")
    words = (given if comma and given.strip() else family).split()
    if not words or len(words) > 3 or (not words[0].isascii() and not _is_latin(words[0])):
        return name
    if len(words) == 1:
        return words[0] if comma else name
    return name if _TITLE.fullmatch(words[0]) else words[0]


def short_names(people: "Sequence[tuple[int, str]]") -> dict[int, str]:
    """By number, what to call each of several people: their first names, or in full where two are alike."""
    names = {number: first_name(name) for number, name in people}
    return names if len(set(names.values())) == len(names) else dict(people)


_UNNAMED = "the mentee"


class Voice(Frozen):
    """What a page calls its owner and the mentor: "you" and "your mentor" to the owner, by name to anybody else."""

    for_owner: bool = True
    mentee: str = "you"
    mentor: str = "your mentor"
    mentee_possessive: str = "yours"
    mentor_possessive: str = "your mentor's"
    mentee_level: str = "As I see it"
    mentor_level: str = "As my mentor does"

    @property
    def is_named(self) -> bool:
        """Whether the settings say what the owner is called."""
        return self.mentee != _UNNAMED

    def carry_note(self, times: int) -> str:
        """How often something was left over; only the owner knows the program's word for it."""
        if self.for_owner:
            return f"carried {format_times(times)}"
        return "left over from last time" if times == 1 else f"still open after {times} sessions"

    def headline(self, text: str) -> str:
        """The leading sentence of a report, which speaks of "your goal" to the owner alone."""
        return text if self.for_owner else text.replace("Your goal", "The goal")


OWNER_VOICE = Voice()


def voice_for(journal: "Journal", mentor: int | None, *, for_owner: bool) -> Voice:
    """How to speak on a page; `mentor` is the one whom it is about, if that is certain.

    Called under the reader's views, so that it gives away no name that is private.
    """
    if for_owner:
        return OWNER_VOICE
    from mentorlog.journal.queries.meetings import only_mentor

    number = mentor or only_mentor(journal)
    name = first_name(str(journal.read_field("mentor", number, "name") or "the mentor")) if number else "the mentor"
    own = first_name(own_name()) if own_name() else _UNNAMED
    return Voice(False, own, name, f"{own}'s", f"{name}'s", f"As {own} sees it", f"As {name} does")


def _is_latin(word: str) -> bool:
    """Whether a word is in a script whose names begin with the given one."""
    import unicodedata

    return all(unicodedata.name(sign, "").startswith("LATIN") for sign in word if sign.isalpha())
