"""The table of commands: what help lists, and which module is imported when one is called."""

from collections.abc import Collection, Sequence
from copy import copy
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from mentorlog.nouns import KINDS, Kind, has_ref_shape

if TYPE_CHECKING:
    import typer


class CommandEntry:
    """A command or command group: its help, its module and its panel in --help."""

    __slots__ = ("group", "help", "module", "panel")  # one is made for each command of the program at every call

    def __init__(self, help: str, module: str, panel: str, group: bool = False) -> None:
        """`module` is relative to the folder of the panel."""
        self.help = help
        self.module = module
        self.panel = panel
        self.group = group


LOOP, NOUNS, MENTOR, ANY_RECORD = "The loop", "The journal", "The mentor", "Any record"
FILE, PROGRAM = "The file", "The program"

_PANEL_BY_NOUN = {
    "checkin": LOOP, "review": LOOP, "mentor": MENTOR, "need": MENTOR, "agreement": MENTOR, "contact": MENTOR,
    "letter": MENTOR,
}  # fmt: skip

PROGRAM_SUMMARY = "A mentorship journal: prepare, meet, apply, and see your growth."
COMMANDS: dict[str, CommandEntry] = {
    **{
        kind.group: CommandEntry(kind.help, kind.group, _PANEL_BY_NOUN.get(kind.noun, NOUNS), group=True)
        for kind in sorted(KINDS.values(), key=lambda kind: kind.noun != "checkin")
        if kind.group
    },
    "next": CommandEntry("Where things stand, and the one best next step.", "next", LOOP),
    "agenda": CommandEntry("What to talk about, timed for the session's length.", "agenda", LOOP),
    "resume": CommandEntry("After a time away: let old days rest, or take them up again.", "resume", LOOP),
    "debrief": CommandEntry("Keep what stays of a session.", "debrief", LOOP),
    "recap": CommandEntry("A message to your mentor after the session.", "recap", LOOP),
    "celebrate": CommandEntry("Celebrate what you reached, and make a card of it.", "celebrate", LOOP),
    "cpd": CommandEntry("See where your year of development stands.", "cpd", LOOP),
    "report": CommandEntry("See your growth against what you agreed.", "report", LOOP),
    "letter": CommandEntry("Write a mail to a mentor that is answered by a reply.", "letter", MENTOR),
    "show": CommandEntry("Show one record, whole.", "show", ANY_RECORD),
    "edit": CommandEntry("Change fields of a record.", "show", ANY_RECORD),
    "delete": CommandEntry("Delete a record; undo brings it back.", "show", ANY_RECORD),
    "search": CommandEntry("Find words in everything you wrote.", "search", ANY_RECORD),
    "log": CommandEntry("See everything in the order of its day.", "log", ANY_RECORD),
    "timeline": CommandEntry("See the story of your mentoring as dated events.", "timeline", ANY_RECORD),
    "lookback": CommandEntry("See what you wrote a year ago, and what became of it.", "timeline", ANY_RECORD),
    "undo": CommandEntry("Take back the last change.", "history", ANY_RECORD),
    "redo": CommandEntry("Take back the last undo.", "history", ANY_RECORD),
    "history": CommandEntry("See what changed, and when.", "history", ANY_RECORD),
    "due": CommandEntry("See what has a day that has come or is near.", "due", FILE),
    "backup": CommandEntry("Copy the journal, and see its copies.", "backup", FILE, group=True),
    "drafts": CommandEntry("See which conversations wait, and let one go.", "drafts", FILE, group=True),
    "restore": CommandEntry("Go back to a copy of the journal.", "restore", FILE),
    "sync": CommandEntry("Share the journal with your other machines.", "sync.command", FILE, group=True),
    "doctor": CommandEntry("See whether the journal is sound, and repair it.", "doctor", FILE),
    "forget": CommandEntry("Remove something for good, or a mentor with what they said.", "forget", FILE),
    "import": CommandEntry("Take in a journal, a calendar, a table, another diary.", "imports.command", FILE),
    "export": CommandEntry("Take everything along, or your development, or your dates.", "export", FILE, group=True),
    "init": CommandEntry("Make the journal file, and say where it is.", "init", FILE),
    "demo": CommandEntry("See a journal of six months, and its report.", "demo", FILE),
    "config": CommandEntry("Settle once what goes for every command.", "config", PROGRAM, group=True),
    "completion": CommandEntry("Complete what you type in bash, zsh, fish or PowerShell.", "completion", PROGRAM),
    "date": CommandEntry("See how a phrase for a day is understood, and why.", "date", PROGRAM),
    "help": CommandEntry("Explain a topic or a command.", "help", PROGRAM),
}

ANY_NOUN_VERBS = ("show", "edit", "delete", "history")  # commands of any record that may stand behind a noun too

FOLDERS = {LOOP: "loop", NOUNS: "nouns", MENTOR: "mentor", ANY_RECORD: "records", FILE: "file", PROGRAM: "program"}
PANELS = tuple(FOLDERS)


def load_command(name: str, rest: Sequence[str] = ()) -> Any:
    """Build a command for help or completion; of a group only the subcommands in `rest`, or all if it names none."""
    from typer.main import get_group

    entry = COMMANDS[name]
    called = commands_of_call(name, rest)
    group: Any = get_group(subset_of(name, None if called in ((), (name,)) else called))
    command = group if entry.group else group.commands[name]
    command.name = name
    return command


def commands_of_call(name: str, rest: Sequence[str]) -> tuple[str, ...]:
    """The names of the commands in the app of `name` that `rest` calls.

    Only a group that does something itself takes options in front of its command, and is then named as well: elsewhere
    a later word is text, though it may be the name of a command ("What is on the list?").
    """
    if not COMMANDS[name].group:
        return (name,)
    is_noun = bool(noun_of(name))
    if is_noun and rest[:1] == ["list"]:
        return ("list",)
    app: typer.Typer = _load_module(name)
    known = {*map(command_name, app.registered_commands), *(["list"] if is_noun else [])}
    if not app.registered_callback:
        return tuple(known.intersection(rest[:1]))
    called = tuple(sorted(known.intersection(rest)))
    return called if rest[:1] and rest[0] in known else (name, *called)


def subset_of(name: str, commands: Sequence[str] | None, options: Collection[str] | None = None) -> "typer.Typer":
    """The Typer app of `name`, reduced to the commands of these names, since Typer builds every command of an app.

    Of what is called with these options alone, Typer builds no others; None is all of them, as of the commands.
    """
    from mentorlog.cli.lazy_parameters import CalledCommand

    app: typer.Typer = copy(_load_app(name, commands))
    app.registered_commands = [
        copy(command) for command in app.registered_commands if commands is None or command_name(command) in commands
    ]
    for command in app.registered_commands:
        command.callback = CalledCommand(cast(Any, command.callback), options)
    if app.registered_callback and app.registered_callback.callback:
        app.registered_callback = copy(app.registered_callback)
        callback = cast(Any, app.registered_callback.callback)
        app.registered_callback.callback = CalledCommand(callback, None if app.registered_commands else options)
    return app


def verbs(name: str) -> list[tuple[str, str]]:
    """The name and the first line of help of each command of a group."""
    commands = _load_app(name).registered_commands
    return [(command_name(command), command_help(command).split("\n")[0]) for command in commands]


def command_help(command: Any) -> str:
    """The help of a command: its own, else what its function says.

    `python -OO` strips that from the function; it is read from the source then.
    """
    text = command.help or command.callback.__doc__
    if text:
        return str(text)
    import ast
    import inspect
    import textwrap

    function: Any = inspect.unwrap(command.callback)
    while hasattr(function, "function"):
        function = function.function
    source = textwrap.dedent(inspect.getsource(function))
    # `ast.parse` strips docstrings under `-OO` too since Python 3.14.
    tree: Any = compile(source, "<command>", "exec", ast.PyCF_ONLY_AST, optimize=0)
    return ast.get_docstring(tree.body[0]) or ""


def command_name(command: Any) -> str:
    """The name of a command on the command line: its own, else that of its function."""
    return str(command.name or command.callback.__name__)


def _load_app(name: str, commands: Sequence[str] | None = None) -> Any:
    """The app of `name` with these commands, or with all: a noun's list stands apart from its other commands."""
    noun = noun_of(name)
    if not noun or (commands is not None and "list" not in commands):
        return _load_module(name)
    lists = import_module("mentorlog.cli.lists.command")
    return lists.list_app(noun) if commands == ("list",) else lists.with_list(noun, _load_module(name))


def _load_module(name: str) -> Any:
    entry = COMMANDS[name]
    return import_module(f"mentorlog.cli.{FOLDERS[entry.panel]}.{entry.module}").app


# A command line with each command under its own name, and the noun that it stood behind, if that restricts it. A class
# of two fields would take 0.3 % of every command.
Call = tuple[list[str], str]


def canonical_call(argv: Sequence[str], *, lists: bool = True) -> Call:
    """The call that these words mean: a noun in any spelling, a noun alone, `goals show g3` for `show g3`.

    Words that mean nothing are left as they are. With `lists` False, a noun alone stays the noun.
    """
    if not argv:
        return [], ""
    group, rest = group_name(argv[0]), list(argv[1:])
    entry = COMMANDS.get(group)
    if group in ("--mentor", "--limit") and rest:  # in front of the command, or with none
        words = rest[1:] or ["next"]
        at = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
        return canonical_call([*words[:at], group, rest[0], *words[at:]], lists=lists)
    if entry is None and _is_ref(group):
        return ["show", group, *rest], ""
    if entry and not entry.group and rest and (nouns := _group_of(group)) and _is_verb(nouns, rest[0]):
        group, entry = nouns, COMMANDS[nouns]  # letter list: of the noun, though a command has its name
    if entry is None or not entry.group:
        return [group, *rest], ""
    noun = noun_of(group)
    if noun and rest and rest[0] in ANY_NOUN_VERBS and not _is_own_verb(group, rest):
        return rest, noun
    if noun and rest and _is_ref(rest[0]):
        return ["show", *rest], noun
    if noun == "goal" and rest[:1] == ["celebrate"]:
        return rest, noun
    is_alone = not rest or (rest[0].startswith("-") and rest[0] != "--")
    if lists and is_alone and (_has_silent_list(group) or _is_plural(argv[0], noun)):
        return [group, "list", *rest], ""
    return [group, *rest], ""


def _group_of(word: str) -> str:
    """The command group of the noun that a command is called after; empty where there is none."""
    return next((kind.group for kind in KINDS.values() if kind.group and word == kind.noun), "")


def _is_verb(group: str, word: str) -> bool:
    return word in ANY_NOUN_VERBS or word in dict(verbs(group))


def noun_of(group: str) -> str:
    """The noun of a command group; empty for other commands."""
    return next((kind.noun for kind in KINDS.values() if kind.group == group), "")


def group_name(word: str) -> str:
    """The command that a word names, for a noun in the singular or the plural; else the word itself."""
    if word in COMMANDS:
        return word
    return next((kind.group for kind in KINDS.values() if kind.group and word in noun_spellings(kind)), word)


def noun_spellings(kind: Kind) -> tuple[str, ...]:
    """How a noun may be written: question, questions, check-in, check-ins."""
    return kind.noun, kind.plural, f"{kind.noun}s", kind.group, kind.display_noun, kind.display_plural


def _is_own_verb(group: str, rest: Sequence[str]) -> bool:
    """Whether the group has a command of this name itself; with a ref behind it, that of any record is meant."""
    return rest[0] in dict(verbs(group)) and not any(map(_is_ref, rest[1:2]))


def _has_silent_list(group: str) -> bool:
    """Whether a group has a list, and does nothing itself when it stands alone, as the nouns of the loop do."""
    if noun_of(group):
        return COMMANDS[group].panel != LOOP
    app = _load_module(group)
    return not app.registered_callback and "list" in map(command_name, app.registered_commands)


def _is_plural(word: str, noun: str) -> bool:
    """Whether a noun is named in the plural where its command is called in the singular: checkins, reviews."""
    kind = KINDS.get(noun)
    return kind is not None and word != kind.group and word in (kind.plural, f"{noun}s", kind.display_plural)


def _is_ref(word: str) -> bool:
    return has_ref_shape(word)
