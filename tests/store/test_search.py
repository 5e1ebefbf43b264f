"""The search index: what is found, in which order."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

import pytest

from mentorlog.integrity.search_index import is_index_consistent
from mentorlog.store import search
from mentorlog.store.search import SearchScope, parse_query, to_fts_query
from mentorlog.store.snippets import MAX_STEPS, SnippetCutter
from mentorlog.store.store import Store
from tests.store.conftest import AT


def search_numbers(store: Store, words: str, limit: int = 9, among: Sequence[SearchScope] | None = None) -> list[int]:
    return [hit.number for hit in store.search(words, limit, among)[0]]


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
    def match(text: str) -> str:
        return to_fts_query(*parse_query(text))

    assert match('say "no"  - ok*') == '("say" "no" "ok" *)'
    assert match('a -b -"c d" -e*') == '("a") NOT ("b" OR "c d" OR "e" *)'
    assert match('stand-up "left open -x') == '("stand up" "left open x")'
    assert parse_query(' " * ( ') == ([], [])
    assert parse_query("-a")[0] == []
    assert match("a\0b") == '("a b")'
    assert match("say say SAY") == '("say")'
    assert match("--dry-run -x") == '("dry run") NOT ("x")'


def test_a_query_of_very_many_words_does_not_fail(store: Store) -> None:
    assert search_numbers(store, " ".join(["mill", *(f"w{at}" for at in range(3000))])) == []
    assert search_numbers(store, " ".join(["mill", *(f"-w{at}" for at in range(3000))])) == [1]


@pytest.mark.parametrize(
    ("text", "query", "snippet"),
    [
        ("word " * 200_000, "word", "\x01word\x02 " * 13 + "\x01word\x02\x03"),
        ("größe " * 100_000, "groesse*", None),
        ("größe " * 100_000, "grosse", "\x01größe\x02 " * 13 + "\x01größe\x02\x03"),
        ("的" * 300_000, "的的", "\x01的的\x02" * 14 + "\x03"),
        ("x" * 1_000_000, "x*", None),
        (" " * 500_000 + "end", "end", None),
        ("a b " * 100_000 + "lighthouse", "lighthouse", "\x03a b a b \x01lighthouse\x02"),
        ("ä b " * 100_000 + "lighthouse keeper", "keeper", "\x03b ä b lighthouse \x01keeper\x02"),
    ],
    ids=lambda value: ascii(value)[:14],
)
def test_a_snippet_of_a_long_text_takes_no_longer_than_the_text(text: str, query: str, snippet: str | None) -> None:
    cutter = SnippetCutter(parse_query(query)[0])
    cut = cutter.cut(text)
    assert len(cut) < 2_000
    assert MAX_STEPS - cutter.steps_left <= len(text) * 1.1
    if snippet is not None:
        assert cut == snippet


def test_all_texts_of_a_search_share_one_budget() -> None:
    cutter = SnippetCutter(parse_query("lighthouse")[0])
    for _ in range(20):
        assert cutter.cut("ä b " * 100_000).startswith("ä b ä b"), "the beginning, where no hit is found in time"
    assert 0 <= cutter.steps_left < 20_000
    assert cutter.cut("ä lighthouse") == "ä \x01lighthouse\x02", "a short text is always looked at"


def test_hits_that_stand_together_are_shown() -> None:
    text = f"mill {'and more ' * 30}the river mill stands {'and more ' * 30}river"
    cutter = SnippetCutter(parse_query("river mill")[0])
    assert "\x01river\x02 \x01mill\x02" in cutter.cut(text)


def test_a_query_is_short_however_much_is_typed() -> None:
    for text in ("我" * 10_000, "我们" * 10_000, " ".join(f"w{at}" for at in range(9_000)), "a-" * 9_000):
        required, excluded = parse_query(text)
        assert sum(len(term.words) for term in required + excluded) <= 40
        assert required
    assert parse_query("我" * 9)[0][0].words == ("我",) * 3, "a run of one letter is found by its first three"


def test_an_index_that_nobody_can_read_now_is_not_called_wrong(store: Store) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        store.connection.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            is_index_consistent(store.connection)
    assert is_index_consistent(store.connection)


def test_what_made_sqlite_roll_back_is_what_is_raised(store: Store) -> None:
    def run_out_of_room(*_: object) -> bool:
        store.connection.execute("ROLLBACK")
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mentorlog.integrity.search_index.is_damage", lambda error: False)
        patch.setattr("mentorlog.integrity.search_index._has_expected_words", run_out_of_room)
        with pytest.raises(sqlite3.OperationalError, match="disk is full"):
            is_index_consistent(store.connection)


def test_an_index_of_another_fold_is_noticed_and_made_anew(store: Store) -> None:
    add_books(store, "Die Straße", "The mill")
    connection = store.connection
    assert is_index_consistent(connection)
    connection.execute("UPDATE search_words SET words = 'die straße'")
    assert not is_index_consistent(connection), "neither as the index has it"
    search.rebuild(connection)
    assert is_index_consistent(connection) and search_numbers(store, "strasse") == [3]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mentorlog.integrity.search_index.fold_words", lambda text: text.replace("ß", "sz"))
        assert not is_index_consistent(connection), "nor as another version folds"
    connection.execute("INSERT INTO search_words VALUES (99, 'stray')")
    assert not is_index_consistent(connection)
