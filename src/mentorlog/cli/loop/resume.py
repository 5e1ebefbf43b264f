"""`mentorlog resume`: after an absence, let rest what is past its day, or take it up again."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from mentorlog.cli.loop.back import contact_step
from mentorlog.cli.params.options import Context, flag, option, ref_argument, start_conversation
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.dates.format import format_relative_day, format_weekday
from mentorlog.journal.model.forms import DUE_DAY
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.queries.absence import RESUME, recent_absence
from mentorlog.journal.queries.due import DueItem, due_items
from mentorlog.journal.text import quote_value
from mentorlog.journal.workflows.returning import fallback_day, rest_all, resting_words, with_new_day
from mentorlog.nouns import Kind
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Line, Lines, Page, line, ours
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_ALL = "all"
_DAY_AHEAD = "The new day is one to come."
_LEAVING_WORDS = ("leave", "later", "skip", "keep", "no")


class _Plan(NamedTuple):
    """What is to become of the items: those that rest, and those taken up, with the day that was given."""

    rest: list[DueItem]
    take: list[tuple[DueItem, date | None]]


@app.command()
def resume(
    ctx: Context,
    refs: Annotated[
        list[str] | None, ref_argument("", "What is meant, by its ref; all of it unless given.", "[REF...]")
    ] = None,
    rest: Annotated[bool, flag("--rest", "Let it rest: a goal pauses, anything else has no day any more.")] = False,
    take: Annotated[bool, flag("--take", "Take it up again, with a new day.")] = False,
    by: Annotated[
        date | None, option("--by", DUE_DAY, "The new day; unless given, as many days as were left, or 2 weeks.")
    ] = None,
) -> Answer:
    """After a time away: let old days rest, or take them up again; alone it asks, one by one.

    Both go in one call, each with the refs that follow it: --rest a1 --take a2.
    """
    if by and rest and not take:
        raise UsageError("What rests has no day.", "Leave out --by, or say --take.")
    resting_refs, taken_refs = _split_refs(ctx.obj.command_words, refs or ()) if rest and take else ((), ())
    journal = ctx.obj.open_journal()
    if by and by < journal.today:
        raise UsageError(f"--by: {format_weekday(by, journal.today)} is past.", _DAY_AHEAD)
    absence = recent_absence(journal)
    waiting = absence.dues if absence and absence.dues else due_items(journal, -1)
    items = _select_items(journal, waiting, [ref for ref in refs or () if ref != _ALL])
    stopped_on = absence.last_day if absence else None
    if not items:
        page: Page = [Lines([line("Nothing waits from before.")])]
        return PageAnswer("resume", _to_json([], [], []), page, (contact_step(journal) or NextStep("mentorlog next"),))
    if rest and take:
        resting = _select_items(journal, waiting, resting_refs) if resting_refs else []
        taken = _select_items(journal, waiting, taken_refs) if taken_refs else []
        others = [item for item in waiting if item not in (*resting, *taken)]
        resting, taken = resting or others, taken or others
        return _carry_out(journal, _Plan(resting, [(item, by) for item in taken]), stopped_on)
    if rest or take or by:
        plan = _Plan(items, []) if rest else _Plan([], [(item, by) for item in items])
        return _carry_out(journal, plan, stopped_on)
    with start_conversation(
        ctx.obj, "resume", "mentorlog resume",
        "There is nobody to ask what rests and what goes on.",
        "Say it of all or of some: mentorlog resume --rest, or: mentorlog resume --take a1 --by friday",
    ) as talk:  # fmt: skip
        return _carry_out(journal, talk.hold(lambda: _ask_plan(talk, journal, items, stopped_on)), stopped_on)


def _ask_plan(talk: "Conversation", journal: "Journal", items: list[DueItem], stopped_on: date | None) -> _Plan:
    from mentorlog.cli.prompts.lines import Hint, PromptLabel

    plan = _Plan([], [])
    for item in items:
        day = format_relative_day(item.day, journal.today)
        hint = Hint(_choices(item), f"({item.what}, {day})", f"{item.what}, {day}; {_choices(item)}")
        choice = talk.ask(
            item.ref, PromptLabel(item.text, item.ref, hint), lambda text: _parse_choice(text, journal),
            about=_explain_choices(item, fallback_day(item, stopped_on, journal.today), journal.today),
        )  # fmt: skip
        if choice == "rest":
            plan.rest.append(item)
        elif choice is not None:
            plan.take.append((item, choice if isinstance(choice, date) else None))
    return plan


def _choices(item: DueItem) -> str:
    """What may be answered; Enter leaves it as it is."""
    match item.ref[0]:
        case "s":
            return "rest, or a new day"
        case "f" | "m":
            return "rest, or Enter to leave it"
    return "rest, take, or a new day"


def _explain_choices(item: DueItem, fallback: date, today: date) -> str:
    """What each answer does to an item, by its noun."""
    kind, _ = parse_ref(item.ref) or (None, 0)
    resting = f"rest: it {resting_words(kind.noun if kind else '')[0]}."
    match item.ref[0]:
        case "s":
            return f"{resting} A day such as friday moves it there. Enter leaves it as it is."
        case "f" | "m":
            return f"{resting} Enter leaves it as it is."
    going_on = f"take: it goes on, by {format_weekday(fallback, today)}; a day such as friday sets another."
    return f"{resting} {going_on} Enter leaves it as it is."


def _split_refs(words: Sequence[str], refs: Sequence[str]) -> tuple[list[str], list[str]]:
    """The refs that follow --rest, and those that follow --take. Raises UsageError for one that follows neither."""
    groups: dict[str, list[str]] = {"": [], "--rest": [], "--take": []}
    flag, remaining = "", list(refs)
    for word in words:
        if word in groups:
            flag = word
        elif word in remaining:
            remaining.remove(word)
            groups[flag].append(word)
    if groups[""] or not refs:
        raise UsageError(
            "Which of them rest, and which go on?", "Write the refs after each: mentorlog resume --rest a1 --take a2"
        )
    return groups["--rest"], groups["--take"]


def _select_items(journal: "Journal", waiting: list[DueItem], refs: Sequence[str]) -> list[DueItem]:
    """The items with these refs, or all. Raises Refused for a record whose day has not passed."""
    if not refs:
        return waiting
    overdue = {item.ref: item for item in [*due_items(journal, -1), *waiting]}
    items = {}
    for text in refs:
        kind, number = journal.resolve(text)
        ref = journal.display_ref(kind, number)
        if ref not in overdue:
            raise Refused(f"{ref} has no day that has passed.", _resume_hint(journal, kind, number))
        items[ref] = overdue[ref]
    return list(items.values())


def _resume_hint(journal: "Journal", kind: Kind, number: int) -> str:
    """How a mentor or a goal that is paused goes on, which `resume` alone does not do."""
    if kind.noun in ("mentor", "goal") and journal.read_field(kind.noun, number, "state") == "paused":
        return f"It is paused; to go on: mentorlog {kind.group} resume {journal.display_ref(kind, number)}"
    return "What has: mentorlog due"


def _parse_choice(text: str, journal: "Journal") -> Any:
    """ "rest", "take", a new day, or None to leave it as it is. Raises UsageError."""
    word = text.strip().lower()
    if word and "rest".startswith(word):
        return "rest"
    if word and "take".startswith(word):
        return "take"
    if word in _LEAVING_WORDS:
        return None
    try:
        day = DUE_DAY.parse(text, journal)
    except UsageError:
        raise UsageError(
            f"{quote_value(text)} is neither rest, nor take, nor a day.",
            "Write rest, take, or a day like friday; Enter leaves it as it is.",
        ) from None
    if day < journal.today:
        raise UsageError(f"{format_weekday(day, journal.today)} is past.", _DAY_AHEAD)
    return day


def _carry_out(journal: "Journal", plan: _Plan, stopped_on: date | None) -> Answer:
    """Do all of it as one change. A line each says what rests, what goes on and what was left."""
    taken: list[tuple[str, date]] = []
    left: list[DueItem] = []
    with journal.change(RESUME) as change:
        resting = rest_all(journal, change, plan.rest)
        for item, day in plan.take:
            fallback = fallback_day(item, stopped_on, journal.today)
            record = with_new_day(journal.find_any(item.ref), day, fallback)
            if record is None:
                left.append(item)
            else:
                taken.append((change.update(record).ref, day or fallback))
    lines = [*_resting_lines(resting), *_new_day_lines(taken, journal.today), *map(_waiting_line, left)]
    if not lines:
        lines = [line("Everything stays as it is.")]
    elif change.has_changes:
        lines.append(line(ours(f"To take all of this back: mentorlog undo {change.number}", "dim")))
    step = contact_step(journal) or NextStep("mentorlog next")
    return PageAnswer("resume", _to_json(resting, taken, left), [Lines(lines)], (step,))


def _resting_lines(records: "Sequence[Record]") -> list[Line]:
    refs: dict[tuple[str, str], list[str]] = {}
    for record in records:
        refs.setdefault(resting_words(record.noun), []).append(record.ref)
    parts = [f"{', '.join(named)} {words[len(named) > 1]}" for words, named in refs.items()]
    return [line(ours(f"At rest: {'; '.join(parts)}."))] if parts else []


def _new_day_lines(taken: Sequence[tuple[str, date]], today: date) -> list[Line]:
    refs: dict[str, list[str]] = {}
    for ref, day in taken:
        refs.setdefault(f"{'on' if ref[0] == 's' else 'by'} {format_weekday(day, today)}", []).append(ref)
    parts = [f"{', '.join(named)} {when}" for when, named in refs.items()]
    return [line(ours(f"Taken up again: {'; '.join(parts)}."))] if parts else []


def _waiting_line(item: DueItem) -> Line:
    held = f"if it was held: mentorlog debrief {item.ref}"
    how = {
        "s": f'{item.ref} needs a time: mentorlog sessions move {item.ref} --at "thu 15:00"; {held}',
        "f": f'{item.ref} waits for your answer: mentorlog feedback respond {item.ref} "..."',
        "m": f"{item.ref} has not answered: mentorlog mentors message {item.ref} --kind follow-up",
    }
    return line(ours(how.get(item.ref[0], f"{item.ref} stays as it is.")))


def _to_json(
    resting: "Sequence[Record]", taken: Sequence[tuple[str, date]], left: Sequence[DueItem]
) -> dict[str, object]:
    return {
        "rested": [{"ref": record.ref, "now": resting_words(record.noun)[0]} for record in resting],
        "taken": [{"ref": ref, "day": day.isoformat()} for ref, day in taken],
        "left": [item.ref for item in left],
    }
