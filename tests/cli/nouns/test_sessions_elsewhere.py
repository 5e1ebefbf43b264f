"""A journal kept while travelling: every page says the reader's own time, and the place where a session was planned."""

import pytest

from tests import systems
from tests.conftest import Mentee

HERE, THERE = "Thu 10 Dec 21:00", "15:00 in New York"


class Traveller:
    """Somebody who takes their journal to other time zones."""

    def __init__(self, mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
        self.mentee = mentee
        self._monkeypatch = monkeypatch

    def goes_to(self, zone: str, moment: str = "") -> None:
        """Set the zone, and the local time there."""
        self._monkeypatch.setenv("TZ", zone)
        systems.apply_zone()
        if moment:
            self.mentee.at(moment)


@pytest.fixture
def traveller(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> Traveller:
    """Somebody at home in Berlin, who planned a session while in New York."""
    person = Traveller(mentee, monkeypatch)
    person.goes_to("America/New_York", "2026-12-07T09:00:00")
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks")
    mentee.does("sessions", "add", "--at", "2026-12-10 15:00")
    person.goes_to("Europe/Berlin", "2026-12-08T09:00:00")
    return person


@pytest.mark.parametrize(
    "words",
    [
        (), ("next",), ("agenda",), ("sessions", "list"), ("sessions", "list", "--format", "markdown"), ("show", "s1"),
        ("show", "s1", "--format", "markdown"), ("due", "--within", "1w"), ("agenda", "--for", "mentor"),
        ("show", "s1", "--for", "mentor"),
    ],
)  # fmt: skip
def test_every_page_says_ones_own_time_and_the_place(traveller: Traveller, words: tuple[str, ...]) -> None:
    result = traveller.mentee(*words)
    assert "21:00" in result.out and THERE in result.out, result.out
    traveller.goes_to("America/New_York")
    result = traveller.mentee(*words)
    assert "15:00" in result.out and "New York" not in result.out.replace("New_York", ""), "there it is just the time"


def test_what_others_are_written_says_both(traveller: Traveller) -> None:
    traveller.mentee.does("sessions", "add", "--at", "2026-12-07 10:00")
    traveller.mentee.does("sessions", "held", "s2")
    assert "We meet again on Thursday 10 December at 21:00, 15:00 in New York." in traveller.mentee("recap", "s2").out
    assert "at that time too" in (found := traveller.mentee("sessions", "add", "--at", "2026-12-10 21:30").err)
    assert f"{HERE}, {THERE}" in found
    traveller.mentee.does("sessions", "cancel", "s3")
    traveller.mentee.does("questions", "add", "Who decides?", "--session", "s1")
    assert f"{HERE}, {THERE}" in traveller.mentee("show", "q1").out


def test_json_keeps_the_offset_and_comes_back(traveller: Traveller) -> None:
    stored = traveller.mentee.does("show", "s1")
    assert (stored["starts_at"], stored["zone"]) == ("2026-12-10T15:00-05:00", "America/New_York")
    again = traveller.mentee.does("sessions", "add", "--at", stored["starts_at"])
    assert again["starts_at"] == "2026-12-10T21:00+01:00"


def test_a_session_does_not_move_when_the_traveller_does(traveller: Traveller) -> None:
    before = traveller.mentee("export", "calendar").out
    traveller.mentee.does("edit", "s1", "channel=video")
    assert traveller.mentee.does("show", "s1")["starts_at"] == "2026-12-10T15:00-05:00"
    assert "DTSTART;TZID=America/New_York:20261210T150000" in before
    moved = traveller.mentee.does("sessions", "move", "s1", "--at", "2026-12-11 21:00")
    assert (moved["starts_at"], moved["zone"]) == ("2026-12-11T21:00+01:00", "Europe/Berlin")
    assert "New York" not in traveller.mentee("next").out


def test_the_day_is_that_of_the_reader_too(traveller: Traveller) -> None:
    traveller.goes_to("Asia/Tokyo", "2026-12-11T03:00:00")  # it is 13:00 in New York, on the day before
    assert traveller.mentee.does("next")["session"]["ref"] == "s1"
    assert "today, Fri 11 Dec 05:00, Thu 10 Dec 15:00 in New York" in traveller.mentee("next").out
    assert [
        item["day"] for item in traveller.mentee("due", "--within", "1d", "--json").data if item["ref"] == "s1"
    ] == ["2026-12-11"]
    assert traveller.mentee.does("sessions", "list", "--since", "2026-12-11")
    assert traveller.mentee.does("sessions", "list", "--until", "2026-12-10") == []
    traveller.mentee.at("2026-12-11T07:00:00")
    traveller.mentee.does("sessions", "held", "s1")
    assert traveller.mentee.does("report", "--since", "2026-12-11", "--until", "2026-12-11")["sessions"]["held"] == 1
    assert traveller.mentee.does("report", "--since", "2026-12-10", "--until", "2026-12-10")["sessions"]["held"] == 0
    assert [entry["day"] for entry in traveller.mentee.does("log") if entry["ref"] == "s1"] == ["2026-12-11"]
    traveller.goes_to("America/New_York", "2026-12-10T17:00:00")
    assert [entry["day"] for entry in traveller.mentee.does("log") if entry["ref"] == "s1"] == ["2026-12-10"]


def test_a_day_is_that_of_the_clocks_of_its_own_year(traveller: Traveller) -> None:
    """In 2040 summer time begins on 25 March; SQLite takes the clocks of 2000 for it, when it began a day later."""
    traveller.goes_to("Europe/London", "2040-03-27T09:00:00")
    ref = traveller.mentee.does("sessions", "add", "--at", "2040-03-26 00:30")["ref"]
    traveller.mentee.does("sessions", "held", ref)
    assert [entry["day"] for entry in traveller.mentee.does("log") if entry["ref"] == ref] == ["2040-03-26"]
    assert [hit["ref"] for hit in traveller.mentee.does("sessions", "list", "--since", "2040-03-26")] == [ref]
    assert "Mon 26 Mar" in traveller.mentee("debrief", "26 Mar", "--no-input").err + traveller.mentee("show", ref).out


def test_a_session_of_tomorrow_there_is_over_today_here(traveller: Traveller) -> None:
    traveller.goes_to("Asia/Tokyo", "2026-12-08T09:00:00")
    traveller.mentee.does("sessions", "add", "--at", "2026-12-12 08:00")
    traveller.goes_to("America/New_York", "2026-12-11T19:30:00")
    assert traveller.mentee.does("sessions", "held", "s2")["state"] == "held"


def test_a_question_answered_in_a_session_was_not_carried_wherever_it_is_read(traveller: Traveller) -> None:
    traveller.goes_to("America/New_York", "2026-12-07T09:00:00")
    traveller.mentee.does("sessions", "add", "--at", "2026-12-09 21:00")
    traveller.mentee.does("questions", "add", "Who decides?")
    traveller.goes_to("Asia/Tokyo", "2026-12-10T12:00:00")
    traveller.mentee.does("debrief", "s2", "--answer", "q1=Anna does")
    for zone in ("Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
        traveller.goes_to(zone)
        assert traveller.mentee.does("show", "q1")["carried"] == 0


@pytest.mark.parametrize(
    ("zone", "place"),
    [("America/Argentina/Buenos_Aires", "Buenos Aires"), ("<+0545>-5:45", "UTC+05:45"), ("Etc/GMT+5", "UTC-05:00"),
     ("UTC", "UTC"), ("Asia/Kolkata", "Kolkata")],
)  # fmt: skip
def test_places_are_called_by_their_name(traveller: Traveller, zone: str, place: str) -> None:
    traveller.goes_to(zone)
    traveller.mentee.does("sessions", "add", "--at", "2026-12-14 15:00")
    traveller.goes_to("Europe/Berlin")
    assert f"15:00 in {place}" in traveller.mentee("show", "s2").out


def test_a_journal_kept_while_travelling_over_two_changes_of_the_clocks(traveller: Traveller) -> None:
    mentee = traveller.mentee
    mentee.does("sessions", "cancel", "s1")
    stops = (
        ("Europe/Berlin", "2027-03-01T09:00:00", "2027-03-15 16:00"),  # New York has summer time, Berlin has not
        ("America/New_York", "2027-03-16T09:00:00", "2027-03-29 10:00"),  # both have
        ("Asia/Kolkata", "2027-04-01T09:00:00", "2027-10-30 19:30"),
        ("America/New_York", "2027-10-20T09:00:00", "2027-11-02 10:00"),  # Berlin has none any more, New York has
        ("Europe/Berlin", "2027-11-03T09:00:00", "2027-11-08 16:00"),
    )
    for zone, moment, at in stops:
        traveller.goes_to(zone, moment)
        mentee.does("sessions", "add", "--at", at)

    def times() -> list[str]:
        rows = mentee("sessions", "list", "--all", "--format", "markdown").out.splitlines()
        return [row.split("|")[2].strip() for row in rows if row.startswith("| s") and "| s1 " not in row]

    assert times() == [
        "15 Mar 16:00",
        "29 Mar 16:00, 10:00 in New York",
        "Sat 30 Oct 16:00, 19:30 in Kolkata",
        "Tue 2 Nov 15:00, 10:00 in New York",
        "Mon 8 Nov 16:00",
    ]
    traveller.goes_to("America/New_York")
    assert times()[0] == "15 Mar 11:00, 16:00 in Berlin" and times()[1] == "29 Mar 10:00"
    assert mentee("doctor").code == 0
