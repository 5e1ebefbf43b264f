"""`mentorlog timeline`, `mentorlog lookback`: what happened, and what became of earlier entries."""

import typer

from mentorlog.cli.params.options import ConcernedMentor, Context, ref_option
from mentorlog.cli.params.sharing import ShareOptions, refuse_if_hidden, share_page, shareable
from mentorlog.journal.privacy import mentor_view
from mentorlog.nouns import KINDS
from mentorlog.render.answers import Answer, NextStep
from mentorlog.render.documents.document import Document
from mentorlog.render.documents.formats import SharedPage
from mentorlog.render.documents.terminal import document_answer
from mentorlog.report.timeline import (
    gather_lookback,
    lookback_document,
    lookback_to_json,
    read_events,
    timeline_document,
    timeline_to_json,
)
from mentorlog.structs import Annotated

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@shareable()
def timeline(
    ctx: Context,
    share: ShareOptions,
    goal: Annotated[str | None, ref_option("--goal", "Only what belongs to this goal.")] = None,
    skill: Annotated[str | None, ref_option("--skill", "Only what belongs to this skill.")] = None,
) -> Answer:
    """The story of your mentoring as dated events."""
    journal = ctx.obj.open_journal()
    numbers = {"goal": journal.resolve_optional("goal", goal), "skill": journal.resolve_optional("skill", skill)}
    reader = share.reader(ctx.obj)
    titles = []
    for noun, number in numbers.items():
        if number is not None:
            refuse_if_hidden(journal, noun, number, reader)
            titles.append(str(journal.read_field(noun, number, KINDS[noun].title_field)))

    def refs() -> set[str]:
        return {event.ref for event in read_events(journal, numbers["goal"], numbers["skill"])}

    def build() -> SharedPage:
        events = read_events(journal, numbers["goal"], numbers["skill"])
        steps = () if events else (NextStep('mentorlog goals add "..."', "the first thing that happens"),)

        def document() -> Document:
            return timeline_document(events, " and ".join(titles))

        answer = document_answer("timeline", lambda: timeline_to_json(events), document, steps)
        return SharedPage(answer, {event.ref for event in events}, document)

    return share_page(ctx.obj, share, reader, refs, build)


@app.command()
def lookback(ctx: Context, mentor: ConcernedMentor = None) -> Answer:
    """A year, six months and a month ago: what you wrote, and what has become of it."""
    journal = ctx.obj.open_journal()
    with mentor_view(journal, journal.resolve_optional("mentor", mentor)), journal.store.snapshot():
        days = gather_lookback(journal)
    today = journal.today
    return document_answer("lookback", lookback_to_json(days), lambda: lookback_document(days, today))
