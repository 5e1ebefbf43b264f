"""Whether the disk below a file is encrypted, as BitLocker says: to an administrator alone, to others it is unknown."""

import os
import sys
from pathlib import Path

assert sys.platform == "win32"  # what follows is there on no other system

_PROGRAM = r"%SystemRoot%\System32\manage-bde.exe"  # by its whole path: Windows looks into the current folder first
_TIMEOUT = 10  # seconds
_IS_PROTECTED = {0: True, 1: False}  # by the exit code of manage-bde; any other is a failure of its own


def is_disk_encrypted(path: Path) -> bool | None:
    """Whether what holds a file is encrypted; None where that cannot be seen."""
    drive = path.resolve().drive
    if len(drive) != 2:
        return None  # of another machine
    import subprocess

    try:
        process = subprocess.run(
            [os.path.expandvars(_PROGRAM), "-status", drive, "-protectionaserrorlevel"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            creationflags=subprocess.CREATE_NO_WINDOW,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return _IS_PROTECTED.get(process.returncode)
