"""A need: what one looks for in a mentor; and how a mentor scores on it."""

from datetime import date

from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.forms import PAST_DAY, SCORE, TITLE, WEIGHT, LinkForm
from mentorlog.journal.model.record import Record
from mentorlog.structs import Annotated

MUST_WEIGHT = 5  # the weight of a need that has to be met
MAX_UNMET_SCORE = 1  # the highest score at which a need counts as not met


class Need(Record):
    """A criterion with a weight: 1 nice to have, 3 matters, 5 must."""

    noun = "need"
    is_ranked = True
    order = "weight DESC, number"
    lookback_rank = 0
    private_when = "TRUE"

    text: Annotated[str, Column("Need", TITLE, searchable=True)]
    """What to look for in a mentor."""
    weight: Annotated[int, Column("Weight", WEIGHT)] = 3
    """1 nice to have, 3 matters, 5 must."""


class Score(Record):
    """How a mentor meets a need, 0 to 5, as seen on a day. The newest counts."""

    noun = "score"
    list_summary = ("need",)
    order = "need, day, number"
    lookback_rank = 0
    private_when = "TRUE"

    mentor: Annotated[int, Column("Mentor", LinkForm("mentor"))]
    """The mentor who is scored."""
    need: Annotated[int, Column("Need", LinkForm("need"))]
    """The need that they meet, or do not."""
    day: Annotated[date, Column("Day", PAST_DAY, option="on")]
    """The day of the score."""
    value: Annotated[int, Column("Score", SCORE)]
    """How well they meet it, 0 to 5."""
