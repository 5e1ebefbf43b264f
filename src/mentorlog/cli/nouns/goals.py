"""`mentorlog goals`: agree what to grow in, and note where you stand."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from mentorlog.cli.celebration.card_bundle import with_card
from mentorlog.cli.params.batch import batch_answer, change_all, change_state
from mentorlog.cli.params.options import (
    Context,
    PhraseType,
    Ref,
    Refs,
    argument,
    flag,
    option,
    owner_note,
    ref_argument,
    require_text,
    require_text_for,
    start_conversation,
)
from mentorlog.cli.params.outliers import confirm_outliers, warn_of
from mentorlog.cli.params.record_options import (
    DueDay,
    Editor,
    ForSkill,
    Note,
    OfMentor,
    OnDay,
    Private,
    PromptedTitle,
    Stretch,
)
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import (
    DUE_DAY,
    FIRST_DAY,
    NUMBER,
    RATING,
    TEXT,
    TITLE,
    format_number,
    format_percent,
    parse_number,
)
from mentorlog.journal.model.records.goals import (
    Goal,
    Progress,
    Step,
    agreed,
    done,
    ended,
    is_reached,
    paused,
    require_measured,
    require_open,
    resumed,
)
from mentorlog.journal.text import clean_text, clean_title, format_count
from mentorlog.journal.workflows.measuring import read_goal_value
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import Line, Span, line, ours
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from mentorlog.cli.params.sharing import ShareOptions
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

TO_REPORT = NextStep("mentorlog report")
app = typer.Typer(add_completion=False, rich_markup_mode=None)


class NegativeNumberCommand(TyperCommand):
    """A command whose argument may be a negative number: -3 is a value, not an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Replace the hyphen before a figure with a minus sign, which Click does not take for an option.

        What follows an option or `--` stays: Click takes it literally, and it may be a text.
        """
        end = args.index("--") if "--" in args else len(args)
        signed = [
            f"−{arg[1:]}" if not before.startswith("--") and _is_negative(arg) else arg
            for before, arg in zip(["", *args], args[:end], strict=False)
        ]
        return super().parse_args(ctx, signed + args[end:])


def _is_negative(word: str) -> bool:
    """Whether a word of the command line is a number below zero."""
    return word.startswith("-") and re.fullmatch(r"-[0-9]+(\.[0-9]+)?%?", word) is not None


@app.command()
def add(
    ctx: Context,
    title: PromptedTitle = None,
    why: Annotated[str | None, option("--why", TEXT, "Why it matters to you now.")] = None,
    unit: Annotated[str | None, option("--unit", TITLE, "What is counted: meetings, %, hours a week ...")] = None,
    baseline: Annotated[float | None, option("--baseline", NUMBER, "Where you stand today; 0 unless given.")] = None,
    target: Annotated[
        float | None, option("--target", NUMBER, "Where you want to be; without one, steps count.")
    ] = None,
    start: Annotated[date | None, option("--start", FIRST_DAY, "The day it starts; today unless given.")] = None,
    by: DueDay = None,
    mentor: OfMentor = None,
    skill: ForSkill = None,
    step: Annotated[list[str] | None, option("--step", TITLE, "A milestone; may be given several times.")] = None,
    keep: Annotated[bool, flag("--keep", "Stay at the target or better.")] = False,
    stretch: Stretch = False,
    draft: Annotated[bool, flag("--draft", "Not agreed with your mentor yet.")] = False,
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Add a goal you agreed with your mentor; the editor is for why it matters."""
    if editor:
        why = require_text(ctx.obj, why, editor, "goals add", f"Why it matters to you now: {title or ''}")
    journal = ctx.obj.open_journal()
    goal = Goal(
        title=title or "",
        why=why,
        unit=unit,
        baseline=0.0 if baseline is None else baseline,
        target=target,
        start=start or journal.today,
        due=by,
        keep=keep,
        stretch=stretch,
        skill=journal.resolve_optional("skill", skill),
        state="draft" if draft else "agreed",
        agreed_on=None if draft else journal.today,
        private=private or None,
    )
    if title is not None:
        outliers = confirm_outliers(ctx.obj, journal, (goal, None)) if target is not None else []
        return _add_goal(journal, goal, step or [], mentor, outliers)
    with start_conversation(
        ctx.obj, "goals", "mentorlog goals add",
        "mentorlog goals add needs TITLE.", 'Write it in quotes: mentorlog goals add "..."',
    ) as talk:  # fmt: skip
        goal, steps = talk.hold(lambda: _ask_goal(talk, journal, goal, step))
        return _add_goal(journal, goal, steps, mentor)


def _ask_goal(talk: "Conversation", journal: "Journal", goal: Goal, steps: list[str] | None) -> tuple[Goal, list[str]]:
    """The goal and its steps; only what is not given yet is asked."""
    from mentorlog.journal.workflows.outliers import find_outliers

    title = talk.ask_required(
        "title", "What do you want to be able to do", clean_title, about="In one line, something you can do or not yet."
    )
    why = goal.why or talk.ask(
        "why", "Why does it matter to you now", clean_text, about="It helps you go on when it gets hard."
    )
    goal = replace(goal, title=title, why=why)
    if goal.target is None:
        unit = goal.unit or talk.ask(
            "unit",
            "What could you count to see it",
            clean_title,
            about="The unit of a figure, such as meetings, pages or %. Enter: a goal without figures.",
        )
        target = unit and talk.ask(
            "target",
            f"How many ({unit}) do you want to reach",
            parse_number,
            about="The figure at which the goal is reached.",
        )
        today = target and talk.ask(
            "baseline", f"How many ({unit}) is it today", parse_number, about="Where you start.", offer="0",
            doubt=lambda start: "".join(
                find_outliers(journal, replace(goal, target=target or None, baseline=float(start)))
            ),
        )  # fmt: skip
        goal = replace(
            goal, unit=unit, target=target or None, baseline=goal.baseline if today in (None, "") else float(today)
        )
    due = goal.due or talk.ask(
        "due", "By when", DUE_DAY.reader(journal), about='A day, such as "in 3 months" or "31 march".'
    )
    goal = replace(goal, due=due)
    return goal, steps or talk.ask_several(
        "step", "Steps on the way, one a line", clean_title, each="step", about="What you do first, and after that."
    )


def _add_goal(
    journal: "Journal", goal: Goal, steps: list[str], mentor: str | None, outliers: Sequence[str] = ()
) -> Answer:
    from mentorlog.journal.queries.meetings import only_mentor

    with journal.change("goals add") as change:
        number = change.add(replace(goal, mentor=only_mentor(journal, mentor))).number
        milestones = [change.add(Step(goal=number, title=title)) for title in steps]
        goal = journal.get(Goal, number)
    answer = ChangeAnswer(
        change_sentence("Draft of" if goal.state == "draft" else "Agreed", goal),
        goal,
        details=detail_lines(
            _target_line(goal),
            day_note("starts", goal.start if goal.start != journal.today else None, journal.today),
            day_note("due", goal.due, journal.today),
            line(ours(format_count(goal.steps_total, "step"), "dim")) if goal.steps_total else (),
            owner_note(journal, goal),
        ),
        next_step=_next_step(goal),
        also=[step.ref for step in milestones],
    )
    return warn_of(answer, outliers, change.number)


def _next_step(goal: Goal) -> NextStep:
    if goal.state == "draft":
        return NextStep(f"mentorlog goals agree {goal.ref}", "once your mentor says yes")
    if goal.is_measured:
        return NextStep(f"mentorlog goals progress {goal.ref} VALUE", "when the figure moves")
    if goal.steps_total:
        return NextStep("mentorlog goals done STEP", "when a step is done")
    return NextStep(f'mentorlog goals step {goal.ref} "..."', "steps make it visible")


def _target_line(goal: Goal) -> Line:
    if goal.target is None:
        return ()
    unit = f" {goal.unit}" if goal.unit else ""
    return line(ours(f"{format_number(goal.baseline)} → {format_number(goal.target)}", "dim"), Span(unit, "dim"))


@app.command()
def agree(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """Your mentor said yes to a draft."""
    return change_state(ctx.obj, "goals agree", "Agreed", Goal, refs, agreed, TO_REPORT, on)


@app.command()
def drop(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """Give a goal up; its story stays."""
    return change_state(
        ctx.obj, "goals drop", "Dropped", Goal, refs, lambda goal, day: ended(goal, "dropped", day), TO_REPORT, on
    )


@app.command()
def pause(ctx: Context, refs: Refs) -> Answer:
    """Let a goal rest; it is not held against its plan."""
    next_step = NextStep("mentorlog goals resume REFS", "to go on")
    return change_state(ctx.obj, "goals pause", "Paused", Goal, refs, lambda goal, _: paused(goal), next_step)


@app.command()
def resume(ctx: Context, refs: Refs) -> Answer:
    """Go on with a paused goal."""
    return change_state(ctx.obj, "goals resume", "Goes on", Goal, refs, lambda goal, _: resumed(goal), TO_REPORT)


@app.command(cls=NegativeNumberCommand)
def progress(
    ctx: Context,
    ref: Ref,
    value: Annotated[
        str,
        typer.Argument(
            click_type=PhraseType(),
            metavar="VALUE",
            help="The figure now: 6, 6.5, 80%; +1 adds to the last; =-3 is below zero.",
            show_default=False,
        ),
    ],
    on: OnDay = None,
    confidence: Annotated[int | None, option("--confidence", RATING, "1 doubtful ... 5 sure to get there.")] = None,
    note: Note = None,
    editor: Editor = False,
) -> Answer:
    """Note a goal's value; the editor is for the note."""
    if editor:
        note = require_text_for(ctx.obj, note, editor, "goals progress", Goal, ref)
    journal = ctx.obj.open_journal()

    def read_progress() -> Progress:
        goal, day = require_measured(journal.find(Goal, ref)), on or journal.today
        try:
            figure = read_goal_value(journal, goal, value, day)
        except UsageError as error:
            raise UsageError(f"VALUE: {error.message}", error.hint) from None
        return Progress(goal=goal.number, day=day, value=figure, confidence=confidence, note=note)

    # Read before the change too, since nobody is kept waiting while a person answers.
    outliers = confirm_outliers(ctx.obj, journal, (read_progress(), None))
    with journal.change("goals progress") as change:
        measured = change.add(read_progress())
        goal = journal.get(Goal, measured.goal)
    sentence = line(ours("Noted "), Span(measured.ref, "accent"), ours(": "), *goal_status(goal))
    details = detail_lines(day_note("", measured.day, journal.today) if on else ())
    next_step = (None if outliers else celebration_step(goal)) or NextStep(f"mentorlog report --goal {goal.ref}")
    return warn_of(ChangeAnswer(sentence, measured, details=details, next_step=next_step), outliers, change.number)


def goal_status(goal: Goal) -> Line:
    """How a goal stands: "g1 Chair stand-ups is at 6.5 of 10 meetings, 65 %"."""
    share = format_percent(goal.progress or 0)
    if goal.target is None or goal.value is None:
        now = ours(f" has {goal.steps_done} of {goal.steps_total} steps done, {share}")
        return line(Span(goal.ref, "dim"), ours(" "), Span(goal.title, "title"), now)
    aim = f" of {format_number(goal.target)}"
    if goal.baseline:
        aim = f", from {format_number(goal.baseline)} to {format_number(goal.target)}"
    unit = f" {goal.unit}" if goal.unit else ""
    return line(
        Span(goal.ref, "dim"), ours(" "), Span(goal.title, "title"),
        ours(f" is at {format_number(goal.value)}{aim}"), Span(unit), ours(f", {share}"),
    )  # fmt: skip


def celebration_step(goal: Goal) -> NextStep | None:
    """The command that celebrates a goal once it is reached."""
    if goal.state != "agreed" or not is_reached(goal):
        return None
    return NextStep(f'mentorlog goals achieve {goal.ref} --celebrate "..."', "you are there: name what you celebrate")


@app.command()
def step(
    ctx: Context, ref: Ref, text: Annotated[str, argument("TEXT", TITLE, "The milestone.")], by: DueDay = None
) -> Answer:
    """Add a milestone to a goal."""
    journal = ctx.obj.open_journal()
    with journal.change("goals step") as change:
        goal = require_open(journal.find(Goal, ref))
        milestone = change.add(Step(goal=goal.number, title=text, due=by))
    details = detail_lines(line(ours(f"for {goal.ref}", "dim")), day_note("due", milestone.due, journal.today))
    next_step = NextStep(f"mentorlog goals done {milestone.ref}", "when it is")
    return ChangeAnswer(change_sentence("Added", milestone), milestone, details=details, next_step=next_step)


@app.command("done")
def mark_done(
    ctx: Context,
    refs: Annotated[list[str], ref_argument("step", "Which steps, by their refs.", "STEP...")],
    on: OnDay = None,
) -> Answer:
    """Tick a milestone off."""
    journal = ctx.obj.open_journal()
    steps = change_all(journal, "goals done", Step, refs, lambda step: done(step, on or journal.today))
    goals = [journal.get(Goal, number) for number in dict.fromkeys(step.goal for step in steps)]
    next_step = next(filter(None, map(celebration_step, goals)), TO_REPORT)
    return batch_answer("Done", steps, refs, next_step, [goal_status(goal) for goal in goals])


@app.command()
@with_card
def achieve(
    ctx: Context,
    share: "ShareOptions",
    refs: Refs,
    on: OnDay = None,
    celebrate: Annotated[str | None, option("--celebrate", TITLE, "Also keep it as an achievement.", "TITLE")] = None,
    how: Annotated[str | None, option("--how", TEXT, "How you mark it; it is celebrated at once.")] = None,
    why: Annotated[
        str | None, option("--why", TITLE, "Below its target: why you call it reached. The report says so with it.")
    ] = None,
) -> Answer:
    """A goal is reached; below its target, by your own word."""
    from mentorlog.cli.celebration.achieving import achieve_goal, achieve_goals

    if len(refs) == 1:
        return achieve_goal(ctx.obj, share, refs[0], on, title=celebrate, how=how, why=why)
    return achieve_goals(ctx.obj, share, refs, on, title=celebrate, how=how, why=why)
