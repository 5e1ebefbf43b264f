"""The schema of a journal: its migrations in files, and its search index over the fields declared searchable."""

import os
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlog.journal.model.fields import field_groups, fields_of
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS
from mentorlog.store.connect import Schema

if TYPE_CHECKING:
    _Scripts = Sequence[str]
else:
    _Scripts = object  # an abstract class takes twice the instructions of another

APPLICATION_ID = 0x4D4C4F47  # "MLOG"
WHOLE = "whole.sql"


@cache
def schema() -> Schema:
    """The schema of a journal."""
    folder = os.path.dirname(__file__)  # noqa: PTH120 - for every command: no Path
    names = os.listdir(folder)  # noqa: PTH208 - as above
    scripts = sorted(name for name in names if name.endswith(".sql") and name != WHOLE)
    migrations = _MigrationScripts(folder, scripts)
    return Schema(APPLICATION_ID, migrations, searchable_columns, _field_groups, partial(_whole_sql, scripts))


def whole_header(version: int) -> str:
    """The first line of the file `WHOLE`."""
    return f"-- Schema {version} at once, as its migrations leave it: python -m tests.journal.whole_schema --record\n"


def _whole_sql(scripts: Sequence[str]) -> str:
    """The script that comes to the same as all migrations; empty while one of them is newer than it."""
    path = Path(__file__).with_name(WHOLE)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return text if text.startswith(whole_header(len(scripts))) else ""


class _MigrationScripts(_Scripts):
    """The migrations, read only when they run: most commands need no more than their number."""

    def __init__(self, folder: str, names: list[str]) -> None:
        self._folder = folder
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return _MigrationScripts(self._folder, self._names[at])
        return _read_script(self._folder, self._names[at])


@cache
def _read_script(folder: str, name: str) -> str:
    return Path(folder, name).read_text(encoding="utf-8")


def _field_groups() -> dict[str, dict[str, str]]:
    """The groups of the fields of all nouns."""
    return {kind.plural: field_groups(record_class(kind)) for kind in KINDS.values()}


def searchable_columns() -> dict[str, list[str]]:
    """By table, the fields whose words a search finds; the words of a record begin with its title."""
    return {
        kind.plural: list(
            dict.fromkeys(
                [
                    kind.title_field,
                    *(field.name for field in fields_of(record_class(kind)) if field.column.searchable),
                ]
            )
        )
        for kind in KINDS.values()
    }
