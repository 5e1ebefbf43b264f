"""`mentorlog undo`, `redo`, `history`: every change can be taken back, and seen again."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentorlog.cli.params.options import Context, option, ref_argument
from mentorlog.errors import Refused
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import POSITIVE_COUNT
from mentorlog.journal.model.kinds import BY_TABLE, row_refs
from mentorlog.journal.model.records import record_class
from mentorlog.render.answers import Answer, NextStep, PageAnswer, relative_day
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Line, Page, Row, Span, line, ours, paragraph

if TYPE_CHECKING:
    from mentorlog.store.changes import Fields, LoggedChange, RowChange

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def undo(ctx: Context) -> Answer:
    """Take back the last change; again goes further back."""
    journal = ctx.obj.open_journal()
    undone = journal.undo()
    if undone is None:
        raise Refused("There is nothing to undo.", "What changed so far: mentorlog history")
    return _reversal_answer("undo", "Undone", undone, journal.today, NextStep("mentorlog redo", "takes this back"))


@app.command()
def redo(ctx: Context) -> Answer:
    """Take back the last undo."""
    journal = ctx.obj.open_journal()
    redone = journal.redo()
    if redone is None:
        raise Refused("There is nothing to redo.", "Only an undo with no change after it can be taken back.")
    return _reversal_answer("redo", "Done again", redone, journal.today, NextStep("mentorlog undo", "takes this back"))


def _reversal_answer(command: str, verb: str, change: "LoggedChange", today: date, step: NextStep) -> Answer:
    page: Page = [paragraph(f"{verb}: {change.command} of {_change_time(change, today)}, {_first_refs(change)}.")]
    data = {"change": change.number, "command": change.command, "refs": row_refs(change.rows), "more": change.more}
    return PageAnswer(command, data, page, (step,))


def _first_refs(change: "LoggedChange", limit: int = 8) -> str:
    """The refs of the records changed, at most `limit` by name; "forgotten" where no row is left in the log."""
    refs = row_refs(change.rows)
    more = max(len(refs) - limit, 0) + change.more
    return ", ".join(refs[:limit]) + (f" and {more} more" if more else "") or "forgotten"


def _change_time(change: "LoggedChange", today: date) -> str:
    return relative_day(datetime.fromisoformat(change.at).astimezone(), today)


@app.command()
def history(
    ctx: Context,
    ref: Annotated[str | None, ref_argument("", "Only this record's.", "REF")] = None,
    limit: Annotated[int, option("--limit", POSITIVE_COUNT, "How many changes at most; 20 unless given.")] = 20,
) -> Answer:
    """See what changed, and when, the newest first."""
    journal = ctx.obj.open_journal()
    changes = journal.history(ref, limit)
    if not changes:
        return PageAnswer("history", [], [paragraph("Nothing has changed yet.")])
    page = _history_page(changes, ref, journal.today)
    return PageAnswer("history", lambda: [_change_to_json(change) for change in changes], page)


def _change_to_json(change: "LoggedChange") -> dict[str, Any]:
    return {
        "change": change.number,
        "at": change.at,
        "command": change.command,
        "reverts": change.reverts or None,
        "refs": row_refs(change.rows),
        "more": change.more,
        "rows": [
            {
                "ref": row_refs([row])[0],
                "before": _fields_to_json(row.table, row.before),
                "after": _fields_to_json(row.table, row.after),
            }
            for row in change.rows
        ],
    }


def _fields_to_json(table: str, logged: "Fields | None") -> "Fields | None":
    """The logged fields as JSON has them, links as refs."""
    if logged is None:
        return None
    fields = dict(logged)
    for field in fields_of(record_class(BY_TABLE[table])):
        if fields.get(field.name) is not None:
            fields[field.name] = field.form.to_json(field.form.from_sql(fields[field.name]))
    return fields


def _history_page(changes: list["LoggedChange"], ref: str | None, today: date) -> Page:
    """One line a change; for one record also its values before and after."""
    heads = (
        GridColumn("Change", "figure"),
        GridColumn("When", hide_label=True),
        GridColumn("Command", hide_label=True),
        GridColumn("Records", "words", hide_label=True),
    )
    rows = [
        Row(
            (
                (Span(str(change.number), "dim"),),
                line(_change_time(change, today)),
                line(ours(change.command, "title"), ours(f" of {change.reverts}" if change.reverts else "")),
                line(_first_refs(change)),
            ),
            [
                difference
                for row in change.rows
                if ref and row_refs([row])[0] == ref.strip().lower()
                for difference in _difference_lines(row, today)
            ],
        )
        for change in changes
    ]
    page: Page = [Grid(heads, rows, has_header=True)]
    if not ref:
        page += [Gap(), paragraph(ours("history REF shows each field", "dim"))]
    return page


def _difference_lines(row: "RowChange", today: date) -> list[Line]:
    """The fields that differ, each with its value, or with its old and new value."""
    before, after = row.before or {}, row.after or {}
    record, lines = record_class(BY_TABLE[row.table]), []
    for field in fields_of(record):
        if field.name in before or field.name in after:
            old, new = (_value_span(field, values.get(field.name), today) for values in (before, after))
            values: Line = (new,) if row.before is None else (old, ours(" → "), new)
            if verb := record.name_change(field.name, before, after):
                values = (ours(f"{verb} from "), old, ours(" to "), new)
            lines.append((ours(f"{field.column.label}: ", "dim"), *values))
    return lines


def _value_span(field: Field, value: Any, today: date) -> Span:
    return ours("nothing", "dim") if value is None else Span(field.form.to_text(field.form.from_sql(value), today))
