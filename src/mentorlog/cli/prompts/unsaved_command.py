"""What was typed for a command that could not write it: kept as a script that writes it when that is possible again."""

import os
import shlex
import sys
from contextlib import suppress
from itertools import islice, takewhile
from pathlib import Path

from mentorlog import clock
from mentorlog.cli import context
from mentorlog.cli.prompts.drafts import ELSEWHERE, made_folder
from mentorlog.cli.registry import COMMANDS
from mentorlog.errors import MentorlogError
from mentorlog.journal.model import kinds
from mentorlog.store.connect import sync

_REFS = 4  # that a name tells


def kept_call() -> str:
    """Keep what was typed for a command that could not write it, as a script; the sentence that says where."""
    name, content = _name(), _script()
    for make in (_draft_file, _temporary_file):
        with suppress(OSError, MentorlogError):
            return f"What you typed is kept; to write it again: sh {shlex.quote(str(make(name, content)))}"
    return "What you typed could not be kept: nothing can be written anywhere."


def _name() -> str:
    """The command and the records that it is for: names of files are seen by others, so no word of a text is in one."""
    from mentorlog.cli.main import verbs

    name, *rest = context.this.rest
    verb = [word for word in rest[:1] if COMMANDS[name].group and word in dict(verbs(name))]
    found = takewhile(bool, map(kinds.parse_ref, rest[len(verb) :]))
    refs = [kinds.ref(kind.noun, number) for kind, number in islice(filter(None, found), _REFS)]
    return "-".join((name, *verb, *refs))


def _script() -> bytes:
    """The command, as a script that removes itself once it has done its work."""
    named = Path(sys.argv[0])
    program = str(named.absolute()) if named.name == "mentorlog" else "mentorlog"
    lifted = [
        word
        for word, said in (("--no-private", context.this.no_private), ("--no-input", context.this.no_input))
        if said
    ]
    command = shlex.join([program, "--journal", str(context.place()), *lifted, *context.this.rest])
    typed = "" if context.this.stdin is None else f"printf %s {shlex.quote(context.this.stdin)} | "
    parts = _bytes(typed, "utf-8"), _bytes(command, sys.getfilesystemencoding())
    return b'# Not in the journal yet, since it could not be written.\n%b%b && rm -- "$0"\n' % parts


def _bytes(text: str, encoding: str) -> bytes:
    """The bytes that a text was read from, also those that were no text."""
    with suppress(UnicodeEncodeError):
        return text.encode(encoding, "surrogateescape")
    return text.encode("utf-8", "surrogatepass")


def _draft_file(name: str, content: bytes) -> Path:
    folder = made_folder()
    path = folder / f"{name}-{int(clock.now().timestamp() * 1000)}-{os.getpid()}.sh"
    _fill(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600), path, content)
    sync(folder)
    return path


def _temporary_file(name: str, content: bytes) -> Path:
    from tempfile import mkstemp

    handle, place = mkstemp(prefix=f"{ELSEWHERE}{name}-", suffix=".sh")
    _fill(handle, Path(place), content)
    return Path(place)


def _fill(handle: int, path: Path, content: bytes) -> None:
    """Write all of it, synced, or leave nothing."""
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
