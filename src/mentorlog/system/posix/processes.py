"""Other programs on Linux, macOS and their kin: how they are started, found and ended."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

assert sys.platform != "win32"  # what follows is not there

FALLBACK_EDITORS = ("editor", "nano", "vi")


def start_detached(command: Sequence[str]) -> None:
    """Start a program that nobody waits for: it has no terminal and no stream of this one, and outlives both.

    It holds no folder that somebody may want to unmount. Raises OSError.
    """
    import subprocess

    null = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=null, stdout=null, stderr=null, start_new_session=True, cwd="/")
    process.returncode = 0  # else its end would be asked for, and missed with a warning


def is_running(process: int) -> bool:
    """Whether there is a process of this id."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def end_signals() -> tuple[int, ...]:
    """The signals by which a closed terminal and other programs end this one."""
    import signal

    return signal.SIGHUP, signal.SIGTERM


def end_by(number: int) -> None:
    """End this process by a signal, as it would have ended unhandled."""
    import signal

    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def end_group(process: int) -> None:
    """End a program that was started in a session of its own, with all that it started, if it still runs."""
    import signal

    try:
        os.killpg(process, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def open_in_browser(page: Path) -> bool:
    """Show a page in the browser; whether one could be started.

    On macOS by `open`: the address of a file handed to the browser's own script is refused by some of them.
    """
    if sys.platform == "darwin" and not os.environ.get("BROWSER"):
        import subprocess

        return subprocess.call(["/usr/bin/open", str(page)]) == 0
    import webbrowser

    return webbrowser.open(page.as_uri())


def open_file(path: Path) -> bool:
    """Open a file with the program that the system has for its kind; whether one could be started."""
    import shutil
    import subprocess

    program = "/usr/bin/open" if sys.platform == "darwin" else shutil.which("xdg-open")
    return program is not None and subprocess.call([program, str(path)], stderr=subprocess.DEVNULL) == 0


def pager_encoding(words: Sequence[str]) -> str:
    """The encoding that a pager reads; empty for that of the terminal."""
    return ""
