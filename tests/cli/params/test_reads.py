"""What is private is not even read for others: pages are built from what they may see, and nothing before it."""

from collections.abc import Sequence
from typing import Any

import pytest

from mentorlog.store.store import Store
from tests.cli.params.conftest import MarkedJournal
from tests.cli.params.test_leaks import words_in
from tests.conftest import Mentee

PAGES = (
    ("report",), ("report", "--compare", "--format", "html"), ("report", "--goal", "g3", "--format", "json"),
    ("agenda",), ("timeline", "--format", "markdown"), ("achievements", "list", "--format", "html"),
    ("achievements", "list", "--sort", "title", "--limit", "3"), ("show", "s11"), ("show", "v2", "--format", "html"),
    ("export", "cpd"), ("export", "portfolio"),
    ("cpd",), ("export", "calendar"), ("recap",), ("agreement", "show", "2"),
)  # fmt: skip


@pytest.mark.parametrize("audience", ["mentor", "manager"])
def test_no_private_word_is_read_for_others(
    mentee: Mentee, journal_with_marks: MarkedJournal, monkeypatch: pytest.MonkeyPatch, audience: str
) -> None:
    read: list[Any] = []
    rows = Store.rows

    def listen(store: Store, query: str, parameters: Sequence[Any] = ()) -> list[Any]:
        found = rows(store, query, parameters)
        read.extend(found)
        return found

    monkeypatch.setattr(Store, "rows", listen)
    withheld = {mark.word: mark for mark in journal_with_marks.marks if mark.withheld_from(audience)}
    for words in PAGES:
        read.clear()
        assert mentee(*words, "--for", audience).code == 0, words
        seen = words_in(repr(read))
        assert seen, "what they may see is read, else the test could not fail"
        leaked = [withheld[word] for word in seen if word in withheld]
        assert not leaked, (words, leaked)
