"""Rows of an answer that are kept outside memory until they are printed, once the journal is closed."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import IO, Any

_ROWS_IN_MEMORY = 100


def spool_rows(rows: Iterable[Any]) -> Iterator[Any]:
    """The same rows of JSON, read to their end at once; all but the first are kept in a file without a name."""
    rest = iter(rows)
    first = list(islice(rest, _ROWS_IN_MEMORY))
    if len(first) < _ROWS_IN_MEMORY:
        return iter(first)
    import json
    from tempfile import TemporaryFile

    file = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by whoever reads it to its end
    file.writelines(f"{json.dumps(row)}\n" for row in rest)
    file.seek(0)
    return chain(first, _read_rows(file))


def _read_rows(file: IO[str]) -> Iterator[Any]:
    import json

    with file:
        yield from map(json.loads, file)
