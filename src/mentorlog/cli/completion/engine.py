"""Completion: what may stand where the cursor is, for the shell that asks.

It only looks: it never writes, waits or complains. Whatever goes wrong, there is nothing to offer.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mentorlog.cli import context
from mentorlog.cli.completion.shells import typed, written
from mentorlog.cli.registry import COMMANDS

SHELLS = ("bash", "zsh", "fish")


class Offer(NamedTuple):
    """A candidate, and a few words on what it is. An empty value asks the shell for the names of files."""

    value: str
    about: str = ""


FILES = Offer("", "files")


def run(shell: str, argv: Sequence[str]) -> None:
    """Write the candidates for a line: one a line, a tab, and what it is about."""
    if shell not in SHELLS:
        return
    try:
        line = typed(shell, argv)
        told = []
        for offer in offers(line.words, line.word):
            value = written(offer.value, shell, line)
            if value is not None:
                told.append(f"{value}\t{_one_line(offer.about)}\n")
        sys.stdout.buffer.write("".join(told).encode(errors="replace"))
        sys.stdout.flush()
    except Exception:  # a prompt is no place for errors
        return


def _one_line(text: str, width: int = 60) -> str:
    """A description that can harm no terminal and no list of candidates."""
    from mentorlog.render.terminal.text import to_printable

    line = " ".join(to_printable(text).split())
    return line if len(line) <= width else line[: width - 1] + "…"


def offers(words: Sequence[str], word: str) -> list[Offer]:
    """What may stand for `word` behind `words`."""
    if words and words[-1] == "--journal":
        return [FILES]
    context.this, rest = context.lifted(words)
    if context.this.file:
        context.this.file = str(Path(context.this.file).expanduser())  # no shell has done it yet
    if not rest:
        return _commands(word)
    name, *rest = rest
    if name not in COMMANDS:
        return []
    return _below(name, rest, word)


def _commands(word: str) -> list[Offer]:
    if word.startswith("-"):
        return _starting(word, [*_everywhere(), Offer("--version", "Say which version this is.")])
    return _starting(word, [Offer(name, entry.help) for name, entry in COMMANDS.items()])


def _everywhere() -> list[Offer]:
    return [Offer(name.partition(" ")[0], about) for name, about in context.EVERYWHERE.items()]


def _starting(word: str, offered: Sequence[Offer]) -> list[Offer]:
    return [offer for offer in offered if offer.value.startswith(word)]


def _below(name: str, words: list[str], word: str) -> list[Offer]:
    """What may stand behind a command's name: for a group that of one of its commands, else its parameters."""
    from mentorlog.cli.main import loaded, verbs

    entry = COMMANDS[name]
    command = loaded(name, words)
    if entry.group:
        place = Place(command, words)
        if not place.positional:
            own = [] if place.waiting else _starting(word, [Offer(*verb) for verb in verbs(name)])
            return own if own and not word.startswith("-") else _parameters(place, name, word, [])
        verb = place.positional[0]
        if verb not in command.commands:
            return []
        command, words = command.commands[verb], place.rest
    place = Place(command, words)
    return _parameters(place, name, word, place.arguments)


class Place:
    """Where the cursor stands among the parameters of a command, the words before it being read."""

    def __init__(self, command: Any, words: Sequence[str]) -> None:
        self.options = [one for one in command.params if one.param_type_name == "option"]
        self.arguments = [one for one in command.params if one.param_type_name == "argument"]
        self.waiting: Any = None  # the option whose value stands where the cursor is
        self.given: dict[str, list[str]] = {}  # what options were given, by parameter
        self.positional: list[str] = []
        self.rest: list[str] = []  # of a group: behind the name of its command
        self.literal = False  # behind --
        remaining = iter(words)
        for word in remaining:
            self._read(word)
            if self.positional and hasattr(command, "commands"):
                self.rest = list(remaining)

    def _read(self, word: str) -> None:
        name, sign, value = word.partition("=")
        if self.waiting is not None:
            self.given[self.waiting.name].append(word)
            self.waiting = None
        elif self.literal or not word.startswith("-") or word[1:2].isdigit():
            self.positional.append(word)
        elif word == "--":
            self.literal = True
        elif (option := self.option(name)) is not None:
            values = self.given.setdefault(option.name, [])
            if sign:
                values.append(value)
            elif not option.is_flag:
                self.waiting = option

    def option(self, name: str) -> Any:
        """The option of that name; None where there is none."""
        return next((one for one in self.options if name in (*one.opts, *one.secondary_opts)), None)

    @property
    def argument(self) -> Any:
        """The argument that stands where the cursor is; None where there is none left."""
        at = len(self.positional)
        if at < len(self.arguments):
            return self.arguments[at]
        last = self.arguments[-1] if self.arguments else None
        return last if last is not None and last.nargs == -1 else None


def _parameters(place: Place, name: str, word: str, arguments: Sequence[Any]) -> list[Offer]:
    """Values of the option or argument where the cursor is, or the names of options."""
    from mentorlog.cli.completion.values import values

    option, sign, value = word.partition("=")
    if place.waiting is not None:
        return values(place.waiting, name, place, word)
    if not place.literal and sign and option.startswith("--") and (named := place.option(option)) is not None:
        found = values(named, name, place, value)
        return [offer._replace(value=f"{option}={offer.value}") if offer.value else offer for offer in found]
    argument = place.argument if arguments else None
    if place.literal or (argument is not None and not word.startswith("-")):
        return values(argument, name, place, word) if argument is not None else []
    return _starting(word, list(_options(place)))


def _options(place: Place) -> Iterator[Offer]:
    """The options that were not given yet, or may be given again."""
    for option in place.options:
        if option.name not in place.given or option.multiple:
            for name in (*option.opts, *option.secondary_opts):
                if name.startswith("--"):
                    yield Offer(name, option.help or "")
    yield from _everywhere()
