"""`mentorlog undo`, `redo`, `history`: every change can be taken back, and seen again."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import typer

from mentorlog.cli.params.options import Context, flag, option, ref_argument, word_argument
from mentorlog.clock import local_day, to_local
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import POSITIVE_COUNT
from mentorlog.journal.model.kinds import BY_TABLE, parse_ref, row_refs, with_article
from mentorlog.journal.model.kinds import ref as record_ref
from mentorlog.journal.model.records import record_class
from mentorlog.journal.text import join_some, quote_value
from mentorlog.nouns import KINDS
from mentorlog.render.answers import Answer, NextStep, PageAnswer, relative_day
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Line, Lines, Page, Row, Span, line, ours, paragraph
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    from mentorlog.journal.editing.effects import Effect
    from mentorlog.journal.journal import Journal
    from mentorlog.store.changes import Fields, LoggedChange, RowChange

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_MAX_EFFECTS = 8  # of one change that are named


@app.command()
def undo(
    ctx: Context,
    number: Annotated[
        str | None,
        word_argument("CHANGE", "One further back, by its number in --list; the last unless given.", "changes"),
    ] = None,
    lists: Annotated[bool, flag("--list", "Show the last changes, and which can be taken back alone.")] = False,
    limit: Annotated[int | None, option("--limit", POSITIVE_COUNT, "With --list: how many; 10 unless given.")] = None,
) -> Answer:
    """Take back the last change, or one further back; again goes further back."""
    journal = ctx.obj.open_journal()
    journal.store.load_log()
    if lists:
        if number is not None:
            raise UsageError(
                "--list shows the last changes, and takes none back.",
                f"To see so many: mentorlog undo --list --limit {number}; to take that back: mentorlog undo {number}",
            )
        return _undo_list(journal, limit or 10)
    if limit is not None:
        raise UsageError("--limit says how many changes --list shows.", "Write: mentorlog undo --list --limit 5")
    if number is not None:
        return _revert_numbered(journal, number, "undo")
    undone = journal.undo()
    if undone is None:
        raise Refused("There is nothing to undo.", "What changed so far: mentorlog history")
    return _reversal_answer(journal, "undo", undone)


@app.command()
def redo(
    ctx: Context,
    number: Annotated[
        str | None, word_argument("CHANGE", "One that was taken back, by its number; the last unless given.", "changes")
    ] = None,
) -> Answer:
    """Take back the last undo, or the undo of one change."""
    journal = ctx.obj.open_journal()
    journal.store.load_log()
    if number is not None:
        return _revert_numbered(journal, number, "redo")
    from mentorlog.journal import reversal

    redone = journal.redo(lambda undo: reversal.require_redoable(journal, undo))
    if redone is None:
        raise Refused(
            "There is nothing to redo.",
            "After another change an undo is taken back by its number: mentorlog undo --list",
        )
    return _reversal_answer(journal, "redo", redone)


def _revert_numbered(journal: "Journal", text: str, command: str) -> Answer:
    """Take back or do again the change of a number. To take back an undo is to do again what it had taken back."""
    from mentorlog.journal import reversal

    number, action = reversal.ordinary_change(journal, _parse_change_number(journal, text))
    if command == "undo" and action == "undo":
        command = "redo"
    change = (reversal.undo_change if command == "undo" else reversal.redo_change)(journal, number)
    return _reversal_answer(journal, command, change)


def _parse_change_number(journal: "Journal", text: str) -> int:
    """The number of a change: 12, #12, or c12 where there never was such a check-in. Raises UsageError."""
    word = text.strip().lower().removeprefix("#")
    typed = parse_ref(word)
    if typed and typed[0].letter == "c":
        is_past = typed[1] <= journal.store.last_number(typed[0].plural, typed[1])
        typed, word = (typed, word) if is_past else (None, word[1:])
    if typed:
        kind, _ = typed
        raise UsageError(
            f"{word} is {with_article(kind.noun)}; a change has a number alone.",
            f"The changes of {word} with their numbers: mentorlog history {word}",
        )
    if not (word.isascii() and word.isdigit() and len(word) <= 15):
        raise UsageError(
            f"{quote_value(text)} is not the number of a change.", "The numbers of the last ones: mentorlog undo --list"
        )
    return int(word)


def _reversal_answer(journal: "Journal", command: str, change: "LoggedChange") -> Answer:
    """What was taken back or done again, by its title, and how that is reverted in turn."""
    from mentorlog.journal.editing.effects import effects

    done = effects(journal, change)
    verb = "Took back" if command == "undo" else "Done again"
    if _stays_whole(change):
        verb = f"Nothing could be {'taken back' if command == 'undo' else 'done again'} of"
    first = _effect_line(done[0]) if done else line(ours("what was forgotten since"))
    lines = [line(ours(f"{verb}: "), *first, ours("."))]
    lines += [(ours("  "), *_effect_line(effect)) for effect in done[1:_MAX_EFFECTS]]
    if more := max(len(done) - _MAX_EFFECTS, 0):
        lines.append(line(ours(f"  and {more} more", "dim")))
    when = _change_time(change, journal.today)
    lines.append(line(ours(f"  change {change.number}, {change.command}, {when}", "dim")))
    lines += _lines_of_kept(change)
    data = {
        "change": change.number, "command": change.command, "refs": row_refs(change.rows), "more": change.more,
        "what": [effect.text for effect in done], "kept": [_row_to_json(*kept) for kept in change.kept],
    }  # fmt: skip
    return PageAnswer(command, data, [Lines(lines)], (_counter_step(journal, command, change),))


def _lines_of_kept(change: "LoggedChange") -> list[Line]:
    """What stays as it is, since another machine wrote there since."""
    lines = []
    for table, number, names in change.kept[:_MAX_EFFECTS]:
        labels = [
            field.column.label.lower() for field in fields_of(record_class(BY_TABLE[table])) if field.name in names
        ]
        stays = f"keeps its {join_some(labels, 3)}" if labels else "stays as it is"
        kept_ref = Span(record_ref(BY_TABLE[table].noun, number), "accent")
        lines.append(line(ours("  "), kept_ref, ours(f" {stays}: another machine wrote there since.")))
    return lines


def _stays_whole(change: "LoggedChange") -> bool:
    """Whether nothing at all went back, since another machine wrote wherever the change did."""
    kept = {(table, number): names for table, number, names in change.kept}
    return bool(kept) and all(
        (names := kept.get((row.table, row.number))) is not None
        and (not names or {*(row.after or {})} <= {*names, "updated_at"})
        for row in change.rows
    )


def _row_to_json(table: str, number: int, names: tuple[str, ...]) -> dict[str, Any]:
    return {"ref": record_ref(BY_TABLE[table].noun, number), "fields": list(names)}


def _counter_step(journal: "Journal", command: str, change: "LoggedChange") -> NextStep:
    """How the undo or redo is taken back: by the number of the change where the bare command takes another one."""
    from mentorlog.journal import reversal

    counter, is_next = ("redo", reversal.is_next_redo) if command == "undo" else ("undo", reversal.is_next_undo)
    number = "" if is_next(journal, change.number) else f" {change.number}"
    return NextStep(f"mentorlog {counter}{number}", "takes this back")


def _effect_line(effect: "Effect") -> Line:
    """An effect in spans: question q7 “Should I move?” added."""
    spans = [ours(effect.noun)]
    if effect.ref:
        spans += [ours(" "), Span(effect.ref, "accent")]
    if effect.when:
        spans.append(ours(f" {effect.when}"))
    if effect.title:
        spans += [ours(" “"), Span(effect.title, "title"), ours("”")]
    return (*spans, ours(f" {effect.verb}"))


def _undo_list(journal: "Journal", limit: int) -> Answer:
    """The last changes in words, and whether each can be taken back while the later ones stay."""
    from mentorlog.journal import reversal
    from mentorlog.journal.editing.effects import effects

    rows: list[Row] = []
    data: list[dict[str, Any]] = []
    free = 0
    for change, is_undone in reversal.last_changes(journal, limit):
        done = effects(journal, change)
        standing = [] if is_undone else reversal.obstacle_numbers(journal, change.number)
        is_free = bool(change.rows) and not is_undone and not standing
        free = free if free or not is_free or not rows else change.number
        more = len(done) - 1
        first_effect = _effect_line(done[0]) if done else line(ours("forgotten since"))
        rows.append(
            Row(
                (
                    line(ours(str(change.number), "accent")),
                    line(*first_effect, ours(f" and {more} more" if more > 0 else "")),
                    line(_change_time(change, journal.today)),
                    line(_alone_text(is_undone=is_undone, is_free=is_free, standing=standing)),
                )
            )
        )
        data.append(
            {
                "change": change.number,
                "at": change.at,
                "command": change.command,
                "refs": row_refs(change.rows),
                "more": change.more,
                "what": [effect.text for effect in done],
                "undone": is_undone,
                "alone": is_free,
                "standing": standing,
            }
        )
    if not rows:
        return PageAnswer("undo.list", [], [paragraph("Nothing has changed yet.")])
    heads = (
        GridColumn("Change", "figure"),
        GridColumn("What", "title", hide_label=True),
        GridColumn("When", hide_label=True),
        GridColumn("Alone"),
    )
    steps = [NextStep(f"mentorlog undo {free}", "takes one back alone")] if free else [NextStep("mentorlog undo")]
    return PageAnswer("undo.list", data, [Grid(heads, rows, has_header=True)], steps)


def _alone_text(*, is_undone: bool, is_free: bool, standing: list[int]) -> Span:
    """Whether a change can be taken back alone, in a few words."""
    if is_undone:
        return ours("taken back", "dim")
    if is_free:
        return ours("yes", "good")
    numbers = [str(number) for number in standing if number]
    return ours(f"after {join_some(numbers, 3)}" if numbers else "no", "dim")


def _first_refs(change: "LoggedChange", limit: int = 8) -> str:
    """The refs of the records changed, at most `limit` by name; "forgotten" where no row is left in the log."""
    refs = row_refs(change.rows)
    more = max(len(refs) - limit, 0) + change.more
    return ", ".join(refs[:limit]) + (f" and {more} more" if more else "") or "forgotten"


def _change_time(change: "LoggedChange", today: date) -> str:
    return relative_day(to_local(datetime.fromisoformat(change.at)), today)


@app.command()
def history(
    ctx: Context,
    ref: Annotated[str | None, ref_argument("", "Only this record's.", "REF")] = None,
    limit: Annotated[int, option("--limit", POSITIVE_COUNT, "How many changes at most; 20 unless given.")] = 20,
) -> Answer:
    """See what changed, and when, the newest first."""
    journal = ctx.obj.open_journal()
    changes = journal.history(ref, limit, with_fields=ctx.obj.as_json)
    if ctx.obj.as_json:
        from mentorlog.render.packing import pack_rows

        return PageAnswer("history", pack_rows(map(_change_to_json, changes)), [])
    answer = PageAnswer("history", [], _history_page(changes, ref, journal))
    answer.use_pager = True
    return answer


def _change_to_json(change: "LoggedChange") -> dict[str, Any]:
    return {
        "change": change.number,
        "at": change.at,
        "command": change.command,
        "reverts": change.reverts or None,
        "machine": change.machine or None,
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


def _history_page(changes: Iterable["LoggedChange"], ref: str | None, journal: "Journal") -> Page:
    """One line a change; for one record also its values before and after."""
    today = journal.today
    heads = (
        GridColumn("Change", "figure"),
        GridColumn("Command", "title", hide_label=True),
        GridColumn("Records", "words", hide_label=True),
        GridColumn("When", hide_label=True),
    )
    rows = [
        Row(
            (
                (Span(str(change.number), "dim"),),
                line(
                    ours(change.command, "title"),
                    ours(
                        f" of {change.reverts}" if change.reverts else _speaker(change, journal, has_fields=bool(ref)),
                        "dim",
                    ),
                ),
                line(_first_refs(change)),
                line(_change_time(change, today), *_machine_spans(change)),
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
    if not rows:
        return [paragraph("Nothing has changed yet.")]
    page: Page = [Grid(heads, rows, has_header=True)]
    if not ref:
        page += [Gap(), paragraph(ours("history REF shows each field", "dim"))]
    return page


def _machine_spans(change: "LoggedChange") -> Line:
    """On which other machine a change was made."""
    return (ours(f" on {change.machine}", "dim"),) if change.machine else ()


def _speaker(change: "LoggedChange", journal: "Journal", *, has_fields: bool) -> str:
    """Who said what a change brought in, where it was a reply to a letter: ", said by Ruth, 27 Nov, by letter"."""
    if change.command != "import":
        return ""
    rows = change.rows
    if not has_fields:
        from mentorlog.store.changes import read_change

        rows = read_change(journal.store.connection, change.number).rows
    row = next((row for row in rows if row.table == "letters" and "replies" in (row.after or {})), None)
    if row is None or not journal.has(KINDS["letter"], row.number):
        return ""
    from mentorlog.journal.workflows.letters.replies import speaker_phrase

    day = (row.after or {}).get("answered_on") or change.at
    return f", {speaker_phrase(journal, row.number, local_day(str(day)))}"


def _difference_lines(row: "RowChange", today: date) -> list[Line]:
    """The fields that differ, each with its value, or with its old and new value."""
    before, after = row.before or {}, row.after or {}
    record, lines = record_class(BY_TABLE[row.table]), []
    for field in fields_of(record):
        if (field.name in before or field.name in after) and not _is_unsaid(field, row):
            old, new = (_value_span(field, values.get(field.name), today) for values in (before, after))
            values: Line = (new,) if row.before is None else (old, ours(" → "), new)
            if verb := record.name_change(field.name, before, after):
                values = (ours(f"{verb} from "), old, ours(" to "), new)
            lines.append((ours(f"{field.column.label}: ", "dim"), *values))
    return lines


def _is_unsaid(field: Field, row: "RowChange") -> bool:
    """Whether a new record merely lacks what it might have: to say "Keep: no" of each would tell nothing."""
    return row.before is None and isinstance(field.default, bool) and not (row.after or {}).get(field.name)


def _value_span(field: Field, value: Any, today: date) -> Span:
    """A value in one line, whatever lines it has."""
    if value is None:
        return ours("nothing", "dim")
    return Span(" ".join(filter(None, field.form.to_text(field.form.from_sql(value), today).splitlines())))
