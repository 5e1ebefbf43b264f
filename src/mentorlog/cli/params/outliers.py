"""Values far out: asked about where a person is there, noted with a warning elsewhere."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentorlog.cli.context import CliContext
from mentorlog.errors import Refused
from mentorlog.journal.text import join_some
from mentorlog.render.answers import Answer

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

_MAX_NAMED = 3


def confirm_outliers(cli: CliContext, journal: "Journal", *records: "tuple[Record, Record | None]") -> list[str]:
    """What is far out in records to be stored, each given with the one before, if there is nobody to ask.

    Raises Refused where a person says that it is a slip.
    """
    from mentorlog.journal.workflows.outliers import find_outliers

    return confirm_clauses(cli, [clause for pair in records for clause in find_outliers(journal, *pair)])


def confirm_clauses(cli: CliContext, clauses: Sequence[str]) -> list[str]:
    """Ask whether values are right that are far out, and return them where there is nobody to ask.

    Raises Refused where a person says that they are not.
    """
    if not clauses or not cli.is_interactive():
        return list(clauses)
    from mentorlog.cli.prompts.single import ask_to_keep

    if not ask_to_keep(join_some(clauses, _MAX_NAMED), len(clauses)):
        raise Refused("Nothing was noted.", "Give the value again as it should be.")
    return []


def warn_of(answer: Answer, clauses: Sequence[str], change: int) -> Answer:
    """Add a warning to an answer where something is far out and nobody was asked."""
    answer.warnings = [*answer.warnings, *outlier_warnings(clauses, change)]
    return answer


def outlier_warnings(clauses: Sequence[str], change: int) -> list[str]:
    """A warning of what is far out in a change, with the way to take it back; none where nothing is."""
    if not clauses:
        return []
    pronoun = "that is" if len(clauses) == 1 else "one of these is"
    return [f"{join_some(clauses, _MAX_NAMED)}. If {pronoun} a slip: mentorlog undo {change}"]
