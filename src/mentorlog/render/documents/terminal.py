"""Sections of a document as a page for the terminal."""

from collections.abc import Sequence

from mentorlog.render.documents.document import Block, Bullets, Document, Facts, Item, Section, Table
from mentorlog.render.documents.document import Words as Paragraph
from mentorlog.render.terminal.page import Gap, Grid, Heading, Heads, Line, Lines, Page, Row, Span, line, own, pairs


def page_of(document: Document) -> Page:
    """A whole document."""
    page: Page = [Heading(line(own(document.title, "title")), line(own(document.about, "dim")))]
    if document.lead:
        page += [Gap(), Lines([(Span(document.lead),)])]
    page += drawn(document.sections)
    if document.note:
        page += [Gap(), Lines([line(own(document.note, "dim"))])]
    return page


def drawn(sections: Sequence[Section]) -> Page:
    """Sections, each under its title."""
    page: Page = []
    for section in sections:
        page += [Gap(), Lines([(Span(section.title, "title"),)])]
        for block in section.blocks:
            page += _block(block)
    return page


def _block(block: Block) -> Page:
    match block:
        case Paragraph(text):
            return [Lines([(Span(one),) for one in text.split("\n")], indent=2)]
        case Bullets(items):
            heads = (Heads(""), Heads("", "words"))
            if not any(item.ref for item in items):
                return [Lines([(Span(one),) for item in items for one in _texts(item)], indent=2)]
            return [Grid(heads, [_row(item) for item in items], indent=2)]
        case Facts(facts):
            return [pairs([(fact.label, (Span(fact.text),)) for fact in facts], indent=2)]
        case Table(_, heads, rows, figures):
            columns = [
                Heads(head, "figure" if at in figures else "words" if at == len(heads) - 1 else "fixed")
                for at, head in enumerate(heads)
            ]
            return [Grid(columns, [Row([(Span(cell),) for cell in row]) for row in rows], headed=True, indent=2)]
        case _:  # goals and charts have a page of their own
            return []


def _texts(item: Item) -> list[str]:
    return [*item.text.split("\n"), *(item.beside.split("\n") if item.beside else [])]


def _row(item: Item) -> Row:
    first, *rest = item.text.split("\n")
    below: list[Line] = [(Span(text),) for text in rest]
    below += [(Span(text, "dim"),) for text in item.beside.split("\n") if text]
    return Row(((Span(item.ref, "dim"),), (Span(first),)), below)
