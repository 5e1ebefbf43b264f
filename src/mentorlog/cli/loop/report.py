"""`mentorlog report`: growth in a period against the goals agreed."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.params.options import OUTPUT_PANEL, Context, flag, option, ref_option, word_option
from mentorlog.cli.params.sharing import ShareOptions, refuse_if_hidden, share_page, shareable
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import FIRST_DAY, LAST_DAY
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.queries.names import OWNER_VOICE, Voice, voice_for
from mentorlog.journal.readers import Reader
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.documents.formats import SharedPage
from mentorlog.render.terminal.page import Lines, Page, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.report.model import Report
from mentorlog.report.query import DEFAULT_DAYS, gather_report
from mentorlog.report.terminal import report_page
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mentorlog.journal.journal import Journal
    from mentorlog.render.documents.csv import CsvTable
    from mentorlog.render.documents.document import AppendixEntry, Document

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_EMPTY_PAGE: Page = [
    Lines([line("Nothing to report yet. A report grows from goals agreed with your mentor:")]),
    Lines([line(ours('mentorlog goals add "Chair stand-ups" --target 10 --by "end of quarter"', "accent"))], indent=2),
]


def report_answer(
    report: Report, voice: Voice = OWNER_VOICE, *, plots: bool = False, with_refs: bool = False
) -> PageAnswer:
    """The answer that shows a report; `plots` adds charts to its page, `with_refs` what its figures stand on."""
    if report.is_empty:
        return PageAnswer("report", report.to_json, _EMPTY_PAGE, (NextStep("mentorlog demo", "to see one first"),))

    def page(screen: Screen) -> Page:
        return report_page(report, screen, voice, plots=plots, with_refs=with_refs)

    answer = PageAnswer("report", report.to_json, page, _next_steps(report))
    answer.use_pager = answer.is_long_page = True
    return answer


def _next_steps(report: Report) -> list[NextStep]:
    """Where to look closer: the goal furthest behind, or the first one."""
    rank = {"red": 0, "amber": 1}
    running = sorted((goal for goal in report.goals if goal.state == "agreed"), key=lambda goal: rank.get(goal.rag, 2))
    if len(report.goals) < 2 or not running:
        return []
    why = "look closer at what needs a talk" if running[0].rag in rank else "look closer"
    return [NextStep(f"mentorlog report --goal {running[0].ref}", why)]


@app.command()
@shareable(tables=True)
def report(
    ctx: Context,
    share: ShareOptions,
    since: Annotated[date | None, option("--since", FIRST_DAY, "The first day; 90 days ago unless given.")] = None,
    until: Annotated[date | None, option("--until", LAST_DAY, "The last day; today unless given.")] = None,
    period: Annotated[
        str | None,
        word_option("--period", "PERIOD", 'Both at once: "last month", 2026-q4, 2026-11.', "periods"),
    ] = None,
    since_session: Annotated[str | None, ref_option("--since-session", "From the day of this session.")] = None,
    goal: Annotated[str | None, ref_option("--goal", "Everything about this goal, in order.")] = None,
    compare: Annotated[bool, flag("--compare", "Set the period before beside it.")] = False,
    plots: Annotated[bool, flag("--plots", "Draw goals and moods over time, in the terminal.")] = False,
    refs: Annotated[bool, flag("--refs", "Show the refs that the figures stand on.")] = False,
    evidence: Annotated[
        bool, flag("--evidence", "Show every entry behind a web page, on paper too.", OUTPUT_PANEL)
    ] = False,
) -> Answer:
    """See your growth against what you agreed."""
    if plots and share.format.name != "terminal":
        raise UsageError("--plots draws in the terminal.", "The web page has its charts: --format html")
    if evidence and not share.format.has_appendix:
        raise UsageError("--evidence belongs to a web page.", "Add --format html, or --open to see it.")
    journal, reader = ctx.obj.open_journal(), share.reader(ctx.obj)
    first, last = _resolve_days(since, until, _period_start(journal, since, since_session, period), journal.today)
    number = _resolve_goal(journal, goal, reader)

    def gather() -> Report:
        return gather_report(journal, first, last, number, compare=compare)

    def build() -> SharedPage:
        voice = voice_for(journal, reader.mentor, for_owner=reader.audience == "me")
        growth = gather()
        answer = report_answer(growth, voice, plots=plots, with_refs=refs)
        return _report_page(journal, share, growth, voice, answer, evidence=evidence)

    return share_page(ctx.obj, share, reader, lambda: gather().refs(), build)


def _report_page(
    journal: "Journal", share: ShareOptions, growth: Report, voice: Voice, answer: PageAnswer, *, evidence: bool
) -> SharedPage:
    entries: Sequence[AppendixEntry] = ()
    if share.format.has_appendix and (voice.for_owner or evidence):
        from mentorlog.report.appendix import gather_entries, newest_refs

        refs = growth.refs()
        entries = gather_entries(journal, refs if evidence else newest_refs(refs), all_parts=evidence)

    def document() -> "Document":
        from mentorlog.report.document import report_document

        return replace(report_document(growth, entries, voice), shows_evidence=evidence)

    def tables() -> "list[CsvTable]":
        from mentorlog.report.tables import report_tables

        return report_tables(growth)

    shown = growth.refs() if share.audience != "me" else set()  # only another audience's page counts what it left out
    return SharedPage(answer, shown, document, tables, shows_all_fields=True)


def _period_start(
    journal: "Journal", since: date | None, session: str | None, period: str | None
) -> "str | tuple[date, None] | None":
    """The period as typed, or the day of --since-session as (day, None)."""
    if session is None:
        return period
    if since or period:
        raise UsageError("--since-session names the first day.", "Leave out --since and --period.")
    from mentorlog.journal.model.records.sessions import Session

    return journal.find(Session, session).day, None


def _resolve_days(
    since: date | None, until: date | None, period: "str | tuple[date, None] | None", today: date
) -> tuple[date, date]:
    """The first and last day of the period."""
    if isinstance(period, tuple):
        since = period[0]
    elif period is not None:
        if since or until:
            raise UsageError("--period names both days.", "Leave out --since and --until.")
        from mentorlog.journal.dates.reading import parse_period

        return parse_period(period, today)
    last = until or today
    first = since or _default_first_day(last, today)
    if first > last:
        raise UsageError(
            f"The period would end on {format_short_day(last, first)}, "
            f"before it begins on {format_short_day(first, last)}.",
            "Swap --since and --until.",
        )
    return first, last


def _default_first_day(last: date, today: date) -> date:
    try:
        return min(last, today) - timedelta(days=DEFAULT_DAYS)
    except OverflowError:
        return date.min


def _resolve_goal(journal: "Journal", named: str | None, reader: Reader) -> int | None:
    if named is None:
        return None
    number = journal.resolve_number("goal", named)
    if journal.read_field("goal", number, "state") == "draft":
        raise Refused(
            f"{ref('goal', number)} is a draft: there is no plan to report against.",
            f"First: mentorlog goals agree {ref('goal', number)}",
        )
    refuse_if_hidden(journal, "goal", number, reader)
    return number
