"""The season as lines of characters."""

import io
from datetime import date

import pytest

from mentorlog.journal.queries.season import GoalSpan, Mood, Season, SeasonWin, Talk
from mentorlog.render.documents.pictures.season import season_lines, span_lines
from mentorlog.render.terminal.page import bare_text
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import replace

MONDAY, TODAY = date(2026, 6, 1), date(2026, 11, 26)
SEASON = Season(
    since=MONDAY,
    until=date(2027, 2, 28),
    today=TODAY,
    talks=[Talk("s1", date(2026, 6, 5), "held"), Talk("s2", date(2026, 10, 2), "missed"),
           Talk("s3", date(2026, 11, 27), "planned")],
    moods=[Mood("c1", date(2026, 10, 1), 1), Mood("c2", date(2026, 11, 23), 5)],
    written=[week % 5 for week in range(26)],
    wins=[SeasonWin("w1", date(2026, 11, 2), "one"), SeasonWin("w2", date(2026, 11, 3), "two")],
    goals=[
        GoalSpan("g1", "Estimate", "reached", "none", 1.0, date(2026, 6, 5), date(2026, 9, 1), None),
        GoalSpan("g2", "Chair", "running", "red", 0.2, date(2026, 7, 1), None, date(2030, 1, 1)),
    ],
)  # fmt: skip


def draw(width: int, *, ascii: bool = False) -> list[str]:
    screen = Screen(io.StringIO(), width, "none", ascii)
    lines = [*season_lines(SEASON, screen), *span_lines(SEASON, screen)]
    return [screen.to_drawable(bare_text(line)) for line in lines]


@pytest.mark.parametrize("width", [20, 39, 40, 59, 60, 61, 80, 99, 100, 101, 200])
def test_no_row_is_wider_than_its_page(width: int) -> None:
    assert max(map(len, draw(width))) <= min(width, 100)


def test_each_thing_stands_in_its_week() -> None:
    months, talks, moods, written, wins, reached, running = draw(100)
    column = {day: months.index(name) for name, day in (("Jul", date(2026, 7, 1)), ("Oct", date(2026, 10, 1)))}
    assert talks.index("○") == moods.index("▁") == column[date(2026, 10, 1)]
    assert column[date(2026, 7, 1)] == running.index("━")
    assert "★★" in wins, "two in a week stand side by side"
    assert moods.index("█") == months.index("▾") == running.index("╋") == len(written.rstrip()) - 1
    assert reached.endswith("◆  Estimate reached") and running.endswith("›  behind")


def test_a_title_is_whole_rather_than_followed_by_a_word() -> None:
    reached, _ = draw(80)[-2:]
    title = "E" * (80 - reached.index("◆") - 3)
    goal = GoalSpan("g1", title, "reached", "none", 1.0, date(2026, 6, 5), date(2026, 9, 1), None)
    screen = Screen(io.StringIO(), 80, "none", False)
    (drawn,) = span_lines(replace(SEASON, goals=[goal]), screen)
    assert bare_text(drawn).endswith(f"◆  {title}")


def test_without_colour_or_blocks_every_fact_is_there() -> None:
    _, talks, moods, written, *_ = draw(100, ascii=True)
    assert talks.split()[1:] == ["*", "-", "o", "-", "missed", "o", "planned"]
    assert moods.split() == ["Mood", "1", "5"]
    assert written.split()[1:6] == [".", ":", "-", "=", "#"]
