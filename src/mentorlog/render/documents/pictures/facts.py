"""Short facts on as few lines as they need: a line breaks between two of them, and never within one."""

from collections.abc import Sequence

from mentorlog.render.terminal.page import Line, Lines, bare_text, join_facts, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import width

_MAX_WIDTH = 100  # columns of a page, whatever the terminal has
_SEPARATOR = " · "

FactRow = tuple[Line, Sequence[Line]]  # a head, and short facts behind it


def page_width(screen: Screen) -> int:
    """The columns that a picture may take, also in a pipe."""
    return min(screen.width or _MAX_WIDTH, _MAX_WIDTH)


def line_width(line: Line) -> int:
    """The cells that a line takes."""
    return width(bare_text(line))


def pack_facts(
    facts: Sequence[Line],
    screen: Screen,
    indent: int,
    separator: str = _SEPARATOR,
    *,
    first_indent: int | None = None,
) -> list[Line]:
    """The facts as lines that fit the page behind `indent` columns; as one line where nothing is wrapped.

    The first line stands behind `first_indent` columns where that is given.
    """
    facts = [fact for fact in facts if bare_text(fact)]
    if not screen.is_terminal or screen.accessible:
        return [join_facts(facts, separator)] if facts else []
    lines: list[Line] = []
    for fact in facts:
        room = page_width(screen) - (first_indent if len(lines) < 2 and first_indent is not None else indent)
        if lines and line_width(lines[-1]) + len(separator) + line_width(fact) <= room:
            lines[-1] = join_facts([lines[-1], fact], separator)
        else:
            lines.append(fact)
    return lines


def pack_line(line: Line, screen: Screen, indent: int) -> list[Line]:
    """A line that `join_facts` made, broken where a fact ends; the separators that stay are its own."""
    if not screen.is_terminal or screen.accessible:
        return [line]
    parts: list[tuple[Line, Line]] = []  # a fact, and the separator before it
    separator: Line = ()
    fact: Line = ()
    for span in line:
        if span.ours and span.alt == "\n":
            parts.append((fact, separator))
            separator, fact = (span,), ()
        else:
            fact = (*fact, span)
    parts.append((fact, separator))
    lines: list[Line] = []
    for fact, separator in parts:
        joined = (*lines[-1], *separator, *fact) if lines else fact
        if lines and line_width(joined) <= page_width(screen) - indent:
            lines[-1] = joined
        else:
            lines.append(fact)
    return lines


def wrap_behind(first: Line, text: Line, screen: Screen, indent: int = 0) -> list[Line]:
    """A text behind a ref or a mark, wrapped under itself; `indent` is what stands before both."""
    room = page_width(screen) - indent
    if not screen.is_terminal or screen.accessible or line_width(first) + line_width(text) <= room:
        return [(*first, *text)]
    from mentorlog.render.terminal.wrap import wrap_line

    if not line_width(first):
        return list(wrap_line(text, room))
    blanks = ours(" " * line_width(first))
    lines = [part[1:] for part in wrap_line((blanks, *text), room)]
    return [(*first, *lines[0]), *((blanks, *part) for part in lines[1:])]


def pad(line: Line, cells: int) -> Line:
    """A line with blanks up to a column."""
    blanks = cells - line_width(line)
    return (*line, ours(" " * blanks, alt="")) if blanks > 0 else line


def fact_rows(
    rows: Sequence[FactRow], screen: Screen, *, separator: str = _SEPARATOR, indent: int = 2, hang: int = 0
) -> Lines:
    """Heads with their facts, on one line as long as they fit; what does not fit goes on `hang` columns further in."""
    if screen.accessible:
        return Lines([fact for head, facts in rows for fact in (head, *facts) if bare_text(fact)])
    return Lines([part for row in rows for part in _fact_row(row, screen, separator, indent, hang)], indent)


def _fact_row(row: FactRow, screen: Screen, separator: str, indent: int, hang: int) -> list[Line]:
    """A row's facts behind its head, or below it where not even the first one fits there."""
    head, facts = row[0], [fact for fact in row[1] if bare_text(fact)]
    headed = (*head, ours("  "), *facts[0]) if head and facts else head
    if not screen.is_terminal or line_width(headed) <= page_width(screen) - indent:
        facts = [headed, *facts[1:]] if headed else facts
        first, *rest = pack_facts(facts, screen, indent + hang, separator, first_indent=indent)
        lines = [first]
    else:
        lines = wrap_behind(*_split_mark(head, hang), screen, indent)
        rest = pack_facts(facts, screen, indent + hang, separator)
    return [*lines, *((ours(" " * hang), *part) for part in rest)]


def _split_mark(head: Line, cells: int) -> tuple[Line, Line]:
    """A head's mark or ref, which takes about so many cells, and its text."""
    at = next((at for at in range(len(head)) if line_width(head[:at]) >= cells), 0)
    return head[:at], head[at:]
