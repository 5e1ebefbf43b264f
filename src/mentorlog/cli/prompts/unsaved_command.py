"""A command whose text could not be written is saved as a script, which writes it once that is possible again."""

import os
import shlex
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
from mentorlog.store.create import make_folder, sync

_MAX_REFS = 4  # in a file's name


def save_command(cli: CliContext) -> str:
    """Save the command of this call as a script; the sentence that says where."""
    name, content = _file_stem(cli), _script_content(cli)
    for write in (_write_draft, _write_temporary):
        with suppress(OSError, MentorlogError):
            path = write(cli.journal_path, name, content)
            return f"What you typed is kept; to write it again: sh {shlex.quote(str(path))}"
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
    command = shlex.join([program, "--journal", str(cli.journal_path), *flags, *cli.command_words])
    piped = "" if cli.stdin_text is None else f"printf %s {shlex.quote(cli.stdin_text)} | "
    parts = _encode(piped, "utf-8"), _encode(command, sys.getfilesystemencoding())
    return b'# Not in the journal yet, since it could not be written.\n%b%b && rm -- "$0"\n' % parts


def _encode(text: str, encoding: str) -> bytes:
    """The bytes that a text was decoded from, undecodable ones included."""
    with suppress(UnicodeEncodeError):
        return text.encode(encoding, "surrogateescape")
    return text.encode("utf-8", "surrogatepass")


def _write_draft(journal: Path, name: str, content: bytes) -> Path:
    """Write the script beside the journal; not where a device or a folder stands in its place, as at /dev/null."""
    folder = drafts_folder(journal)
    if journal.exists() and not journal.is_file():
        raise FileNotFoundError(journal)
    make_folder(folder)
    path = folder / f"{name}-{int(clock.now().timestamp() * 1000)}-{os.getpid()}.sh"
    _write_synced(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600), path, content)
    sync(folder)
    return path


def _write_temporary(_: Path, name: str, content: bytes) -> Path:
    from tempfile import mkstemp

    handle, place = mkstemp(prefix=f"{TEMP_SCRIPT_PREFIX}{name}-", suffix=".sh")
    _write_synced(handle, Path(place), content)
    return Path(place)


def _write_synced(handle: int, path: Path, content: bytes) -> None:
    """Write the content and sync it; where that fails, remove the file."""
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
