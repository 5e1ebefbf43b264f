"""`mentorlog search`: find words in everything you wrote."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from mentorlog.cli.params.filters import (
    GoalFilter,
    NounFilter,
    PriorityFilter,
    SessionFilter,
    Since,
    SkillFilter,
    Until,
)
from mentorlog.cli.params.options import ConcernedMentor, Context, option
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import POSITIVE_COUNT
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import (
    Gap,
    Grid,
    GridColumn,
    Line,
    Page,
    Row,
    Span,
    join_facts,
    line,
    ours,
    paragraph,
)
from mentorlog.store.search import MAX_RANKED, SearchScope, parse_query
from mentorlog.store.snippets import CUT_MARK, HIT_MARKS
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, RecordHit

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_DEFAULT_LIMIT = 50  # hits


class SearchCommand(TyperCommand):
    """A command that reads a word like -budget as one to leave out, not as an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Move the words behind `--`, where Typer takes none of them for an option."""
        options: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                words += rest
            elif arg == "--help" or (arg.startswith("--") and "=" in arg):
                options.append(arg)
            elif arg.startswith("--"):
                value = next(rest, None)
                if value is None:
                    return super().parse_args(ctx, [*options, arg])  # which raises the error
                options += [arg, value]
            else:
                words.append(arg)
        return super().parse_args(ctx, [*options, "--", *words])


@app.command(cls=SearchCommand)
def search(
    ctx: Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS...",
            help='All must occur; "in a row" in quotes, begin* as a beginning, -not without.',
            show_default=False,
        ),
    ],
    only: NounFilter = None,
    goal: GoalFilter = None,
    mentor: ConcernedMentor = None,
    session: SessionFilter = None,
    skill: SkillFilter = None,
    priority: PriorityFilter = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[
        int | None, option("--limit", POSITIVE_COUNT, f"How many at most; {_DEFAULT_LIMIT} unless given.")
    ] = None,
) -> Answer:
    """Find words, whatever their case and accents: the best match first, or the newest where over 2,000 hold them."""
    journal = ctx.obj.open_journal()
    typed = " ".join(map(_quote_phrase, words))
    with journal.store.snapshot():
        links = {"goal": goal, "mentor": mentor, "session": session, "skill": skill}
        is_narrowed = any((only, *links.values(), since, until, priority))
        scope = _search_scope(journal, only, links, (since, until), priority or ()) if is_narrowed else None
        hits, count = journal.search(typed, limit or _DEFAULT_LIMIT, scope)
    if not hits:
        return PageAnswer("search", [], [paragraph(_no_hits_message(typed))], _next_steps(journal, words))
    heads = (GridColumn("Ref"), GridColumn("Day", "figure"), GridColumn("Words", "words"))
    today = journal.today
    rows = [Row(((Span(hit.ref, "dim"),), line(format_short_day(hit.day, today)), _snippet_line(hit))) for hit in hits]
    page: Page = [Grid(heads, rows), Gap(), paragraph(_count_sentence(len(hits), count))]
    answer = PageAnswer("search", lambda: list(map(_hit_to_json, hits)), page)
    answer.use_pager = True
    return answer


def _hit_to_json(hit: "RecordHit") -> dict[str, str]:
    return {"ref": hit.ref, "day": hit.day.isoformat(), "title": hit.title, "snippet": _plain_snippet(hit.snippet)}


def _count_sentence(shown: int, count: int) -> str:
    """How many records hold the words, and how to see those that are not shown."""
    if count <= shown:
        return "1 hit" if shown == 1 else f"{shown} hits"
    of = f"more than {MAX_RANKED:,}" if count > MAX_RANKED else str(count)
    return f"{shown} of {of} hits: --limit shows more"


def _quote_phrase(word: str) -> str:
    """An argument of several words is searched as a phrase, unless it has operators of its own."""
    return f'"{word}"' if " " in word.strip() and not re.search(r'"|\*|(^| )-', word) else word


def _search_scope(
    journal: "Journal",
    only: list[str] | None,
    links: dict[str, str | None],
    days: tuple[date | None, date | None],
    priorities: Sequence[str],
) -> "Sequence[SearchScope]":
    """The rows to search in."""
    from mentorlog.journal.queries.filters import DayRange, all_of, conditions_by_kind, parse_nouns, resolve_numbers

    numbers, range_ = resolve_numbers(journal, links), DayRange.between(*days)
    conditions = conditions_by_kind(journal, parse_nouns(only or []), numbers, range_, priorities)
    combined = [(kind, all_of(rules)) for kind, rules in conditions]
    return [SearchScope(kind.plural, rule.sql, rule.parameters) for kind, rule in combined]


def _no_hits_message(typed: str) -> str:
    required, excluded = parse_query(typed)
    if not (required or excluded or not typed.strip()):
        return "Signs alone are not looked for: add a word or a number."
    if excluded and not required:
        return "There are only words to leave out: add one that is to occur."
    return "Nothing holds these words."


def _next_steps(journal: "Journal", words: list[str]) -> tuple[NextStep, ...]:
    if not journal.exists:
        return (NextStep('mentorlog questions add "..."', "the first entry makes the journal"),)
    if len(words) == 1 and _quote_phrase(words[0]) != words[0]:
        return (NextStep("mentorlog search WORD WORD", "without quotes the words may stand apart"),)
    beginnings = [f"{word}*" for word in words]
    if all(map(str.isalnum, words)) and journal.search(" ".join(beginnings), 1)[1]:
        from mentorlog.system import shell

        return (NextStep(f"mentorlog search {shell.join(beginnings)}", "words that begin like that"),)
    return ()


def _plain_snippet(snippet: str) -> str:
    return snippet.replace(HIT_MARKS[0], "").replace(HIT_MARKS[1], "").replace(CUT_MARK, "…").strip()


def _snippet_line(hit: "RecordHit") -> Line:
    """A snippet on one line, with its hits between marks, since colour is never the only sign of anything."""
    day_first = f"{hit.title.replace('T', ' ')}\n" if hit.kind.title_field == hit.kind.day_field else ""
    return join_facts([_hit_spans(text) for text in hit.snippet.removeprefix(day_first).split("\n") if text.strip()])


def _hit_spans(text: str) -> Line:
    spans: list[Span] = []
    for number, piece in enumerate(text.split(HIT_MARKS[0])):
        hit, _, rest = piece.partition(HIT_MARKS[1]) if number else ("", "", piece)
        spans += [ours("«", "accent"), Span(hit, "accent"), ours("»", "accent")] if number else []
        first, *others = rest.split(CUT_MARK)
        spans += [Span(first), *(span for part in others for span in (ours("…"), Span(part)))]
    return tuple(spans)
