"""Labelled facts of a report, and the refs they stand on."""

from collections.abc import Sequence

from mentorlog.render.terminal.page import Line, Row, line, ours

MAX_REFS = 40  # refs that may still fit a line as ranges


def fact_row(label: str, text: Line, sources: str = "") -> Row:
    """A label, what it says, and below it what it stands on."""
    return Row((line(ours(label, "dim")), text), [line(ours(sources, "dim"))] if sources else [])


def count_text(word: str, refs: list[str]) -> str:
    """ "1 missed (s4)"; nothing where there are none."""
    if not refs:
        return ""
    drawn = ref_ranges(refs) if len(refs) <= MAX_REFS else ""
    return f"{len(refs)} {word} ({drawn})" if 0 < len(drawn) <= 16 else f"{len(refs)} {word}"


def times_text(number: int) -> str:
    """ "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def source_text(groups: "Sequence[tuple[str, list[str]]]", command: str) -> str:
    """The refs that figures stand on, or where these are many the command that lists them."""
    if sum(len(refs) for _, refs in groups) > MAX_REFS * len(groups):
        return command
    told = " · ".join(f"{word} {ref_ranges(refs)}" for word, refs in groups if refs)
    return told if len(told) <= 60 else command


def ref_ranges(refs: list[str]) -> str:
    """Refs with neighbours drawn together: "s1–s3, s5"."""
    numbers = sorted(int(ref[1:]) for ref in refs)
    letter = refs[0][0]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{letter}{run[0]}" if len(run) == 1 else f"{letter}{run[0]}–{letter}{run[-1]}" for run in runs)
