"""`mentorlog agenda`: what to talk about, timed for the session's length."""

from typing import Annotated, Literal

import typer

from mentorlog.cli.call import open_journal
from mentorlog.journal.agenda import Item, Plan, next_session, planned
from mentorlog.journal.records.sessions import Session
from mentorlog.screen.answers import Answer, Next
from mentorlog.screen.page import Gap, Grid, Heading, Heads, Line, Lines, Page, Row, Span, line, own
from mentorlog.screen.screen import Screen

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Agenda(Answer):
    """A session's agenda, for oneself or for the mentor."""

    kind = "agenda"

    def __init__(self, plan: Plan, when: str, *, shared: bool, markdown: bool) -> None:
        self._plan = plan
        self._when = when
        self._shared = shared
        self._markdown = markdown
        if not shared:
            self.steps = (_then(plan),)

    def data(self) -> object:
        return {
            "session": self._plan.session.ref if self._plan.session else None,
            "minutes": self._plan.minutes,
            "parts": [
                {
                    "title": part.title,
                    "minutes": part.minutes,
                    "items": [self._fact(item) for item in self._shown(part.items)],
                }
                for part in self._plan.parts
            ],
            "if_there_is_time": [self._fact(item) for item in self._plan.spare],
        }

    def _fact(self, item: Item) -> dict[str, str | None]:
        return {"text": item.text} if self._shared else {"ref": item.ref or None, "text": item.text}

    def _shown(self, items: list[Item]) -> list[Item]:
        return [item for item in items if not (self._shared and item.private)]

    def page(self, screen: Screen) -> Page:
        if self._markdown:
            return [Lines([(Span(self._as_markdown()),)])]
        page: Page = [Heading(line(own("Agenda", "title")), line(own(self._when, "dim"))), Gap()]
        heads = (Heads("", "figure"), Heads(""), Heads("", "words"))
        rows: list[Row] = []
        for part in self._plan.parts:
            rows.append(Row((line(own(f"{part.minutes} min", "dim")), (), line(own(part.title, "title")))))
            rows += [Row(((), self._ref(item), (Span(item.text),))) for item in self._shown(part.items)]
        page.append(Grid(heads, rows))
        if self._plan.spare:
            spare = [Row((self._ref(item), (Span(item.text),))) for item in self._plan.spare]
            page += [
                Gap(),
                Lines([line(own("If there is time", "dim"))]),
                Grid((Heads(""), Heads("", "words")), spare, indent=2),
            ]
        return page

    def _ref(self, item: Item) -> Line:
        return () if self._shared or not item.ref else (Span(item.ref, "dim"),)

    def _as_markdown(self) -> str:
        lines = [f"# Agenda, {self._when}", ""]
        for part in self._plan.parts:
            lines += [f"## {part.title} ({part.minutes} min)", ""]
            items = self._shown(part.items)
            lines += [*(f"- {item.text}" for item in items), *([""] if items else [])]
        if self._plan.spare:
            lines += ["## If there is time", "", *(f"- {item.text}" for item in self._plan.spare)]
        return "\n".join(lines).rstrip()


def _then(plan: Plan) -> Next:
    if plan.session is None:
        return Next('mentorlog sessions add --at "thu 15:00"', "plan it")
    return Next(f"mentorlog debrief {plan.session.ref}", "after the session")


@app.command()
def agenda(
    session: Annotated[
        str | None, typer.Argument(metavar="SESSION", help="Which one; the next unless given.", show_default=False)
    ] = None,
    form: Annotated[
        Literal["terminal", "markdown", "json"], typer.Option("--format", help="terminal, markdown or json.")
    ] = "terminal",
    reader: Annotated[
        Literal["me", "mentor"], typer.Option("--for", help="me, or mentor: without anything private.")
    ] = "me",
) -> Answer:
    """What to talk about, timed for the session's length."""
    from mentorlog.cli import call
    from mentorlog.journal.dates import show_day

    journal = open_journal()
    found = journal.find(Session, session) if session else next_session(journal)
    if form == "json":
        call.this.as_json = True
    when = f"{planned(journal, found).minutes} min"
    if found:
        when = f"{show_day(found.day, journal.today)} {found.starts_at:%H:%M}, {when}"
    return Agenda(planned(journal, found), when, shared=reader == "mentor", markdown=form == "markdown")
