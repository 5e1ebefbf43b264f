"""`mentorlog agenda`: what to talk about, timed for the session's length."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog.cli.params.options import Context, ref_argument
from mentorlog.cli.params.sharing import ShareOptions, refuse_if_hidden, share_page, shareable
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.queries.agenda import AgendaItem, SessionAgenda, session_agenda
from mentorlog.journal.queries.meetings import next_session
from mentorlog.render.answers import Answer, NextStep
from mentorlog.render.documents.formats import SharedPage
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Heading, Line, Lines, Page, Row, Span, line, ours
from mentorlog.render.terminal.screen import Screen

if TYPE_CHECKING:
    from mentorlog.render.documents.document import Document

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class AgendaAnswer(Answer):
    """A session's agenda, for oneself or for somebody else, who has no use for refs."""

    kind = "agenda"

    def __init__(self, plan: SessionAgenda, subtitle: str, *, for_others: bool) -> None:
        self._plan = plan
        self._subtitle = subtitle
        self._for_others = for_others
        self.steps = (_next_step(plan),)

    def data(self) -> object:
        return {
            "session": self._plan.session.ref if self._plan.session else None,
            "minutes": self._plan.minutes,
            "parts": [
                {
                    "title": part.title,
                    "minutes": part.minutes,
                    "items": [self._item_to_json(item) for item in part.items],
                }
                for part in self._plan.parts
            ],
            "if_there_is_time": [self._item_to_json(item) for item in self._plan.if_time],
        }

    def _item_to_json(self, item: AgendaItem) -> dict[str, str | None]:
        return {"text": item.text} if self._for_others else {"ref": item.ref or None, "text": item.text}

    def page(self, screen: Screen) -> Page:
        page: Page = [Heading(line(ours("Agenda", "title")), line(ours(self._subtitle, "dim"))), Gap()]
        heads = (GridColumn("", "figure"), GridColumn(""), GridColumn("", "words"))
        rows: list[Row] = []
        for part in self._plan.parts:
            rows.append(Row((line(ours(f"{part.minutes} min", "dim")), (), line(ours(part.title, "title")))))
            rows += [Row(((), self._ref_cell(item), (Span(item.text),))) for item in part.items]
        page.append(Grid(heads, rows))
        if self._plan.if_time:
            spare = [Row((self._ref_cell(item), (Span(item.text),))) for item in self._plan.if_time]
            page += [
                Gap(),
                Lines([line(ours("If there is time", "dim"))]),
                Grid((GridColumn(""), GridColumn("", "words")), spare, indent=2),
            ]
        return page

    def _ref_cell(self, item: AgendaItem) -> Line:
        return () if self._for_others or not item.ref else (Span(item.ref, "dim"),)

    def document(self, note: str) -> "Document":
        """As a page to share."""
        from mentorlog.render.documents import document as pages

        parts = [(f"{part.title} ({part.minutes} min)", part.items) for part in self._plan.parts]
        parts += [("If there is time", self._plan.if_time)] if self._plan.if_time else []
        sections = [
            pages.Section(
                title,
                [pages.Bullets([pages.Bullet(item.text, "" if self._for_others else item.ref) for item in items])]
                if items
                else [],
            )
            for title, items in parts
        ]
        return pages.Document("Agenda", self._subtitle, "", sections, (), note)


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
    number = journal.resolve_number("session", session) if session else None
    if number is not None:
        refuse_if_hidden(journal, "session", number, share.audience)

    def plan() -> SessionAgenda:
        return session_agenda(journal, journal.get(Session, number) if number is not None else next_session(journal))

    def build() -> SharedPage:
        planned = plan()
        answer = AgendaAnswer(planned, _subtitle(planned, journal.today), for_others=share.audience != "me")
        return SharedPage(answer, planned.refs, answer.document)

    return share_page(ctx.obj, share, lambda: plan().refs, build)


def _subtitle(plan: SessionAgenda, today: date) -> str:
    from mentorlog.journal.dates.format import format_relative_day

    length = f"{plan.minutes} min"
    if plan.session is None:
        return length
    return f"{format_relative_day(plan.session.day, today)} {plan.session.starts_at:%H:%M}, {length}"
