"""Commands on several refs: all records are changed or none, as one change with one undo."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.cli.context import CliContext
from mentorlog.errors import Ambiguous, MentorlogError
from mentorlog.journal.model.record import R
from mentorlog.render.answers import ChangeAnswer, NextStep, change_sentence, day_note, detail_lines, record_title
from mentorlog.render.terminal.page import Line, Span, line, ours
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


def change_all(
    journal: "Journal", command: str, record: type[R], named: Sequence[str], transition: Callable[[R], R]
) -> list[R]:
    """Apply `transition` to each named record, all in one change; a record named twice is changed once.

    Raises what `resolve_number` or `transition` raises; if several were named, the error adds that none was changed.
    """
    with all_or_none(named), journal.change(command) as change:
        numbers = dict.fromkeys(journal.resolve_number(record.noun, ref) for ref in named)
        return [change.update(transition(journal.get(record, number))) for number in numbers]


def change_state(
    cli: CliContext,
    command: str,
    verb: str,
    record: type[R],
    named: Sequence[str],
    transition: Callable[[R, date], R],
    next_step: NextStep,
    on: date | None = None,
) -> ChangeAnswer:
    """Take each named record to its next state, on the day `on` or today: `change_all` and its answer in one."""
    journal = cli.open_journal()
    day = on or journal.today
    changed = change_all(journal, command, record, named, lambda before: transition(before, day))
    details = detail_lines(day_note("", on, journal.today))
    return batch_answer(verb, changed, named, next_step, details)


@contextmanager
def all_or_none(named: Sequence[str]) -> Iterator[None]:
    """Add to an error within the block that none of the records named was changed."""
    try:
        yield
    except MentorlogError as error:
        if len(named) > 1 and isinstance(error, Ambiguous):  # its message leads to the list below it
            error.hint += " None of them was changed."
        elif len(named) > 1:
            error.message += " None of them was changed."
        raise


def batch_answer(
    verb: str,
    changed: Sequence[R],
    named: Sequence[str],
    next_step: NextStep,
    details: Sequence[Line] = (),
    sentence: Line = (),
) -> ChangeAnswer:
    """The answer of a command on one or several records: a sentence, and a line for each if several were named.

    In `next_step`, REFS stands for all refs and REF for the first. `sentence` replaces that of a single record.
    """
    refs = [record.ref for record in changed]
    next_step = replace(next_step, command=next_step.command.replace("REFS", " ".join(refs)).replace("REF", refs[0]))
    if len(named) == 1:
        return ChangeAnswer(
            sentence or change_sentence(verb, changed[0]), changed[0], details=details, next_step=next_step
        )
    lines = [line(Span(f"{record.ref:<4} ", "accent"), Span(record_title(record), "title")) for record in changed]
    return ChangeAnswer(
        line(ours(f"{verb}: {', '.join(refs)}.")), changed, details=[*lines, *details], next_step=next_step
    )
