"""Copies of journals that are built once a process: an empty one, and those that many tests start from.

Building the schema takes longer than most tests, so the program's own code does it once and the image is copied.
`tests/store/test_journal_copies.py` compares a copy with what the program makes by itself. The attacks, and whatever
runs in a process of its own, build their journals for real.
"""

import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import pytest

from mentorlog.exchange import staging
from mentorlog.exchange.sealed import words
from mentorlog.integrity import replay
from mentorlog.journal import veil
from mentorlog.store import connect, create, migrate
from mentorlog.store.connect import Schema
from mentorlog.store.store import Store
from mentorlog.system import filesystem

_create_file, _open_empty, _build_in_memory, _create_replica, _create_staging, _fresh_schema_sql, _copy_visible = (
    create.create_file,
    connect.open_empty,
    migrate.build_in_memory,
    replay._create_empty,
    staging._create_staging,
    migrate.fresh_schema_sql,
    veil.VeiledStore._copy,
)
_image_cache: dict[tuple[object, ...], bytes] = {}  # by what was built, and for which schema
_schema_sql_cache: dict[tuple[object, ...], list[tuple[str, ...]]] = {}
_visible_cache: dict[tuple[object, ...], tuple[bytes, bytes]] = {}  # by reader: a journal, and what they see of it
_MAX_VISIBLE = 8  # readers that a test goes to and fro between


def patch_store(patch: pytest.MonkeyPatch) -> None:
    """Let the store start from copies for as long as the patch lasts."""
    patch.setattr(create, "create_file", create_copy)
    patch.setattr(connect, "open_empty", blank_copy)
    patch.setattr(migrate, "build_in_memory", fresh_copy)
    patch.setattr(migrate, "fresh_schema_sql", fresh_schema_sql)
    patch.setattr(replay, "_create_empty", replay_copy)
    patch.setattr(staging, "_create_staging", staging_copy)
    patch.setattr(veil.VeiledStore, "_copy", visible_copy)
    patch.setattr(words, "_COST", 2)  # a tenth of a second for each key that somebody compares


def create_copy(path: Path, schema: Schema, *, durable: bool = True) -> sqlite3.Connection:
    """Like the store's: a new file in its first transaction, which only its owner may read."""
    image = _image("file", schema)
    with open(filesystem.create_private(path), "wb") as file:
        file.write(image)
    connection = connect.open_existing(path, schema)
    if not durable:
        connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN IMMEDIATE")
    return connection


def blank_copy(schema: Schema) -> sqlite3.Connection:
    """Like the store's: an empty store in memory that can only be read."""
    connection = _in_memory(_image("blank", schema))
    connection.execute("PRAGMA query_only = ON")
    return connection


def fresh_copy(schema: Schema) -> sqlite3.Connection:
    """Like the store's: an empty store in memory, its search index included."""
    return _in_memory(_image("fresh", schema))


def fresh_schema_sql(schema: Schema) -> list[tuple[str, ...]]:
    """Like the store's: the tables, indexes and views of a new file."""
    key = _schema_key(schema)
    if key not in _schema_sql_cache:
        _schema_sql_cache[key] = _fresh_schema_sql(schema)
    return _schema_sql_cache[key]


def replay_copy(schema: Schema) -> sqlite3.Connection:
    """Like the replay's: the database that a log is replayed into."""
    return _in_memory(_image("replica", schema))


def staging_copy(schema: Schema, version: int) -> sqlite3.Connection:
    """Like the staging area's: where rows are collected, with its first transaction open."""
    key = ("staging", version, *_schema_key(schema))
    if key not in _image_cache:
        connection = _create_staging(schema, version)
        connection.execute("COMMIT")
        _image_cache[key] = _memory_image(connection)
    connection = _in_memory(_image_cache[key])
    connection.execute("BEGIN")
    return connection


def visible_copy(store: veil.VeiledStore, file: Store) -> sqlite3.Connection:
    """Like a veiled store's: what its reader may see of a file, which is sought once while the file stays as it is.

    The attacks on privacy ask hundreds of questions of one journal.
    """
    if not file.exists:
        return _copy_visible(store, file)
    content = _content(file)
    reader = store._reader
    moment = os.environ["MENTORLOG_NOW"], os.environ["TZ"]
    key = (reader.audience, reader.mentor, store._has_log, moment, *store.schema.migrations)
    known, image = _visible_cache.get(key, (b"", b""))
    if content != known:
        if len(_visible_cache) == _MAX_VISIBLE:
            _visible_cache.clear()
        connection = _copy_visible(store, file)
        _visible_cache[key] = content, connection.serialize()
        return connection
    store.exists = True
    return veil.set_up(_in_memory(image))


def _content(file: Store) -> bytes:
    """The content of a file as its connection sees it; to serialize it takes ten times as long as to read it."""
    is_at_rest = not file.connection.in_transaction and not any(
        Path(f"{file.path}{end}").exists() for end in ("-journal", "-wal")
    )
    return file.path.read_bytes() if is_at_rest else file.connection.serialize()


def _in_memory(image: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(image)
    return connection


def _image(what: str, schema: Schema) -> bytes:
    key = (what, *_schema_key(schema))
    if key not in _image_cache:
        _image_cache[key] = _MAKERS[what](schema)
    return _image_cache[key]


def _schema_key(schema: Schema) -> tuple[object, ...]:
    return schema.application_id, *schema.migrations, schema.searchable


def _file_image(schema: Schema) -> bytes:
    with tempfile.TemporaryDirectory(prefix="mentorlog-built-") as folder:
        path = Path(folder) / "new.db"
        connection = _create_file(path, schema)
        connection.execute("COMMIT")
        connection.close()
        return path.read_bytes()


def _memory_image(connection: sqlite3.Connection) -> bytes:
    with closing(connection):
        return connection.serialize()


_MAKERS: dict[str, Callable[[Schema], bytes]] = {
    "file": _file_image,
    "blank": lambda schema: _memory_image(_open_empty(schema)),
    "fresh": lambda schema: _memory_image(_build_in_memory(schema)),
    "replica": lambda schema: _memory_image(_create_replica(schema)),
}


class Owner(Protocol):
    """Somebody with a journal and a clock."""

    path: Path

    @property
    def moment(self) -> str:
        """What their clock shows."""

    def at(self, moment: str) -> None:
        """Set it."""


OwnerT = TypeVar("OwnerT", bound=Owner)


class SavedFile(NamedTuple):
    """A file, or a folder if it has no content, by its path beside the journal."""

    name: str
    mode: int
    content: bytes | None


class JournalCache:
    """Journals as they were right after they were written, with their backups and drafts."""

    def __init__(self) -> None:
        self._saved: dict[object, tuple[str, list[SavedFile]]] = {}

    def load_or_write(self, key: object, somebody: OwnerT, write: Callable[[OwnerT], object]) -> None:
        """Give somebody the journal of this key, which `write` makes the first time, and set their clock to its end."""
        if key not in self._saved:
            write(somebody)
            self._saved[key] = somebody.moment, _snapshot(somebody.path)
            return
        moment, files = self._saved[key]
        somebody.at(moment)
        for saved in files:
            path = somebody.path.parent / saved.name
            if saved.content is None:
                path.mkdir(mode=saved.mode)
                continue
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
            with open(os.open(path, flags, saved.mode), "wb") as file:
                file.write(saved.content)


def _snapshot(path: Path) -> list[SavedFile]:
    """The journal and what the program put beside it, each folder before its contents."""
    paths = [path, *path.parent.glob(f"{path.name}-*"), *path.parent.glob(f"{path.name}-*/**/*")]
    return [
        SavedFile(
            str(saved_path.relative_to(path.parent)),
            stat.S_IMODE(saved_path.stat().st_mode),
            None if saved_path.is_dir() else saved_path.read_bytes(),
        )
        for saved_path in sorted(set(paths))
    ]


journal_cache = JournalCache()


def cache_journal(fixture: Callable[[OwnerT], OwnerT]) -> Callable[[OwnerT], OwnerT]:
    """Decorate a fixture that writes somebody's first journal: it runs once, and later tests get a copy."""

    @wraps(fixture)
    def wrapper(*args: OwnerT, **named: OwnerT) -> OwnerT:
        (somebody,) = (*args, *named.values())
        journal_cache.load_or_write(fixture, somebody, fixture)
        return somebody

    return wrapper


class _FileOwner:
    """Somebody whose clock no command moves."""

    moment = ""

    def __init__(self, path: Path) -> None:
        self.path = path

    def at(self, moment: str) -> None:
        """Leave the clock as it is."""


def cache_file(fixture: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """Decorate a fixture that writes `journal.db` into a folder: it runs once, and later tests get a copy."""

    @wraps(fixture)
    def wrapper(tmp_path: Path) -> Path:
        owner = _FileOwner(tmp_path / "journal.db")
        journal_cache.load_or_write(fixture, owner, lambda _: fixture(tmp_path))
        return owner.path

    return wrapper
