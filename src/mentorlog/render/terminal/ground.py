"""Asks a terminal whether its ground is light: OSC 11, and behind it DA1, which every terminal answers.

The answer arrives as input, as if typed. It is read up to that of DA1, so that none of it is left for the shell, and
not asked for where it might come late or be lost: over a network, in a multiplexer, with input already waiting.
"""

import os
import re
import sys
import time
from contextlib import suppress
from typing import Any

from mentorlog import system
from mentorlog.system.terminal import is_one_terminal, is_readable, put_back, without_echo

_QUESTION = b"\x1b]11;?\x1b\\\x1b[c"
_TIME_LIMIT = 0.1  # seconds
_COLOR = re.compile(rb"\x1b\]11;rgba?:([0-9a-f]+)/([0-9a-f]+)/([0-9a-f]+)[^\x07\x1b]*(?:\x07|\x1b\\)", re.IGNORECASE)
_FENCE = re.compile(rb"\x1b\[\?[0-9;]*c")
_LIGHT_LUMINANCE = 0.18  # above it, black is more legible than white
_ASKED_IN_VAIN = ("TMUX", "STY", "SSH_CONNECTION", "SSH_TTY")


def ask_whether_light(stream: Any) -> bool | None:
    """Whether the ground of the terminal behind stdin and `stream` is light; None where it does not say."""
    if any(os.environ.get(name) for name in _ASKED_IN_VAIN) or system.terminal_type().startswith(("screen", "tmux")):
        return None
    with suppress(OSError, ValueError, AttributeError):
        source, sink = sys.stdin.fileno(), stream.fileno()
        if is_one_terminal(source, sink):
            return _ask(source, sink)
    return None


def _ask(source: int, sink: int) -> bool | None:
    with without_echo(source):
        if is_readable(source, 0):
            return None  # keys were typed ahead, and stay for whoever reads next
        os.write(sink, _QUESTION)
        answer = _read_answer(source)
    put_back(source, _FENCE.sub(b"", _COLOR.sub(b"", answer)))
    color = _COLOR.search(answer)
    return _luminance(color) > _LIGHT_LUMINANCE if color else None


def _read_answer(source: int) -> bytes:
    """What arrives up to the answer of DA1, or within the time limit."""
    answer = b""
    end = time.monotonic() + _TIME_LIMIT
    while not _FENCE.search(answer) and is_readable(source, end - time.monotonic()):
        answer += os.read(source, 256)
    return answer


def _luminance(color: re.Match[bytes]) -> float:
    """The relative luminance of a colour of one to four hexadecimal digits a part, by WCAG."""
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in color.groups())
    return float(0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2)
