"""The candidates of completion, and the position of the cursor that they are for."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mentorlog.cli.context import CliContext


class Offer(NamedTuple):
    """A candidate and its description. An empty value asks the shell to complete file names."""

    value: str
    description: str = ""


FILE_OFFER = Offer("", "files")


class CursorPosition:
    """Where the cursor stands among the parameters of a command: what the words before it have filled."""

    def __init__(self, cli: CliContext, group: str, command: Any, words: Sequence[str]) -> None:
        self.cli = cli
        self.group = group  # the first word of the command, or the noun that it stood behind
        self.options = [param for param in command.params if param.param_type_name == "option"]
        self.arguments = [param for param in command.params if param.param_type_name == "argument"]
        self.pending_option: Any = None  # the option whose value stands where the cursor is
        self.option_values: dict[str, list[str]] = {}  # by parameter
        self.positional: list[str] = []
        self.subcommand_words: list[str] = []  # of a group: behind the name of its command
        self.past_double_dash = False  # behind --
        remaining = iter(words)
        for word in remaining:
            self._consume(word)
            if self.positional and hasattr(command, "commands"):
                self.subcommand_words = list(remaining)

    def _consume(self, word: str) -> None:
        name, sign, value = word.partition("=")
        if self.pending_option is not None:
            self.option_values[self.pending_option.name].append(word)
            self.pending_option = None
        elif self.past_double_dash or not word.startswith("-") or word[1:2].isdigit():
            self.positional.append(word)
        elif word == "--":
            self.past_double_dash = True
        elif (option := self.find_option(name)) is not None:
            values = self.option_values.setdefault(option.name, [])
            if sign:
                values.append(value)
            elif not option.is_flag:
                self.pending_option = option

    def find_option(self, name: str) -> Any:
        """The option of that name; None where there is none."""
        return next((option for option in self.options if name in (*option.opts, *option.secondary_opts)), None)

    @property
    def argument_at_cursor(self) -> Any:
        """The argument that stands where the cursor is; None where there is none left."""
        remaining = self.arguments[len(self.positional) :] or [arg for arg in self.arguments[-1:] if arg.nargs == -1]
        return remaining[0] if remaining else None
