"""What a change did, in words: each record that it touched, by its title, and what became of it."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.clock import local_day
from mentorlog.journal.dates.format import format_moment, format_weekday
from mentorlog.journal.model import kinds
from mentorlog.journal.model.kinds import BY_TABLE
from mentorlog.nouns import KINDS, Kind

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.store.changes import LoggedChange, RowChange

_MAX_TITLE = 48  # characters
_MAX_NAMED = 3  # records of one noun that are named, rather than counted
_STATE_WORDS = {
    "open": "opened again", "active": "made active", "meeting": "met", "planned": "planned again", "new": "kept",
}  # fmt: skip


class Effect(NamedTuple):
    """What became of one record, or of several of a noun: "question", "q7", the title, "added"."""

    noun: str  # with the number of them in front where they are several
    ref: str
    when: str  # of a record that a day names
    title: str  # in a person's words
    verb: str

    @property
    def text(self) -> str:
        """In one line: question q7 “Should I move?” added."""
        title = f"“{self.title}”" if self.title else ""
        return " ".join(filter(None, (self.noun, self.ref, self.when, title, self.verb)))


def effects(journal: "Journal", change: "LoggedChange") -> list[Effect]:
    """What a change did, that which matters most first."""
    groups: dict[tuple[str, str], list[RowChange]] = {}
    for row in _first_of_each([*_unread_ends(journal, change), *change.rows]):
        groups.setdefault((row.table, _verb(row)), []).append(row)
    tables = {(BY_TABLE[table].noun, verb) for table, verb in groups}

    def rank(group: tuple[str, str]) -> tuple[bool, bool]:
        """Parts follow the whole that was added or deleted along; links that a deletion cleared come last."""
        is_part = (BY_TABLE[group[0]].parent, group[1]) in tables
        return group[1].startswith("changed") and change.command == "delete", is_part

    ordered = sorted(groups, key=rank)
    if change.more:
        return [_count_effect(journal, change, table, verb, groups[table, verb]) for table, verb in ordered]
    return [effect for group in ordered for effect in _group_effects(journal, *group, groups[group])]


def effects_text(journal: "Journal", change: "LoggedChange") -> str:
    """The first of what a change did, and how much more."""
    done = effects(journal, change)
    if not done:
        return f"{change.command}, of which nothing is known any more"
    return done[0].text + (f" and {len(done) - 1} more" if len(done) > 1 else "")


def _unread_ends(journal: "Journal", change: "LoggedChange") -> "list[RowChange]":
    """One row that was added and one that was deleted of each table, where not all rows of a change were read.

    A deletion stands behind the links that it cleared.
    """
    if not change.more:
        return []
    from mentorlog.store.changes import RowChange

    rows = journal.store.rows(
        "SELECT tbl, number, before, after FROM change_rows WHERE change = ? AND (before IS NULL OR after IS NULL)"
        " GROUP BY tbl, before IS NULL",
        (change.number,),
    )
    return [
        RowChange(table, number, *(json.loads(state) if state else None for state in states))
        for table, number, *states in rows
    ]


def _first_of_each(rows: "Sequence[RowChange]") -> "list[RowChange]":
    """The rows, each once: what is added and then changed by one command was added."""
    first: dict[tuple[str, int], RowChange] = {}
    for row in rows:
        first.setdefault((row.table, row.number), row)
    return list(first.values())


def _group_effects(journal: "Journal", table: str, verb: str, rows: "list[RowChange]") -> list[Effect]:
    kind = BY_TABLE[table]
    if len(rows) <= _MAX_NAMED:
        return [_effect(journal, kind, verb, row) for row in rows]
    return [_several(kind, verb, len(rows), rows[0].number, rows[-1].number)]


def _count_effect(journal: "Journal", change: "LoggedChange", table: str, verb: str, rows: "list[RowChange]") -> Effect:
    """What a large change did to one noun, counted in the log, since not all of its rows were read."""
    conditions = {"added": "before IS NULL", "deleted": "after IS NULL"}
    if verb.startswith("changed"):
        conditions[verb] = "before IS NOT NULL AND after IS NOT NULL"
    count, first, last = len(rows), rows[0].number, rows[-1].number
    if condition := conditions.get(verb):
        ((count, first, last),) = journal.store.rows(
            "SELECT count(DISTINCT number), min(number), max(number) FROM change_rows"
            f" WHERE change = ? AND tbl = ? AND {condition}",
            (change.number, table),
        )
    kind = BY_TABLE[table]
    return _several(kind, verb, count, first, last) if count > 1 else _effect(journal, kind, verb, rows[0])


def _several(kind: Kind, verb: str, count: int, first: int, last: int) -> Effect:
    refs = " ... ".join(kinds.ref(kind.noun, number) for number in (first, last)) if kind.letter else ""
    return Effect(f"{count} {kind.display_plural}", refs, "", "", verb)


def _effect(journal: "Journal", kind: Kind, verb: str, row: "RowChange") -> Effect:
    ref = kinds.ref(kind.noun, row.number) if kind.letter else ""
    title = str(_value(journal, row, kind.title_field) or "")
    if kind.title_field not in ("day", "starts_at"):
        return Effect(kind.display_noun, ref, "", clip(title), verb)
    if not kind.parent:
        return Effect(kind.display_noun, ref, f"of {_format_day(title, journal.today)}" if title else "", "", verb)
    value, parent = _value(journal, row, "value"), _value(journal, row, kind.parent)
    figure = "" if value is None else f"{value:g}".replace("-", "−")
    whole = KINDS[kind.parent]
    name = str(_last_value(journal, whole.plural, int(parent), whole.title_field) or "") if parent else ""
    of = " of ".join([f"({figure})", *([kinds.ref(whole.noun, int(parent))] if parent else [])])
    return Effect(kind.display_noun, ref, of, clip(name), verb)


def clip(text: str) -> str:
    """A title in one line, cut where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= _MAX_TITLE else text[: _MAX_TITLE - 2].rstrip() + " …"


def _format_day(text: str, today: date) -> str:
    return format_moment(datetime.fromisoformat(text), today) if "T" in text else format_weekday(local_day(text), today)


def _verb(row: "RowChange") -> str:
    """What became of a row: "added", "deleted", its new state, "moved", or which fields were changed."""
    if row.before is None:
        return "planned" if row.table == "sessions" and (row.after or {}).get("state") == "planned" else "added"
    if row.after is None:
        return "deleted"
    if row.after.get("state"):
        if row.before.get("state") == "paused":
            return "resumed"
        return _STATE_WORDS.get(str(row.after["state"]), str(row.after["state"]))
    if "starts_at" in row.after:
        return "moved" if "moved" in row.after else "set to another time"
    fields = [name.replace("_", " ") for name in row.after if name not in ("updated_at", "zone", "rhythm")]
    return f"changed ({', '.join(fields)})" if fields else "changed"


def _value(journal: "Journal", row: "RowChange", field: str) -> Any:
    """A field of a row as the change left it, else as it was before, else as it is known."""
    for state in (row.after, row.before):
        if state is not None and state.get(field) is not None:
            return state[field]
    return _last_value(journal, row.table, row.number, field)


def _last_value(journal: "Journal", table: str, number: int, field: str) -> Any:
    """A field of a row as it is now, or as it was when the row was deleted."""
    if rows := journal.store.rows(f'SELECT "{field}" FROM {table} WHERE number = ?', (number,)):
        return rows[0][0]
    rows = journal.store.rows(
        "SELECT before FROM change_rows WHERE tbl = ? AND number = ? AND after IS NULL ORDER BY id DESC LIMIT 1",
        (table, number),
    )
    return json.loads(rows[0][0]).get(field) if rows else None
