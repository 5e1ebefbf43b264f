"""The root: global options, the lazy table of commands, answers told, errors to exit codes."""

import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from mentorlog import errors
from mentorlog.cli import call
from mentorlog.cli.commands import COMMANDS, PANELS
from mentorlog.screen.answers import Answer
from mentorlog.screen.screen import settle
from mentorlog.screen.tell import tell, tell_error


class Root(TyperGroup):
    """The commands as names and lines of help; the one that is called is imported then."""

    def __init__(self, **attrs: Any) -> None:
        attrs["commands"] = {name: TyperCommand(name, help=entry.help) for name, entry in COMMANDS.items()}
        super().__init__(**attrs)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The real command for the name, from its module."""
        name, stub, rest = super().resolve_command(ctx, args)
        if stub is None or name is None:
            return name, stub, rest
        return name, loaded(name, rest), rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands under the headings of the loop they serve."""
        for panel in PANELS:
            with formatter.section(panel):
                formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items() if entry.panel == panel])


def loaded(name: str, rest: Sequence[str]) -> Any:
    """The command of that name, its module imported; of a group only the one that `rest` names is built, if any."""
    entry = COMMANDS[name]
    module = copy(import_module(f"mentorlog.cli.{entry.module}").app)
    called = name if not entry.group else next(iter(rest), "")
    if one := [command for command in module.registered_commands if _word(command) == called]:
        module.registered_commands = one
    group = typer.main.get_group(module)
    command: Any = group if entry.group else group.commands[name]
    command.name = name
    return command


def verbs(name: str) -> list[tuple[str, str]]:
    """(name, first line of its help) of each command of a group."""
    commands = import_module(f"mentorlog.cli.{COMMANDS[name].module}").app.registered_commands
    return [(_word(one), (one.help or one.callback.__doc__ or "").split("\n")[0]) for one in commands]


def _word(command: Any) -> str:
    """What a person types for a command: its name, or its function's."""
    return str(command.name or command.callback.__name__)


app = typer.Typer(
    cls=Root,
    name="mentorlog",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    epilog="Options for every command: --journal FILE, --json, --no-input. `mentorlog COMMAND --help` says more.",
)


@app.callback()
def mentorlog(
    ctx: typer.Context,
    version: bool = typer.Option(False, "--version", help="Say which version this is."),
) -> Answer | None:
    """A mentorship journal: prepare, meet, apply, and see your growth."""
    if ctx.invoked_subcommand and not version:
        return None
    from mentorlog.cli import welcome

    return welcome.version() if version else welcome.greeting()


def run(argv: Sequence[str]) -> int:
    """Serve one call, and give its exit code."""
    _open_streams()
    call.this = call.Call(as_json="--json" in argv)
    try:
        call.this, rest = call.lifted(argv)
        code = _served(rest)
    except BrokenPipeError:
        code = 0  # who stops reading has seen enough
    except (KeyboardInterrupt, typer.Abort):
        code = _failed(errors.Interrupted("Stopped.", "Nothing was changed."))
    except errors.MentorlogError as error:
        code = _failed(error)
    except typer.TyperException as error:
        from mentorlog.cli.usage import usage_error

        code = _failed(usage_error(error, argv))
    except Exception as error:
        code = _failed(_unexpected(error))
    _close_stdout()
    return code


def _open_streams() -> None:
    """Put something in the place of a stream that was closed, so that the journal is never opened in its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 - it lives as long as the process
    settle(sys.stdout)
    settle(sys.stderr)


def _served(argv: list[str]) -> int:
    """Run the command, close the journal, tell the answer."""
    try:
        answer = typer.main.get_command(app).main(argv, prog_name="mentorlog", standalone_mode=False)
        for buffer in tuple(call.this.buffers):
            buffer.discard()  # what it says is in the journal
    finally:
        call.close_journal()
    if isinstance(answer, Answer):
        tell(answer, as_json=call.this.as_json, also=call.warnings())
        return answer.code
    sys.stdout.flush()
    return answer if isinstance(answer, int) else 0


def _failed(error: errors.MentorlogError) -> int:
    """Tell an error; where even that fails, its exit code is all there is."""
    kept = [f"What you wrote is kept: {buffer.path}" for buffer in call.this.buffers]
    error.hint = "\n".join((error.hint, *kept)).lstrip("\n")
    with suppress(OSError, ValueError):
        tell_error(error, as_json=call.this.as_json)
    return error.exit_code


def _unexpected(error: Exception) -> errors.MentorlogError:
    """What SQLite or the system reports, in a person's words; a fault of ours says so, without anybody's text."""
    if os.environ.get("MENTORLOG_DEBUG"):
        raise error
    if isinstance(error, (sqlite3.Error, OSError)):
        from mentorlog.store.faults import explained

        return explained(error, call.this.journal.store.path if call.this.journal else None)
    return errors.InputOutput(
        f"Something is wrong in mentorlog itself ({type(error).__name__}).",
        "The journal holds whole changes only: mentorlog history. Set MENTORLOG_DEBUG=1 to see where it happened.",
    )


def _close_stdout() -> None:
    """Write what is left; where nobody reads, or nothing can be written, keep the interpreter from trying again."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
