"""Sections of a document as a page for the terminal."""

from collections.abc import Sequence

from mentorlog.render.documents.document import Block, Bullet, Bullets, Document, FactList, Paragraph, Section, Table
from mentorlog.render.terminal.page import (
    Gap,
    Grid,
    GridColumn,
    Heading,
    Line,
    Lines,
    Page,
    Row,
    Span,
    label_grid,
    line,
    ours,
)


def document_page(document: Document) -> Page:
    """A whole document."""
    page: Page = [Heading(line(ours(document.title, "title")), line(ours(document.subtitle, "dim")))]
    if document.lead:
        page += [Gap(), Lines([(Span(document.lead),)])]
    page += sections_page(document.sections)
    if document.note:
        page += [Gap(), Lines([line(ours(document.note, "dim"))])]
    return page


def sections_page(sections: Sequence[Section]) -> Page:
    """Sections, each under its title."""
    page: Page = []
    for section in sections:
        page += [Gap(), Lines([(Span(section.title, "title"),)])]
        for block in section.blocks:
            page += _block_page(block)
    return page


def _block_page(block: Block) -> Page:
    match block:
        case Paragraph(text):
            return [Lines([(Span(one),) for one in text.split("\n")], indent=2)]
        case Bullets(items):
            heads = (GridColumn(""), GridColumn("", "words"))
            if not any(item.ref for item in items):
                return [Lines([(Span(one),) for item in items for one in _bullet_lines(item)], indent=2)]
            return [Grid(heads, [_bullet_row(item) for item in items], indent=2)]
        case FactList(facts):
            return [label_grid([(fact.label, (Span(fact.text),)) for fact in facts], indent=2)]
        case Table(_, heads, rows, figures):
            columns = [
                GridColumn(head, "figure" if at in figures else "words" if at == len(heads) - 1 else "fixed")
                for at, head in enumerate(heads)
            ]
            return [Grid(columns, [Row([(Span(cell),) for cell in row]) for row in rows], has_header=True, indent=2)]
        case _:  # goals and charts have a page of their own
            return []


def _bullet_lines(item: Bullet) -> list[str]:
    return [*item.text.split("\n"), *(item.note.split("\n") if item.note else [])]


def _bullet_row(item: Bullet) -> Row:
    first, *rest = item.text.split("\n")
    below: list[Line] = [(Span(text),) for text in rest]
    below += [(Span(text, "dim"),) for text in item.note.split("\n") if text]
    return Row(((Span(item.ref, "dim"),), (Span(first),)), below)
