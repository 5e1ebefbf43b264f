"""JSON on stdout: a long list is written some rows at a time, and to the same bytes as in one piece."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mentorlog.journal.privacy import without_internal_fields
from mentorlog.render.answers import Answer
from mentorlog.render.packing import pack_rows
from mentorlog.render.tell import json_chunks


class _List(Answer):
    kind = "thing.list"

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self.count = 0  # of rows that were made so far

    def data(self) -> Iterator[Any]:
        for at in range(self._rows):
            self.count += 1
            yield {"ref": f"q{at}", "text": 'Two\nlines, "[]" and {', "tags": [], "parts": [{"day": None}]}


@pytest.mark.parametrize("rows", [0, 1, 100, 101, 250])
def test_a_list_written_in_pieces_is_the_one_written_at_once(rows: int) -> None:
    data = list(_List(rows).data())
    envelope = {"schema": 1, "kind": "thing.list", "data": data, "warnings": ["Mind [] this."]}
    written = "".join(json_chunks(_List(rows), ["Mind [] this."]))
    assert written == json.dumps(envelope, indent=2, ensure_ascii=False) + "\n"


def test_of_a_long_list_few_rows_are_held_at_once() -> None:
    answer = _List(10_000)
    chunks = json_chunks(answer)
    assert max(map(len, (next(chunks), next(chunks)))) < 20_000 and answer.count <= 200
    assert max(map(len, chunks)) < 20_000 and answer.count == 10_000


def test_what_others_may_not_see_is_taken_from_each_row_of_a_list() -> None:
    rows = without_internal_fields(iter([{"ref": "q1", "uid": "018f", "private": True}]))
    assert list(rows) == [{"ref": "q1"}]


@pytest.mark.parametrize("count", [0, 3, 100, 250])
def test_rows_that_were_packed_come_back_as_they_were(count: int) -> None:
    rows = [
        {"at": at, "text": "Two\nlines \u2028 and \U0001f331", "value": at / 7, "none": None} for at in range(count)
    ]
    waiting = iter(rows)
    packed = pack_rows(waiting)
    assert next(waiting, "read to the end") == "read to the end" and list(packed) == rows
