"""Professional development: what counts, what it says, and what stays out."""

import csv
import io
from typing import Any

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_activities(mentee: Mentee) -> Mentee:
    """Somebody with one activity of each sort."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Chair stand-ups", "--skill", "leadership", "--step", "Watch one")
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00", "--minutes", "60")
    mentee.does("debrief", "s1", "--minutes", "50", "--takeaway", "Ruth waits; Okafor listens")
    mentee.does("sessions", "add", "--at", "2026-11-10 15:00")
    mentee.does("sessions", "held", "s2")
    mentee.does("lessons", "add", "Wait ten seconds", "--goal", "g1", "--minutes", "90")
    mentee.does("lessons", "apply", "l1", "In the stand-up", "--on", "2026-11-21")
    mentee.does("lessons", "add", "Never applied", "--minutes", "30")
    mentee.does("edit", "t1", "minutes=45")
    mentee.does("goals", "done", "t1", "--on", "2026-11-19")
    mentee.does("achievements", "add", "Chaired one", "--goal", "g1", "--evidence", "The minutes", "--minutes", "15")
    mentee.does("contacts", "add", "Priya Nair", "--minutes", "30")
    return mentee


def export_cpd(mentee: Mentee, *words: str) -> Any:
    return mentee.does("export", "cpd", "--format", "json", *words)


def test_all_that_has_a_length_counts_with_its_real_one(mentee_with_activities: Mentee) -> None:
    data = export_cpd(mentee_with_activities)
    assert [(one["ref"], one["hours"], one["activity"]) for one in data["activities"]] == [
        ("t1", 0.75, "practice"), ("s1", 0.83, "mentoring"), ("l1", 1.5, "practice"), ("o1", 0.5, "event"),
        ("w1", 0.25, "practice"),
    ]  # fmt: skip
    assert data["hours"] == 3.83
    assert data["period"] == {"since": "2025-11-24", "until": "2026-11-23"}


def test_a_lesson_says_what_was_learned_and_how_it_was_used(mentee_with_activities: Mentee) -> None:
    (lesson,) = [one for one in export_cpd(mentee_with_activities)["activities"] if one["ref"] == "l1"]
    assert (lesson["learned"], lesson["applied"]) == ("Wait ten seconds", "In the stand-up")
    assert (lesson["objective"], lesson["competence"]) == ("Chair stand-ups", "leadership")


def test_the_mentors_name_stays_out_wherever_it_stands(mentee_with_activities: Mentee) -> None:
    for form in ("csv", "markdown", "html", "json"):
        out = mentee_with_activities("export", "cpd", "--format", form).out
        assert "Ruth" not in out and "Okafor" not in out and "Priya" not in out, form
        assert "my mentor waits; my mentor listens" in out


def test_what_has_no_reflection_is_counted_in_a_hint(mentee_with_activities: Mentee) -> None:
    assert export_cpd(mentee_with_activities)["without_reflection"] == 3
    assert "3 entries have no reflection yet: t1, o1, w1" in mentee_with_activities("export", "cpd").err


def test_a_table_has_a_row_an_activity(mentee_with_activities: Mentee) -> None:
    rows = list(csv.DictReader(io.StringIO(mentee_with_activities("export", "cpd").out)))
    assert [row["date"] for row in rows] == ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-23", "2026-11-23"]
    assert list(rows[0]) == [
        "date", "title", "kind", "activity", "hours", "objective", "competence", "learned", "applied", "evidence",
        "ref",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        (("--period", "2026-11"), "2026-11-01", "2026-11-30"),
        (("--year-start", "1 apr"), "2026-04-01", "2027-03-31"),
        (("--year-start", "2024-02-29"), "2024-02-29", "2025-02-27"),
    ],
)
def test_the_year_is_ones_own(mentee_with_activities: Mentee, words: tuple[str, ...], since: str, until: str) -> None:
    assert export_cpd(mentee_with_activities, *words)["period"] == {"since": since, "until": until}


def test_two_names_for_a_period_are_one_too_many(mentee_with_activities: Mentee) -> None:
    assert mentee_with_activities.fails("export", "cpd", "--period", "2026-11", "--year-start", "1 apr").code == 2


def test_what_is_private_stays_out_unless_it_is_for_oneself(mentee_with_activities: Mentee) -> None:
    mentee_with_activities.does("edit", "l1", "private=yes")
    assert "l1" not in [one["ref"] for one in export_cpd(mentee_with_activities)["activities"]]
    assert "l1" in [one["ref"] for one in export_cpd(mentee_with_activities, "--for", "me")["activities"]]


def test_an_empty_journal_has_an_empty_record(mentee: Mentee) -> None:
    assert export_cpd(mentee)["activities"] == []
    assert mentee("export", "cpd", "--format", "markdown").out.startswith("# Professional development")


def test_what_a_lesson_is_meant_for_stands_where_it_was_not_used_yet(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00", "--minutes", "60")
    mentee.does("debrief", "s1", "--takeaway", "Ask early", "--lessons", "--intention", "In the next report")
    (entry,) = export_cpd(mentee)["activities"]
    assert (entry["learned"], entry["applied"]) == ("Ask early", "In the next report")
    mentee.does("lessons", "apply", "l1", "Told the sponsor")
    assert export_cpd(mentee)["activities"][0]["applied"] == "Told the sponsor"
