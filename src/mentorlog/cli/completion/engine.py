"""Completion: what may stand where the cursor is, for the shell that asks.

It writes nothing to the journal, waits for no lock, and shows no error: where anything fails, it offers nothing.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mentorlog.cli.completion.offers import FILE_OFFER, CursorPosition, Offer
from mentorlog.cli.completion.shells import parse_command_line, quote_for_shell
from mentorlog.cli.context import (
    GLOBAL_OPTIONS,
    SHORT_OPTIONS,
    CliContext,
    expand_short_options,
    take_global_options,
)
from mentorlog.cli.registry import ANY_NOUN_VERBS, COMMANDS, canonical_call, load_command, noun_of, verbs
from mentorlog.nouns import KINDS, has_ref_shape

SHELLS = ("bash", "zsh", "fish", "powershell")


def write_offers(shell: str, argv: Sequence[str]) -> None:
    """Write the candidates for a command line, one a line, each with a tab and a description."""
    if shell not in SHELLS:
        return
    try:
        line = parse_command_line(shell, argv)
        lines = [
            f"{value}\t{_one_line(offer.description)}\n"
            for offer in offers_for(line.words, line.word)
            if (value := quote_for_shell(offer.value, shell, line)) is not None
        ]
        sys.stdout.buffer.write("".join(lines).encode(errors="replace"))
        sys.stdout.flush()
    except Exception:  # a prompt is no place for errors
        return


def _one_line(text: str, width: int = 60) -> str:
    """A description as one short printable line."""
    from mentorlog.render.terminal.text import to_printable

    line = " ".join(to_printable(text).split())
    return line if len(line) <= width else line[: width - 1] + "…"


def offers_for(words: Sequence[str], word: str) -> list[Offer]:
    """The candidates for `word` behind `words`."""
    if words and [*expand_short_options(words)][-1] == "--journal":
        return [FILE_OFFER]
    cli, rest = take_global_options(words)
    if cli.journal_file:
        cli.journal_file = str(Path(cli.journal_file).expanduser())  # no shell has done it yet
    if not rest:
        return _command_offers(cli, word)
    if rest == ["--limit"]:
        return []
    if rest == ["--mentor"]:
        rest = ["next", *rest]
    (name, *rest), noun = canonical_call(rest, lists=False)
    if name not in COMMANDS:
        return []
    if [*rest, word][0].startswith("-") and (implied := canonical_call([name])[0][1:]):
        rest = [*implied, *rest]  # `mentorlog goals --` has the options of its list
    return _offers_in_command(cli, name, rest, word, KINDS[noun].group if noun else name)


def _command_offers(cli: CliContext, word: str) -> list[Offer]:
    """Commands; where none begins like that, refs and mentors, who are shown."""
    if word.startswith("-"):
        options = [*_global_option_offers(), Offer("--version", "Say which version this is.")]
        return _with_prefix(word, [*options, *_short_offers(options)])
    commands = _with_prefix(word, [Offer(name, entry.help) for name, entry in COMMANDS.items()])
    if commands:
        return commands
    from mentorlog.cli.completion.values import record_offers

    return record_offers(cli, "" if has_ref_shape(word) else "mentor", word)


def _short_offers(options: Sequence[Offer]) -> list[Offer]:
    """The short forms of these options."""
    about = dict(options)
    return [Offer(short, about[name]) for short, name in SHORT_OPTIONS.items() if name in about]


def _global_option_offers() -> list[Offer]:
    return [Offer(name.partition(" ")[0], description) for name, description in GLOBAL_OPTIONS.items()]


def _with_prefix(word: str, offers: Sequence[Offer]) -> list[Offer]:
    return [offer for offer in offers if offer.value.startswith(word)]


def _offers_in_command(cli: CliContext, name: str, words: list[str], word: str, group: str) -> list[Offer]:
    """The candidates behind a command's name: a group's commands, or the parameters of the command.

    `group` is the noun's that it stands behind; its records are offered.
    """
    entry = COMMANDS[name]
    if name == "help":
        return _help_offers(words, word)
    command = load_command(name, words)
    if entry.group:
        place = CursorPosition(cli, name, command, words)
        if not place.positional:
            subcommands = [] if place.pending_option else _with_prefix(word, _verb_offers(name))
            if word and not word.startswith("-") and not subcommands and not place.pending_option and noun_of(name):
                from mentorlog.cli.completion.values import record_offers

                return record_offers(cli, noun_of(name), word)
            return subcommands if subcommands and not word.startswith("-") else _parameter_offers(place, word, [])
        verb = place.positional[0]
        if verb not in command.commands:
            return []
        command, words = command.commands[verb], place.subcommand_words
    place = CursorPosition(cli, group, command, words)
    return _parameter_offers(place, word, place.arguments)


def _help_offers(words: Sequence[str], word: str) -> list[Offer]:
    """What help is on: topics and commands, and behind a group its commands."""
    if words and words[0] in COMMANDS:
        return _with_prefix(word, _verb_offers(words[0])) if COMMANDS[words[0]].group and not words[1:] else []
    from mentorlog.cli.program.help import TOPICS

    commands = [Offer(name, entry.help) for name, entry in COMMANDS.items()]
    return [] if words else _with_prefix(word, [*(Offer(*topic) for topic in TOPICS.items()), *commands])


def _verb_offers(name: str) -> list[Offer]:
    """The commands of a group; a noun's also those that every record has."""
    own = verbs(name)
    shared = [word for word in ANY_NOUN_VERBS if noun_of(name) and word not in dict(own)]
    return [Offer(*verb) for verb in own] + [Offer(word, COMMANDS[word].help) for word in shared]


def _parameter_offers(place: CursorPosition, word: str, arguments: Sequence[Any]) -> list[Offer]:
    """Values of the option or argument where the cursor is, or the names of options."""
    from mentorlog.cli.completion.values import value_offers

    if place.pending_option is not None:
        return value_offers(place.pending_option, place, word)
    name, sign, value = word.partition("=")
    option = place.find_option(name) if sign and name.startswith("--") and not place.past_double_dash else None
    if option is not None:
        offers = value_offers(option, place, value)
        return [offer._replace(value=f"{name}={offer.value}") if offer.value else offer for offer in offers]
    argument = place.argument_at_cursor if arguments else None
    if place.past_double_dash or (argument is not None and not word.startswith("-")):
        return value_offers(argument, place, word) if argument is not None else []
    offers = list(_option_offers(place))
    return _with_prefix(word, offers if word.startswith("--") else [*offers, *_short_offers(offers)])


def _option_offers(place: CursorPosition) -> Iterator[Offer]:
    """The options that were not given yet, or may be given again."""
    for option in place.options:
        if option.name not in place.option_values or option.multiple:
            for name in (*option.opts, *option.secondary_opts):
                if name.startswith("--"):
                    yield Offer(name, option.help or "")
    yield from _global_option_offers()
