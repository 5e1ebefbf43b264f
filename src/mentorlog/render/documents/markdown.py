"""A document as Markdown, for a wiki or an e-mail: it reads well as it is, and renders in any CommonMark reader.

Tables are kept to documents whose subject is one; all else is headings and lists. What a person wrote is escaped:
it can neither make a heading nor a link.
"""

import re

from mentorlog.render.documents.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Fact,
    Facts,
    Goal,
    Goals,
    Item,
    Table,
    Words,
)
from mentorlog.render.terminal.text import display

_INLINE = re.compile(r"([\\`*_\[\]<>&~|#!])")
_LINE_START = re.compile(r"(?m)^(\s*)([-+=]|\d{1,9}[.)])(?=\s|$|[-=+])")
_GLYPHS = {"green": "●", "amber": "▲", "red": "■", "none": "○"}


def drawn(document: Document) -> str:
    """The whole document, with a line break at its end."""
    parts = [f"# {safe(document.title)}"]
    parts += [safe(text) for text in (document.about, document.lead) if text]
    for section in document.sections:
        parts.append(f"## {safe(section.title)}")
        parts += [text for text in map(_block, section.blocks) if text]
    if document.note:
        parts.append(f"*{safe(document.note)}*")
    return "\n\n".join(parts) + "\n"


def safe(text: str) -> str:
    """A text that no reader of Markdown takes for anything but text."""
    text = _INLINE.sub(r"\\\1", display(text))
    text = _LINE_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", text)
    # An address would be made a link by many readers; a person's words are never one.
    text = re.sub(r"(?i)\b(https?|ftp|mailto)(:)", r"\1\\\2", text)
    return re.sub(r"(?i)\bwww\.", lambda found: found[0][:-1] + "\\.", text)


def _line(text: str) -> str:
    """A text of one line or more within a list: the lines stay apart."""
    return "  \n  ".join(safe(part.strip()) for part in text.split("\n") if part.strip())


def _block(block: Block) -> str:
    match block:
        case Words(text):
            return "\n\n".join(
                "  \n".join(safe(one.strip()) for one in part.split("\n")) for part in text.split("\n\n")
            )
        case Bullets(items):
            return "\n".join(_item(item) for item in items)
        case Facts(facts):
            return "\n".join(_fact(fact) for fact in facts)
        case Goals(goals):
            return "\n".join(_goal(goal) for goal in goals)
        case Chart(_, text):
            return safe(text)
        case Table():
            return _table(block)


def _item(item: Item) -> str:
    told = _line(item.text) + (f" ({item.ref})" if item.ref else "")
    return f"- {told}" + (f"  \n  {_line(item.beside)}" if item.beside else "")


def _fact(fact: Fact) -> str:
    return f"- **{safe(fact.label)}:** {_line(fact.text)}" if fact.label else f"- {_line(fact.text)}"


def _goal(goal: Goal) -> str:
    share = f", {safe(goal.told_share)}" if goal.told_share else ""
    lines = [f"- **{safe(goal.title)}** ({goal.ref}){share}, {_GLYPHS[goal.rag]} {safe(goal.status)}"]
    return "  \n  ".join([*lines, *(_line(fact) for fact in goal.facts)])


def _table(table: Table) -> str:
    rules = ["---:" if at in table.figures else "---" for at in range(len(table.heads))]
    rows = [table.heads, *table.rows]
    cells = [[_cell(cell) for cell in row] for row in rows]
    drawn_rows = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([drawn_rows[0], f"| {' | '.join(rules)} |", *drawn_rows[1:]])


def _cell(text: str) -> str:
    return " ".join(safe(text).split("\n")) or " "
