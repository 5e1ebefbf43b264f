"""`mentorlog questions`: prepare what to ask."""

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.batch import change_state
from mentorlog.cli.params.options import (
    Context,
    PhraseType,
    Ref,
    Refs,
    flag,
    option,
    owner_note,
    require_text,
    require_text_for,
    start_conversation,
)
from mentorlog.cli.params.record_options import Editor, ForGoal, ForSession, LongText, OfMentor, OnDay, Private
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import POSITIVE_COUNT, TITLE
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.records.questions import Priority, Question, answered, dropped, reopened
from mentorlog.journal.text import clean_text, quote_value
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import Lines, Span, label_grid, line
from mentorlog.structs import Annotated, Literal, asdict, replace

app = typer.Typer(add_completion=False, rich_markup_mode=None)

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
    mentor: OfMentor = None,
    priority: PriorityOption = "normal",
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Note a question for your mentor."""
    if editor:
        text = require_text(ctx.obj, text, editor, "questions add", "What you want to ask.")
    if text is not None:
        ctx.obj.has_unsaved_text = True
        texts = _parse_lines(ctx.obj.read_stdin()) if text == "-" else [clean_text(text)]
        if not texts:
            raise UsageError("There is no question on stdin.", "Write one question a line.")
        return _add_questions(ctx.obj, texts, (goal, session, mentor), priority, private)
    with start_conversation(
        ctx.obj, "questions", "mentorlog questions add",
        "mentorlog questions add needs TEXT.", 'Write it in quotes: mentorlog questions add "..."',
    ) as talk:  # fmt: skip
        texts = talk.hold(
            lambda: talk.ask_several(
                "text",
                "Your question",
                clean_text,
                each="question",
                about="What you want to ask your mentor. An empty line ends it.",
            )
        )
        if not texts:
            raise UsageError("Nothing was typed, so nothing was noted.", "To try again: mentorlog questions add")
        return _add_questions(ctx.obj, texts, (goal, session, mentor), priority, private)


def _parse_lines(text: str) -> list[str]:
    """The questions of a text, one a line. Raises UsageError with the number of a line that cannot be stored."""
    questions = []
    for at, row in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1):
        if not row.strip():
            continue
        try:
            questions.append(clean_text(row))
        except UsageError as error:
            raise UsageError(f"Line {at}: {error.message}", f"Nothing was noted. {error.hint}") from None
    return questions


def _add_questions(
    cli: CliContext,
    texts: list[str],
    links: tuple[str | None, str | None, str | None],
    priority: Priority,
    private: bool,
) -> Answer:
    """Add questions that belong to a goal, a session and a mentor as named, each if given."""
    goal, session, mentor = links
    journal = cli.open_journal()
    with journal.change("questions add") as change:
        draft = Question(
            text="",
            priority=priority,
            goal=journal.resolve_optional("goal", goal),
            session=journal.resolve_optional("session", session),
            mentor=journal.resolve_optional("mentor", mentor),
            private=private or None,
        )
        questions = [change.add(replace(draft, text=text)) for text in texts]
    first = questions[0]
    shown = detail_lines(
        line(first.priority) if first.priority != "normal" else (),
        line(f"for {ref_of('goal', first.goal)}") if first.goal else (),
        line(f"for {ref_of('session', first.session)}") if first.session else (),
        owner_note(journal, first),
    )
    next_step = NextStep("mentorlog checkin", "two minutes before the session")
    if len(questions) == 1:
        return ChangeAnswer(change_sentence("Noted", first), first, details=shown, next_step=next_step)
    sentence = line(f"Noted {len(questions)} questions, {first.ref} to {questions[-1].ref}.")
    return ChangeAnswer(sentence, questions, details=shown, next_step=next_step)


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
    next_step = NextStep('mentorlog achievements add "..."', "if it already helped")
    shown = detail_lines(day_note("answered", question.answered_on, journal.today)) if on else []
    return ChangeAnswer(change_sentence("Answered", question), question, details=shown, next_step=next_step)


@app.command()
def drop(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """Let a question go."""
    next_step = NextStep("mentorlog questions reopen REFS", "if it comes back")
    return change_state(ctx.obj, "questions drop", "Dropped", Question, refs, dropped, next_step, on)


@app.command()
def reopen(ctx: Context, refs: Refs) -> Answer:
    """Ask a question again."""
    next_step = NextStep("mentorlog questions list")
    return change_state(
        ctx.obj, "questions reopen", "Open again", Question, refs, lambda question, _: reopened(question), next_step
    )


@app.command()
def suggest(
    ctx: Context,
    stage: Annotated[
        Literal["first", "early", "middle", "review", "closing"] | None,
        typer.Option("--stage", help="Of the relationship; by the coming session unless given.", show_default=False),
    ] = None,
    theme: Annotated[str | None, option("--theme", TITLE, "A skill, or career, network, relationship.")] = None,
    count: Annotated[int, option("--count", POSITIVE_COUNT, "How many; 3 unless given.")] = 3,
    take: Annotated[bool, flag("--add", "Take them into the journal.")] = False,
) -> Answer:
    """Questions worth asking at this stage, none that you asked before."""
    from mentorlog.journal.workflows import suggest as bank

    journal = ctx.obj.open_journal()
    suggestions = bank.question_suggestions(journal, stage or bank.relationship_stage(journal), theme, count)
    if not suggestions:
        return PageAnswer("questions.suggest", [], [Lines([line("All of them were asked.")])])
    if take:
        return _add_questions(
            ctx.obj, [suggestion.text for suggestion in suggestions], (None, None, None), "normal", False
        )
    page = label_grid([(suggestion.theme, (Span(suggestion.text, "title"),)) for suggestion in suggestions])
    data = [asdict(suggestion) for suggestion in suggestions]
    return PageAnswer(
        "questions.suggest", data, [page], (NextStep("mentorlog questions suggest --add", "to take them"),)
    )
