"""Fields that are true together stand in one group: derived from what the records and the tables themselves say."""

import ast
import inspect
import re
from collections.abc import Iterator

import pytest

from mentorlog.journal.model.fields import field_groups
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records import record_class
from mentorlog.journal.schema import schema
from mentorlog.nouns import KINDS

_RECORDS = [record_class(kind) for kind in KINDS.values()]


def _are_apart(record: type[Record], names: set[str]) -> bool:
    return len({field_groups(record)[name] for name in names}) > 1


def _self_fields(tree: ast.AST, record: type[Record]) -> set[str]:
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and node.attr in field_groups(record)
    }


def _rules(record: type[Record]) -> Iterator[tuple[set[str], str]]:
    """The fields that one rule of `check` reads together."""
    if "check" not in vars(record):
        return
    (function,) = ast.parse(inspect.cleandoc("\n" + inspect.getsource(record.check))).body
    for node in ast.walk(function):
        if isinstance(node, ast.If):
            yield _self_fields(node.test, record), f"check() asks for {ast.unparse(node.test)}"
        elif isinstance(node, ast.For):
            yield _self_fields(node, record), f"check() goes through {ast.unparse(node.iter)}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "self.require_state":
            name = ast.literal_eval(node.args[0])
            yield {name, "state"}, f"{name} is filled in some states only"


@pytest.mark.parametrize("record", _RECORDS, ids=lambda record: record.__name__)
def test_what_one_rule_reads_is_of_one_group(record: type[Record]) -> None:
    # A link is a rule between records, which no group can hold.
    assert [reason for names, reason in _rules(record) if _are_apart(record, names - {"mentor"})] == []


def test_there_are_rules_to_hold_groups_against() -> None:
    assert sum(len(names) > 1 for record in _RECORDS for names, _ in _rules(record)) > 10


@pytest.mark.parametrize("record", _RECORDS, ids=lambda record: record.__name__)
def test_what_a_change_of_state_writes_is_of_one_group(record: type[Record]) -> None:
    module = ast.parse(inspect.getsource(inspect.getmodule(record) or record))
    apart = []
    for function in (node for node in module.body if isinstance(node, ast.FunctionDef)):
        if not isinstance(function.returns, ast.Name) or function.returns.id != record.__name__:
            continue
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if ast.unparse(call.func) == "replace":
                names = {keyword.arg for keyword in call.keywords if keyword.arg}
                if "state" in names and _are_apart(record, names):
                    apart.append(f"{function.name}() writes {sorted(names)} at once")
    assert apart == []


@pytest.mark.parametrize("noun", KINDS)
def test_what_one_check_of_the_table_compares_is_of_one_group(noun: str) -> None:
    record, script = record_class(KINDS[noun]), "\n".join(schema().migrations)
    table = re.search(rf"CREATE TABLE {KINDS[noun].plural} \((.*?)\) STRICT;", script, re.DOTALL)
    assert table, noun
    for rule in re.findall(r"^  CHECK \((.*)\)", table[1], re.MULTILINE):
        names = {name for name in field_groups(record) if re.search(rf"\b{name}\b", rule)}
        assert not _are_apart(record, names), f"the table has CHECK ({rule})"


def test_a_field_without_a_group_is_a_group_of_its_own() -> None:
    groups = field_groups(record_class(KINDS["question"]))
    assert groups["text"] == "text" and groups["answer"] == groups["answered_on"] == "state"
