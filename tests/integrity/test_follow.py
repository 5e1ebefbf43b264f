"""Following the log beside the tables: what it is certain of, a replay confirms."""

import json
from random import Random

import pytest

from mentorlog.exchange.forked_check import _KeptRows
from mentorlog.integrity.follow import LogFollower, is_certainly_faithful
from mentorlog.integrity.replay import find_differences, replay_log
from mentorlog.journal.schema import schema
from mentorlog.store.dump import record_tables
from mentorlog.store.store import Store
from tests.conftest import Mentee
from tests.integrity.test_replay import write_history
from tests.store.conftest import AT, LIBRARY

ODD_VALUES = (None, 0, 1, 3, 50, 1.5, 1.0, True, "", "x", "1", 2**60, 1e300, [1], {"a": 1}, "\ud800")


def is_replayed(store: Store) -> bool:
    try:
        with replay_log(store.connection, LIBRARY) as result:
            return not (result.broken or result.contradictory or find_differences(store.connection, result.connection))
    except UnicodeEncodeError:  # half a character, which no command writes
        return False


def tamper(store: Store, random: Random) -> None:
    """Change something in the log: a value, a name, a number, the order, or whether a row is there."""
    rows = store.rows("SELECT id, before, after FROM change_rows")
    id_, *states = random.choice(rows)
    side = random.choice([at for at in (0, 1) if states[at]])
    fields = json.loads(states[side])
    name = random.choice([*fields, "shelf", "pages", "number", "entry"])
    match random.randrange(6):
        case 0 | 1:
            fields[name] = random.choice(ODD_VALUES)
        case 2:
            fields.pop(name, None)
        case 3:
            store.connection.execute("DELETE FROM change_rows WHERE id = ?", (id_,))
        case 4:
            store.connection.execute(
                "UPDATE OR IGNORE change_rows SET id = ? WHERE id = ?", (random.choice((0, 99)), id_)
            )
        case 5:
            number = random.choice((1, 2, 3, 9))
            store.connection.execute("UPDATE change_rows SET number = ? WHERE id = ?", (number, id_))
    if states[side] != json.dumps(fields):
        column = ("before", "after")[side]
        store.connection.execute(f"UPDATE change_rows SET {column} = ? WHERE id = ?", (json.dumps(fields), id_))


def test_undo_redo_and_deletion_are_followed_to_the_end(store: Store) -> None:
    write_history(store)
    assert is_certainly_faithful(store.connection, LIBRARY)


def test_a_journal_of_commands_is_followed_to_the_end(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Lead a review", "--target", "3", "--by", "2027-03-01")
    mentee.does("questions", "add", "Wer entscheidet?", "--goal", "g1")
    mentee.does("questions", "answer", "q1", "We both do")
    mentee.does("goals", "progress", "g1", "2")
    mentee.does("delete", "g1")
    mentee.does("delete", "k8")
    mentee.does("undo")
    mentee.does("redo")
    store = Store.open(mentee.path, schema())
    assert is_certainly_faithful(store.connection, schema())
    store.close()


def rewrite_log(store: Store, command: str, side: str, field: str) -> None:
    """Take a field out of what the row of a command was before or after."""
    store.connection.execute(
        f"UPDATE change_rows SET {side} = json_remove({side}, ?)"
        " WHERE change = (SELECT max(id) FROM changes WHERE command = ?)",
        (f"$.{field}", command),
    )


def test_a_deleted_row_without_a_value_that_it_must_have_had_is_not_certain(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does("delete", "q1")
    store = Store.open(mentee.path, schema())
    assert is_certainly_faithful(store.connection, schema())
    for command, side in (("questions add", "after"), ("delete", "before")):
        rewrite_log(store, command, side, "text")
    assert not is_certainly_faithful(store.connection, schema())
    store.close()


def test_what_the_log_leaves_out_is_the_default(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Lead a review")
    store = Store.open(mentee.path, schema())
    (row,) = store.rows("SELECT json_extract(after, '$.stretch') FROM change_rows WHERE tbl = 'goals'")
    assert row == (0,)
    rewrite_log(store, "goals add", "after", "stretch")
    assert is_certainly_faithful(store.connection, schema())
    store.close()


def write_lent_book(store: Store) -> None:
    """A book that comes and goes, whose states in the log a test then changes."""
    with store.change("lend", AT) as change:
        change.insert("books", {"title": "The Lake", "shelf": 1, "pages": 7.0})
    with store.change("give back", AT) as change:
        change.delete("books", 3)
    assert is_certainly_faithful(store.connection, LIBRARY)


def test_a_value_of_a_deleted_row_that_another_had_at_the_same_time_is_not_certain(store: Store) -> None:
    write_lent_book(store)
    for side in ("before", "after"):
        store.connection.execute(
            f"UPDATE change_rows SET {side} = json_set({side}, '$.entry', (SELECT entry FROM books WHERE number = 2))"
            f" WHERE tbl = 'books' AND number = 3 AND {side} IS NOT NULL"
        )
    assert not is_certainly_faithful(store.connection, LIBRARY) and not is_replayed(store)


def test_a_number_that_a_column_of_reals_would_round_is_not_certain(store: Store) -> None:
    write_lent_book(store)
    for side in ("before", "after"):
        store.connection.execute(
            f"UPDATE change_rows SET {side} = json_set({side}, '$.pages', {2**53 + 1})"
            f" WHERE tbl = 'books' AND number = 3 AND {side} IS NOT NULL"
        )
    assert not is_certainly_faithful(store.connection, LIBRARY)


def test_an_update_of_what_no_two_rows_may_share_is_not_certain(store: Store) -> None:
    with store.change("edit", AT) as change:
        change.update("books", 1, {"pages": 301.0})
    assert is_certainly_faithful(store.connection, LIBRARY)
    ((entry,),) = store.rows("SELECT entry FROM books WHERE number = 1")
    store.connection.execute(
        "UPDATE change_rows SET after = json_set(after, '$.entry', 99)"
        " WHERE tbl = 'books' AND number = 1 AND before IS NULL"
    )
    store.connection.execute(
        "UPDATE change_rows SET before = json_set(before, '$.entry', 99), after = json_set(after, '$.entry', ?)"
        " WHERE tbl = 'books' AND number = 1 AND before IS NOT NULL",
        (entry,),
    )
    assert not is_certainly_faithful(store.connection, LIBRARY)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_done_to_the_log_a_replay_confirms_what_is_certain(store: Store, seed: int) -> None:
    write_history(store)
    random = Random(seed)
    for _ in range(40):
        store.connection.execute("SAVEPOINT whole")
        for _ in range(random.choice((1, 1, 2))):
            tamper(store, random)
        try:
            assert not is_certainly_faithful(store.connection, LIBRARY) or is_replayed(store)
        finally:
            store.connection.execute("ROLLBACK TO whole")
            store.connection.execute("RELEASE whole")


def is_followed_beside_kept_rows(store: Store) -> bool:
    kept = {table: _KeptRows(store.connection, table) for table in record_tables(store.connection)}
    for table, rows in kept.items():
        for row in store.rows(f'SELECT * FROM "{table}"'):
            rows.add(tuple(row))
    follower = LogFollower(store.connection, LIBRARY, kept.__getitem__).start()
    for table, number, before, after in store.rows("SELECT tbl, number, before, after FROM change_rows ORDER BY id"):
        states = [json.loads(text) if text else None for text in (before, after)]
        follower.follow(table, number, *states)
    return follower.leads_to_tables()


@pytest.mark.parametrize("seed", range(4))
def test_a_replay_confirms_what_is_certain_beside_kept_rows(store: Store, seed: int) -> None:
    write_history(store)
    assert is_followed_beside_kept_rows(store)
    random = Random(seed)
    for _ in range(30):
        store.connection.execute("SAVEPOINT whole")
        tamper(store, random)
        try:
            assert not is_followed_beside_kept_rows(store) or is_replayed(store)
        finally:
            store.connection.execute("ROLLBACK TO whole")
            store.connection.execute("RELEASE whole")
