"""`mentorlog demo`: a journal of six months to look at, and its report. Your own is never touched."""

import os
import shlex
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from mentorlog import clock
from mentorlog.cli.loop.report import ReportAnswer
from mentorlog.errors import CannotCreate
from mentorlog.render.answers import Answer, NextStep
from mentorlog.render.terminal.page import Gap, Lines, Page, Span, line, ours
from mentorlog.render.terminal.screen import Screen

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_FOLDER_PREFIX = "mentorlog-demo-"  # of temporary folders
_EXAMPLES = ("questions list", "goals list", "search sponsor")


class DemoAnswer(Answer):
    """The demo's report, and three commands to try on its journal."""

    kind = "demo"

    def __init__(self, growth: ReportAnswer, path: Path, *, permanent: bool) -> None:
        self._growth = growth
        self._path = path
        self._permanent = permanent
        self.steps = (NextStep("mentorlog init", "to begin your own"),)

    def data(self) -> object:
        return {"journal": str(self._path), "report": self._growth.data()}

    def page(self, screen: Screen) -> Page:
        flag = f"--journal {shlex.quote(str(self._path))}"
        fate = "The next demo takes its place, unless you write in it; --to FILE keeps one."
        return [
            *self._growth.page(screen),
            Gap(),
            Lines([line(ours("This is a demo in "), Span(str(self._path)), ours("; try:"))]),
            Lines([(Span(f"mentorlog {words} {flag}", "accent"),) for words in _EXAMPLES], indent=2),
            *([] if self._permanent else [Lines([line(ours(fate, "dim"))])]),
        ]


@app.command()
def demo(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Keep it there; a temporary file unless given.")
    ] = None,
) -> Answer:
    """See a journal of six months, and its report."""
    from mentorlog.journal.demo import write_demo
    from mentorlog.journal.journal import Journal
    from mentorlog.report.query import DEFAULT_DAYS, gather_report
    from mentorlog.store.create import AlreadyCreated

    path = to.absolute() if to else _create_temporary_path()
    today = clock.now().date()
    try:
        write_demo(path, today, clock.zone_name())
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
        from datetime import timedelta

        return DemoAnswer(
            ReportAnswer(gather_report(journal, today - timedelta(days=DEFAULT_DAYS), today)), path, permanent=bool(to)
        )
    finally:
        journal.close()


def _create_temporary_path() -> Path:
    from tempfile import mkdtemp

    return Path(mkdtemp(prefix=_FOLDER_PREFIX)) / "journal.db"


def _remove_others(folder: Path) -> None:
    """Remove the temporary demos of before. One that somebody wrote in has a copy beside it, and stays."""
    for other in folder.parent.glob(f"{_FOLDER_PREFIX}*"):
        with suppress(OSError):  # it is being removed, or somebody else's
            ours = other != folder and other.lstat().st_uid == os.getuid()
            if ours and [one.name for one in other.iterdir()] == ["journal.db"]:
                (other / "journal.db").unlink()
                other.rmdir()
