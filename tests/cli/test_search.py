"""Search: every word that was written, and no query that fails."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Mentee


def found(mentee: Mentee, *words: str) -> list[str]:
    return [hit["ref"] for hit in mentee.does("search", *words)]


def test_words_are_found_in_every_noun_newest_first(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor", "--note", "knows the sponsor")
    mentee.does("goals", "add", "Face the sponsor")
    mentee.does("goals", "step", "g1", "Write to the sponsor")
    mentee.does("goals", "add", "Count", "--target", "3")
    mentee.does("goals", "progress", "g2", "1", "--note", "the sponsor was there")
    mentee.does("sessions", "add", "--at", "today 08:00")
    mentee.does("sessions", "held", "s1", "--notes", "About the sponsor")
    mentee.does("checkin", "--win", "Sponsor said yes")
    mentee.does("questions", "add", "What does a sponsor read?")
    mentee.does("feedback", "add", "You let the sponsor finish")
    mentee.does("achievements", "add", "Sponsor signed")
    assert found(mentee, "sponsor") == ["w1", "f1", "q1", "c1", "s1", "p1", "t1", "g1", "m1"]
    assert found(mentee, "sponsor", "finish") == ["f1"]


def test_accents_and_case_do_not_matter(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Où est le Café?")
    assert found(mentee, "CAFE") == found(mentee, "où") == found(mentee, "ou") == ["q1"]


def test_the_hit_is_marked_and_the_day_is_shown(mentee: Mentee) -> None:
    mentee.does("feedback", "add", "You let the sponsor finish", "--on", "2026-11-02")
    out = mentee("search", "sponsor").out
    assert "«sponsor»" in out and "2 Nov" in out
    assert mentee.does("search", "sponsor")[0] == {
        "ref": "f1", "day": "2026-11-02", "title": "You let the sponsor finish",
        "snippet": "You let the sponsor finish",
    }  # fmt: skip


def test_what_changes_is_found_anew_and_what_is_gone_is_not(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does("edit", "q1", "text=Who pays?")
    assert (found(mentee, "decides"), found(mentee, "pays")) == ([], ["q1"])
    mentee.does("undo")
    assert (found(mentee, "decides"), found(mentee, "pays")) == (["q1"], [])
    mentee.does("delete", "q1")
    assert found(mentee, "decides") == []
    mentee.does("undo")
    assert found(mentee, "decides") == ["q1"]


@pytest.mark.parametrize(
    "words", ['"', "*", "NEAR(", "a OR", "-x", "text:", "(", "^", "", " ", "'", "\x00", "a AND NOT"]
)
def test_no_query_can_fail(mentee: Mentee, words: str) -> None:
    mentee.does("questions", "add", "Who decides?")
    assert mentee("search", "--", words).code == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=40))
def test_no_text_at_all_can_make_it_fail(mentee: Mentee, words: str) -> None:
    mentee("questions", "add", "Who decides?")
    assert mentee("search", "--", words).code == 0


def test_without_a_journal_nothing_is_found_and_no_file_is_made(mentee: Mentee) -> None:
    told = mentee("search", "sponsor")
    assert told.code == 0 and "questions add" in told.err
    assert not mentee.path.exists()
