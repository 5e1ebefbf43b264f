"""How the report looks: as the files say that a person has read, at any width, in any alphabet."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from mentorlog.report.model import Report
from tests.report import goldens


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Report]:
    """The demo's report, whole, of one goal, and beside the period before."""
    with goldens.in_london():
        return goldens.demo_reports(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def report(reports: list[Report]) -> Report:
    """The demo's report."""
    return reports[0]


def test_the_report_looks_as_it_was_read(tmp_path: Path) -> None:
    shapes = goldens.golden_texts(tmp_path)
    assert {path.name for path in goldens.FOLDER.iterdir()} == set(shapes)
    for name, text in shapes.items():
        assert text == (goldens.FOLDER / name).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("width", [20, 30, 40, 59, 60, 61, 80, 99, 100, 120, 200])
def test_no_line_is_wider_than_the_screen(reports: list[Report], width: int) -> None:
    for report in reports:
        assert max(cell_len(line) for line in goldens.render_report(report, width).splitlines()) <= width


def test_an_ascii_screen_gets_ascii(report: Report) -> None:
    assert goldens.render_report(report, 80, ascii=True).isascii()


def test_the_same_words_stand_in_a_pipe_and_on_a_screen(report: Report) -> None:
    piped = goldens.render_report(report, 0).split()
    assert [word for word in goldens.render_report(report, 100).split() if word.isalnum()] == [
        word for word in piped if word.isalnum()
    ]
