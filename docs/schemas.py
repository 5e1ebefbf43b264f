"""Writes the JSON Schema of every `--json` answer: docs/answers.schema.json.

    python docs/schemas.py

What a record holds follows from its declaration; what else a command answers is said here. The tests hold each answer
that they make against it.
"""

import json
from pathlib import Path
from typing import Any

from mentorlog.journal.model.fields import DAY, MOMENT, YES_NO, Field, fields_of
from mentorlog.journal.model.kinds import KINDS, Kind, part_kinds
from mentorlog.settings import SETTINGS

SCHEMA = Path(__file__).with_name("answers.schema.json")
_CODES = (
    "usage", "refused", "not_found", "ambiguous", "damaged", "foreign", "newer", "cannot_create", "io", "locked",
    "not_permitted", "interrupted",
)  # fmt: skip
Node = dict[str, Any]

TEXT: Node = {"type": "string"}
WHOLE: Node = {"type": "integer"}
NUMBER: Node = {"type": "number"}
TRUTH: Node = {"type": "boolean"}
ISO_DAY: Node = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
LOCAL: Node = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$"}
UTC: Node = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"}
REF: Node = {"type": "string", "pattern": r"^([a-z]|application|score)[1-9]\d*$"}
RAG: Node = {"enum": ["green", "amber", "red", "none"]}


def obj(needed: dict[str, Node] | None = None, **more: Node) -> Node:
    """An object with these keys and no other; those named in `more` may be missing."""
    needed = needed or {}
    return {
        "type": "object",
        "properties": {**needed, **more},
        "required": list(needed),
        "additionalProperties": False,
    }


def every(**needed: Node) -> Node:
    """An object with all of these keys and no other."""
    return obj(needed)


def array(of: Node) -> Node:
    """A list."""
    return {"type": "array", "items": of}


def maybe(of: Node) -> Node:
    """That, or null."""
    return {"anyOf": [of, {"type": "null"}]}


def by_name(of: Node) -> Node:
    """An object whose keys are data."""
    return {"type": "object", "additionalProperties": of}


def def_(name: str) -> Node:
    """What stands under $defs."""
    return {"$ref": f"#/$defs/{name}"}


REFS = array(REF)
PAIRS = array({"type": "array", "prefixItems": [ISO_DAY, NUMBER], "items": False, "minItems": 2})
PERIOD = every(since=ISO_DAY, until=ISO_DAY)
WITHHELD = {"audience": {"enum": ["mentor", "manager"]}, "withheld": every(entries=WHOLE, parts=WHOLE)}
ITEM = obj({"text": TEXT}, ref=maybe(REF))
SIDE = every(on_time=REFS, late=REFS, open=REFS)
CHANGED = every(change=maybe(WHOLE), command=maybe(TEXT), refs=REFS)
TURNED = every(change=WHOLE, command=TEXT, refs=REFS, more=WHOLE)
_VALUE: Node = {"anyOf": [TEXT, TRUTH, WHOLE, array(TEXT)]}
SETTING = every(
    key={"enum": [*SETTINGS]}, value=_VALUE, source={"enum": ["flag", "environment", "file", "default"]},
    where=maybe(TEXT), default=_VALUE, takes=TEXT, variable=TEXT, means=TEXT,
)  # fmt: skip


def record(kind: Kind) -> dict[str, Node]:
    """The fields of a record, by name."""
    fields = {field.name: _field(field) for field in fields_of(kind.record_class)}
    return {"ref": REF, "uid": TEXT, **fields, "created_at": UTC, "updated_at": UTC}


def _field(field: Field) -> Node:
    form = field.form
    # A required text is there for a reader too from whom it is withheld, as an empty one.
    node = (
        {"enum": [*form.choices]} if form.choices
        else REF if form.link
        else TRUTH if form.to_json is YES_NO.to_json
        else LOCAL if form.to_json is MOMENT.to_json
        else ISO_DAY if form.to_json is DAY.to_json
        else NUMBER if form.manner == "figure" and form.to_sql is float
        else WHOLE if form.manner == "figure"
        else TEXT
    )  # fmt: skip
    return maybe(node) if field.optional else node


def report() -> Node:
    """The growth report."""
    goal = every(
        ref=REF, title=TEXT, unit=maybe(TEXT), baseline=NUMBER, target=maybe(NUMBER), value=maybe(NUMBER),
        progress=maybe(NUMBER), expected=maybe(NUMBER), rag=RAG, forecast=maybe(ISO_DAY), change=NUMBER, start=ISO_DAY,
        due=maybe(ISO_DAY), state=TEXT, ended_on=maybe(ISO_DAY), steps=every(done=WHOLE, total=WHOLE), points=PAIRS,
        keep=TRUTH,
    )  # fmt: skip
    level = every(then=maybe(WHOLE), now=maybe(WHOLE))
    moved = every(what=TEXT, ref=maybe(REF), before=maybe(NUMBER), now=maybe(NUMBER), change=maybe(NUMBER))
    lesson = every(**record(KINDS["lesson"]), applications=array(def_("application")))
    story = every(
        goal=def_("goal"), agreement=maybe(def_("agreement")), values=array(def_("progress")),
        steps=array(def_("step")), questions=array(def_("question")), actions=array(def_("action")),
        lessons=array(lesson), feedback=array(def_("feedback")), evidence=array(def_("achievement")),
    )  # fmt: skip
    needed = {
        "period": PERIOD,
        "headline": TEXT,
        "goals": array(goal),
        "sessions": every(
            held=WHOLE, missed=WHOLE, cancelled=WHOLE, planned=WHOLE, last_day=maybe(ISO_DAY),
            days_since_last=maybe(WHOLE), cadence=every(every=maybe(TEXT), due=maybe(WHOLE), held=WHOLE),
        ),
        "questions": every(
            added=WHOLE, answered=WHOLE, open=WHOLE, oldest_open=maybe(every(ref=REF, day=ISO_DAY, days=WHOLE)),
            most_carried=maybe(every(ref=REF, carried=WHOLE)), refs=every(added=REFS, answered=REFS, open=REFS),
        ),
        "feedback": every(
            received=WHOLE, given=WHOLE, praise=WHOLE, constructive=WHOLE, waiting=WHOLE,
            refs=every(received=REFS, given=REFS, waiting=REFS),
        ),
        "achievements": array(every(
            ref=REF, title=TEXT, day=ISO_DAY, evidence=maybe(TEXT), goal=maybe(REF), state=TEXT,
            celebrated_on=maybe(ISO_DAY), how=maybe(TEXT),
        )),
        "checkins": every(count=WHOLE, mood=PAIRS, energy=PAIRS, trust=PAIRS),
        "actions": every(on_time=WHOLE, late=WHOLE, open=WHOLE, mine=SIDE, theirs=SIDE),
        "lessons": every(
            added=WHOLE, applied=WHOLE, waiting=WHOLE, refs=every(added=REFS, applied=REFS, waiting=REFS)
        ),
        "challenges": every(
            added=WHOLE, open=WHOLE, resolved=array(every(ref=REF, days=WHOLE)), refs=every(added=REFS, open=REFS)
        ),
        "skills": array(every(ref=REF, name=TEXT, self=level, mentor=level)),
        "contacts": every(added=WHOLE, open=WHOLE, refs=every(added=REFS, open=REFS)),
        "agreement": maybe(every(ref=REF, version=WHOLE, agreed_on=ISO_DAY, review_on=maybe(ISO_DAY))),
    }  # fmt: skip
    return obj(needed, compare=every(period=PERIOD, moved=array(moved)), story=story, **WITHHELD)


def commands() -> dict[str, Node]:
    """What commands answer beside records, by kind."""
    change = every(
        change=WHOLE, at=UTC, command=TEXT, reverts=maybe(WHOLE), refs=REFS, more=WHOLE,
        rows=array(every(ref=REF, before=maybe(by_name({})), after=maybe(by_name({})))),
    )  # fmt: skip
    candidate = every(
        ref=REF, name=TEXT, state=TEXT, scores=by_name(WHOLE), total=maybe(NUMBER), scored=WHOLE,
        musts_not_met=REFS, same_as_above=TRUTH,
    )  # fmt: skip
    activity = every(
        date=ISO_DAY, title=TEXT, kind={"enum": ["formal", "informal"]}, activity=TEXT, hours=NUMBER, objective=TEXT,
        competence=TEXT, learned=TEXT, applied=TEXT, evidence=TEXT, ref=REF,
    )  # fmt: skip
    merged = every(
        source={"const": "mentorlog"}, dry_run=TRUTH, copied=TRUTH, kept=maybe(TEXT),
        moves=array(every(noun={"enum": [*KINDS]}, new=WHOLE, same=WHOLE, differing=WHOLE)),
        conflicts=array(every(ref=REF, fields=array(TEXT))), take=maybe({"enum": ["theirs", "ours"]}),
    )  # fmt: skip
    entries = every(
        source={"enum": ["csv", "jrnl"]}, dry_run=TRUTH, taken=WHOLE, there=WHOLE, made=REFS, unused=array(TEXT),
        left=array(every(at=TEXT, why=TEXT)), kept=maybe(TEXT),
    )  # fmt: skip
    event = every(pick=WHOLE, starts_at=TEXT, minutes=WHOLE, title=TEXT, session=maybe(REF))
    return {
        "report": def_("growth"),
        "demo": every(journal=TEXT, report=def_("growth")),
        "file": every(file=TEXT, bytes=WHOLE),
        "welcome": every(journal=TEXT, exists=TRUTH),
        "version": obj(
            {"version": TEXT, "schema": WHOLE, "python": TEXT, "sqlite": TEXT, "system": TEXT,
             "libraries": by_name(TEXT)}
        ),
        "help": every(topic=TEXT, text=TEXT),
        "init": every(journal=TEXT, created=TRUTH, mentor=maybe(REF)),
        "next": every(
            session=maybe(def_("session")), promised=array(def_("action")), bring=array(def_("question")),
            goals=array(def_("goal")), also=by_name(REFS), near=REFS, unanswered=REFS,
        ),
        "agenda": obj(
            {
                "session": maybe(REF),
                "minutes": WHOLE,
                "parts": array(every(title=TEXT, minutes=WHOLE, items=array(ITEM))),
                "if_there_is_time": array(ITEM),
            },
            **WITHHELD,
        ),
        "recap": every(session=REF, text=TEXT),
        "due": array(every(ref=REF, what=TEXT, day=ISO_DAY, text=TEXT)),
        "search": array(every(ref=REF, day=ISO_DAY, title=TEXT, snippet=TEXT)),
        "history": array(change),
        "undo": TURNED,
        "redo": TURNED,
        "delete": CHANGED,
        "needs.suggest": array(every(pick=WHOLE, text=TEXT, weight=WHOLE)),
        "questions.suggest": array(every(stage=TEXT, theme=TEXT, text=TEXT)),
        "mentors.compare": every(needs=array(every(ref=REF, text=TEXT, weight=WHOLE)), candidates=array(candidate)),
        "mentors.message": every(mentor=REF, kind=TEXT, text=TEXT),
        "agreement.diff": every(
            before=WHOLE, after=WHOLE, changes=array(every(label=TEXT, before=maybe(TEXT), after=maybe(TEXT)))
        ),
        "backup": every(name=TEXT, file=TEXT, bytes=WHOLE),
        "backup.list": array(every(name=TEXT, file=TEXT, bytes=WHOLE, made_at=LOCAL)),
        "restore": every(
            backup=TEXT, restored=TRUTH, kept=maybe(TEXT),
            moves=array(every(table=TEXT, back=WHOLE, gone=WHOLE, other=WHOLE)),
        ),
        "doctor": every(journal=TEXT, findings=array(every(
            name=TEXT, weight={"enum": ["advice", "repair", "damaged"]}, means=TEXT, do=TEXT, fixed=TRUTH
        ))),
        "forget": every(
            change=maybe(WHOLE), refs=REFS, emptied=REFS, mentions=REFS,
            backups=array(every(name=TEXT, rewritten=TRUTH)),
        ),
        "log": array(every(ref=REF, noun={"enum": [*KINDS]}, day=ISO_DAY, title=TEXT)),
        "config": SETTING,
        "config.list": array(SETTING),
        "config.path": every(path=TEXT, exists=TRUTH),
        "date": every(
            phrase=TEXT, today=ISO_DAY,
            readings=array(every(
                **{"for": array({"enum": ["by", "at", "on", "since", "until", "period"]})}, rule=TEXT, day=ISO_DAY,
                until=maybe(ISO_DAY), at=maybe(TEXT), direction=maybe({"enum": ["ahead", "back"]}), why=TEXT,
            )),
        ),
        "timeline": array(every(day=ISO_DAY, what=TEXT, text=TEXT, ref=REF)),
        "lookback": array(every(
            ago=TEXT, day=ISO_DAY, written=array(every(ref=REF, noun=TEXT, text=TEXT, became=TEXT))
        )),
        "cpd": obj(
            {"period": PERIOD, "hours": NUMBER, "activities": array(activity), "without_reflection": WHOLE}, **WITHHELD
        ),
        "import": {"anyOf": [array(event), every(made=REFS), merged, entries]},
    }  # fmt: skip


def schema() -> Node:
    """All of it: an answer by its kind, or an error."""
    kinds: dict[str, Node] = commands()
    whole = {}
    for kind in KINDS.values():
        kinds[f"{kind.noun}.list"] = array(def_(kind.noun))
        parts = obj({}, **{part.plural: array(def_(part.noun)) for part in part_kinds(kind.noun)})
        # Told whole it has its parts; changed, the refs of what else was made or changed. Several changed are an array.
        whole[f"{kind.noun}.whole"] = obj(record(kind), parts=parts, also=REFS, made=REFS, **WITHHELD)
        kinds[kind.noun] = {"anyOf": [def_(f"{kind.noun}.whole"), array(def_(kind.noun))]}
    kinds["show"] = array({"anyOf": [def_(name) for name in whole]})  # several at once
    kinds["edit"] = array({"anyOf": [def_(noun) for noun in KINDS]})  # likewise, of several nouns
    answers = [
        every(schema={"const": 1}, kind={"const": name}, data=data, warnings=array(TEXT))
        for name, data in sorted(kinds.items())
    ]
    error = every(schema={"const": 1}, error=every(code={"enum": [*_CODES]}, message=TEXT, hint=maybe(TEXT)))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What mentorlog --json answers",
        "oneOf": [*answers, error],
        "$defs": {"growth": report(), **{kind.noun: obj(record(kind)) for kind in KINDS.values()}, **whole},
    }


def written() -> str:
    """The schema as its file has it."""
    return json.dumps(schema(), indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(written(), encoding="utf-8")
    print(f"{SCHEMA.name}: {len(written())} bytes")
