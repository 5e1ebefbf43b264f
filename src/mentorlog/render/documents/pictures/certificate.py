"""A certificate on a terminal: in a frame, with its curve, the first note beside the last, and what it stands on."""

from collections.abc import Sequence
from itertools import zip_longest

from mentorlog.render.documents.page_blocks import Award, AwardNote
from mentorlog.render.documents.pictures.charts import curve_lines
from mentorlog.render.documents.pictures.facts import line_width, pack_facts, pad, page_width
from mentorlog.render.terminal.page import Banner, Line, Page, Role, Span, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import with_ltr_mark
from mentorlog.render.terminal.wrap import wrap_line

_FRAME, _NARROW_FRAME = 6, 4  # columns of the frame and of the blanks within it
_CURVE_ROWS, _MAX_CURVE = 5, 36
_GAP = 4
_MIN_BESIDE = 24  # columns of words beside a curve


def certificate_page(award: Award, head: Line, question: str, screen: Screen) -> Page:
    """The certificate; `head` stands in its frame, and `question` is asked as long as nobody said how it is marked."""
    frame = _NARROW_FRAME if screen.is_narrow else _FRAME
    stars = ours(" ★ ★ ★  ", "win", alt="")
    if screen.accessible:
        return [Banner((stars, *head), _lines_to_read_aloud(award, question))]
    room = page_width(screen) - frame
    parts = [_head_lines(award, room, screen), _middle_lines(award, room, screen)]
    parts.append([*_background_lines(award, frame, screen), *_celebration_lines(award, question, room, screen)])
    lines: list[Line] = []
    for part in filter(None, parts):
        lines += [(), *part] if lines else part
    return [Banner((stars, *head, ours(" ")), lines)]


def _head_lines(award: Award, room: int, screen: Screen) -> list[Line]:
    """The title, and how long it took beside it, or below it where there is no room."""
    title = line(Span(with_ltr_mark(award.title), "title"))
    reached = line(Span(award.reached, "good")) if award.reached else ()
    gap = room - line_width(title) - line_width(reached)
    if screen.is_terminal and gap >= _GAP and "\n" not in award.title:
        return [(*title, ours(" " * gap), *reached)]
    return [*_wrap(title, room, screen), *(_wrap(reached, room, screen) if reached else [])]


def _wrap(text: Line, room: int, screen: Screen) -> list[Line]:
    return wrap_line(text, room) if screen.is_terminal else [text]


def _middle_lines(award: Award, room: int, screen: Screen) -> list[Line]:
    """The curve with the figures and the notes beside it; below it where there is no room."""
    cells = min(_MAX_CURVE, room // 2 - _GAP)
    is_beside = award.chart is not None and room - cells - _GAP >= _MIN_BESIDE
    words_room = room - cells - _GAP if is_beside else room
    words = [*_values_lines(award), *_note_lines(award, words_room, screen)]
    if award.chart is None:
        return words
    curve = curve_lines(award.chart, cells if is_beside else min(room, _MAX_CURVE), _CURVE_ROWS, screen)
    if not is_beside:
        return [*curve, *words]
    if len(words) < _CURVE_ROWS - 1:
        words.insert(0, ())
    return [_side_by_side(left, right, cells + _GAP) for left, right in zip_longest(curve, words, fillvalue=())]


def _side_by_side(left: Line, right: Line, cells: int) -> Line:
    """Two lines side by side, the right one from a column on."""
    return (*pad(left, cells), *right) if right else left


def _values_lines(award: Award) -> list[Line]:
    figures, unit = award.values
    return [line(ours(figures, "title"), Span(unit))] if figures else []


def _note_lines(award: Award, room: int, screen: Screen) -> list[Line]:
    """The first note upright, the last one in italics behind an arrow."""
    lines: list[Line] = []
    for at, note in enumerate(award.notes):
        is_last = at == len(award.notes) - 1
        mark = ours("→ ", "win") if at else ours("")
        before = line_width((mark,))
        for row, part in enumerate(_wrap(_quote(note, award, "quote" if is_last else ""), room - before, screen)):
            lines.append((ours(" " * before) if row else mark, *part))
    return lines


def _quote(note: AwardNote, award: Award, role: Role) -> Line:
    text = Span(" ".join(note.text.split()), role)
    return (ours("“", role), text, ours("”", role)) if award.is_quoted else (text,)


def _background_lines(award: Award, frame: int, screen: Screen) -> list[Line]:
    return pack_facts([line(Span(fact, "dim")) for fact in award.background], screen, frame)


def _celebration_lines(award: Award, question: str, room: int, screen: Screen) -> list[Line]:
    if award.celebration:
        return _wrap(line(ours("Celebrated: "), Span(award.celebration, "quote")), room, screen)
    return [] if award.is_celebrated or not question else [line(ours(question, "win"))]


def _lines_to_read_aloud(award: Award, question: str) -> Sequence[Line]:
    """A fact a line, none of them drawn."""
    figures, unit = award.values
    label = ("First", "Last") if len(award.notes) > 1 else ("Note",)
    notes = [
        line(ours(f"{which}{f', {note.day}' if note.day else ''}: "), Span(" ".join(note.text.split())))
        for which, note in zip(label, award.notes, strict=False)
    ]
    lines: list[Line] = [line(Span(award.title, "title")), line(Span(award.reached))]
    lines += [line(ours(figures), Span(unit))] if figures else []
    lines += [*notes, *(line(Span(fact)) for fact in award.background)]
    if award.celebration:
        return [*lines, line("Celebrated: ", Span(award.celebration))]
    return lines if award.is_celebrated or not question else [*lines, line(question)]
