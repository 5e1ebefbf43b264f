"""Grammars as tables: each symbol has rules, each rule a pattern and what it builds.

A pattern is words in a row. A word in capitals is a symbol: one with rules of its own, or a sense that a token may have
(`MONTH`). Any other word stands for itself; `a|b` is either, and a question mark makes it optional. A symbol hands its
value to the function of the rule, None where it is absent.

Every reading is found, not only the first, so that a phrase with two meanings shows both.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from mentorlog.errors import UsageError
from mentorlog.journal.dates.words import Token

Build = Callable[..., Iterable[Any]]  # from the scope and the values of the symbols to the readings
Grammar = Mapping[str, Sequence[tuple[str, Build]]]


class _Item(NamedTuple):
    names: tuple[str, ...]
    is_symbol: bool
    is_optional: bool


@cache
def _compile(pattern: str) -> tuple[_Item, ...]:
    items = []
    for word in pattern.split():
        names = tuple(word.removesuffix("?").split("|"))
        items.append(_Item(names, names[0].isupper(), word.endswith("?")))
    return tuple(items)


class Parse:
    """One phrase, read by one grammar; `scope` is what its functions need to know of the day and the option."""

    def __init__(self, grammar: Grammar, tokens: Sequence[Token], scope: Any) -> None:
        self._grammar = grammar
        self._tokens = tokens
        self._scope = scope
        self._derivations: dict[tuple[str, int], list[tuple[Any, int]]] = {}
        self.errors: list[tuple[int, UsageError | None]] = []  # where a day failed, None where it left the calendar

    def readings(self, symbol: str) -> list[Any]:
        """Each different value of the symbol that all tokens together have."""
        values: list[Any] = []
        for value, end in self._derive(symbol, 0):
            if end == len(self._tokens) and value not in values:
                values.append(value)
        return values

    def is_rest(self, symbol: str, start: int) -> bool:
        """Whether all tokens from `start` on are one symbol."""
        return any(end == len(self._tokens) for _, end in self._derive(symbol, start))

    def _derive(self, symbol: str, start: int) -> list[tuple[Any, int]]:
        """The values of a symbol from a token on, each with the token after it."""
        if symbol not in self._grammar:
            if start < len(self._tokens) and symbol in self._tokens[start].senses:
                return [(self._tokens[start].senses[symbol], start + 1)]
            return []
        place = symbol, start
        if place not in self._derivations:
            derivations: list[tuple[Any, int]] = []
            for pattern, build in self._grammar[symbol]:
                self._match(_compile(pattern), 0, start, (), build, derivations)
            self._derivations[place] = derivations
        return self._derivations[place]

    def _match(
        self, items: tuple[_Item, ...], index: int, start: int, values: tuple[Any, ...],
        build: Build, derivations: list[tuple[Any, int]],
    ) -> None:  # fmt: skip
        """Add what the items from `index` on derive from the tokens from `start` on, behind these values.

        Most of them match nothing: a generator for each item would take twice as long.
        """
        if index == len(items):
            derivations += [(value, start) for value in self._build(build, values, start)]
            return
        names, is_symbol, is_optional = items[index]
        index += 1
        if is_optional:
            self._match(items, index, start, (*values, None) if is_symbol else values, build, derivations)
        if is_symbol:
            for name in names:
                for value, end in self._derive(name, start):
                    self._match(items, index, end, (*values, value), build, derivations)
        elif start < len(self._tokens) and self._tokens[start].text in names:
            self._match(items, index, start + 1, values, build, derivations)

    def _build(self, build: Build, values: tuple[Any, ...], end: int) -> list[Any]:
        try:
            return list(build(self._scope, *values))
        except UsageError as error:
            self.errors.append((end, error))
        except (OverflowError, ValueError, OSError):
            self.errors.append((end, None))
        return []
