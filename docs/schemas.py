"""Write the JSON Schema of every `--json` answer: docs/answers.schema.json.

    python docs/schemas.py

Records and the report follow from their declarations, and the docstrings below their fields say what these mean; the
answers of other commands are declared in docs/schema_answers.py. The tests validate each answer that they get against
the schema.
"""

import ast
import inspect
import json
import re
import sys
import textwrap
from datetime import date
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import DayForm, MomentForm, NumberForm, YesNoForm
from mentorlog.journal.model.kinds import part_kinds
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records import record_class
from mentorlog.journal.privacy import INTERNAL_FIELDS
from mentorlog.nouns import KINDS, Kind
from mentorlog.report.figures import Counts, FigureChange, Ref, Refs
from mentorlog.report.goal_story import Story
from mentorlog.report.model import Report
from mentorlog.structs import Frozen, fields

sys.path.insert(0, str(Path(__file__).parent))

import schema_answers
import schema_development
from schema_nodes import (
    BOOLEAN,
    INTEGER,
    ISO_DATE,
    MOMENT,
    NUMBER,
    PERIOD,
    REF,
    REFS,
    SHARED_PARTS,
    SHARED_WITH,
    TEXT,
    UTC_TIME,
    Node,
    about,
    array,
    definition,
    nullable,
    object_node,
    object_with,
)

SCHEMA = Path(__file__).with_name("answers.schema.json")
_LINE_LENGTH = 110
ID = "urn:mentorlog:answers:1"
_CODES = (
    "usage", "refused", "not_found", "ambiguous", "damaged", "foreign", "newer", "cannot_create", "io", "locked",
    "not_permitted", "interrupted",
)  # fmt: skip
_SCALARS: dict[Any, Node] = {str: TEXT, int: INTEGER, float: NUMBER, bool: BOOLEAN, date: ISO_DATE}
_SHARED_FIELDS = {"note": "What to remember about it.", "state": "How far it is."}


@cache
def field_docs(data: type) -> dict[str, str]:
    """The docstrings below the fields of a class, and below those that it inherits."""
    docs: dict[str, str] = {}
    for part in reversed(data.__mro__):
        if part.__module__.startswith("mentorlog."):
            (definition,) = ast.parse(textwrap.dedent(inspect.getsource(part))).body
            assert isinstance(definition, ast.ClassDef)
            for field, text in zip(definition.body, definition.body[1:], strict=False):
                match field, text:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(doc))):
                        docs[name] = doc
    return docs


def _doc(data: type, name: str, otherwise: str = "") -> str:
    """What a field means. Raises SystemExit where nothing says it."""
    doc = field_docs(data).get(name) or otherwise or _SHARED_FIELDS.get(name)
    if not doc:
        raise SystemExit(f"{data.__name__}.{name}: say in a docstring below the field what it means")
    return re.sub(r"\bNone\b", "null", doc)


def record_node(kind: Kind) -> Node:
    """The fields of a record, all there but for those that only its owner reads; another part closes the object."""
    record = record_class(kind)
    nodes = {
        "ref": about("What it is called.", REF),
        "uid": about(_doc(record, "uid"), TEXT),
        **{field.name: about(_field_doc(record, field), _field_node(field)) for field in fields_of(record)},
        **{name: about(_doc(record, name), UTC_TIME) for name in ("created_at", "updated_at")},
    }
    needed = [name for name in nodes if name not in INTERNAL_FIELDS]
    return about((record.__doc__ or "").split("\n")[0], {"type": "object", "properties": nodes, "required": needed})


def _field_doc(record: type[Record], field: Field) -> str:
    link = f"The {KINDS[field.form.link].label or field.form.link} that it belongs to." if field.form.link else ""
    state = f"The day it became {field.column.implies_state}." if field.column.implies_state else ""
    return _doc(record, field.name, link or state)


def _field_node(field: Field) -> Node:
    form = field.form
    # A required text is there for a reader too from whom it is withheld, as an empty one.
    node = (
        {"enum": [*form.choices]} if form.choices
        else REF if form.link
        else BOOLEAN if isinstance(form, YesNoForm)
        else MOMENT if isinstance(form, MomentForm)
        else ISO_DATE if isinstance(form, DayForm)
        else NUMBER if isinstance(form, NumberForm)
        else INTEGER if form.manner == "figure"
        else TEXT
    )  # fmt: skip
    return nullable(node) if field.optional else node


class DataNodes:
    """The data classes of the report, each as a shared part."""

    def __init__(self) -> None:
        self.parts: dict[str, Node] = {}

    def add(self, data: type[Frozen]) -> Node:
        """A reference to the JSON of a data class, as its fields declare it."""
        if data.__name__ not in self.parts:
            self.parts[data.__name__] = {}
            self.parts[data.__name__] = about((data.__doc__ or "").split("\n")[0], self._object(data))
        return definition(data.__name__)

    def _object(self, data: type[Frozen]) -> Node:
        hidden = getattr(data, "not_in_json", ())
        notes = {name: note for name, note in fields(data).items() if name not in hidden}
        docs = {name: _doc(data, name, "The entry." if note is Ref else "") for name, note in notes.items()}
        nodes = {name: about(docs[name], self._node(note)) for name, note in notes.items()}
        if issubclass(data, Counts):
            counted = [name for name, note in notes.items() if _without_metadata(note) is Refs]
            refs = {name: nodes[name] for name in counted}
            nodes |= {name: about(docs[name], INTEGER) for name in counted}
            if data.has_refs_in_json:
                nodes["refs"] = about("The entries behind the numbers.", object_with(**refs))
        return object_node(nodes)

    def _node(self, annotation: Any) -> Node:
        """The JSON of a field of this type."""
        if annotation is Ref or annotation is Refs:
            return REF if annotation is Ref else REFS
        annotation = _without_metadata(annotation)
        if annotation is Refs:
            return REFS
        if annotation in _SCALARS:
            return _SCALARS[annotation]
        if isinstance(annotation, type) and issubclass(annotation, Record):
            return definition(annotation.noun)
        if isinstance(annotation, type) and issubclass(annotation, Frozen):
            return self.add(annotation)
        types = get_args(annotation)
        match get_origin(annotation):
            case origin if origin is Literal:
                return {"enum": [*types]}
            case origin if origin is list:
                return array(self._node(types[0]))
            case origin if origin is tuple:
                items = [self._node(part) for part in types]
                return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
            case origin if origin in (Union, UnionType):
                return nullable(self._node(types[0]))
        raise TypeError(annotation)


def _without_metadata(annotation: Any) -> Any:
    return annotation.__origin__ if hasattr(annotation, "__metadata__") else annotation


def report_parts() -> dict[str, Node]:
    """The growth report, and what it consists of."""
    data = DataNodes()
    for part in (Report, Story, FigureChange):
        data.add(part)
    applied = about("The days on which it was applied.", array(definition("application")))
    lesson = {"$ref": "#/$defs/lesson.fields", "properties": {"applications": applied}, "unevaluatedProperties": False}
    data.parts["Story"]["properties"]["lessons"] |= array(lesson)
    growth = data.parts.pop("Report")
    growth["properties"] = {
        "period": about("The period.", PERIOD),
        **growth["properties"],
        "compare": about("What moved since the period before, with `--compare`.", object_with(
            period=about("The period before.", PERIOD),
            moved=about("The figures that moved.", array(definition("FigureChange"))),
        )),
        "story": about("All that belongs to one goal, with `--goal`.", definition("Story")),
        **SHARED_WITH,
    }  # fmt: skip
    growth["required"].insert(0, "period")
    return {"growth": growth, **data.parts}


def certificate() -> Node:
    """What a certificate counts, each figure with what it means."""
    note = nullable(object_with(day=about("When it was noted.", ISO_DATE), text=about("The note.", TEXT)))
    return object_with(
        days=about("Days from the goal's start to the day it was reached.", nullable(INTEGER)),
        days_early=about("Days from then to the day it was due; negative after that day.", nullable(INTEGER)),
        first=about("The first value: the baseline, or 0 of its steps.", nullable(NUMBER)),
        last=about("The last value.", nullable(NUMBER)),
        target=about("The value aimed at, or how many steps there are.", nullable(NUMBER)),
        talks=about("Sessions held in that time with the goal's mentor, or with any if it has none.", INTEGER),
        questions=about("Questions asked for the goal.", INTEGER),
        praise=about("Pieces of praise received for it.", INTEGER),
        first_note=about("What was noted with the first value that has a note, or the first step done.", note),
        last_note=about("The same of the last one; null where there is only one.", note),
    )


def record_parts() -> dict[str, Node]:
    """Each record as lists have it, and as `show` does: with its parts, and what else a change made or changed."""
    nodes: dict[str, Node] = {}
    for kind in KINDS.values():
        fields_ref = f"{kind.noun}.fields"
        nodes[fields_ref] = record_node(kind)
        nodes[kind.noun] = {**definition(fields_ref), "unevaluatedProperties": False}
        parts = {part.plural: about(part.help, array(definition(part.noun))) for part in part_kinds(kind.noun)}
        more = {
            "parts": about("The records that are part of it.", object_node({}, **parts)),
            "also": about("What else a change made or changed.", REFS),
            "made": about("What a change made beside it.", REFS),
            **SHARED_WITH,
        }
        if kind.noun in ("goal", "achievement"):
            more["certificate"] = about("What its certificate counts.", definition("certificate"))
        nodes[f"{kind.noun}.whole"] = {**definition(fields_ref), "properties": more, "unevaluatedProperties": False}
    return nodes


def answers() -> dict[str, Node]:
    """The data of every answer, by its kind."""
    kinds = {**schema_answers.commands(), **schema_development.development()}
    for kind in KINDS.values():
        label = kind.label or kind.noun
        kinds[f"{kind.noun}.list"] = about(f"Entries of the noun {label}.", array(definition(kind.noun)))
        kinds[kind.noun] = about(
            f"One {label}; of several that were changed at once, an array.",
            {"anyOf": [definition(f"{kind.noun}.whole"), array(definition(kind.noun))]},
        )
    wholes = [definition(f"{noun}.whole") for noun in KINDS]
    kinds["show"] = about("Several entries.", array({"anyOf": wholes}))
    kinds["edit"] = about("Several entries that were changed.", array({"anyOf": [definition(noun) for noun in KINDS]}))
    return dict(sorted(kinds.items()))


def schema() -> Node:
    """The whole schema: an answer by its kind, or an error."""
    version = about("The version of this schema.", {"const": 1})
    kinds = answers()
    answer = object_with(
        schema=version,
        kind=about("What the data is.", {"enum": [*kinds]}),
        data=about("The answer itself.", {}),
        warnings=about("What else there is to know, in words.", array(TEXT)),
    )
    problem = object_with(
        code=about("What sort of error it is.", {"enum": [*_CODES]}),
        message=about("What happened.", TEXT),
        hint=about("What to do about it.", nullable(TEXT)),
    )
    error = object_with(schema=version, error=about("Why there is no answer.", problem))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "What mentorlog --json answers",
        "description": "One JSON object: the answer of a command by its kind, or an error.",
        "oneOf": [
            *(
                {"$ref": "#/$defs/answer", "properties": {"kind": {"const": kind}, "data": data}}
                for kind, data in kinds.items()
            ),
            definition("error"),
        ],
        "$defs": {
            "answer": about("What every answer consists of.", answer),
            "error": about("Why a command did not do what it was to do.", error),
            **SHARED_PARTS,
            **schema_answers.common_parts(),
            **report_parts(),
            "certificate": certificate(),
            **record_parts(),
        },
    }


def to_json() -> str:
    """The text of the schema's file."""
    return _format(schema(), "") + "\n"


def _format(value: Any, indent: str) -> str:
    """JSON with what fits on one line there, so that a field and what it means are read at a glance."""
    line = json.dumps(value, ensure_ascii=False)
    is_flat = not isinstance(value, dict | list) or (isinstance(value, list) and not isinstance(value[0], dict))
    if is_flat or len(indent) + len(line) <= _LINE_LENGTH:
        return line
    inner = indent + " "
    parts = (
        [f"{json.dumps(key)}: {_format(part, inner)}" for key, part in value.items()]
        if isinstance(value, dict)
        else [_format(part, inner) for part in value]
    )
    brackets = "{}" if isinstance(value, dict) else "[]"
    return f"{brackets[0]}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{brackets[1]}"


if __name__ == "__main__":
    SCHEMA.write_text(to_json(), encoding="utf-8")
    print(f"{SCHEMA.name}: {len(to_json())} bytes")
