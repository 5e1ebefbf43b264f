"""`mentorlog export`: the whole journal, and what other programs and professional bodies read."""

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from mentorlog import system
from mentorlog.cli.file.sealing import EncryptTo, describe_recipients, refuse_screen, resolve_recipients
from mentorlog.cli.params.delivery import RawAnswer, deliver_text, file_answer
from mentorlog.cli.params.development import RecordPeriod, YearStart, development_answer, record_days
from mentorlog.cli.params.options import ConcernedMentor, Context, flag, option, word_option
from mentorlog.cli.params.sharing import (
    ForAudience,
    Force,
    Output,
    ShareOptions,
    ShowWithheld,
    describe_withheld,
    output_option,
    resolve_reader,
    share_page,
    shareable,
)
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import POSITIVE_COUNT, TITLE
from mentorlog.journal.privacy import read_as
from mentorlog.journal.schema import schema
from mentorlog.render.answers import Answer
from mentorlog.render.documents.formats import SharedPage
from mentorlog.render.documents.terminal import document_answer
from mentorlog.render.terminal.page import line
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None, invoke_without_command=True)
_CHUNK_SIZE = 1 << 20  # bytes
ExportOutput = Annotated[Path | None, output_option("Write it there, for you alone.")]


@app.callback()
def export(
    ctx: Context, output: ExportOutput = None, force: Force = False, encrypt_to: EncryptTo = None
) -> Answer | None:
    """Take everything along, what is private too, as lines of JSON that `import` takes back."""
    if ctx.invoked_subcommand is not None:
        _refuse_options(ctx.invoked_subcommand, output is not None or force, bool(encrypt_to))
        return None
    from tempfile import TemporaryFile

    from mentorlog.store.create import check_writable, write_file

    recipients = resolve_recipients(encrypt_to)
    if output is not None:
        check_writable(output.absolute(), force)
    elif recipients:
        refuse_screen(system.is_terminal(sys.stdout))
    stream: IO[bytes] = TemporaryFile()  # noqa: SIM115 - it is read after the journal is closed
    _write_jsonl(ctx.obj.open_journal(), stream, recipients)
    if output is None:
        return JournalExport(stream)
    with stream:
        chunks = iter(lambda: stream.read(_CHUNK_SIZE), b"")  # a file by itself would be read line by line
        write_file(output.absolute(), chunks, force=force)
        note = describe_recipients(recipients) if recipients else "readable by you alone"
        return file_answer(JournalExport(stream), output.absolute(), stream.tell(), note)


def _refuse_options(name: str, has_output: bool, is_encrypted: bool) -> None:
    """Raise UsageError for an option that stands before the name of another export."""
    if is_encrypted:
        raise UsageError(
            "--encrypt-to is for the whole journal.", f"Encrypt what {name} writes with age: age -r age1..."
        )
    if has_output:
        raise UsageError("--output and --force stand before the word they belong to.", f"Put them behind {name}.")


class JournalExport(Answer):
    """The export, in an unnamed temporary file, so that a slow reader keeps no writer waiting."""

    kind = "export"

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream


def _write_jsonl(journal: "Journal", stream: IO[bytes], recipients: list[str]) -> None:
    """Write the whole journal, encrypted where there are recipients, and rewind the stream.

    It is encrypted line by line, so that no byte of it reaches the disk in plain.
    """
    from mentorlog.exchange.jsonl import export_chunks

    with journal.store.snapshot():
        chunks = export_chunks(journal.store.connection, schema().version)
        if recipients:
            from mentorlog.exchange.sealed.age import encrypt_stream

            encrypt_stream(chunks, stream, recipients)
        else:
            stream.writelines(chunks)
    stream.seek(0)


@app.command()
@shareable(tables=True, default_format="csv", audience="manager")
def cpd(ctx: Context, share: ShareOptions, period: RecordPeriod = None, year_start: YearStart = None) -> Answer:
    """A record of professional development: what you did, for how long, what you learned and how you used it."""
    days = record_days(period, year_start, ctx.obj.open_journal().today, whole_year=False)
    return development_answer(ctx.obj, share, days, as_year=False)


@app.command()
@shareable(audience="manager")
def portfolio(
    ctx: Context,
    share: ShareOptions,
    competence: Annotated[
        str | None, word_option("--competence", "NAME", "Only evidence of this one.", "competences")
    ] = None,
    project: Annotated[str | None, option("--project", TITLE, "Only what mentions this.")] = None,
    words: Annotated[int, option("--words", POSITIVE_COUNT, "The most words a statement may have.")] = 250,
) -> Answer:
    """Evidence in four parts: situation, task, action, result; from what you wrote, in your own words."""
    from mentorlog.exchange.development.portfolio import Portfolio, load_portfolio
    from mentorlog.journal.competences import resolve_competence

    journal = ctx.obj.open_journal()
    name = resolve_competence(journal.store, competence) if competence is not None else ""
    evidence: Portfolio

    def build() -> SharedPage:
        nonlocal evidence
        everything = load_portfolio(journal, words)
        evidence = everything.narrow(name, project or "")
        answer = document_answer("portfolio", evidence.to_json(), evidence.document)
        return SharedPage(answer, everything.refs, evidence.document)

    answer = share_page(ctx.obj, share, share.reader(ctx.obj), lambda: load_portfolio(journal, words).refs, build)
    answer.asides = [*answer.asides, *map(line, evidence.hints()[:8])]
    return answer


@app.command()
def calendar(
    ctx: Context,
    output: Output = None,
    force: Force = False,
    audience: ForAudience = "me",
    mentor: ConcernedMentor = None,
    show_withheld: ShowWithheld = False,
    due_as_events: Annotated[
        bool, flag("--due-as-events", "Due days as events of a whole day: many phones show no to-dos.")
    ] = False,
) -> Answer:
    """A calendar of sessions and due days; importing it again moves events, and doubles none."""
    from mentorlog.exchange.calendars.export import calendar_refs, render_calendar

    journal = ctx.obj.open_journal()
    reader, for_owner = resolve_reader(ctx.obj, audience, mentor), audience == "me"
    (text, _), omissions = read_as(
        journal,
        reader,
        lambda: calendar_refs(journal),
        lambda: (
            render_calendar(journal, due_as_events=due_as_events, for_owner=for_owner),
            calendar_refs(journal),
        ),
        lambda calendar: calendar[1],
    )
    omissions = replace(omissions, parts=[])
    asides = describe_withheld(journal, omissions, show_withheld)
    return deliver_text(RawAnswer("calendar", text, asides), text, output, force=force)
