"""How the roles of a page look: the one place that says so.

The colours are the terminal's own, so they fit a dark and a light one alike; without colour the words carry all.
"""

from mentorlog.screen.page import Role

STYLES: dict[Role, str] = {  # as Rich names them
    "": "",
    "title": "bold",
    "dim": "dim",
    "accent": "cyan",
    "good": "green",
    "warn": "yellow",
    "bad": "bold red",
    "quote": "italic",
}
_CODES: dict[Role, str] = {
    "title": "1",
    "dim": "2",
    "accent": "36",
    "good": "32",
    "warn": "33",
    "bad": "1;31",
    "quote": "3",
}


def coded(text: str, role: Role) -> str:
    """A text in the terminal's own codes, for the short lines that Rich is not loaded for."""
    return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if role and text else text
