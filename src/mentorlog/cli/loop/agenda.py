"""`mentorlog agenda`: what to talk about, timed for the session's length."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.mentor import lines_about_paused, resolve_mentor, session_or_mentor
from mentorlog.cli.params.options import Context, ref_argument
from mentorlog.cli.params.sharing import ShareOptions, refuse_if_hidden, share_page, shareable
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.queries.agenda import AgendaItem, SessionAgenda, session_agenda
from mentorlog.journal.queries.meetings import has_several_mentors, planning_command
from mentorlog.journal.queries.names import OWNER_VOICE, Voice, voice_for
from mentorlog.render.answers import Answer, NextStep, session_time
from mentorlog.render.documents.document import Bullet, Bullets, Document, Section
from mentorlog.render.documents.formats import SharedPage
from mentorlog.render.documents.terminal import document_answer
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.workflows.debrief import CheckInWin

app = typer.Typer(add_completion=False, rich_markup_mode=None)


def _to_json(plan: SessionAgenda, *, with_refs: bool) -> dict[str, object]:
    def items_to_json(items: list[AgendaItem]) -> list[dict[str, str | None]]:
        return [{"ref": item.ref or None, "text": item.text} if with_refs else {"text": item.text} for item in items]

    return {
        "session": plan.session.ref if plan.session else None,
        "minutes": plan.minutes,
        "parts": [
            {
                "title": part.title,
                "minutes": part.minutes,
                "offset": part.offset,
                "starts_at": starts_at.isoformat("T", "minutes") if (starts_at := plan.starts_at(part)) else None,
                "items": items_to_json(part.items),
            }
            for part in plan.parts
        ],
        "if_there_is_time": items_to_json(plan.if_time),
    }


def _document(
    plan: SessionAgenda, title: str, subtitle: str, wins: "Sequence[CheckInWin]", *, with_refs: bool
) -> Document:
    """The agenda as a document; `with_refs` for its owner, since nobody else can use refs."""

    def section(title: str, items: list[AgendaItem]) -> Section:
        bullets = Bullets([Bullet(item.text, item.ref if with_refs else "") for item in items])
        return Section(title, [bullets] if items else [])

    sections = [
        replace(
            section(part.title, part.items),
            minutes=part.minutes,
            start=plan.clock_time(part),
            minutes_each=part.minutes_each,
        )
        for part in plan.parts
    ]
    if plan.if_time:
        sections.append(section("If there is time", plan.if_time))
    if wins:
        sections.append(section("Wins to keep", [AgendaItem(win.ref, win.text) for win in wins]))
    return Document(title, subtitle, "", sections)


def _next_steps(step: NextStep, wins: "Sequence[CheckInWin]") -> list[NextStep]:
    """What to do next: first the wins to keep."""
    if not wins:
        return [step]
    which = "a win of your check-in" if len(wins) == 1 else f"{len(wins)} wins of your check-ins"
    return [NextStep("mentorlog achievements keep", f"{which}, by one key each"), step]


def _next_step(journal: "Journal", plan: SessionAgenda, mentor: int | None) -> NextStep:
    if plan.session is None:
        return NextStep(planning_command(journal, mentor), "plan it")
    return NextStep(f"mentorlog debrief {plan.session.ref}", "after the session")


@app.command()
@shareable()
def agenda(
    ctx: Context,
    share: ShareOptions,
    session: Annotated[str | None, ref_argument("session", "Which one; the next unless given.")] = None,
) -> Answer:
    """What to talk about, timed for the session's length."""
    journal = ctx.obj.open_journal()
    meeting, mentor = _session_and_mentor(ctx.obj, journal, session, share.mentor)
    reader = share.reader(ctx.obj, mentor)
    if meeting:
        refuse_if_hidden(journal, "session", meeting.number, reader)

    def plan(voice: Voice = OWNER_VOICE) -> SessionAgenda:
        return session_agenda(journal, journal.get(Session, meeting.number) if meeting else None, voice)

    def build() -> SharedPage:
        voice = voice_for(journal, mentor, for_owner=reader.audience == "me")
        planned, with_refs = plan(voice), voice.for_owner
        title = _title(voice, name)
        subtitle = _subtitle(planned, journal.today, voice)

        wins = _wins(journal, planned, mentor) if with_refs else []

        def document() -> Document:
            return _document(planned, title, subtitle, wins, with_refs=with_refs)

        data = _to_json(planned, with_refs=with_refs)
        if with_refs:
            data["wins"] = [{"ref": win.ref, "text": win.text} for win in wins]
        steps = _next_steps(_next_step(journal, planned, mentor), wins)
        return SharedPage(document_answer("agenda", data, document, steps), planned.refs, document)

    name = _name_to_tell(journal, mentor)

    answer = share_page(ctx.obj, share, reader, lambda: plan().refs, build)
    answer.asides = [*answer.asides, *lines_about_paused(journal, mentor)]
    return answer


def _wins(journal: "Journal", plan: SessionAgenda, mentor: int | None) -> "list[CheckInWin]":
    """The wins since the last session that may be kept as achievements; none once the session was held."""
    if plan.session and plan.session.state != "planned":
        return []
    from mentorlog.journal.workflows.debrief import wins_to_offer

    return wins_to_offer(journal, plan.session, mentor)


def _session_and_mentor(
    cli: CliContext, journal: "Journal", session: str | None, named: str | None
) -> tuple[Session | None, int | None]:
    """The session named, or the next one, and the mentor: an agenda is never for two at once."""
    number = journal.resolve_optional("mentor", named)
    if session is None:
        return session_or_mentor(cli, journal, number)
    meeting = journal.find(Session, session)
    return meeting, number or meeting.mentor or resolve_mentor(cli, journal, None)


def _name_to_tell(journal: "Journal", mentor: int | None) -> str:
    """The name of the mentor whom an agenda is for, where there are several; else empty."""
    return str(journal.read_field("mentor", mentor, "name")) if mentor and has_several_mentors(journal) else ""


def _title(voice: Voice, mentor_name: str) -> str:
    if voice.for_owner:
        return f"Agenda with {mentor_name}" if mentor_name else "Agenda"
    return f"Agenda: {voice.mentee} and {voice.mentor}" if voice.is_named else "Agenda for our session"


def _subtitle(plan: SessionAgenda, today: date, voice: Voice) -> str:
    """When and how long. Who reads it on another day needs the day itself, not one seen from today."""
    length = f"{plan.minutes} min"
    if plan.session is None:
        return length
    if not voice.for_owner:
        at = plan.session.here
        where = plan.session.elsewhere
        return f"{at:%A} {at.day} {at:%B} {at.year} at {at:%H:%M}{where}, {plan.minutes} minutes"
    return f"{session_time(plan.session, today)}, {length}"
