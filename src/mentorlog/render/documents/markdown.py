"""A document as Markdown, for a wiki or an e-mail: it reads well as it is, and renders in any CommonMark reader.

What is not a table is set in headings and lists. What a person wrote is escaped: it can make neither a heading nor a
link.
"""

import re

from mentorlog.journal.model.forms import format_percent
from mentorlog.render.documents.document import (
    Block,
    Bullet,
    Bullets,
    Chart,
    Document,
    Fact,
    FactList,
    GoalCards,
    Paragraph,
    Table,
)
from mentorlog.render.documents.standings import GoalCard
from mentorlog.render.terminal.page import RAG_GLYPHS, Line
from mentorlog.render.terminal.text import to_printable

_SPECIAL_SIGNS = re.compile(r"([\\`*_\[\]<>&~|#!])")
_LINE_START = re.compile(r"(?m)^(\s*)([-+=]|\d{1,9}[.)])(?=\s|$|[-=+])")


def render_markdown(document: Document) -> str:
    """The whole document, with a line break at its end."""
    parts = [f"# {escape_markdown(document.title)}"]
    parts += [escape_markdown(text) for text in (document.subtitle, document.lead) if text]
    for section in document.sections_on("markdown"):
        parts.append(f"## {escape_markdown(section.heading)}")
        parts += [text for text in map(_render_block, section.blocks) if text]
    return "\n\n".join(parts) + "\n"


def escape_markdown(text: str) -> str:
    """A text that every Markdown reader shows as it is."""
    text = _SPECIAL_SIGNS.sub(r"\\\1", to_printable(text))
    text = _LINE_START.sub(lambda match: f"{match[1]}{match[2][:-1]}\\{match[2][-1]}", text)
    # Many readers turn an address into a link; what a person wrote must not become one.
    text = re.sub(r"(?i)\b(https?|ftp|mailto)(:)", r"\1\\\2", text)
    return re.sub(r"(?i)\bwww\.", lambda match: match[0][:-1] + "\\.", text)


def _escape_lines(text: str) -> str:
    """A text within a list, its line breaks kept."""
    return "  \n  ".join(escape_markdown(part.strip()) for part in text.split("\n") if part.strip())


def _render_block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return "\n\n".join(
                "  \n".join(escape_markdown(row.strip()) for row in part.split("\n")) for part in text.split("\n\n")
            )
        case Bullets(items):
            return "\n".join(_render_bullet(item) for item in items)
        case FactList(facts):
            return "\n".join(_render_fact(fact) for fact in facts)
        case GoalCards(goals):
            return "\n".join(_render_goal(goal) for goal in goals)
        case Chart(_, text):
            return escape_markdown(text)
        case Table():
            return _render_table(block)


def _render_bullet(item: Bullet) -> str:
    text = _escape_lines(item.text) + (f" ({item.ref})" if item.ref else "")
    return f"- {text}" + (f"  \n  {_escape_lines(item.note)}" if item.note else "")


def _render_fact(fact: Fact) -> str:
    label = f"**{escape_markdown(fact.label)}:** " if fact.label else ""
    return f"- {label}{_escape_lines(fact.text)}"


def _render_goal(goal: GoalCard) -> str:
    share = f", {escape_markdown(goal.share_text)}" if goal.share_text else ""
    status = f"{RAG_GLYPHS[goal.rag]} {escape_markdown(goal.status)}"
    ref = f" ({goal.ref})" if goal.ref else ""
    plan = "" if goal.expected is None or not share else f", plan {escape_markdown(format_percent(goal.expected))}"
    title = f"- **{escape_markdown(goal.title)}**{ref}{share}{plan}, {status}"
    return "  \n  ".join([title, *(_escape_lines(_spelt_out(fact)) for fact in goal.lines)])


def _spelt_out(line: Line) -> str:
    """A line with the words for what is short on a terminal."""
    return "".join(span.alt if span.alt and span.alt.strip() else span.text for span in line)


def _render_table(table: Table) -> str:
    rules = ["---:" if at in table.numeric_columns else "---" for at in range(len(table.headings))]
    head, *rows = ([_render_cell(cell) for cell in row] for row in (table.headings, *table.rows))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rules, *rows))


def _render_cell(text: str) -> str:
    return " ".join(escape_markdown(text).split("\n")) or " "
