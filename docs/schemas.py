"""Write the JSON Schema of every `--json` answer: docs/answers.schema.json.

    python docs/schemas.py

Records and the report follow from their declarations; the answers of other commands are declared here. The tests
validate each answer that they get against the schema.
"""

import json
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from mentorlog.exchange.sources import SOURCES
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import DayForm, MomentForm, NumberForm, YesNoForm
from mentorlog.journal.model.kinds import part_kinds
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records import record_class
from mentorlog.journal.privacy import INTERNAL_FIELDS
from mentorlog.nouns import KINDS, Kind
from mentorlog.report.figures import Counts, Ref, Refs
from mentorlog.report.goal_story import Story
from mentorlog.report.model import FigureChange, Report
from mentorlog.settings import SETTINGS
from mentorlog.structs import Frozen, fields

SCHEMA = Path(__file__).with_name("answers.schema.json")
_CODES = (
    "usage", "refused", "not_found", "ambiguous", "damaged", "foreign", "newer", "cannot_create", "io", "locked",
    "not_permitted", "interrupted",
)  # fmt: skip
Node = dict[str, Any]

TEXT: Node = {"type": "string"}
INTEGER: Node = {"type": "integer"}
NUMBER: Node = {"type": "number"}
BOOLEAN: Node = {"type": "boolean"}
ISO_DATE: Node = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
MOMENT: Node = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[+-]\d{2}:\d{2}(:\d{2})?$"}
LOCAL_TIME: Node = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$"}
UTC_TIME: Node = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"}
REF: Node = {"type": "string", "pattern": r"^([a-z]|application|score)[1-9]\d*[b-z]?$"}
_SCALARS: dict[Any, Node] = {str: TEXT, int: INTEGER, float: NUMBER, bool: BOOLEAN, date: ISO_DATE}


def object_node(needed: dict[str, Node] | None = None, **more: Node) -> Node:
    """An object with these keys and no other; those named in `more` may be missing.

    What does not leave the house is missing in what is made for another reader, so it is never required of a record.
    """
    needed = needed or {}
    internal = INTERNAL_FIELDS if "uid" in needed else ()
    return {
        "type": "object",
        "properties": {**needed, **more},
        "required": [name for name in needed if name not in internal],
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
    return {"anyOf": [of, {"type": "null"}]}


def map_of(of: Node) -> Node:
    """An object whose keys are data."""
    return {"type": "object", "additionalProperties": of}


def definition(name: str) -> Node:
    """The shared parts, under $defs."""
    return {"$ref": f"#/$defs/{name}"}


REFS = array(REF)
PERIOD = object_with(since=ISO_DATE, until=ISO_DATE)
SHARED = {"audience": {"enum": ["mentor", "manager"]}}
ITEM = object_node({"text": TEXT}, ref=nullable(REF))
DRAFT = object_with(name=TEXT, what=TEXT, started_at=LOCAL_TIME, answers=INTEGER, command=TEXT)
CHANGE_ANSWER = object_with(change=nullable(INTEGER), command=nullable(TEXT), refs=REFS)
STATEMENT = object_with(
    title=TEXT, competences=array(TEXT), situation=TEXT, task=TEXT, action=TEXT, result=TEXT, words=INTEGER,
    gaps=array(TEXT), refs=REFS,
)  # fmt: skip
GAPS = array(object_with(skill=REF, level=INTEGER, target=INTEGER))
COMPETENCE = object_with(
    name=TEXT, group=TEXT, skill=nullable(REF), self=nullable(INTEGER), mentor=nullable(INTEGER),
    target=nullable(INTEGER),
)  # fmt: skip
CPD_YEAR = object_with(
    since=ISO_DATE, until=ISO_DATE, body=nullable(TEXT), unit=TEXT, needed=nullable(INTEGER), left=nullable(NUMBER),
    per_month=nullable(NUMBER), rag={"enum": ["green", "amber", "red", "none"]}, kinds=map_of(NUMBER),
    kinds_needed=INTEGER, types=map_of(NUMBER), types_needed=INTEGER, competences=map_of(NUMBER),
    minima=array(object_with(name=TEXT, hours=NUMBER, needed=INTEGER)), months=map_of(NUMBER),
    without_reflection=REFS, without_evidence=REFS, without_time=REFS,
)  # fmt: skip
CPD_RECORD = {"period": PERIOD, "hours": NUMBER, "without_reflection": INTEGER, "year": CPD_YEAR}
UNDO_ANSWER = object_with(change=INTEGER, command=TEXT, refs=REFS, more=INTEGER, what=array(TEXT))
_VALUE: Node = {"anyOf": [TEXT, BOOLEAN, INTEGER, array(TEXT)]}
SETTING = object_with(
    key={"enum": [*SETTINGS]}, value=_VALUE, source={"enum": ["flag", "environment", "file", "default"]},
    where=nullable(TEXT), default=_VALUE, takes=TEXT, variable=TEXT, means=TEXT,
)  # fmt: skip


def record_fields(kind: Kind) -> dict[str, Node]:
    """The fields of a record, by name."""
    fields = {field.name: _field_node(field) for field in fields_of(record_class(kind))}
    return {"ref": REF, "uid": TEXT, **fields, "created_at": UTC_TIME, "updated_at": UTC_TIME}


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


def report() -> Node:
    """The growth report."""
    story = data_node(Story)
    story["properties"]["lessons"] = array(
        object_with(**record_fields(KINDS["lesson"]), applications=array(definition("application")))
    )
    compare = object_with(period=PERIOD, moved=array(data_node(FigureChange)))
    sections = data_node(Report)["properties"]
    return object_node({"period": PERIOD, **sections}, compare=compare, story=story, **SHARED)


def data_node(data: type[Frozen]) -> Node:
    """The JSON of a report's data class, as its fields declare it."""
    hidden = getattr(data, "not_in_json", ())
    notes = {name: note for name, note in fields(data).items() if name not in hidden}
    if not issubclass(data, Counts):
        return object_node({name: annotation_node(note) for name, note in notes.items()})
    counted = [name for name, note in notes.items() if _without_metadata(note) is Refs]
    nodes = {name: INTEGER if name in counted else annotation_node(note) for name, note in notes.items()}
    return object_node(nodes | ({"refs": object_with(**dict.fromkeys(counted, REFS))} if data.has_refs_in_json else {}))


def annotation_node(annotation: Any) -> Node:
    """The JSON of a field of this type."""
    if annotation is Ref or annotation is Refs:
        return REF if annotation is Ref else REFS
    annotation = _without_metadata(annotation)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return definition(annotation.noun)
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        return data_node(annotation)
    types = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Literal:
            return {"enum": [*types]}
        case origin if origin is list:
            return array(annotation_node(types[0]))
        case origin if origin is tuple:
            items = [annotation_node(part) for part in types]
            return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
        case origin if origin in (Union, UnionType):
            return nullable(annotation_node(types[0]))
    raise TypeError(annotation)


def _without_metadata(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def commands() -> dict[str, Node]:
    """The answers of commands other than records, by kind."""
    change = object_with(
        change=INTEGER, at=UTC_TIME, command=TEXT, reverts=nullable(INTEGER), refs=REFS, more=INTEGER,
        rows=array(object_with(ref=REF, before=nullable(map_of({})), after=nullable(map_of({})))),
    )  # fmt: skip
    candidate = object_with(
        ref=REF, name=TEXT, state=TEXT, scores=map_of(INTEGER), total=nullable(NUMBER), scored=INTEGER,
        musts_not_met=REFS, same_as_above=BOOLEAN,
    )  # fmt: skip
    activity = object_with(
        date=ISO_DATE, title=TEXT, kind={"enum": ["formal", "informal"]}, activity=TEXT, hours=NUMBER, objective=TEXT,
        competence=TEXT, learned=TEXT, applied=TEXT, evidence=TEXT, ref=REF,
    )  # fmt: skip
    merged = object_with(
        source={"const": "mentorlog"}, dry_run=BOOLEAN, copied=BOOLEAN, kept=nullable(TEXT),
        moves=array(object_with(noun={"enum": [*KINDS]}, new=INTEGER, same=INTEGER, differing=INTEGER)),
        conflicts=array(object_with(ref=REF, fields=array(TEXT))), take=nullable({"enum": ["theirs", "ours"]}),
    )  # fmt: skip
    entries = object_with(
        source={"enum": sorted(name for name, source in SOURCES.items() if source.parser)},
        dry_run=BOOLEAN, taken=INTEGER, changed=INTEGER, there=INTEGER, made=REFS, unused=array(TEXT),
        left=array(object_with(at=TEXT, why=TEXT)), kept=nullable(TEXT),
    )  # fmt: skip
    event = object_with(
        pick=INTEGER, starts_at=TEXT, minutes=INTEGER, title=TEXT, session=nullable(REF), differs=array(TEXT)
    )
    return {
        "report": definition("growth"),
        "demo": object_with(journal=TEXT, report=definition("growth")),
        "file": object_with(file=TEXT, bytes=INTEGER),
        "welcome": object_with(journal=TEXT, exists=BOOLEAN),
        "version": object_node(
            {
                "version": TEXT,
                "schema": INTEGER,
                "python": TEXT,
                "sqlite": TEXT,
                "system": TEXT,
                "libraries": map_of(TEXT),
            }
        ),
        "help": object_with(topic=TEXT, text=TEXT),
        "init": object_with(journal=TEXT, created=BOOLEAN, mentor=nullable(REF)),
        "next": object_with(
            unsettled=REFS,
            session=nullable(definition("session")),
            sessions=array(definition("session")),
            promised=array(definition("action")),
            bring=array(definition("question")),
            goals=array(definition("goal")),
            also=map_of(REFS),
            near=REFS,
            unanswered=REFS,
            paused=REFS,
            absence=nullable(
                object_with(last_day=ISO_DATE, back_on=ISO_DATE, days=INTEGER, waiting=REFS, settled=BOOLEAN)
            ),
        ),
        "resume": object_with(
            rested=array(object_with(ref=REF, now=TEXT)),
            taken=array(object_with(ref=REF, day=ISO_DATE)),
            left=REFS,
        ),
        "agenda": object_node(
            {
                "session": nullable(REF),
                "minutes": INTEGER,
                "parts": array(object_with(title=TEXT, minutes=INTEGER, items=array(ITEM))),
                "if_there_is_time": array(ITEM),
            },
            wins=array(ITEM),
            **SHARED,
        ),
        "recap": object_with(session=REF, text=TEXT),
        "due": array(object_with(ref=REF, what=TEXT, day=ISO_DATE, text=TEXT)),
        "search": array(object_with(ref=REF, day=ISO_DATE, title=TEXT, snippet=TEXT)),
        "history": array(change),
        "undo": UNDO_ANSWER,
        "redo": UNDO_ANSWER,
        "undo.list": array(
            object_with(
                change=INTEGER,
                at=UTC_TIME,
                command=TEXT,
                refs=REFS,
                more=INTEGER,
                what=array(TEXT),
                undone=BOOLEAN,
                alone=BOOLEAN,
                standing=array(INTEGER),
            )
        ),
        "delete": CHANGE_ANSWER,
        "needs.suggest": array(object_with(pick=INTEGER, text=TEXT, weight=INTEGER)),
        "questions.suggest": array(object_with(stage=TEXT, theme=TEXT, text=TEXT)),
        "mentors.compare": object_with(
            needs=array(object_with(ref=REF, text=TEXT, weight=INTEGER)), candidates=array(candidate)
        ),
        "mentors.message": object_with(mentor=REF, kind=TEXT, text=TEXT),
        "agreement.diff": object_with(
            before=INTEGER,
            after=INTEGER,
            changes=array(object_with(label=TEXT, before=nullable(TEXT), after=nullable(TEXT))),
        ),
        "backup": object_with(name=TEXT, file=TEXT, bytes=INTEGER),
        "drafts.list": array(DRAFT),
        "drafts.drop": nullable(DRAFT),
        "drafts.restore": nullable(DRAFT),
        "backup.list": array(object_with(name=TEXT, file=TEXT, bytes=INTEGER, made_at=LOCAL_TIME)),
        "restore": object_with(
            backup=TEXT,
            restored=BOOLEAN,
            kept=nullable(TEXT),
            moves=array(object_with(table=TEXT, back=INTEGER, gone=INTEGER, other=INTEGER)),
        ),
        "doctor": object_with(
            journal=TEXT,
            findings=array(
                object_with(
                    name=TEXT, weight={"enum": ["advice", "repair", "damaged"]}, means=TEXT, do=TEXT, fixed=BOOLEAN
                )
            ),
        ),
        "forget": object_with(
            change=nullable(INTEGER),
            refs=REFS,
            emptied=REFS,
            hidden=REFS,
            mentions=REFS,
            pages=array(TEXT),
            backups=array(object_with(name=TEXT, rewritten=BOOLEAN)),
        ),
        "log": array(object_with(ref=REF, noun={"enum": [*KINDS]}, day=ISO_DATE, title=TEXT)),
        "config": SETTING,
        "config.list": array(SETTING),
        "config.path": object_with(path=TEXT, exists=BOOLEAN),
        "date": object_with(
            phrase=TEXT,
            today=ISO_DATE,
            readings=array(
                object_with(
                    **{"for": array({"enum": ["by", "at", "on", "since", "until", "period"]})},
                    rule=TEXT,
                    day=ISO_DATE,
                    until=nullable(ISO_DATE),
                    at=nullable(TEXT),
                    direction=nullable({"enum": ["ahead", "back"]}),
                    why=TEXT,
                )
            ),
        ),
        "timeline": array(object_with(day=ISO_DATE, what=TEXT, text=TEXT, ref=REF)),
        "lookback": array(
            object_with(ago=TEXT, day=ISO_DATE, written=array(object_with(ref=REF, noun=TEXT, text=TEXT, became=TEXT)))
        ),
        "cpd": object_node(
            CPD_RECORD | {"activities": array(activity)},
            **SHARED,
        ),
        "config.texts": array(object_with(name=TEXT, file=TEXT, own=BOOLEAN, fault=nullable(TEXT))),
        "portfolio": object_node(
            {"competence": nullable(TEXT), "project": nullable(TEXT), "limit": INTEGER, "statements": array(STATEMENT)},
            **SHARED,
        ),
        "skill.assessment": object_with(framework=TEXT, aspect=TEXT, ratings=array(definition("rating")), gaps=GAPS),
        "skill.framework": object_with(framework=TEXT, name=TEXT, body=TEXT, competences=array(COMPETENCE)),
        "import": {"anyOf": [array(event), object_with(made=REFS), merged, entries]},
    }


def schema() -> Node:
    """The whole schema: an answer by its kind, or an error."""
    kinds: dict[str, Node] = commands()
    detailed = {}
    for kind in KINDS.values():
        kinds[f"{kind.noun}.list"] = array(definition(kind.noun))
        parts = object_node({}, **{part.plural: array(definition(part.noun)) for part in part_kinds(kind.noun)})
        # `show` has the record's parts, a change the refs of what else it made or changed; of several it is an array.
        detailed[f"{kind.noun}.whole"] = object_node(record_fields(kind), parts=parts, also=REFS, made=REFS, **SHARED)
        kinds[kind.noun] = {"anyOf": [definition(f"{kind.noun}.whole"), array(definition(kind.noun))]}
    kinds["show"] = array({"anyOf": [definition(name) for name in detailed]})  # several at once
    kinds["edit"] = array({"anyOf": [definition(noun) for noun in KINDS]})  # likewise, of several nouns
    answers = [
        object_with(schema={"const": 1}, kind={"const": name}, data=data, warnings=array(TEXT))
        for name, data in sorted(kinds.items())
    ]
    error = object_with(
        schema={"const": 1}, error=object_with(code={"enum": [*_CODES]}, message=TEXT, hint=nullable(TEXT))
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What mentorlog --json answers",
        "oneOf": [*answers, error],
        "$defs": {
            "growth": report(),
            **{kind.noun: object_node(record_fields(kind)) for kind in KINDS.values()},
            **detailed,
        },
    }


def to_json() -> str:
    """The text of the schema's file."""
    return json.dumps(schema(), indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(to_json(), encoding="utf-8")
    print(f"{SCHEMA.name}: {len(to_json())} bytes")
