"""What people are called in a text for somebody else."""

from collections import Counter
from typing import TYPE_CHECKING

from mentorlog import settings
from mentorlog.clock import local_day
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.text import format_times
from mentorlog.nouns import KINDS
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record


def own_name() -> str:
    """The name in the settings; empty where none is set."""
    return str(settings.value("name")).strip()


def signature() -> str:
    """The name in the settings, or a placeholder for it."""
    return own_name() or "[your name]"


def name_step() -> list[tuple[str, str]]:
    """(command, reason) to set your name, as long as it is not set."""
    return [] if own_name() else [('mentorlog config set name "..."', "so that your texts carry your name")]


def salutation(name: str, called: str | None) -> str:
    """What a mentor is called in a letter: as their record says, else by the given name if that is certain.

    "Okafor, Ruth" says which one it is. "Ruth Okafor" and "Tanaka Yuki" do not, and are written out.
    """
    return (called or "").strip() or _first_name(name)


def read_salutation(journal: "Journal", mentor: int) -> str:
    """The salutation of the mentor of that number."""
    name, called = (journal.read_field("mentor", mentor, field) for field in ("name", "called"))
    return salutation(str(name or ""), str(called or ""))


def _first_name(name: str) -> str:
    _, comma, given = name.partition(",")
    return given.strip() if comma and given.strip() else name


def salutation_step(journal: "Journal", mentor: int) -> list[tuple[str, str]]:
    """(command, reason) to say what a mentor is called, as long as a letter has to write out the whole name."""
    if len(read_salutation(journal, mentor).split()) < 2 or journal.read_field("mentor", mentor, "called"):
        return []
    return [(f'mentorlog edit {ref("mentor", mentor)} called="..."', "if you call them by their first name")]


def short_name(name: str) -> str:
    """A name short enough for a column that only its owner reads: the given name, else the first word.

    One that begins with a title ("Dr Ama Mensah") stays whole, as a title alone is nobody's.
    """
    first = _first_name(name).split(" ")[0]
    return name if first.rstrip(".").lower() in _TITLES else first


def short_names(people: "Sequence[tuple[int, str]]") -> dict[int, str]:
    """By number, what to call each of several people: the first name, or the whole one where two are alike."""
    names = {number: short_name(name) for number, name in people}
    counts = Counter(names.values())
    return {
        number: short if counts[short] == 1 else name
        for (number, name), short in zip(people, names.values(), strict=True)
    }


def link_labels(journal: "Journal", records: "Sequence[Record]") -> dict[tuple[str, int], str]:
    """What to call the records that these link to, in a column: by noun and number, a title, a first name, a day."""
    numbers: dict[str, set[int]] = {}
    for record in records:
        for field in fields_of(type(record)):
            if field.form.link and (number := getattr(record, field.name)) is not None:
                numbers.setdefault(field.form.link, set()).add(number)
    return {
        (noun, number): label
        for noun, linked in numbers.items()
        for number, label in _labels(journal, noun, sorted(linked)).items()
    }


def _labels(journal: "Journal", noun: str, numbers: "Sequence[int]") -> dict[int, str]:
    if noun == "mentor":
        return short_names(journal.store.rows("SELECT number, name FROM mentors"))
    kind, today, labels = KINDS[noun], journal.today, {}
    for at in range(0, len(numbers), _NUMBERS_PER_QUERY):
        listed = ",".join(map(str, numbers[at : at + _NUMBERS_PER_QUERY]))
        query = f"SELECT number, {kind.title_field} FROM {kind.plural} WHERE number IN ({listed})"
        for number, title in journal.store.rows(query):
            is_day = kind.title_field == kind.day_field
            label = format_short_day(local_day(title), today) if is_day and title else str(title or "").split("\n")[0]
            labels[number] = label
    return labels


_NUMBERS_PER_QUERY = 500
_UNNAMED = "the mentee"
_TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "mx", "miss", "sir", "dame", "rev", "the"})


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

    def day_to_read_from(self, today: "date") -> "date":
        """The day from which days are seen: to others one so far away that each day has its year."""
        from datetime import date

        return today if self.for_owner else date.min

    def headline(self, text: str) -> str:
        """The leading sentence of a report, which speaks of "your goal" to the owner alone."""
        return text if self.for_owner else text.replace("Your goal", "The goal")


OWNER_VOICE = Voice()


def voice_for(journal: "Journal", mentor: int | None, *, for_owner: bool) -> Voice:
    """How to speak on a page; `mentor` is the one whom it is about, if that is certain.

    Called under the reader's views, so that it gives away no name that is private.
    """
    from mentorlog.journal.queries.meetings import visible_mentors

    if for_owner:
        has_several = mentor is None and len(visible_mentors(journal)) > 1
        return replace(OWNER_VOICE, mentor_possessive="your mentors'") if has_several else OWNER_VOICE
    numbers = [mentor] if mentor else [number for number, _ in visible_mentors(journal)]
    name = (read_salutation(journal, numbers[0]) if len(numbers) == 1 else "") or "the mentor"
    own = _first_name(own_name()) or _UNNAMED
    theirs = "the mentors'" if len(numbers) > 1 else f"{name}'s"
    return Voice(False, own, name, f"{own}'s", theirs, f"As {own} sees it", f"As {name} does")
