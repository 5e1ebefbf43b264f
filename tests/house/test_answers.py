"""The schema of the answers is the program's own, and every command's answer is as it says."""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests import answers
from tests.conftest import Mentee

ROOT = Path(__file__).parents[2]

COMMANDS = (
    ("--version",), ("help", "dates"), ("goals", "--help"), (), ("init",), ("next",), ("checkin", "--mood", "4"),
    ("checkin", "list"), ("agenda",), ("resume", "--take"),
    ("agenda", "--for", "mentor"), ("debrief", "s11", "--takeaway", "Listen"), ("recap", "s11"),
    ("review", "--went-well", "All"), ("review", "list"), ("report",), ("report", "--for", "manager"),
    ("report", "--compare"), ("report", "--goal", "g3"), ("goals", "add", "Rest"), ("goals", "list"),
    ("goals", "progress", "g3", "9"), ("goals", "step", "g5", "Ask"), ("questions", "add", "Who?"),
    ("questions", "list"), ("questions", "suggest"), ("sessions", "add", "--at", "2026-12-30 15:00"),
    ("sessions", "list"), ("actions", "add", "Draft"), ("actions", "list"), ("feedback", "add", "You waited"),
    ("feedback", "list"), ("lessons", "add", "Listen"), ("lessons", "list"), ("activities", "add", "Course"),
    ("activities", "list"), ("achievements", "add", "Won"),
    ("achievements", "list"), ("achievements", "celebrate", "w6"), ("challenges", "add", "Hard", "--kind", "fit"),
    ("challenges", "list", "--all"), ("skills", "add", "patience"), ("skills", "list"), ("skills", "rate", "k1", "3"),
    ("needs", "add", "Time"), ("needs", "list"), ("needs", "suggest"), ("mentors", "add", "Bo", "--candidate"),
    ("mentors", "list"), ("mentors", "score", "bo", "n1", "3"), ("mentors", "compare"),
    ("mentors", "message", "bo"), ("agreement", "list"), ("agreement", "show"), ("agreement", "diff"),
    ("agreement", "add", "boundary", "No calls", "--mentor", "m2"), ("contacts", "add", "Priya"), ("contacts", "list"),
    ("letter", "m1", "--feedback"), ("letters", "list"), ("letters", "close", "y2"),
    ("show", "g3"), ("show", "p4"), ("show", "t1"), ("show", "b1"), ("show", "e1"), ("show", "s11", "--for", "mentor"),
    ("show", "g3", "v2", "q1"), ("edit", "q1", "priority=low"), ("edit", "q1", "g3", "private=no"),
    ("search", "sponsor"), ("history",), ("undo",), ("undo", "--list"), ("redo",), ("delete", "q1"),
    ("config", "set", "name", "Ada"), ("config", "get", "name"), ("config", "list"), ("config", "unset", "name"),
    ("config", "path"), ("date", "mon"), ("date", "last month"), ("date", "thu 15:00"),
    ("due",), ("log",), ("timeline",), ("lookback",), ("export", "cpd"), ("cpd",), ("export", "portfolio"),
    ("config", "texts"),
    ("skills", "list", "--framework", "apm"), ("skills", "assess", "--level", "risk=2"), ("import", "own.ics"),
    ("export", "--output", "all.jsonl"), ("import", "all.jsonl"), ("import", "table.csv", "--noun", "lessons"),
    ("drafts",), ("drafts", "drop"), ("drafts", "restore"), ("achievements", "keep", "c12"),
    ("backup",), ("backup", "list"), ("restore", "by-hand-2026-11-23T090000", "--dry-run"),
    ("sync", "start", "shared", "--plain"), ("sync",), ("sync", "status"), ("sync", "conflicts"),
    ("sync", "leave"),
    ("doctor",), ("forget", "q2", "--yes"),
    ("report", "--format", "html", "--output", "page.html"), ("demo", "--to", "other.db"), ("show", "q999"),
)  # fmt: skip
_FILES = ("own.ics", "page.html", "other.db", "all.jsonl", "table.csv", "shared")
# Parts that no command answers with alone, or answers of commands in a journal that is not the demo's, or on a second
# machine, which tests/exchange/machines has.
_NEVER = {
    "application",
    "application.list",
    "score",
    "score.list",
    "point.list",
    "step.list",
    "progress.list",
    "rating.list",
    "sync.join",
    "sync.admit",
    "sync.keep",
    "sync.renew",
    "sync.key",
}


def test_the_schema_is_the_one_that_the_program_declares() -> None:
    spec = importlib.util.spec_from_file_location("schemas", ROOT / "docs" / "schemas.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert answers.SCHEMA.read_text(encoding="utf-8") == module.to_json(), "run: python docs/schemas.py"


def test_it_is_a_schema_with_an_identity_whose_references_all_resolve() -> None:
    from referencing import Registry  # an extension in Rust, which Wine does not load
    from referencing.jsonschema import DRAFT202012

    schema = json.loads(answers.SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] and schema["title"] and schema["description"]
    resolver = Registry().with_resource(schema["$id"], DRAFT202012.create_resource(schema)).resolver(schema["$id"])
    refs = {node["$ref"] for node in schema_nodes(schema) if "$ref" in node}
    assert len(refs) > 50
    for ref in refs:
        assert resolver.lookup(ref).contents
    assert refs >= {f"#/$defs/{name}" for name in schema["$defs"]}, "a shared part is used"


def test_every_property_says_what_it_means() -> None:
    schema = json.loads(answers.SCHEMA.read_text(encoding="utf-8"))
    silent = [
        name
        for node in schema_nodes(schema)
        for name, value in node.get("properties", {}).items()
        if not value.get("description") and not (name == "kind" and "const" in value)  # which is the answer's name
    ]
    assert silent == []


def test_an_answer_and_an_error_are_as_the_schema_says_to_whoever_reads_it(mentee: Mentee) -> None:
    mentee.has_demo()
    for words in (("report", "--goal", "g3"), ("goals", "list"), ("show", "q999")):
        answers.check_as_published(mentee(*words, "--json").out)


def schema_nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object in a schema, at whatever depth."""
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from schema_nodes(part)


def test_every_commands_answer_is_as_the_schema_says(mentee: Mentee) -> None:
    answered_kinds = {answers.check(mentee("--json").out)}
    mentee.has_demo()
    mentee("export", "calendar", "--output", str(mentee.folder / "own.ics"))
    (mentee.folder / "table.csv").write_text("lesson\nAsk early\n")
    for words in COMMANDS:
        argv = [str(mentee.folder / word) if word in _FILES else word for word in words]
        result = mentee(*argv, "--json")
        assert result.code in (0, 3, 10), (words, result.err)
        answered_kinds.add(answers.check(result.out))
    assert answers.kinds() - answered_kinds == _NEVER
    assert answered_kinds - answers.kinds() == {"error"}
