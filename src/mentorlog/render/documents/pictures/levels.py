"""Skills on a scale from 1 to 5: where each began and is, and where others see it."""

from collections.abc import Sequence

from mentorlog.render.documents.pictures.facts import line_width, pack_facts, pad, page_width
from mentorlog.render.documents.standings import Level, MentorView
from mentorlog.render.terminal.bars import dumbbell
from mentorlog.render.terminal.page import Line, Lines, Page, Span, join_facts, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.render.terminal.text import with_ltr_mark

_STEP, _NARROW_STEP = 6, 4  # columns from one level to the next
_MAX_NAME = 28  # cells of a name with its ref


def levels_page(caption: str, levels: Sequence[Level], screen: Screen) -> Page:
    """Each skill with its levels as a line between two rings; what others see stands behind it."""
    if screen.accessible:
        heading = [line(ours(caption, "title"))] if caption else []
        return [Lines([*heading, *(_level_words(level) for level in levels)])]
    step = _NARROW_STEP if screen.is_narrow else _STEP
    scale_levels = _scale(levels)
    longest = max((line_width(_name(level)) for level in levels), default=0)
    indent = 2 + min(longest, _MAX_NAME)
    scale = "".join(str(level).ljust(step) for level in scale_levels).rstrip()
    lines: list[Line] = [(*pad(line(ours(caption, "title")), indent), ours(scale, "dim"))]
    for level in levels:
        lines += _level_lines(level, scale_levels, indent, step, screen)
    return [Lines(lines)]


def _scale(levels: Sequence[Level]) -> range:
    """From 1, or from 0 where a skill is there or was."""
    return range(0 if any(0 in (level.then, level.now) for level in levels) else 1, 6)


def _level_lines(level: Level, scale: range, indent: int, step: int, screen: Screen) -> list[Line]:
    name = _name(level)
    lines = [name] if line_width(name) > indent - 2 else []
    drawn = (*pad(() if lines else name, indent), *_dumbbell(level, scale, step))
    views = [_view_words(view) for view in level.views]
    room = page_width(screen) - line_width(drawn)
    if not views or not screen.is_terminal or line_width(join_facts(views, "  ")) + 5 <= room:
        return [*lines, join_facts([drawn, join_facts(views, "  ")], "     ")]
    return [*lines, drawn, *((ours("    "), *part) for part in pack_facts(views, screen, 4, "  "))]


def _view_words(view: MentorView) -> Line:
    if view.is_aim:
        return line(ours(f"◇ aim {view.level}", "dim"))
    return line(ours("◆ ", "win"), Span(view.who), ours(f" says {view.level}"))


def _name(level: Level) -> Line:
    ref = line(Span(level.ref, "dim"), ours("  ")) if level.ref else ()
    return (ours("  "), *ref, Span(with_ltr_mark(level.name)))


def _dumbbell(level: Level, scale: range, step: int) -> Line:
    """The scale with the level at first, the one now, and those that others name."""
    seen = {view.level for view in level.views if not view.is_aim}
    aims = {view.level for view in level.views if view.is_aim}
    return dumbbell(level.then, level.now, scale, step, seen=seen, aims=aims)


def _level_words(level: Level) -> Line:
    ref = line(Span(level.ref), ours(": ")) if level.ref else ()
    return line(*ref, Span(level.name), ours(f": {', '.join(_words(level))}"))


def _words(level: Level) -> Sequence[str]:
    own = []
    if level.now is not None:
        own = [str(level.now) if level.then in (None, level.now) else f"{level.then} to {level.now}"]
    return [
        *own,
        *(f"aim {view.level}" if view.is_aim else f"{view.who} says {view.level}" for view in level.views),
    ] or ["not rated"]
