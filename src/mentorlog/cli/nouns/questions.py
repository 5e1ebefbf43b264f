"""`mentorlog questions`: prepare what to ask."""

from typing import Annotated, Literal

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.batch import batch_answer, change_all
from mentorlog.cli.params.lists import noun_group
from mentorlog.cli.params.options import (
    Context,
    Editor,
    ForGoal,
    ForSession,
    LongText,
    OnDay,
    PhraseType,
    Private,
    Ref,
    Refs,
    option,
    require_text,
    require_text_for,
)
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import POSITIVE_COUNT, TITLE
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.model.records.questions import Priority, Question, answered, dropped, reopened
from mentorlog.journal.text import clean_text, quote_value
from mentorlog.render.answers import (
    Answer,
    ChangeAnswer,
    NextStep,
    PageAnswer,
    change_sentence,
    day_note,
    detail_lines,
)
from mentorlog.render.terminal.page import Grid, GridColumn, Lines, Page, Row, Span, line, ours
from mentorlog.structs import asdict

app = noun_group("question", 'mentorlog questions add "What would you do differently?"')

PriorityOption = Annotated[
    Priority,
    typer.Option(
        "--priority", help="How much it matters; normal unless given.", show_default=False, case_sensitive=False
    ),
]
QuestionText = Annotated[
    str | None,
    typer.Argument(
        click_type=PhraseType(reads_stdin=True),
        metavar="TEXT",
        help="The question; stdin holds one a line; without either you are asked.",
    ),
]


@app.command()
def add(
    ctx: Context,
    text: QuestionText = None,
    goal: ForGoal = None,
    session: ForSession = None,
    priority: PriorityOption = "normal",
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Note a question for your mentor."""
    if editor:
        text = require_text(ctx.obj, text, editor, "questions add", "What you want to ask.")
    if text is None:
        return _ask_and_add(ctx.obj, goal, session, priority, private)
    ctx.obj.has_unsaved_text = True
    texts = [one for one in ctx.obj.read_stdin().splitlines() if one.strip()] if text == "-" else [text]
    if not texts:
        raise UsageError("There is no question on stdin.", "Write one question a line.")
    return _add_questions(ctx.obj, texts, goal, session, priority, private)


def _ask_and_add(cli: CliContext, goal: str | None, session: str | None, priority: Priority, private: bool) -> Answer:
    if not cli.is_interactive():
        raise UsageError("mentorlog questions add needs TEXT.", 'Write it in quotes: mentorlog questions add "..."')
    from mentorlog.cli.prompts.conversation import Conversation

    with Conversation(cli, "questions", "mentorlog questions add") as conversation:
        texts = conversation.ask_several("text", "Questions, one a line", clean_text)
        if not texts:
            raise UsageError("Nothing was typed, so nothing was noted.", "To try again: mentorlog questions add")
        return _add_questions(cli, texts, goal, session, priority, private)


def _add_questions(
    cli: CliContext, texts: list[str], goal: str | None, session: str | None, priority: Priority, private: bool
) -> Answer:
    journal = cli.open_journal()
    with journal.change("questions add") as change:
        goal_number, session_number = (
            journal.resolve_optional("goal", goal),
            journal.resolve_optional("session", session),
        )
        questions = [
            change.add(
                Question(
                    text=text, priority=priority, goal=goal_number, session=session_number, private=private or None
                )
            )
            for text in texts
        ]
    first = questions[0]
    shown = detail_lines(
        line(first.priority) if first.priority != "normal" else (),
        line(f"for g{first.goal}") if first.goal else (),
        line(f"for s{first.session}") if first.session else (),
    )
    then = NextStep("mentorlog checkin", "two minutes before the session")
    if len(questions) == 1:
        return ChangeAnswer(change_sentence("Noted", first), first, details=shown, next_step=then)
    return ChangeAnswer(
        line(f"Noted {len(questions)} questions, {first.ref} to {questions[-1].ref}."),
        questions,
        details=shown,
        next_step=then,
    )


@app.command()
def answer(ctx: Context, ref: Ref, text: LongText = None, on: OnDay = None, editor: Editor = False) -> Answer:
    """Write down the answer you heard."""
    text = require_text_for(ctx.obj, text, editor, "questions answer", Question, ref)
    journal = ctx.obj.open_journal()
    if (typed := parse_ref(text)) and typed[0].noun == "question":
        raise UsageError(
            f"The answer would be {quote_value(text)} alone, which is a ref.", "Each question has an answer of its own."
        )
    with journal.change("questions answer") as change:
        question = change.update(answered(journal.find(Question, ref), text, on or journal.today))
    then = NextStep('mentorlog achievements add "..."', "if it already helped")
    shown = detail_lines(day_note("answered", question.answered_on, journal.today)) if on else []
    return ChangeAnswer(change_sentence("Answered", question), question, details=shown, next_step=then)


@app.command()
def drop(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """Let a question go."""
    journal = ctx.obj.open_journal()
    questions = change_all(
        journal, "questions drop", Question, refs, lambda question: dropped(question, on or journal.today)
    )
    return batch_answer("Dropped", questions, refs, NextStep("mentorlog questions reopen REFS", "if it comes back"))


@app.command()
def reopen(ctx: Context, refs: Refs) -> Answer:
    """Ask a question again."""
    questions = change_all(ctx.obj.open_journal(), "questions reopen", Question, refs, reopened)
    return batch_answer("Open again", questions, refs, NextStep("mentorlog questions list"))


@app.command()
def suggest(
    ctx: Context,
    stage: Annotated[
        Literal["first", "early", "middle", "review", "closing"] | None,
        typer.Option("--stage", help="Of the relationship; by the coming session unless given.", show_default=False),
    ] = None,
    theme: Annotated[str | None, option("--theme", TITLE, "A skill, or career, network, relationship.")] = None,
    count: Annotated[int, option("--count", POSITIVE_COUNT, "How many; 3 unless given.")] = 3,
    take: Annotated[bool, typer.Option("--add", help="Take them into the journal.", show_default=False)] = False,
) -> Answer:
    """Questions worth asking at this stage, none that you asked before."""
    from mentorlog.journal.workflows import suggest as bank

    journal = ctx.obj.open_journal()
    current_stage = stage or bank.relationship_stage(journal)
    suggestions = bank.question_suggestions(journal, current_stage, theme, count)
    if take and suggestions:
        return _add_questions(
            ctx.obj, [suggestion.text for suggestion in suggestions], None, None, "normal", private=False
        )
    rows = [Row((line(ours(suggestion.theme, "dim")), (Span(suggestion.text, "title"),))) for suggestion in suggestions]
    page: Page = (
        [Grid((GridColumn(""), GridColumn("", "words")), rows)] if rows else [Lines([line("All of them were asked.")])]
    )
    data = [asdict(suggestion) for suggestion in suggestions]
    return PageAnswer(
        "questions.suggest",
        data,
        page,
        (NextStep("mentorlog questions suggest --add", "to take them"),) if suggestions else (),
    )
