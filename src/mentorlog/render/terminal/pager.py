"""A pager for what does not fit on a terminal. Whatever it does not show is written to the terminal itself."""

import io
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from threading import Thread

from mentorlog import settings, system
from mentorlog.programs import command_words
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import replace
from mentorlog.system import processes

_READ_SIZE = 65_536  # bytes


def page_out(draw: Callable[[Screen], None], screen: Screen) -> None:
    """Show what `draw` draws in a pager, or directly where it fits, where there is no pager or where that fails."""
    drawn = io.StringIO()
    draw(replace(screen, stream=drawn))
    text = drawn.getvalue()
    words = pager_command() if text.count("\n") >= _terminal_rows(screen) else []
    encoding = (processes.pager_encoding(words) if words else "") or screen.stream.encoding or "utf-8"
    if not (words and _run_pager(words, text.encode(encoding, "backslashreplace"))):
        screen.stream.write(text)


def pager_command() -> list[str]:
    """The command of the pager; none where the setting is empty, pages are read aloud or the terminal is too simple."""
    if system.terminal_type() in ("", "dumb", "unknown") or settings.value("accessible"):
        return []
    setting = settings.resolve("pager")
    if setting.source == "default" and os.environ.get("PAGER") == "":
        return []
    try:
        return command_words(str(setting.value))
    except ValueError:  # an unclosed quotation mark
        return []


def _terminal_rows(screen: Screen) -> int:
    try:
        return os.get_terminal_size(screen.stream.fileno()).lines or 24
    except (OSError, ValueError):
        return 24


def _run_pager(words: Sequence[str], text: bytes) -> bool:
    """Run the pager until it is left; whether it has shown the text, or a part that was enough for whoever read it.

    One that cannot be started, fails or reads nothing has shown nothing. No word searched for is kept in the history
    of less, where it would outlive the journal.
    """
    environment = {"LESS": "FRX", "LV": "-c", **os.environ, "LESSHISTFILE": "-"}
    read_end, write_end = os.pipe()
    try:
        pager = subprocess.Popen(words, stdin=read_end, env=environment)
    except OSError:
        os.close(read_end)
        os.close(write_end)
        return False
    interrupted: list[int] = []
    # Ctrl-C goes to the pager, where less only ends a search with it; others end with an error that is none.
    before = signal.signal(signal.SIGINT, lambda *_: interrupted.append(1))
    unread: list[int] = []
    waiting = Thread(target=lambda: unread.append(_wait_for_pager(pager, read_end)))
    try:
        waiting.start()
        with open(write_end, "wb", buffering=0) as pipe:
            written = 0
            while written < len(text):
                written += pipe.write(text[written:]) or 0
        waiting.join()
    finally:
        signal.signal(signal.SIGINT, before)
    return bool(interrupted) or (pager.returncode == 0 and written - unread[0] > 0)


def _wait_for_pager(pager: "subprocess.Popen[bytes]", read_end: int) -> int:
    """Wait until the pager ends, then read on until the writer is done; how many bytes the pager left unread.

    Counting what stands in the pipe at one moment would miss what is written right after it.
    """
    pager.wait()
    unread = 0
    while part := os.read(read_end, _READ_SIZE):
        unread += len(part)
    os.close(read_end)
    return unread
