"""Search: every word that was written, and no query that fails."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorlog.store import search
from tests.conftest import Mentee
from tests.journal_copies import cache_journal


def search_refs(mentee: Mentee, *words: str) -> list[str]:
    return [hit["ref"] for hit in mentee.does("search", *words)]


def test_words_are_found_in_every_noun(mentee: Mentee) -> None:
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
    assert sorted(search_refs(mentee, "sponsor")) == ["c1", "f1", "g1", "m1", "p1", "q1", "s1", "t1", "w1"]
    assert search_refs(mentee, "sponsor", "finish") == ["f1"]


def test_the_best_match_comes_first_and_of_many_the_newest(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    mentee.does("questions", "add", "Sponsor, sponsor, who is a sponsor?")
    mentee.does("questions", "add", "Is the sponsor to be told before the board is asked for the decision?")
    mentee.does("questions", "add", "Does the board decide, or does somebody else whom nobody has named so far?")
    assert search_refs(mentee, "sponsor") == ["q1", "q2"]
    monkeypatch.setattr(search, "MAX_RANKED", 1)
    assert search_refs(mentee, "sponsor") == ["q2", "q1"]


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody with a mentor, a goal and a session, who wrote about a sponsor."""
    mentee.does("mentors", "add", "Ruth Okafor", "--note", "knows the sponsor")
    mentee.does("goals", "add", "Face the sponsor")
    mentee.does("sessions", "add", "--at", "2026-11-30 15:00")
    mentee.does("questions", "add", "What does a sponsor read?", "--goal", "g1")
    mentee.does("questions", "add", "Does the sponsor know the budget?", "--session", "s1")
    mentee.does("feedback", "add", "You let the sponsor finish", "--on", "2026-10-05")
    mentee.does("lessons", "add", "Ask early", "--goal", "g1")
    mentee.does("lessons", "apply", "l1", "With the sponsor, twice")
    return mentee


@pytest.mark.parametrize("few", [0, 2000])
@pytest.mark.parametrize(
    ("asked", "refs"),
    [
        (("--only", "questions"), ["q1", "q2"]),
        (("--only", "question,feedback"), ["f1", "q1", "q2"]),
        (("--only", "goal", "--only", "Mentors"), ["g1", "m1"]),
        (("--goal", "g1"), ["g1", "l1", "q1"]),
        (("--goal", "face"), ["g1", "l1", "q1"]),
        (("--session", "s1"), ["q2"]),
        (("--mentor", "ruth"), ["f1", "g1", "l1", "m1", "q1", "q2"]),
        (("--mentor", "m1", "--only", "feedback"), ["f1"]),
        (("--until", "2026-10-31"), ["f1"]),
        (("--since", "2026-10-05", "--until", "2026-10-05"), ["f1"]),
        (("--since", "yesterday"), ["g1", "l1", "m1", "q1", "q2"]),
        (("--since", "tomorrow"), []),
    ],
    ids=str,
)
def test_a_search_is_narrowed_by_noun_by_what_it_belongs_to_and_by_day(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], refs: list[str], few: int
) -> None:
    monkeypatch.setattr(search, "MAX_RANKED", few)
    assert sorted(search_refs(mentee_with_entries, "sponsor", *asked)) == refs


def test_a_word_with_a_dash_is_left_out_as_it_is_typed(mentee_with_entries: Mentee) -> None:
    assert "q2" in search_refs(mentee_with_entries, "sponsor", "--only", "questions")
    assert search_refs(mentee_with_entries, "sponsor", "-budget", "--only", "questions") == ["q1"]
    assert search_refs(mentee_with_entries, "--only", "questions", "-budget", "sponsor") == ["q1"]
    assert search_refs(mentee_with_entries, "sponsor", "-b*", "--since", "-30d", "--only=questions") == ["q1"]
    assert search_refs(mentee_with_entries, "sponsor", '-"the budget"', "--only", "questions") == ["q1"]
    assert [
        hit["ref"] for hit in mentee_with_entries.does("search", "--only", "questions", "--", "sponsor", "-budget")
    ] == ["q1"]


def test_only_words_to_leave_out_find_nothing_and_say_so(mentee_with_entries: Mentee) -> None:
    result = mentee_with_entries("search", "-budget")
    assert (result.code, result.out) == (0, "There are only words to leave out: add one that is to occur.\n")


def test_what_the_shell_was_given_in_quotes_stands_together(mentee_with_entries: Mentee) -> None:
    assert search_refs(mentee_with_entries, "the sponsor") == search_refs(mentee_with_entries, '"the sponsor"')
    assert "q1" not in search_refs(mentee_with_entries, "the sponsor") and "q1" in search_refs(
        mentee_with_entries, "a sponsor"
    )
    result = mentee_with_entries("search", "sponsor budget")
    assert "Nothing holds these words." in result.out and "without quotes" in result.err
    assert (
        search_refs(mentee_with_entries, "sponsor", "budget")
        == search_refs(mentee_with_entries, "sponsor bud*")
        == ["q2"]
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("sponsor", "--limt", "5"), "Did you mean --limit?"),
        (("sponsor", "--only", "questons"), "Did you mean questions"),
        (("sponsor", "--only", "mentors", "--goal", "g1"), "No mentor belongs to a goal."),
        (("sponsor", "--since", "today", "--until", "yesterday"), "Swap --since and --until."),
        (("sponsor", "--limit"), "--limit needs a value."),
        (("--limit", "3"), "needs WORDS"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_reported_with_what_can(
    mentee_with_entries: Mentee, asked: tuple[str, ...], message: str
) -> None:
    refused = mentee_with_entries.fails("search", *asked)
    assert refused.code == 2 and message in refused.err


def test_a_search_says_that_there_is_more(mentee_with_entries: Mentee) -> None:
    assert "There are more than these 2: --limit" in mentee_with_entries("search", "sponsor", "--limit", "2").out
    assert "There are more" not in mentee_with_entries("search", "sponsor", "--limit", "7").out
    assert len(search_refs(mentee_with_entries, "sponsor", "--limit", "2")) == 2


def test_accents_and_case_do_not_matter(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Où est le Café?")
    assert search_refs(mentee, "CAFE") == search_refs(mentee, "où") == search_refs(mentee, "ou") == ["q1"]


def test_words_that_begin_like_it_are_offered_where_there_are_any(mentee: Mentee) -> None:
    mentee.does("questions", "add", "How many interruptions are too many?")
    assert "mentorlog search 'interrup*'   words that begin like that" in mentee("search", "interrup").err
    assert "begin" not in mentee("search", "sponsor").err and "begin" not in mentee("search", "errup").err


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
    assert (search_refs(mentee, "decides"), search_refs(mentee, "pays")) == ([], ["q1"])
    mentee.does("undo")
    assert (search_refs(mentee, "decides"), search_refs(mentee, "pays")) == (["q1"], [])
    mentee.does("delete", "q1")
    assert search_refs(mentee, "decides") == []
    mentee.does("undo")
    assert search_refs(mentee, "decides") == ["q1"]


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
    result = mentee("search", "sponsor")
    assert result.code == 0 and "questions add" in result.err
    assert not mentee.path.exists()
