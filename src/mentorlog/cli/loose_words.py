"""A text that is the last argument of a command: as several words without quotes, or on stdin.

What the words mean follows from the declaration of the command alone. Where they could mean two things, neither is
done.
"""

import re
from collections.abc import Sequence
from typing import Any

from mentorlog.cli.context import CliContext
from mentorlog.errors import UsageError
from mentorlog.structs import Frozen

# A ref or a day, which no further word can belong to. Not compiled here: most calls have no option.
_CLOSED_VALUE = r"[A-Za-z]\d+|\d{4}-\d\d-\d\d"


class Word(Frozen):
    """A word that is no option and no option's value; `option` is the one whose value may go on in it."""

    text: str
    option: str


def gather_text(cli: CliContext, command: Any, name: str, args: Sequence[str]) -> Sequence[str]:
    """The arguments with the words of the text as one; without a text, with what was piped in.

    Raises UsageError where the words could be several texts, or belong to an option.
    """
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    if not arguments or arguments[-1].nargs != 1 or not getattr(arguments[-1].type, "takes_rest", False):
        return args
    scan = scan_arguments(command, args)
    if scan is None:  # with an option that there is not; Typer says so
        return args
    options, words = scan
    _require_once(command, name, options)
    before, loose = words[: len(arguments) - 1], words[len(arguments) - 1 :]
    if len(loose) > 1:
        _require_one_text(name, loose)
        text = " ".join(word.text for word in loose)
        return [*options, "--", *(word.text for word in before), text]
    reads_stdin = getattr(arguments[-1].type, "reads_stdin", False) and "-" not in args and "--editor" not in args
    if not loose and len(before) == len(arguments) - 1 and reads_stdin and cli.has_piped_text():
        return [*args, "-"]
    return args


def _require_once(command: Any, name: str, options: Sequence[str]) -> None:
    """Raise UsageError for an option that takes one value and has two: the first would be lost without a word."""
    for param in command.params:
        named = [option for option in options if option.partition("=")[0] in param.opts]
        if len(named) > 1 and not (param.multiple or param.is_flag):
            raise UsageError(
                f"{name}: {param.opts[0]} stands there {len(named)} times, and takes one value.",
                "Leave out all but one of them.",
            )


def scan_arguments(command: Any, args: Sequence[str]) -> tuple[list[str], list[Word]] | None:
    """The options with their values, and the other words; None if an option is unknown."""
    by_name = {name: param for param in command.params for name in (*param.opts, *param.secondary_opts)}
    options: list[str] = []
    words: list[Word] = []
    open_option = ""
    rest = iter(args)
    for arg in rest:
        if arg == "--":
            words += [Word(word, "") for word in rest]
        elif arg == "-" or not arg.startswith("-"):
            words.append(Word(arg, open_option))
            open_option = ""
        else:
            option, sign, value = arg.partition("=")
            param = by_name.get(option)
            if param is None:
                return None
            options.append(arg)
            open_option = ""
            if not param.is_flag:
                if not sign:
                    value = next(rest, "")
                    options.append(value)
                open_option = "" if _is_closed(param, value) else option
    return options, words


def _is_closed(param: Any, value: str) -> bool:
    """Whether no further word can belong to the value of an option."""
    if " " in value.strip() or getattr(param.type, "choices", None) or re.fullmatch(_CLOSED_VALUE, value):
        return True
    metavar = str(param.metavar or "")
    return value.isdigit() and metavar not in ("DAY", "WHEN", "TIME", "CADENCE")


def _require_one_text(name: str, loose: Sequence[Word]) -> None:
    if loose[0].text == "-":
        raise UsageError(
            f"{name}: a dash alone reads the text from stdin, and words stand behind it.",
            'Leave out one of them; a text that begins with a dash stands in quotes: "- ..."',
        )
    if all(" " in word.text.strip() for word in loose):
        raise UsageError(
            f"{name} was given {len(loose)} texts in quotes; are they one, or several?",
            "As one, it stands in one pair of quotes; as several, each has a command of its own.",
        )
    if option := next((word.option for word in loose[1:] if word.option), ""):
        raise UsageError(
            f"{name}: do the words behind the value of {option} belong to it, or to the text?",
            f'To the value: {option} "..."; to the text: put {option} in front of the text or behind it.',
        )
