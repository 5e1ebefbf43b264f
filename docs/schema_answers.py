"""The answers of commands other than records: their keys, and what each means."""

from schema_nodes import (
    BOOLEAN,
    INTEGER,
    ISO_DATE,
    LOCAL_TIME,
    MOMENT,
    NUMBER,
    REF,
    REFS,
    SHARED_WITH,
    TEXT,
    UTC_TIME,
    Node,
    about,
    array,
    definition,
    map_of,
    nullable,
    object_node,
    object_with,
)
from schema_sync import sync

from mentorlog.exchange.sources import SOURCES
from mentorlog.nouns import KINDS
from mentorlog.settings import SETTINGS

_NOUN: Node = {"enum": [*KINDS]}
_JOURNAL = about("The path of the journal.", TEXT)
_FILE = about("The path of the file.", TEXT)
_BYTES = about("Its size in bytes.", INTEGER)
_COMMAND = about("The command that made it.", TEXT)
_NAME = about("What it is called.", TEXT)
_ENTRY = about("The entry.", REF)
_TAKEN_BACK = about("What the change did, in words.", array(TEXT))
_CHANGE_PARTS = {
    "change": about("The number of the change.", INTEGER),
    "command": _COMMAND,
    "refs": about("The first of the entries that it touched.", REFS),
    "more": about("How many more it touched.", INTEGER),
}


def common_parts() -> dict[str, Node]:
    """What several answers have in common."""
    value: Node = {"anyOf": [TEXT, BOOLEAN, INTEGER, array(TEXT)]}
    return {
        "item": object_node(
            {"text": about("What to talk about.", TEXT)}, ref=about("The entry, where it is one.", nullable(REF))
        ),
        "draft": object_with(
            name=_NAME,
            what=about("The conversation.", TEXT),
            started_at=about("When it was begun.", LOCAL_TIME),
            answers=about("How many answers it holds.", INTEGER),
            command=about("The command that goes on with it.", TEXT),
        ),
        "deletion": object_with(
            change=about("The number of the change; null where nothing was changed.", nullable(INTEGER)),
            command=about("The command that made it.", nullable(TEXT)),
            refs=about("The entries that it touched.", REFS),
        ),
        "reversal": object_with(
            **_CHANGE_PARTS,
            what=_TAKEN_BACK,
            kept=about(
                "What stays as it is, since another machine wrote there since.",
                array(
                    object_with(
                        ref=_ENTRY,
                        fields=about("The fields that stay; none: the whole entry.", array(TEXT)),
                    )
                ),
            ),
        ),
        "setting": object_with(
            key=about("Its name.", {"enum": [*SETTINGS]}),
            value=about("The value that counts.", value),
            source=about("Where that comes from.", {"enum": ["flag", "environment", "file", "default"]}),
            where=about("The flag, variable or file.", nullable(TEXT)),
            default=about("The value where nothing is set.", value),
            takes=about("What it may be set to.", TEXT),
            variable=about("The environment variable that sets it.", TEXT),
            means=about("What it does.", TEXT),
        ),
    }


def commands() -> dict[str, Node]:
    """The answers by kind."""
    return {**_loop(), **_mentor(), **_records(), **_files(), **sync(), **_program()}


def _loop() -> dict[str, Node]:
    item = definition("item")
    absence = object_with(
        last_day=about("The last day on which something was written.", ISO_DATE),
        back_on=about("The day of the return.", ISO_DATE),
        days=about("The days between.", INTEGER),
        waiting=about("What became due meanwhile.", REFS),
        settled=about("Whether `resume` has dealt with it.", BOOLEAN),
    )
    part = object_with(
        title=about("What the part is about.", TEXT),
        minutes=about("How long it may take.", INTEGER),
        offset=about("How many minutes after the beginning it comes.", INTEGER),
        starts_at=about("When it comes; null where no session is planned.", nullable(MOMENT)),
        items=about("What to talk about in it.", array(item)),
    )
    due = object_with(
        ref=_ENTRY,
        what=about("What is due.", TEXT),
        day=about("The day on which it is.", ISO_DATE),
        text=about("Its title.", TEXT),
    )
    return {
        "report": about("Growth in a period.", definition("growth")),
        "welcome": about("Where nothing is written yet.", object_with(
            journal=_JOURNAL, exists=about("Whether the file is there.", BOOLEAN)
        )),
        "next": about("Where things stand, and what comes next.", object_with(
            unsettled=about("Sessions that are over, but whether they were held nobody has said.", REFS),
            session=about("The next session.", nullable(definition("session"))),
            sessions=about("The next session with each mentor.", array(definition("session"))),
            promised=about("Promises that are open.", array(definition("action"))),
            bring=about("Questions to bring.", array(definition("question"))),
            goals=about("Goals that are live.", array(definition("goal"))),
            also=about("What else waits, by what it waits for.", map_of(REFS)),
            near=about("What is due soon.", REFS),
            unanswered=about("Mentors who have not answered a message.", REFS),
            paused=about("Mentors with whom nothing is due.", REFS),
            absence=about("The absence before this day, if there was one.", nullable(absence)),
        )),
        "resume": about("What became of old days after an absence.", object_with(
            rested=about("Entries that rest.", array(object_with(ref=_ENTRY, now=about("What it is now.", TEXT)))),
            taken=about("Entries with a new day.", array(
                object_with(ref=_ENTRY, day=about("Its new day.", ISO_DATE))
            )),
            left=about("Entries that were left as they are.", REFS),
        )),
        "agenda": about("A plan for a session.", object_node(
            {
                "session": about("The session.", nullable(REF)),
                "minutes": about("How long it is planned to last.", INTEGER),
                "parts": about("Its parts, in order.", array(part)),
                "if_there_is_time": about("What else to talk about.", array(item)),
            },
            wins=about("What went well.", array(item)),
            **SHARED_WITH,
        )),
        "letter.draft": about("A letter to a mentor.", object_with(
            letter=about("Its record, which waits for the reply; none where it asks nothing.", nullable(REF)),
            mentor=about("Whom it is to.", REF),
            **{"for": about("What it is for.", TEXT)},
            session=about("The session that it is about.", nullable(REF)),
            code=about("By which a reply to it is known.", nullable(TEXT)),
            subject=about("Its subject.", TEXT),
            text=about("The letter, a line for each paragraph.", TEXT),
            marks=about("The marks of the lines that ask, as they stand in it.", array(TEXT)),
        )),
        "recap": about("A message after a session.", object_with(
            session=about("The session.", REF), text=about("The message.", TEXT)
        )),
        "due": about("What has a day, the nearest first.", array(due)),
        "lookback": about("What was written on this day, in months and years before.", array(object_with(
            ago=about("How long ago.", TEXT),
            day=about("That day.", ISO_DATE),
            written=about("What was written then.", array(object_with(
                ref=_ENTRY,
                noun=about("Its noun.", TEXT),
                text=about("Its title.", TEXT),
                became=about("What has become of it.", TEXT),
            ))),
        ))),
        "timeline": about("What happened, by day.", array(object_with(
            day=about("The day.", ISO_DATE), what=about("What happened.", TEXT), text=about("To what.", TEXT),
            ref=_ENTRY,
        ))),
        "questions.suggest": about("Questions to ask.", array(object_with(
            stage=about("The stage of the mentorship that it fits.", TEXT),
            theme=about("What it is about.", TEXT),
            text=about("The question.", TEXT),
        ))),
    }  # fmt: skip


def _mentor() -> dict[str, Node]:
    candidate = object_with(
        ref=about("The mentor.", REF),
        name=about("Their name.", TEXT),
        state=about("How far getting to know them is.", TEXT),
        scores=about("How they meet each need, 0 to 5, by the need's ref.", map_of(INTEGER)),
        total=about("The mean of the scores, weighted by the needs.", nullable(NUMBER)),
        scored=about("How many needs have a score.", INTEGER),
        musts_not_met=about("Needs that are a must and are not met.", REFS),
        same_as_above=about("Whether the total is that of the one before.", BOOLEAN),
    )
    need = {"text": about("What to look for.", TEXT), "weight": about("1 nice to have, 3 matters, 5 must.", INTEGER)}
    return {
        "needs.suggest": about("What to look for in a mentor.", array(
            object_with(pick=about("The number to pick it by.", INTEGER), **need)
        )),
        "mentors.compare": about("Candidates side by side, the best first.", object_with(
            needs=about("What to look for.", array(object_with(ref=about("The need.", REF), **need))),
            candidates=about("Who may become a mentor.", array(candidate)),
        )),
        "mentors.message": about("A message to a mentor.", object_with(
            mentor=about("The mentor.", REF), kind=about("What it is for.", TEXT), text=about("The message.", TEXT)
        )),
        "agreement.diff": about("What a version of an agreement changed.", object_with(
            before=about("The version before.", INTEGER),
            after=about("The version after.", INTEGER),
            changes=about("What differs.", array(object_with(
                label=about("The field.", TEXT),
                before=about("What it was.", nullable(TEXT)),
                after=about("What it became.", nullable(TEXT)),
            ))),
        )),
    }  # fmt: skip


def _records() -> dict[str, Node]:
    row = object_with(
        ref=_ENTRY,
        before=about("The fields that changed, as they were; null where it was new.", nullable(map_of({}))),
        after=about("The same fields after the change; null where it was deleted.", nullable(map_of({}))),
    )
    at = about("When it was made.", UTC_TIME)
    return {
        "search": about("What holds the words, the best first.", array(object_with(
            ref=_ENTRY,
            day=about("Its day.", ISO_DATE),
            title=about("Its title.", TEXT),
            snippet=about("The words around a hit.", TEXT),
        ))),
        "log": about("What was written, by day.", array(object_with(
            ref=_ENTRY,
            noun=about("Its noun.", _NOUN),
            day=about("Its day.", ISO_DATE),
            title=about("Its title.", TEXT),
        ))),
        "history": about("Changes, the newest first.", array(object_with(
            **_CHANGE_PARTS, at=at,
            reverts=about("The change that it takes back or makes again.", nullable(INTEGER)),
            machine=about("The name of the other machine that made it; null for this one.", nullable(TEXT)),
            rows=about("What it changed.", array(row)),
        ))),
        "undo": about("The change that was taken back.", definition("reversal")),
        "redo": about("The change that was made again.", definition("reversal")),
        "undo.list": about("Changes that can be taken back, the newest first.", array(object_with(
            **_CHANGE_PARTS, at=at, what=_TAKEN_BACK,
            undone=about("Whether it is taken back already.", BOOLEAN),
            alone=about("Whether it can be taken back without later ones.", BOOLEAN),
            standing=about("The later changes that stand in the way.", array(INTEGER)),
        ))),
        "delete": about("What was deleted.", definition("deletion")),
        "forget": about("What was removed for good.", object_with(
            change=about("The number of the change; null where nothing was changed.", nullable(INTEGER)),
            refs=about("Entries that are gone.", REFS),
            emptied=about("Entries that lost their words about it.", REFS),
            hidden=about("Entries that only older copies held.", REFS),
            mentions=about("Entries that still hold the name.", REFS),
            pages=about("Files with pages that may still hold it.", array(TEXT)),
            backups=about("The copies of the journal.", array(object_with(
                name=_NAME, rewritten=about("Whether it was removed there too.", BOOLEAN)
            ))),
        )),
    }  # fmt: skip


def _imports() -> Node:
    """The answers of `import`: events to pick from, sessions made, another journal, a table or diary, a reply."""
    dry_run = about("Whether nothing was written.", BOOLEAN)
    kept = about("The copy that was made before.", nullable(TEXT))
    made = about("The entries that were made.", REFS)
    move = object_with(
        noun=about("The noun.", _NOUN),
        new=about("How many are new.", INTEGER),
        same=about("How many are there already.", INTEGER),
        differing=about("How many differ.", INTEGER),
    )
    merged = object_with(
        source=about("What the file is.", {"const": "mentorlog"}),
        dry_run=dry_run,
        copied=about("Whether the journal was empty, and the file was copied as it is.", BOOLEAN),
        kept=kept,
        moves=about("The records by noun.", array(move)),
        conflicts=about("Records that differ.", array(
            object_with(ref=_ENTRY, fields=about("Their fields that do.", array(TEXT)))
        )),
        take=about("Whose counts.", nullable({"enum": ["theirs", "ours"]})),
    )  # fmt: skip
    entries = object_with(
        source=about("What the file is.", {"enum": sorted(name for name, row in SOURCES.items() if row.parser)}),
        dry_run=dry_run,
        taken=about("How many rows became entries.", INTEGER),
        changed=about("How many changed an entry.", INTEGER),
        there=about("How many were there already.", INTEGER),
        made=made,
        unused=about("Columns that nothing was read from.", array(TEXT)),
        left=about("Rows that were left out.", array(
            object_with(at=about("Where it stands.", TEXT), why=about("Why it was left out.", TEXT))
        )),
        kept=kept,
    )  # fmt: skip
    event = object_with(
        pick=about("The number to pick it by.", INTEGER),
        starts_at=about("When it begins.", TEXT),
        minutes=about("How long it lasts; null for whole days.", nullable(INTEGER)),
        title=about("What the calendar calls it.", TEXT),
        session=about("The session that it is already.", nullable(REF)),
        differs=about("What differs from that.", array(TEXT)),
    )
    mark = about("The mark, as in q24, feedback or next.", TEXT)
    reply = object_with(
        source=about("What the file is.", {"const": "letter"}),
        dry_run=dry_run,
        letter=about("The letter that it answers.", REF),
        mentor=about("Whose reply it is.", REF),
        day=about("The day it was written.", TEXT),
        answers=about("What was answered, and what it becomes.", array(object_with(
            mark=mark,
            ref=about("The entry that was written; null where none was.", nullable(REF)),
            becomes=about("What becomes of it, in a word or two.", TEXT),
            text=about("What was said.", TEXT),
        ))),
        left=about("What could not be taken.", array(object_with(
            mark=mark,
            why=about("Why not.", TEXT),
            text=about("What stands there.", TEXT),
            command=about("A command that would do it.", nullable(TEXT)),
        ))),
        there=about("Marks whose answers are there already.", array(TEXT)),
        unanswered=about("Marks without an answer.", array(TEXT)),
        unmarked=about("The text that belongs to no mark.", nullable(TEXT)),
        note=about("The entry that keeps that text.", nullable(REF)),
        made=about("The entries that were made or changed.", REFS),
        kept=kept,
    )  # fmt: skip
    return {"anyOf": [array(event), object_with(made=made), merged, entries, reply]}


def _files() -> dict[str, Node]:
    copy = {"name": _NAME, "file": _FILE, "bytes": _BYTES}
    return {
        "file": about("The file that was written.", object_with(file=_FILE, bytes=_BYTES)),
        "init": about("A journal.", object_with(
            journal=_JOURNAL,
            created=about("Whether it is new.", BOOLEAN),
            mentor=about("The mentor who was named.", nullable(REF)),
        )),
        "backup": about("The copy that was made.", object_with(**copy)),
        "backup.list": about("The copies, the newest first.", array(
            object_with(**copy, made_at=about("When it was made.", LOCAL_TIME))
        )),
        "restore": about("Going back to a copy.", object_with(
            backup=about("The copy.", TEXT),
            restored=about("Whether it took the journal's place.", BOOLEAN),
            kept=about("The copy of the journal as it was before.", nullable(TEXT)),
            moves=about("How many records differ, by table.", array(object_with(
                table=about("The table.", TEXT),
                back=about("Records that come back.", INTEGER),
                gone=about("Records that go.", INTEGER),
                other=about("Records that change.", INTEGER),
            ))),
        )),
        "drafts.list": about("Conversations that were left half-way.", array(definition("draft"))),
        "drafts.drop": about("The one that was let go.", nullable(definition("draft"))),
        "drafts.restore": about("The one that is back.", nullable(definition("draft"))),
        "doctor": about("Whether the journal is sound.", object_with(
            journal=_JOURNAL,
            disk_encrypted=about(
                "Whether the disk below it is encrypted; null where that cannot be seen.", nullable(BOOLEAN)
            ),
            findings=about("What is not as it should be.", array(object_with(
                name=_NAME,
                weight=about("How much it matters.", {"enum": ["advice", "repair", "damaged"]}),
                means=about("What it means.", TEXT),
                do=about("What to do.", TEXT),
                fixed=about("Whether it was repaired.", BOOLEAN),
            ))),
        )),
        "import": about("What a file held, or what was made of it.", _imports()),
    }  # fmt: skip


def _program() -> dict[str, Node]:
    reading = object_with(
        **{
            "for": about("The options that it holds for.", array(
                {"enum": ["by", "at", "on", "since", "until", "period"]}
            )),
        },
        rule=about("The rule by which it was read.", TEXT),
        day=about("The day, or the first of a period.", ISO_DATE),
        until=about("The last day of a period.", nullable(ISO_DATE)),
        at=about("The time.", nullable(TEXT)),
        direction=about("Where a day without a year is looked for.", nullable({"enum": ["ahead", "back"]})),
        why=about("The rule in words.", TEXT),
    )  # fmt: skip
    return {
        "demo": about("A journal to look at.", object_with(
            journal=_JOURNAL, report=about("Its report.", definition("growth"))
        )),
        "version": about("What runs here.", object_with(
            version=about("The version of mentorlog.", TEXT),
            schema=about("The version of the tables.", INTEGER),
            python=about("The version of Python.", TEXT),
            sqlite=about("The version of SQLite.", TEXT),
            system=about("The system.", TEXT),
            libraries=about("The versions of libraries, by name.", map_of(TEXT)),
        )),
        "help": about("A page of help.", object_with(
            topic=about("What it is about.", TEXT), text=about("The page.", TEXT)
        )),
        "config": about("A setting.", definition("setting")),
        "config.list": about("All settings.", array(definition("setting"))),
        "config.path": about("The configuration file.", object_with(
            path=about("Its path.", TEXT), exists=about("Whether it is there.", BOOLEAN)
        )),
        "date": about("How a phrase is understood.", object_with(
            phrase=about("The phrase.", TEXT),
            today=about("The day it is.", ISO_DATE),
            readings=about("What it means, by option.", array(reading)),
        )),
    }  # fmt: skip
