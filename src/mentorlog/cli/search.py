"""`mentorlog search`: find words in everything you wrote."""

from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog.cli.call import open_journal
from mentorlog.cli.options import option
from mentorlog.journal.columns import HOW_MANY, tell_day
from mentorlog.screen.answers import Answer, Next, Told
from mentorlog.screen.page import Grid, Heads, Line, Lines, Row, Span, joined, line, own
from mentorlog.store.index import HIT

if TYPE_CHECKING:
    from mentorlog.journal.journal import Hit

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="All of them must occur.", show_default=False)],
    limit: Annotated[int, option("--limit", HOW_MANY, "How many at most; 50 unless given.")] = 50,
) -> Answer:
    """Find words, the newest entries first; accents and case do not matter."""
    journal = open_journal()
    hits = journal.search(" ".join(words), limit)
    data = [
        {"ref": hit.ref, "day": hit.day.isoformat(), "title": hit.title, "snippet": _bare(hit.snippet)} for hit in hits
    ]
    if not hits:
        step = () if journal.exists else (Next('mentorlog questions add "..."', "the first entry makes the journal"),)
        return Told("search", data, [Lines([line("Nothing holds these words.")])], step)
    heads = (Heads("Ref"), Heads("Day"), Heads("Words", "words"))
    rows = [
        Row(((Span(hit.ref, "dim"),), line(own(tell_day(hit.day, journal.today), "dim")), _marked(hit))) for hit in hits
    ]
    return Told("search", data, [Grid(heads, rows)])


def _bare(snippet: str) -> str:
    return snippet.replace(HIT[0], "").replace(HIT[1], "").strip()


def _marked(hit: "Hit") -> Line:
    """A snippet on one line, with its hits between marks, since colour is never the only sign."""
    day_first = f"{hit.title}\n" if hit.kind.named_by == hit.kind.dated_by else ""
    return joined([_line(text) for text in hit.snippet.removeprefix(day_first).split("\n") if text.strip()])


def _line(text: str) -> Line:
    spans: list[Span] = []
    for at, piece in enumerate(text.split(HIT[0])):
        found, _, rest = piece.partition(HIT[1]) if at else ("", "", piece)
        spans += [own("«", "accent"), Span(found, "accent"), own("»", "accent"), Span(rest)] if at else [Span(rest)]
    return tuple(spans)
