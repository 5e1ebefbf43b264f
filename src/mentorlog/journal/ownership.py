"""Whose a record is: its own mentor's, else its session's, else its goal's; without any of these it is nobody's.

What is nobody's concerns every mentor.
"""

from typing import TYPE_CHECKING

from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS, Kind

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_LINKS = ("mentor", "session", "goal")  # in the order in which they say whose a record is


def owner_sql(kind: Kind) -> str:
    """SQL of the number of the mentor whose a row of this noun is; empty where its rows are always nobody's.

    A part without such a link (a step, a point) follows the record that it is part of.
    """
    if kind.noun == "mentor":
        return f"{kind.plural}.number"
    fields = [field for field in fields_of(record_class(kind)) if field.is_stored and field.form.link in _LINKS]
    fields.sort(key=lambda field: _LINKS.index(field.form.link))
    owners = [_owner_by_link_sql(field.form.link, f'{kind.plural}."{field.name}"') for field in fields]
    if not owners and kind.parent and (parent := owner_sql(KINDS[kind.parent])):
        table = KINDS[kind.parent].plural
        return f'(SELECT {parent} FROM main.{table} AS {table} WHERE {table}.number = {kind.plural}."{kind.parent}")'
    return f"coalesce({', '.join(owners)})" if len(owners) > 1 else "".join(owners)


def _owner_by_link_sql(noun: str, link: str) -> str:
    if noun == "mentor":
        return link
    return f"(SELECT of.mentor FROM main.{KINDS[noun].plural} AS of WHERE of.number = {link})"


def owner(journal: "Journal", noun: str, number: int) -> int | None:
    """The number of the mentor whose a record is; None where it is nobody's."""
    kind = KINDS[noun]
    sql = owner_sql(kind)
    if not sql:
        return None
    rows = journal.store.rows(f"SELECT {sql} FROM main.{kind.plural} AS {kind.plural} WHERE number = ?", (number,))
    return rows[0][0] if rows else None
