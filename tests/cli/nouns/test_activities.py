"""Activities: one line in, hours as people write them, competences by the start of their name, reflections."""

from typing import Any

import pytest

from tests.conftest import Mentee


def test_one_line_keeps_a_course_with_its_hours_and_its_competence(mentee: Mentee) -> None:
    course = mentee.does("activities", "add", "PFQ course", "--sort", "course", "--hours", "21", "--competence", "risk")
    assert (course["ref"], course["sort"], course["kind"], course["minutes"]) == ("h1", "course", "formal", 1260)
    assert (course["competences"], course["day"]) == ("risk", "2026-11-23")
    assert mentee.does("activities", "add", "A book", "--sort", "reading")["kind"] == "informal"
    assert mentee.does("activities", "add", "Set book", "--sort", "reading", "--kind", "formal")["kind"] == "formal"


@pytest.mark.parametrize(
    ("option", "typed", "minutes"),
    [
        ("--hours", "1.5", 90), ("--hours", "1,5", 90), ("--hours", "1h30", 90), ("--hours", "1:30", 90),
        ("--hours", "90m", 90), ("--hours", "90 min", 90), ("--hours", "1 hour 30 minutes", 90),
        ("--hours", "24", 1440),
        ("--minutes", "90", 90), ("--minutes", "1h30", 90), ("--hours", "0.25", 15),
    ],
)  # fmt: skip
def test_a_length_is_read_as_people_write_it(mentee: Mentee, option: str, typed: str, minutes: int) -> None:
    assert mentee.does("activities", "add", "Course", option, typed)["minutes"] == minutes


@pytest.mark.parametrize(
    "typed", ["0", "-1", "25", "1441m", "nan", "1e9", "two", "1,500", "24h30", "1h90", "1:60", "1 30"]
)
def test_no_time_and_more_than_a_day_has_are_refused(mentee: Mentee, typed: str) -> None:
    assert mentee.fails("activities", "add", "Course", "--hours", typed).code == 2
    assert mentee.does("activities", "list") == []


def test_an_activity_of_somebody_with_two_mentors_is_for_neither_alone(mentee: Mentee) -> None:
    for name in ("Ruth Okafor", "Sam Adeyemi"):
        mentee.does("mentors", "add", name)
    mentee.does("goals", "add", "With Sam", "--mentor", "sam")
    assert "for " not in mentee("activities", "add", "PFQ course").out
    assert "for Sam" in mentee("activities", "add", "APM course", "--goal", "g1").out


def test_a_day_to_come_and_two_lengths_are_refused(mentee: Mentee) -> None:
    assert "still to come" in mentee.fails("activities", "add", "Course", "--on", "tomorrow").err
    assert mentee.fails("activities", "add", "Course", "--hours", "1", "--minutes", "60").code == 2


def test_a_day_with_more_than_24_hours_is_noted_with_a_warning(mentee: Mentee) -> None:
    mentee.does("activities", "add", "Course", "--hours", "20")
    second = mentee("activities", "add", "Another", "--hours", "5")
    assert second.code == 0 and "25 h on 23 Nov is more than a day has" in second.err
    assert "more than a day has" not in mentee("activities", "add", "Third", "--hours", "5", "--on", "yesterday").err


@pytest.mark.parametrize(
    ("typed", "sort"), [("webinar", "event"), ("book", "reading"), ("Training", "course"), ("vol", "volunteering")]
)
def test_a_common_word_for_a_sort_is_understood(mentee: Mentee, typed: str, sort: str) -> None:
    assert mentee.does("activities", "add", "This", "--sort", typed)["sort"] == sort


@pytest.mark.parametrize(
    ("title", "sort", "kind"),
    [
        ("PFQ course", "course", "formal"),
        ("Branch webinar on risk", "event", "informal"),
        ("APM evening", "event", "informal"),
        ("A book for the course", "course", "formal"),
        ("Coursework of others", "other", "informal"),
    ],
)
def test_a_title_that_names_its_sort_needs_no_option(mentee: Mentee, title: str, sort: str, kind: str) -> None:
    activity = mentee.does("activities", "add", title, "--hours", "2")
    assert (activity["sort"], activity["kind"]) == (sort, kind)
    assert mentee.does("activities", "add", title, "--sort", "other")["sort"] == "other"


def test_an_unknown_sort_or_competence_is_answered_with_the_nearest(mentee: Mentee) -> None:
    assert "Did you mean reading?" in mentee.fails("activities", "add", "A", "--sort", "raeding").err
    unknown = mentee.fails("activities", "add", "A", "--competence", "leadrship")
    assert unknown.code == 3 and "leadership" in unknown.err.lower()
    assert mentee.does("activities", "list") == []


def test_a_competence_is_named_by_its_start_within_the_framework_of_the_body(mentee: Mentee) -> None:
    def competence(typed: str) -> Any:
        return mentee.does("activities", "add", "A", "--competence", typed)["competences"]

    assert competence("risk") == "risk", "a skill of the journal, while no body is settled"
    mentee.does("config", "set", "cpd.body", "apm")
    assert competence("risk") == "Risk and issue management"
    assert competence("stakeholder") == "Stakeholder engagement and communication management"
    assert competence("risk, leadership") == "Risk and issue management; Leadership"
    assert competence("ethics, compliance and professionalism") == "Ethics, compliance and professionalism"
    assert competence("power skills") == "Power Skills", "another framework's"
    several = mentee.fails("activities", "add", "A", "--competence", "resource")
    assert several.code == 3 and "Resource capacity planning" in several.err


def test_a_reflection_is_kept_by_flags_and_what_was_said_before_stays(mentee: Mentee) -> None:
    mentee.does("activities", "add", "Course", "--hours", "7", "--learned", "Owners")
    assert [one["ref"] for one in mentee.does("activities", "list", "--waiting")] == []
    reflected = mentee.does("activities", "reflect", "h1", "--applied", "In our risk talk")
    assert (reflected["learned"], reflected["applied"]) == ("Owners", "In our risk talk")
    assert mentee.fails("activities", "reflect", "h1").code == 2


def test_hours_are_a_name_for_the_minutes_in_edit_and_in_tables(mentee: Mentee) -> None:
    mentee.does("activities", "add", "Course")
    assert mentee.does("edit", "h1", "hours=1,5")["minutes"] == 90
    assert mentee.does("edit", "h1", "minutes=45")["minutes"] == 45
    table = mentee.folder / "log.csv"
    table.write_text("Title,Date,Hours,Sort\nA book,2026-11-20,2.5,book\nToo long,2026-11-20,30,course\n")
    answer = mentee.does("import", str(table), "--noun", "activities")
    assert answer["made"] == ["h2"] and "Note each day" in answer["left"][0]["why"]
    assert mentee.does("show", "h2")["minutes"] == 150


def test_an_activity_stands_on_the_timeline_in_the_log_and_not_where_it_is_private(mentee: Mentee) -> None:
    mentee.does("activities", "add", "PFQ course", "--sort", "course", "--learned", "Owners")
    mentee.does("activities", "add", "Coaching", "--private")
    assert [(event["what"], event["text"]) for event in mentee.does("timeline", "--for", "manager")] == [
        ("Course", "PFQ course")
    ]
    assert [entry["ref"] for entry in mentee.does("search", "owners")] == ["h1"]
    assert {entry["ref"] for entry in mentee.does("log")} == {"h1", "h2"}
