"""`mentorlog agenda`: what to talk about, timed for the session's length."""

from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog.cli.context import open_journal
from mentorlog.cli.params.sharing import (
    For,
    Force,
    Form,
    Made,
    Open,
    Output,
    ShowWithheld,
    Wish,
    format_option,
    refused_where_hidden,
    shared,
)
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.queries.agenda import AgendaItem, SessionAgenda, next_session, session_agenda
from mentorlog.render.answers import Answer, NextStep
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Heading, Line, Lines, Page, Row, Span, line, ours
from mentorlog.render.terminal.screen import Screen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.render.documents.document import Document

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Agenda(Answer):
    """A session's agenda, for oneself or for somebody else, who has no use for refs."""

    kind = "agenda"

    def __init__(self, plan: SessionAgenda, when: str, *, shared: bool) -> None:
        self._plan = plan
        self._when = when
        self._shared = shared
        self.steps = (_then(plan),)

    @property
    def refs(self) -> set[str]:
        """What it stands on."""
        items = [item for part in self._plan.parts for item in part.items]
        return {item.ref for item in (*items, *self._plan.if_time) if item.ref}

    def data(self) -> object:
        return {
            "session": self._plan.session.ref if self._plan.session else None,
            "minutes": self._plan.minutes,
            "parts": [
                {"title": part.title, "minutes": part.minutes, "items": [self._fact(item) for item in part.items]}
                for part in self._plan.parts
            ],
            "if_there_is_time": [self._fact(item) for item in self._plan.if_time],
        }

    def _fact(self, item: AgendaItem) -> dict[str, str | None]:
        return {"text": item.text} if self._shared else {"ref": item.ref or None, "text": item.text}

    def page(self, screen: Screen) -> Page:
        page: Page = [Heading(line(ours("Agenda", "title")), line(ours(self._when, "dim"))), Gap()]
        heads = (GridColumn("", "figure"), GridColumn(""), GridColumn("", "words"))
        rows: list[Row] = []
        for part in self._plan.parts:
            rows.append(Row((line(ours(f"{part.minutes} min", "dim")), (), line(ours(part.title, "title")))))
            rows += [Row(((), self._ref(item), (Span(item.text),))) for item in part.items]
        page.append(Grid(heads, rows))
        if self._plan.if_time:
            spare = [Row((self._ref(item), (Span(item.text),))) for item in self._plan.if_time]
            page += [
                Gap(),
                Lines([line(ours("If there is time", "dim"))]),
                Grid((GridColumn(""), GridColumn("", "words")), spare, indent=2),
            ]
        return page

    def _ref(self, item: AgendaItem) -> Line:
        return () if self._shared or not item.ref else (Span(item.ref, "dim"),)

    def document(self, note: str) -> "Document":
        """As a page to share."""
        from mentorlog.render.documents import document as pages

        parts = [(f"{part.title} ({part.minutes} min)", part.items) for part in self._plan.parts]
        parts += [("If there is time", self._plan.if_time)] if self._plan.if_time else []
        sections = [
            pages.Section(
                title,
                [pages.Bullets([pages.Bullet(item.text, "" if self._shared else item.ref) for item in items])]
                if items
                else [],
            )
            for title, items in parts
        ]
        return pages.Document("Agenda", self._when, "", sections, (), note)


def _then(plan: SessionAgenda) -> NextStep:
    if plan.session is None:
        return NextStep('mentorlog sessions add --at "thu 15:00"', "plan it")
    return NextStep(f"mentorlog debrief {plan.session.ref}", "after the session")


@app.command()
def agenda(
    session: Annotated[
        str | None, typer.Argument(metavar="SESSION", help="Which one; the next unless given.", show_default=False)
    ] = None,
    form: Annotated[Form | None, format_option("terminal", "markdown", "html", "json")] = None,
    output: Output = None,
    force: Force = False,
    open_: Open = False,
    reader: For = "me",
    show_withheld: ShowWithheld = False,
) -> Answer:
    """What to talk about, timed for the session's length."""
    wish = Wish(form, output, force, open_, reader, show_withheld)
    drawn = wish.chosen("terminal", "markdown", "html", "json")
    journal = open_journal()
    number = journal.resolve_number("session", session) if session else None
    if number is not None:
        refused_where_hidden(journal, "session", number, reader)

    def made() -> Made:
        found = journal.get(Session, number) if number is not None else next_session(journal)
        page = Agenda(session_agenda(journal, found), _when(journal, found), shared=reader != "me")
        return Made(page, page.refs, page.document)

    return shared(journal, wish, drawn, made)


def _when(journal: "Journal", found: Session | None) -> str:
    from mentorlog.journal.dates.grammar import format_relative_day

    when = f"{session_agenda(journal, found).minutes} min"
    return f"{format_relative_day(found.day, journal.today)} {found.starts_at:%H:%M}, {when}" if found else when
