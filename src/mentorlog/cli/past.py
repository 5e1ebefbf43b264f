"""`mentorlog undo`, `redo`, `history`: every change can be taken back, and seen again."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentorlog.cli.call import open_journal
from mentorlog.cli.options import option
from mentorlog.errors import Refused
from mentorlog.journal.columns import Form, whole
from mentorlog.screen.answers import Answer, Next, Told
from mentorlog.screen.page import Gap, Grid, Heads, Line, Lines, Page, Row, Span, line, own

if TYPE_CHECKING:
    from mentorlog.store.changes import Logged, Touched

app = typer.Typer(add_completion=False, rich_markup_mode=None)

HOW_MANY = Form(int, int, whole(1, 100_000, "a count"), int, lambda value, today: str(value), hint="N")
_HIDDEN = ("number", "entry", "uid", "created_at", "updated_at")


@app.command()
def undo() -> Answer:
    """Take back the last change; again goes further back."""
    undone = open_journal().undo()
    if undone is None:
        raise Refused("There is nothing to undo.", "What changed so far: mentorlog history")
    return _turned("undo", "Undone", undone, Next("mentorlog redo", "takes this back"))


@app.command()
def redo() -> Answer:
    """Take back the last undo."""
    redone = open_journal().redo()
    if redone is None:
        raise Refused("There is nothing to redo.", "Only an undo with no change after it can be taken back.")
    return _turned("redo", "Done again", redone, Next("mentorlog undo", "takes this back"))


def _turned(command: str, verb: str, change: "Logged", then: Next) -> Answer:
    from mentorlog.journal.journal import refs

    touched = refs(change.rows)
    page: Page = [Lines([line(f"{verb}: {change.command} of {_when(change)}, {_few(touched)}.")])]
    return Told(command, {"change": change.number, "command": change.command, "refs": touched}, page, (then,))


def _few(touched: list[str], most: int = 8) -> str:
    more = f" and {len(touched) - most} more" if len(touched) > most else ""
    return ", ".join(touched[:most]) + more


def _when(change: "Logged") -> str:
    from mentorlog.journal.dates import short_day

    at = datetime.fromisoformat(change.at).astimezone()
    return f"{short_day(at.date(), open_journal().today)} {at:%H:%M}"


@app.command()
def history(
    ref: Annotated[str | None, typer.Argument(metavar="REF", help="Only this record's.", show_default=False)] = None,
    limit: Annotated[int, option("--limit", HOW_MANY, "How many changes at most; 20 unless given.")] = 20,
) -> Answer:
    """See what changed, and when, the newest first."""
    journal = open_journal()
    changes = journal.history(ref, limit)
    if not changes:
        return Told("history", [], [Lines([line("Nothing has changed yet.")])])
    return Told("history", [_facts(change) for change in changes], _page(changes, ref))


def _facts(change: "Logged") -> dict[str, Any]:
    from mentorlog.journal.journal import refs

    return {
        "change": change.number,
        "at": change.at,
        "command": change.command,
        "reverts": change.reverts or None,
        "refs": refs(change.rows),
        "rows": [{"ref": refs([row])[0], "before": row.before, "after": row.after} for row in change.rows],
    }


def _page(changes: list["Logged"], ref: str | None) -> Page:
    """One line a change; for one record also what was there before and after."""
    from mentorlog.journal.journal import refs

    heads = (Heads("Change", "figure"), Heads("When"), Heads("Command"), Heads("Records", "words"))
    rows = [
        Row(
            (
                (Span(str(change.number), "dim"),),
                line(_when(change)),
                line(own(change.command, "title"), own(f" of {change.reverts}" if change.reverts else "")),
                line(_few(refs(change.rows))),
            ),
            [
                told
                for row in change.rows
                if ref and refs([row])[0] == ref.strip().lower()
                for told in _differences(row)
            ],
        )
        for change in changes
    ]
    page: Page = [Grid(heads, rows, headed=True)]
    if not ref:
        page += [Gap(), Lines([line(own("history REF shows each field", "dim"))])]
    return page


def _differences(row: "Touched") -> list[Line]:
    before, after = row.before or {}, row.after or {}
    return [
        line(own(f"  {name}: ", "dim"), _value(before.get(name)), own(" → "), _value(after.get(name)))
        for name in {**before, **after}
        if name not in _HIDDEN
    ]


def _value(value: Any) -> Span:
    return own("nothing", "dim") if value is None else Span(str(value))
