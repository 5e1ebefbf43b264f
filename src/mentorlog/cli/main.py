"""The root: global options, the lazy table of commands, answers told, errors to exit codes."""

import os
import sqlite3
import sys
from collections.abc import Collection, Sequence
from contextlib import suppress
from copy import copy
from importlib import import_module
from typing import Any, TextIO

import typer

from mentorlog import errors, settings
from mentorlog.cli import context
from mentorlog.cli.registry import COMMANDS, FOLDERS
from mentorlog.render.answers import Answer
from mentorlog.render.tell import print_answer, print_error
from mentorlog.render.terminal.screen import configure_encoding


def called(argv: Sequence[str]) -> tuple[Any, str, Sequence[str]]:
    """The command that the words name, its name, and the words behind it; of a group only what they may call is built.

    Raises UsageError where they name none.
    """
    name, *rest = argv
    module = _narrowed(name, rest if COMMANDS[name].group else [name]) if name in COMMANDS else typer.Typer()
    if not (module.registered_commands or module.registered_callback):
        from mentorlog.cli.usage import no_such_call

        raise no_such_call(argv)
    if not COMMANDS[name].group:
        return typer.main.get_command(module), name, rest
    if [_word(one) for one in module.registered_commands] == rest[:1] and not module.registered_callback:
        return typer.main.get_command(module), f"{name} {rest[0]}", rest[1:]
    return typer.main.get_group(module), name, rest


def loaded(name: str, rest: Sequence[str] = ()) -> Any:
    """The command of that name; of a group those of its commands that `rest` names, or all where it names none."""
    entry = COMMANDS[name]
    module = _narrowed(name, rest if entry.group else [name])
    group: Any = typer.main.get_group(module if module.registered_commands else _module(name))
    command = group if entry.group else group.commands[name]
    command.name = name
    return command


def _narrowed(name: str, among: Collection[str]) -> typer.Typer:
    """The commands of a name's module, of those in `among` alone."""
    module: typer.Typer = copy(_module(name))
    module.registered_commands = [one for one in module.registered_commands if _word(one) in among]
    return module


def verbs(name: str) -> list[tuple[str, str]]:
    """(name, first line of its help) of each command of a group."""
    commands = _module(name).registered_commands
    return [(_word(one), (one.help or one.callback.__doc__ or "").split("\n")[0]) for one in commands]


def _module(name: str) -> Any:
    entry = COMMANDS[name]
    return import_module(f"mentorlog.cli.{FOLDERS[entry.panel]}.{entry.module}").app


def _word(command: Any) -> str:
    """What a person types for a command: its name, or its function's."""
    return str(command.name or command.callback.__name__)


def run(argv: Sequence[str]) -> int:
    """Serve one call, and give its exit code."""
    _open_streams()
    context.this = context.Call(as_json="--json" in argv)
    try:
        context.this, rest = context.lifted(argv)
        rest = rest[1:] if rest[:1] == ["--"] else rest
        if rest[:1] != ["config"] and not context.this.help:  # which are there to mend what is wrong
            settings.require_valid()
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
    _flush(sys.stdout)
    _flush(sys.stderr)
    return code


def _open_streams() -> None:
    """Put something in the place of a stream that was closed, so that the journal is never opened in its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 - it lives as long as the process
    configure_encoding(sys.stdout)
    configure_encoding(sys.stderr)


def _served(argv: list[str]) -> int:
    """Run the command, close the journal, tell the answer."""
    try:
        answer = _answered(argv)
        context.this.typed = False  # it is in the journal now
        for buffer in tuple(context.this.buffers):
            buffer.discard()  # likewise
    finally:
        context.close_journal()
    try:
        if isinstance(answer, Answer):
            print_answer(answer, as_json=context.this.as_json, extra_warnings=context.warnings())
            return answer.exit_code
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or "output failed").lower()
        raise errors.InputOutput(f"The answer could not be written: {reason}.", _what_stays()) from None
    return answer if isinstance(answer, int) else 0


def _answered(argv: list[str]) -> Any:
    if context.this.help:
        from mentorlog.cli.program import help

        return help.page(argv)
    if argv in ([], ["--version"]):
        from mentorlog.cli.loop import welcome

        return welcome.version() if argv else welcome.greeting()
    command, name, rest = called(argv)
    # --help is lifted out of argv, as all that holds for every command
    return command.main(rest, prog_name=f"mentorlog {name}", standalone_mode=False, help_option_names=[])


_OUTSIDE = (65, 73, 74, 75, 77)  # exit codes of what is no fault of what was typed


def _failed(error: errors.MentorlogError) -> int:
    """Tell an error; where even that fails, its exit code is all there is. What was typed in vain is kept."""
    kept = [f"What you wrote is kept: {buffer.path}" for buffer in context.this.buffers]
    if context.this.typed and not kept and error.exit_code in _OUTSIDE:
        from mentorlog.cli.prompts.unsaved_command import kept_call

        kept = [kept_call()]
    error.hint = "\n".join((error.hint, *kept)).lstrip("\n")
    with suppress(OSError, ValueError):
        print_error(error, as_json=context.this.as_json)
    return error.exit_code


def _unexpected(error: Exception) -> errors.MentorlogError:
    """What SQLite or the system reports, in a person's words; a fault of ours says so, without anybody's text."""
    if os.environ.get("MENTORLOG_DEBUG"):
        _say_where(error)
    told = _explained(error)
    if stays := _what_stays():
        context.this.typed = False
        told.hint = stays
    return told


def _what_stays() -> str:
    """That the change is kept, where one was before something failed: to say "run it again" would be wrong."""
    journal = context.this.journal
    return "The change itself is in the journal: mentorlog history" if journal and journal.store.has_written else ""


def _explained(error: Exception) -> errors.MentorlogError:
    if isinstance(error, (sqlite3.Error, OSError)):
        from mentorlog.integrity.errors import translate_error

        return translate_error(error, context.this.journal.store.path if context.this.journal else None)
    if isinstance(error, OverflowError):  # numbers are bounded where they are read: only days run out
        return errors.UsageError(
            "That leads to a day before the year 1 or after the year 9999.",
            "Look at the clock of this machine (date), and at days that far away.",
        )
    if damaged := _damaged():
        return damaged
    return errors.InputOutput(
        f"Something is wrong in mentorlog itself ({type(error).__name__}).",
        "The journal holds whole changes only: mentorlog history. Set MENTORLOG_DEBUG=1 to see where it happened.",
    )


def _damaged() -> errors.MentorlogError | None:
    """Whether the journal is at fault: what nobody wrote stands in a damaged file, and fails wherever it is read."""
    from mentorlog.integrity import check
    from mentorlog.integrity import errors as faults
    from mentorlog.journal.schema.definition import schema
    from mentorlog.store import connect

    with suppress(errors.MentorlogError, OSError):
        path = connect.resolve_path(context.place())
        if path.exists() and not check.is_sound(path, schema()):
            return faults.damage_error(path)
    return None


def _say_where(error: BaseException | None) -> None:
    """The places in the code that an error came through; not what it says, since somebody's text may stand in that."""
    import traceback

    while error is not None:
        for frame in traceback.extract_tb(error.__traceback__):
            sys.stderr.write(f"  {frame.filename}:{frame.lineno} in {frame.name}\n")
        sys.stderr.write(f"{type(error).__name__}\n")
        error = error.__cause__ or error.__context__


def _flush(stream: TextIO) -> None:
    """Write what is left; where nobody reads, or nothing can be written, keep the interpreter from trying again."""
    try:
        stream.flush()
    except (OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
