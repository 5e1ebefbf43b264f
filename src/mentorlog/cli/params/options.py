"""Options and arguments that commands share, each said once.

An option reads its value with the same Form as `edit`, so that its syntax and its direction in time are one.
"""

import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentorlog import clock
from mentorlog.cli import context
from mentorlog.errors import UsageError
from mentorlog.journal.model.fields import COMING_DAY, MINUTES, PAST_DAY, RATING, TEXT, TITLE, Form, SqlValue

if TYPE_CHECKING:
    from mentorlog.render.answers import Answer

OUTPUT_PANEL = "How it is told"  # heads, in a command's help, the options that change no content


class OptionContext:
    """What an option knows while it is read: the moment; records are looked up by the command."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.date()

    def resolve_number(self, noun: str, text: str) -> int:
        """Never asked: links are options of plain text."""
        raise AssertionError(noun)

    def read_field(self, noun: str, number: int, name: str) -> SqlValue:
        """Never asked either."""
        raise AssertionError(noun)


class OptionValueParser:
    """The parser of an option: it reads what `edit` reads, and says which option it could not read."""

    def __init__(self, form: Form, name: str) -> None:
        self.form = form  # by which completion knows what to offer
        self._name = name

    def __call__(self, text: Any) -> Any:
        """The value of a text; a default is one already."""
        if not isinstance(text, str):
            return text
        context.current.has_unsaved_text = context.current.has_unsaved_text or self.form in (TEXT, TITLE)
        try:
            return self.form.parse(
                read_stdin() if text == "-" and self.form is TEXT else text, OptionContext(clock.now())
            )
        except UsageError as error:
            raise UsageError(f"{self._name}: {error.message}", error.hint) from None


def option(name: str, form: Form, help: str, metavar: str = "", panel: str | None = None) -> Any:
    """An option whose value has a form; `panel` heads it in the help."""
    return typer.Option(
        name, parser=OptionValueParser(form, name), metavar=metavar or form.metavar, help=help, show_default=False,
        rich_help_panel=panel,
    )  # fmt: skip


def argument(name: str, form: Form, help: str) -> Any:
    """An argument whose value has a form."""
    return typer.Argument(parser=OptionValueParser(form, name), metavar=name, help=help, show_default=False)


def ref_option(name: str, help: str, noun: str = "") -> Any:
    """An option that names a record by its ref or a start of its name; its noun is the option's own last word."""
    return typer.Option(name, metavar=(noun or name.rpartition("-")[2]).upper(), help=help, show_default=False)


class BundledCommand:
    """A command in which one parameter stands for options that several commands share, as Typer reads it.

    The options stand behind the function's own, and give way to one of the same name. They are built only for the
    command that is called, when Typer asks for its signature.
    """

    def __init__(
        self,
        function: "Callable[..., Answer]",
        bundle: str,
        options: Callable[[], list[Parameter]],
        collect: Callable[..., Any],
    ) -> None:
        """`bundle` names the parameter of `function` to which `collect` turns the values of `options`."""
        self.__name__ = function.__name__.rstrip("_")
        self.__doc__ = function.__doc__
        self.__annotations__: dict[str, Any] = {}  # they stand in the signature
        self._function = function
        self._bundle = bundle
        self._options = options
        self._collect = collect

    def __call__(self, **given: Any) -> "Answer":
        """Run the command."""
        _, shared = self._parameters
        bundle = self._collect(**{one.name: given.pop(one.name) for one in shared})
        return self._function(**given, **{self._bundle: bundle})

    @property
    def __signature__(self) -> Signature:
        own, shared = self._parameters
        return Signature([*own, *shared])

    @cached_property
    def _parameters(self) -> tuple[list[Parameter], list[Parameter]]:
        """The function's own, and those of the bundle."""
        own = [
            one.replace(kind=Parameter.KEYWORD_ONLY)
            for name, one in signature(self._function).parameters.items()
            if name != self._bundle
        ]
        names = {one.name for one in own}
        return own, [one for one in self._options() if one.name not in names]


def read_stdin() -> str:
    """All of stdin as text, without the last line break. Raises UsageError where it is not UTF-8 or not there."""
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("There is nothing on stdin.", "Give the text as an argument.")
    try:
        text = sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise UsageError("What stands on stdin is not valid UTF-8.", "Convert it to UTF-8 first.") from None
    context.current.stdin_text = text
    return text.removesuffix("\n").removesuffix("\r")


def require_text(text: str | None, in_editor: bool, command: str, about: Callable[[], str]) -> str:
    """A text that a command needs, as it was given or written in the editor. Raises UsageError where it is neither.

    Ask for it before the journal is opened: nobody waits for a person who writes.
    """
    if in_editor:
        from mentorlog.cli.prompts.editor import edit_text

        return edit_text(about, text)
    if text is None:
        raise UsageError(f"mentorlog {command} needs TEXT.", 'Write it in quotes: "...", or say --editor.')
    return text


Ref = Annotated[str, typer.Argument(metavar="REF", help="Its ref (q12), or the start of its name.", show_default=False)]
Refs = Annotated[
    list[str],
    typer.Argument(
        metavar="REF...", help="Its ref (q12), or the start of its name; several may be named.", show_default=False
    ),
]
PromptedText = Annotated[str | None, argument("TEXT", TEXT, "The words; - reads stdin; without them you are asked.")]
PromptedTitle = Annotated[str | None, argument("TITLE", TITLE, "One line; without it you are asked.")]

LongText = Annotated[
    str | None, argument("TEXT", TEXT, "The words; - reads them from stdin; --editor opens your editor.")
]
Editor = Annotated[bool, typer.Option("--editor", help="Write the text in your editor.", show_default=False)]

Private = Annotated[
    bool,
    typer.Option(
        "--private",
        help="For you alone: it stands in nothing you share. --no-private lifts the setting.",
        show_default=False,
    ),
]
OnDay = Annotated[date | None, option("--on", PAST_DAY, "The day it happened; today unless given.")]
DueDay = Annotated[date | None, option("--by", COMING_DAY, "The day it is due.")]
Minutes = Annotated[int | None, option("--minutes", MINUTES, "How long, in minutes.")]
Channel = Annotated[str | None, option("--channel", TITLE, "Where: in person, video, phone ...")]
Note = Annotated[str | None, option("--note", TEXT, "A note; - reads stdin.")]
Rating = Annotated[int | None, option("--rating", RATING, "How useful it was: 1 not useful ... 5 changed my thinking.")]
MinutesSpent = Annotated[int | None, option("--minutes", MINUTES, "Minutes spent on it, beside the sessions.")]
ForSkill = Annotated[str | None, ref_option("--skill", "The skill it belongs to.")]
ForGoal = Annotated[str | None, ref_option("--goal", "The goal it serves.")]
ForSession = Annotated[str | None, ref_option("--session", "The session it belongs to.")]
WithMentor = Annotated[str | None, ref_option("--mentor", "The mentor; needed only where several are active.")]
