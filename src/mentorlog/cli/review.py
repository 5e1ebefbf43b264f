"""`mentorlog review`: look back over a period together."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog.cli.call import open_journal, somebody
from mentorlog.cli.nouns import group
from mentorlog.cli.options import On, WithMentor, option
from mentorlog.errors import UsageError
from mentorlog.journal.columns import DAY, DUE, TEXT
from mentorlog.journal.records.reviews import Review
from mentorlog.journal.text import clean
from mentorlog.screen.answers import Answer, Changed, Next, dated, details
from mentorlog.screen.page import Span, line, own

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

app = group("review", "mentorlog review", invoke_without_command=True)
Points = list[str] | None


@app.callback()
def review(
    ctx: typer.Context,
    mentor: WithMentor = None,
    since: Annotated[date | None, option("--since", DAY, "The first day; since the last review unless given.")] = None,
    until: Annotated[date | None, option("--until", DAY, "The last day; today unless given.")] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help='Both at once: "last month".', show_default=False)
    ] = None,
    went_well: Annotated[Points, option("--went-well", TEXT, "What went well; may be repeated.")] = None,
    to_change: Annotated[Points, option("--to-change", TEXT, "What to change; may be repeated.")] = None,
    drop: Annotated[
        Points, typer.Option("--drop", metavar="GOAL", help="A goal to let go; may be repeated.", show_default=False)
    ] = None,
    next_review: Annotated[date | None, option("--next-review", DUE, "When you look back again.")] = None,
    on: On = None,
) -> Answer | None:
    """Look back together: what went well, what to change. Without flags you are asked."""
    if ctx.invoked_subcommand is not None:
        return None
    from mentorlog.cli.ask import together
    from mentorlog.cli.who import mentor_for

    journal = open_journal()
    number = mentor_for(journal, mentor)
    first, last = _period(journal, number, since, until, period)
    start = Review(
        day=on or journal.today,
        mentor=number,
        since=first,
        until=last,
        went_well=together(went_well or ()),
        to_change=together(to_change or ()),
        next_review=next_review,
    )
    if start.went_well or start.to_change or next_review or drop:
        return _kept(journal, start, drop or [])
    if not somebody():
        raise UsageError("There is nobody to ask, and nothing was said.", 'Give one flag: --went-well "..."')
    return _asked(journal, start)


def _period(
    journal: "Journal", mentor: int | None, since: date | None, until: date | None, period: str | None
) -> tuple[date, date]:
    """The days looked back on: since the last review with this mentor, or the last ninety days."""
    if period:
        from mentorlog.journal.dates import read_period

        return read_period(period, journal.today)
    last = until or journal.today
    if since:
        return since, last
    before = journal.read(Review, "mentor IS ? AND day < ?", (mentor, last.isoformat()), order="day DESC LIMIT 1")
    return (before[0].day if before else last - timedelta(days=90)), last


def _asked(journal: "Journal", start: Review) -> Answer:
    from dataclasses import replace

    from mentorlog.cli.ask import Conversation, together
    from mentorlog.journal.columns import choice
    from mentorlog.journal.records.goals import Goal
    from mentorlog.report import terminal
    from mentorlog.report.gather import gathered
    from mentorlog.screen.screen import stderr
    from mentorlog.screen.tell import show

    screen = stderr()
    show(terminal.page(gathered(journal, start.since or start.day, start.until or start.day), screen), screen)
    what = choice(("keep", "change", "drop"))
    with Conversation("review", "mentorlog review") as talk:
        went = talk.several("went_well", "What went well, one a line", clean)
        change = talk.several("to_change", "What to change, one a line", clean)
        dropped = []
        for goal in journal.read(Goal, "state = 'agreed'"):
            label = f"{goal.ref} {goal.title[:24]}: keep, change or drop"
            chosen = talk.one(f"goal {goal.ref}", label, lambda text: what.read(text, journal))
            if chosen == "drop":
                dropped.append(goal.ref)
            elif chosen == "change":
                change.append(f"{goal.ref} {goal.title}")
        again = talk.one("next_review", "When do you look back again", lambda text: DUE.read(text, journal))
        kept = replace(start, went_well=together(went), to_change=together(change), next_review=again)
        if not (kept.went_well or kept.to_change or again or dropped):
            raise UsageError("Nothing was said, so nothing was noted.", "To try again: mentorlog review")
        return _kept(journal, kept, dropped)


def _kept(journal: "Journal", review_: Review, dropped: list[str]) -> Answer:
    from mentorlog.journal.records.goals import Goal, ended

    with journal.change("review") as change:
        made = change.add(review_)
        goals = [change.put(ended(journal.find(Goal, ref), "dropped", made.day)) for ref in dropped]
    says = line(own("Noted "), Span(made.ref, "accent"), own(": a review of "), own(f"{made.since} to {made.until}."))
    shown = details(
        line(own(f"dropped {', '.join(goal.ref for goal in goals)}", "dim")) if goals else (),
        dated("again", made.next_review, journal.today),
    )
    then = (
        Next("mentorlog agreement draft", "if you change how you work together")
        if made.to_change
        else Next("mentorlog next")
    )
    return Changed(
        says,
        made,
        details=shown,
        then=then if made.to_change else Next("mentorlog next"),
        made=[goal.ref for goal in goals],
    )
