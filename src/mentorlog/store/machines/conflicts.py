"""What two machines said differently, and nobody has settled: read from the operations of the few rows concerned."""

from mentorlog.store.machines.applying import RowClosure
from mentorlog.store.machines.counting import pending_operations
from mentorlog.store.machines.merge import MachineConflict
from mentorlog.store.machines.operations import store_rules
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
