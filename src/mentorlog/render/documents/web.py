"""A document as one web page that stands for itself: no script, nothing loaded, nothing sent.

The page's own policy allows its one style sheet, by its hash, and nothing else; every text is escaped by Jinja.
"""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from mentorlog.render.documents.document import Document
from mentorlog.render.documents.svg import laid_out
from mentorlog.render.terminal.text import display

_FOLDER = Path(__file__).parents[2] / "data" / "page"
_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^]+[^\s<>\"'`{}|\\^.,;:!?)\]]")
_GLYPHS = {"green": "●", "amber": "▲", "red": "■", "none": "○"}


def drawn(document: Document) -> str:
    """The whole page."""
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}';"
        " base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template("page.html.j2")
    known = {entry.ref for entry in document.entries}
    return page.render(document=document, known=known, style=Markup(style), policy=Markup(policy))


@cache
def _environment() -> Environment:
    """The environment, whose template is compiled once however many pages are drawn."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_safe,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(laid_out=laid_out, glyphs=_GLYPHS)
    environment.filters.update(kind=_kind, lines=_lines, linked=_linked)
    return environment


def _safe(value: Any) -> Any:
    """What a person wrote, without signs that hide or turn what follows."""
    return display(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _kind(block: object) -> str:
    return type(block).__name__


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _linked(text: str) -> Markup:
    """A text with the addresses in it as links; each is shown as it is, so that it is there on paper too."""
    text = display(text)
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = escape(found.group())
        parts += [escape(text[end : found.start()]), Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(address)]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
