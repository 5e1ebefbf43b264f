"""The search index: what is found, in which order."""

from collections.abc import Sequence

import pytest

from mentorlog.store import search
from mentorlog.store.search import SearchScope, to_fts_query
from mentorlog.store.store import Store
from tests.store.conftest import AT


def search_numbers(store: Store, words: str, limit: int = 9, among: Sequence[SearchScope] | None = None) -> list[int]:
    return [hit.number for hit in store.search(words, limit, among)]


def add_books(store: Store, *titles: str) -> None:
    with store.change("add", AT) as change:
        for title in titles:
            change.insert("books", {"title": title, "shelf": 1})


def test_all_words_must_occur_and_the_best_match_comes_first(store: Store) -> None:
    add_books(store, "Mill on the river", "A mill is a mill")
    assert search_numbers(store, "mill") == [1, 4, 3]
    assert search_numbers(store, "river mill") == [3]
    assert search_numbers(store, "mill", 2) == [1, 4]


def test_of_equals_the_newest_comes_first(store: Store) -> None:
    add_books(store, "The oak", "The elm", "The ash")
    assert search_numbers(store, "the") == [5, 4, 3, 2, 1]


def test_of_many_the_newest_come_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add_books(store, "Mill on the river", "A mill is a mill")
    monkeypatch.setattr(search, "MAX_RANKED", 2)
    assert search_numbers(store, "mill") == [4, 3, 1]
    assert search_numbers(store, "mill", 2) == [4, 3]
    assert search_numbers(store, "river") == [2, 3], "these are few"


@pytest.mark.parametrize("few", [0, 2000])
def test_only_the_rows_among_which_it_is_asked_are_found(
    store: Store, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    add_books(store, "Mill on the river", "A mill is a mill")
    monkeypatch.setattr(search, "MAX_RANKED", few)
    assert search_numbers(store, "mill", among=[SearchScope("books", "number > ?", (3,))]) == [4]
    assert search_numbers(store, "mill", 1, [SearchScope("books", "number < ?", (4,))]) == ([3] if few == 0 else [1])
    assert search_numbers(
        store, "mill", among=[SearchScope("shelves"), SearchScope("books", "title LIKE ?", ("%river",))]
    ) == [3]
    assert (
        search_numbers(store, "mill", among=[SearchScope("shelves")]) == search_numbers(store, "mill", among=[]) == []
    )


def test_a_dash_leaves_out_a_star_begins_and_quotes_keep_together(store: Store) -> None:
    add_books(store, "Mill on the river", "The miller, and the river-mill")
    assert search_numbers(store, "mill -river") == [1]
    assert search_numbers(store, "mil*") == [1, 4, 3]
    assert search_numbers(store, "mil") == []
    assert sorted(search_numbers(store, "river the")) == [2, 3, 4]
    assert search_numbers(store, '"river the"') == []
    assert search_numbers(store, '"the riv"* -"river mill"') == [2, 3]
    assert search_numbers(store, "-mill") == []


def test_a_start_of_the_title_finds_the_row_and_no_word_in_its_middle(store: Store) -> None:
    assert store.find_by_prefix("books", "the ri", 9) == [(2, "The River")]
    assert store.find_by_prefix("books", "river", 9) == []
    assert store.find_by_prefix("shelves", "the", 9) == []


def test_a_query_keeps_only_what_can_be_found() -> None:
    assert to_fts_query('say "no"  - ok*') == '("say" "no" "ok" *)'
    assert to_fts_query('a -b -"c d" -e*') == '("a") NOT ("b" OR "c d" OR "e" *)'
    assert to_fts_query('stand-up "left open -x') == '("stand-up" "left open -x")'
    assert to_fts_query(' " * ( ') == to_fts_query("-a") == ""
    assert to_fts_query("a\0b") == '("a" "b")'


def test_a_query_of_very_many_words_does_not_fail(store: Store) -> None:
    assert search_numbers(store, " ".join(["mill", *(f"w{at}" for at in range(3000))])) == []
    assert search_numbers(store, " ".join(["mill", *(f"-w{at}" for at in range(3000))])) == [1]
