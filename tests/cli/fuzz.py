"""Generated command lines: every command, every option, plausible and awkward values.

`python -m tests.cli.fuzz --count 10000` runs that many on a journal and prints what became of them. It exits 1 where
a promise was broken:

- no traceback, no fault of ours, and only the exit codes that fit: 65, 74, 75, 77 and 130 have no cause here;
- a command that fails leaves every byte of the journal as it is, and says why, with the error's own code;
- what is not text stays inert: no control character and no escape sequence comes out but our own colours;
- what was accepted is shown back as it was typed, in JSON, in lists, plain and on a terminal.
"""

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from mentorlog.cli.registry import COMMANDS, load_command
from tests import answers
from tests.cli.corpus import TEXTS
from tests.conftest import Result
from tests.in_process import fault_in, journal_environment, run_command

LINES_PER_JOURNAL = 100  # commands that are run before the journal is made anew
CODES = {"usage": 2, "refused": 1, "not_found": 3, "ambiguous": 3, "cannot_create": 73, "foreign": 65}
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FORBIDDEN_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

REFS = ("g1", "g3", "g5", "q1", "q24", "s11", "s12", "a4", "f7", "w5", "l3", "x1", "k1", "n1", "m1", "o2", "v2", "r1",
        "c3", "t1", "p4", "e1", "b1", "Chair", "Who", "Ruth", "planning")  # fmt: skip
PLAUSIBLE = {
    "DAY": ("today", "yesterday", "tomorrow", "2026-11-20", "2028-02-29", "2027-02-29", "monday", "in 3 weeks", "-3d",
            "0001-01-01", "9999-12-31", "end of month", "14 dec", "30 feb"),
    "WHEN": ("thu 15:00", "2026-12-03 14:30", "tomorrow 09:00", "2027-03-28 01:30", "9999-12-31 23:59", "15:00"),
    "PERIOD": ("2026-q3", "this month", "last quarter", "2026", "last year", "0001", "9999"),
    "CADENCE": ("2 weeks", "1 month", "10 days", "2w"), "TIME": ("2 weeks", "7d", "1 month"),
    "1-5": ("1", "3", "5", "0", "6"), "MINUTES": ("30", "60", "0", "1441"), "N": ("1", "3", "10", "0"),
    "NUMBER": ("0", "10", "-3.5", "80%", "1e3"), "VALUE": ("4", "12", "-2", "50%"), "LEVEL": ("1", "4", "6"),
    "SCORE": ("0", "4", "6"), "GOAL=VALUE": ("g3=7", "g5=1", "x=1"), "QUESTION=TEXT": ("q24=Yes.", "q1=", "x=y"),
    "FIELD=VALUE...": ("text=Other", "title=Other", "why=", "priority=low", "due=friday", "state=open", "private=yes",
                       "starts_at=thu 15:00", "day=2026-11-01", "target=12", "mentor=m1", "goal=g3", "email=x@y"),
    "NEED=0-5": ("n1=3", "n1=9"), "REF=raised|OUTCOME": ("x1=raised", "x2=We spoke.", "x9=raised"),
    '"6 months"': ("6 months", "3 sessions"), "KIND": ("boundary", "role", "other"), "VERSION": ("v1", "v2", "1", "9"),
    "use|try|ask|set-aside": ("use", "try", "ask"),
}  # fmt: skip
LOOSE_WORDS = (
    "Ruth", "ruth", "friday", "last", "week", "month", "g1", "q1", "a4", "s11", "m1", "30", "3", "high", "all", "to",
    "with", "about", "for", "from", "till", "the", "Chair", "today", "10am", "open", "private", "yes", "drop", "mentor",
    "2 weeks", "due", "text", "=", "x=", "due=friday", "--", "-1",
)  # fmt: skip
# Files are named here alone: a generated one might be anybody's.
FILES = (
    "out.html",
    "out.md",
    "no/such/folder/x",
    ".",
    "",
    "-",
    "out put.json",
    "x" * 300,
    "journal.db",
    "own.ics",
    "é.html",
)


@cache
def commands() -> tuple[tuple[tuple[str, ...], Any], ...]:
    """Every command with its words and its parameters, from the program's own tree."""
    return tuple(_commands())


def _commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    for name in COMMANDS:
        made = load_command(name, [])
        subcommands = getattr(made, "commands", None)
        if subcommands is None or made.invoke_without_command:
            yield (name,), made
        for other, one in (subcommands or {}).items():
            yield (name, other), one


def values(param: Any) -> st.SearchStrategy[str]:
    """What somebody may write for a parameter: mostly what is meant for it, and anything else."""
    if param.metavar in ("FILE", "BACKUP"):
        return st.sampled_from(FILES)
    meant = PLAUSIBLE.get(param.metavar or "") or tuple(getattr(param.type, "choices", ())) or REFS
    awkward = st.one_of(st.sampled_from(TEXTS), st.text(max_size=30))
    return st.one_of(st.sampled_from(meant), st.sampled_from(meant), st.sampled_from(REFS), awkward)


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """A command line: mostly a whole one, at times with a word too many, too few or out of place."""
    words, made = draw(st.sampled_from(commands()))
    argv, rest = list(words), []
    for param in made.params:
        if param.opts[0].startswith("--"):
            if param.opts[0] in ("--help", "--open") or not (param.required or draw(st.integers(0, 3)) == 0):
                continue
            if param.is_flag:
                argv.append(param.opts[0])
            else:
                value = draw(values(param))
                argv += [f"{param.opts[0]}={value}"] if draw(st.booleans()) else [param.opts[0], value]
        elif param.required or draw(st.booleans()):
            rest += [draw(values(param)) for _ in range(draw(st.integers(1, 3)) if param.nargs == -1 else 1)]
    argv += ["--", *rest] if draw(st.booleans()) else rest
    odd = draw(st.integers(0, 9))
    if odd == 0 and len(argv) > 1:
        argv.pop(draw(st.integers(1, len(argv) - 1)))
    elif odd == 1 and "FILE" not in {param.metavar for param in made.params}:
        argv.insert(draw(st.integers(0, len(argv))), draw(st.sampled_from(TEXTS)))
    return argv + (["--json"] if draw(st.booleans()) and "--" not in argv else [])


def broken_promise(argv: list[str], result: Result, changed: bool, terminal: bool) -> str:
    """Which promise a command broke; empty if none."""
    if fault := fault_in(result):
        return fault
    if result.code == 74 and argv[:2] == ["sync", "join"] and "is not there" in result.out + result.err:
        return ""  # a folder that may be on a stick
    if result.code in (74, 75, 77, 130) or (result.code == 10 and argv[0] != "due"):
        return f"exit code {result.code}"
    if result.code == 65 and not {"restore", "import"} & set(argv):
        return "exit code 65"
    if result.code not in (0, 10) and changed:
        return "it failed, and changed the journal"
    # A calendar has CRLF; on a terminal a line that says how far a command is goes back to its start.
    seen = result.out.replace("\r\n", "\n") + (result.err.replace("\r", "") if terminal else result.err)
    if found := CONTROL_CHARACTERS.search(COLOURS.sub("", seen) if terminal else seen):
        return f"U+{ord(found.group()):04X} came out"
    return _json_fault(result) if result.out.startswith('{\n  "schema"') else ""


def _json_fault(result: Result) -> str:
    try:
        answers.check(result.out)
    except AssertionError as error:
        return f"not as the schema says: {str(error)[:200]}"
    said = json.loads(result.out).get("error")
    return f"{said['code']} with {result.code}" if said and CODES.get(said["code"]) != result.code else ""


@st.composite
def loose_lines(draw: st.DrawFn) -> list[str]:
    """A command with words behind it that stand for options, as people write them; an option may lack its value."""
    words, command = draw(st.sampled_from(commands()))
    argv = [*words[: draw(st.sampled_from((1, 2, 2, 2)))], *draw(st.lists(st.sampled_from(LOOSE_WORDS), max_size=5))]
    options = [param.opts[0] for param in command.params if param.opts[0].startswith("--")]
    names = [name for name in options if name not in ("--help", "--open", "--output", "--editor")]
    if names and draw(st.integers(0, 3)) == 0:
        argv.insert(draw(st.integers(len(words), len(argv))) if len(argv) > len(words) else len(argv),
                    draw(st.sampled_from(names)))  # fmt: skip
    return argv


class Sandbox:
    """A folder with a journal that commands run on; it is replaced from time to time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.journal = folder / "here" / "journal.db"
        self._demo = folder / "demo.db"
        self.ran = 0
        self.codes: Counter[int] = Counter()
        self.faults: list[str] = []
        with journal_environment(self._demo):
            run_command("demo", "--to", str(self._demo))

    def reset(self) -> None:
        """The demo's journal, and nothing beside it."""
        os.chdir(self._folder)
        shutil.rmtree(self.journal.parent, ignore_errors=True)
        self.journal.parent.mkdir(mode=0o700)
        os.chdir(self.journal.parent)
        shutil.copy(self._demo, self.journal)
        run_command("export", "calendar", "--output", "own.ics")

    def run(self, argv: list[str], terminal: bool) -> None:
        """Run one line and keep what is wrong with it."""
        if self.ran % LINES_PER_JOURNAL == 0:
            self.reset()
        self.ran += 1
        before = self.journal.read_bytes()
        result = run_command(*argv, stdin=b"from stdin", terminal=terminal)
        self.codes[result.code] += 1
        changed = not self.journal.exists() or self.journal.read_bytes() != before
        if fault := broken_promise(argv, result, changed, terminal):
            self.faults.append(f"{fault}: {argv!r}"[:600])
            self.reset()


# What was accepted is shown back

WRITERS = (
    (("questions", "add", "--", "{}"), "text", False), (("actions", "add", "--", "{}"), "text", False),
    (("lessons", "add", "--", "{}"), "text", False), (("goals", "add", "--", "{}"), "title", True),
    (("goals", "add", "Rest", "--why={}"), "why", False),
    (("goals", "add", "Rest", "--unit={}", "--target=1"), "unit", True),
    (("feedback", "add", "--", "{}"), "behaviour", False), (("feedback", "add", "x", "--impact={}"), "impact", False),
    (("achievements", "add", "--", "{}"), "title", True),
    (("achievements", "add", "x", "--evidence={}"), "evidence", False),
    (("challenges", "add", "--kind=fit", "--", "{}"), "text", False), (("contacts", "add", "--", "{}"), "name", True),
    (("mentors", "add", "--candidate", "--", "{}"), "name", True),
    (("mentors", "add", "Bo", "--candidate", "--note={}"), "note", False),
    (("needs", "add", "--", "{}"), "text", True), (("skills", "add", "--", "{}"), "name", True),
    (("checkin", "--win={}"), "wins", False), (("review", "--went-well={}"), "went_well", False),
    (("questions", "answer", "q24", "--", "{}"), "answer", False), (("edit", "q24", "text={}"), "text", False),
    (("edit", "s11", "notes={}"), "notes", False), (("edit", "g3", "why={}"), "why", False),
)  # fmt: skip


def is_acceptable(text: str, title: bool) -> bool:
    """What is to be let in, said a second time: an oracle that does not ask the program."""
    normal = text if FORBIDDEN_CHARACTERS.search(text) else unicodedata.normalize("NFC", text)
    kept = normal.replace("\r\n", "\n")
    good = bool(kept.strip()) and not FORBIDDEN_CHARACTERS.search(kept)
    return good and not (title and ("\n" in kept or len(kept) > 200))


def round_trip_fault(writer: tuple[tuple[str, ...], str, bool], text: str) -> str:
    """What is wrong with how a text is accepted or shown back; empty if nothing."""
    words, field, title = writer
    argv = [word.replace("{}", text) for word in words]
    result = run_command("--json", *argv)
    if words[:2] == ("questions", "answer") and re.fullmatch("[qQ][1-9][0-9]{0,8}", text.strip()):
        return "" if result.code == 2 else f"{argv!r} gives {result.code}"  # another question's ref is a slip
    if (result.code == 0) != is_acceptable(text, title):
        named = result.code == 1 and words[:2] in (("skills", "add"), ("mentors", "add"))  # there is one of that name
        return "" if named else f"{argv!r} gives {result.code}"
    if result.code != 0:
        return "" if result.code == 2 else f"{argv!r} gives {result.code}"
    fault = _display_fault(argv, field, text, json.loads(result.out)["data"])
    run_command("undo")
    return fault


def _display_fault(argv: list[str], field: str, text: str, made: dict[str, Any]) -> str:
    """Where a text that was accepted is not shown as it was typed."""
    typed = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    ref = made["ref"]
    if made[field] != typed or json.loads(run_command("show", ref, "--json").out)["data"][field] != typed:
        return f"{argv!r} is not kept as typed"
    group = argv[0] if argv[0] != "edit" else {"q": "questions", "g": "goals", "s": "sessions"}[ref[0]]
    listed = json.loads(run_command(group, "list", "--all", "--json").out)["data"] if group != "skills" else []
    if group != "skills" and typed not in [one[field] for one in listed if one["ref"] == ref]:
        return f"{argv!r} is not listed as typed"
    for terminal in (False, True):
        out = COLOURS.sub("", run_command("show", ref, terminal=terminal).out)
        if CONTROL_CHARACTERS.search(out):
            return f"{argv!r} is obeyed where it is shown"
        # A terminal is shown joined signs one by one, so that columns stay even.
        joints = "[\u200d\ufe0f]" if terminal else "$^"
        wanted, got = (re.sub(joints, "", "".join(one.replace("│", "").split())) for one in (typed, out))
        if wanted not in got:
            return f"{argv!r} is not shown as typed ({'on a terminal' if terminal else 'plain'})"
    return ""


def attack(folder: Path, count: int, start: int = 1) -> tuple[Sandbox, int]:
    """Run `count` command lines, a fifth of them to see a text come back; the desk, and how many texts those were."""
    desk, texts = Sandbox(folder), 0
    home = Path.cwd()
    how = settings(database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))

    @seed(start)
    @settings(how, max_examples=count - count // 5)
    @given(st.one_of(command_lines(), command_lines(), loose_lines()), st.booleans())
    def run_lines(argv: list[str], terminal: bool) -> None:
        desk.run(argv, terminal)

    @seed(start)
    @settings(how, max_examples=max(count // 5, 1))
    @given(st.sampled_from(WRITERS), st.one_of(st.sampled_from(TEXTS), st.text(max_size=60)))
    def run_texts(writer: tuple[tuple[str, ...], str, bool], text: str) -> None:
        nonlocal texts
        if text == "-" or (writer[0][0] == "edit" and not text):
            return  # stdin; a field to be cleared
        if texts % LINES_PER_JOURNAL == 0:
            desk.reset()
        texts += 1
        if fault := round_trip_fault(writer, text):
            desk.faults.append(fault[:600])
            desk.reset()

    try:
        with journal_environment(
            desk.journal, VISUAL="true", EDITOR="true", BROWSER="true", COLUMNS="400", PAGER="/nowhere/pager"
        ):
            run_lines()
            run_texts()
    finally:
        os.chdir(home)
    return desk, texts


def main() -> int:
    """Run a large attack, and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        desk, texts = attack(Path(folder), asked.count, asked.seed)
    print(f"{desk.ran} command lines of {len(commands())} commands, {texts} texts shown back")
    print("exit codes: " + ", ".join(f"{code} {number} times" for code, number in sorted(desk.codes.items())))
    print("\n".join([f"{len(desk.faults)} promises broken", *desk.faults[:60]]))
    return 1 if desk.faults else 0


if __name__ == "__main__":
    sys.exit(main())
