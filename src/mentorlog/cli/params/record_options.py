"""Options and arguments that the commands share by which records are written. Commands that only read go without."""

from datetime import date

from mentorlog.cli.params.options import argument, flag, option, ref_option, word_option
from mentorlog.journal.model.forms import DUE_DAY, MINUTES, PAST_DAY, RATING, TEXT, TITLE
from mentorlog.structs import Annotated

PromptedText = Annotated[str | None, argument("TEXT", TEXT, "The words; - reads stdin; without them you are asked.")]
PromptedTitle = Annotated[str | None, argument("TITLE", TITLE, "One line; without it you are asked.")]

LongText = Annotated[
    str | None, argument("TEXT", TEXT, "The words; - reads them from stdin; --editor opens your editor.")
]
Editor = Annotated[bool, flag("--editor", "Write the text in your editor.")]

Private = Annotated[
    bool, flag("--private", "For you alone: it stands in nothing you share. --no-private lifts the setting.")
]
OnDay = Annotated[date | None, option("--on", PAST_DAY, "The day it happened; today unless given.")]
DueDay = Annotated[date | None, option("--by", DUE_DAY, "The day it is due.")]
Minutes = Annotated[int | None, option("--minutes", MINUTES, "How long, in minutes.")]
Channel = Annotated[str | None, option("--channel", TITLE, "Where: in person, video, phone ...")]
Note = Annotated[str | None, option("--note", TEXT, "A note; - reads stdin.")]
Rating = Annotated[int | None, option("--rating", RATING, "How useful it was: 1 not useful ... 5 changed my thinking.")]
Fit = Annotated[
    int | None, option("--fit", RATING, "How well the two of you fit: 1 not at all ... 5 very well; private.")
]
MinutesSpent = Annotated[int | None, option("--minutes", MINUTES, "Minutes spent on it, beside the sessions.")]
Stretch = Annotated[bool, flag("--stretch", "It takes you beyond what you know.")]
ForSkill = Annotated[str | None, ref_option("--skill", "The skill it belongs to.")]
ForGoal = Annotated[str | None, ref_option("--goal", "The goal it serves.")]
ForSession = Annotated[str | None, ref_option("--session", "The session it belongs to.")]
OfMentor = Annotated[
    str | None, ref_option("--mentor", "The mentor it concerns; else the one of its session or goal, or all.")
]
WithMentor = Annotated[str | None, ref_option("--mentor", "The mentor; needed only where several are active.")]
FrameworkOption = Annotated[
    str | None, word_option("--framework", "NAME", "The names of a framework: apm, pfq, icb4 ...", "frameworks")
]
