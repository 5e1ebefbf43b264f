"""Options and arguments that commands share.

An option parses its value with the same Form as `edit`, so that a day, a number or a choice is written alike in both.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer._click.types import ParamType  # Typer exports no base for types that need the context

from mentorlog import clock
from mentorlog.cli.context import CliContext
from mentorlog.cli.lazy_parameters import LazyParameter, ParameterParts, lazy_option, parameters_of
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import DUE_DAY, TEXT, TITLE, Form, SqlValue
from mentorlog.journal.model.record import Record
from mentorlog.render.answers import Answer, record_title
from mentorlog.render.terminal.page import Line
from mentorlog.settings import expand_home
from mentorlog.structs import Annotated, Literal

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

    class Context(typer.Context):
        """The context that Typer hands to a command: `obj` is ours."""

        obj: CliContext

else:
    Context = typer.Context

Offers = Literal[
    "competences", "frameworks", "refs", "periods", "backups", "changes", "drafts", "sort fields", "assignments",
    "setting keys", "setting values",
]  # fmt: skip
Parameters = list[ParameterParts]
NOTHING_SAID = "There is nobody to ask, and nothing was said."
TextList = list[str] | None  # of an option that may be repeated
OUTPUT_PANEL = "How it is told"  # heading, in a command's help, of the options that change no content


class OptionContext:
    """The context in which options are parsed: it knows the time, but no records, which the command looks up."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.date()

    def resolve_number(self, noun: str, text: str) -> int:
        """Never called: the command resolves options that name a record."""
        raise AssertionError(noun)

    def read_field(self, noun: str, number: int, name: str) -> SqlValue:
        """Never called: no option depends on a record's field."""
        raise AssertionError(noun)


class FormType(ParamType):
    """The Click type of an option that is parsed by a form."""

    def __init__(self, form: Form, name: str) -> None:
        self.form = form  # completion offers its choices
        self.name = name
        self.takes_rest = form in (TEXT, TITLE)  # as the last argument, it is what is left of the words
        self.reads_stdin = form is TEXT

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Parse a text; a default is a value already. Raises UsageError that names the option."""
        if not isinstance(value, str):
            return value
        cli: CliContext = ctx.obj
        cli.has_unsaved_text = cli.has_unsaved_text or self.form in (TEXT, TITLE)
        try:
            parsed = self.form.parse(
                cli.read_stdin() if value == "-" and self.form in (TEXT, TITLE) else value, OptionContext(clock.now())
            )
        except UsageError as error:
            raise UsageError(f"{self.name}: {error.message}", error.hint) from None
        if isinstance(parsed, date) and not self.form.is_provisional and not value[:4].isdigit():
            cli.days_in_words.append((self.name, parsed, value if self.form is DUE_DAY else ""))
        return parsed


class WordType(ParamType):
    """The Click type of a value that the command parses itself; `offers` names its completions."""

    name = "text"

    def __init__(self, offers: Offers, noun: str = "", takes_value: bool = False) -> None:
        self.offers = offers
        self.noun = noun  # of refs to complete; empty for the noun of the command, or any
        self.takes_value = takes_value  # as in g1=5
        self.takes_rest = offers == "setting values"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value unchanged."""
        return value


class PhraseType(ParamType):
    """The Click type of a text that the command parses itself."""

    name = "text"

    def __init__(self, *, takes_rest: bool = True, reads_stdin: bool = False) -> None:
        self.takes_rest = takes_rest
        self.reads_stdin = reads_stdin

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value unchanged."""
        return value


def option(name: str, form: Form, help: str, metavar: str = "", panel: str | None = None) -> Any:
    """An option parsed by a form; `panel` is its heading in the help."""
    return LazyParameter(
        lambda default: typer.Option(
            default, name, click_type=FormType(form, name), metavar=metavar or form.metavar, help=help,
            show_default=False, rich_help_panel=panel,
        ),
        name,
    )  # fmt: skip


def flag(name: str, help: str, panel: str | None = None, callback: Callable[..., bool] | None = None) -> Any:
    """An option without a value."""
    return lazy_option(name, help=help, rich_help_panel=panel, callback=callback)


def expand_path(path: Path | None) -> Path | None:
    """A path as a shell would have expanded it, which leaves the ~ of `--output=~/page.html` as it is."""
    return path and Path(expand_home(str(path)))


def argument(name: str, form: Form, help: str) -> Any:
    """An argument parsed by a form."""
    return LazyParameter(
        lambda default: typer.Argument(
            default, click_type=FormType(form, name), metavar=name, help=help, show_default=False
        )
    )


def word_option(name: str, metavar: str, help: str, offers: Offers) -> Any:
    """An option whose value the command parses itself."""
    return lazy_option(name, click_type=WordType(offers), metavar=metavar, help=help)


def word_argument(metavar: str, help: str, offers: Offers) -> Any:
    """An argument whose value the command parses itself."""
    return _word_argument(WordType(offers), metavar, help)


def _word_argument(type_: WordType, metavar: str, help: str) -> LazyParameter:
    return LazyParameter(
        lambda default: typer.Argument(default, click_type=type_, metavar=metavar, help=help, show_default=False)
    )


def ref_option(name: str, help: str, noun: str | None = None, metavar: str = "") -> Any:
    """An option that names a record by its ref or the start of its name; `noun` defaults to the option's last word.

    A metavar like NEED=0-5 means that a value follows the ref.
    """
    noun = name.rpartition("-")[2] if noun is None else noun
    type_, metavar = WordType("refs", noun, "=" in metavar), metavar or noun.upper()
    return lazy_option(name, click_type=type_, metavar=metavar, help=help)


def ref_argument(noun: str, help: str, metavar: str = "") -> Any:
    """An argument that names a record of `noun`; an empty noun means that of the command."""
    type_, metavar = WordType("refs", noun), metavar or noun.upper()
    return _word_argument(type_, metavar, help)


class BundledCommand:
    """Wraps a command so that Typer sees one of its parameters as the options that several commands share.

    They follow the function's own parameters, which replace shared options of the same name. They are built only
    when Typer asks for the signature of the command that is called.
    """

    def __init__(
        self,
        function: Callable[..., Answer],
        bundle: str,
        options: Callable[[], Parameters],
        collect: Callable[..., Any],
    ) -> None:
        """`collect` turns the values of `options` into the argument for the parameter `bundle` of `function`."""
        self.__name__ = function.__name__.rstrip("_")
        self.__doc__ = function.__doc__
        self.__annotations__: dict[str, Any] = {}  # Typer takes them from __signature__
        self.function = function
        self._bundle = bundle
        self._options = options
        self._collect = collect

    def __call__(self, **values: Any) -> Answer:
        """Run the command."""
        bundle = self._collect(**{name: values.pop(name, default) for name, _, default in self._shared})
        return self.function(**values, **{self._bundle: bundle})

    @property
    def __signature__(self) -> Signature:
        return Signature(
            [
                Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
                for name, annotation, default in self.parameters
            ]
        )

    @property
    def parameters(self) -> Parameters:
        """The function's own parameters, and the shared ones."""
        return [*self._own, *self._shared]

    @cached_property
    def _own(self) -> Parameters:
        return [parameter for parameter in parameters_of(self.function) if parameter[0] != self._bundle]

    @cached_property
    def _shared(self) -> Parameters:
        own_names = {name for name, _, _ in self._own}
        return [option for option in self._options() if option[0] not in own_names]


def owner_note(journal: "Journal", record: Record) -> Line:
    """Whom a new record concerns, where there are several mentors: "for Ruth and Sam"; how to make it one's own.

    Nothing is said of what only its writer may see.
    """
    if record.private or not journal.has_several_current_mentors():
        return ()
    from mentorlog.cli.params.mentor import describe_owner

    return describe_owner(journal, record)


def require_text(
    cli: CliContext, text: str | None, in_editor: bool, command: str, about: str | Callable[[], str]
) -> str:
    """The text of a command, from its argument or from the editor. Raises UsageError if there is neither.

    Call this before opening the journal, so that no other command waits while somebody writes.
    """
    if in_editor:
        from mentorlog.cli.prompts.editor import edit_text

        return edit_text(cli, about, text)
    if text is None:
        raise UsageError(f"mentorlog {command} needs TEXT.", 'Write it in quotes: "...", or say --editor.')
    return text


def start_conversation(
    cli: CliContext, name: str, resume_command: str, missing: str, hint: str, ref: str = ""
) -> "Conversation":
    """A conversation for what the command line left out, with a draft called `name`, about the record `ref` if any.

    Raises UsageError, which says what is `missing`, where nobody can be asked.
    """
    if not cli.is_interactive():
        raise UsageError(missing, hint)
    from mentorlog.cli.prompts.conversation import Conversation

    return Conversation(cli, name, resume_command, ref)


def require_text_for(
    cli: CliContext, text: str | None, in_editor: bool, command: str, record: type[Record], ref: str
) -> str:
    """Like `require_text`, with the record's title on the editor's page."""
    return require_text(cli, text, in_editor, command, lambda: record_title(cli.open_journal().find(record, ref)))


Ref = Annotated[str, ref_argument("", "Its ref (q12), or the start of its name.", "REF")]
Refs = Annotated[
    list[str],
    ref_argument("", "Its ref (q12), or the start of its name; several may be named.", "REF..."),
]
ConcernedMentor = Annotated[str | None, ref_option("--mentor", "Only what concerns this mentor: theirs, and nobody's.")]
