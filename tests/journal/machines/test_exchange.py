"""Exports, copies, salvage and doctor know that several machines write a journal."""

import io

import pytest

from mentorlog.backups.restore import Copy, restore_backup
from mentorlog.errors import Damaged
from mentorlog.exchange.intake import load_into_empty, stage_export
from mentorlog.exchange.jsonl import export_chunks, verify_export
from mentorlog.exchange.merge import Merge
from mentorlog.exchange.rules import check_operations
from mentorlog.integrity import machines as integrity
from mentorlog.integrity.check import is_sound
from mentorlog.integrity.repair import repair_from_log, salvage
from mentorlog.journal.journal import Journal
from mentorlog.journal.model.records.questions import Question
from mentorlog.journal.schema import schema
from mentorlog.nouns import KINDS
from mentorlog.store import NUMBERS_PER_MACHINE
from mentorlog.store.backup import create_backup
from mentorlog.store.machines.counting import number_changes
from mentorlog.store.machines.membership import is_joined, leave_machines, machines
from mentorlog.store.machines.merge import RowEdit
from mentorlog.store.machines.taking import take_operations
from mentorlog.structs import replace
from tests.journal.machines.conftest import BeginPair
from tests.journal.machines.pair import NOW, Pair, add, update

AT = "2026-11-26T12:00:00.000Z"


def begin(begin_pair: BeginPair) -> Pair:
    pair = begin_pair(lambda journal: add(journal, Question(text="Who decides?")))
    add(pair.desk, Question(text="Who pays?"))
    add(pair.laptop, Question(text="Who knows?"))
    pair.sync()
    return pair


def export(journal: Journal) -> bytes:
    return b"".join(export_chunks(journal.store.connection, schema().version))


def import_into_empty(pair: Pair, content: bytes) -> Journal:
    journal = Journal.open(pair.desk.store.path.with_name("other.db"), lambda: NOW)
    file = io.BytesIO(content)
    with journal.store.raw_transaction() as connection:
        load_into_empty(file, "export", verify_export(file, "export", schema()), schema(), connection)
    return journal


def test_an_export_comes_back_byte_for_byte_and_takes_no_part(begin_pair: BeginPair) -> None:
    pair = begin(begin_pair)
    content = export(pair.laptop)
    other = import_into_empty(pair, content)
    assert export(other) == content
    assert not is_joined(other.store.connection)
    assert [change.machine for change in other.history(None, 9)] == ["desk", "", "desk"]
    add(other, Question(text="Another"))
    assert other.read(Question)[-1].ref == "q2b"
    other.close()


def test_an_import_of_what_another_machine_wrote_adds_nothing(begin_pair: BeginPair) -> None:
    pair = begin(begin_pair)
    file = io.BytesIO(export(pair.laptop))
    staged = stage_export(file, "export", verify_export(file, "export", schema()), schema(), log=False)
    add(pair.desk, Question(text="Only here"))
    with pair.desk.change("import") as change:
        Merge(pair.desk, staged.connection).write(change.store_change, "theirs")
    staged.close()
    assert [question.ref for question in pair.desk.read(Question)] == ["q1", "q2", "q3", "q1b"]


def test_an_import_into_a_journal_of_several_gives_numbers_of_this_machine(begin_pair: BeginPair) -> None:
    pair = begin(begin_pair)
    alone = Journal.open(pair.desk.store.path.with_name("alone.db"), lambda: NOW)
    add(alone, Question(text="From elsewhere"))
    file = io.BytesIO(export(alone))
    alone.close()
    staged = stage_export(file, "export", verify_export(file, "export", schema()), schema(), log=False)
    with pair.laptop.change("import") as change:
        Merge(pair.laptop, staged.connection).write(change.store_change, None)
    staged.close()
    pair.sync()
    for journal in (pair.desk, pair.laptop):
        assert [question.ref for question in journal.read(Question)] == ["q1", "q2", "q1b", "q2b"]


def test_a_journal_that_was_put_back_uses_no_number_twice(begin_pair: BeginPair) -> None:
    pair = begin(begin_pair)
    copy = create_backup(pair.desk.store.path, "by-hand")
    add(pair.desk, Question(text="Sent"))
    sent = pair.send(pair.desk)
    path = pair.desk.store.path
    pair.desk.close()
    restore_backup(path, Copy(copy), "before-restore", schema())
    pair.desk = Journal.open(path, lambda: NOW)
    add(pair.desk, Question(text="Written since"))
    assert pair.desk.read(Question)[-2].ref == "q4"  # q3 was given before
    with pytest.raises(Damaged, match="put back"):
        take_operations(pair.desk.store, sent, NOW)
    assert [machine.last for machine in machines(pair.desk.store.connection)] == [1, 1]


def test_a_journal_that_was_put_back_takes_what_it_had_sent(begin_pair: BeginPair) -> None:
    pair = begin(begin_pair)
    copy = create_backup(pair.desk.store.path, "by-hand")
    add(pair.desk, Question(text="Sent"))
    sent = pair.send(pair.desk)
    path = pair.desk.store.path
    pair.desk.close()
    restore_backup(path, Copy(copy), "before-restore", schema())
    pair.desk = Journal.open(path, lambda: NOW)
    take_operations(pair.desk.store, sent, NOW)
    assert "Sent" in [question.text for question in pair.desk.read(Question)]
    assert number_changes(pair.desk.store) == 0


def test_what_was_salvaged_takes_no_part(begin_pair: BeginPair) -> None:
    pair = begin(begin_pair)
    path = pair.desk.store.path.with_name("salvaged.db")
    salvage(pair.desk.store.path, path, schema(), AT)
    assert is_sound(path, schema())
    saved = Journal.open(path, lambda: NOW)
    assert not is_joined(saved.store.connection)
    assert [machine.name for machine in machines(saved.store.connection)] == ["desk", "laptop"]
    assert [question.text for question in saved.read(Question)] == ["Who decides?", "Who pays?", "Who knows?"]
    saved.close()


def test_a_gap_in_what_was_exchanged_is_found(begin_pair: BeginPair) -> None:
    pair = begin(begin_pair)
    connection = pair.desk.store.connection
    assert integrity.count_operation_faults(connection) == 0
    connection.execute("DELETE FROM operations WHERE machine = 'b'")
    assert integrity.count_operation_faults(connection) > 0


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM sync",  # as where the page of another empty table stands in its place
        "DELETE FROM machines WHERE letter = 'b'",
        "UPDATE operation_rows SET tbl = '2026-11-26' WHERE machine = 'b'",
        "UPDATE sync SET counted = counted + 1",
        "UPDATE sync SET clock = 0",
    ],
)
def test_what_is_kept_of_an_exchange_names_what_is_there(begin_pair: BeginPair, statement: str) -> None:
    pair = begin(begin_pair)
    connection = pair.desk.store.connection
    connection.execute(statement)
    assert integrity.count_operation_faults(connection) > 0


@pytest.mark.parametrize("statement", ["DELETE FROM conflict_rows", "INSERT INTO conflict_rows VALUES ('goals', 7)"])
def test_the_list_of_what_two_machines_dispute_is_compared_and_made_anew(begin_pair: BeginPair, statement: str) -> None:
    pair = begin(begin_pair)
    for journal in (pair.desk, pair.laptop):
        update(journal, replace(journal.get(Question, 2), text=f"Who pays for {journal.store.path.stem}?"))
    pair.sync()
    connection = pair.desk.store.connection
    disputed = connection.execute("SELECT * FROM conflict_rows").fetchall()
    assert disputed == [("questions", 2)]
    assert integrity.count_conflict_faults(connection, schema()) == 0
    connection.execute(statement)
    assert integrity.count_conflict_faults(connection, schema()) == 1
    repair_from_log(connection, schema(), AT)
    assert connection.execute("SELECT * FROM conflict_rows").fetchall() == disputed
    update(pair.desk, replace(pair.desk.get(Question, 2), text="Who pays now?"))  # settles it at the next exchange
    assert integrity.count_conflict_faults(connection, schema()) == 0


def test_a_row_that_is_not_what_all_machines_wrote_is_found(begin_pair: BeginPair) -> None:
    pair = begin(begin_pair)
    connection = pair.desk.store.connection
    update(pair.desk, replace(pair.desk.get(Question, 2), text="Who pays then?"))  # not exchanged yet: no fault
    assert integrity.count_rows_unlike_operations(connection, schema()) == 0
    connection.execute("UPDATE operation_rows SET act = 'delete', fields = '{}' WHERE machine = 'b'")
    assert integrity.count_rows_unlike_operations(connection, schema()) == 1


def test_a_journal_that_leaves_keeps_its_records_and_the_names(begin_pair: BeginPair) -> None:
    pair = begin(begin_pair)
    leave_machines(pair.laptop.store)
    assert not is_joined(pair.laptop.store.connection)
    assert [change.machine for change in pair.laptop.history(None, 9)] == ["desk", "", "desk"]
    add(pair.laptop, Question(text="Alone"))
    assert pair.laptop.has(KINDS["question"], 1_000_000_002)
    assert is_sound(pair.laptop.store.path, schema())


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        ({"at": "yesterday"}, {}),
        ({"command": "\x1b[31m"}, {}),
        ({}, {"number": 99 * NUMBERS_PER_MACHINE + 1}),
        ({}, {"number": NUMBERS_PER_MACHINE}),
        ({}, {"uid": "1"}),
        ({}, {"created_at": "then"}),
        ({}, {"dropped_on": "2026-99-99"}),
        ({}, {"state": "unheard of"}),
        ({}, {"text": ""}),
    ],
)
def test_what_no_machine_writes_is_refused_whole(
    begin_pair: BeginPair, change: dict[str, str], rows: dict[str, str | int]
) -> None:
    pair = begin(begin_pair)
    add(pair.laptop, Question(text="One more"))
    operation = pair.send(pair.laptop)[-1]
    (edit,) = operation.change.edits
    number = rows.pop("number", edit.number)
    groups = {
        group: {name: rows.get(name, value) for name, value in fields.items()} for group, fields in edit.groups.items()
    }
    edits = (RowEdit(edit.table, int(number), edit.act, groups),)
    at, command = change.get("at", operation.at), change.get("command", operation.command)
    sent = replace(operation, change=replace(operation.change, edits=edits), at=at, command=command)
    before = pair.desk.store.rows("SELECT * FROM questions")
    connection = pair.desk.store.connection
    with pytest.raises(Damaged, match="another machine sent"):
        take_operations(pair.desk.store, [sent], NOW, lambda ops, keys: check_operations(connection, ops, keys))
    assert pair.desk.store.rows("SELECT * FROM questions") == before
    assert machines(connection)[1].last == operation.change.seq - 1
