"""Other programs on Windows: how they are started, found and ended."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

assert sys.platform == "win32"  # what follows is there on no other system

FALLBACK_EDITORS = ("notepad",)
_ACCESS_DENIED = 5


def start_detached(command: Sequence[str]) -> None:
    """Start a program that nobody waits for: it has no terminal and no stream of this one, and outlives both.

    Its console has no window; without any, the launcher of a virtual environment would open one. Raises OSError.
    """
    import subprocess

    flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    null = subprocess.DEVNULL
    process = subprocess.Popen(
        command, stdin=null, stdout=null, stderr=null, creationflags=flags, cwd=Path(sys.executable).anchor
    )
    process.returncode = 0  # else its end would be asked for, and missed with a warning


def is_running(process: int) -> bool:
    """Whether there is a process of this id. `os.kill` would send it Ctrl-C here, or end it."""
    import ctypes

    query_limited_information, still_active = 0x1000, 259
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    handle = kernel.OpenProcess(query_limited_information, False, process & 0xFFFFFFFF)
    if not handle:
        return ctypes.get_last_error() == _ACCESS_DENIED
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == still_active


def end_signals() -> tuple[int, ...]:
    """The signals by which other programs end this one; for a closed console see `terminal`."""
    import signal

    return signal.SIGTERM, signal.SIGBREAK


def end_by(number: int) -> None:
    """End this process, with the exit code that a signal means."""
    sys.stdout.flush()
    os._exit(128 + number)


def end_group(process: int) -> None:
    """End a program, with all that it started, if it still runs."""
    import subprocess
    from contextlib import suppress

    null, flags = subprocess.DEVNULL, subprocess.CREATE_NO_WINDOW
    command = ["taskkill", "/T", "/F", "/PID", str(process)]
    try:
        subprocess.run(command, stdin=null, stdout=null, stderr=null, creationflags=flags, check=False)
    except OSError:  # without it, as in a reduced Windows, the program ends alone
        with suppress(OSError):
            os.kill(process, 9)


def open_in_browser(page: Path) -> bool:
    """Show a page in the browser; whether one could be started."""
    import webbrowser

    return webbrowser.open(page.as_uri())


def open_file(path: Path) -> bool:
    """Open a file with the program that the system has for its kind; whether one could be started."""
    try:
        os.startfile(path)  # type: ignore[attr-defined,unused-ignore]  # of Windows alone
    except OSError:
        return False
    return True


def pager_encoding(words: Sequence[str]) -> str:
    """The encoding that a pager reads: `more` that of the console, others UTF-8."""
    if Path(words[0]).stem.lower() != "more":
        return "utf-8"
    import ctypes

    return f"cp{ctypes.windll.kernel32.GetConsoleOutputCP() or 437}"
