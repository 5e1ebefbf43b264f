"""`mentorlog mentors`: who is, or may become, your mentor."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.params.batch import batch_answer, change_all
from mentorlog.cli.params.mentor import namesake_warnings
from mentorlog.cli.params.options import (
    Context,
    Ref,
    Refs,
    argument,
    flag,
    option,
    ref_argument,
    ref_option,
    require_text,
    start_conversation,
)
from mentorlog.cli.params.outliers import confirm_outliers, warn_of
from mentorlog.cli.params.record_options import Channel, Editor, Minutes, Note, OnDay, Private
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.model.forms import FIRST_DAY, SCORE, TEXT, TITLE
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.period_forms import CADENCE
from mentorlog.journal.model.records import mentors as rules
from mentorlog.journal.model.records.mentors import Mentor, MentorSource
from mentorlog.journal.queries.meetings import planning_command
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import (
    Page,
    Span,
    line,
    ours,
    paragraph,
)
from mentorlog.structs import Annotated, Literal

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.workflows.choosing import DecisionMatrix

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Cadence = Annotated[str | None, option("--cadence", CADENCE, 'How often you meet: "2 weeks".')]
MessageKind = Literal["first", "follow-up", "again", "referral", "thanks", "closing"]


@app.command()
def add(
    ctx: Context,
    name: Annotated[str, argument("NAME", TITLE, "Their name, or a nickname.")],
    called: Annotated[
        str | None, option("--called", TITLE, "What you call them in letters; else the whole name.")
    ] = None,
    organisation: Annotated[str | None, option("--organisation", TITLE, "Where they work.")] = None,
    role: Annotated[str | None, option("--role", TITLE, "What they do.")] = None,
    email: Annotated[str | None, option("--email", TITLE, "Their address.")] = None,
    note: Note = None,
    since: Annotated[date | None, option("--since", FIRST_DAY, "Since when; today unless given.")] = None,
    cadence: Cadence = None,
    minutes: Minutes = None,
    channel: Channel = None,
    candidate: Annotated[bool, flag("--candidate", "Not your mentor yet.")] = False,
    found_through: Annotated[
        MentorSource | None, typer.Option("--found-through", help="Where you found them.", show_default=False)
    ] = None,
    referred_by: Annotated[str | None, option("--referred-by", TITLE, "Who named them to you.")] = None,
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Add a mentor, or a candidate; the editor is for the note."""
    if editor:
        note = require_text(ctx.obj, note, editor, "mentors add", name)
    journal = ctx.obj.open_journal()
    draft = Mentor(
        name=name,
        called=called,
        organisation=organisation,
        role=role,
        email=email,
        note=note,
        state="candidate" if candidate else "active",
        since=since or (None if candidate else journal.today),
        cadence=cadence,
        minutes=minutes,
        channel=channel,
        found_through=found_through,
        referred_by=referred_by,
        private=private or None,
    )
    outliers = confirm_outliers(ctx.obj, journal, (draft, None)) if minutes else []
    with journal.change("mentors add") as change:
        mentor = change.add(draft)
    details = detail_lines(
        line(ours(mentor.state, "dim")),
        line(ours(f"every {mentor.cadence}", "dim")) if mentor.cadence else (),
        day_note("since", mentor.since, journal.today) if since else (),
        line(Span(mentor.organisation, "dim")) if mentor.organisation else (),
    )
    step = NextStep(planning_command(journal, mentor.number), "your first meeting")
    if candidate:
        step = NextStep(f"mentorlog mentors message {mentor.ref}", "a polite first message")
    answer = ChangeAnswer(change_sentence("Added", mentor), mentor, details=details, next_step=step)
    answer.warnings = namesake_warnings(journal, mentor)
    return warn_of(answer, outliers, change.number)


# Changes of state


def _change_state(
    ctx: Context, verb: str, refs: list[str], transition: Callable[[Mentor, date], Mentor], step: NextStep
) -> Answer:
    return batch_answer(verb, _change_mentors(ctx, refs, transition), refs, step)


def _change_mentors(ctx: Context, refs: list[str], transition: Callable[[Mentor, date], Mentor]) -> list[Mentor]:
    """Change the state of several mentors; `transition` gets each of them, and today."""
    journal = ctx.obj.open_journal()
    command = f"mentors {ctx.command.name}"
    return change_all(journal, command, Mentor, refs, lambda mentor: transition(mentor, journal.today))


@app.command("contacted")
def mark_contacted(
    ctx: Context,
    refs: Refs,
    on: OnDay = None,
    via: Annotated[str | None, option("--via", TITLE, "How: email, phone, a colleague.")] = None,
) -> Answer:
    """You wrote to them; again is a follow-up."""
    step = NextStep("mentorlog mentors met REF", "after the first talk")
    return _change_state(ctx, "Contacted", refs, lambda mentor, today: rules.contacted(mentor, on or today, via), step)


@app.command("met")
def mark_met(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """You had a first talk."""
    step = NextStep("mentorlog mentors message REF --kind thanks", "within a day or two")
    return _change_state(ctx, "Met", refs, lambda mentor, today: rules.met(mentor, on or today), step)


@app.command()
def accept(ctx: Context, refs: Refs, on: OnDay = None, cadence: Cadence = None) -> Answer:
    """They are your mentor from now on."""
    step = NextStep("mentorlog agreement draft REF", "how you want to work together")
    journal = ctx.obj.open_journal()
    return _change_state(
        ctx, "Your mentor is", refs, lambda mentor, today: rules.accepted(mentor, on or today, journal, cadence), step
    )


@app.command()
def decline(ctx: Context, refs: Refs) -> Answer:
    """It will not be them."""
    step = NextStep("mentorlog mentors compare")
    return _change_state(ctx, "Declined", refs, lambda mentor, today: rules.declined(mentor), step)


@app.command()
def pause(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """You do not meet for a while: no session is due meanwhile."""
    step = NextStep("mentorlog mentors resume REFS", "to go on")
    journal = ctx.obj.open_journal()
    return _change_state(ctx, "Paused", refs, lambda mentor, today: rules.paused(mentor, on or today, journal), step)


@app.command()
def resume(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """You meet again."""
    journal = ctx.obj.open_journal()
    resumed = _change_mentors(ctx, refs, lambda mentor, today: rules.resumed(mentor, on or today, journal))
    step = NextStep(planning_command(journal, resumed[0].number), "when you meet next")
    return batch_answer("Goes on with", resumed, refs, step)


# Scoring and comparing


@app.command()
def score(
    ctx: Context,
    ref: Ref,
    need: Annotated[str | None, ref_argument("need", "Which need.")] = None,
    value: Annotated[int | None, argument("SCORE", SCORE, "0 none ... 5 fully.")] = None,
    on: OnDay = None,
) -> Answer:
    """Say how somebody meets your needs; alone it asks, need by need."""
    from mentorlog.journal.model.records.needs import Need

    journal = ctx.obj.open_journal()
    number = journal.resolve_number("mentor", ref)
    day = on or journal.today
    if need is not None:
        if value is None:
            raise UsageError("mentorlog mentors score needs SCORE.", "0 none ... 5 fully.")
        return _add_scores(journal, number, [(journal.resolve_number("need", need), value)], day)
    needs = journal.read(Need)
    if not needs:
        raise Refused("There are no needs to score.", "First: mentorlog needs suggest")
    command = f"mentorlog mentors score {ref_of('mentor', number)}"
    with start_conversation(
        ctx.obj, "score", command,
        "mentorlog mentors score needs NEED and SCORE.", f"Like this: {command} {needs[0].ref} 4",
        ref_of("mentor", number),
    ) as talk:  # fmt: skip
        from mentorlog.cli.mentor.scoring import ask_scores

        scores = talk.hold(lambda: ask_scores(talk, journal, number, needs))
        if not scores:
            raise UsageError("Nothing was scored.", f"To try again: mentorlog mentors score {ref_of('mentor', number)}")
        return _add_scores(journal, number, scores, day)


def _add_scores(journal: "Journal", number: int, values: list[tuple[int, int]], day: date) -> Answer:
    """Save scores, each given as a need's number and a value."""
    from mentorlog.journal.model.records.needs import Score

    with journal.change("mentors score") as change:
        for need, value in values:
            change.add(Score(mentor=number, need=need, day=day, value=value))
        mentor = journal.get(Mentor, number)
    details = [line(ours(", ".join(f"{ref_of('need', need)}: {value}" for need, value in values), "dim"))]
    step = NextStep("mentorlog mentors compare")
    return ChangeAnswer(change_sentence("Scored", mentor), mentor, details=details, next_step=step)


@app.command()
def compare(ctx: Context) -> Answer:
    """Weigh the candidates: a help for thinking, not a verdict."""
    from mentorlog.journal.workflows.choosing import decision_matrix

    matrix = decision_matrix(ctx.obj.open_journal())
    if matrix.needs and matrix.candidates:
        from mentorlog.render.records.matrix import matrix_page

        return PageAnswer("mentors.compare", _to_json(matrix), matrix_page(matrix), _next_steps(matrix))
    missing, command = "needs to compare by", "mentorlog needs suggest"
    if matrix.needs:
        missing, command = "candidates to compare", 'mentorlog mentors add "..." --candidate'
    page: Page = [paragraph(f"There are no {missing}.")]
    return PageAnswer("mentors.compare", _to_json(matrix), page, (NextStep(command),))


def _next_steps(matrix: "DecisionMatrix") -> tuple[NextStep, ...]:
    for row in matrix.candidates:
        if len(row.scores) < len(matrix.needs):
            return (NextStep(f"mentorlog mentors score {row.mentor.ref}", "what is not scored yet"),)
    return ()


def _to_json(matrix: "DecisionMatrix") -> dict[str, object]:
    return {
        "needs": [{"ref": need.ref, "text": need.text, "weight": need.weight} for need in matrix.needs],
        "candidates": [
            {
                "ref": row.mentor.ref,
                "name": row.mentor.name,
                "state": row.mentor.state,
                "scores": {ref_of("need", need): value for need, value in row.scores.items()},
                "total": None if row.total is None else round(row.total, 4),
                "scored": len(row.scores),
                "musts_not_met": [ref_of("need", need) for need in row.musts_not_met],
                "same_as_above": row.same_as_above,
            }
            for row in matrix.candidates
        ],
    }


# Messages and the end


@app.command()
def message(
    ctx: Context,
    ref: Ref,
    kind: Annotated[
        MessageKind | None,
        typer.Option(
            "--kind",
            help="What it is for; unless given, what comes next with them.",
            case_sensitive=False,
            show_default=False,
        ),
    ] = None,
) -> Answer:
    """A polite draft to copy; what is not known stands in brackets."""
    from mentorlog.journal.queries.names import name_step, salutation_step
    from mentorlog.journal.workflows.messages import fitting_kind, render_message

    journal = ctx.obj.open_journal()
    mentor = journal.find(Mentor, ref)
    chosen = kind or fitting_kind(journal, mentor)
    text = render_message(journal, mentor, chosen)
    steps = [NextStep(*step) for step in name_step()]
    if chosen not in ("first", "follow-up", "referral"):
        steps += [NextStep(*step) for step in salutation_step(journal, mentor.number)]
    if chosen in ("first", "follow-up") and mentor.state in ("candidate", "contacted"):
        steps.append(NextStep(f"mentorlog mentors contacted {mentor.ref}", "when you have sent it"))
    data = {"mentor": mentor.ref, "kind": chosen, "text": text}
    return PageAnswer("mentors.message", data, [paragraph(Span(text))], steps)


@app.command()
def end(
    ctx: Context,
    ref: Ref,
    reason: Annotated[str | None, option("--reason", TEXT, "Why, without blame.")] = None,
    on: OnDay = None,
    drop: Annotated[list[str] | None, ref_option("--drop", "A goal, question or action to let go.", "", "REF")] = None,
    keep_contact: Annotated[bool, flag("--contact", "Keep them as a contact.")] = False,
) -> Answer:
    """Say goodbye: what is not dropped you carry on alone; without flags you are asked."""
    journal = ctx.obj.open_journal()
    mentor = journal.find(Mentor, ref)
    day = on or journal.today
    rules.ended(mentor, day, reason)  # raises before the first question
    from mentorlog.cli.mentor.ending import ask_ending, save_ending

    if reason or drop or keep_contact:
        return save_ending(journal, mentor, day, reason, drop or [], keep_contact)
    from mentorlog.journal.workflows.ending import open_items

    items = open_items(journal, mentor)
    with start_conversation(
        ctx.obj, "end", f"mentorlog mentors end {mentor.ref}",
        "There is nobody to ask what becomes of what is open.", 'Give one flag: --reason "...", --drop q1 or --contact',
        mentor.ref,
    ) as talk:  # fmt: skip
        dropped, reason, keep = talk.hold(lambda: ask_ending(talk, journal, items))
        return save_ending(journal, mentor, day, reason, dropped, keep)
