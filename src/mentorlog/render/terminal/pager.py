"""A pager for what does not fit on a terminal. One that is missing or quits early is no error."""

import io
import os
import shlex
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress

from mentorlog import settings
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import replace


def page_out(draw: Callable[[Screen], None], screen: Screen) -> None:
    """Show what `draw` draws in a pager, or directly where it fits or there is no pager."""
    drawn = io.StringIO()
    draw(replace(screen, stream=drawn))
    text = drawn.getvalue()
    words = pager_command() if text.count("\n") >= _terminal_rows(screen) else []
    if not (words and _run_pager(words, text.encode(screen.stream.encoding or "utf-8", "backslashreplace"))):
        screen.stream.write(text)


def pager_command() -> list[str]:
    """The command of the pager; none where the setting is empty, pages are read aloud or the terminal is too simple."""
    if os.environ.get("TERM", "") in ("", "dumb", "unknown") or settings.value("accessible"):
        return []
    setting = settings.resolve("pager")
    if setting.source == "default" and os.environ.get("PAGER") == "":
        return []
    try:
        return shlex.split(str(setting.value))
    except ValueError:  # an unclosed quotation mark
        return []


def _terminal_rows(screen: Screen) -> int:
    try:
        return os.get_terminal_size(screen.stream.fileno()).lines or 24
    except (OSError, ValueError):
        return 24


def _run_pager(words: Sequence[str], text: bytes) -> bool:
    """Run the pager until it is left. Returns False where it cannot be started."""
    try:
        pager = subprocess.Popen(words, stdin=subprocess.PIPE, env={"LESS": "FRX", "LV": "-c", **os.environ})
    except OSError:
        return False
    # Ctrl-C goes to the pager, where less only ends a search with it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with suppress(BrokenPipeError):
            pager.communicate(text)
        pager.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return True
