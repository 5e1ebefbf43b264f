"""`mentorlog activities`: courses, books and events, and what you made of them."""

from datetime import date
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import (
    Context,
    Ref,
    TextList,
    option,
    owner_note,
    require_text,
    start_conversation,
    word_option,
)
from mentorlog.cli.params.outliers import confirm_outliers, warn_of
from mentorlog.cli.params.record_options import Editor, ForGoal, OnDay, Private, PromptedTitle
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import TEXT, TITLE, ChoiceForm
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.records.activities import (
    COMPETENCES,
    SORT,
    SORTS,
    Activity,
    ActivityKind,
    Sort,
    sort_in_title,
    usual_kind,
)
from mentorlog.journal.model.time_spent import HOURS, TIME_SPENT, format_minutes
from mentorlog.journal.text import clean_text, clean_title
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import Span, line, ours
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Happened = Annotated[str | None, option("--happened", TEXT, "What happened: what you did, saw or heard.")]
Learned = Annotated[str | None, option("--learned", TEXT, "So what: what you learned by it.")]
Applied = Annotated[str | None, option("--applied", TEXT, "Now what: how you use it, or will.")]
Evidence = Annotated[str | None, option("--evidence", TEXT, "What shows it: a certificate, a page, a link.")]
_WHAT, _SO_WHAT, _NOW_WHAT = "What happened", "So what did you learn", "Now what will you do with it"


@app.command()
def add(
    ctx: Context,
    title: PromptedTitle = None,
    sort: Annotated[
        Sort | None, option("--sort", SORT, "What it was; unless given, what its title names: PFQ course.")
    ] = None,
    hours: Annotated[int | None, option("--hours", HOURS, "How long: 7, 1.5, 1h30.")] = None,
    minutes: Annotated[int | None, option("--minutes", TIME_SPENT, "How long, in minutes.")] = None,
    competence: Annotated[
        TextList, word_option("--competence", "NAME", "What you grew in; may be repeated.", "competences")
    ] = None,
    kind: Annotated[
        ActivityKind | None,
        option("--kind", ChoiceForm(("formal", "informal")), "Whether it had set learning aims; a course has."),
    ] = None,
    provider: Annotated[str | None, option("--provider", TITLE, "Who gave it.")] = None,
    goal: ForGoal = None,
    on: OnDay = None,
    happened: Happened = None,
    learned: Learned = None,
    applied: Applied = None,
    evidence: Evidence = None,
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Note something you did to develop; the editor is for what you learned."""
    if editor:
        learned = require_text(ctx.obj, learned, editor, "activities add", lambda: f"What you learned: {title or ''}")
    if hours is not None and minutes is not None:
        raise UsageError("--hours and --minutes both say how long it took.", "Leave out one of the two.")
    journal = ctx.obj.open_journal()
    if title is not None:
        sort = sort or sort_in_title(title)
    activity = Activity(
        title=title or "",
        day=on or journal.today,
        sort=sort or "other",
        kind=kind or usual_kind(sort or "other"),
        minutes=minutes if hours is None else hours,
        provider=provider,
        goal=journal.resolve_optional("goal", goal),
        competences=COMPETENCES.parse("\n".join(competence), journal) if competence else None,
        happened=happened,
        learned=learned,
        applied=applied,
        evidence=evidence,
        private=private or None,
    )
    if title is not None:
        return _add_activity(ctx.obj, journal, activity, on)
    with start_conversation(
        ctx.obj, "activities", "mentorlog activities add",
        "mentorlog activities add needs TITLE.", 'Write it in quotes: activities add "..."',
    ) as talk:  # fmt: skip
        asked = talk.hold(lambda: _ask_activity(talk, journal, activity, sort, kind))
        return _add_activity(ctx.obj, journal, asked, on)


def _ask_activity(
    talk: "Conversation", journal: "Journal", activity: Activity, sort: Sort | None, kind: ActivityKind | None
) -> Activity:
    """Ask for what the command line left out."""
    title = talk.ask_required("title", "What did you do", clean_title, about="In one line: the course, the book.")
    if sort is None:
        sort = talk.ask(
            "sort", f"Which sort: {', '.join(SORTS)}", SORT.reader(journal), offer=sort_in_title(title or ""),
            about="A course has set learning aims, and counts as formal; the others are informal.",
        )  # fmt: skip
    minutes, competences = activity.minutes, activity.competences
    if minutes is None:
        minutes = talk.ask(
            "hours", "How many hours", HOURS.reader(journal), about="7, 1.5, 1h30 or 90m; on several days, one day."
        )
    if competences is None:
        competences = talk.ask(
            "competence", "Which competence did you grow in", COMPETENCES.reader(journal),
            about="The start of its name will do: risk. Several are parted by semicolons.",
        )  # fmt: skip
    sort = sort or "other"
    noted = replace(
        activity, title=title, sort=sort, kind=kind or usual_kind(sort), minutes=minutes, competences=competences
    )
    noted = _ask_reflection(talk, noted)
    evidence = noted.evidence or talk.ask(
        "evidence", "What shows it", clean_text, about="A certificate, a page, a link: for whoever samples your log."
    )
    return replace(noted, evidence=evidence)


def _ask_reflection(talk: "Conversation", activity: Activity) -> Activity:
    """The three short questions, each but the one that is answered already."""
    questions = {
        "happened": (_WHAT, "What you did, saw or heard; a sentence will do."),
        "learned": (_SO_WHAT, "What is clear to you now that was not before."),
        "applied": (_NOW_WHAT, "Where you use it, or will: a body asks for this in its log."),
    }
    answers = {
        field: getattr(activity, field) or talk.ask(field, label, clean_text, about=about)
        for field, (label, about) in questions.items()
    }
    return activity.with_edits(answers)


def _add_activity(cli: CliContext, journal: "Journal", activity: Activity, on: date | None) -> Answer:
    outliers = confirm_outliers(cli, journal, (activity, None)) if activity.minutes else []
    with journal.change("activities add") as change:
        activity = change.add(activity)
    shown = detail_lines(
        line(ours(format_minutes(activity.minutes), "dim")) if activity.minutes else (),
        line(ours(f"{activity.kind} {activity.sort}" if activity.sort != "other" else activity.kind, "dim")),
        line(Span(activity.competences, "dim")) if activity.competences else (),
        line(ours(f"for {ref('goal', activity.goal)}", "dim")) if activity.goal else (),
        day_note("", on, journal.today),
        owner_note(journal, activity),
    )
    answer = ChangeAnswer(change_sentence("Noted", activity), activity, details=shown, next_step=_next_step(activity))
    return warn_of(answer, outliers, change.number)


def _next_step(activity: Activity) -> NextStep:
    """What is missing for a log that is sampled; else where the year stands."""
    if activity.minutes is None:
        return NextStep(f"mentorlog edit {activity.ref} hours=...", "only what has a length counts")
    if not activity.has_reflection:
        return NextStep(f"mentorlog activities reflect {activity.ref}", "three short questions")
    return NextStep("mentorlog cpd", "where your year stands")


@app.command()
def reflect(
    ctx: Context, ref: Ref, happened: Happened = None, learned: Learned = None, applied: Applied = None
) -> Answer:
    """Say what happened, what you learned by it, and how you use it; without flags you are asked."""
    journal = ctx.obj.open_journal()
    activity = journal.find(Activity, ref)
    given = {"happened": happened, "learned": learned, "applied": applied}
    answers = {field: text for field, text in given.items() if text is not None}
    if answers:
        return _keep_reflection(journal, activity.with_edits(answers))
    command = f"mentorlog activities reflect {activity.ref}"
    hint = 'Give one flag: --learned "..."'
    with start_conversation(
        ctx.obj, "reflect", command, "There is nobody to ask, and nothing was said.", hint, activity.ref
    ) as talk:
        reflected = talk.hold(lambda: _ask_again(talk, activity))
        if reflected == activity:
            raise UsageError("Nothing was said, so nothing was changed.", f"To try again: {command}")
        return _keep_reflection(journal, reflected)


def _ask_again(talk: "Conversation", activity: Activity) -> Activity:
    """The three questions, each offering what was answered before."""
    answers: dict[str, str | None] = {}
    for field, label, about in (
        ("happened", f"{activity.ref} {activity.title}. {_WHAT}", "What you did, saw or heard; a sentence will do."),
        ("learned", _SO_WHAT, "What is clear to you now that was not before."),
        ("applied", _NOW_WHAT, "Where you use it, or will: a body asks for this in its log."),
    ):
        before: str | None = getattr(activity, field)
        answers[field] = talk.ask(field, label, clean_text, about=about, offer=before or "")
    return activity.with_edits(answers)


def _keep_reflection(journal: "Journal", activity: Activity) -> Answer:
    with journal.change("activities reflect") as change:
        activity = change.update(activity)
    missing = NextStep(f'mentorlog edit {activity.ref} evidence="..."', "what shows it?")
    done = NextStep("mentorlog cpd", "where your year stands")
    return ChangeAnswer(
        change_sentence("Reflected on", activity), activity, next_step=done if activity.evidence else missing
    )
