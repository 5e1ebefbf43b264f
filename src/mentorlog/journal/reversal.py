"""Taking back one change while later ones stay, and doing it again: what is refused, and why, by title."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mentorlog.clock import to_timestamp
from mentorlog.errors import MentorlogError, NotFound, Refused
from mentorlog.journal.editing.effects import effects_text
from mentorlog.journal.model.kinds import BY_TABLE
from mentorlog.journal.model.records import record_class
from mentorlog.journal.text import join_words
from mentorlog.store import changes, reverting
from mentorlog.store.changes import FORGET, LoggedChange
from mentorlog.store.reverting import Obstacle
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_MAX_NAMED = 3  # obstacles
_MAX_ORDER = 12  # changes to take back first that are numbered
_RowKey = tuple[str, int]


def ordinary_change(journal: "Journal", number: int) -> tuple[int, str]:
    """The ordinary change that a number leads to, and what that number did with it: "", "undo" or "redo".

    Raises NotFound.
    """
    steps: list[int] = []
    while True:
        rows = journal.store.rows("SELECT reverts FROM changes WHERE id = ?", (number,))
        if not rows:
            raise NotFound(f"There is no change {number}.", "The numbers of the last ones: mentorlog undo --list")
        if rows[0][0] is None:
            return number, {0: "", 1: "undo"}.get(len(steps), "redo")
        steps.append(number)
        number = int(rows[0][0])


def last_change_number(journal: "Journal") -> int:
    """The number of the newest change; 0 if nothing has changed yet."""
    return journal.store.scalar("SELECT max(id) FROM changes")


def is_next_undo(journal: "Journal", number: int) -> bool:
    """Whether `undo` without a number takes this change back."""
    return changes.undoable_change(journal.store.connection) == number


def is_next_redo(journal: "Journal", number: int) -> bool:
    """Whether `redo` without a number does this change again."""
    undo = changes.redoable_change(journal.store.connection)
    return undo is not None and undo == reverting.undo_of(journal.store.connection, number)


def last_changes(journal: "Journal", limit: int) -> list[tuple[LoggedChange, bool]]:
    """The newest changes of this machine but undos and redos, and whether each is undone at present."""
    rows = journal.store.rows(
        f"SELECT id, {changes.IN_EFFECT} FROM changes c WHERE reverts IS NULL AND machine IS NULL"
        " ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [(changes.read_change(journal.store.connection, number), not in_effect) for number, in_effect in rows]


def undo_change(journal: "Journal", number: int) -> LoggedChange:
    """Take back one ordinary change, whatever came after it. Raises Refused and says what stands on it."""
    with journal.store.change("undo", to_timestamp(journal.now)) as change:
        logged = changes.read_change(journal.store.connection, number)
        _require_own(journal, logged, "taken back")
        if not reverting.is_in_effect(journal.store.connection, number):
            raise Refused(f"Change {number} is taken back already.", f"To do it again: mentorlog redo {number}")
        if logged.command == FORGET or not logged.rows:
            raise Refused(f"What change {number} did was forgotten for good.", "Nothing was changed.")
        if not is_next_undo(journal, number):
            _require_free(journal, number)
        kept = _revert(journal, change, number, number)
    return replace(logged, kept=kept)


def redo_change(journal: "Journal", number: int) -> LoggedChange:
    """Do one ordinary change again that is undone. Raises Refused and says what stands in the way."""
    with journal.store.change("redo", to_timestamp(journal.now)) as change:
        _require_own(journal, changes.read_change(journal.store.connection, number), "done again")
        undo = reverting.undo_of(journal.store.connection, number)
        if not undo:
            raise Refused(f"Change {number} is not taken back.", f"To take it back: mentorlog undo {number}")
        require_redoable(journal, undo)
        kept = _revert(journal, change, undo, number)
    return replace(changes.read_change(journal.store.connection, number), kept=kept)


def _require_own(journal: "Journal", logged: LoggedChange, reversed_: str) -> None:
    """Raise Refused for a change of another machine: undo is each machine's own."""
    if journal.store.rows("SELECT 1 FROM changes WHERE id = ? AND machine IS NOT NULL", (logged.number,)):
        where = f"on {logged.machine}" if logged.machine else "on another machine"
        raise Refused(
            f"Change {logged.number} was made {where}, and can be {reversed_} only there.",
            "What it wrote can be edited here too. What it touched: mentorlog history",
        )


def require_redoable(journal: "Journal", undo: int) -> None:
    """Raise Refused where an undo cannot be reverted, since another change that it contradicts was done meanwhile."""
    if undo == journal.store.scalar("SELECT max(id) FROM changes"):
        return
    (number,) = journal.store.column("SELECT reverts FROM changes WHERE id = ?", (undo,))
    if obstacles := _obstacles(journal, number, undo):
        raise _redo_error(journal, number, obstacles)


def obstacle_numbers(journal: "Journal", number: int) -> list[int]:
    """The changes that stand on an ordinary change, the newest first; 0 where the log does not say which."""
    return [obstacle.change for obstacle in _obstacles(journal, number)]


def _obstacles(journal: "Journal", number: int, undo: int = 0) -> list[Obstacle]:
    """What stands in the way of a reversal. What other machines wrote since does not: of that nothing goes back."""
    connection = journal.store.connection
    obstacles = reverting.find_obstacles(connection, number, undo)
    if obstacles and changes.has_foreign_after(connection, undo or number):
        foreign = set(journal.store.column("SELECT id FROM changes WHERE machine IS NOT NULL"))
        return [obstacle for obstacle in obstacles if obstacle.change and obstacle.change not in foreign]
    return obstacles


def _require_free(journal: "Journal", number: int) -> None:
    if obstacles := _obstacles(journal, number):
        raise _undo_error(journal, number, obstacles)


def _revert(journal: "Journal", change: changes.Change, logged: int, number: int) -> tuple[changes.KeptRow, ...]:
    """Revert the rows of `logged`, and return what stays.

    Raises Refused where a record would break its own rules, which it keeps now.
    """
    rows = reverting.rows_of(journal.store.connection, logged)
    broken_before = {row for row, _ in _broken_rules(journal, rows)}
    try:
        kept = journal.store.revert(change, logged)
    except sqlite3.IntegrityError:
        raise _contradiction(journal, number, rows, "") from None
    for row, reason in _broken_rules(journal, rows):
        if row not in broken_before:
            raise _contradiction(journal, number, [row], reason)
    return kept


def _broken_rules(journal: "Journal", rows: Sequence[_RowKey]) -> Iterable[tuple[_RowKey, str]]:
    """The rows that break a rule of their record, with the reason."""
    for table, number in rows[: changes.MAX_ROWS_READ]:
        kind = BY_TABLE[table]
        if journal.has(kind, number):
            record = journal.get(record_class(kind), number)
            try:
                record.require_one_mentor(journal)
                record.check(journal)
            except MentorlogError as error:
                yield (table, number), error.message


def _undo_error(journal: "Journal", number: int, obstacles: Sequence[Obstacle]) -> Refused:
    named = [_describe(journal, obstacle.change) for obstacle in obstacles[:_MAX_NAMED] if obstacle.change]
    if not named:
        return Refused(
            f"Change {number} cannot be taken back alone.", "Take back what came after it: mentorlog undo --list"
        )
    more = f" and {len(obstacles) - len(named)} more" if len(obstacles) > len(named) else ""
    stands = "stands" if len(obstacles) == 1 else "stand"
    order = reverting.changes_to_undo_first(journal.store.connection, number) or [obstacles[0].change]
    rest = (
        f", then {join_words([str(at) for at in (*order[1:_MAX_ORDER], number)])}" if len(order) <= _MAX_ORDER else ""
    )
    return Refused(
        f"Change {number} cannot be taken back alone: {join_words(named)}{more} {stands} on it.",
        f"Take that back first: mentorlog undo {order[0]}{rest}",
    )


def _redo_error(journal: "Journal", number: int, obstacles: Sequence[Obstacle]) -> Refused:
    first = obstacles[0]
    if not first.change:
        return Refused(f"Change {number} cannot be done again: what it changed is not as it was.")
    obstacle = _describe(journal, first.change)
    if first.is_undone:
        return Refused(
            f"Change {number} cannot be done again: it builds on {obstacle}, which is taken back.",
            f"Do that again first: mentorlog redo {first.change}",
        )
    return Refused(
        f"Change {number} cannot be done again: {obstacle} came after it.",
        f"Take that back first: mentorlog undo {first.change}",
    )


def _contradiction(journal: "Journal", number: int, rows: Sequence[_RowKey], reason: str) -> Refused:
    """The error where a record would break a rule: by later changes of it, or else by the rule's own reason."""
    connection = journal.store.connection
    later = sorted({at for row in rows for at in reverting.later_on_row(connection, number, row)}, reverse=True)
    if later:
        return _undo_error(journal, number, [Obstacle(at, False) for at in later])
    return Refused(f"Change {number} does not fit with what came after it. {reason}".rstrip(), "Nothing was changed.")


def _describe(journal: "Journal", number: int) -> str:
    return f"change {number} ({effects_text(journal, changes.read_change(journal.store.connection, number))})"
