"""The demo's report in every shape, as files that a person has read.

    python -m tests.report.goldens

writes them anew, to be read again before they are committed.
"""

import io
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from mentorlog.clock import local
from mentorlog.journal.demo import written
from mentorlog.journal.journal import Journal
from mentorlog.report import terminal
from mentorlog.report.gather import DAYS, gathered
from mentorlog.report.report import Report
from mentorlog.screen.screen import Screen
from mentorlog.screen.tell import show

FOLDER = Path(__file__).parent / "golden"
TODAY = date(2026, 11, 23)


def shapes(folder: Path) -> dict[str, str]:
    """Each file's name and what is to stand in it. Needs the time zone to be Europe/London."""
    report = demo_report(folder)
    return {
        **{f"report-{width}.txt": drawn(report, width) for width in (40, 80, 120)},
        "report-piped.txt": drawn(report, 0),
        "report-ascii.txt": drawn(report, 80, ascii=True),
        "report.json": as_json(report),
    }


def as_json(report: Report) -> str:
    """The report's data, a line for each of its parts and each goal."""
    parts = []
    for name, value in report.facts().items():
        told = json.dumps(value, ensure_ascii=False)
        if name == "goals":
            told = "[\n" + ",\n".join(json.dumps(goal, ensure_ascii=False) for goal in value) + "\n]"
        parts.append(f'"{name}": {told}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def demo_report(folder: Path) -> Report:
    """The report of the demo journal as of TODAY."""
    path = folder / "demo.db"
    written(path, TODAY, "Europe/London")
    journal = Journal.open(path, lambda: local(datetime(2026, 11, 23, 9)))
    try:
        return gathered(journal, TODAY - timedelta(days=DAYS), TODAY)
    finally:
        journal.close()


def drawn(report: Report, width: int, *, ascii: bool = False) -> str:
    """The page without colour, on a screen of so many columns; 0 is a pipe."""
    stream = io.StringIO()
    screen = Screen(stream, width, colour=False, ascii=ascii)
    show(terminal.page(report, screen), screen)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


@contextmanager
def in_london() -> Iterator[None]:
    """The time zone of the goldens."""
    os.environ["TZ"] = "Europe/London"
    time.tzset()
    yield


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with in_london(), tempfile.TemporaryDirectory() as temporary:
        for name, text in shapes(Path(temporary)).items():
            (FOLDER / name).write_text(text, encoding="utf-8")
