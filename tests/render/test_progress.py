"""How far long work is: a line that comes late, is drawn over itself, and goes."""

import io

import pytest

from mentorlog.render import progress as module
from mentorlog.render.progress import progress
from mentorlog.render.terminal.screen import screen_for


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError


class Clock:
    """A clock that a test moves on."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal for hints and errors."""
    terminal = Terminal()
    monkeypatch.setattr(module, "stderr", lambda: screen_for(terminal))
    return terminal


def work(clock: Clock, steps: int, seconds: float, total: int | None) -> None:
    with progress("Exporting", total) as step:
        for _ in range(steps):
            clock.now += seconds
            step(1)


def test_short_work_shows_nothing(clock: Clock, stderr: Terminal) -> None:
    work(clock, 49, 0.01, 49)
    assert stderr.getvalue() == ""


def test_long_work_shows_how_far_it_is_and_leaves_nothing(clock: Clock, stderr: Terminal) -> None:
    work(clock, 10, 0.1, 10)
    drawn = stderr.getvalue().split("\r")
    assert drawn[1] == f"Exporting  {'█' * 12}{'·' * 12}  50 %"
    assert drawn[-3].endswith("100 %")
    assert drawn[-2].strip() == "" and len(drawn[-2]) == len(drawn[-3]) and drawn[-1] == ""
    assert "\n" not in stderr.getvalue()


def test_work_of_unknown_length_counts(clock: Clock, stderr: Terminal) -> None:
    work(clock, 2000, 0.001, None)
    assert "\rExporting 500\r" in stderr.getvalue() and "\rExporting 1,10" in stderr.getvalue()


def test_it_is_drawn_ten_times_a_second_at_most(clock: Clock, stderr: Terminal) -> None:
    work(clock, 2000, 0.001, 2000)
    assert stderr.getvalue().count("%") <= 16


def test_it_goes_when_the_work_fails(clock: Clock, stderr: Terminal) -> None:
    with pytest.raises(ValueError), progress("Exporting", 2) as step:
        clock.now += 1
        step(1)
        raise ValueError
    assert stderr.getvalue().endswith("\r") and stderr.getvalue().split("\r")[-2].strip() == ""


@pytest.mark.parametrize("setting", [("ACCESSIBLE", "1"), ("TERM", "dumb")])
def test_where_nothing_is_drawn_it_is_said_once(
    clock: Clock, stderr: Terminal, monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str]
) -> None:
    monkeypatch.setenv(*setting)
    work(clock, 30, 0.1, 30)
    assert stderr.getvalue() == "Exporting, this takes a moment.\n"


def test_a_pipe_gets_nothing(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    work(clock, 30, 0.1, 30)
    assert capsys.readouterr() == ("", "")


def test_it_is_never_wider_than_the_screen(clock: Clock, stderr: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    work(clock, 10, 0.1, 10)
    assert max(map(len, stderr.getvalue().split("\r"))) == 29
