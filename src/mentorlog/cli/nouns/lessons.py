"""`mentorlog lessons`: what you learned, and where you applied it."""

from typing import TYPE_CHECKING

import typer

from mentorlog.cli.params.options import (
    Context,
    Ref,
    option,
    owner_note,
    require_text,
    require_text_for,
    start_conversation,
)
from mentorlog.cli.params.record_options import (
    Editor,
    ForGoal,
    ForSession,
    ForSkill,
    LongText,
    MinutesSpent,
    OfMentor,
    OnDay,
    Private,
    PromptedText,
)
from mentorlog.journal.model.forms import TEXT
from mentorlog.journal.model.records.lessons import Application, Lesson
from mentorlog.journal.text import clean_text, format_times
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import line, ours
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def add(
    ctx: Context,
    text: PromptedText = None,
    happened: Annotated[str | None, option("--happened", TEXT, "What happened: what you did, saw or heard.")] = None,
    intention: Annotated[str | None, option("--intention", TEXT, "Now what: where you will use it.")] = None,
    session: ForSession = None,
    goal: ForGoal = None,
    skill: ForSkill = None,
    mentor: OfMentor = None,
    minutes: MinutesSpent = None,
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Keep something you learned."""
    if editor:
        text = require_text(ctx.obj, text, editor, "lessons add", "What you learned.")
    journal = ctx.obj.open_journal()
    lesson = Lesson(
        text=text or "",
        happened=happened,
        intention=intention,
        session=journal.resolve_optional("session", session),
        goal=journal.resolve_optional("goal", goal),
        skill=journal.resolve_optional("skill", skill),
        mentor=journal.resolve_optional("mentor", mentor),
        minutes=minutes,
        private=private or None,
    )
    if text is not None:
        return _add_lesson(journal, lesson)
    with start_conversation(
        ctx.obj, "lessons", "mentorlog lessons add",
        "mentorlog lessons add needs TEXT.", 'Write it in quotes: "...", or say --editor.',
    ) as talk:  # fmt: skip
        return _add_lesson(journal, talk.hold(lambda: _ask_lesson(talk, lesson)))


def _ask_lesson(talk: "Conversation", lesson: Lesson) -> Lesson:
    """The three short questions of a reflection; the lesson itself is the answer to the second."""
    happened = lesson.happened or talk.ask(
        "happened", "What happened", clean_text, about="What you did, saw or heard; a sentence will do."
    )
    text = talk.ask_required(
        "text", "So what did you learn", clean_text, about="The lesson, as you want to find it again in a year."
    )
    intention = lesson.intention or talk.ask(
        "intention", "Now what will you do with it", clean_text, about="Where you will use it next."
    )
    return replace(lesson, happened=happened, text=text, intention=intention)


def _add_lesson(journal: "Journal", lesson: Lesson) -> Answer:
    with journal.change("lessons add") as change:
        lesson = change.add(lesson)
    next_step = NextStep(f'mentorlog lessons apply {lesson.ref} "..."', "as soon as you used it")
    details = detail_lines(owner_note(journal, lesson))
    return ChangeAnswer(change_sentence("Kept", lesson), lesson, details=details, next_step=next_step)


@app.command()
def apply(ctx: Context, ref: Ref, text: LongText = None, on: OnDay = None, editor: Editor = False) -> Answer:
    """You used a lesson: say where; more than once is welcome."""
    text = require_text_for(ctx.obj, text, editor, "lessons apply", Lesson, ref)
    journal = ctx.obj.open_journal()
    with journal.change("lessons apply") as change:
        lesson = journal.find(Lesson, ref)
        used = change.add(Application(lesson=lesson.number, day=on or journal.today, text=text))
        lesson = change.update(replace(lesson, state="applied"))
    next_step = NextStep('mentorlog achievements add "..."', "if it is worth celebrating")
    shown = detail_lines(line(ours(f"used {format_times(lesson.applied)}", "dim")), day_note("", on, journal.today))
    return ChangeAnswer(change_sentence("Applied", lesson), lesson, details=shown, next_step=next_step, also=[used.ref])
