"""A command whose text could not be written is saved as a script, which writes it once that is possible again."""

import os
import sys
from contextlib import suppress
from itertools import islice, takewhile
from pathlib import Path

from mentorlog import clock
from mentorlog.cli.context import CliContext
from mentorlog.cli.prompts.drafts import TEMP_SCRIPT_PREFIX, drafts_folder
from mentorlog.cli.registry import COMMANDS, verbs
from mentorlog.errors import MentorlogError
from mentorlog.journal.model import kinds
from mentorlog.store.create import make_folder
from mentorlog.system import filesystem, shell

_MAX_REFS = 4  # in a file's name


def save_command(cli: CliContext) -> str:
    """Save the command of this call as a script; the sentence that says where."""
    name, content = _file_stem(cli), _script_content(cli)
    for write in (_write_draft, _write_temporary):
        with suppress(OSError, MentorlogError):
            path = write(cli.journal_path, name, content)
            return f"What you typed is kept; to write it again: {shell.script_call(path)}"
    return "What you typed could not be kept: nothing can be written anywhere."


def _file_stem(cli: CliContext) -> str:
    """The command and the refs that it names. Names of files are seen by others, so no word of a text is in one."""
    name, *rest = cli.command_words
    verb = [word for word in rest[:1] if COMMANDS[name].group and word in dict(verbs(name))]
    targets = takewhile(bool, map(kinds.parse_ref, rest[len(verb) :]))
    refs = [kinds.ref(kind.noun, number) for kind, number in islice(filter(None, targets), _MAX_REFS)]
    return "-".join((name, *verb, *refs))


def _script_content(cli: CliContext) -> bytes:
    """The command, as a script that removes itself once it has succeeded."""
    program_path = Path(sys.argv[0])
    program = str(program_path.absolute()) if program_path.name == "mentorlog" else "mentorlog"
    flags = ["--no-private"] * cli.no_private + ["--no-input"] * cli.no_input
    command = [program, "--journal", str(cli.journal_path), *flags, *cli.command_words]
    return shell.script_content(command, cli.stdin_text)


def _write_draft(journal: Path, name: str, content: bytes) -> Path:
    """Write the script beside the journal; not where a device or a folder stands in its place, as at /dev/null."""
    folder = drafts_folder(journal)
    if journal.exists() and not journal.is_file():
        raise FileNotFoundError(journal)
    make_folder(folder)
    path = folder / f"{name}-{int(clock.now().timestamp() * 1000)}-{os.getpid()}{shell.SCRIPT_SUFFIX}"
    _write_synced(filesystem.create_private(path), path, content)
    filesystem.sync_folder(folder)
    return path


def _write_temporary(_: Path, name: str, content: bytes) -> Path:
    from tempfile import mkstemp

    handle, place = mkstemp(prefix=f"{TEMP_SCRIPT_PREFIX}{name}-", suffix=shell.SCRIPT_SUFFIX)
    _write_synced(handle, Path(place), content)
    return Path(place)


def _write_synced(handle: int, path: Path, content: bytes) -> None:
    """Write the content and sync it; where that fails, remove the file."""
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            filesystem.sync_handle(file.fileno())
    except OSError:
        filesystem.remove(path)
        raise
