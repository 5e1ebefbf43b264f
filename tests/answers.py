"""Check answers in JSON against docs/answers.schema.json."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).parents[1] / "docs" / "answers.schema.json"


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


@cache
def _validator(kind: str | None) -> Draft202012Validator:
    """The validator of one kind of answer (None: of errors), whose problems say more than "matches none of these"."""
    schema = _schema()
    (answer_schema,) = [
        answer for answer in schema["oneOf"] if answer["properties"].get("kind", {}).get("const") == kind
    ]
    return Draft202012Validator({**answer_schema, "$defs": schema["$defs"]})


def kinds() -> set[str]:
    """All kinds of answers there are."""
    return {answer["properties"]["kind"]["const"] for answer in _schema()["oneOf"] if "kind" in answer["properties"]}


def check(text: str) -> str:
    """Fail unless this answer conforms; its kind, or "error"."""
    answer = json.loads(text)
    kind = answer.get("kind")
    assert kind is None or kind in kinds(), f"the schema knows no answer {kind}"
    problems = [f"{problem.json_path}: {problem.message[:300]}" for problem in _validator(kind).iter_errors(answer)]
    assert not problems, f"{kind}: {problems}"
    return kind or "error"
