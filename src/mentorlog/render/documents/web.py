"""A document as one self-contained web page: no script, nothing loaded, nothing sent.

Its content security policy allows its one style sheet, by hash, and nothing else; Jinja escapes every text.
"""

import re
from base64 import b64encode
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from mentorlog.render.documents.document import Block, Document, LevelTable, Numerals, OutcomeList, SeasonPicture
from mentorlog.render.documents.season_svg import season_layout
from mentorlog.render.documents.svg import chart_layout, level_place, small_layout
from mentorlog.render.terminal.page import RAG_GLYPHS, bare_text
from mentorlog.render.terminal.text import to_printable

_FOLDER = Path(__file__).parents[2] / "data" / "page"
_BLOCKS = (*get_args(Block), SeasonPicture, OutcomeList, LevelTable, Numerals)
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+[^\s<>\"'`{}|\\^.,;:!?)\]]")


def render_html(document: Document) -> str:
    """The document as a complete HTML page."""
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}';"
        " base-uri 'none'; form-action 'none'"
    )
    page = _jinja_environment().get_template("page.html.j2")
    known = {entry.ref for entry in document.entries}
    return page.render(document=document, known=known, style=Markup(style), policy=Markup(policy))


@cache
def _jinja_environment() -> Environment:
    """The environment, cached so that its template is compiled once however many pages are drawn."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        chart_layout=chart_layout,
        small_layout=small_layout,
        season_layout=season_layout,
        level_place=level_place,
        glyphs=RAG_GLYPHS,
    )
    environment.filters.update(bare=bare_text, lines=_nonblank_lines, link_urls=_link_urls)
    environment.tests.update({block.__name__: partial(_is_instance, block) for block in _BLOCKS})
    return environment


def _finalize(value: Any) -> Any:
    """Escape control characters, which could hide text or reverse its direction."""
    return to_printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _is_instance(block_class: type, block: object) -> bool:
    return isinstance(block, block_class)


def _nonblank_lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _link_urls(text: str) -> Markup:
    """A text with its addresses as links, each shown in full so that it can be read on paper too."""
    text = to_printable(text)
    parts, end = [], 0
    for match in _URL.finditer(text):
        address = escape(match.group())
        parts += [escape(text[end : match.start()]), Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(address)]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])
