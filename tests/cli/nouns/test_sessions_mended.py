"""Sessions of the past: a time that was noted wrongly, a talk that nobody said was held, two at one moment."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_after_talk(mentee: Mentee) -> Mentee:
    """A mentee who met Ruth last Wednesday, and noted Thursday."""
    mentee.at("2026-11-18T09:00:00")
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("sessions", "add", "--at", "thu 15:00")
    mentee.at("2026-11-20T09:00:00")
    mentee.does("sessions", "held", "s1", "--takeaway", "Ask early")
    return mentee


@pytest.mark.parametrize(
    "words",
    [
        ("sessions", "held", "s1", "--at", "wed 15:00"),
        ("sessions", "move", "s1", "--at", "wed 15:00"),
        ("edit", "s1", "starts_at=wed 15:00"),
        ("edit", "s1", "starts_at=2026-11-18 15:00"),
    ],
)
def test_the_time_of_a_session_that_was_held_is_corrected(mentee_after_talk: Mentee, words: tuple[str, ...]) -> None:
    corrected = mentee_after_talk.does(*words)
    assert (corrected["starts_at"], corrected["state"], corrected["moved"]) == ("2026-11-18T15:00+00:00", "held", 0)
    assert corrected["takeaways"] == "Ask early"
    assert "When: corrected from Thu 19 Nov 15:00 to Wed 18 Nov 15:00" in mentee_after_talk("history", "s1").out
    mentee_after_talk.does("undo")
    assert mentee_after_talk.does("show", "s1")["starts_at"] == "2026-11-19T15:00+00:00"


def test_a_correction_says_from_when_to_when(mentee_after_talk: Mentee) -> None:
    assert (
        "Corrected s1: held 2 days ago, Wed 18 Nov 15:00, not yesterday, Thu 19 Nov 15:00"
        in mentee_after_talk("sessions", "move", "s1", "--at", "wed 15:00").out
    )


@pytest.mark.parametrize(
    "words",
    [
        ("sessions", "held", "s1", "--at", "2026-11-21 15:00"),
        ("sessions", "move", "s1", "--at", "2026-11-21 15:00"),
        ("edit", "s1", "starts_at=2026-11-21 15:00"),
    ],
)
def test_a_session_that_was_held_was_not_held_in_the_future(mentee_after_talk: Mentee, words: tuple[str, ...]) -> None:
    assert "still to come" in mentee_after_talk.fails(*words).err


def test_what_was_left_out_is_added_to_a_session_that_was_held(mentee_after_talk: Mentee) -> None:
    assert mentee_after_talk.does("sessions", "held", "s1", "--rating", "4")["rating"] == 4
    assert mentee_after_talk.fails("sessions", "held", "s1").code == 1, "nothing would change"


def test_a_session_is_held_at_another_time_than_planned(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "thu 15:00")
    mentee.does("sessions", "add", "--at", "fri 15:00")
    held = mentee.does("sessions", "held", "s1", "--at", "today 08:00")
    assert (held["starts_at"], held["state"], held["moved"]) == ("2026-11-23T08:00+00:00", "held", 0)
    refused = mentee.fails("sessions", "held", "s1", "s2", "--at", "today 08:00")
    assert refused.code == 2 and "one session" in refused.err


def test_a_planned_session_that_is_moved_is_counted_as_moved_and_one_that_is_edited_is_not(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "thu 15:00")
    assert mentee.does("edit", "s1", "starts_at=fri 15:00")["starts_at"] == "2026-11-27T15:00+00:00"
    assert mentee.does("sessions", "move", "s1", "--at", "tue 15:00")["moved"] == 1
    assert "When: moved from Fri 27 Nov 15:00 to Tue 24 Nov 15:00" in mentee("history", "s1").out


def test_a_session_planned_in_the_past_offers_what_became_of_it(mentee: Mentee) -> None:
    planned = mentee("sessions", "add", "--at", "2026-11-20 15:00")
    assert "mentorlog debrief s1" in planned.err and "mentorlog sessions missed s1" in planned.err
    assert "questions add" in mentee("sessions", "add", "--at", "fri 15:00").err


def test_the_other_session_of_one_moment_is_named(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "thu 15:00", "--minutes", "45")
    assert "s1 is at the same time: in 3 days, Thu 26 Nov 15:00." in mentee("sessions", "add", "--at", "thu 15:00").err
    assert "s1" not in mentee("sessions", "move", "s2", "--at", "thu 15:45").err.replace("s12", "")
    assert "s1 is at that time too" in mentee("sessions", "move", "s2", "--at", "thu 15:44").err
    mentee.does("sessions", "cancel", "s1")
    assert "at that time" not in mentee("sessions", "move", "s2", "--at", "thu 15:30").err


def test_after_a_session_that_nobody_said_was_held_next_asks_what_became_of_it(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("sessions", "add", "--at", "thu 15:00")
    mentee.does("sessions", "add", "--at", "2026-12-03 15:00")
    mentee.at("2026-11-27T09:00:00")
    for command in ((), ("next",)):
        screen = mentee(*command)
        assert "s1 with Ruth Okafor · yesterday, Thu 26 Nov 15:00: held, missed or moved?" in screen.out
        for step in ("mentorlog debrief s1", "sessions missed s1", "sessions move s1 --at"):
            assert step in screen.err
    assert mentee.does("next")["unsettled"] == ["s1"]
    mentee.does("sessions", "missed", "s1")
    assert "held, missed or moved?" not in mentee("next").out


def test_a_debrief_without_a_session_is_of_the_last_one_also_of_one_that_was_held(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "2026-11-05 15:00")
    mentee.does("sessions", "add", "--at", "2026-11-19 15:00")
    assert mentee.does("debrief", "--takeaway", "Ask early")["ref"] == "s2"
    assert mentee.does("debrief", "--takeaway", "Listen")["ref"] == "s2", "it is still the last, though it is held now"
    assert mentee.does("next")["unsettled"] == ["s1"]


def test_a_session_that_is_moved_to_where_it_is_says_so(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee.does("sessions", "held", "s1")
    assert "Nothing differs in s1" in mentee("sessions", "move", "s1", "--at", "2026-11-20 15:00").out
