"""Write the JSON Schema of every `--json` answer: docs/answers.schema.json.

    python docs/schemas.py

What a record holds follows from its declaration; what else a command answers is said here. The tests hold each answer
that they make against it.
"""

import json
from pathlib import Path
from typing import Any

from mentorlog.exchange.sources import SOURCES
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import DayForm, MomentForm, NumberForm, YesNoForm
from mentorlog.journal.model.kinds import part_kinds
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS, Kind
from mentorlog.settings import SETTINGS

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
LOCAL_TIME: Node = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$"}
UTC_TIME: Node = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"}
REF: Node = {"type": "string", "pattern": r"^([a-z]|application|score)[1-9]\d*$"}
RAG: Node = {"enum": ["green", "amber", "red", "none"]}


def object_node(needed: dict[str, Node] | None = None, **more: Node) -> Node:
    """An object with these keys and no other; those named in `more` may be missing."""
    needed = needed or {}
    return {
        "type": "object",
        "properties": {**needed, **more},
        "required": list(needed),
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
PAIRS = array({"type": "array", "prefixItems": [ISO_DATE, NUMBER], "items": False, "minItems": 2})
PERIOD = object_with(since=ISO_DATE, until=ISO_DATE)
WITHHELD = {"audience": {"enum": ["mentor", "manager"]}, "withheld": object_with(entries=INTEGER, parts=INTEGER)}
ITEM = object_node({"text": TEXT}, ref=nullable(REF))
ACTION_REFS = object_with(on_time=REFS, late=REFS, open=REFS)
CHANGE_ANSWER = object_with(change=nullable(INTEGER), command=nullable(TEXT), refs=REFS)
UNDO_ANSWER = object_with(change=INTEGER, command=TEXT, refs=REFS, more=INTEGER)
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
        else LOCAL_TIME if isinstance(form, MomentForm)
        else ISO_DATE if isinstance(form, DayForm)
        else NUMBER if isinstance(form, NumberForm)
        else INTEGER if form.manner == "figure"
        else TEXT
    )  # fmt: skip
    return nullable(node) if field.optional else node


def report() -> Node:
    """The growth report."""
    goal = object_with(
        ref=REF,
        title=TEXT,
        unit=nullable(TEXT),
        baseline=NUMBER,
        target=nullable(NUMBER),
        value=nullable(NUMBER),
        progress=nullable(NUMBER),
        expected=nullable(NUMBER),
        rag=RAG,
        forecast=nullable(ISO_DATE),
        change=NUMBER,
        start=ISO_DATE,
        due=nullable(ISO_DATE),
        state=TEXT,
        ended_on=nullable(ISO_DATE),
        steps=object_with(done=INTEGER, total=INTEGER),
        points=PAIRS,
        keep=BOOLEAN,
    )
    level = object_with(then=nullable(INTEGER), now=nullable(INTEGER))
    moved = object_with(
        what=TEXT, ref=nullable(REF), before=nullable(NUMBER), now=nullable(NUMBER), change=nullable(NUMBER)
    )
    lesson = object_with(**record_fields(KINDS["lesson"]), applications=array(definition("application")))
    story = object_with(
        goal=definition("goal"), agreement=nullable(definition("agreement")), values=array(definition("progress")),
        steps=array(definition("step")), questions=array(definition("question")), actions=array(definition("action")),
        lessons=array(lesson), feedback=array(definition("feedback")), evidence=array(definition("achievement")),
    )  # fmt: skip
    needed = {
        "period": PERIOD,
        "headline": TEXT,
        "goals": array(goal),
        "sessions": object_with(
            held=INTEGER,
            missed=INTEGER,
            cancelled=INTEGER,
            planned=INTEGER,
            last_day=nullable(ISO_DATE),
            days_since_last=nullable(INTEGER),
            cadence=object_with(every=nullable(TEXT), due=nullable(INTEGER), held=INTEGER),
        ),
        "questions": object_with(
            added=INTEGER,
            answered=INTEGER,
            open=INTEGER,
            oldest_open=nullable(object_with(ref=REF, day=ISO_DATE, days=INTEGER)),
            most_carried=nullable(object_with(ref=REF, carried=INTEGER)),
            refs=object_with(added=REFS, answered=REFS, open=REFS),
        ),
        "feedback": object_with(
            received=INTEGER,
            given=INTEGER,
            praise=INTEGER,
            constructive=INTEGER,
            waiting=INTEGER,
            refs=object_with(received=REFS, given=REFS, waiting=REFS),
        ),
        "achievements": array(
            object_with(
                ref=REF,
                title=TEXT,
                day=ISO_DATE,
                evidence=nullable(TEXT),
                goal=nullable(REF),
                state=TEXT,
                celebrated_on=nullable(ISO_DATE),
                how=nullable(TEXT),
            )
        ),
        "checkins": object_with(count=INTEGER, mood=PAIRS, energy=PAIRS, trust=PAIRS),
        "actions": object_with(on_time=INTEGER, late=INTEGER, open=INTEGER, mine=ACTION_REFS, theirs=ACTION_REFS),
        "lessons": object_with(
            added=INTEGER, applied=INTEGER, waiting=INTEGER, refs=object_with(added=REFS, applied=REFS, waiting=REFS)
        ),
        "challenges": object_with(
            added=INTEGER,
            open=INTEGER,
            resolved=array(object_with(ref=REF, days=INTEGER)),
            refs=object_with(added=REFS, open=REFS),
        ),
        "skills": array(object_with(ref=REF, name=TEXT, self=level, mentor=level)),
        "contacts": object_with(added=INTEGER, open=INTEGER, refs=object_with(added=REFS, open=REFS)),
        "agreement": nullable(object_with(ref=REF, version=INTEGER, agreed_on=ISO_DATE, review_on=nullable(ISO_DATE))),
    }
    return object_node(needed, compare=object_with(period=PERIOD, moved=array(moved)), story=story, **WITHHELD)


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
        dry_run=BOOLEAN, taken=INTEGER, there=INTEGER, made=REFS, unused=array(TEXT),
        left=array(object_with(at=TEXT, why=TEXT)), kept=nullable(TEXT),
    )  # fmt: skip
    event = object_with(pick=INTEGER, starts_at=TEXT, minutes=INTEGER, title=TEXT, session=nullable(REF))
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
            session=nullable(definition("session")),
            sessions=array(definition("session")),
            promised=array(definition("action")),
            bring=array(definition("question")),
            goals=array(definition("goal")),
            also=map_of(REFS),
            near=REFS,
            unanswered=REFS,
        ),
        "agenda": object_node(
            {
                "session": nullable(REF),
                "minutes": INTEGER,
                "parts": array(object_with(title=TEXT, minutes=INTEGER, items=array(ITEM))),
                "if_there_is_time": array(ITEM),
            },
            **WITHHELD,
        ),
        "recap": object_with(session=REF, text=TEXT),
        "due": array(object_with(ref=REF, what=TEXT, day=ISO_DATE, text=TEXT)),
        "search": array(object_with(ref=REF, day=ISO_DATE, title=TEXT, snippet=TEXT)),
        "history": array(change),
        "undo": UNDO_ANSWER,
        "redo": UNDO_ANSWER,
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
            mentions=REFS,
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
            {"period": PERIOD, "hours": NUMBER, "activities": array(activity), "without_reflection": INTEGER},
            **WITHHELD,
        ),
        "import": {"anyOf": [array(event), object_with(made=REFS), merged, entries]},
    }


def schema() -> Node:
    """The whole schema: an answer by its kind, or an error."""
    kinds: dict[str, Node] = commands()
    whole = {}
    for kind in KINDS.values():
        kinds[f"{kind.noun}.list"] = array(definition(kind.noun))
        parts = object_node({}, **{part.plural: array(definition(part.noun)) for part in part_kinds(kind.noun)})
        # Told whole it has its parts; changed, the refs of what else was made or changed. Several changed are an array.
        whole[f"{kind.noun}.whole"] = object_node(record_fields(kind), parts=parts, also=REFS, made=REFS, **WITHHELD)
        kinds[kind.noun] = {"anyOf": [definition(f"{kind.noun}.whole"), array(definition(kind.noun))]}
    kinds["show"] = array({"anyOf": [definition(name) for name in whole]})  # several at once
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
            **whole,
        },
    }


def to_json() -> str:
    """The text of the schema's file."""
    return json.dumps(schema(), indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(to_json(), encoding="utf-8")
    print(f"{SCHEMA.name}: {len(to_json())} bytes")
