"""The season as lines of characters: a row a thing, two columns a week, one where it is narrow."""

from collections.abc import Mapping
from datetime import date, timedelta

from mentorlog.journal.dates.format import MONTHS
from mentorlog.journal.queries.season import GoalSpan, Season
from mentorlog.render.documents.pictures.facts import line_width, page_width
from mentorlog.render.terminal.page import RAG_ROLES, RAG_WORDS, Gap, Line, Lines, Page, Role, Span, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import truncate, width

_LABEL_WIDTH = 9
_MAX_GOALS = 8
_MIN_TITLE = 8  # cells below which a goal's title says nothing
_TALK_MARKS: dict[str, tuple[str, Role]] = {
    "held": ("●", "accent"),
    "missed": ("○", "warn"),
    "planned": ("◇", "accent"),
}
_TALK_NOTES = (("missed", "○ missed"), ("planned", "◇ planned"))
_MOOD_MARKS = "▁▃▅▆█"
_MOOD_ROLES: tuple[Role, ...] = ("bad", "warn", "good", "good", "good")
_SHADES: tuple[Role, ...] = ("shade0", "shade1", "shade2", "shade3", "shade4")
_COLORLESS_SHADES = ".:-=#"

Marks = Mapping[int, tuple[str, Role]]  # by column


def season_page(season: Season, screen: Screen) -> Page:
    """The rows of time, and below them a line for each goal."""
    page: Page = [Lines(season_lines(season, screen))]
    if spans := span_lines(season, screen):
        page += [Gap(), Lines([line(ours("Goals", "title")), *spans])]
    return page


def season_lines(season: Season, screen: Screen) -> list[Line]:
    """Months, talks, moods, what was written, wins: each row with anything in it."""
    scale = _Scale(season, screen)
    rows = [
        ("", _strip(_months(scale))),
        ("Talks", _talks(scale, screen)),
        ("Mood", _strip(_moods(scale, screen))),
        ("Written", _strip(_shades(scale, screen))),
        ("Wins", _strip(_wins(scale))),
    ]
    return [(ours(label.ljust(_LABEL_WIDTH), "dim"), *strip) for label, strip in rows if strip]


def span_lines(season: Season, screen: Screen) -> list[Line]:
    """A line for each goal from its start to its end; those that run come first where they are many."""
    scale = _Scale(season, screen)
    goals = sorted(
        season.goals, key=lambda goal: (goal.ended_on is not None, -(goal.ended_on or goal.start).toordinal())
    )
    shown = sorted(goals[:_MAX_GOALS], key=season.goals.index)
    return [
        (ours(f"  {goal.ref}".ljust(_LABEL_WIDTH), "dim"), *span)
        for goal in shown
        if (span := _goal_span(goal, scale, screen))
    ]


class _Scale:
    """Where a day lies: the columns of the weeks that are drawn, of which the oldest fall away where they are many."""

    def __init__(self, season: Season, screen: Screen) -> None:
        self.season = season
        self.cells = 1 if screen.is_narrow else 2
        self.room = page_width(screen) - _LABEL_WIDTH
        drawable = max((self.room + self.cells - 1) // self.cells, 1)
        weeks, today = season.week_count, season.week_of(season.today)
        last = min(weeks, today + max(drawable // 2, drawable - today))
        self.first = max(0, last - drawable)
        self.week_count = last - self.first
        self.today = self.column(season.today)

    @property
    def end(self) -> int:
        """The column after the last week's first one."""
        return (self.week_count - 1) * self.cells + 1

    def column(self, day: date) -> int:
        """The column of a day; negative, or `end` and beyond, where its week is not drawn."""
        return (self.season.week_of(day) - self.first) * self.cells

    def place(self, marks: dict[int, tuple[str, Role]], day: date, mark: tuple[str, Role]) -> None:
        """Put a mark at a day, beside one that stands there already, as far as there is room."""
        column = self.column(day)
        if column in marks and self.cells > 1:
            column += 1
        if 0 <= column < self.end:
            marks[column] = mark


def _strip(marks: Marks) -> Line:
    """Marks in their columns, blanks between them."""
    spans: list[Span] = []
    at = 0
    for column, (mark, role) in sorted(marks.items()):
        if column > at:
            spans.append(ours(" " * (column - at)))
        spans.append(ours(mark, role))
        at = column + len(mark)
    return tuple(spans)


def _months(scale: _Scale) -> Marks:
    """The name of each month at the week of its first day, and a mark at today."""
    marks: dict[int, tuple[str, Role]] = {}
    free, first = 0, scale.season.since + timedelta(weeks=scale.first)
    starts = [first] if first.day <= 14 else []
    months = (first.year * 12 + first.month + ahead for ahead in range(scale.week_count // 4 + 2))
    starts += [date(month // 12, month % 12 + 1, 1) for month in months]
    for start in starts:
        column = scale.column(start)
        if free <= column <= scale.end - len("Jan"):
            marks[column] = (MONTHS[start.month - 1], "dim")
            free = column + len("Jan ")
    if all(not column - 1 <= scale.today <= column + len(name) for column, (name, _) in marks.items()):
        marks[scale.today] = ("▾", "accent")
    return marks


def _talks(scale: _Scale, screen: Screen) -> Line:
    marks: dict[int, tuple[str, Role]] = {}
    for talk in scale.season.talks:
        scale.place(marks, talk.day, _TALK_MARKS[talk.status])
    strip = _strip(marks)
    for status, note in _TALK_NOTES:
        used = any(talk.status == status for talk in scale.season.talks)
        if strip and used and line_width(strip) + 3 + len(note) <= scale.room:
            strip = (*strip, ours(f"   {note}", "dim"))
    return strip


def _moods(scale: _Scale, screen: Screen) -> Marks:
    return {
        column: (str(mood.value) if screen.ascii else _MOOD_MARKS[mood.value - 1], _MOOD_ROLES[mood.value - 1])
        for mood in scale.season.moods
        if (column := scale.column(mood.day)) >= 0
    }


def _shades(scale: _Scale, screen: Screen) -> Marks:
    colorless = screen.ascii or screen.palette in ("none", "weight")
    shades = scale.season.written[scale.first :]
    if not any(shades):
        return {}
    return {
        at * scale.cells: (_COLORLESS_SHADES[shade] if colorless else "■", _SHADES[shade])
        for at, shade in enumerate(shades)
    }


def _wins(scale: _Scale) -> Marks:
    marks: dict[int, tuple[str, Role]] = {}
    for win in scale.season.wins:
        scale.place(marks, win.day, ("★", "win"))
    return marks


def _goal_span(goal: GoalSpan, scale: _Scale, screen: Screen) -> Line:
    """A goal's line, up to where it ended, or on to the day on which it is due."""
    start = max(scale.column(goal.start), 0)
    if goal.ended_on is not None:
        return _past_span(goal, scale, start)
    role: Role = RAG_ROLES[goal.rag] if goal.rag != "none" else "dim" if goal.status == "paused" else ""
    today = scale.today
    drawn = [ours(" " * start), ours("━" * (today - start), role), ours("╋", role)]
    if goal.due is None or (due := scale.column(goal.due)) <= today:
        drawn[1:] = _overdue(goal, scale, start, role)
    elif due >= scale.end:
        drawn += [ours("┄" * (scale.end - today - 2), "dim"), ours("›", role)]
    else:
        drawn += [ours("┄" * (due - today - 1), "dim"), ours("◇", role)]
    if goal.rag in ("red", "amber") or goal.status == "paused":
        word = RAG_WORDS[goal.rag] if goal.rag != "none" else "paused"
        if line_width(tuple(drawn)) + 2 + len(word) <= scale.room:
            drawn.append(ours(f"  {word}", role))
    return tuple(drawn)


def _overdue(goal: GoalSpan, scale: _Scale, start: int, role: Role) -> list[Span]:
    """The line up to today of a goal without a day to be due, or with one that has passed."""
    today = scale.today
    if goal.due is None or (due := scale.column(goal.due)) < start or due >= today:
        return [ours("━" * (today - start), role), ours("╋", role)]
    return [
        ours("━" * (due - start), role), ours("◇", role), ours("━" * (today - due - 1), role), ours("╋", role),
    ]  # fmt: skip


def _past_span(goal: GoalSpan, scale: _Scale, start: int) -> Line:
    assert goal.ended_on is not None
    end = scale.column(goal.ended_on)
    if end < 0:
        return ()
    reached = goal.status == "reached"
    drawn = line(
        ours(" " * start),
        ours("━" * (end - start), "good" if reached else "dim"),
        ours("◆" if reached else "╳", "good" if reached else "dim"),
    )
    room = scale.room - end - 1
    word = ours(" reached", "good") if reached else ours(", let go", "dim")
    title = goal.title.split("\n")[0]
    role: Role = "title" if reached else ""
    if width(title) <= room - 2 < width(title) + len(word.text):  # the mark says what became of it
        word = ours("")
    cut = truncate(title, max(room - 2 - len(word.text), 0), "…")
    if len(cut) >= min(_MIN_TITLE, len(title)):
        ending = ours("…", role) if cut != title else ours("")
        return (*drawn, ours("  "), Span(cut.removesuffix("…") if cut != title else cut, role), ending, word)
    return (*drawn, ours(" "), word) if room > len(word.text) and reached else drawn
