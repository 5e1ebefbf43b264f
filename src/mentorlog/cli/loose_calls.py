"""Command lines that are no command as they stand, and yet have one meaning: `mentorlog Ruth`, `agenda Ruth`.

They are read only after the command line was refused, so that they cost nothing elsewhere.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import cache
from typing import Any

from mentorlog.cli.context import CliContext
from mentorlog.cli.loose_values import MAX_WORDS, ValueReader, assign_words, find_by_name
from mentorlog.cli.loose_words import scan_arguments
from mentorlog.cli.registry import ANY_NOUN_VERBS, COMMANDS, canonical_call, load_command, noun_of, verbs
from mentorlog.cli.usage import VERB_SYNONYMS, synonyms
from mentorlog.errors import UsageError
from mentorlog.journal.lookup import read_loose_ref
from mentorlog.journal.model.conditions import SESSION_DAY
from mentorlog.journal.model.kinds import number_of_ref, parse_ref
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.text import closest_matches, fold_text
from mentorlog.render.terminal.page import Line, line, ours
from mentorlog.system import shell

_CERTIFICATE_WORDS = ("certificate", "card", "diploma")  # what `celebrate` gives


def reread_call(cli: CliContext, argv: Sequence[str]) -> list[str]:
    """The command line that a refused one means; empty where it has no clear meaning. Raises UsageError for two."""
    name, rest = argv[0], list(argv[1:])
    if rest and name.lower() in _CERTIFICATE_WORDS:
        return ["celebrate", *rest]
    if name not in COMMANDS:
        return _call_by_name(cli, argv)
    if not COMMANDS[name].group:
        return _with_options(cli, [name], _whole_command(name), rest)
    own = dict(verbs(name))
    if rest and rest[0] in own:
        return _with_options(cli, [name, rest[0]], _whole_command(name, rest[0]).commands[rest[0]], rest[1:])
    if not rest or rest[0].startswith("-"):
        return []
    if rest[0].lower() in VERB_SYNONYMS:
        return [name, "list", "--all", *rest[1:]] if rest[0] == "all" and "list" in own else []
    group = _whole_command(name)
    if group.params:
        return [] if _is_near_verb(rest, own) else _with_options(cli, [name], group, rest)
    if "list" not in own:
        return []
    listing = group.commands["list"]
    if _is_near_verb(rest, own) and not _is_choice(listing, rest):
        return []
    if call := _with_options(cli, [name, "list"], listing, rest):
        return call
    ref = None if _has_option(rest) else find_by_name(cli, noun_of(name), " ".join(rest))
    return ["show", ref] if ref else []


@cache  # as the commands that main builds
def _whole_command(name: str, *verb: str) -> Any:
    """A command with all its options; of a group, this one or each of its commands."""
    return load_command(name, verb)


def echo_line(call: Sequence[str]) -> Line:
    """How the words were read, as a command to copy."""
    return line(ours(f"Read as: mentorlog {shell.join(call)}", "dim"))


def _call_by_name(cli: CliContext, argv: Sequence[str]) -> list[str]:
    """A command in capitals, or a mentor by name, who is shown; no word that is like a command is taken for a name."""
    if argv[0].startswith("-"):
        return []
    lower, _ = canonical_call([argv[0].lower(), *argv[1:]])
    if lower[0] in COMMANDS:
        return lower
    if argv[0].lower() in synonyms() or _has_option(argv):
        return []
    words = " ".join(argv)
    ref = find_by_name(cli, "mentor", words)
    if ref is None:
        return []
    name = fold_text(str(cli.open_journal().read_field("mentor", number_of_ref(ref), "name")))
    is_whole = f"{name} ".startswith(f"{fold_text(words)} ")  # a first name, or the whole of it
    return [] if get_close_matches(argv[0].lower(), COMMANDS, 1, 0.8 if is_whole else 0.6) else ["show", ref]


def _is_near_verb(words: Sequence[str], own: Iterable[str]) -> bool:
    """Whether a word alone, or before a ref, is a mistyped command."""
    is_verb = len(words) == 1 or words[1].startswith("-") or parse_ref(words[1]) is not None
    return is_verb and bool(closest_matches(words[0].lower(), [*own, *ANY_NOUN_VERBS]))


def _is_choice(command: Any, words: Sequence[str]) -> bool:
    """Whether a word alone is one of the words that an option takes, such as a state."""
    choices = (getattr(getattr(param.type, "form", None), "choices", ()) for param in command.params)
    return len(words) == 1 and any(words[0].lower() in known for known in choices)


def _has_option(words: Sequence[str]) -> bool:
    return any(word.startswith("-") for word in words)


def _with_options(cli: CliContext, call: list[str], command: Any, args: list[str]) -> list[str]:
    """The call with the words that it cannot take as values of options, or as one name; the longest end of them counts.

    A text at the end takes its words itself.
    """
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    scan = scan_arguments(command, args)
    if arguments and arguments[-1].nargs == -1 and (split := _split_refs(args)):
        return [*call, *split]
    if scan is None or (arguments and getattr(arguments[-1].type, "takes_rest", False)):
        return []
    offers = getattr(arguments[0].type, "offers", "refs") if arguments else "refs"
    if offers != "refs":  # the number of a change, say, means nothing else, nor do two of them
        return []
    joined = _join_values(ValueReader(cli, command, ()), command, args)
    options, words = scan_arguments(command, joined) or scan
    texts = [word.text for word in words]
    if joined != args and len(texts) <= len(arguments):
        return [*call, *joined]
    names_session = bool(arguments) and "session" in (getattr(arguments[0].type, "noun", ""), noun_of(call[0]))
    if names_session and (days := _days(cli, " ".join(texts))):
        ref = _session_of(cli, days)
        return [*call, ref, *options] if ref else []
    taken = [option.partition("=")[0] for option in options]
    name = " ".join(["mentorlog", *call])
    named = _join_name(cli, call[0], arguments, texts) if arguments else []
    for start in range(sum(argument.required for argument in arguments), len(texts)):
        if start and arguments and arguments[-1].nargs == -1 and parse_ref(texts[start]):
            continue
        if values := assign_words(cli, command, name, texts[start:], taken):
            if start and named:
                raise UsageError(
                    f"{name}: the last words could belong to the name of {named[0]}, or to {values[0]}.",
                    f"Name the record by its ref, or the option: {values[0]} ...",
                )
            return [*call, *texts[:start], *options, *values]
    return [*call, *named, *options] if named else []


def _split_refs(args: Sequence[str]) -> list[str]:
    """The arguments with each ref of the first, parted by commas or not quite written like one, as a word of its own.

    Empty where they are so already.
    """
    refs: list[str] = []
    is_split = False
    for at, arg in enumerate(args):
        meant = [read_loose_ref(part) for part in arg.split(",") if part.strip()]
        if not meant or not all(meant):
            return [*refs, *args[at:]] if is_split else []
        refs += [ref_of(kind.noun, number) for kind, number in filter(None, meant)]
        is_split = is_split or parse_ref(arg) is None
    return refs if is_split else []


def _join_values(reader: ValueReader, command: Any, args: Sequence[str]) -> list[str]:
    """The arguments with the words behind an option's value that belong to it: --since last month."""
    options = [param for param in command.params if param.param_type_name == "option"]
    by_name = {name: param for param in options for name in param.opts}
    joined: list[str] = []
    rest = list(args)
    while rest:
        word = rest.pop(0)
        param = by_name.get(word)
        joined.append(word)
        if param is None or param.is_flag or not word.startswith("--") or not rest:
            continue
        end = next((at for at, behind in enumerate(rest) if behind.startswith("-")), len(rest))
        longest = next((at for at in range(min(end, MAX_WORDS), 1, -1) if reader.reads(param, " ".join(rest[:at]))), 1)
        joined.append(" ".join(rest[:longest]))
        del rest[:longest]
    return joined


def _join_name(cli: CliContext, group: str, arguments: Sequence[Any], texts: Sequence[str]) -> list[str]:
    """The words of arguments, the first of which is a name of several words."""
    type_ = arguments[0].type
    if getattr(type_, "offers", "") != "refs":
        return []
    noun = type_.noun or noun_of(group)
    behind = len(arguments) - 1
    words = texts[: len(texts) - behind]
    name = " ".join(words)
    ref = find_by_name(cli, noun, name) if len(words) > 1 else None
    return [ref, *texts[len(words) :]] if ref else []


def _days(cli: CliContext, phrase: str) -> list[str]:
    """The days that a phrase means, ahead and back."""
    from mentorlog.journal.dates.reading import parse_day

    days = []
    for ahead in (True, False):
        with suppress(UsageError):
            days.append(parse_day(phrase, cli.open_journal().today, ahead=ahead).isoformat())
    return days


def _session_of(cli: CliContext, days: Sequence[str]) -> str | None:
    """The ref of the only session of these days."""
    marks = ", ".join("?" * len(days))
    numbers = cli.open_journal().store.column(f"SELECT number FROM sessions WHERE {SESSION_DAY} IN ({marks})", (*days,))
    return ref_of("session", numbers[0]) if len(numbers) == 1 else None
