"""Bars and sparklines drawn with block characters."""

from collections.abc import Sequence

from mentorlog.journal.model.forms import format_percent
from mentorlog.render.terminal.page import Line, Role, Span, ours
from mentorlog.structs import replace

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_SPARKS = "▁▂▃▅▇"


def bar(share: float, plan: float | None, cells: int, role: Role) -> Line:
    """A share as a bar of `cells` characters, with a thin mark for the plan.

    A share above 1 fills the bar; the figure beside it says how far it goes. Read aloud, the plan's figure stands in
    place of the bar, since its column is called Plan.
    """
    alt = "" if plan is None else format_percent(plan)
    first, *rest = _bar_spans(share, plan, cells, role)
    return (replace(first, alt=alt), *(replace(span, alt="") for span in rest))


def _bar_spans(share: float, plan: float | None, cells: int, role: Role) -> Line:
    eighths = round(max(0.0, min(share, 1.0)) * cells * 8)
    filled = "█" * (eighths // 8) + _EIGHTHS[eighths % 8]
    drawn = filled + "·" * (cells - len(filled))
    if plan is None:
        return _cell_spans(drawn, len(filled), role)
    mark = min(int(max(0.0, min(plan, 1.0)) * cells), cells - 1)
    left = _cell_spans(drawn[:mark], len(filled), role)
    right = _cell_spans(drawn[mark + 1 :], max(0, len(filled) - mark - 1), role)
    return (*left, ours("│", "accent"), *right)


def _cell_spans(drawn: str, filled: int, role: Role) -> Line:
    return tuple(span for span in (ours(drawn[:filled], role), ours(drawn[filled:], "dim")) if span.text)


def sparkline(values: Sequence[int], cells: int = 30) -> Span:
    """The last `cells` values of 1 to 5 as a row of blocks; read aloud, as figures."""
    last = values[-cells:]
    return ours(
        "".join(_SPARKS[max(1, min(value, 5)) - 1] for value in last), "accent", ", ".join(str(value) for value in last)
    )
