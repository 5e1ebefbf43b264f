"""The year of development on one screen: hours against the year, a line of months, what is missing."""

from collections.abc import Sequence
from datetime import date

from mentorlog.exchange.development.year import CpdYear, Share
from mentorlog.journal.model.time_spent import format_hours
from mentorlog.journal.text import format_count, join_some
from mentorlog.render.answers import NextStep
from mentorlog.render.documents.pictures.facts import line_width, page_width
from mentorlog.render.terminal.bars import bar
from mentorlog.render.terminal.page import (
    RAG_ROLES,
    Gap,
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

_MAX_BAR = 30
_LABEL = 12  # columns of the labels at the left
_NARROW_LABEL = 2
_WIDE_MONTH = 5  # columns of a month with its name and its figure
_BLOCKS = "▁▂▃▅▆▇█"
_MAX_NAMED = 6
_MAX_COMPETENCES = 6
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def year_page(year: CpdYear, screen: Screen) -> Page:
    """The whole screen."""
    page: Page = [Lines(_heading_lines(year, screen)), Lines(_total_lines(year, screen), indent=2), Gap()]
    page += [*_months_page(year, screen), Gap()]
    if parts := _accessible_parts(year) if screen.accessible else _parts_page(year):
        page += [*parts, Gap()]
    if missing := _missing_lines(year):
        page += [Lines(missing), Gap()]
    return page[:-1]


def _heading_lines(year: CpdYear, screen: Screen) -> list[Line]:
    days = f"{_format_day(year.since)} – {_format_day(year.until)}"
    body = line(ours("   "), Span(year.framework.body, "dim")) if year.framework else ()
    title = ours("Your year of development", "title")
    if screen.is_narrow:
        return [(title,), (ours(days, "dim"), *body)]
    return [(title, ours("  "), ours(days, "dim"), *body)]


def _format_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_total(year: CpdYear) -> str:
    """The hours so far, of those that are asked for: "18 of 35 h"."""
    return f"{format_hours(year.record.hours)}{f' of {year.needed}' if year.needed else ''} {year.unit}"


def _total_lines(year: CpdYear, screen: Screen) -> list[Line]:
    total = line(ours(format_total(year), "title"))
    if not year.needed:
        return [total, _kinds_line(year)]
    cells = min(_MAX_BAR, page_width(screen) - line_width(total) - 18)
    role = RAG_ROLES[year.rag]
    share = year.record.hours / year.needed
    drawn = bar(share, year.elapsed, cells, role) if not screen.accessible else ()
    done = not year.left
    status = (ours("● complete", "good"),) if done else (rag_span(year.rag),)
    return [(*total, ours("  "), *drawn, ours("  "), *status), _pace_line(year), _kinds_line(year)]


def _pace_line(year: CpdYear) -> Line:
    """What it takes to the year's end."""
    if not year.left:
        return line("The hours are there; what you do from here is your own.")
    left = f"{format_hours(year.left)} {year.unit} to go"
    if year.per_month is None:
        return line(f"{left}; this year is over.")
    months = year.months_left
    span = f"{format_count(round(months), 'month')}" if months >= 1.5 else format_count(_days_left(year), "day")
    pace = f": {format_hours(year.per_month)} {year.unit} a month" if months >= 1.5 else ""
    return line(f"{left} in {span}{pace}.")


def _days_left(year: CpdYear) -> int:
    return (year.until - year.today).days + 1


def _kinds_line(year: CpdYear) -> Line:
    """Formal and informal, and whether the body's rule for kinds and types is met."""
    facts = [line(f"{share.name} {format_hours(share.hours)} {year.unit}") for share in year.kinds]
    framework = year.framework
    if framework and framework.kinds:
        facts.append(_count_fact(year.kind_count, framework.kinds, "kind"))
    if framework and framework.types:
        facts.append(_count_fact(len(year.types), framework.types, "type"))
    return join_facts(facts)


def _count_fact(count: int, needed: int, noun: str) -> Line:
    is_met = count >= needed
    text = f"{'●' if is_met else '○'} {min(count, needed)} of {format_count(needed, noun)}"
    return line(ours(text, "good" if is_met else "warn"))


def _months_page(year: CpdYear, screen: Screen) -> Page:
    """The hours of each month on one line of time, today's month marked."""
    months = year.months
    if screen.accessible:
        filled = [share for share in months if share.hours]
        return [
            Lines([line(f"{_month_name(share.name)}: {format_hours(share.hours)} {year.unit}") for share in filled])
        ]
    label = _NARROW_LABEL if screen.is_narrow else _LABEL
    cells = max(1, min(_WIDE_MONTH, (page_width(screen) - label) // len(months)))
    now = f"{year.today:%Y-%m}"
    most = max((share.hours for share in months), default=0) or 1
    heads = _month_heads(months, cells, now)
    bars = [ours(_block(share.hours, most).ljust(cells), "accent" if share.hours else "dim") for share in months]
    rows: list[Line] = [(ours(" " * label), *heads)]
    if not screen.ascii:
        rows.append((ours("Hours".ljust(label) if not screen.is_narrow else " " * label, "title"), *bars))
    if cells == _WIDE_MONTH or screen.ascii:
        figures = [
            ours((format_hours(share.hours) if share.hours else "·").ljust(cells), "" if share.hours else "dim")
            for share in months
        ]
        rows.append((ours(("Hours" if screen.ascii and label == _LABEL else "").ljust(label), "title"), *figures))
    return [Lines(rows)]


def _month_heads(months: Sequence[Share], cells: int, now: str) -> list[Span]:
    """The names of the months, where there is room for each or for every third; today's in the accent."""
    heads, at, free = [], 0, 0
    for share in months:
        name = _MONTHS[int(share.name[5:]) - 1] if at >= free else ""
        width = cells if cells > len(name) else len(name) + 1
        if name:
            free = at + width
        heads.append((at, name, share.name == now))
        at += cells
    spans: list[Span] = []
    column = 0
    for start, name, is_now in heads:
        if name:
            spans.append(ours(" " * (start - column)))
            spans.append(ours(name, "accent" if is_now else "dim"))
            column = start + len(name)
    return spans


def _month_name(month: str) -> str:
    return f"{_MONTHS[int(month[5:]) - 1]} {month[:4]}"


def _block(hours: float, most: float) -> str:
    return _BLOCKS[min(len(_BLOCKS) - 1, int(hours / most * len(_BLOCKS)))] if hours else "·"


def _parts(year: CpdYear) -> list[tuple[str, list[Share]]]:
    """The hours by what it was, by competence, and what the body asks for in parts."""
    parts = [
        ("By type", year.types),
        ("By competence", year.competences[:_MAX_COMPETENCES]),
        ("The body asks for", year.minima),
    ]
    return [(title, shares) for title, shares in parts if shares]


def _accessible_parts(year: CpdYear) -> Page:
    """The parts for reading aloud, a line each."""
    return [
        Lines([line(title), *(line(Span(share.name), ": ", *_share_figure(share, year)) for share in shares)])
        for title, shares in _parts(year)
    ]


def _parts_page(year: CpdYear) -> Page:
    rows: list[Row] = []
    for title, shares in _parts(year):
        for at, share in enumerate(shares):
            label = line(ours(title, "title")) if at == 0 else ()
            rows.append(Row((label, line(Span(share.name)), _share_figure(share, year))))
    heads = (GridColumn(""), GridColumn("", "words"), GridColumn("", "figure"))
    return [Grid(heads, rows)] if rows else []


def _share_figure(share: Share, year: CpdYear) -> Line:
    if not share.needed:
        return line(f"{format_hours(share.hours)} {year.unit}")
    is_met = share.hours >= share.needed
    mark = ours("● " if is_met else "○ ", "good" if is_met else "warn", "")
    return line(mark, f"{format_hours(share.hours)} of {share.needed} {year.unit}")


def _missing_lines(year: CpdYear) -> list[Line]:
    """What still lacks a reflection, evidence or a length, by ref."""
    parts = (
        ("without a reflection", year.record.without_reflection),
        ("without evidence", year.record.without_evidence),
        ("without a length, so not counted", year.without_time),
    )
    return [
        line(ours(f"{len(refs)} {what}: "), Span(join_some(refs, _MAX_NAMED), "dim")) for what, refs in parts if refs
    ]


def year_steps(year: CpdYear) -> list[NextStep]:
    """The one best next step."""
    if year.framework is None and not year.needed:
        return [NextStep("mentorlog config set cpd.body apm", "or pmi, ipma: what your year asks for")]
    if year.without_time:
        return [NextStep(f"mentorlog edit {year.without_time[0]} hours=...", "only what has a length counts")]
    if mine := [ref for ref in year.record.without_reflection if ref.startswith("h")]:
        return [NextStep(f"mentorlog activities reflect {mine[-1]}", "three short questions")]
    if year.left:
        return [NextStep('mentorlog activities add "..." --hours 2', "a book, an evening, a course")]
    return [NextStep("mentorlog export cpd --output development.html", "one page for the body")]
