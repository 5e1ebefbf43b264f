"""The pieces that the schema of answers is built of: types, shared parts, and how a description is attached."""

from typing import Any

Node = dict[str, Any]


def definition(name: str) -> Node:
    """A reference to a shared part, under $defs."""
    return {"$ref": f"#/$defs/{name}"}


def about(description: str, node: Node) -> Node:
    """That schema, with what its value means."""
    return {"description": description, **node}


TEXT: Node = {"type": "string"}
INTEGER: Node = {"type": "integer"}
NUMBER: Node = {"type": "number"}
BOOLEAN: Node = {"type": "boolean"}
ISO_DATE, MOMENT, LOCAL_TIME, UTC_TIME, REF, REFS, PERIOD = map(
    definition, ("date", "moment", "local_time", "utc_time", "ref", "refs", "period")
)


def object_node(needed: dict[str, Node] | None = None, **more: Node) -> Node:
    """An object with these keys and no other; those named in `more` may be missing."""
    needed = needed or {}
    return {
        "type": "object",
        "properties": {**needed, **more},
        **({"required": [*needed]} if needed else {}),
        "additionalProperties": False,
    }


def object_with(**needed: Node) -> Node:
    """An object with all of these keys and no other."""
    return object_node(needed)


def array(of: Node) -> Node:
    """A list."""
    return {"type": "array", "items": of}


def nullable(of: Node) -> Node:
    """That schema, or null."""
    if "enum" in of:
        return {**of, "enum": [*of["enum"], None]}
    if "type" in of and of["type"] != "object":
        return {**of, "type": [of["type"], "null"]}
    return {"anyOf": [of, {"type": "null"}]}


def map_of(of: Node) -> Node:
    """An object whose keys are data."""
    return {"type": "object", "additionalProperties": of}


SHARED_WITH = {"audience": about("Who it is for, where that is somebody else.", {"enum": ["mentor", "manager"]})}
SHARED_PARTS: dict[str, Node] = {
    "date": about("A day.", {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
    "moment": about(
        "A local time with its offset from UTC.",
        {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[+-]\d{2}:\d{2}(:\d{2})?$"},
    ),
    "local_time": about("A local time.", {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$"}),
    "utc_time": about(
        "A moment in UTC.", {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"}
    ),
    "ref": about(
        "What an entry is called: the letter of its noun and a number that is never given twice.",
        {"type": "string", "pattern": r"^([a-z]|application|score)[1-9]\d*[b-z]?$"},
    ),
    "refs": about("The refs of entries.", array(REF)),
    "period": about(
        "A period.", object_with(since=about("Its first day.", ISO_DATE), until=about("Its last day.", ISO_DATE))
    ),
}
