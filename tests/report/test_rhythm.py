"""What was due by the rhythm that held then: only days that have passed, none before, after or while paused."""

import sqlite3

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal
from tests.report.conftest import add_session

Due = tuple[str | None, int | None, int]


def due(mentee: Mentee, since: str = "2026-01-01", until: str = "2026-12-31") -> Due:
    """What the report of a period says: the cadences, how many sessions they made due, how many count for them."""
    cadence = mentee.does("report", "--since", since, "--until", until)["sessions"]["cadence"]
    return cadence["every"], cadence["due"], cadence["held"]


@pytest.fixture
@cache_journal
def june(mentee: Mentee) -> Mentee:
    """Ruth is the mentor since 1 June, every two weeks; one session was held. It is 28 June."""
    mentee.at("2026-06-01T09:00:00")
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks")
    add_session(mentee, "2026-06-01")
    mentee.at("2026-06-28T09:00:00")
    return mentee


def test_only_days_that_have_passed_make_a_session_due(june: Mentee) -> None:
    assert due(june) == ("2 weeks", 2, 1)  # 1 and 15 June, whatever the year still brings
    assert (
        "1 held of 2 due every 2 weeks"
        in june("report", "--since", "2026-01-01", "--until", "2026-12-31", "--refs").out
    )
    june.at("2026-06-29T09:00:00")
    assert due(june) == ("2 weeks", 2, 1)  # today is not over
    add_session(june, "2026-06-29")
    assert due(june) == ("2 weeks", 3, 2)  # but its session was held


def test_nothing_is_due_before_the_mentorship(june: Mentee) -> None:
    assert due(june, "2026-03-01", "2026-05-31") == (None, None, 0)
    assert due(june, "2026-06-02", "2026-06-28") == ("2 weeks", 1, 0)
    june.does("edit", "m1", "since=2026-06-10")
    assert due(june) == ("2 weeks", 2, 0)  # 10 and 24 June; what was before is held, and not counted for it
    assert "1 held, 0 of 2 due every 2 weeks" in june("report", "--since", "2026-01-01", "--refs").out


def test_sessions_entered_later_show_when_it_began(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks")
    mentee.does("sessions", "add", "--at", "2026-10-05 15:00")
    mentee.does("sessions", "held", "s1")
    assert due(mentee) == ("2 weeks", 4, 1)


def test_paused_days_do_not_come_back(june: Mentee) -> None:
    june.at("2026-08-20T09:00:00")
    june.does("mentors", "pause", "ruth", "--on", "2026-08-03")
    assert due(june) == ("2 weeks", 5, 1)  # 1, 15, 29 June; 13, 27 July
    june.at("2026-10-20T09:00:00")
    assert due(june) == ("2 weeks", 5, 1)
    june.fails("mentors", "resume", "ruth", "--on", "2026-08-01")
    june.does("mentors", "resume", "ruth", "--on", "2026-10-05")
    assert due(june) == ("2 weeks", 6, 1)  # and 19 October
    assert due(june, "2026-08-03", "2026-10-04") == (None, None, 0)
    assert "every 2 weeks from 1 Jun, paused from 3 Aug, every 2 weeks from 5 Oct" in june("show", "m1").out
    june.does("undo")
    assert due(june) == ("2 weeks", 5, 1)
    june.does("undo")
    assert june.does("show", "m1")["rhythm"] is None
    assert due(june)[1] == 11


def test_the_rhythm_of_today_is_not_laid_over_the_past(june: Mentee) -> None:
    june.at("2026-08-03T09:00:00")
    june.does("edit", "m1", "cadence=1 month")
    june.at("2026-11-04T09:00:00")
    assert due(june) == ("2 weeks, 1 month", 8, 1)  # five of two weeks; 3 September, October, November
    assert due(june, "2026-06-01", "2026-08-02") == ("2 weeks", 5, 1)
    assert due(june, "2026-08-03", "2026-11-04") == ("1 month", 3, 0)


def test_a_version_of_the_agreement_changes_the_rhythm_from_its_day(june: Mentee) -> None:
    june.at("2026-11-04T09:00:00")
    june.does("mentors", "pause", "m1", "--on", "2026-08-10")
    june.does("mentors", "resume", "m1", "--on", "2026-08-17")
    june.does("agreement", "draft", "--cadence", "1 month")
    june.does("agreement", "agree", "--on", "2026-08-03")
    assert june.does("show", "m1")["rhythm"] == (
        "2026-06-01 2 weeks, 2026-08-03 1 month, 2026-08-10 paused, 2026-08-17 1 month"
    )
    assert due(june) == ("2 weeks, 1 month", 7, 1)  # and 17 September and October


def test_nothing_is_due_after_the_end_or_between_two_times(june: Mentee) -> None:
    june.at("2026-10-20T09:00:00")
    june.does("mentors", "end", "m1", "--reason", "She moves", "--on", "2026-07-13")
    assert due(june) == ("2 weeks", 3, 1)
    june.does("mentors", "accept", "m1", "--on", "2026-10-05")
    assert due(june) == ("2 weeks", 4, 1)


def test_what_held_when_can_be_mended(june: Mentee) -> None:
    june.at("2026-10-20T09:00:00")
    june.does("edit", "m1", "rhythm=2 weeks from 1 jun, paused from 3 aug, every 2 weeks from 5 oct")
    assert due(june) == ("2 weeks", 6, 1)
    june.does("edit", "m1", f"rhythm={june.does('show', 'm1')['rhythm']}")
    assert due(june) == ("2 weeks", 6, 1)
    for rhythm in ("2 weeks", "1 month from 1 jun", "2 weeks from 1 aug, 2 weeks from 1 jul", "often from 1 jun"):
        june.fails("edit", "m1", f"rhythm={rhythm}")


def test_each_mentor_has_a_rhythm_of_their_own(june: Mentee) -> None:
    june.does("mentors", "add", "Sam Adeyemi", "--cadence", "1 month", "--since", "2026-05-20")
    june.does("mentors", "pause", "sam", "--on", "2026-06-25")
    assert due(june) == ("2 weeks, 1 month", 4, 1)  # Ruth 1, 15 June; Sam 20 May, 20 June
    assert due(june, "2026-06-26", "2026-06-28") == ("2 weeks", 0, 0)


def test_the_rhythm_goes_with_an_export(june: Mentee) -> None:
    june.at("2026-10-20T09:00:00")
    june.does("mentors", "pause", "m1", "--on", "2026-08-03")
    exported = june("export").out
    june.path.unlink()
    file = june.path.with_name("all.jsonl")
    file.write_text(exported, encoding="utf-8", newline="")
    june.does("import", str(file))
    assert due(june) == ("2 weeks", 5, 1)


def test_a_journal_of_before_knows_it_from_its_log(june: Mentee) -> None:
    """As older versions wrote it: the state and the cadence alone, and when they changed in the log."""
    june.at("2026-08-03T09:00:00")
    june.does("mentors", "pause", "m1")
    june.at("2026-10-05T09:00:00")
    june.does("mentors", "resume", "m1")
    june.does("mentors", "pause", "m1")
    june.does("undo")
    june.at("2026-10-20T09:00:00")
    with sqlite3.connect(june.path) as connection:
        connection.execute("UPDATE mentors SET rhythm = NULL")
    connection.close()
    assert due(june) == ("2 weeks", 6, 1)
    june.does("edit", "m1", "cadence=1 week")
    assert june.does("show", "m1")["rhythm"] == (
        "2026-06-01 2 weeks, 2026-08-03 paused, 2026-10-05 2 weeks, 2026-10-20 1 week"
    )


def test_two_periods_beside_each_other_share_no_due_session(june: Mentee) -> None:
    june.at("2026-08-02T09:00:00")
    halves = [due(june, "2026-06-01", "2026-07-01")[1], due(june, "2026-07-02", "2026-08-02")[1]]
    assert sum(half or 0 for half in halves) == due(june, "2026-06-01", "2026-08-02")[1]
