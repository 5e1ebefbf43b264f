"""What leaves the journal: the options of every page that can be shared, and the page in the format asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer._click.globals import get_current_context  # as `ParamType` in options.py

from mentorlog.cli.context import CliContext
from mentorlog.cli.lazy_parameters import LazyParameter, lazy_option
from mentorlog.cli.params.options import (
    OUTPUT_PANEL,
    BundledCommand,
    ConcernedMentor,
    Parameters,
    expand_path,
    flag,
    option,
)
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.model.forms import ChoiceForm
from mentorlog.journal.model.kinds import parse_ref, ref
from mentorlog.journal.readers import NO_OMISSIONS, Audience, Omissions, Reader, reader_for
from mentorlog.nouns import KINDS
from mentorlog.render.answers import Answer
from mentorlog.render.documents.formats import FORMATS, Format, SharedPage, format_of_file
from mentorlog.render.terminal.page import Line, Page, Span, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import Annotated, Frozen, Literal, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.nouns import Kind


def output_option(help: str, *names: str) -> Any:
    """`--output FILE`; the command gets None for -, which means stdout as it does for other programs."""
    return lazy_option(
        "--output", "-o", *names, metavar="FILE", help=help, rich_help_panel=OUTPUT_PANEL,
        callback=lambda output: None if output == Path("-") else expand_path(output),
    )  # fmt: skip


Output = Annotated[Path | None, output_option("Write it there, for you alone; the ending says the format.")]
Force = Annotated[bool, flag("--force", "Write over a file that exists.", OUTPUT_PANEL)]


def _resolve_audience(ctx: typer.Context, param: typer.CallbackParam, value: Audience | None) -> Audience | None:
    """The audience that was named; the one that the environment sets, from which no option leads away."""
    if ctx.obj.audience is None:
        return value
    from mentorlog.cli.audience import page_audience

    source = ctx.get_parameter_source(str(param.name))
    return page_audience(ctx.obj.audience, value, is_named=source is not None and source.name == "COMMANDLINE")


def _default_audience(value: Audience | None) -> Audience | None:
    """The audience of a call without `--for`, for which no option is built, so that its callback does not run."""
    own: str | None = get_current_context().obj.audience
    if own is None:
        return value
    from mentorlog.cli.audience import page_audience

    return page_audience(own, value, is_named=False)


def _audience_option(help: str, **settings: Any) -> LazyParameter:
    """`--for`. A default in `settings` is that of the help alone."""
    return LazyParameter(
        lambda default: typer.Option(
            settings.get("default", default), "--for", help=help, rich_help_panel=OUTPUT_PANEL,
            show_default=settings.get("show_default", True), callback=_resolve_audience,
        ),
        "--for",
    )  # fmt: skip


def _require_owner(ctx: typer.Context, value: bool) -> bool:
    """Raise Refused where somebody else than the owner asks what was left out."""
    if value and ctx.obj.audience is not None:
        raise Refused("What is left out is for the owner of the journal alone.", "Leave out --show-withheld.")
    return value


Open = Annotated[bool, flag("--open", "Show the page in your browser.", OUTPUT_PANEL)]
ForAudience = Annotated[Audience, _audience_option("Who reads it: what is private stays out.")]
ShowWithheld = Annotated[
    bool, flag("--show-withheld", "Tell you, on stderr, what was left out.", OUTPUT_PANEL, _require_owner)
]


class ShareOptions(Frozen):
    """The values of the options that all pages to share have."""

    format: Format
    output: Path | None = None
    force: bool = False
    open: bool = False
    audience: Audience = "me"
    show_withheld: bool = False
    mentor: str | None = None  # the one whom it concerns, as named
    list_format: str | None = None  # of a list that is no page: plain, csv

    @property
    def for_owner_on_screen(self) -> bool:
        """Whether it goes where every other answer goes, with nothing left out."""
        return self.format.name == "terminal" and self.output is None and self.audience == "me"

    def reader(self, cli: CliContext, subject_mentor: int | None = None) -> Reader:
        """Who reads the page: `subject_mentor` is the mentor of what it is about, where nobody is named."""
        return resolve_reader(cli, self.audience, self.mentor, subject_mentor)


def shareable(
    *, tables: bool = False, as_list: bool = False, default_format: str = "terminal", audience: Audience | None = "me"
) -> "Callable[[Callable[..., Answer]], BundledCommand]":
    """Give a command the options of a page to share; it gets them as its parameter `share`.

    `tables` says that it can be CSV, and `as_list` that it takes the formats of lists too. `default_format` and
    `audience` are those of a call that names none; None is the owner on the screen, and a manager elsewhere.
    """

    def options() -> Parameters:
        form = _list_format_option() if as_list else format_option(FORMATS, _format_names(tables), default_format)
        return [
            ("form", form, None),
            ("output", Output, None),
            ("force", Force, False),
            ("open_", Open, False),
            ("reader", _page_audience_option(audience), None),
            ("of_mentor", ConcernedMentor, None),  # the name that a list gives its own
            ("show_withheld", ShowWithheld, False),
        ]

    def collect(
        form: str | None,
        output: Path | None,
        force: bool,
        open_: bool,
        reader: Audience | None,
        show_withheld: bool,
        of_mentor: str | None = None,
    ) -> ShareOptions:
        offered, list_format = _format_names(tables), None
        reader = _default_audience(reader or audience)
        if as_list and form not in offered:
            list_format = None if form == "table" else form
            form = None
        format = choose_format(FORMATS, form, output, open_, offered, default_format)
        if reader is None:
            reader = "me" if format.name == "terminal" and output is None else "manager"
        return ShareOptions(format, output, force, open_, reader, show_withheld, of_mentor, list_format)

    return lambda function: BundledCommand(function, "share", options, collect)


def _page_audience_option(audience: Audience | None) -> Any:
    """`--for` of a page whose audience is this one unless the call names another; None as `shareable` has it."""
    if audience:
        return Annotated[Audience, _audience_option("Who reads it: what is private stays out.", default=audience)]
    help = "Who reads it: what is private stays out; manager unless it is on the screen."
    return Annotated[Audience | None, _audience_option(help, show_default=False)]


def _format_names(tables: bool) -> list[str]:
    return [name for name, row in FORMATS.items() if tables or row.draws != "tables"]


def format_option(formats: Mapping[str, Format], offered: Sequence[str], default: str) -> Any:
    """`--format` with the formats that a command knows, the default first."""
    return Annotated[
        Literal[tuple(formats)] | None,  # read when the program runs
        lazy_option(
            "--format",
            metavar="|".join([default, *(name for name in offered if name not in (default, "terminal"))]),
            help=f"The form it takes; {default} unless given.",
            rich_help_panel=OUTPUT_PANEL,
        ),
    ]


def _list_format_option() -> Any:
    """`--format` of a list that can be a page too."""
    from mentorlog.cli.params.filters import LIST_FORMATS

    documents = [name for name, row in FORMATS.items() if row.draws == "document" and name not in LIST_FORMATS]
    form = ChoiceForm((*LIST_FORMATS, *documents, "terminal"))  # terminal: as other pages say
    return Annotated[str | None, option("--format", form, "The form it takes; table unless given.", panel=OUTPUT_PANEL)]


def choose_format(
    formats: Mapping[str, Format],
    named: str | None,
    output: Path | None,
    open_: bool,
    offered: Sequence[str],
    default: str,
) -> Format:
    """The format named, or that of the file's ending, or the default, which in a file is the terminal's.

    Raises UsageError for a format that the command does not offer.
    """
    for_browser = next(name for name, row in formats.items() if row.for_browser)
    by_ending = format_of_file(output.name, formats) if output else None
    name = named or (
        by_ending.name if by_ending else for_browser if open_ else default if output is None else "terminal"
    )
    if name not in offered:
        raise UsageError(f"This cannot be written as {name}.", f"It can be {', '.join(offered)}.")
    if open_ and not formats[name].for_browser:
        raise UsageError("--open shows a web page.", f"Leave out --format, or write --format {for_browser}.")
    return formats[name]


class AudienceAnswer(Answer):
    """An answer for an audience. What was left out, a next step and internal fields are for the owner alone."""

    def __init__(self, answer: Answer, audience: Audience, asides: Sequence[Line]) -> None:
        self._answer = answer
        self._audience = audience
        self.kind = answer.kind
        self.use_pager, self.is_long_page = answer.use_pager, answer.is_long_page
        self.asides = asides
        self.steps = answer.steps if audience == "me" else ()

    def data(self) -> Any:
        data = self._answer.data()
        if self._audience == "me":
            return data
        from mentorlog.journal.privacy import without_internal_fields

        shared = without_internal_fields(data)
        return {**shared, "audience": self._audience} if isinstance(shared, dict) else shared

    def page(self, screen: Screen) -> Page:
        return self._answer.page(screen)


def resolve_reader(cli: CliContext, audience: Audience, named: str | None, subject_mentor: int | None = None) -> Reader:
    """Who reads a page: the audience, and the one mentor whom it concerns.

    That is the mentor named, else that of the page's subject. A page for a mentor is for one alone, who has to be
    named where there are several.
    """
    journal = cli.open_journal()
    if named is not None:
        mentor: int | None = journal.resolve_number("mentor", named)
    elif subject_mentor is not None or audience != "mentor":
        mentor = subject_mentor
    else:
        from mentorlog.cli.params.mentor import audience_mentor

        mentor = audience_mentor(cli, journal)
    return reader_for(journal, mentor, audience)


def share_page(
    cli: CliContext,
    share: ShareOptions,
    reader: Reader,
    refs: "Callable[[], set[str]]",
    build: "Callable[[], SharedPage]",
    nouns: Iterable[str] = KINDS,
) -> Answer:
    """A page for its reader in its format: as an answer, written to stdout as it is, or in a file.

    `build` runs once, under the reader's views, so that private data never reaches it. `refs` gives the entries
    that a page with nothing withheld would show: it reads them without their words, to count what is left out, and of
    these `nouns` alone.
    """
    journal = cli.open_journal()
    if reader.sees_everything:
        page, omissions = build(), NO_OMISSIONS
    else:
        from mentorlog.journal.privacy import read_as

        page, omissions = read_as(journal, reader, refs, build, lambda page: page.refs, nouns)
    if not page.shows_all_fields:
        omissions = replace(omissions, parts=[])
    asides = [*_reader_note(journal, reader), *describe_withheld(journal, omissions, share.show_withheld)]
    return _deliver(cli, share, page, asides)


def _reader_note(journal: "Journal", reader: Reader) -> list[Line]:
    """For which of several mentors a page is, as its own words need not say so."""
    from mentorlog.journal.queries.meetings import current_mentors

    names = dict(current_mentors(journal)) if reader.audience == "mentor" else {}
    if len(names) < 2 or reader.mentor not in names:
        return []
    return [line(ours("This page is for ", "dim"), Span(names[reader.mentor], "dim"), ours(".", "dim"))]


def share_record(cli: CliContext, share: ShareOptions, reader: Reader, kind: "Kind", number: int) -> Answer:
    """The page of one record."""
    from mentorlog.report.records import nouns_of_refs, record_page, record_refs

    journal = cli.open_journal()
    return share_page(
        cli,
        share,
        reader,
        lambda: record_refs(journal, kind, number),
        lambda: record_page(journal, kind, number, reader),
        nouns_of_refs(kind),
    )


def _deliver(cli: CliContext, share: ShareOptions, page: SharedPage, asides: Sequence[Line]) -> Answer:
    answer = AudienceAnswer(page.answer, share.audience, asides)
    answer.as_json = share.format.name == "json"
    if (cli.as_json or answer.as_json) and share.output is None and not share.open:
        return answer
    if share.format.draws == "tables":
        assert page.tables is not None  # else the command does not offer it
        from mentorlog.cli.params.delivery import deliver_tables

        return deliver_tables(answer, page.tables(), share.format, share.output, force=share.force)
    if share.format.draws == "answer":
        if share.output is None:
            return answer
        text = share.format.render(answer)
    else:
        text = share.format.render(page.document())
    from mentorlog.cli.params.delivery import deliver_text, open_in_browser

    if share.open:
        return open_in_browser(answer, text, share.format, share.output, force=share.force)
    return deliver_text(answer, text, share.output, force=share.force)


def describe_withheld(journal: "Journal", omissions: Omissions, show_withheld: bool) -> list[Line]:
    """How much was left out, for the owner alone; with `show_withheld` what it was, by ref and name."""
    if not omissions.sentence:
        return [line("Nothing was left out.")] if show_withheld else []
    if not show_withheld:
        return [line(f"{omissions.sentence} To see what it is: --show-withheld")]
    lines = [line(omissions.sentence)]
    for note, refs in (("", omissions.entries), ("  in part", omissions.parts)):
        for kind, number in filter(None, map(parse_ref, refs)):
            name = str(journal.read_field(kind.noun, number, kind.title_field) or "").split("\n")[0]
            lines.append(line("  ", Span(f"{ref(kind.noun, number):<4} "), Span(name), note))
    return lines


def refuse_if_hidden(journal: "Journal", noun: str, number: int, reader: Reader) -> None:
    """Raise Refused where a page's own subject is private, or another mentor's."""
    if reader.sees_everything:
        return
    from mentorlog.journal.privacy import is_hidden
    from mentorlog.journal.queries.filters import require_own

    require_own(journal, noun, number, reader.mentor)
    if reader.audience != "me" and is_hidden(journal, noun, number, reader):
        hidden = ref(noun, number)
        raise Refused(
            f"{hidden} is private, and not for your {reader.audience}.",
            f"To share it: mentorlog edit {hidden} private=no",
        )
