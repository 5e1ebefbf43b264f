"""Options that filter lists, the log and a search. Only these commands import them."""

from datetime import date

from mentorlog.cli.lazy_parameters import lazy_option
from mentorlog.cli.params.options import flag, option, ref_option
from mentorlog.journal.model.forms import FIRST_DAY, LAST_DAY, POSITIVE_COUNT, ChoiceForm
from mentorlog.structs import Annotated

IncludeAll = Annotated[bool, flag("--all", "Show everything, also what is settled.")]
Since = Annotated[date | None, option("--since", FIRST_DAY, "The first day.")]
Until = Annotated[date | None, option("--until", LAST_DAY, "The last day.")]
Limit = Annotated[int | None, option("--limit", POSITIVE_COUNT, "How many at most.")]
NounFilter = Annotated[
    list[str] | None,
    lazy_option("--only", metavar="NOUN", help="Only this noun (questions ...); repeat it, or part several by commas."),
]
GoalFilter = Annotated[str | None, ref_option("--goal", "Only what belongs to this goal.")]
SessionFilter = Annotated[str | None, ref_option("--session", "Only what belongs to this session.")]
SkillFilter = Annotated[str | None, ref_option("--skill", "Only what belongs to this skill, or to a goal of it.")]
PriorityFilter = Annotated[
    list[str] | None,
    option("--priority", ChoiceForm(("high", "normal", "low")), "Only questions of this priority; may be repeated."),
]
# A row for each format of a list: a note for the help, and the function of `render.lists` that writes it.
LIST_FORMATS = {
    "table": ("", ""),
    "plain": (" (a line each, tabs)", "format_plain"),
    "csv": ("", "format_csv"),
    "json": ("", ""),
    "markdown": ("", "format_markdown"),
}
