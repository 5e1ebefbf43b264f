"""Mentors: who is active, who may become one."""

import pytest

from tests.conftest import Mentee


def test_a_mentor_is_active_since_today(mentee: Mentee) -> None:
    mentor = mentee.does(
        "mentors", "add", "Ruth Okafor", "--organisation", "Northbank Water", "--email", "ruth@example.org",
        "--cadence", "2w", "--minutes", "60", "--channel", "video", "--note", "Likes an agenda",
    )  # fmt: skip
    assert (mentor["state"], mentor["since"], mentor["cadence"]) == ("active", "2026-11-23", "2 weeks")
    assert (mentor["minutes"], mentor["channel"], mentor["note"]) == (60, "video", "Likes an agenda")


def test_a_candidate_is_not_anybodys_mentor_yet(mentee: Mentee) -> None:
    candidate = mentee.does("mentors", "add", "Ruth Okafor", "--candidate")
    assert (candidate["state"], candidate["since"]) == ("candidate", None)
    assert mentee.does("sessions", "add", "--at", "thu 15:00")["mentor"] is None
    assert [mentor["ref"] for mentor in mentee.does("mentors", "list")] == ["m1"]


@pytest.mark.parametrize("cadence", ["often", "0 weeks", "2", "1000 days"])
def test_a_cadence_that_cannot_be_read_is_refused(mentee: Mentee, cadence: str) -> None:
    result = mentee.fails("mentors", "add", "Ruth Okafor", "--cadence", cadence)
    assert result.code == 2 and "2 weeks" in result.err


def test_an_empty_list_says_where_to_look(mentee: Mentee) -> None:
    assert "Five places to look" in mentee("mentors", "list").out


def test_a_name_that_somebody_has_already_is_taken_with_a_word_about_it(mentee: Mentee) -> None:
    assert "that name" not in str(mentee("mentors", "add", "Ruth Okafor"))
    assert "m1 has that name too" in str(mentee("mentors", "add", "ruth okafor"))


@pytest.mark.parametrize("state", ["candidate", "ended"])
def test_how_often_to_meet_is_said_with_the_acceptance(mentee: Mentee, state: str) -> None:
    if state == "candidate":
        mentee.does("mentors", "add", "Ruth Okafor", "--candidate")
    else:
        mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "4 weeks")
        mentee.does("mentors", "end", "m1", "--reason", "Moved")
    accepted = mentee.does("mentors", "accept", "m1", "--cadence", "2 weeks")
    assert (accepted["state"], accepted["cadence"]) == ("active", "2 weeks")
