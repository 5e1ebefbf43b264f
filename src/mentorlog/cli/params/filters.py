"""Options that filter lists, the log and a search. Only these commands import them."""

from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from mentorlog.cli.params.options import (
    OUTPUT_PANEL,
    ConcernedMentor,
    Parameters,
    flag,
    option,
    ref_option,
    word_option,
)
from mentorlog.journal.model.forms import FIRST_DAY, LAST_DAY, POSITIVE_COUNT, ChoiceForm
from mentorlog.journal.queries.listing import field_named, filter_nouns, state_field
from mentorlog.nouns import KINDS
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    from mentorlog.journal.model.record import Record

IncludeAll = Annotated[bool, flag("--all", "Show everything, also what is settled.")]
Since = Annotated[date | None, option("--since", FIRST_DAY, "The first day.")]
Until = Annotated[date | None, option("--until", LAST_DAY, "The last day.")]
Limit = Annotated[int | None, option("--limit", POSITIVE_COUNT, "How many at most.")]
NounFilter = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="NOUN",
        help="Only this noun (questions ...); repeat it, or part several by commas.",
        show_default=False,
    ),
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


def _list_format_option() -> Any:
    *most, last = [f"{name}{note}" for name, (note, _) in LIST_FORMATS.items()]
    help = f"The form: {', '.join(most)} or {last}."
    return Annotated[str | None, option("--format", ChoiceForm(tuple(LIST_FORMATS)), help, "FORM", OUTPUT_PANEL)]


SortKey = Annotated[str, word_option("--sort", "FIELD", "The field to sort by; -FIELD the other way.", "sort fields")]


def list_parameters(record: "type[Record]") -> Parameters:
    """The options of a record's list, derived from its declared fields."""
    options: Parameters = [("include_all", IncludeAll, False)]
    if state := state_field(record):
        states = option("--state", state.form, "Only those; may be repeated.")
        options.append(("state", Annotated[list[str] | None, states], None))
    if priority := field_named(record, "priority"):
        priorities = option("--priority", priority.form, "Only those; may be repeated.")
        options.append(("priority", Annotated[list[str] | None, priorities], None))
    for noun in filter_nouns(record):
        link = Annotated[str | None, ref_option(f"--{noun}", f"Only what belongs to this {KINDS[noun].display_noun}.")]
        options.append((f"of_{noun}", ConcernedMentor if noun == "mentor" else link, None))
    options += [("since", Since, None), ("until", Until, None), ("sort", SortKey, ""), ("limit", Limit, None)]
    options.append(("form", _list_format_option(), None))
    return options
