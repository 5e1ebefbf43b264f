"""`mentorlog search`: find words in everything you wrote."""

from typing import Annotated

import typer

from mentorlog.cli.call import open_journal
from mentorlog.cli.options import option
from mentorlog.cli.past import HOW_MANY
from mentorlog.screen.answers import Answer, Next, Told
from mentorlog.screen.page import Grid, Heads, Line, Lines, Row, Span, line, own
from mentorlog.store.index import HIT

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
    rows = [Row(((Span(hit.ref, "dim"),), line(own(hit.day.isoformat(), "dim")), _marked(hit.snippet))) for hit in hits]
    return Told("search", data, [Grid(heads, rows)])


def _bare(snippet: str) -> str:
    return snippet.replace(HIT[0], "").replace(HIT[1], "")


def _marked(snippet: str) -> Line:
    """A snippet on one line, with its hits between marks, since colour is never the only sign."""
    spans: list[Span] = []
    for at, piece in enumerate(snippet.replace("\n", " ").split(HIT[0])):
        hit, _, rest = piece.partition(HIT[1]) if at else ("", "", piece)
        spans += [own("«", "accent"), Span(hit, "accent"), own("»", "accent"), Span(rest)] if at else [Span(rest)]
    return tuple(spans)
