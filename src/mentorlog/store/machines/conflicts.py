"""What two machines said differently, and nobody has settled: read from the operations of the few rows concerned."""

from mentorlog.store.machines.applying import Merger, RowClosure
from mentorlog.store.machines.counting import count_changes, next_operation, pending_operations, skip_changes
from mentorlog.store.machines.merge import MachineConflict, RowEdit, RowKey
from mentorlog.store.machines.operations import insert_operation, store_rules
from mentorlog.store.store import Store


def count_conflict_rows(store: Store) -> int:
    """How many rows had conflicts when changes were last exchanged; cheap, where `conflicts` knows what came since."""
    return store.scalar("SELECT count(*) FROM conflict_rows")


def conflicts(store: Store) -> tuple[MachineConflict, ...]:
    """The conflicts as they stand. What this machine wrote since the last exchange settles those that it touches."""
    keys = {(table, number) for table, number in store.rows("SELECT tbl, number FROM conflict_rows")}
    if not keys:
        return ()
    rules = store_rules(store.connection, store.schema)
    closure = RowClosure(store.connection, rules)
    closure.add(keys, [operation.change for _, operation in pending_operations(store.connection, rules)])
    return tuple(conflict for conflict in closure.merge().conflicts if conflict.key in keys)


def drop_lost_part(store: Store, key: RowKey, at: str) -> None:
    """Let a row go whose whole was forgotten: it is in no table, so that no change of the log can say so."""
    with store.raw_transaction() as connection:
        rules = store_rules(connection, store.schema)
        count_changes(connection, rules)
        operation = next_operation(connection, [RowEdit(*key, "delete", {})], at, "sync keep")
        insert_operation(connection, operation)
        Merger(connection, rules, operation).merge_rows([key])
        skip_changes(connection)
