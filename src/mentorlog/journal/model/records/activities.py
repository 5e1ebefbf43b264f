"""An activity: something done to develop, beside the sessions, as a professional body counts it."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import PAST_DAY, TITLE, ChoiceForm, Form, JournalContext, LinkForm
from mentorlog.journal.model.record import Event, Record
from mentorlog.journal.model.time_spent import TIME_SPENT
from mentorlog.structs import Annotated, Literal

if TYPE_CHECKING:
    from mentorlog.store.store import Store

ActivityKind = Literal["formal", "informal"]
Sort = Literal["course", "reading", "event", "shadowing", "practice", "volunteering", "other"]
SORTS: tuple[Sort, ...] = ("course", "reading", "event", "shadowing", "practice", "volunteering", "other")
_OTHER_WORDS: dict[str, Sort] = {
    "training": "course", "class": "course", "workshop": "course", "e-learning": "course", "exam": "course",
    "book": "reading", "article": "reading", "podcast": "reading", "video": "reading", "study": "reading",
    "webinar": "event", "conference": "event", "talk": "event", "meetup": "event", "seminar": "event",
    "evening": "event",
    "shadow": "shadowing", "project": "practice", "work": "practice", "volunteer": "volunteering",
}  # fmt: skip


class SortForm(ChoiceForm):
    """One of the sorts, its beginning, or a common word for one: a webinar is an event."""

    def parse(self, text: str, context: JournalContext) -> Any:
        word = text.strip().lower()
        starts = [sort for sort in SORTS if word and sort.startswith(word)]
        return super().parse(_OTHER_WORDS.get(word, starts[0] if len(starts) == 1 else text), context)


class CompetencesForm(Form):
    """Names of competences, parted by semicolons; each may be cut short where it is typed."""

    metavar = "NAME"
    is_short_for_names = True

    def parse(self, text: str, context: JournalContext) -> str | None:
        """The names that the text stands for. Raises NotFound and Ambiguous."""
        from mentorlog.journal.competences import resolve_competences

        store: Store = context.store  # type: ignore[attr-defined]  # options hand it to the command, which has a journal
        return resolve_competences(store, [text])


SORT, COMPETENCES = SortForm(SORTS), CompetencesForm()


def sort_in_title(title: str) -> Sort:
    """The sort that the last telling word of a title names: a "PFQ course" is a course; "other" where none does."""
    for word in reversed(re.findall(r"\w+", title.lower())):
        for sort in SORTS:
            if sort == _OTHER_WORDS.get(word, word):
                return sort
    return "other"


def usual_kind(sort: Sort) -> ActivityKind:
    """Formal is what has set learning aims, which a course has."""
    return "formal" if sort == "course" else "informal"


class Activity(Record):
    """A course, a book, an event: what it was, how long it took, what was learned and how that is used."""

    noun = "activity"
    diary_field = "happened"
    lookback_rank = 8
    events = (
        Event(
            "day", "CASE sort WHEN 'other' THEN 'Activity' ELSE upper(substr(sort, 1, 1)) || substr(sort, 2) END",
            "title", goal="goal", skill="(SELECT skill FROM goals WHERE goals.number = activities.goal)", rank=9,
        ),
    )  # fmt: skip

    title: Annotated[str, Column("Activity", TITLE, searchable=True)]
    """What it was."""
    day: Annotated[date, Column("Day", PAST_DAY, option="on")]
    """The day of it, or its last one."""
    sort: Annotated[Sort, Column("Sort", SORT, table_default="other")] = "other"
    """What sort of activity it is."""
    kind: Annotated[ActivityKind, Column("Kind")] = "informal"
    """Formal has set learning aims; everything else is informal."""
    minutes: Annotated[int | None, Column("Time spent", TIME_SPENT)] = None
    """How long it took."""
    provider: Annotated[str | None, Column("Provider", TITLE, searchable=True)] = None
    """Who offered it."""
    goal: Annotated[int | None, Column("Goal", LinkForm("goal"))] = None
    competences: Annotated[str | None, Column("Competences", COMPETENCES, searchable=True, option="competence")] = None
    """The competences that it served, parted by semicolons."""
    happened: Annotated[str | None, Column("What happened", in_list=False, searchable=True)] = None
    """What happened."""
    learned: Annotated[str | None, Column("So what I learned", in_list=False, searchable=True)] = None
    """What was learned from it."""
    applied: Annotated[str | None, Column("Now what", in_list=False, searchable=True)] = None
    """How that is used."""
    evidence: Annotated[str | None, Column("Evidence", in_list=False, searchable=True)] = None
    """What shows that it was done."""

    @property
    def has_reflection(self) -> bool:
        """Whether it says what was learned, or how that is used."""
        return bool(self.learned or self.applied)

    def sequel(self, context: JournalContext) -> str:
        """What was made of it."""
        return f"used: {self.applied.split(chr(10))[0]}" if self.applied else ""
