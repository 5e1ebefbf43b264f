"""Sessions: planning, moving, and what became of them."""

import pytest

from tests.conftest import Mentee


def test_a_session_is_local_time_with_its_zone(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor", "--minutes", "60", "--channel", "video")
    session = mentee.does("sessions", "add", "--at", "thu 15:00")
    assert {name: session[name] for name in ("ref", "starts_at", "zone", "mentor", "minutes", "channel", "state")} == {
        "ref": "s1", "starts_at": "2026-11-26T15:00+00:00", "zone": "Europe/London", "mentor": "m1",
        "minutes": 60, "channel": "video", "state": "planned",
    }  # fmt: skip
    assert "in 3 days, Thu 26 Nov 15:00" in mentee("sessions", "add", "--at", "thu 15:00").out


def test_without_a_time_it_is_refused(mentee: Mentee) -> None:
    result = mentee.fails("sessions", "add", "--at", "thursday")
    assert result.code == 2 and "no time" in result.err
    assert mentee.fails("sessions", "add").code == 2


def test_a_held_session_keeps_what_stays(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "today 08:00")
    held = mentee.does(
        "sessions", "held", "s1", "--notes", "We spoke of risks.", "--takeaway", "Ask early", "--takeaway", "Listen",
        "--rating", "5", "--minutes", "75",
    )  # fmt: skip
    assert (held["state"], held["takeaways"], held["rating"], held["real_minutes"]) == (
        "held", "Ask early\nListen", 5, 75,
    )  # fmt: skip
    assert mentee.fails("sessions", "missed", "s1").code == 1


@pytest.mark.parametrize("verb", ["held", "missed"])
def test_what_is_still_to_come_can_be_moved_but_not_held_or_missed(mentee: Mentee, verb: str) -> None:
    mentee.does("sessions", "add", "--at", "tomorrow 15:00")
    result = mentee.fails("sessions", verb, "s1")
    assert result.code == 1 and "sessions move s1" in result.err
    moved = mentee.does("sessions", "move", "s1", "--at", "today 15:00")
    assert (moved["ref"], moved["starts_at"], moved["moved"]) == ("s1", "2026-11-23T15:00+00:00", 1)
    assert mentee.does("sessions", verb, "s1")["state"] == verb


def test_a_cancelled_session_stays_in_the_list(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "tomorrow 15:00")
    assert mentee.does("sessions", "cancel", "s1")["state"] == "cancelled"
    assert [session["ref"] for session in mentee.does("sessions", "list")] == ["s1"]
    assert mentee.fails("sessions", "move", "s1", "--at", "fri 10:00").code == 1


def test_the_list_goes_by_time(mentee: Mentee) -> None:
    for at in ("2026-12-10 15:00", "2026-11-30 09:00", "2026-11-30 08:59"):
        mentee.does("sessions", "add", "--at", at)
    assert [session["ref"] for session in mentee.does("sessions", "list")] == ["s3", "s2", "s1"]


def test_with_several_mentors_one_has_to_be_named(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("mentors", "add", "Tomasz Berg")
    result = mentee.fails("sessions", "add", "--at", "thu 15:00")
    assert result.code == 2 and "--mentor" in result.err and "Tomasz Berg" in result.err
    assert mentee.does("sessions", "add", "--at", "thu 15:00", "--mentor", "tomasz")["mentor"] == "m2"


def test_a_time_that_the_clocks_skip_moves_forward(mentee: Mentee) -> None:
    assert mentee.does("sessions", "add", "--at", "2027-03-28 01:30")["starts_at"] == "2027-03-28T02:30+01:00"


@pytest.mark.parametrize(("typed", "minutes"), [("1h", 60), ("1h30", 90), ("90 min", 90), ("1.5h", 90), ("1:30", 90)])
def test_minutes_are_read_from_a_length_of_time(mentee: Mentee, typed: str, minutes: int) -> None:
    assert mentee.does("sessions", "add", "--at", "thu 15:00", "--minutes", typed)["minutes"] == minutes
    assert mentee.does("edit", "s1", "minutes=50")["minutes"] == 50
    assert mentee.does("edit", "s1", f"minutes={typed}")["minutes"] == minutes
    assert mentee.does("achievements", "add", "Chaired one", "--minutes", typed)["minutes"] == minutes


@pytest.mark.parametrize("typed", ["1.5", "1,5", "25h", "0h", "h", "soon", "1 30"])
def test_minutes_are_not_guessed(mentee: Mentee, typed: str) -> None:
    refused = mentee.fails("sessions", "add", "--at", "thu 15:00", "--minutes", typed)
    assert refused.code == 2 and "is not a length in minutes." in refused.err
