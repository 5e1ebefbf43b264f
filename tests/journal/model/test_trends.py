"""What is said of the latest of a row of ratings: true sentences, and none where nothing is notable."""

from datetime import date, timedelta

import pytest

from mentorlog.journal.model.trends import trend_words

_TODAY = date(2026, 11, 23)


def words_for(*values: int) -> str:
    """The words for ratings a fortnight apart, the last one today."""
    days = [_TODAY - timedelta(weeks=2 * back) for back in reversed(range(len(values)))]
    return trend_words(list(zip(days, values, strict=True)), _TODAY)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((), ""),
        ((4,), ""),
        ((3, 4), ""),
        ((3, 4, 3), ""),
        ((4, 3, 4, 4, 4, 3, 2, 1, 3, 4, 4, 4, 4), "your best run yet, 4 in a row"),
        ((4, 3, 4, 4, 4, 3, 2, 1, 3, 4, 4, 4), "your best run since August"),
        ((4, 4, 4, 3, 4, 4, 4), ""),
        ((4, 4, 4), ""),
        ((3, 2, 4), "up from 2 on 9 Nov"),
        ((4, 3, 3, 3, 4), "your best since 28 Sep"),
        ((4, 3, 3, 4), ""),
        ((3, 2, 3, 5), "your best yet"),
        ((1, 2, 3), "rising since 26 Oct"),
        ((3, 2, 3, 3, 2), "after 12 Oct it had passed by 26 Oct"),
        ((4, 3, 2), ""),
        ((1, 3, 3, 3, 3), "steady since 12 Oct"),
        ((2, 2, 2, 2), ""),
    ],
)
def test_the_words_say_what_holds_of_the_latest(values: tuple[int, ...], words: str) -> None:
    assert words_for(*values) == words


def test_a_year_is_named_where_it_is_another() -> None:
    ratings = [(date(2025, 8, day), 4) for day in (1, 2, 3)]
    ratings += [(date(2026, 1, 1), 3), *((date(2026, 11, day), 4) for day in (1, 2, 3))]
    assert trend_words(ratings, _TODAY) == "your best run since August 2025"
