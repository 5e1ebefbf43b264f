"""The search index: what is found, in which order."""

from mentorlog.store.index import query
from mentorlog.store.store import Store
from tests.store.conftest import AT


def test_all_words_must_occur_and_the_newest_comes_first(store: Store) -> None:
    with store.change("add", AT) as change:
        change.insert("books", {"title": "Mill on the river", "shelf": 1})
    assert [hit.number for hit in store.search("mill", 9)] == [3, 1]
    assert [hit.number for hit in store.search("river mill", 9)] == [3]
    assert [hit.number for hit in store.search("the", 2)] == [3, 2]


def test_a_start_of_the_title_finds_the_row_and_no_word_in_its_middle(store: Store) -> None:
    assert store.starting("books", "the ri", 9) == [(2, "The River")]
    assert store.starting("books", "river", 9) == []
    assert store.starting("shelves", "the", 9) == []


def test_a_query_keeps_only_what_can_be_found() -> None:
    assert query('say "no"  - ok*') == '"say" """no""" "ok*"'
    assert query(' " * ( ') == ""
    assert query("a\0b") == '"a" "b"'
