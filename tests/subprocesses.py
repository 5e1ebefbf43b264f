"""Run the real program in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MENTORLOG = [sys.executable, "-m", "mentorlog"]


def environment_for(journal: Path, **more: str) -> dict[str, str]:
    """The environment of a command on `journal`."""
    # Without compiled modules each call would take a quarter more; unbuffered streams would hide what a last flush
    # does.
    omitted = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    inherited = {name: value for name, value in os.environ.items() if name not in omitted}
    return {**inherited, "MENTORLOG_JOURNAL": str(journal)} | more


def run(
    journal: Path, *argv: str | bytes, before: Callable[[], Any] | None = None, stdin: bytes = b"", **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end; `before` is called in the new process."""
    process = subprocess.run(
        [*MENTORLOG, *argv],
        input=stdin,
        capture_output=True,
        env=environment_for(journal, **more),
        preexec_fn=before,
        check=False,
    )
    return subprocess.CompletedProcess(argv, process.returncode, process.stdout.decode(), process.stderr.decode())
