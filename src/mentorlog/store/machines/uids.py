"""Records that two machines imported from the same file: they have one uid, and the tables want one each.

The row of the lowest number keeps it. Each of the others gets one that follows from it and from the row's number, on
every machine the same, so that nothing has to be sent for it.
"""

import sqlite3

from mentorlog.store.changes import Change, Fields
from mentorlog.store.machines.merge import RowKey
from mentorlog.store.reverting import SHARED_DIGITS, twin_uid


class UidKeeper:
    """Gives rows a uid that no other row of their table has."""

    def __init__(self, connection: sqlite3.Connection, change: Change) -> None:
        self._connection = connection
        self._change = change

    def with_free_uid(self, key: RowKey, fields: Fields) -> Fields:
        """The fields of a row that is to be written, after room was made for its uid."""
        uid = fields.get("uid")
        if not isinstance(uid, str):
            return fields
        twins = self._twins(key, uid)
        if any(number < key[1] for number, _ in twins):
            return {**fields, "uid": twin_uid(uid, key[1])}
        for number, theirs in twins:
            if theirs == uid:
                self._write(key[0], number, theirs, twin_uid(uid, number))
        return fields

    def give_back_uid(self, key: RowKey, fields: Fields) -> None:
        """Give the uid of a row that is gone to the next one that was to have it."""
        uid = fields.get("uid")
        if not isinstance(uid, str):
            return
        for number, theirs in sorted(self._twins(key, uid)):
            if theirs != uid:
                self._write(key[0], number, theirs, uid)
            return

    def _twins(self, key: RowKey, uid: str) -> list[tuple[int, str]]:
        """The other rows that have this uid, or one derived from it."""
        start = uid[:SHARED_DIGITS]
        rows = self._connection.execute(
            f'SELECT number, uid FROM "{key[0]}" WHERE uid >= ? AND uid < ? AND number <> ?',
            (start, start + "g", key[1]),
        ).fetchall()
        return [(number, theirs) for number, theirs in rows if theirs in (uid, twin_uid(uid, number))]

    def _write(self, table: str, number: int, before: str, after: str) -> None:
        self._change.write_row(table, number, {"uid": before}, {"uid": after})
