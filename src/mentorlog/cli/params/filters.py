"""Options that narrow what is shown: of a list, the log, a search. Nobody else loads these."""

from datetime import date
from inspect import Parameter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentorlog.cli.params.options import TOLD, option, ref_option
from mentorlog.journal.model.fields import DAY, POSITIVE_COUNT, choice_form
from mentorlog.journal.model.kinds import KINDS
from mentorlog.journal.queries.listing import link_fields, state_field

if TYPE_CHECKING:
    from mentorlog.journal.model.record import Record

All = Annotated[bool, typer.Option("--all", help="Show everything, also what is settled.", show_default=False)]
Since = Annotated[date | None, option("--since", DAY, "The first day.")]
Until = Annotated[date | None, option("--until", DAY, "The last day.")]
Limit = Annotated[int | None, option("--limit", POSITIVE_COUNT, "How many at most.")]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="NOUN",
        help="Only this noun (questions ...); repeat it, or part several by commas.",
        show_default=False,
    ),
]
OfGoal = Annotated[str | None, ref_option("--goal", "Only what belongs to this goal.")]
OfMentor = Annotated[str | None, ref_option("--mentor", "Only what belongs to this mentor.")]
OfSession = Annotated[str | None, ref_option("--session", "Only what belongs to this session.")]
FORMS = choice_form(("table", "plain", "csv", "json", "markdown"))
AsForm = Annotated[
    str | None,
    option("--format", FORMS, "The form: table, plain (a line each, tabs), csv, json or markdown.", "FORM", TOLD),
]
Sort = Annotated[
    str,
    typer.Option("--sort", metavar="FIELD", help="The field to sort by; -FIELD the other way.", show_default=False),
]


def of_list(record: "type[Record]") -> list[Parameter]:
    """The options that a record's declaration gives its list."""
    told: list[tuple[str, Any, Any]] = [("every", All, False)]
    if state := state_field(record):
        of_state = option("--state", state.form, "Only those; may be repeated.")
        told.append(("state", Annotated[list[str] | None, of_state], None))
    for noun in link_fields(record):
        of = ref_option(f"--{noun}", f"Only what belongs to this {KINDS[noun].display_noun}.")
        told.append((f"of_{noun}", Annotated[str | None, of], None))
    told += [("since", Since, None), ("until", Until, None), ("sort", Sort, ""), ("limit", Limit, None)]
    told.append(("form", AsForm, None))
    return [Parameter(name, Parameter.KEYWORD_ONLY, default=usual, annotation=type_) for name, type_, usual in told]
