"""Check answers in JSON against docs/answers.schema.json.

Thousands of tests ask for JSON, so that each kind of answer has a compiled check, ten times as fast as jsonschema. What
that does not accept, jsonschema looks at: it decides, and says what is wrong. `tests/house/test_answers.py` shows that
the compiled check accepts nothing that jsonschema refuses.
"""

import json
import re
from collections.abc import Callable
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


Check = Callable[[Any], bool]
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "null": (type(None),),
    "array": (list,), "object": (dict,),
}  # fmt: skip


@cache
def _quick_check(kind: str | None) -> Check:
    return compile_check(_validator(kind).schema)


def compile_check(schema: Any) -> Check:
    """A function that says whether a value conforms, or is too strict: it never accepts what the schema refuses."""
    if schema is True:
        return lambda value: True
    checks = [_COMPILERS[name](schema) if name in _COMPILERS else None for name in schema if name != "description"]
    if None in checks or ("additionalProperties" in schema and "properties" not in schema):
        return lambda value: bool(Draft202012Validator(schema).is_valid(value))
    known = [check for check in checks if check]
    return known[0] if len(known) == 1 else lambda value: all(check(value) for check in known)


def _check_type(schema: Any) -> Check:
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    types = {type_ for name in names for type_ in _TYPES[name]}
    return lambda value: type(value) in types


def _check_values(values: list[Any]) -> Check:
    known = {(type(value), value) for value in values}
    return lambda value: value.__hash__ is not None and (type(value), value) in known


def _check_properties(schema: Any) -> Check:
    checks = {name: compile_check(part) for name, part in schema["properties"].items()}
    additional = schema.get("additionalProperties", True)
    other = compile_check(additional) if additional else lambda value: False

    def check(value: Any) -> bool:
        return type(value) is dict and all(checks.get(name, other)(part) for name, part in value.items())

    return check


def _check_items(schema: Any) -> Check:
    first = [compile_check(part) for part in schema.get("prefixItems", ())]
    rest = compile_check(schema["items"]) if schema.get("items", True) else lambda value: False

    def check(value: Any) -> bool:
        return (
            type(value) is list
            and all(check(part) for check, part in zip(first, value, strict=False))
            and all(map(rest, value[len(first) :]))
        )

    return check


def _check_any(schema: Any) -> Check:
    checks = [compile_check(part) for part in schema["anyOf"]]
    return lambda value: any(check(value) for check in checks)


def _check_required(schema: Any) -> Check:
    names = schema["required"]
    return lambda value: all(name in value for name in names)


def _check_pattern(schema: Any) -> Check:
    pattern = re.compile(schema["pattern"])
    return lambda value: type(value) is str and pattern.search(value) is not None


# By the keyword; what the schema uses besides, jsonschema checks.
_COMPILERS: dict[str, Callable[[Any], Check]] = {
    "type": _check_type,
    "properties": _check_properties,
    "additionalProperties": lambda schema: lambda value: True,  # with the properties
    "required": _check_required,
    "items": _check_items,
    "prefixItems": _check_items,
    "minItems": lambda schema: lambda value: len(value) >= schema["minItems"],
    "anyOf": _check_any,
    "const": lambda schema: _check_values([schema["const"]]),
    "enum": lambda schema: _check_values(schema["enum"]),
    "pattern": _check_pattern,
}


def kinds() -> set[str]:
    """All kinds of answers there are."""
    return set(_answers())


def check(text: str) -> str:
    """Fail unless this answer conforms; its kind, or "error"."""
    answer = json.loads(text)
    kind = answer.get("kind")
    assert kind is None or kind in kinds(), f"the schema knows no answer {kind}"
    if _quick_check(kind)(answer):
        return kind or "error"
    problems = [f"{problem.json_path}: {problem.message[:300]}" for problem in _validator(kind).iter_errors(answer)]
    assert not problems, f"{kind}: {problems}"
    return kind or "error"


def accepts_as_jsonschema_does(kind: str | None, answer: Any) -> bool:
    """Whether the compiled check accepts this as an answer of a kind. Fails where jsonschema refuses it."""
    accepted = _quick_check(kind)(answer)
    assert not accepted or _validator(kind).is_valid(answer)
    return accepted


def check_as_published(text: str) -> None:
    """Fail unless this answer conforms to the schema as others read it, the kind not known beforehand."""
    Draft202012Validator(_schema()).validate(json.loads(text))
