"""Check answers in JSON against docs/answers.schema.json."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from jsonschema import Draft202012Validator

from tests.systems import IS_WINDOWS

SCHEMA = Path(__file__).parents[1] / "docs" / "answers.schema.json"


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


@cache
def _answers() -> dict[str, dict[str, Any]]:
    """The schema of each kind of answer."""
    return {answer["properties"]["kind"]["const"]: answer for answer in _schema()["oneOf"] if "properties" in answer}


@cache
def _validator(kind: str | None) -> Draft202012Validator:
    """The validator of one kind of answer (None: of errors), whose problems say more than "matches none of these"."""
    return Draft202012Validator(_inline({"$ref": "#/$defs/error"} if kind is None else _answers()[kind]))


@cache
def _inline_part(ref: str) -> dict[str, Any]:
    part: dict[str, Any] = _inline(_schema()["$defs"][ref.removeprefix("#/$defs/")])
    return part


def _inline(node: Any) -> Any:
    """A schema with its shared parts put in place, and objects closed where they are: it is checked twice as fast."""
    if isinstance(node, list):
        return [_inline(part) for part in node]
    if not isinstance(node, dict):
        return node
    own = {name: _inline(part) for name, part in node.items() if name != "$ref"}
    if "$ref" in node:
        part = _inline_part(node["$ref"])
        properties = {**part.get("properties", {}), **own.get("properties", {})}
        own = {**part, **own, **({"properties": properties} if properties else {})}
        if own.pop("unevaluatedProperties", True) is False:
            own["additionalProperties"] = False
    return own


class _Checker(Protocol):
    def is_valid(self, instance: Any, /) -> bool: ...


@cache
def _quick_checker(kind: str | None) -> _Checker:
    """The validator in Rust of one kind of answer: thousands of tests ask for JSON."""
    checker: _Checker = _validator(kind)
    if not IS_WINDOWS:  # Wine does not load it
        import jsonschema_rs

        checker = jsonschema_rs.Draft202012Validator(_validator(kind).schema)
    return checker


def kinds() -> set[str]:
    """All kinds of answers there are."""
    return set(_answers())


def check(text: str) -> str:
    """Fail unless this answer conforms; its kind, or "error"."""
    answer = json.loads(text)
    kind = answer.get("kind")
    assert kind is None or kind in kinds(), f"the schema knows no answer {kind}"
    if _quick_checker(kind).is_valid(answer):
        return kind or "error"
    problems = [f"{problem.json_path}: {problem.message[:300]}" for problem in _validator(kind).iter_errors(answer)]
    assert not problems, f"{kind}: {problems}"
    return kind or "error"


def check_as_published(text: str) -> None:
    """Fail unless this answer conforms to the schema as others read it, the kind not known beforehand."""
    Draft202012Validator(_schema()).validate(json.loads(text))
