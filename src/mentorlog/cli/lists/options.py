"""The options of lists, which follow from the noun's declaration: its links, its states, its default filter."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mentorlog.cli.lists.listing import ListOptions
from mentorlog.cli.params.filters import LIST_FORMATS, IncludeAll, Limit, Since, Until
from mentorlog.cli.params.options import (
    OUTPUT_PANEL,
    BundledCommand,
    ConcernedMentor,
    Parameters,
    flag,
    option,
    ref_option,
    word_option,
)
from mentorlog.journal.model.forms import ChoiceForm
from mentorlog.journal.model.records import record_class
from mentorlog.journal.queries.list_filters import filter_nouns
from mentorlog.journal.queries.listing import field_named, state_field
from mentorlog.nouns import KINDS
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    from mentorlog.journal.model.record import Record
    from mentorlog.render.answers import Answer

SortKey = Annotated[str, word_option("--sort", "FIELD", "The field to sort by; -FIELD the other way.", "sort fields")]


def list_command(
    noun: str, flags: Sequence[tuple[str, str, str]] = ()
) -> "Callable[[Callable[..., Answer]], BundledCommand]":
    """Make a function the `list` of a noun: it gets the options of all lists as its parameter `options`.

    The noun's own `flags` are given by name, help and SQL.
    """

    def parameters() -> Parameters:
        own = [(name, Annotated[bool, flag(f"--{name}", help)], False) for name, help, _ in flags]
        return [*own, *list_parameters(record_class(KINDS[noun]))]

    def collect(**values: Any) -> ListOptions:
        conditions = [condition for name, _, condition in flags if values.pop(name)]
        links = {name.removeprefix("of_"): values.pop(name) for name in list(values) if name.startswith("of_")}
        return ListOptions(**values, links=links, conditions=conditions)

    return lambda function: BundledCommand(function, "options", parameters, collect)


def _list_format_option() -> Any:
    *most, last = [f"{name}{note}" for name, (note, _) in LIST_FORMATS.items()]
    help = f"The form: {', '.join(most)} or {last}."
    return Annotated[str | None, option("--format", ChoiceForm(tuple(LIST_FORMATS)), help, "FORM", OUTPUT_PANEL)]


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
