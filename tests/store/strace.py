"""System calls of real commands, as strace sees them."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.store.disk import DiskEvent
from tests.subprocesses import MENTORLOG, environment_for

_CALLS = (
    "openat,open,creat,pwrite64,write,pwritev,writev,ftruncate,truncate,fsync,fdatasync,sync_file_range,fallocate,"
    "copy_file_range,sendfile,unlink,unlinkat,close,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,rmdir,chmod,"
    "fchmod,fchmodat,umask,dup,dup2,dup3"
)
_LINE = re.compile(r"\d+ +(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x..)*)"')


class Syscall(NamedTuple):
    """A system call that succeeded."""

    name: str
    arguments: str  # as strace writes them
    texts: list[bytes]  # those of the arguments that are strings
    result: int


def trace_calls(
    journal: Path,
    *argv: str,
    now: str,
    umask: int | None = None,
    program: Sequence[str] = MENTORLOG,
    **more: str,
) -> list[Syscall]:
    """Run a command to its end, and give the calls it made on files."""
    with tempfile.NamedTemporaryFile(prefix="mentorlog-strace-") as log:
        done = subprocess.run(
            ["strace", "-f", "-xx", "-s", "10000000", "-e", f"trace={_CALLS}", "-o", log.name, *program, *argv],
            env=environment_for(journal, MENTORLOG_NOW=now, **more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            preexec_fn=None if umask is None else partial(os.umask, umask),
            check=False,
        )
        assert done.returncode == 0, (argv, done.stderr)
        return list(_parse_log(Path(log.name).read_text(encoding="ascii").splitlines()))


def _parse_log(lines: list[str]) -> Iterator[Syscall]:
    for line in lines:
        assert "unfinished" not in line, "the program is one thread"
        found = _LINE.match(line)
        if found and int(found[3]) >= 0:
            texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(found[2])]
            name = "link" if found[1] == "linkat" else found[1]  # which newer Pythons call
            yield Syscall(name, found[2], texts, int(found[3]))


def events(called: list[Syscall], root: Path) -> Iterator[DiskEvent]:
    """What was done to the files below `root`, with paths relative to it, and when the command printed its answer."""
    there: dict[int, str] = {}  # the open files below `root`, by descriptor
    at: dict[int, int] = {}  # where the next write() goes
    for call in called:
        path, to = ([*(_relative_path(text, root) for text in call.texts[:2]), None, None])[:2]
        first = int(call.arguments.split(",")[0]) if call.arguments.split(",")[0].isdigit() else -1
        if call.name == "openat":
            there.pop(call.result, None)
            if path is not None and "O_TMPFILE" not in call.arguments:  # which has no name, and is gone after a cut
                there[call.result], at[call.result] = path, 0
                if "O_CREAT" in call.arguments:
                    yield DiskEvent("make", path)
        elif call.name == "close":
            there.pop(first, None)
        elif call.name == "write" and first == 1:
            yield DiskEvent("told")
        elif first in there:
            name = there[first]
            if call.name == "pwrite64":
                yield DiskEvent(
                    "write", name, at=int(call.arguments.rsplit(",", 1)[1]), data=call.texts[0][: call.result]
                )
            elif call.name == "write":
                yield DiskEvent("write", name, at=at[first], data=call.texts[0][: call.result])
                at[first] += call.result
            elif call.name == "ftruncate":
                yield DiskEvent("size", name, at=int(call.arguments.rsplit(",", 1)[1]))
            elif call.name in ("fsync", "fdatasync"):
                yield DiskEvent("sync", name)
            else:
                assert call.name.startswith(("dup", "fchmod")), f"unknown to the simulation: {call.name}"
        elif path is not None and call.name in ("mkdir", "unlink", "rmdir", "rename", "link"):
            what = {"mkdir": "folder", "rename": "move", "link": "link"}.get(call.name, "gone")
            yield DiskEvent(what, path, to or "")
        else:
            assert path is None or call.name in ("chmod", "fchmodat"), f"unknown to the simulation: {call.name}"
    yield DiskEvent("ended")


def _relative_path(text: bytes, root: Path) -> str | None:
    """A path relative to `root`; None if it is elsewhere."""
    path = text.decode(errors="surrogateescape")
    if path == str(root):
        return ""
    return path.removeprefix(f"{root}/") if path.startswith(f"{root}/") else None
