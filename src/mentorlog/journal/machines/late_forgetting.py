"""What one machine wrote of a mentor before it heard that another one forgot them: planned as if it had been there."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from mentorlog.backups.forget import closure_of
from mentorlog.backups.past_rows import ForgetRule
from mentorlog.journal.forgetting import ForgetTarget, forget_rules, settle_leftovers
from mentorlog.journal.model.kinds import BY_TABLE
from mentorlog.store.changes import Fields
from mentorlog.store.machines.erasing import RowKey, column_requirements, link_columns
from mentorlog.store.machines.late_forgetting import LatePlan


def plan_again(
    connection: sqlite3.Connection, rows: Sequence[RowKey], day: str, late: Mapping[RowKey, Fields] | None
) -> LatePlan | None:
    """The plan of forgetting what is in the tables now with a mentor, of whom `rows` are gone; None: it was no mentor.

    Without `late` nothing in the tables was written by who knew of it. Else only what links to them counts, and `late`
    are rows that are in no table, as they were written.
    """
    mentor = next((row for row in rows if BY_TABLE[row[0]].noun == "mentor"), None)
    if mentor is None:
        return None
    target = ForgetTarget(BY_TABLE[mentor[0]], mentor[1], None, in_journal=True)
    rules = [rule for rule in forget_rules(connection, target) if late is None or rule.link]
    others = [*rows, *_rows_with_them(connection, rows, rules, late or {})]
    leftovers = settle_leftovers(target, date.fromisoformat(day))
    return LatePlan(mentor, closure_of(connection, mentor, rules, leftovers, others), leftovers)


def _rows_with_them(
    connection: sqlite3.Connection, gone: Sequence[RowKey], rules: Sequence[ForgetRule], late: Mapping[RowKey, Fields]
) -> Iterator[RowKey]:
    """Those of the rows in no table that are a part of what is gone, or are forgotten with it by a rule."""
    for key, fields in late.items():
        columns, links = column_requirements(connection, key[0]), link_columns(connection, key[0])
        linking = {name for name, target in links.items() if (target, fields.get(name)) in gone}
        is_part = any(columns[name] for name in linking)
        if is_part or any(_applies(rule, key[0], linking, fields) for rule in rules):
            yield key


def _applies(rule: ForgetRule, table: str, linking: set[str], fields: Fields) -> bool:
    has_value = rule.where is None or fields.get(rule.where[0]) == rule.where[1]
    return rule.table == table and rule.link in linking and not rule.fields and has_value
