"""Bars and sparklines: figures as characters."""

from collections.abc import Sequence

from mentorlog.journal.model.forms import format_percent
from mentorlog.render.terminal.page import Line, Role, Span, ours
from mentorlog.structs import replace

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_SPARKS = "▁▂▃▅▇"


def bar(share: float, plan: float | None, cells: int, role: Role) -> Line:
    """A share as a bar of `cells` characters, with a thin mark where the plan stands.

    Only what is drawn is kept within the bar; the figure beside it says how far beyond it goes. Where nothing is drawn
    the plan's figure is said: its column is called so.
    """
    said = "" if plan is None else format_percent(plan)
    first, *rest = _bar_spans(share, plan, cells, role)
    return (replace(first, alt=said), *(replace(span, alt="") for span in rest))


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
    """Values of 1 to 5 as a row of blocks, or where nothing is drawn as figures: the last `cells` of them."""
    last = values[-cells:]
    return ours(
        "".join(_SPARKS[max(1, min(value, 5)) - 1] for value in last), "accent", ", ".join(str(value) for value in last)
    )
