"""The table of commands: what help lists, and which module to import when one is called."""

from mentorlog.journal.model.kinds import KINDS
from mentorlog.structs import Frozen


class Entry(Frozen):
    """One word after `mentorlog`."""

    help: str
    module: str  # below mentorlog.cli, in its panel's folder
    panel: str
    group: bool = False  # it has commands of its own


LOOP, NOUNS, MENTOR, ANY = "The loop", "The journal", "The mentor", "Any record"
FILE, PROGRAM = "The file", "The program"

_PANELS = {
    "checkin": LOOP, "review": LOOP, "mentor": MENTOR, "need": MENTOR, "agreement": MENTOR, "contact": MENTOR,
}  # fmt: skip

ABOUT = "A mentorship journal: prepare, meet, apply, and see your growth."
COMMANDS: dict[str, Entry] = {
    **{
        kind.group: Entry(kind.help, kind.group, _PANELS.get(kind.noun, NOUNS), group=True)
        for kind in sorted(KINDS.values(), key=lambda kind: kind.noun != "checkin")
        if kind.group
    },
    "next": Entry("Where things stand, and the one best next step.", "next", LOOP),
    "agenda": Entry("What to talk about, timed for the session's length.", "agenda", LOOP),
    "debrief": Entry("Keep what stays of a session.", "debrief", LOOP),
    "recap": Entry("A message to your mentor after the session.", "recap", LOOP),
    "report": Entry("See your growth against what you agreed.", "report", LOOP),
    "show": Entry("Show one record, whole.", "show", ANY),
    "edit": Entry("Change fields of a record.", "show", ANY),
    "delete": Entry("Delete a record; undo brings it back.", "show", ANY),
    "search": Entry("Find words in everything you wrote.", "search", ANY),
    "log": Entry("See everything in the order of its day.", "log", ANY),
    "timeline": Entry("See the story of your mentoring as dated events.", "timeline", ANY),
    "lookback": Entry("See what you wrote a year ago, and what became of it.", "timeline", ANY),
    "undo": Entry("Take back the last change.", "history", ANY),
    "redo": Entry("Take back the last undo.", "history", ANY),
    "history": Entry("See what changed, and when.", "history", ANY),
    "due": Entry("See what has a day that has come or is near.", "due", FILE),
    "backup": Entry("Copy the journal, and see its copies.", "backup", FILE, group=True),
    "restore": Entry("Go back to a copy of the journal.", "restore", FILE),
    "doctor": Entry("See whether the journal is sound, and repair it.", "doctor", FILE),
    "forget": Entry("Remove something for good, or a mentor with what they said.", "forget", FILE),
    "import": Entry("Take in a journal, a calendar, a table, another diary.", "imports.command", FILE),
    "export": Entry("Take everything along, or your development, or your dates.", "export", FILE, group=True),
    "init": Entry("Make the journal file, and say where it is.", "init", FILE),
    "demo": Entry("See a journal of six months, and its report.", "demo", FILE),
    "config": Entry("Settle once what goes for every command.", "config", PROGRAM, group=True),
    "completion": Entry("Complete what you type in bash, zsh or fish.", "completion", PROGRAM),
    "date": Entry("See how a phrase for a day is understood, and why.", "date", PROGRAM),
    "help": Entry("Explain a topic or a command.", "help", PROGRAM),
}

FOLDERS = {LOOP: "loop", NOUNS: "nouns", MENTOR: "mentor", ANY: "records", FILE: "file", PROGRAM: "program"}
PANELS = tuple(FOLDERS)
