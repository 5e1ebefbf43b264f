"""Candidates weighed by what is needed: a column for each, under their name."""

from typing import TYPE_CHECKING

from mentorlog.journal.model.forms import format_percent
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.queries.names import short_names
from mentorlog.render.terminal.page import (
    Gap,
    Grid,
    GridColumn,
    Line,
    Lines,
    Page,
    Row,
    Span,
    join_facts,
    line,
    ours,
    paragraph,
)

if TYPE_CHECKING:
    from mentorlog.journal.model.records.needs import Need
    from mentorlog.journal.workflows.choosing import CandidateScore, DecisionMatrix


def matrix_page(matrix: "DecisionMatrix") -> Page:
    """Each need with its weight and how far each candidate meets it; below, what that comes to."""
    names = short_names([(row.mentor.number, row.mentor.name) for row in matrix.candidates])
    heads = (
        GridColumn("", hide_label=True),
        GridColumn("Need", "title"),
        *([GridColumn("Weight", "figure")] if _differ_in_weight(matrix) else []),
        *(GridColumn(names[row.mentor.number], "figure", is_name=True) for row in matrix.candidates),
    )
    rows = [Row(_need_cells(matrix, need)) for need in matrix.needs]
    totals = Lines([_total_line(row, len(matrix.needs)) for row in matrix.candidates])
    note = paragraph("A help for thinking, not a verdict.")
    return [Grid(heads, rows, has_header=True), Gap(), totals, Gap(), note]


def _need_cells(matrix: "DecisionMatrix", need: "Need") -> list[Line]:
    scores = [_score_cell(row, need.number) for row in matrix.candidates]
    weight = [line(str(need.weight))] if _differ_in_weight(matrix) else []
    return [line(Span(need.ref, "dim")), line(Span(need.text)), *weight, *scores]


def _differ_in_weight(matrix: "DecisionMatrix") -> bool:
    return len({need.weight for need in matrix.needs}) > 1


def _score_cell(row: "CandidateScore", need: int) -> Line:
    if need not in row.scores:
        return line(ours("·", "dim", alt=""))
    return line(ours(str(row.scores[need]), "warn" if need in row.musts_not_met else ""))


def _total_line(row: "CandidateScore", need_count: int) -> Line:
    total = "not scored yet"
    if row.total is not None:
        total = f"{format_percent(row.total)}, {len(row.scores)} of {need_count} needs"
    unmet_refs = ", ".join(ref_of("need", need) for need in row.musts_not_met)
    unmet = f"must not met: {unmet_refs}" if unmet_refs else ""
    name = Span(row.mentor.name, "title")
    return join_facts(
        [
            line(ours(row.mentor.ref, "dim"), ours("  ", alt=": "), name, ours("  ", alt=", "), total),
            line(ours(unmet, "warn")),
            line(ours("about the same as above" if row.same_as_above else "", "dim")),
        ]
    )
