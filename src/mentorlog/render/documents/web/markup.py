"""HTML and SVG from Python: every text is escaped, unless it is markup already.

A template engine would have to be loaded and its templates compiled on each call, which takes longer than the page.
"""

import re
from collections.abc import Iterable
from unicodedata import bidirectional

from mentorlog.render.terminal.text import to_printable

_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+[^\s<>\"'`{}|\\^.,;:!?)\]]")
_EMPTY_ELEMENTS = frozenset({"circle", "line", "path", "polygon", "polyline", "rect", "meta"})


class Html(str):
    """Markup that needs no escaping."""

    __slots__ = ()


_ESCAPES = {ord(sign): f"&#{ord(sign)};" for sign in "\"'"} | str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
BREAK = Html("<br>")
Attribute = str | float | bool | None


def markup(text: str) -> Html:
    """A text as markup. Control characters, which could hide it or reverse its direction, are shown by their code."""
    return text if isinstance(text, Html) else Html(to_printable(text).translate(_ESCAPES))


def join(parts: Iterable[str], separator: str = "") -> Html:
    """Several parts as one."""
    return Html(separator.join(map(markup, parts)))


def element(name: str, *children: str, **attributes: Attribute) -> Html:
    """An element. Attributes are written in Python as `class_`, `text_anchor`; None and False leave them out."""
    opening = f"{name}{''.join(_attribute(*pair) for pair in attributes.items())}"
    return Html(f"<{opening}/>" if name in _EMPTY_ELEMENTS else f"<{opening}>{join(children)}</{name}>")


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    return f' {name}="{markup(value) if isinstance(value, str) else f"{value:g}"}"'


def multiline(text: str) -> Html:
    """What a person wrote, its lines kept, and its addresses as links."""
    if text.isalnum():
        return Html(text)
    return join([_link_urls(line) for line in text.split("\n") if line.strip()], BREAK)


def _link_urls(text: str) -> Html:
    """A text with its addresses as links, each shown in full so that it can be read on paper too."""
    text = to_printable(text)
    parts: list[str] = []
    end = 0
    for match in _URL.finditer(text):
        address = match.group()
        parts += [text[end : match.start()], element("a", address, href=address, rel="noreferrer")]
        end = match.end()
    return join([*parts, text[end:]])


def isolated(text: str) -> Html:
    """What a person wrote within other words, in its own direction."""
    return element("bdi", multiline(text))


def direction(text: str) -> str | None:
    """The `dir` of a text that has letters read from the right; of others it says nothing, and pages have hundreds."""
    if text.isascii():
        return None
    return "auto" if any(bidirectional(letter) in ("R", "AL") for letter in text) else None
