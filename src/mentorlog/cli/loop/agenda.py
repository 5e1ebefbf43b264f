"""`mentorlog agenda`: what to talk about, timed for the session's length."""

from datetime import date
from typing import Annotated

import typer

from mentorlog.cli.params.options import Context, ref_argument
from mentorlog.cli.params.sharing import ShareOptions, refuse_if_hidden, share_page, shareable
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.queries.agenda import AgendaItem, SessionAgenda, session_agenda
from mentorlog.journal.queries.meetings import next_session
from mentorlog.journal.queries.names import OWNER_VOICE, Voice, voice_for
from mentorlog.render.answers import Answer, NextStep, session_time
from mentorlog.render.documents.document import Bullet, Bullets, Document, Section
from mentorlog.render.documents.formats import SharedPage
from mentorlog.render.documents.terminal import document_answer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


def _to_json(plan: SessionAgenda, *, with_refs: bool) -> dict[str, object]:
    def items_to_json(items: list[AgendaItem]) -> list[dict[str, str | None]]:
        return [{"ref": item.ref or None, "text": item.text} if with_refs else {"text": item.text} for item in items]

    return {
        "session": plan.session.ref if plan.session else None,
        "minutes": plan.minutes,
        "parts": [
            {"title": part.title, "minutes": part.minutes, "items": items_to_json(part.items)} for part in plan.parts
        ],
        "if_there_is_time": items_to_json(plan.if_time),
    }


def _document(plan: SessionAgenda, title: str, subtitle: str, *, with_refs: bool) -> Document:
    """The agenda as a document; `with_refs` for its owner, since nobody else can use refs."""

    def section(title: str, items: list[AgendaItem], minutes: int | None = None) -> Section:
        bullets = Bullets([Bullet(item.text, item.ref if with_refs else "") for item in items])
        return Section(title, [bullets] if items else [], minutes)

    sections = [section(part.title, part.items, part.minutes) for part in plan.parts]
    if plan.if_time:
        sections.append(section("If there is time", plan.if_time))
    return Document(title, subtitle, "", sections)


def _next_step(plan: SessionAgenda) -> NextStep:
    if plan.session is None:
        return NextStep('mentorlog sessions add --at "thu 15:00"', "plan it")
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
    named = journal.resolve_optional("mentor", share.mentor)
    meeting = journal.find(Session, session) if session else next_session(journal, named)
    reader = share.reader(ctx.obj, meeting.mentor if meeting else None)
    if meeting:
        refuse_if_hidden(journal, "session", meeting.number, reader)

    def plan(voice: Voice = OWNER_VOICE) -> SessionAgenda:
        return session_agenda(journal, journal.get(Session, meeting.number) if meeting else None, voice)

    def build() -> SharedPage:
        voice = voice_for(journal, meeting.mentor if meeting else reader.mentor, for_owner=reader.audience == "me")
        planned, with_refs = plan(voice), voice.for_owner
        title, subtitle = _title(voice), _subtitle(planned, journal.today, voice)

        def document() -> Document:
            return _document(planned, title, subtitle, with_refs=with_refs)

        data = _to_json(planned, with_refs=with_refs)
        return SharedPage(document_answer("agenda", data, document, [_next_step(planned)]), planned.refs, document)

    return share_page(ctx.obj, share, reader, lambda: plan().refs, build)


def _title(voice: Voice) -> str:
    if voice.for_owner:
        return "Agenda"
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
