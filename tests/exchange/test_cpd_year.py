"""The year of development: what counts, when the year begins, what a body asks for, what is missing."""

from datetime import date
from typing import Any

import pytest

from mentorlog.exchange.development.year import year_around
from tests.conftest import Mentee


def year_of(mentee: Mentee, *words: str) -> Any:
    return mentee.does("cpd", *words)["year"]


@pytest.mark.parametrize(
    ("today", "start", "years", "first", "last"),
    [
        ("2026-11-23", "1 Jan", 1, "2026-01-01", "2026-12-31"),
        ("2026-11-23", "1 Sep", 1, "2026-09-01", "2027-08-31"),
        ("2026-08-31", "1 Sep", 1, "2025-09-01", "2026-08-31"),
        ("2026-09-01", "1 Sep", 1, "2026-09-01", "2027-08-31"),
        ("2026-03-01", "29 Feb", 1, "2026-02-28", "2027-02-27"),
        ("2028-02-28", "29 Feb", 1, "2027-02-28", "2028-02-28"),
        ("2028-02-29", "29 Feb", 1, "2028-02-29", "2029-02-27"),
        ("2026-11-23", "1 Sep 2024", 3, "2024-09-01", "2027-08-31"),
        ("2027-09-01", "1 Sep 2024", 3, "2027-09-01", "2030-08-31"),
        ("2026-11-23", "1 Sep", 3, "2026-09-01", "2029-08-31"),
    ],
)
def test_a_year_begins_on_its_own_day(today: str, start: str, years: int, first: str, last: str) -> None:
    bounds = year_around(date.fromisoformat(today), start, years)
    assert bounds == (date.fromisoformat(first), date.fromisoformat(last))


def test_every_hour_counts_once_and_by_its_kind(mentee: Mentee) -> None:
    mentee.does("config", "set", "cpd.body", "apm")
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00", "--minutes", "60")
    mentee.does("sessions", "held", "s1")
    mentee.does("activities", "add", "Course", "--sort", "course", "--hours", "14", "--competence", "risk; leadership")
    mentee.does("activities", "add", "A book", "--sort", "reading", "--hours", "3", "--on", "2026-11-01")
    mentee.does("activities", "add", "No length", "--sort", "event")
    mentee.does("activities", "add", "Last year", "--hours", "9", "--on", "2025-12-31")
    state = mentee.does("cpd")
    assert state["hours"] == 18 and state["year"]["needed"] == 35 and state["year"]["left"] == 17
    year = state["year"]
    assert year["kinds"] == {"formal": 14, "informal": 4}
    assert year["types"] == {"course": 14, "reading": 3, "mentoring": 1}
    assert year["competences"] == {"Risk and issue management": 7, "Leadership": 7}
    assert year["months"]["2026-11"] == 18 and len(year["months"]) == 12
    assert year["without_time"] == ["h3"] and set(year["without_reflection"]) == {"s1", "h1", "h2"}
    assert year["without_evidence"] == ["h2", "h1"]


def test_the_screen_says_what_the_year_takes(mentee: Mentee) -> None:
    assert "config set cpd.body" in mentee("cpd").err
    mentee.does("config", "set", "cpd.body", "apm")
    mentee.does("config", "set", "cpd.year-start", "2026-09-01")
    mentee.does("activities", "add", "Course", "--sort", "course", "--hours", "17", "--learned", "Owners")
    out = mentee("cpd").out
    assert "1 Sep 2026 – 31 Aug 2027" in out and "17 of 35 h" in out
    assert "1 of 2 kinds" in out and "18 h to go in 9 months: 1.9 h a month." in out
    mentee.does("activities", "add", "A book", "--sort", "reading", "--hours", "18", "--learned", "Owners")
    done = mentee("cpd")
    assert "● complete" in done.out and "2 of 2 kinds" in done.out and "export cpd" in done.err


def test_a_cycle_of_three_years_has_its_parts_and_no_rule_refuses_anything(mentee: Mentee) -> None:
    mentee.does("config", "set", "cpd.body", "pmi")
    mentee.does("config", "set", "cpd.year-start", "2025-03-01")
    mentee.does("activities", "add", "Negotiating", "--sort", "course", "--hours", "10", "--competence", "power")
    mentee.does("activities", "add", "Helped a chapter", "--sort", "volunteering", "--hours", "20")
    year = year_of(mentee)
    assert (year["since"], year["until"], year["unit"], year["needed"]) == ("2025-03-01", "2028-02-29", "PDU", 60)
    assert [(part["name"], part["hours"], part["needed"]) for part in year["minima"]] == [
        ("education", 10, 35), ("Ways of Working", 0, 8), ("Power Skills", 10, 8), ("Business Acumen", 0, 8),
    ]  # fmt: skip
    assert "10 of 35 PDU" in mentee("cpd").out


def test_hours_of_ones_own_go_before_the_bodys(mentee: Mentee) -> None:
    mentee.does("config", "set", "cpd.hours", "20")
    assert year_of(mentee)["needed"] == 20
    mentee.does("config", "set", "cpd.body", "apm")
    assert year_of(mentee)["needed"] == 20
    mentee.does("config", "set", "cpd.hours", "0")
    assert year_of(mentee)["needed"] == 35


def test_what_is_private_is_in_the_owners_year_and_in_no_page_for_the_body(mentee: Mentee) -> None:
    mentee.does("activities", "add", "Coaching", "--hours", "5", "--private")
    assert mentee.does("cpd")["hours"] == 5
    for words in (("cpd", "--format", "csv"), ("cpd", "--for", "manager"), ("export", "cpd")):
        assert "Coaching" not in mentee(*words).out
    assert mentee.does("cpd", "--for", "manager")["hours"] == 0


def test_the_record_keeps_to_the_year_of_the_settings_where_one_is_settled(mentee: Mentee) -> None:
    assert mentee.does("export", "cpd", "--format", "json")["period"]["since"] == "2025-11-24"
    mentee.does("config", "set", "cpd.year-start", "1 sep")
    period = mentee.does("export", "cpd", "--format", "json")["period"]
    assert period == {"since": "2026-09-01", "until": "2027-08-31"}


@pytest.mark.parametrize("typed", ["01/09", "31 Feb", "30 feb", "2026", "Sept", "32 Dec", "13-01", ""])
def test_a_day_that_is_none_or_could_be_two_is_refused(mentee: Mentee, typed: str) -> None:
    assert mentee.fails("config", "set", "cpd.year-start", typed).code == 2


@pytest.mark.parametrize("typed", ["1 Sep", "September 1st", "1 september", "sep 1", "09-01", "1st of Sept"])
def test_a_day_of_the_year_is_read_as_people_write_it(mentee: Mentee, typed: str) -> None:
    assert mentee.does("config", "set", "cpd.year-start", typed)["value"] == "1 Sep"


def test_a_skill_that_is_one_competence_of_the_framework_counts_under_its_name(mentee: Mentee) -> None:
    mentee.does("activities", "add", "A book", "--hours", "2", "--competence", "risk")
    assert year_of(mentee)["competences"] == {"risk": 2}
    mentee.does("config", "set", "cpd.body", "apm")
    assert year_of(mentee)["competences"] == {"Risk and issue management": 2}


@pytest.mark.parametrize("form", ["markdown", "html"])
@pytest.mark.parametrize("words", [("cpd",), ("export", "cpd")])
def test_the_page_for_the_body_begins_with_the_state_of_the_year(
    mentee: Mentee, words: tuple[str, ...], form: str
) -> None:
    mentee.does("config", "set", "cpd.body", "pmi")
    mentee.does("activities", "add", "An evening", "--sort", "course", "--hours", "10", "--competence", "power")
    out = mentee(*words, "--format", form).out
    head = out[: out.index("An evening")]
    for text in ("PMI", "10 of 60 PDU", "formal 10 PDU, informal 0 PDU", "10 of 35 PDU", "10 of 8 PDU"):
        assert text in head, text
    assert "to go" not in head, "what it takes to the end is the owner's affair"


def test_a_page_of_a_quarter_asks_for_no_hours_of_a_year(mentee: Mentee) -> None:
    mentee.does("config", "set", "cpd.body", "apm")
    mentee.does("activities", "add", "A book", "--hours", "3")
    assert "of 35" not in mentee("cpd", "--period", "2026-q4", "--format", "markdown").out
    assert "3 of 35 h" in mentee("export", "cpd", "--format", "markdown").out


def test_with_a_body_the_export_has_the_year_of_the_body(mentee: Mentee) -> None:
    mentee.does("config", "set", "cpd.body", "apm")
    assert mentee.does("export", "cpd", "--format", "json")["period"] == {"since": "2026-01-01", "until": "2026-12-31"}
