"""A skill to grow, and its ratings over time."""

from datetime import date

from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import COUNT, PAST_DAY, RATING, SCORE, TITLE, JournalContext, LinkForm
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import Annotated, Literal

RatedBy = Literal["self", "mentor"]
Aspect = Literal["knowledge", "application"]
# What 0 to 5 mean, parallel to the levels of the APM Competence Framework, 3rd edition, in the project's own words.
LEVEL_DESCRIPTIONS = (
    "I have not met it yet",
    "I know what it is; I have not done it",
    "I have done it with someone's help, in simple work",
    "I do it alone in simple work",
    "I do it alone in hard work and help others",
    "Others come to me for it",
)


def _rating_sql(by: RatedBy, which: str) -> str:
    """SQL of the first (ASC) or latest (DESC) rating by one of the two; they are never averaged.

    Of several mentors it is the one who rated last, since another's view is no change.
    """
    one_mentor = ""
    if by == "mentor" and which == "ASC":
        one_mentor = (
            " AND e.mentor IS (SELECT l.mentor FROM ratings l WHERE l.skill = skills.number AND l.\"by\" = 'mentor'"
            " ORDER BY l.day DESC, l.number DESC LIMIT 1)"
        )
    return (
        f"SELECT e.value FROM ratings e WHERE e.skill = skills.number AND e.\"by\" = '{by}'{one_mentor}"
        " AND e.aspect IS NOT 'knowledge'"
        f" ORDER BY e.day {which}, e.number {which} LIMIT 1"
    )


class Skill(Record):
    """A competence. Self and mentor ratings stand side by side: a difference is something to talk about."""

    noun = "skill"
    lookback_rank = 0

    name: Annotated[str, Column("Skill", TITLE, searchable=True)]
    """What it is called."""
    self_first: Annotated[int | None, Column("Self at first", COUNT, sql=_rating_sql("self", "ASC"))] = None
    """The mentee's own first rating, 1 to 5."""
    self_now: Annotated[int | None, Column("Self now", COUNT, sql=_rating_sql("self", "DESC"))] = None
    """The mentee's own latest rating, 1 to 5."""
    mentor_first: Annotated[int | None, Column("Mentor at first", COUNT, sql=_rating_sql("mentor", "ASC"))] = None
    """A mentor's first rating, 1 to 5."""
    mentor_now: Annotated[int | None, Column("Mentor now", COUNT, sql=_rating_sql("mentor", "DESC"))] = None
    """A mentor's latest rating, 1 to 5."""
    target: Annotated[int | None, Column("Aim", RATING, in_list=False)] = None
    """The level to reach."""
    frameworks: Annotated[str | None, Column("Frameworks", in_list=False, searchable=True)] = None
    """Where competence frameworks have it."""


_RATED = (
    "(SELECT name FROM skills WHERE skills.number = skill) || ' at ' || value"
    " || CASE \"by\" WHEN 'mentor' THEN ', my mentor says' ELSE '' END"
)


class Rating(Record):
    """A skill's level on a day, 0 to 5, as one of the two sees it; of what is known, or else of what is done."""

    noun = "rating"
    list_summary = ("evidence",)
    forget_if = ("by", "mentor")
    order = "day, number"
    lookback_rank = 14
    events = (Event("day", _RATED, "coalesce(evidence, '')", skill="skill", rank=10, link="skill"),)

    skill: Annotated[int, Column("Skill", LinkForm("skill"), editable=False)]
    """The skill that is rated."""
    day: Annotated[date, Column("Day", PAST_DAY, option="on")]
    """The day of the rating."""
    value: Annotated[int, Column("Level", SCORE)]
    """The level, 0 to 5."""
    by: Annotated[RatedBy, Column("By", option="from")] = "self"
    """Who rates: the mentee, or a mentor."""
    aspect: Annotated[Aspect | None, Column("Aspect")] = None
    """Of what is known, or of what is done; null where that is not told apart."""
    evidence: Annotated[str | None, Column("Evidence", searchable=True)] = None
    """What shows it."""
    mentor: Annotated[int | None, Column("Mentor", LinkForm("mentor"))] = None
    letter: Annotated[int | None, Column("By letter", LinkForm("letter"), in_list=False, editable=False)] = None
    """The letter whose reply said so."""

    def title_text(self, context: JournalContext) -> str:
        """The skill, and its level on that day."""
        return f"{context.read_field('skill', self.skill, 'name')} at {self.value}"

    def sequel(self, context: JournalContext) -> str:
        """The level that the same person sees now."""
        latest = _rating_sql(self.by, "DESC")
        return f"now {context.read_field('skill', self.skill, f'({latest})')}"
