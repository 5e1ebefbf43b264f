"""Usage errors: what is wrong with a command line that Typer cannot parse, and what was probably meant."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from typer._click import exceptions  # Typer exports the base of these classes alone

from mentorlog.cli.context import GLOBAL_OPTIONS
from mentorlog.cli.registry import ANY_NOUN_VERBS, COMMANDS, group_name, noun_of, verbs
from mentorlog.errors import MentorlogError, UsageError, offer
from mentorlog.journal.text import closest_matches, did_you_mean
from mentorlog.nouns import KINDS

VERB_SYNONYMS = {
    **dict.fromkeys(("new", "create", "make", "insert", "note", "write", "log"), ("add",)),
    **dict.fromkeys(("rm", "remove", "del", "erase", "forget"), ("delete", "unset")),
    **dict.fromkeys(("ls", "all", "index"), ("list",)),
    **dict.fromkeys(("change", "update", "modify", "rename"), ("edit", "set", "progress")),
    **dict.fromkeys(("view", "open", "get", "display", "print"), ("show", "list")),
    **dict.fromkeys(("finish", "complete", "close", "check", "tick"), ("done", "achieve", "resolve", "end")),
    **dict.fromkeys(("cancel", "discard", "stop"), ("drop", "cancel", "end", "decline")),
    **dict.fromkeys(("reopen", "restart"), ("reopen", "resume", "agree")),
    **dict.fromkeys(("reschedule", "postpone", "shift"), ("move",)),
    **dict.fromkeys(("schedule", "book"), ("add", "plan")),
    **dict.fromkeys(("reply", "respond"), ("answer", "respond")),
    **dict.fromkeys(("log", "changes"), ("history",)),
}
_OPTION_SYNONYMS = {
    **dict.fromkeys(("due", "deadline", "before"), ("--by", "--until")),
    **dict.fromkeys(("until", "till", "to"), ("--until", "--by", "--at", "--period")),
    "from": ("--since", "--period", "--mentor"),
    "with": ("--mentor",),
    "days": ("--within",),
    **dict.fromkeys(("who", "whom", "owner"), ("--theirs", "--mentor")),
    **dict.fromkeys(("date", "day", "when", "time"), ("--on", "--at", "--by")),
    **dict.fromkeys(("last", "max", "count"), ("--limit",)),
    **dict.fromkeys(("type", "category"), ("--kind",)),
    **dict.fromkeys(("note", "notes", "comment"), ("--note", "--notes", "--reason")),
    **dict.fromkeys(("out", "file"), ("--output",)),
}
_PICTURES = ("svg", "png", "card")  # formats in which people look for a card to send
_MIN_LIKENESS = 0.7  # of a mistyped option to one that every command has
_GLOBAL_OPTIONS = [name.partition(" ")[0] for name in GLOBAL_OPTIONS]


def usage_error(error: Any, argv: Sequence[str]) -> MentorlogError:
    """Our error for one of Typer's. It never repeats what may be a person's text."""
    command = error.ctx.command_path if getattr(error, "ctx", None) else "mentorlog"
    hint = _hint(command, argv)
    if isinstance(error, exceptions.NoSuchOption):
        near = _suggest_option(_full_option(error.option_name, argv), _option_names(error))
        typed = _full_option(error.option_name, argv)
        if not near and typed[1:2] != "-" and len(typed) > 2:
            hint = _dash_hint(command)
        return UsageError(f"{command} has no option {_first_word(typed)}.", near + hint)
    if isinstance(error, exceptions.BadOptionUsage) and not any(
        word.startswith(f"{error.option_name}=") for word in argv
    ):
        return UsageError(f"{_first_word(error.option_name)} needs a value.", hint)
    if isinstance(error, exceptions.MissingParameter):
        return UsageError(f"{command} needs {_parameter_usage(error.param)}.", _describe_values(command, error) + hint)
    if choices := getattr(getattr(getattr(error, "param", None), "type", None), "choices", ()):
        near = did_you_mean(_offending_word(error).lower(), list(map(str, choices)))
        if _offending_word(error).lower() in _PICTURES and _flag(error.param) == "--format":
            near = "A card of what you reached: mentorlog celebrate REF --to card.svg. "
        return UsageError(f"{_flag(error.param)}: that is none of {', '.join(map(str, choices))}.", near + hint)
    if isinstance(error, (exceptions.BadParameter, exceptions.BadOptionUsage)):
        return UsageError(f"{command} was given a value that it cannot read.", hint)
    if hasattr(error.ctx.command, "commands"):
        return unknown_command_error(command, _offending_word(error), _command_names(command), hint)
    return UsageError(f"{command} was given more words than it takes.", f"{_describe_arguments(error)} {hint}")


def _describe_values(command: str, error: Any) -> str:
    """What may stand for a parameter that is missing: its words, or where the refs are listed."""
    type_ = error.param.type
    if choices := getattr(type_, "choices", ()) or getattr(getattr(type_, "form", None), "choices", ()):
        return f"It is one of {', '.join(map(str, choices))}. "
    noun = getattr(type_, "noun", "") or noun_of(command.split()[1])
    if getattr(type_, "offers", "") == "refs" and noun and KINDS[noun].group:
        return f"See which there are: mentorlog {KINDS[noun].group} list. "
    return ""


def _describe_arguments(error: Any) -> str:
    """What stands behind a command beside its options."""
    names = [str(param.metavar) for param in error.ctx.command.params if param.param_type_name == "argument"]
    if not names:
        return "It takes options alone."
    if getattr(error.ctx.command.params[0].type, "offers", "") == "changes":
        return "It takes one number at a time."
    return f"It takes {' '.join(names)}, each of several words in quotes."


def unknown_call_error(argv: Sequence[str]) -> MentorlogError:
    """Our error for words that name no command, or for a group's that name none of its commands."""
    name, *rest = argv
    rest = [word for word in rest if word != "--"]
    command, words, options = "mentorlog", [name], [*_GLOBAL_OPTIONS, "--version"]
    if name in COMMANDS:
        command, words, options = f"mentorlog {name}", rest, _GLOBAL_OPTIONS
    hint = _hint(command, argv)
    if not words:
        return UsageError(f"{command} needs one of {', '.join(_command_names(command))}.", hint)
    if command == "mentorlog" and (near := _suggest_order(name, rest)):
        return UsageError(f"mentorlog has no command {_first_word(name)}.", near + hint)
    if not words[0].startswith("-"):
        return unknown_command_error(command, words[0], _command_names(command), hint)
    typed = words[0].partition("=")[0]
    if typed == "--version" and command == "mentorlog":
        return UsageError("--version stands alone.", hint)
    return UsageError(f"{command} has no option {_first_word(typed)}.", _suggest_option(typed, options) + hint)


def _hint(command: str, argv: Sequence[str]) -> str:
    if any(_is_text_with_dash(word) for word in argv):
        return _dash_hint(command)
    return f"See: {command} --help"


def _dash_hint(command: str) -> str:
    return f'A text that starts with a dash stands behind two more: {command} -- "-..."'


def _flag(param: Any) -> str:
    return str(next((name for name in param.opts if name.startswith("--")), param.metavar or param.opts[0]))


def _parameter_usage(param: Any) -> str:
    """How the parameter is written: "TEXT", or "--at WHEN"."""
    flag = _flag(param)
    return f"{flag} {param.metavar or ''}".strip() if flag.startswith("--") else flag.removesuffix("...")


def _command_names(command: str) -> list[str]:
    """The commands of a group, or of mentorlog itself."""
    _, *group = command.split()
    if not group:
        return [*COMMANDS]
    own = [verb for verb, _ in verbs(group[0])]
    return [*own, *(verb for verb in ANY_NOUN_VERBS if noun_of(group[0]) and verb not in own)]


def unknown_command_error(command: str, typed: str, known: Sequence[str], hint: str = "") -> UsageError:
    """Our error for a word that is none of a group's commands."""
    near = did_you_mean(typed, known)
    if command == "mentorlog":
        near = offer(synonyms().get(typed.lower(), [])) or near or _suggest_noun(typed)
    else:
        near = offer([verb for verb in known if verb in VERB_SYNONYMS.get(typed.lower(), ())]) or near
        if " " in typed.strip() and "add" in known:
            near = f'To note one: {command} add "..." '
    return UsageError(f"{command} has no command {_first_word(typed)}.", near + (hint or f"See: {command} --help"))


def synonyms() -> dict[str, list[str]]:
    """The commands that a word means which is none itself: agenda for "prep"."""
    path = Path(__file__).parents[1] / "data" / "synonyms.txt"
    rows = (row.partition(": ") for row in path.read_text(encoding="utf-8").splitlines())
    return {word: commands.split(", ") for words, _, commands in rows for word in words.split()}


def _offending_word(error: Any) -> str:
    """The word that Typer could not use: the first that its message quotes."""
    return str(error.message).split("'")[1] if "'" in error.message else ""


def _suggest_noun(verb: str) -> str:
    """The groups that have a command of that name. This imports all of them, at the cost of this error alone."""
    groups = [name for name, entry in COMMANDS.items() if entry.group and verb in dict(verbs(name))]
    if len(groups) > 3:
        return f"{verb} stands behind a noun: mentorlog {groups[0]} {verb}. "
    return offer([f"{group} {verb}" for group in groups])


def _suggest_order(verb: str, rest: Sequence[str]) -> str:
    """The call that a verb before its noun means: goals list for "list goals"."""
    group = group_name(rest[0].lower()) if rest else ""
    if group not in COMMANDS or not COMMANDS[group].group:
        return ""
    verbs = (verb.lower(), *VERB_SYNONYMS.get(verb.lower(), ()))
    return offer([f"{group} {own}" for own in _command_names(f"mentorlog {group}") if own in verbs])


def _full_option(name: str, argv: Sequence[str]) -> str:
    """An option as it was typed: of "-goal" Typer reports "-g" alone."""
    if len(name) > 2:
        return name
    return next((word for word in argv if word.startswith(name) and word[2:].isalpha()), name)


def _option_names(error: Any) -> list[str]:
    if not getattr(error, "ctx", None):
        return []
    names = [name for param in error.ctx.command.params for name in param.opts if name.startswith("--")]
    return names + _GLOBAL_OPTIONS


def _suggest_option(typed: str, known: Sequence[str]) -> str:
    """The nearest options, also where a dash or the end of the word is missing."""
    if typed in known:  # it exists, but not here
        return ""
    word = typed.lstrip("-").lower()
    if synonyms := [name for name in _OPTION_SYNONYMS.get(word, ()) if name in known]:
        return offer(synonyms)
    if len(word) == 1:
        return offer([name for name in known if name.startswith(f"--{word}") and name not in _GLOBAL_OPTIONS][:3])
    longer = [name for name in known if len(typed) > 3 and name.startswith(typed)]
    if len(longer) == 1:
        return offer(longer)
    return offer([name for name in closest_matches(f"--{word}", known) if _is_like(word, name)])


def _is_like(word: str, option: str) -> bool:
    """Whether a mistyped option is near enough; one that every command has must be nearer than the command's own."""
    likeness = SequenceMatcher(None, option.removeprefix("--"), word).ratio()
    return likeness >= (_MIN_LIKENESS if option in _GLOBAL_OPTIONS else 0.5)


def _first_word(word: str) -> str:
    """The part of an argument that an error repeats: its first word, if it is printable."""
    start = word.split(" ")[0][:40]
    return start if start.isprintable() else "like that"


def _is_text_with_dash(word: str) -> bool:
    return word.startswith("-") and (" " in word.strip() or word[1:2].isdigit())
