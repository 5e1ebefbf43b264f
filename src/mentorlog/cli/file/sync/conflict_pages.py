"""What two machines left differently, side by side, with the command that settles it."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.journal.text import format_count
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Line, Lines, Page, Row, Span, line, ours, paragraph

if TYPE_CHECKING:
    from mentorlog.exchange.machines.disputes import Dispute, FieldDispute
    from mentorlog.journal.machines.clashes import Clash

EXIT_CONFLICTS = 10
_MEANINGS = {
    "deleted": "the entry",
    "brought back": "the entry, for a part of it",
    "lost part": "part of what was forgotten",
}


def conflicts_answer(disputes: "Sequence[Dispute]", clashes: "Sequence[Clash]", today: date) -> Answer:
    """All that waits, and what does not go together."""
    data = {
        "entries": [_dispute_to_json(dispute) for dispute in disputes],
        "clashes": [{"refs": list(clash.refs), "text": clash.text, "command": clash.command} for clash in clashes],
    }
    if not disputes and not clashes:
        return PageAnswer("sync.conflicts", data, [paragraph("Your machines agree: nothing waits to be settled.")])
    page: Page = [_disputes_grid(disputes, today)] if disputes else []
    if clashes:
        page += [*([Gap()] if page else []), Lines([_clash_line(clash) for clash in clashes])]
    steps = []
    if disputes:
        first = disputes[0].ref
        steps.append(NextStep(f"mentorlog sync keep {first} ours", "or theirs, or both"))
    return PageAnswer("sync.conflicts", data, page, steps, exit_code=EXIT_CONFLICTS if disputes else 0)


def _clash_line(clash: "Clash") -> Line:
    return line(clash.text, ours(f" If it is one too many: {clash.command}", "dim"))


def _disputes_grid(disputes: "Sequence[Dispute]", today: date) -> Grid:
    heads = (
        GridColumn("Ref"),
        GridColumn("What", "words", hide_label=True),
        GridColumn("Ours", "words"),
        GridColumn("Theirs", "words"),
        GridColumn("Machine", if_room=True),
    )
    return Grid(heads, [row for dispute in disputes for row in _dispute_rows(dispute, today)], has_header=True)


def _dispute_rows(dispute: "Dispute", today: date) -> list[Row]:
    ref, machine = line(Span(dispute.ref, "accent")), line(Span(dispute.machine))
    if not dispute.fields:
        mine, theirs = ("deleted", "changed") if dispute.is_deleted_here else ("changed", "deleted")
        if dispute.conflict.kind == "lost part":
            mine, theirs = "is no more", "forgotten"
        return [Row((ref, line(ours(_MEANINGS[dispute.conflict.kind], "dim")), line(mine), line(theirs), machine))]
    return [
        Row(
            (
                ref if not at else (),
                line(ours(field.field.column.label, "dim")),
                _value_line(field, field.ours, today),
                _value_line(field, field.theirs, today),
                machine if not at else (),
            )
        )
        for at, field in enumerate(dispute.fields)
    ]


def _value_line(field: "FieldDispute", value: Any, today: date) -> Line:
    if value is None:
        return line(ours("nothing", "dim"))
    return line(Span(field.field.form.to_text(value, today)))


def _dispute_to_json(dispute: "Dispute") -> dict[str, Any]:
    return {
        "ref": dispute.ref,
        "kind": dispute.conflict.kind,
        "machine": dispute.machine or None,
        "fields": [
            {
                "field": field_dispute.field.name,
                "ours": None if field_dispute.ours is None else field_dispute.field.form.to_json(field_dispute.ours),
                "theirs": None
                if field_dispute.theirs is None
                else field_dispute.field.form.to_json(field_dispute.theirs),
            }
            for field_dispute in dispute.fields
        ],
    }


def keep_answer(disputes: "Sequence[Dispute]", side: str, left: int, today: date, *, dry_run: bool) -> Answer:
    """What stands from now on."""
    ref = disputes[0].ref
    data = {"dry_run": dry_run, "ref": ref, "side": side, "left": left}
    if dry_run:
        step = NextStep(f"mentorlog sync keep {ref} {side}", "settles it")
        return PageAnswer("sync.keep", data, [_disputes_grid(disputes, today)], (step,))
    outcome = {"ours": "as this machine left it", "theirs": "as the other machine left it", "both": "with both"}[side]
    page: Page = [paragraph("Settled ", Span(ref, "accent"), f": it stands {outcome}.")]
    steps = [NextStep("mentorlog sync", "tells the others")]
    if left:
        steps = [NextStep("mentorlog sync conflicts", f"{format_count(left, 'entry waits', 'entries wait')} still")]
    return PageAnswer("sync.keep", data, page, steps)
