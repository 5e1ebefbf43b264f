"""What was typed for a command that could not write it: kept as a script that writes it when that is possible again."""

import os
import shlex
import sys
from contextlib import suppress
from pathlib import Path

from mentorlog import clock
from mentorlog.cli import call
from mentorlog.cli.drafts import made_folder
from mentorlog.errors import MentorlogError
from mentorlog.store.file import sync


def kept_call() -> str:
    """Keep what was typed for a command that could not write it, as a script; the sentence that says where."""
    words = "-".join([word for word in call.this.rest if word.isidentifier()][:2])
    content = _script().encode(errors="surrogateescape")
    for make in (_draft_file, _temporary_file):
        with suppress(OSError, MentorlogError):
            return f"What you typed is kept; to write it again: sh {shlex.quote(str(make(words, content)))}"
    return "What you typed could not be kept: nothing can be written anywhere."


def _script() -> str:
    """The command, as a script that removes itself once it has done its work."""
    named = Path(sys.argv[0])
    program = str(named.absolute()) if named.name == "mentorlog" else "mentorlog"
    command = shlex.join([program, "--journal", str(call.place()), *call.this.rest])
    typed = "" if call.this.stdin is None else f"printf %s {shlex.quote(call.this.stdin)} | "
    return f'# Not in the journal yet, since it could not be written.\n{typed}{command} && rm -- "$0"\n'


def _draft_file(words: str, content: bytes) -> Path:
    folder = made_folder()
    path = folder / f"{words}-{int(clock.now().timestamp() * 1000)}-{os.getpid()}.sh"
    _fill(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600), path, content)
    sync(folder)
    return path


def _temporary_file(words: str, content: bytes) -> Path:
    from tempfile import mkstemp

    handle, name = mkstemp(prefix=f"mentorlog-{words}-", suffix=".sh")
    _fill(handle, Path(name), content)
    return Path(name)


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
