"""The timeline and the look back."""

import pytest

from tests.conftest import Mentee


@pytest.fixture
def demo(mentee: Mentee) -> Mentee:
    """Somebody with the demo's journal."""
    mentee.has_demo()
    return mentee


def test_the_timeline_tells_what_happened_in_the_order_of_days(demo: Mentee) -> None:
    data = demo.does("timeline")
    assert [event["day"] for event in data] == sorted(event["day"] for event in data)
    happened = {(event["what"], event["ref"]) for event in data}
    expected = {
        "g3": "Set out", "s6": "Met", "v2": "Agreed version 2", "l1": "Applied", "g2": "Let go", "t1": "Step done",
        "w5": "Achieved", "r1": "Looked back", "o2": "Got to know",
    }  # fmt: skip
    assert {(what, ref) for ref, what in expected.items()} <= happened
    out = demo("timeline").out
    assert out.index("September 2026") < out.index("November 2026")
    assert demo("timeline", "--format", "html").out.count("<h2>") == len({event["day"][:7] for event in data})


def test_the_timeline_of_a_goal_or_a_skill(demo: Mentee) -> None:
    assert {event["ref"] for event in demo.does("timeline", "--goal", "g5")} == {"g5", "t1", "t2"}
    assert {event["ref"] for event in demo.does("timeline", "--skill", "planning")} >= {"k1"}


def test_an_empty_timeline_says_so(mentee: Mentee) -> None:
    assert mentee.does("timeline") == [] and "Nothing happened yet" in mentee("timeline").out


def test_looking_back_tells_what_has_become_of_it(mentee: Mentee) -> None:
    mentee.at("2025-11-24T10:00:00")
    mentee.does("questions", "add", "How do I begin?")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--by", "2026-12-31")
    mentee.at("2026-10-21T10:00:00")
    mentee.does("challenges", "add", "We talk past each other", "--kind", "trust")
    mentee.at("2026-10-30T10:00:00")
    mentee.does("actions", "add", "Too late to count")
    mentee.at("2026-11-23T09:00:00")
    mentee.does("questions", "answer", "q1", "By asking")
    mentee.does("goals", "progress", "g1", "5")
    year, half, month = mentee.does("lookback")
    assert (year["ago"], year["day"]) == ("A year ago", "2025-11-23")
    assert {(entry["ref"], entry["became"]) for entry in year["written"]} == {
        ("q1", "answered 23 Nov: By asking"), ("g1", "now red, 50 %"),
    }  # fmt: skip
    assert half["written"] == []
    assert [(entry["ref"], entry["became"]) for entry in month["written"]] == [("x1", "open")]
    out = mentee("lookback").out
    assert "A year ago, 23 Nov 2025" in out and "Six months" not in out


@pytest.mark.parametrize("now", ["0001-01-02T00:00:00", "9999-12-30T00:00:00", "2028-02-29T12:00:00"])
def test_looking_back_at_the_ends_of_the_calendar(mentee: Mentee, now: str) -> None:
    mentee.at(now)
    result = mentee("lookback")
    assert result.code == 0 and "Nothing was written" in result.out
