"""Goals with their bars: the title, how far it is of its plan, the share, the status; below it what that means."""

from collections.abc import Sequence

from mentorlog.render.documents.pictures.facts import pack_line, pad, page_width, wrap_behind
from mentorlog.render.documents.standings import GoalCard
from mentorlog.render.terminal.bars import bar
from mentorlog.render.terminal.page import (
    RAG_ROLES,
    Grid,
    GridColumn,
    Line,
    Lines,
    Page,
    Row,
    Span,
    join_facts,
    line,
    ours,
    rag_span,
)
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import width, with_ltr_mark

_MAX_BAR, _MIN_BAR = 34, 10  # cells
_MAX_TITLE = 0.4  # of a page: a longer title stands on a line of its own
_SHARE, _STATUS = 5, 10  # cells of "100 %" and of the longest word with its mark


def goals_page(goals: Sequence[GoalCard], screen: Screen, margin: int = 2) -> Page:
    """Goals, one below the other, their bars as wide as the line leaves room behind a margin."""
    if screen.accessible:
        return [_accessible_grid(goals)]
    refs = max((len(goal.ref) for goal in goals), default=0)
    indent = margin + 2 + refs if refs else margin
    if screen.is_narrow:
        return [Lines([part for goal in goals for part in _narrow_lines(goal, indent, screen, margin)])]
    room = page_width(screen) - indent - 2 - 2 - _SHARE - 2 - _STATUS
    longest = min(round(page_width(screen) * _MAX_TITLE), room - _MIN_BAR)
    title_width = max((width(goal.title) for goal in goals if width(goal.title) <= longest), default=0)
    cells = max(_MIN_BAR, min(room - title_width, _MAX_BAR))
    lines: list[Line] = []
    before_bar = indent + title_width + 2 if title_width else indent
    for goal in goals:
        head: Line = ()
        if width(goal.title) > title_width:
            lines += _head(goal, indent, screen, margin)
        else:
            (head,) = _head(goal, indent, screen, margin)
        lines += [(*pad(head, before_bar), *_facts(goal, cells)), *_details(goal, indent, screen)]
    return [Lines(lines)]


def _head(goal: GoalCard, indent: int, screen: Screen, margin: int) -> list[Line]:
    ref = line(ours(" " * margin), Span(goal.ref, "dim")) if goal.ref else ()
    return wrap_behind(pad(ref, indent), (Span(with_ltr_mark(goal.title), "title"),), screen)


def _narrow_lines(goal: GoalCard, indent: int, screen: Screen, margin: int) -> list[Line]:
    facts = (ours(" " * indent), *_facts(goal, max(_MIN_BAR, page_width(screen) - indent - 2 - _SHARE - 2 - _STATUS)))
    head = _head(goal, indent, screen, margin) if goal.title else []
    return [*head, facts, *_details(goal, indent, screen)]


def _facts(goal: GoalCard, cells: int) -> Line:
    """The bar, the share and the status."""
    status = rag_span(goal.rag, goal.status)
    if goal.share is None:
        return (ours(" " * (cells + 2 + _SHARE + 2)), status)
    role = RAG_ROLES[goal.rag] if goal.rag != "none" else "accent"
    share = ours(f"  {goal.share_text:>{_SHARE}}  ", "title")
    return (*bar(goal.share, goal.expected, cells, role), share, status)


def _details(goal: GoalCard, indent: int, screen: Screen) -> list[Line]:
    blanks = ours(" " * indent)
    return [(blanks, *part) for detail in goal.lines for part in pack_line(detail, screen, indent)]


def _accessible_grid(goals: Sequence[GoalCard]) -> Grid:
    columns = (
        GridColumn(""),
        GridColumn("", "words"),
        GridColumn("Plan"),
        GridColumn("Progress"),
        GridColumn("Status"),
    )
    rows = []
    for goal in goals:
        drawn = () if goal.share is None else bar(goal.share, goal.expected, _MIN_BAR, "")
        share = () if goal.share is None else line(ours(goal.share_text))
        cells = ((Span(goal.ref, "dim"),) if goal.ref else (), (Span(goal.title, "title"),), drawn, share)
        rows.append(Row((*cells, line(rag_span(goal.rag, goal.status))), [join_facts([part]) for part in goal.lines]))
    return Grid(columns, rows)
