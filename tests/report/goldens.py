"""The demo's report in every shape, as files that a person has read.

    python -m tests.report.goldens

writes them anew, to be read again before they are committed.
"""

import io
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from mentorlog.cli.file.demo import write_demo
from mentorlog.clock import localize
from mentorlog.exchange.development import record as cpd
from mentorlog.journal.journal import Journal
from mentorlog.journal.privacy import reader_view
from mentorlog.journal.queries.names import voice_for
from mentorlog.journal.readers import Reader
from mentorlog.render.documents import csv, markdown
from mentorlog.render.documents.web.page import render_html
from mentorlog.render.tell import draw_page
from mentorlog.render.terminal.screen import Screen
from mentorlog.report import document, timeline
from mentorlog.report.appendix import gather_entries
from mentorlog.report.model import Report
from mentorlog.report.query import DEFAULT_DAYS, gather_report
from mentorlog.report.terminal import report_page
from tests import systems

FOLDER = Path(__file__).parent / "golden"
TODAY = date(2026, 11, 23)


def golden_texts(folder: Path) -> dict[str, str]:
    """The text of each golden file by its name. Needs the time zone to be Europe/London."""
    with closing(_open_demo(folder)) as journal:
        return _golden_texts(journal)


def demo_reports(folder: Path) -> list[Report]:
    """The report of the demo journal as of TODAY: of all, of one goal, and beside the period before."""
    since = TODAY - timedelta(days=DEFAULT_DAYS)
    with closing(_open_demo(folder)) as journal:
        return [
            gather_report(journal, since, TODAY),
            gather_report(journal, since, TODAY, 3),
            gather_report(journal, since, TODAY, compare=True),
        ]


def _open_demo(folder: Path) -> Journal:
    path = folder / "demo.db"
    write_demo(path, TODAY)
    return Journal.open(path, lambda: localize(datetime(2026, 11, 23, 9)))


def _golden_texts(journal: Journal) -> dict[str, str]:
    since = TODAY - timedelta(days=DEFAULT_DAYS)
    report = gather_report(journal, since, TODAY)
    goal = gather_report(journal, since, TODAY, 3)
    with reader_view(journal, Reader("manager")):
        manager = gather_report(journal, since, TODAY)
        voice = voice_for(journal, None, for_owner=False)
    return {
        "goal-80.txt": render_report(goal, 80),
        "goal-40.txt": render_report(goal, 40),
        "compare-80.txt": render_report(gather_report(journal, since, TODAY, compare=True), 80),
        "manager.md": markdown.render_markdown(document.report_document(manager, voice=voice)),
        "report.md": markdown.render_markdown(document.report_document(report)),
        "goal.md": markdown.render_markdown(document.report_document(goal)),
        "report.html": render_html(document.report_document(report, gather_entries(journal, report.refs()))),
        "timeline.md": markdown.render_markdown(timeline.timeline_document(timeline.read_events(journal), "")),
        "cpd.csv": csv.render_csv(cpd.load_cpd_record(journal, date(2025, 11, 24), TODAY).to_csv_table()).replace(
            "\r\n", "\n"
        ),
        **{f"report-{width}.txt": render_report(report, width) for width in (40, 80, 120)},
        "report-piped.txt": render_report(report, 0),
        "report-ascii.txt": render_report(report, 80, ascii=True),
        "report.json": report_json(report),
    }


def report_json(report: Report) -> str:
    """The report's data, a line for each of its parts and each goal."""
    parts = []
    for name, value in report.to_json().items():
        result = json.dumps(value, ensure_ascii=False)
        if name == "goals":
            result = "[\n" + ",\n".join(json.dumps(goal, ensure_ascii=False) for goal in value) + "\n]"
        parts.append(f'"{name}": {result}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def render_report(report: Report, width: int, *, ascii: bool = False) -> str:
    """The page without colour, on a screen of so many columns; 0 is a pipe."""
    stream = io.StringIO()
    screen = Screen(stream, width, palette="none", ascii=ascii)
    draw_page(report_page(report, screen), screen)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


@contextmanager
def in_london() -> Iterator[None]:
    """The time zone of the goldens."""
    os.environ["TZ"] = "Europe/London"
    systems.apply_zone()
    yield


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with in_london(), tempfile.TemporaryDirectory() as temporary:
        for name, text in golden_texts(Path(temporary)).items():
            (FOLDER / name).write_text(text, encoding="utf-8")
