"""A document as one self-contained web page: no script, nothing loaded, nothing sent.

Its content security policy allows its one style sheet, by hash, and nothing else.
"""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from mentorlog.render.documents.document import AppendixEntry, Block, Document, GoalCards, Section
from mentorlog.render.documents.web.blocks import block_html
from mentorlog.render.documents.web.charts import large_goal
from mentorlog.render.documents.web.links import Links
from mentorlog.render.documents.web.markup import Html, bdi, direction, element, join, multiline
from mentorlog.render.documents.web.words import spans
from mentorlog.render.terminal.page import Span
from mentorlog.structs import replace

_LONGEST_PART = 30  # minutes of a part of an agenda whose bar takes the whole width
_STYLES = Path(__file__).parents[3] / "data"


def render_html(document: Document) -> str:
    """The document as a complete HTML page."""
    links = Links(frozenset(entry.ref for entry in document.entries), document.shows_evidence)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            document_head(", ".join(filter(None, (document.title, document.subtitle))), "page.css", "light dark"),
            "<body>",
            _header(document),
            "<main>",
            *_main(document, links),
            "</main>",
            "<footer><p>Made with <code>mentorlog</code>, a mentorship journal for the terminal.</p></footer>",
            "</body>",
            "</html>\n",
        ]
    )


@cache
def _read_style(name: str) -> Html:
    """A style sheet without what is for people alone: blanks around signs, a zero before a point."""
    style = (_STYLES / name).read_text(encoding="utf-8")
    bare = re.sub(r"\s*([{};])\s*|([:,]) +", r"\1\2", style).replace(";}", "}")
    return Html(re.sub(r"\b0\.(?=\d)", ".", bare).strip())


def document_head(title: str, style_name: str, schemes: str) -> Html:
    """The head of a page that has one of our style sheets and nothing else, drawn in these colour schemes."""
    style = _read_style(style_name)
    policy = Html(
        f"default-src 'none'; style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}';"
        " base-uri 'none'; form-action 'none'"
    )
    lines = [
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        Html('<meta name="referrer" content="no-referrer">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html(f'<meta name="color-scheme" content="{schemes}">'),
        Html('<meta name="generator" content="mentorlog">'),
        element("title", title),
        element("style", style),
    ]
    return element("head", "\n", join(lines, "\n"), "\n")


def _header(document: Document) -> Html:
    lead = spans(tuple(map(_with_quotation_marks, document.lead_line))) if document.lead_line else document.lead
    parts = [element("h1", document.title, dir=direction(document.title))]
    parts += [element("p", _facts(document.subtitle), class_="period")] if document.subtitle else []
    parts += [element("p", lead, class_="lead")] if lead else []
    return element("header", *parts)


def _with_quotation_marks(span: Span) -> Span:
    """A span with the quotation marks of print in place of those of a keyboard."""
    return replace(span, text=re.sub(r'"([^"]*)"', r"“\1”", span.text))


def _facts(text: str) -> Html:
    """Facts with a dot between them, each in its own direction."""
    return join([element("bdi", fact) for fact in text.split(" · ")], " · ")


def _main(document: Document, links: Links) -> list[Html]:
    sections = document.sections_on("web")
    shown = [_section(section, document, links) for section in sections if not section.folded]
    folded = [
        _details(section.heading, _blocks(section, document, links), document) for section in sections if section.folded
    ]
    return [*shown, *folded, *([_entries(document, links)] if document.entries else [])]


def _section(section: Section, document: Document, links: Links) -> Html:
    """A section; a part of an agenda has its minutes at its side, as a figure and as a bar."""
    heading = [element("h2", section.title)] if section.title else []
    content = [*heading, *_blocks(section, document, links)]
    if section.minutes is None:
        return element("section", *content, "\n")
    share = min(section.minutes / _LONGEST_PART, 1) * 100
    ribbon = element(
        "svg", element("rect", class_="fill", width=f"{share:g}%", height=10, rx=2), width="100%", height=10,
        aria_hidden="true",
    )  # fmt: skip
    start = [element("b", section.start)] if section.start else []
    side = element("p", *start, section.length, ribbon, class_="minutes")
    return element("section", side, element("div", *content), "\n", class_="timed")


def _blocks(section: Section, document: Document, links: Links) -> list[Html]:
    return [_block(block, section, document, links) for block in section.blocks]


def _block(block: Block, section: Section, document: Document, links: Links) -> Html:
    """A block; a page that is about one goal has its chart with axes."""
    if isinstance(block, GoalCards) and [goal.title for goal in block.goals] == [document.title]:
        return large_goal(block.goals[0], links)
    return block_html(block, section.title, links)


def _details(title: str, content: list[Html], document: Document, kind: str = "") -> Html:
    """Content that is there for who asks, and printed only where it is shown as evidence."""
    kinds = f"{kind} evidence".strip() if document.shows_evidence else kind
    summary = element("summary", element("h2", title))
    return element("details", summary, "\n", *content, class_=kinds or None, open=document.shows_evidence)


# The entries behind a page


def _entries(document: Document, links: Links) -> Html:
    count = document.entry_count
    newest = f" These are the newest of {count} entries." if len(document.entries) < count else ""
    note = f"A short code above, such as {document.entries[0].ref}, leads to its entry here.{newest}"
    articles = [_entry(entry, links) for entry in document.entries]
    return _details("What it stands on", [element("p", note, class_="dim"), *articles], document, "entries")


def _entry(entry: AppendixEntry, links: Links) -> Html:
    name = element("h3", element("code", entry.ref), " ", element("i", entry.display_noun), " ", bdi(entry.title))
    fields = [_field(*field, links) for field in entry.fields]
    parts = [element("li", multiline(part), dir=direction(part)) for part in entry.parts]
    return element(
        "article",
        name,
        *([element("dl", join(fields, " "))] if fields else []),
        *([element("ul", *parts)] if parts else []),
        "\n",
        id=entry.ref,
    )


def _field(label: str, text: str, ref: str, links: Links) -> Html:
    value = element("dd", multiline(text), *([" ", links.ref(ref)] if ref else []), dir=direction(text))
    return join([element("dt", label), "\N{NO-BREAK SPACE}", value])
