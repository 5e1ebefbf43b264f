"""`mentorlog feedback`: words received and given, and what you make of them."""

from typing import TYPE_CHECKING, cast

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.batch import change_state
from mentorlog.cli.params.options import (
    Context,
    Ref,
    Refs,
    flag,
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
    LongText,
    OnDay,
    Private,
    PromptedText,
    WithMentor,
)
from mentorlog.errors import NotFound, UsageError
from mentorlog.journal.model.conditions import STUNG_RATING
from mentorlog.journal.model.forms import RATING, TEXT, TITLE, ChoiceForm
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.model.records import feedback as records
from mentorlog.journal.model.records.feedback import Feedback, FeedbackDecision, responded
from mentorlog.journal.text import clean_text, clean_title
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import Span, line, ours
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

KIND = ChoiceForm(("praise", "constructive"))
DECISION = ChoiceForm(("use", "try", "ask", "set aside"))
app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def add(
    ctx: Context,
    text: PromptedText = None,
    given: Annotated[bool, flag("--given/--received", "Whose words: yours, or theirs (the default).")] = False,
    who: Annotated[
        str | None, option("--who", TITLE, "Who said it, or heard it; your mentor unless given.", "NAME")
    ] = None,
    mentor: WithMentor = None,
    situation: Annotated[str | None, option("--situation", TEXT, "Where and when it was.")] = None,
    behaviour: Annotated[str | None, option("--behaviour", TEXT, "What was done or said, instead of TEXT.")] = None,
    impact: Annotated[str | None, option("--impact", TEXT, "What it did, and to whom.")] = None,
    praise: Annotated[bool, flag("--praise", "It was praise.")] = False,
    constructive: Annotated[bool, flag("--constructive", "It was about something to change.")] = False,
    landed: Annotated[
        int | None, option("--landed", RATING, "How it landed: 1 hurt, 2 stung, 3 neutral, 4 helped, 5 lifted.")
    ] = None,
    session: ForSession = None,
    goal: ForGoal = None,
    on: OnDay = None,
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Keep feedback you received, or gave."""
    if praise and constructive:
        raise UsageError("--praise and --constructive do not go together.", "Note each as its own feedback.")
    if text is not None and behaviour is not None:
        raise UsageError("TEXT is the behaviour: give one of the two.", "Leave out TEXT, or --behaviour.")
    if editor:
        text = require_text(ctx.obj, text or behaviour, editor, "feedback add", "What was done or said.")
    journal = ctx.obj.open_journal()
    draft = Feedback(
        day=on or journal.today,
        direction="given" if given else "received",
        kind="praise" if praise else "constructive" if constructive else None,
        behaviour=text or behaviour or "",
        situation=situation,
        impact=impact,
        landed=landed,
        state="given" if given else "open",
        private=private or None,
    )
    if draft.behaviour:
        return _add_feedback(ctx.obj, journal, draft, (who, mentor), session, goal)
    with start_conversation(
        ctx.obj, "feedback", "mentorlog feedback add",
        "mentorlog feedback add needs TEXT.", 'Write what was done or said: feedback add "..."',
    ) as talk:  # fmt: skip
        who, draft = talk.hold(lambda: _ask_feedback(talk, journal, draft, (who, mentor)))
        return _add_feedback(ctx.obj, journal, draft, (who, mentor), session, goal)


def _ask_feedback(
    talk: "Conversation", journal: "Journal", draft: Feedback, person: tuple[str | None, str | None]
) -> tuple[str | None, Feedback]:
    """Who it is from or for, and the feedback; `person` is the name and the mentor given, either or none."""
    given = draft.direction == "given"
    who, mentor = person
    if not (who or mentor):
        who = talk.ask(
            "who", "Whom did you tell" if given else "Who said it", clean_title,
            about="A name; without one it is your mentor.",
        )  # fmt: skip
    return who, replace(
        draft,
        kind=draft.kind
        or talk.ask(
            "kind", "Was it praise, or constructive", KIND.reader(journal),
            about="praise says: go on like this. constructive says: do something in another way.",
        ),
        situation=draft.situation
        or talk.ask("situation", "Where and when was it", clean_text, about="The occasion that it is about."),
        behaviour=talk.ask_required(
            "behaviour", "What had they done or said" if given else "What had you done or said", clean_text,
            about="What could be seen or heard, without judging it.",
        ),
        impact=draft.impact
        or talk.ask(
            "impact", "What effect did you name" if given else "What effect did they name", clean_text,
            about="What it led to, in others or in the work.",
        ),
    )  # fmt: skip


def _add_feedback(
    cli: CliContext,
    journal: "Journal",
    draft: Feedback,
    person: tuple[str | None, str | None],
    session: str | None,
    goal: str | None,
) -> Answer:
    """Add feedback; `person` is the name and the mentor given, either or none. A session says whose it is too."""
    in_session, of_goal = journal.resolve_optional("session", session), journal.resolve_optional("goal", goal)
    mentor, name = _resolve_person(cli, journal, person, in_session, of_goal)
    with journal.change("feedback add") as change:
        feedback = change.add(
            replace(
                draft,
                mentor=mentor,
                who=name,
                session=in_session,
                goal=of_goal,
            )
        )
    said_by = name or (str(journal.read_field("mentor", mentor, "name")) if mentor else "")
    shown = detail_lines(
        line(ours(feedback.direction, "dim")),
        line(ours(feedback.kind, "dim")) if feedback.kind else (),
        line(Span(said_by, "dim")) if said_by else (),
        () if mentor else owner_note(journal, feedback),
        day_note("", feedback.day, journal.today) if feedback.day != journal.today else (),
    )
    if _stung(feedback):
        shown.append(line("Kept. You need not answer it today; it will be asked again tomorrow."))
    return ChangeAnswer(change_sentence("Noted", feedback), feedback, details=shown, next_step=_next_step(feedback))


def _stung(feedback: Feedback) -> bool:
    return feedback.awaits_response and feedback.landed is not None and feedback.landed <= STUNG_RATING


def _next_step(feedback: Feedback) -> NextStep:
    if _stung(feedback):
        return NextStep(f'mentorlog edit {feedback.ref} situation="..." impact="..."', "the facts only, if that helps")
    if feedback.awaits_response:
        return NextStep(f'mentorlog feedback respond {feedback.ref} "..."', "when you know what you make of it")
    if feedback.state == "planned":
        return NextStep(f"mentorlog feedback given {feedback.ref}", "when you have said it")
    return NextStep("mentorlog report")


def _resolve_person(
    cli: CliContext,
    journal: "Journal",
    person: tuple[str | None, str | None],
    session: int | None,
    goal: int | None,
) -> tuple[int | None, str | None]:
    """(mentor, name): the mentor where a ref or a start of a name stands for one, else the name as it is.

    Where nobody is named, the mentor of the session, else of the goal, else the only one who is active.
    """
    from mentorlog.cli.params.mentor import resolve_mentor

    who, mentor = person
    if who is not None and mentor is not None:
        raise UsageError("--who and --mentor both name the person.", "Leave out one of the two.")
    if who is None:
        linked = [
            int(of)
            for noun, number in (("session", session), ("goal", goal))
            if number and mentor is None and (of := journal.read_field(noun, number, "mentor"))
        ]
        return linked[0] if linked else resolve_mentor(cli, journal, mentor), None
    try:
        return journal.resolve_number("mentor", who), None
    except NotFound:
        if (typed := parse_ref(who)) and typed[0].noun == "mentor":
            raise
        return None, who


@app.command()
def respond(
    ctx: Context,
    ref: Ref,
    text: LongText = None,
    decision: Annotated[
        str | None, option("--decision", DECISION, "What you will do with it.", "use|try|ask|set-aside")
    ] = None,
    action: Annotated[str | None, option("--action", TEXT, "The first step, kept as an action.")] = None,
    editor: Editor = False,
) -> Answer:
    """Say what you make of it: use it, try it, ask more, or set it aside."""
    from mentorlog.journal.model.records.actions import Action

    text = require_text_for(ctx.obj, text, editor, "feedback respond", Feedback, ref)
    journal = ctx.obj.open_journal()
    with journal.change("feedback respond") as change:
        received = journal.find(Feedback, ref)
        feedback = change.update(responded(received, text, cast("FeedbackDecision | None", decision)))
        new_refs = [change.add(Action(text=action, goal=feedback.goal, session=feedback.session)).ref] if action else []
    next_step = NextStep(f"mentorlog actions done {new_refs[0]}") if new_refs else NextStep("mentorlog report")
    return ChangeAnswer(change_sentence("Answered", feedback), feedback, next_step=next_step, also=new_refs)


@app.command()
def plan(
    ctx: Context,
    text: LongText = None,
    who: Annotated[
        str | None, option("--who", TITLE, "Whom you want to tell; your mentor unless given.", "NAME")
    ] = None,
    mentor: WithMentor = None,
    situation: Annotated[str | None, option("--situation", TEXT, "Where and when it was.")] = None,
    impact: Annotated[str | None, option("--impact", TEXT, "What it did to you or the work.")] = None,
    praise: Annotated[bool, flag("--praise", "It is praise.")] = False,
    session: ForSession = None,
    editor: Editor = False,
) -> Answer:
    """Prepare feedback you want to give; it stands on the agenda until you have."""
    text = require_text(ctx.obj, text, editor, "feedback plan", "What was done or said.")
    journal = ctx.obj.open_journal()
    planned = Feedback(
        day=journal.today,
        direction="given",
        kind="praise" if praise else "constructive",
        behaviour=text,
        situation=situation,
        impact=impact,
        state="planned",
    )
    return _add_feedback(ctx.obj, journal, planned, (who, mentor), session, None)


@app.command("given")
def mark_given(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """You said what you had planned to say."""
    return change_state(
        ctx.obj, "feedback given", "Given", Feedback, refs, records.given, NextStep("mentorlog report"), on
    )
