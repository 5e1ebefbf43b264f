"""Reads an export into a staging area, where it is validated before it reaches the journal."""

import sqlite3
from contextlib import closing
from typing import IO, TYPE_CHECKING

from mentorlog.exchange.jsonl import ExportHeader
from mentorlog.exchange.lines import CONTENT_ERRORS, content_error, load_lines, parse_batches
from mentorlog.exchange.rules import check_readable
from mentorlog.exchange.staging import Staging
from mentorlog.store import dump
from mentorlog.system.forks import can_fork

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

_FILL_CACHE_KIB = 28_000  # of pages while a file is filled, so that few are written twice
_MIN_FORKED = 10_000  # records and changes for which a fork is worth its start


def load_into_empty(
    file: IO[bytes], name: str, header: ExportHeader, schema: "Schema", target: sqlite3.Connection
) -> None:
    """Fill a pristine journal from a verified export, within the open transaction. Raises Damaged."""
    target.execute(f"PRAGMA cache_size = -{_FILL_CACHE_KIB}")
    if header.schema != schema.version:
        with closing(stage_export(file, name, header, schema, log=True)) as incoming:
            dump.copy_contents(incoming.connection, target)
    elif not _fill_forked(file, header, schema, target):
        _stage(file, name, Staging(schema, header.schema, target), log=True)


def _fill_forked(file: IO[bytes], header: ExportHeader, schema: "Schema", target: sqlite3.Connection) -> bool:
    """Fill a pristine journal while a fork checks what comes; whether it is filled. If not, it is as before."""
    if header.records + header.changes < _MIN_FORKED or not can_fork():
        return False
    from mentorlog.exchange.forked_check import fill_while_checked

    target.execute("SAVEPOINT pristine")
    is_filled = fill_while_checked(file, header, schema, target)
    if not is_filled:
        target.execute("ROLLBACK TO pristine")
    target.execute("RELEASE pristine")
    return is_filled


def stage_export(file: IO[bytes], name: str, header: ExportHeader, schema: "Schema", *, log: bool) -> Staging:
    """Stage a verified export in a temporary file, validated and migrated to the current schema. The caller closes it.

    Without `log`, only its records are read. Raises Damaged for content that no journal can hold.
    """
    return _stage(file, name, Staging(schema, header.schema), log=log)


def _stage(file: IO[bytes], name: str, incoming: Staging, *, log: bool) -> Staging:
    try:
        load_lines(parse_batches(file), name, incoming, log=log)
        incoming.finish(check_log=log)
        check_readable(incoming.connection)
    except CONTENT_ERRORS:
        incoming.close()
        raise content_error(name) from None
    except BaseException:
        incoming.close()
        raise
    return incoming
