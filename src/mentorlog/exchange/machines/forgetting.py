"""What was forgotten on any machine leaves the files that this one wrote: its operations, and the start if it began."""

import json
import os
from io import BytesIO

from mentorlog.exchange.intake import load_into_empty
from mentorlog.exchange.jsonl import export_chunks, verify_export
from mentorlog.exchange.machines.files.places import clear_building, load_mark, save_mark
from mentorlog.exchange.machines.generations import starter_letter
from mentorlog.exchange.machines.opening import OpenExchange
from mentorlog.journal.journal import create_journal
from mentorlog.journal.schema import schema
from mentorlog.store.machines.erasing import ForgetPlan, RowKey, erase_rows
from mentorlog.store.machines.forgetting import keep_rewritten, operations_without_words
from mentorlog.store.machines.operations import CLEARED, own_operations

_START_MARK = "start-without"  # how much was forgotten when the start was last written


def rewrite_files(opened: OpenExchange) -> None:
    """Write anew the files of this machine that hold words which were forgotten since."""
    connection = opened.journal.store.connection
    seqs = operations_without_words(connection)
    if seqs:
        for file in opened.access.files(opened.own.letter):
            if any(file.first <= seq <= file.last for seq in seqs):
                opened.access.rewrite_operations(file, own_operations(connection, file.first, file.last))
        keep_rewritten(opened.journal.store, seqs)
    plan = _plan_of_all(opened)
    mark = f"{opened.state.generation} {len(plan.rows)} {sum(map(len, plan.fields_to_clear.values()))}"
    if (plan.rows or plan.fields_to_clear) and load_mark(opened.place.folder.private, _START_MARK) != mark:
        if _has_begun(opened):
            _rewrite_start(opened, plan)
        save_mark(opened.place.folder.private, _START_MARK, mark)


def _plan_of_all(opened: OpenExchange) -> ForgetPlan:
    """All that was forgotten since the start, as far as it is known here."""
    rows: list[RowKey] = []
    cleared: dict[RowKey, tuple[str, ...]] = {}
    for table, number, act, fields in opened.journal.store.rows(
        "SELECT tbl, number, act, fields FROM operation_rows WHERE act IN ('forget', 'clear')"
    ):
        if act == "forget":
            rows.append((table, number))
        else:
            cleared[table, number] = (*cleared.get((table, number), ()), *json.loads(fields).get(CLEARED, ()))
    return ForgetPlan(sorted(set(rows)), cleared, [])


def _has_begun(opened: OpenExchange) -> bool:
    """Whether this machine wrote the start of the generation."""
    return starter_letter(opened.access, opened.state.generation) == opened.own.letter


def _rewrite_start(opened: OpenExchange, plan: ForgetPlan) -> None:
    former = opened.access.read_start()
    export = BytesIO(former)
    name = "The start of the journal"
    header = verify_export(export, name, schema())
    building = opened.place.folder.private / "building" / "start.db"
    clear_building(building.parent)
    try:
        with create_journal(building, opened.journal._now, os.urandom) as started:
            with started.store.raw_transaction() as connection:
                load_into_empty(export, name, header, schema(), connection)
                erase_rows(connection, plan)
            with started.store.snapshot():
                content = list(export_chunks(started.store.connection, schema().version))
    finally:
        clear_building(building.parent)
    if b"".join(content) != former:
        opened.access.write_start(content)
