"""What two machines did apart comes together: whoever had seen more wins, and what nobody had seen is kept."""

from itertools import permutations
from pathlib import Path

from mentorlog.store.changes import Fields
from mentorlog.store.machines.merge import (
    Link,
    MachineChange,
    MergeRules,
    RowEdit,
    RowKey,
    applicable_changes,
    edit_of_row,
    merge,
)
from tests.store.machines import interleavings, replicas

RULES = MergeRules(
    {"questions": {"state": "state", "answer": "state"}},
    {"questions": [Link("goal", "goals", False)], "steps": [Link("goal", "goals", True)]},
)
QUESTION = ("questions", 1)
OPEN: Fields = {"text": "Who decides?", "state": "open", "answer": None, "goal": None, "updated_at": "2026-11-01"}
START: dict[RowKey, Fields] = {QUESTION: OPEN, ("goals", 1): {"title": "Chair stand-ups"}}


def change(machine: str, seq: int, seen: dict[str, int], *edits: RowEdit, clock: int = 0) -> MachineChange:
    return MachineChange(machine, seq, clock, seen, edits)


def edit(**fields: str | int | None) -> RowEdit:
    return edit_of_row(RULES, QUESTION, OPEN, {**OPEN, **fields})


def deletion(table: str, number: int) -> RowEdit:
    return RowEdit(table, number, "delete", {})


def test_two_fields_that_two_machines_changed_are_both_kept() -> None:
    merged = merge([change("a", 1, {}, edit(text="Who may decide?")), change("b", 1, {}, edit(goal=1))], START, RULES)
    row = merged.rows[QUESTION]
    assert row is not None and (row["text"], row["goal"]) == ("Who may decide?", 1)
    assert merged.conflicts == ()


def test_a_group_is_taken_whole_and_the_other_is_kept_as_a_conflict() -> None:
    changes = [
        change("a", 1, {}, edit(state="answered", answer="The sponsor."), clock=5),
        change("b", 1, {}, edit(state="dropped"), clock=9),
    ]
    merged = merge(changes, START, RULES)
    row = merged.rows[QUESTION]
    assert row is not None and (row["state"], row["answer"]) == ("dropped", None)
    (conflict,) = merged.conflicts
    assert (conflict.kind, conflict.group) == ("edited", "state")
    assert conflict.others == (("a", {"state": "answered", "answer": "The sponsor."}),)


def test_a_wrong_clock_does_not_win_over_who_had_seen_the_other() -> None:
    changes = [
        change("a", 1, {}, edit(text="First"), clock=99),
        change("b", 1, {"a": 1}, edit(text="Then"), clock=1),
    ]
    merged = merge(changes, START, RULES)
    row = merged.rows[QUESTION]
    assert row is not None and row["text"] == "Then" and merged.conflicts == ()


def test_a_conflict_about_a_row_has_its_links_as_the_tables_do() -> None:
    start = {**START, QUESTION: {**OPEN, "goal": 1}}
    changes = [
        change("a", 1, {}, deletion(*QUESTION)),
        change("b", 1, {}, edit(text="Who may decide?")),
        change("c", 1, {}, RowEdit("goals", 1, "forget", {})),
    ]
    merged = merge(changes, start, RULES)
    row = merged.rows[QUESTION]
    (conflict,) = merged.conflicts
    assert row is not None and row["goal"] is None
    assert (conflict.kind, conflict.shown) == ("deleted", row)


def test_a_conflict_ends_with_a_write_that_saw_both() -> None:
    changes = [
        change("a", 1, {}, edit(text="One")),
        change("b", 1, {}, edit(text="Other")),
        change("a", 2, {"b": 1}, edit(text="Both")),
    ]
    assert [len(merge(changes[:count], START, RULES).conflicts) for count in (1, 2, 3)] == [0, 1, 0]


def test_the_same_said_twice_is_no_conflict() -> None:
    merged = merge([change("a", 1, {}, edit(text="Same")), change("b", 1, {}, edit(text="Same"))], START, RULES)
    assert merged.conflicts == ()


def test_the_latest_time_of_change_is_taken_and_never_disputed() -> None:
    changes = [
        change("a", 1, {}, edit(text="A", updated_at="2026-11-09"), clock=1),
        change("b", 1, {}, edit(goal=1, updated_at="2026-11-03"), clock=2),
    ]
    row = merge(changes, START, RULES).rows[QUESTION]
    assert row is not None and row["updated_at"] == "2026-11-09"


def test_what_was_edited_unseen_outlives_its_deletion_until_somebody_settles_it() -> None:
    changes = [change("a", 1, {}, deletion(*QUESTION)), change("b", 1, {}, edit(text="Still worth it?"))]
    merged = merge(changes, START, RULES)
    assert merged.rows[QUESTION] is not None and [conflict.kind for conflict in merged.conflicts] == ["deleted"]
    kept = merge([*changes, change("b", 2, {"a": 1}, edit(text="Yes"))], START, RULES)
    assert kept.rows[QUESTION] is not None and kept.conflicts == ()
    gone = merge([*changes, change("a", 2, {"b": 1}, deletion(*QUESTION))], START, RULES)
    assert gone.rows[QUESTION] is None and gone.conflicts == ()


def test_a_part_brings_back_what_it_is_part_of_and_an_optional_link_is_emptied() -> None:
    step = edit_of_row(RULES, ("steps", 1), None, {"goal": 1, "title": "First"})
    changes = [change("a", 1, {}, deletion("goals", 1)), change("b", 1, {}, edit(goal=1))]
    alone = merge(changes, START, RULES)
    row = alone.rows[QUESTION]
    assert alone.rows["goals", 1] is None and row is not None and row["goal"] is None
    with_part = merge([*changes, change("c", 1, {}, step)], START, RULES)
    row = with_part.rows[QUESTION]
    assert with_part.rows["goals", 1] == START["goals", 1] and row is not None and row["goal"] == 1
    assert [conflict.kind for conflict in with_part.conflicts] == ["brought back"]


def test_what_is_brought_back_keeps_its_own_conflicts() -> None:
    goal = {("goals", 1): START["goals", 1]}
    titles = [
        RowEdit("goals", 1, "change", {"title": {"title": title}}) for title in ("Chair meetings", "Chair the board")
    ]
    changes = [
        change("a", 1, {}, titles[0]),
        change("b", 1, {}, titles[1]),
        change("a", 2, {"b": 1}, deletion("goals", 1)),
        change("c", 1, {}, edit_of_row(RULES, ("steps", 1), None, {"goal": 1, "title": "First"})),
    ]
    merged = merge(changes, goal, RULES)
    assert [conflict.kind for conflict in merged.conflicts] == ["edited", "brought back"]


def test_what_was_forgotten_stays_forgotten_and_a_part_of_it_is_named() -> None:
    step = edit_of_row(RULES, ("steps", 1), None, {"goal": 1, "title": "First"})
    changes = [
        change("a", 1, {}, RowEdit("goals", 1, "forget", {})),
        change("b", 1, {}, RowEdit("goals", 1, "change", {"title": {"title": "Chair meetings"}}), step),
    ]
    merged = merge(changes, START, RULES)
    assert merged.rows["goals", 1] is None and merged.rows["steps", 1] is None
    (conflict,) = merged.conflicts
    assert conflict.kind == "lost part" and conflict.others == (("", {"goal": 1, "title": "First"}),)


def test_a_part_of_what_was_forgotten_keeps_what_two_machines_made_of_it() -> None:
    step: Fields = {"goal": 1, "title": "First"}
    changes = [
        change("a", 1, {}, RowEdit("goals", 1, "forget", {})),
        change("b", 1, {}, RowEdit("steps", 1, "change", {"title": {"title": "Chair one"}})),
        change("c", 1, {}, RowEdit("steps", 1, "change", {"title": {"title": "Chair two"}}), clock=1),
    ]
    (conflict,) = merge(changes, {**START, ("steps", 1): step}, RULES).conflicts
    assert conflict.kind == "lost part"
    assert conflict.others == (("", {"goal": 1, "title": "Chair two"}), ("b", {"title": "Chair one"}))


def test_the_order_in_which_changes_come_does_not_matter() -> None:
    changes = [
        change("a", 1, {}, edit(text="One"), clock=3),
        change("b", 1, {}, deletion(*QUESTION), clock=3),
        change("c", 1, {}, edit(state="dropped"), clock=3),
        change("c", 2, {"a": 1}, edit(text="Other"), clock=4),
    ]
    assert len({str(merge(order, START, RULES)) for order in permutations(changes)}) == 1


def test_a_change_that_writes_a_row_twice_is_no_conflict_with_itself() -> None:
    twice = change("a", 1, {}, edit(text="Who may decide?"), edit(text="Who can decide?", goal=1))
    merged = merge([twice], START, RULES)
    row = merged.rows[QUESTION]
    assert row is not None and (row["text"], row["goal"], merged.conflicts) == ("Who can decide?", 1, ())
    written_and_deleted = change("a", 1, {}, edit(text="Who may decide?"), deletion(*QUESTION))
    assert merge([written_and_deleted], START, RULES).rows[QUESTION] is None
    other = change("b", 1, {}, edit(text="Who knows?"), clock=1)
    (conflict,) = merge([twice, other], START, RULES).conflicts
    assert conflict.others == (("a", {"text": "Who can decide?"}),)


def test_a_field_that_came_with_an_upgrade_is_written_as_a_change() -> None:
    before = {name: value for name, value in OPEN.items() if name != "goal"}
    assert edit_of_row(RULES, QUESTION, before, {**OPEN, "goal": 1}).groups == {"goal": {"goal": 1}}


def test_a_change_waits_for_what_it_had_seen_and_comes_but_once() -> None:
    first, second = change("a", 1, {}), change("a", 2, {"b": 1})
    other = change("b", 1, {"a": 1})
    assert applicable_changes([second, other], {}) == ([], [second, other])
    assert applicable_changes([second, other, first, first], {}) == ([first, other, second], [])
    assert applicable_changes([first, other], {"a": 1, "b": 1}) == ([], [])


def test_machines_apart_lose_nothing_and_come_to_the_same(tmp_path: Path) -> None:
    figures = interleavings.attack(tmp_path, 120, seed=5)
    assert figures.broken == []
    assert figures["conflicts kept"] > 20


def test_without_groups_a_record_would_break_its_own_rule() -> None:
    key = ("questions", 1)
    start: Fields = {"text": "Who decides?", "state": "open", "answered_on": None, "dropped_on": None, "answer": None}
    outcomes = []
    for rules in (replicas.RULES, MergeRules({}, replicas.RULES.links)):
        answer = edit_of_row(rules, key, start, {**start, "state": "answered", "answered_on": "2026-11-20"})
        drop = edit_of_row(rules, key, start, {**start, "state": "dropped", "dropped_on": "2026-11-21"})
        row = merge([change("a", 1, {}, answer), change("b", 1, {}, drop, clock=9)], {key: start}, rules).rows[key]
        assert row is not None
        outcomes.append(replicas.broken_rule({key: {"priority": "normal", **row}}, key))
    assert outcomes[0] == "" and "answered_on is filled" in outcomes[1]
