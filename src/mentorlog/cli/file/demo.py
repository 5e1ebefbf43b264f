"""`mentorlog demo`: a journal of six months to look at, and its report. Your own is never touched.

Its story stands in `data/demo.txt` as command lines, which are run as if they had been typed on the day of each. Days
are relative, so that the story ends today; the same day gives the same journal, uids included.
"""

import os
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import typer

from mentorlog import clock
from mentorlog.cli.context import CliContext
from mentorlog.cli.loop.report import report_answer
from mentorlog.cli.main import dispatch
from mentorlog.cli.params.options import expand_path
from mentorlog.errors import CannotCreate
from mentorlog.journal.journal import Journal, create_journal
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Gap, Lines, Page, Span, ours, paragraph
from mentorlog.render.terminal.screen import Screen
from mentorlog.report.query import DEFAULT_DAYS, gather_report
from mentorlog.store.create import AlreadyCreated
from mentorlog.structs import Annotated
from mentorlog.system import filesystem, shell

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_FOLDER_PREFIX = "mentorlog-demo-"  # of temporary folders
_EXAMPLES = ("questions list", "goals list", "search sponsor")
_REPLACEMENT_NOTE = "The next demo takes its place, unless you write in it; --to FILE keeps one."
_SCRIPT = Path(__file__).parents[2] / "data" / "demo.txt"
_DAYS_TO_NEXT_SESSION = 3  # from the story's today; all other sessions are whole weeks before it


class DemoAnswer(Answer):
    """The demo's report, and three commands to try on its journal."""

    kind = "demo"

    def __init__(self, growth: PageAnswer, path: Path, *, permanent: bool) -> None:
        self._growth = growth
        self._path = path
        self._permanent = permanent
        self.steps = (NextStep("mentorlog init", "to begin your own"),)

    def data(self) -> object:
        return {"journal": str(self._path), "report": self._growth.data()}

    def page(self, screen: Screen) -> Page:
        flag = f"--journal {shell.quote(str(self._path))}"
        return [
            *self._growth.page(screen),
            Gap(),
            paragraph("This is a demo in ", Span(str(self._path)), "; try:"),
            Lines([(Span(f"mentorlog {words} {flag}", "accent"),) for words in _EXAMPLES], indent=2),
            *([] if self._permanent else [paragraph(ours(_REPLACEMENT_NOTE, "dim"))]),
        ]


@app.command()
def demo(
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE", help="Keep it there; a temporary file unless given.", callback=expand_path
        ),
    ] = None,
) -> Answer:
    """See a journal of six months, and its report."""
    path = to.absolute() if to else _create_temporary_path()
    today = clock.now().date()
    try:
        write_demo(path, today)
    except AlreadyCreated:
        raise CannotCreate(f"{path} exists already; it was left as it is.", "Name a new file with --to FILE.") from None
    except BaseException:
        if not to:
            with suppress(OSError):
                path.parent.rmdir()
        raise
    if not to:
        _remove_others(path.parent)
    journal = Journal.open(path, clock.now)
    try:
        growth = report_answer(gather_report(journal, today - timedelta(days=DEFAULT_DAYS), today))
        return DemoAnswer(growth, path, permanent=bool(to))
    finally:
        journal.close()


def write_demo(path: Path, today: date) -> None:
    """Write the demo's journal, which appears at `path` when it is complete. Raises AlreadyCreated."""
    with create_journal(path, clock.now, Random(today.isoformat()).randbytes) as journal, _keep_clock():
        cli = CliContext()
        cli.journal, cli.no_input = journal, True
        for moment, words in _read_script(_story_day(today)):
            os.environ[clock.VARIABLE] = moment.isoformat()
            dispatch(cli, words)


def _story_day(today: date) -> date:
    """The day that the story takes for today: up to two days before it, so that sessions fall on working days."""
    return today - timedelta(days=max(0, (today + timedelta(days=_DAYS_TO_NEXT_SESSION)).weekday() - 4))


def _read_script(today: date) -> Iterator[tuple[datetime, list[str]]]:
    """When each command was typed, and its words, in a story that ends `today`."""
    day = today
    for text in re.sub(r"\n +", " ", _SCRIPT.read_text(encoding="utf-8")).split("\n"):
        first, *words = shlex.split(text, comments=True) or [""]
        if words[1:] == ["ago"]:
            day = today - timedelta(days=int(first))
        elif words:
            yield datetime.combine(day, time.fromisoformat(first)), words


@contextmanager
def _keep_clock() -> Iterator[None]:
    """Let the block set the clock; afterwards it is as it was."""
    moment = os.environ.get(clock.VARIABLE)
    try:
        yield
    finally:
        os.environ.pop(clock.VARIABLE, None)
        if moment is not None:
            os.environ[clock.VARIABLE] = moment


def _create_temporary_path() -> Path:
    from tempfile import mkdtemp

    return Path(mkdtemp(prefix=_FOLDER_PREFIX)) / "journal.db"


def _remove_others(folder: Path) -> None:
    """Remove earlier temporary demos. One that was written in stays: a backup lies beside it."""
    for other in folder.parent.glob(f"{_FOLDER_PREFIX}*"):
        with suppress(OSError):  # it is being removed, or somebody else's
            is_ours = other != folder and filesystem.is_own(other.lstat())
            if is_ours and [path.name for path in other.iterdir()] == ["journal.db"]:
                (other / "journal.db").unlink()
                other.rmdir()
