"""`mentorlog sessions`: plan meetings with your mentor, and say what became of them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import typer

from mentorlog import clock, settings
from mentorlog.cli.context import CliContext
from mentorlog.cli.params.batch import batch_answer, change_all
from mentorlog.cli.params.moments import (
    TYPED_MOMENT,
    TYPED_PAST_MOMENT,
    ChosenMoment,
    TypedMoment,
    choose_year,
    moment_reader,
    overlap_warnings,
)
from mentorlog.cli.params.options import Context, Ref, Refs, flag, option, require_text_for, start_conversation
from mentorlog.cli.params.outliers import confirm_outliers, warn_of
from mentorlog.cli.params.record_options import Channel, Editor, Minutes, Private, Rating, WithMentor
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.model.forms import DUE_DAY, POSITIVE_COUNT, TEXT
from mentorlog.journal.model.records.sessions import (
    SETTLED_STATES,
    MissedBy,
    Session,
    SessionKind,
    cancelled,
    corrected,
    held,
    missed,
    moved,
)
from mentorlog.journal.text import format_count, join_lines
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, detail_lines, relative_day, session_time
from mentorlog.render.terminal.page import Line, Span, line, ours
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def add(
    ctx: Context,
    at: Annotated[TypedMoment | None, option("--at", TYPED_MOMENT, 'When, with its time: "thu 15:00".')] = None,
    mentor: WithMentor = None,
    minutes: Minutes = None,
    channel: Channel = None,
    kind: Annotated[
        SessionKind | None,
        typer.Option(
            "--kind", help="What it is for; regular unless given, or first where none was held.", show_default=False
        ),
    ] = None,
    private: Private = False,
) -> Answer:
    """Plan a session."""
    from mentorlog.cli.params.mentor import resolve_mentor

    journal = ctx.obj.open_journal()

    def plan_at(typed: TypedMoment) -> Answer:
        number = resolve_mentor(ctx.obj, journal, mentor)
        chosen = choose_year(ctx.obj, journal, typed)
        wish = Session(
            starts_at=chosen.at, zone=clock.zone_name(), mentor=number, minutes=minutes, channel=channel,
            private=private or None,
        )  # fmt: skip
        outliers = confirm_outliers(ctx.obj, journal, (wish, None)) if minutes else []
        return _plan_session(journal, wish, kind, chosen, outliers)

    if at is not None:
        return plan_at(at)
    with start_conversation(
        ctx.obj, "sessions", "mentorlog sessions add",
        "mentorlog sessions add needs --at WHEN.", 'Like this: --at "thu 15:00"',
    ) as talk:  # fmt: skip
        return plan_at(
            talk.hold(
                lambda: talk.ask_required(
                    "at", "When do you meet", moment_reader(journal), about='A day and a time, such as "thu 15:00".'
                )
            )
        )


def _plan_session(
    journal: "Journal", wish: Session, kind: SessionKind | None, chosen: ChosenMoment, outliers: Sequence[str]
) -> Answer:
    """Plan a session; what was not said of it is as the mentor usually meets, or as the settings have it."""
    from mentorlog.cli.params.mentor import lines_about_paused
    from mentorlog.journal.model.records.mentors import Mentor
    from mentorlog.journal.queries.meetings import default_kind

    with journal.change("sessions add") as change:
        person = None if wish.mentor is None else journal.get(Mentor, wish.mentor)
        session = change.add(
            replace(
                wish,
                minutes=wish.minutes or (person.minutes if person else None) or _minutes_setting(),
                channel=wish.channel or (person.channel if person else None),
                kind=kind or default_kind(journal, wish.mentor),
            )
        )
    details = detail_lines(
        line(ours("with "), Span(person.name)) if person else (),
        line(ours(f"{session.minutes} min")) if session.minutes else (),
        line(Span(session.channel)) if session.channel else (),
    )
    next_step = NextStep('mentorlog questions add "..."', "while you prepare")
    answer = _timing_answer(_sentence("Planned", session, journal), session, journal, next_step, details)
    answer.asides = lines_about_paused(journal, session.mentor)
    answer.warnings = [*answer.warnings, *chosen.warnings(session.ref, journal)]
    return warn_of(answer, outliers, change.number)


def _timing_answer(
    sentence: Line, session: Session, journal: "Journal", next_step: NextStep, details: Sequence[Line] = ()
) -> Answer:
    """The answer for a session with a new time. One whose time is past asks what became of it."""
    if session.state == "planned" and session.starts_at <= journal.now:
        next_step = NextStep(
            f"mentorlog debrief {session.ref}", f"it is past: if you met; else mentorlog sessions missed {session.ref}"
        )
    answer = ChangeAnswer(sentence, session, details=details, next_step=next_step)
    answer.warnings = overlap_warnings(journal, session)
    return answer


def _minutes_setting() -> int | None:
    """The length of a session in the settings; None where it is unset, since a mere default is not stored."""
    setting = settings.resolve("minutes")
    return None if setting.source == "default" else int(str(setting.value))


def _sentence(verb: str, session: Session, journal: "Journal") -> Line:
    """A sentence with the day as it was understood: "Planned s4: in 3 days, Thu 26 Nov 15:00"."""
    when = session_time(session, journal.today)
    return line(ours(f"{verb} "), Span(session.ref, "accent"), ours(": "), ours(when, "title"))


@app.command("held")
def mark_held(
    ctx: Context,
    refs: Refs,
    notes: Annotated[str | None, option("--notes", TEXT, "What was talked about; - reads stdin.")] = None,
    takeaway: Annotated[list[str] | None, option("--takeaway", TEXT, "What you take away; may be repeated.")] = None,
    rating: Rating = None,
    minutes: Minutes = None,
    at: Annotated[TypedMoment | None, option("--at", TYPED_PAST_MOMENT, 'When it really was: "wed 15:00".')] = None,
    editor: Editor = False,
) -> Answer:
    """You met: keep what stays; the editor is for the notes."""
    if editor:
        notes = require_text_for(ctx.obj, notes, editor, "sessions held", Session, refs[0])

    if at and len(refs) > 1:
        raise UsageError("--at is the time of one session.", "Name one, or leave it out.")
    adds = any((notes, takeaway, rating, minutes, at))

    def with_outcome(session: Session, today: date) -> Session:
        if at:
            really = session.past_moment_form.parse(at.text, ctx.obj.open_journal())
            session = corrected(session, really, clock.zone_name())
        return replace(
            session if adds and session.state == "held" else held(session, today),
            notes=notes or session.notes,
            takeaways=join_lines(takeaway) or session.takeaways,
            rating=rating or session.rating,
            real_minutes=minutes or session.real_minutes,
        )

    next_step = NextStep("mentorlog questions answer QUESTION TEXT", "while you remember what you heard")
    journal = ctx.obj.open_journal()
    outliers = []
    if minutes:
        before = [journal.find(Session, ref) for ref in refs]
        outliers = confirm_outliers(
            ctx.obj, journal, *((replace(session, real_minutes=minutes), session) for session in before)
        )
    answer = _change_state(ctx.obj, "sessions held", "Held", refs, with_outcome, next_step)
    if at:
        answer.warnings = overlap_warnings(journal, journal.find(Session, refs[0]))
    if outliers:
        from mentorlog.journal.reversal import last_change_number

        return warn_of(answer, outliers, last_change_number(journal))
    return answer


@app.command("missed")
def mark_missed(
    ctx: Context,
    refs: Refs,
    by: Annotated[
        MissedBy | None, typer.Option("--missed-by", metavar="WHO", help="Whose it was; nobody is blamed.")
    ] = None,
) -> Answer:
    """It did not take place."""
    return _change_state(
        ctx.obj, "sessions missed", "Missed", refs, lambda session, today: replace(missed(session, today), missed_by=by)
    )


@app.command()
def cancel(ctx: Context, refs: Refs) -> Answer:
    """It was called off."""
    return _change_state(ctx.obj, "sessions cancel", "Cancelled", refs, lambda session, today: cancelled(session))


def _change_state(
    cli: CliContext,
    command: str,
    verb: str,
    refs: list[str],
    transition: Callable[[Session, date], Session],
    next_step: NextStep | None = None,
) -> Answer:
    journal = cli.open_journal()
    from mentorlog.journal.queries.meetings import planning_command

    sessions = change_all(journal, command, Session, refs, lambda session: transition(session, journal.today))
    next_step = next_step or NextStep(planning_command(journal, sessions[0].mentor), "the next")
    return batch_answer(verb, sessions, refs, next_step, sentence=_sentence(verb, sessions[0], journal))


@app.command()
def move(
    ctx: Context, ref: Ref, at: Annotated[TypedMoment, option("--at", TYPED_MOMENT, 'The new time: "thu 15:00".')]
) -> Answer:
    """Put a session to another time; of one that is over, correct the time."""
    journal = ctx.obj.open_journal()
    is_over = journal.find(Session, ref).state in SETTLED_STATES
    chosen = ChosenMoment(at) if is_over else choose_year(ctx.obj, journal, at)
    with journal.change("sessions move") as change:
        before = journal.find(Session, ref)
        to = before.past_moment_form.parse(at.text, journal) if is_over else chosen.at
        session = change.update(moved(before, to, clock.zone_name()))
    if session.state == "planned":
        from mentorlog.journal.queries.meetings import checkin_command

        next_step = NextStep(checkin_command(journal, session.number), "two minutes before")
        answer = _timing_answer(_sentence("Moved", session, journal), session, journal, next_step)
        answer.warnings = [*answer.warnings, *chosen.warnings(session.ref, journal)]
        return answer
    if not change.has_changes:
        sentence = line(ours("Nothing differs in "), Span(session.ref, "accent"))
        return ChangeAnswer(sentence, session, next_step=NextStep(f"mentorlog show {session.ref}"))
    old, new = (session_time(which, journal.today) for which in (before, session))
    sentence = line(
        ours("Corrected "), Span(session.ref, "accent"), ours(f": {session.state} "), ours(new, "title"),
        ours(f", not {old}"),
    )  # fmt: skip
    return _timing_answer(sentence, session, journal, NextStep(f"mentorlog history {session.ref}"))


@app.command()
def plan(
    ctx: Context,
    count: Annotated[int | None, option("--count", POSITIVE_COUNT, "How many; 3 unless given.")] = None,
    by: Annotated[date | None, option("--by", DUE_DAY, "Up to this day, instead of a number.")] = None,
    mentor: WithMentor = None,
    skip_weekends: Annotated[bool, flag("--skip-weekends", "Move what falls on a weekend to Monday.")] = False,
    yes: Annotated[bool, flag("--yes", "Plan them without asking.")] = False,
) -> Answer:
    """Plan several sessions by the rhythm you agreed."""
    from mentorlog.cli.params.mentor import resolve_mentor
    from mentorlog.journal.model.records.mentors import Mentor
    from mentorlog.journal.queries.meetings import default_kind
    from mentorlog.journal.workflows.rhythm import cadence_moments

    journal = ctx.obj.open_journal()
    number = resolve_mentor(ctx.obj, journal, mentor)
    if number is None:
        raise Refused("There is no mentor to meet yet.", 'First: mentorlog mentors add "..."')
    person = journal.get(Mentor, number)
    days = cadence_moments(journal, person, count or (None if by else 3), by, skip_weekends=skip_weekends)
    if not yes:
        _confirm_plan(ctx.obj, days, journal)
    with journal.change("sessions plan") as change:
        sessions = [
            change.add(
                Session(
                    starts_at=at, zone=clock.zone_name(), mentor=number, minutes=person.minutes or _minutes_setting(),
                    channel=person.channel,
                    kind=default_kind(journal, number) if not place else "regular",
                )
            )
            for place, at in enumerate(days)
        ]  # fmt: skip
    shown = [line(ours(f"{session.ref}  ", "dim"), ours(session_time(session, journal.today))) for session in sessions]
    sentence = line(f"Planned {format_count(len(sessions), 'session')}.")
    answer = ChangeAnswer(sentence, sessions, details=shown, next_step=NextStep("mentorlog next"))
    answer.warnings = overlap_warnings(journal, *sessions)
    return answer


def _confirm_plan(cli: CliContext, days: list[datetime], journal: "Journal") -> None:
    """Show the dates and ask for a confirmation. Raises UsageError, naming the flag, where nobody can be asked."""
    dates = ", ".join(relative_day(at, journal.today) for at in days)
    if not cli.is_interactive():
        raise UsageError(f"These would be planned: {dates}.", "Say --yes to plan them.")
    from mentorlog.cli.prompts.single import ask_yes_no

    about = "yes or y plans these sessions; undo takes them back. no or n plans none."
    if not ask_yes_no(f"To plan: {dates}\nPlan them", about=about, offer="yes"):
        raise Refused("Nothing was planned.", "Another rhythm: mentorlog edit MENTOR cadence=...")
