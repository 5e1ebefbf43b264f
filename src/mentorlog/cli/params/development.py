"""The record of professional development, as `cpd` and `export cpd` give it: its days, its page, its hints."""

from datetime import date, timedelta

from mentorlog import settings
from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import option, word_option
from mentorlog.cli.params.sharing import ShareOptions, share_page
from mentorlog.errors import UsageError
from mentorlog.exchange.development.year import CpdYear, current_year, load_year
from mentorlog.journal.dates.arithmetic import shift_date
from mentorlog.journal.model.forms import FIRST_DAY
from mentorlog.journal.text import format_count, join_some
from mentorlog.render.answers import Answer, PageAnswer
from mentorlog.render.documents.document import Document
from mentorlog.render.documents.formats import SharedPage
from mentorlog.render.documents.terminal import document_answer
from mentorlog.render.terminal.page import Page, line
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import Annotated

_MAX_NAMED = 8
RecordPeriod = Annotated[str | None, word_option("--period", "PERIOD", "Another one: 2026, 2026-q4.", "periods")]
YearStart = Annotated[date | None, option("--year-start", FIRST_DAY, "The day your year of membership begins.")]


def record_days(period: str | None, year_start: date | None, today: date, *, whole_year: bool) -> tuple[date, date]:
    """The first and last day: those named, else the year of the settings, else the last twelve months.

    The year of the settings is taken where a body or a beginning is set, and with `whole_year` in any case.
    Raises UsageError.
    """
    if period and year_start:
        raise UsageError("--period and --year-start both name the days.", "Leave out one of the two.")
    try:
        is_set = any(settings.resolve(name).source != "default" for name in ("cpd.year-start", "cpd.body"))
        if not (period or year_start) and (whole_year or is_set):
            return current_year(today)
        if period:
            from mentorlog.journal.dates.reading import parse_period

            return parse_period(period, today)
        if year_start:
            return year_start, shift_date(year_start, 1, "years") - timedelta(days=1)
        return shift_date(today, -1, "years") + timedelta(days=1), today
    except (OverflowError, ValueError):
        raise UsageError("These days leave the calendar.", "Choose a period between the years 1 and 9999.") from None


def development_answer(cli: CliContext, share: ShareOptions, days: tuple[date, date], *, as_year: bool) -> Answer:
    """The record of these days for its reader; with `as_year` the terminal shows where the year stands."""
    journal = cli.open_journal()
    year: CpdYear

    def build() -> SharedPage:
        nonlocal year
        year = load_year(journal, *days)

        def document() -> Document:
            from mentorlog.exchange.development.page import year_document

            return year_document(year)

        if not as_year:
            return SharedPage(
                document_answer("cpd", year.to_json(), document), year.record.refs, document,
                lambda: [year.record.to_csv_table()],
            )  # fmt: skip
        return SharedPage(_year_answer(year), year.refs, document, lambda: [year.record.to_csv_table()])

    shows_year = as_year and share.format.name == "terminal"
    answer = share_page(cli, share, share.reader(cli), lambda: load_year(journal, *days).refs, build)
    if not shows_year:
        answer.asides = [*answer.asides, *map(line, _hints(year))]
    return answer


def _year_answer(year: CpdYear) -> Answer:
    from mentorlog.exchange.development.screen import year_page, year_steps

    def page(screen: Screen) -> Page:
        return year_page(year, screen)

    answer = PageAnswer("cpd", year.to_json, page, year_steps(year))
    answer.use_pager = True
    return answer


def _hints(year: CpdYear) -> list[str]:
    """What the record lacks, for the owner alone."""
    missing = year.record.without_reflection
    hints = []
    if missing:
        count = format_count(len(missing), "entry has", "entries have")
        hints.append(
            f"{count} no reflection yet: {', '.join(missing[:_MAX_NAMED])}{' ...' if missing[_MAX_NAMED:] else ''}"
        )
    if year.without_time:
        verb = "activity has" if len(year.without_time) == 1 else "activities have"
        hints.append(
            f"{len(year.without_time)} {verb} no length, and does not count: {join_some(year.without_time, 8)}"
        )
    return hints
