"""A document as a page for the terminal: calm and dense, with the refs in the text."""

import re
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any

from mentorlog.render.answers import NextStep, PageAnswer
from mentorlog.render.documents.document import (
    Block,
    Bullet,
    Bullets,
    ChangeTable,
    Document,
    Fact,
    FactList,
    GoalCards,
    Happening,
    LevelTable,
    Measurement,
    MeasurementList,
    OutcomeList,
    Paragraph,
    Plots,
    Section,
    Sequel,
    Table,
)
from mentorlog.render.documents.pictures.goals import goals_page
from mentorlog.render.terminal.bars import bar
from mentorlog.render.terminal.page import (
    Gap,
    Grid,
    GridColumn,
    Heading,
    Line,
    Lines,
    Page,
    Role,
    Row,
    Span,
    join_facts,
    line,
    ours,
)
from mentorlog.render.terminal.screen import Screen

_MAX_OUTCOMES = 10  # that are shown one by one where a command lists all
_REF_AND_WORDS = (GridColumn(""), GridColumn("", "words"))


def document_answer(kind: str, data: Any, build: Callable[[], Document], steps: Sequence[NextStep] = ()) -> PageAnswer:
    """A document as a command's answer. It is built only where it is drawn: JSON has the data alone."""
    answer = PageAnswer(kind, data, lambda screen: document_page(build(), screen), steps)
    answer.use_pager = answer.is_long_page = True
    return answer


def document_page(document: Document, screen: Screen) -> Page:
    """A whole document."""
    if document.heading:
        page: Page = [document.heading]
        page += [Gap(), Lines([document.lead_line])] if document.lead_line else []
    else:
        page = [Heading(line(ours(document.title, "title")), line(ours(document.subtitle, "dim")))]
        page += [Gap(), Lines([(Span(document.lead),)])] if document.lead else []
    sections = document.sections_on("terminal")
    timed = list(takewhile(lambda section: section.minutes is not None, sections))
    if timed:
        from mentorlog.render.documents.pictures.agenda import agenda_page

        page += agenda_page(timed, sections[len(timed) :], screen)
    else:
        page += sections_page(sections, screen)
    return page


def sections_page(sections: Sequence[Section], screen: Screen) -> Page:
    """Sections, one below the other."""
    return [block for section in sections for block in _section_page(section, screen)]


def _section_page(section: Section, screen: Screen) -> Page:
    page: Page = [Gap()]
    if title := section.title if section.short_title is None else section.short_title:
        aside = section.aside
        named = line(Span(title, "title"), *([ours(f"  {aside}", "dim", f", {aside}")] if aside else []))
        page.append(Lines([named]))
    return page + [drawn for block in section.blocks for drawn in _block_page(block, screen)]


def _block_page(block: Block, screen: Screen) -> Page:
    match block:
        case Paragraph(text):
            return [Lines([(Span(part),) for part in text.split("\n")], indent=2)]
        case Plots() if not screen.accessible:
            from mentorlog.render.documents.pictures.charts import charts_page

            return charts_page(block.charts, screen)
        case LevelTable():
            from mentorlog.render.documents.pictures.levels import levels_page

            return levels_page(block.caption, block.levels, screen)
        case OutcomeList():
            return _outcomes_page(block, screen)
        case MeasurementList(items):
            return [_measurement_grid(items, screen)]
        case Bullets(items) if any(isinstance(item, Happening) for item in items):
            from mentorlog.render.documents.pictures.happenings import happening_lines

            return [happening_lines([item for item in items if isinstance(item, Happening)], screen)]
        case Bullets(items) if not any(item.ref for item in items):
            return [Lines([part for item in items for part in _bullet_lines(item)], indent=2)]
        case Bullets(items):
            return [Grid(_REF_AND_WORDS, [_bullet_row(item) for item in items], indent=2)]
        case FactList(facts, indent, has_names):
            role: Role = "" if has_names else "dim"
            return [Grid(_REF_AND_WORDS, [_fact_row(fact, role) for fact in facts], indent=indent)]
        case ChangeTable():
            return [_change_grid(block)]
        case Table():
            return [_table_grid(block)]
        case GoalCards(goals):
            return goals_page(goals, screen)
        case _:  # a chart fills a screen, so it is drawn only where it is asked for
            return []


def _bullet_lines(item: Bullet) -> list[Line]:
    """An item without a ref; what is said of it stands below it, further in."""
    notes = (_spans_with_pauses(text, "dim") for text in item.note.split("\n") if text)
    return [(Span(text),) for text in item.text.split("\n")] + [line(ours("  ", alt=""), *note) for note in notes]


def _bullet_row(item: Bullet) -> Row:
    first, *rest = item.text.split("\n")
    below: list[Line] = [(Span(text),) for text in rest]
    has_facts = not isinstance(item, Sequel)  # in the first line of its note; what follows is somebody's words
    notes = [text for text in item.note.split("\n") if text]
    below += [_spans_with_pauses(text, "dim" if has_facts and not at else "") for at, text in enumerate(notes)]
    return Row(((Span(item.ref, "dim"),), _spans_with_pauses(first)), below)


def _spans_with_pauses(text: str, role: Role = "") -> Line:
    """A text whose dots and wide blanks between facts are pauses when it is read aloud."""
    parts = re.split(r"( · |  )", text)
    return tuple(
        Span(part, role, alt={" · ": "\n", "  ": ", "}[part] if at % 2 else None) for at, part in enumerate(parts)
    )


def _fact_row(fact: Fact, role: Role) -> Row:
    sources = [line(ours(fact.sources, "dim"))] if fact.sources else []
    return Row((line(ours(fact.label, role)), fact.compact or (Span(fact.text),)), sources)


def _table_grid(table: Table) -> Grid:
    last = len(table.headings) - 1
    columns = [
        GridColumn(head, "figure" if at in table.numeric_columns else "words" if at == last else "fixed")
        for at, head in enumerate(table.headings)
    ]
    return Grid(columns, [Row([(Span(cell),) for cell in row]) for row in table.rows], has_header=True, indent=2)


_BETTER = "better"
_WORDS_FOR_SIGNS = {"=": "no change", "–": "nothing"}  # in a table of changes, read aloud


def _change_grid(table: ChangeTable) -> Grid:
    figures = (GridColumn(head, "figure") for head in table.headings[1:4])
    columns = (GridColumn("", "words"), *figures, GridColumn(""))
    rows = [
        Row(
            (
                (Span(what),),
                line(ours(was, "dim", _WORDS_FOR_SIGNS.get(was))),
                line(ours(now, alt=_WORDS_FOR_SIGNS.get(now))),
                line(ours(moved, "dim" if moved == "=" else "title", _WORDS_FOR_SIGNS.get(moved))),
                line(ours(note, "good" if note == _BETTER else "dim")),
            )
        )
        for what, was, now, moved, note in table.rows
    ]
    return Grid(columns, rows, has_header=True, indent=2)


def _outcomes_page(block: OutcomeList, screen: Screen) -> Page:
    """Refs, titles and two facts, which stand below the title where it is narrow."""
    items = block.items[:_MAX_OUTCOMES] if block.command else block.items
    columns, rows = list(_REF_AND_WORDS), []
    for item in items:
        cells = ((Span(item.ref, "dim"),), (Span(item.text, "title"),))
        below: list[Line] = [(Span(part, "dim"),) for part in item.remark.split("\n") if part]
        rows.append(
            Row(cells, [join_facts(item.facts), *below]) if screen.is_narrow else Row((*cells, *item.facts), below)
        )
    if not screen.is_narrow:
        columns += [GridColumn(""), GridColumn("Progress", "figure") if block.has_figures else GridColumn("", "words")]
    page: Page = [Grid(columns, rows, indent=_indent(block.items))]
    if more := len(block.items) - len(items):
        page.append(Lines([line(ours(f"and {more} more: {block.command}", "dim"))], indent=2))
    return page


def _measurement_grid(items: Sequence[Measurement], screen: Screen) -> Grid:
    """Each value with its bar, and on the bar a mark where the plan was on that day."""
    narrow = screen.is_narrow
    rows = []
    for item in items:
        remark: Line = (Span(item.remark),) if item.remark else ()
        cells: list[Line] = [
            (Span(item.ref, "dim"),),
            line(ours(item.day)),
            bar(item.share, item.expected, 10 if narrow else 14, "accent"),
            line(ours(item.value, "title")),
        ]
        rows.append(Row(cells, [remark] if remark else []) if narrow else Row([*cells, remark]))
    columns = [GridColumn(""), GridColumn(""), GridColumn("Plan"), GridColumn("Value", "figure")]
    return Grid(columns if narrow else [*columns, GridColumn("", "words")], rows, indent=_indent(items))


def _indent(items: Sequence[Bullet]) -> int:
    """Where a grid begins: without refs, the gap after their empty column stands for it."""
    return 2 if any(item.ref for item in items) else 0
