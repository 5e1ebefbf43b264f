"""An agenda on a terminal: a ribbon of time, and below it part by part what to talk about."""

from collections.abc import Sequence

from mentorlog.render.documents.document import Bullet, Bullets, Section
from mentorlog.render.documents.pictures.facts import pack_facts
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Line, Lines, Page, Row, Span, line, ours
from mentorlog.render.terminal.screen import Screen

_RIBBON_CELLS = 24  # of the whole session: two for five minutes of an hour
_REF_AND_WORDS = (GridColumn(""), GridColumn("", "words"))


def agenda_page(timed: Sequence[Section], spare: Sequence[Section], screen: Screen) -> Page:
    """The ribbon, the timed parts, and what has no time of its own."""
    page: Page = [Gap(), Lines(_ribbon(timed, screen))]
    ref_width = max((len(item.ref) for part in (*timed, *spare) for item in _items(part)), default=0)
    for part in timed:
        head = line(ours(part.start, "dim"), ours(" "), ours(part.title, "title"), ours(", "), ours(part.length))
        page += [Gap(), Lines([head]), *_items_page(part, ref_width, screen)]
    for part in spare:
        page += [Gap(), Lines([line(ours(part.title, "title"))]), *_items_page(part, ref_width, screen)]
    return page


def _ribbon(parts: Sequence[Section], screen: Screen) -> list[Line]:
    """The parts in the order of time, each with a bar as long as itself; where nothing is drawn, with its minutes."""
    total = sum(part.minutes or 0 for part in parts) or 1
    in_words = screen.accessible or screen.ascii or not screen.is_terminal
    facts = []
    for part in parts:
        cells = max(round((part.minutes or 0) * _RIBBON_CELLS / total), 1)
        start = ours(f"{part.start} ", "dim")
        if in_words:
            facts.append(line(start, f"{part.title} {part.minutes} min"))
        else:
            facts.append(line(start, ours("█" * cells, "accent"), f" {part.title}"))
    if screen.accessible:
        return [line(", ".join(f"{part.title} {part.minutes} min" for part in parts))]
    return pack_facts(facts, screen, 0, "  ")


def _items(section: Section) -> list[Bullet]:
    return [item for block in section.blocks if isinstance(block, Bullets) for item in block.items]


def _items_page(section: Section, ref_width: int, screen: Screen) -> Page:
    """The items of a part behind their refs, which are as wide in all parts."""
    items = _items(section)
    if not items:
        return []
    rows = [Row((_ref_cell(item, 0 if screen.accessible else ref_width), (Span(item.text),))) for item in items]
    return [Grid(_REF_AND_WORDS, rows, indent=2 if ref_width else 0)]


def _ref_cell(item: Bullet, cells: int) -> Line:
    ref = item.ref.ljust(cells)
    return (Span(ref, "dim"),) if ref else ()
