"""Bars and sparklines drawn with block characters."""

from collections.abc import Collection, Sequence
from itertools import groupby

from mentorlog.journal.model.forms import format_percent
from mentorlog.render.terminal.page import Line, Role, Span, ours
from mentorlog.render.terminal.screen import Screen

_SPARKS = "▁▂▃▅▇"
_RATING_MARKS = "▁▃▅▆█"
_RATING_ROLES: tuple[Role, ...] = ("bad", "warn", "good", "good", "good")


def bar(share: float, plan: float | None, cells: int, role: Role) -> Line:
    """A share as a bar of `cells` characters on a track, with a mark where the plan is.

    A share above 1 fills the bar; the figure beside it says how far it goes. Read aloud, the plan's figure stands in
    place of the bar, since its column is called Plan.
    """
    drawn = _bar_cells(share, plan, cells, role)
    runs = groupby(drawn, lambda cell: cell[1:])
    aloud = "" if plan is None else format_percent(plan)
    return tuple(
        ours("".join([text for text, *_ in run]), role, "" if at else aloud, ground)
        for at, ((role, ground), run) in enumerate(runs)
    )


def _bar_cells(share: float, plan: float | None, cells: int, role: Role) -> list[tuple[str, Role, Role]]:
    """The fill, the track behind it, and the plan's mark, whose ground is what it lies on: text, role and ground."""
    halves = round(max(0.0, min(share, 1.0)) * cells * 2)
    full, half = divmod(max(halves, 1) if share > 0 else halves, 2)
    drawn: list[tuple[str, Role, Role]] = [("█", role, "")] * full
    if half:
        drawn.append(("▌", role, "track"))
    drawn += [("░", "track", "track")] * (cells - len(drawn))
    if plan is not None:
        mark = min(int(max(0.0, min(plan, 1.0)) * cells), cells - 1)
        drawn[mark] = ("┃", "", role if mark < full else "track")
    return drawn


def sparkline(values: Sequence[int], cells: int = 30) -> Span:
    """The last `cells` values of 1 to 5 as a row of blocks; read aloud, as figures."""
    last = values[-cells:]
    return ours(
        "".join(_SPARKS[max(1, min(value, 5)) - 1] for value in last), "accent", ", ".join(str(value) for value in last)
    )


def rating_strip(values: Sequence[int], screen: Screen) -> Line:
    """Ratings of 1 to 5 as blocks in the colour of each; as digits in ASCII, and read aloud."""
    marks = "12345" if screen.ascii else _RATING_MARKS
    drawn = [ours(marks[value - 1], _RATING_ROLES[value - 1]) for value in values]
    runs = [(role, "".join(span.text for span in run)) for role, run in groupby(drawn, lambda span: span.role)]
    aloud = ", ".join(map(str, values))
    return tuple(ours(text, role, "" if at else aloud) for at, (role, text) in enumerate(runs))


def dumbbell(
    first: int | None,
    now: int | None,
    scale: range,
    step: int,
    *,
    seen: Collection[int] = (),
    aims: Collection[int] = (),
) -> Line:
    """A scale, a level every `step` cells: a line from the first level to the one now; marks where others see it."""
    first = now if first is None else first
    low, high = (-1, -1) if first is None or now is None else (min(first, now), max(first, now))
    spans: list[Span] = []
    for at in scale:
        if at == now:
            spans.append(ours("●", "accent"))
        elif at in seen:
            spans.append(ours("◆", "win"))
        elif at == first:
            spans.append(ours("○", "accent"))
        elif at in aims:
            spans.append(ours("◇", "dim"))
        else:
            spans.append(ours("━", "accent") if low < at < high else ours("·", "dim"))
        if at < scale[-1]:
            spans.append(ours("━" * (step - 1), "accent") if low <= at < high else ours(" " * (step - 1)))
    return tuple(spans)
