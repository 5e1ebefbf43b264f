"""The program: finds and runs the command, prints its answer, and turns errors into exit codes."""

import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import typer

from mentorlog import errors, settings, system
from mentorlog.cli.context import CliContext, take_global_options
from mentorlog.cli.registry import COMMANDS, canonical_call, commands_of_call, subset_of
from mentorlog.render.answers import Answer
from mentorlog.render.tell import print_answer, print_error
from mentorlog.render.terminal.page import line, ours
from mentorlog.render.terminal.screen import configure_encoding
from mentorlog.streams import finish


def resolve_command(argv: Sequence[str]) -> tuple[Any, str, Sequence[str]]:
    """The command that argv names, its full name, and its arguments. Raises UsageError for an unknown command.

    Typer builds every command of an app, so it gets only the one that argv calls.
    """
    name, *rest = argv
    command, is_verb = None, False
    if name in COMMANDS:
        options = sorted({word.partition("=")[0] for word in rest if word.startswith("-") and word != "-"})
        command, is_verb = build_command(name, commands_of_call(name, rest), tuple(options))
    if command is None:
        from mentorlog.cli.usage import unknown_call_error

        raise unknown_call_error(argv)
    return (command, f"{name} {rest[0]}", rest[1:]) if is_verb else (command, name, rest)


@cache  # a call that is refused as it stands is read again, and a test runs thousands
def build_command(name: str, called: tuple[str, ...], options: tuple[str, ...]) -> tuple[Any, bool]:
    """The command that is called, or None; whether it is one of a group, whose name is the word after the group's.

    It knows the options that the call names, but no others.
    """
    app = subset_of(name, called, options)
    if not (app.registered_commands or app.registered_callback):
        return None, False
    if not COMMANDS[name].group:
        return typer.main.get_command(app), False
    if called and not app.registered_callback:
        return typer.main.get_command(app), True
    return typer.main.get_group(app), False


def run(argv: Sequence[str]) -> int:
    """Run one command line; its exit code."""
    _open_streams()
    cli = CliContext(as_json="--json" in argv or "-j" in argv)  # take_global_options may raise before it returns one
    try:
        cli, rest = take_global_options(argv)
        rest, cli.noun = canonical_call(rest[1:] if rest[:1] == ["--"] else rest, lists=not cli.wants_help)
        cli.command_words = rest
        if rest[:1] != ["config"] and not cli.wants_help:  # both must work while a setting is invalid
            settings.require_valid()
        code = _serve(cli, rest)
    except BrokenPipeError:
        code = 0  # head and the like close a pipe early
    except (KeyboardInterrupt, typer.Abort):
        code = _report_error(cli, errors.Interrupted("Stopped.", _commit_hint(cli) or "Nothing was changed."))
    except errors.MentorlogError as error:
        code = _report_error(cli, error)
    except typer.TyperException as error:
        from mentorlog.cli.usage import usage_error

        code = _report_error(cli, usage_error(error, argv))
    except Exception as error:
        code = _report_error(cli, _convert_exception(cli, error))
    if cli.end_signals and cli.end_signals.received and code == errors.Interrupted.exit_code:
        code = 128 + cli.end_signals.received  # as shells have it
    return finish(code)


def _open_streams() -> None:
    """Open the null device for closed streams: SQLite would otherwise open the journal under their descriptor."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 - it lives as long as the process
    configure_encoding(sys.stdout)
    configure_encoding(sys.stderr)


def _serve(cli: CliContext, argv: list[str]) -> int:
    """Run the command, close the journal, print the answer."""
    try:
        answer = dispatch(cli, argv)
        cli.has_unsaved_text = False  # text and pages are in the journal now
        for page in tuple(cli.open_pages):
            page.discard()
    finally:
        cli.close_journal()
        if cli.end_signals is not None:
            cli.end_signals.restore()
    try:
        if isinstance(answer, Answer):
            cli.as_json = cli.as_json or answer.as_json  # so that an error while printing takes the same form
            if path := cli.new_journal():
                answer.asides = [*answer.asides, line(ours(f"A new journal was made: {path}", "dim"))]
            if cli.days_in_words:
                from mentorlog.cli.understood import echo_days, warn_of_years

                warn_of_years(answer, cli.days_in_words)
                if not cli.as_json:
                    echo_days(answer, cli.days_in_words)
            if cli.audience is not None:
                from mentorlog.cli.audience import veil_answer

                veil_answer(answer)
            print_answer(answer, as_json=cli.as_json, extra_warnings=cli.journal_warnings())
            return answer.exit_code
        sys.stdout.flush()
    except OSError as error:
        if system.is_closed_pipe(error):
            raise BrokenPipeError from None
        reason = (error.strerror or "output failed").lower()
        raise errors.InputOutput(f"The answer could not be written: {reason}.", _commit_hint(cli)) from None
    return answer if isinstance(answer, int) else 0


def may_hold_loose_text(command: Any, words: Sequence[str]) -> bool:
    """Whether the last argument of a command is a text, whose words need no quotation marks, and may be several words.

    One word for each argument is the usual call.
    """
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    if not arguments or not getattr(arguments[-1].type, "takes_rest", False):
        return False
    return len(words) != len(arguments) or any(word.startswith("-") for word in words)


def dispatch(cli: CliContext, argv: list[str]) -> Any:
    """Run the command that argv names and return its answer.

    What is refused as it stands, and yet has one meaning, is run as that, and the answer says so.
    """
    try:
        return _run_command(cli, argv)
    except (errors.UsageError, errors.NotFound, typer.TyperException) as refusal:
        if not argv or cli.wants_help or cli.has_written():
            raise
        from mentorlog.cli.loose_calls import echo_line, reread_call

        call = reread_call(cli, argv)
        if not call:
            raise
        try:
            answer = _run_command(cli, call)
        except typer.TyperException:
            raise refusal from None
        if isinstance(answer, Answer):
            answer.asides = [echo_line(call), *answer.asides]
        return answer


_FILE_COMMANDS = frozenset(
    ("init", "import", "export", "backup", "restore", "forget", "sync", "doctor", "demo", "config")
)
_FILE_OPTIONS = ("--output", "-o", "--to", "--open")


def _run_command(cli: CliContext, argv: list[str]) -> Any:
    if cli.wants_help:
        from mentorlog.cli.program import help

        return help.command_page(argv)
    if argv in ([], ["--version"]):
        from mentorlog.cli.loop import welcome

        return welcome.version(cli) if argv else welcome.greeting(cli)
    if argv[0] in _FILE_COMMANDS or any(word.startswith(_FILE_OPTIONS) for word in argv):
        cli.stop_cleanly()
    command, name, rest = resolve_command(argv)
    if cli.audience is not None:
        from mentorlog.cli.audience import require_open

        require_open(command, name, rest)
    if name == "edit" and any(word.startswith("--") or "=" not in word for word in rest[1:]):
        from mentorlog.cli.loose_assignments import gather_assignments

        rest = gather_assignments(rest)
    if may_hold_loose_text(command, rest):
        from mentorlog.cli.loose_words import gather_text

        rest = gather_text(cli, command, f"mentorlog {name}", rest)
    # --help is a global option, taken out of argv already
    answer = command.main(rest, prog_name=f"mentorlog {name}", standalone_mode=False, help_option_names=[], obj=cli)
    if answer == errors.Interrupted.exit_code:  # which is all that Typer leaves of a KeyboardInterrupt
        raise KeyboardInterrupt
    return answer


_ENVIRONMENT_EXIT_CODES = (65, 73, 74, 75, 77)  # the fault is not in the command line, so it is worth saving


def _report_error(cli: CliContext, error: errors.MentorlogError) -> int:
    """Print an error and return its exit code; a text that could not be written is saved, and the hint says where."""
    notes = [f"What you wrote is kept: {page.path}" for page in cli.open_pages]
    if cli.has_unsaved_text and not notes and error.exit_code in _ENVIRONMENT_EXIT_CODES:
        from mentorlog.cli.prompts.unsaved_command import save_command

        notes = [save_command(cli)]
    if error.exit_code == errors.NotFound.exit_code and cli.is_journal_missing():
        notes.insert(0, f"There is no journal at {cli.journal_path}.")
    error.hint = "\n".join((error.hint, *notes)).lstrip("\n")
    with suppress(OSError, ValueError):
        print_error(error, as_json=cli.as_json)
    return error.exit_code


def _convert_exception(cli: CliContext, error: Exception) -> errors.MentorlogError:
    """Turn any other exception into one of ours, whose hint says whether the change was committed."""
    if os.environ.get("MENTORLOG_DEBUG"):
        _print_traceback(error)
    converted = _to_mentorlog_error(cli, error)
    if hint := _commit_hint(cli):
        cli.has_unsaved_text = False
        converted.hint = hint
    return converted


def _commit_hint(cli: CliContext) -> str:
    """A hint where the change was committed before something failed: "run it again" would then be wrong advice."""
    if cli.journal and cli.journal.store.has_written:
        return "The change itself is in the journal: mentorlog history"
    return ""


def _to_mentorlog_error(cli: CliContext, error: Exception) -> errors.MentorlogError:
    if isinstance(error, OSError) and not Path(__file__).exists():
        return errors.InputOutput(
            "mentorlog cannot run from within a zip file: its texts are files of their own.",
            "Unpack it, or install it: pipx install mentorlog",
        )
    if isinstance(error, (sqlite3.Error, OSError)):
        from mentorlog.store.sqlite_errors import translate_error

        return translate_error(error, cli.journal.store.path if cli.journal else None)
    if isinstance(error, OverflowError):  # only dates overflow: forms bound all other numbers
        return errors.UsageError(
            "That leads to a day before the year 1 or after the year 9999.",
            "Look at the clock of this machine (date), and at days that far away.",
        )
    if damaged := _find_damage(cli):
        return damaged
    return errors.InputOutput(
        f"Something is wrong in mentorlog itself ({type(error).__name__}).",
        "The journal holds whole changes only: mentorlog history. Set MENTORLOG_DEBUG=1 to see where it happened.",
    )


def _find_damage(cli: CliContext) -> errors.MentorlogError | None:
    """The error for a damaged journal, whose values can raise anything anywhere; None where the file is sound."""
    from mentorlog.integrity import check
    from mentorlog.journal.schema import schema
    from mentorlog.store import connect
    from mentorlog.store.sqlite_errors import damage_error

    with suppress(errors.MentorlogError, OSError):
        path = connect.resolve_path(cli.journal_path)
        if path.exists() and not check.is_sound(path, schema()):
            return damage_error(path)
    return None


def _print_traceback(error: BaseException | None) -> None:
    """Print the frames of an error without its message, which may quote somebody's text."""
    import traceback

    while error is not None:
        for frame in traceback.extract_tb(error.__traceback__):
            sys.stderr.write(f"  {frame.filename}:{frame.lineno} in {frame.name}\n")
        sys.stderr.write(f"{type(error).__name__}\n")
        error = error.__cause__ or error.__context__
