"""The journal as readers other than its owner may see it, and as it concerns one mentor.

For another reader a view stands in for each table: private records are absent, private fields are empty, and so are
links to absent records. For one mentor the records of the others are absent too. Every query reads through these
views, so that figures count only what the reader may see and no page has to leave anything out by itself.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from mentorlog.journal.model.fields import Field, table_fields
from mentorlog.journal.model.forms import TEXT, TITLE
from mentorlog.journal.model.kinds import parse_ref, ref
from mentorlog.journal.model.record import COMMON_COLUMNS
from mentorlog.journal.model.records import record_class
from mentorlog.journal.readers import NO_OMISSIONS, Audience, Omissions, Reader, reader_for
from mentorlog.nouns import KINDS, Kind

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

P = TypeVar("P")


INTERNAL_FIELDS = frozenset(("uid", "private", "moved", "created_at", "updated_at"))


def without_internal_fields(data: Any) -> Any:
    """Data for another reader without what is nobody's but the owner's: uids, what is private, how often and when
    an entry was changed. Records are known by their uid.
    """
    if isinstance(data, dict):
        hidden = INTERNAL_FIELDS if "uid" in data else ()
        return {name: without_internal_fields(value) for name, value in data.items() if name not in hidden}
    if isinstance(data, Iterator):
        return map(without_internal_fields, data)
    return [without_internal_fields(value) for value in data] if isinstance(data, list) else data


@contextmanager
def reader_view(journal: "Journal", reader: Reader, nouns: Iterable[str] = KINDS) -> Iterator[None]:
    """Within the block, read the journal as `reader` may: what is private, or another mentor's, is absent.

    Nothing can be written within it, and of other nouns than `nouns` it hides nothing.
    """
    if reader.sees_everything:
        yield
        return
    views = _ReaderViews(journal, reader)
    with journal.store.with_views({KINDS[noun].plural: views.view_sql(KINDS[noun]) for noun in nouns}):
        yield


def reader_views(journal: "Journal", reader: Reader) -> dict[str, str]:
    """The SQL of the view that stands in for each table, which stays right while rows are written behind it."""
    views = _ReaderViews(journal, reader, are_rows_fixed=False)
    return {kind.plural: views.view_sql(kind) for kind in KINDS.values()}


@contextmanager
def mentor_view(journal: "Journal", mentor: int | None, nouns: Iterable[str] = KINDS) -> Iterator[None]:
    """Within the block, read the journal without what is another mentor's; with all of it where none is given.

    `nouns` are those that the block reads: a view needs the record of its noun, and to load all takes a tenth of
    an everyday command.
    """
    with reader_view(journal, reader_for(journal, mentor), nouns):
        yield


@contextmanager
def wordless_view(journal: "Journal", mentor: int | None = None, nouns: Iterable[str] = KINDS) -> Iterator[None]:
    """Read every entry of these nouns that concerns the mentor, with a placeholder for each text.

    It counts what others lack without reading it.
    """
    with journal.store.with_views({KINDS[noun].plural: _wordless_sql(KINDS[noun], mentor) for noun in nouns}):
        yield


@cache
def _wordless_sql(kind: Kind, mentor: int | None) -> str:
    columns = [
        f"CASE WHEN \"{field.name}\" IS NOT NULL THEN '…' END" if field.form in (TEXT, TITLE) else f'"{field.name}"'
        for field in _table_fields(kind)
    ]
    return f"{_select_sql(kind, columns)} WHERE {_concerns_sql(kind, mentor)}"


def _table_fields(kind: Kind) -> tuple[Field, ...]:
    return table_fields(record_class(kind))


def _select_sql(kind: Kind, values: list[str]) -> str:
    """A query with the columns of the table, but these values for its stored fields."""
    columns = [
        *COMMON_COLUMNS,
        *(f'{value} AS "{field.name}"' for field, value in zip(_table_fields(kind), values, strict=True)),
    ]
    return f"SELECT {', '.join(columns)} FROM main.{kind.plural} AS {kind.plural}"


def _concerns_sql(kind: Kind, mentor: int | None) -> str:
    """SQL of whether a record is this mentor's or nobody's; TRUE where no mentor is given."""
    sql = _owner_sql(kind) if mentor is not None else ""
    return f"coalesce({sql}, {mentor}) = {mentor}" if sql else "TRUE"


def _owner_sql(kind: Kind) -> str:
    """SQL of the mentor whose a record is; loaded only where a page is not the whole journal's."""
    from mentorlog.journal.queries.filters import owner_sql

    return owner_sql(kind)


def read_as(
    journal: "Journal",
    reader: Reader,
    refs: "Callable[[], set[str]]",
    build: Callable[[], P],
    shown_refs: "Callable[[P], set[str]]",
    nouns: Iterable[str] = KINDS,
) -> tuple[P, Omissions]:
    """The result of `build` under the reader's views, and what it leaves out because it is private.

    `refs` gives the refs of the page for the owner, for which it reads these `nouns` alone; `shown_refs` those of the
    result.
    """
    all_refs: set[str] = set()
    if reader.audience != "me":
        with wordless_view(journal, reader.mentor, nouns):
            all_refs = refs()
    with reader_view(journal, reader):
        page = build()
    return page, page_omissions(journal, all_refs, shown_refs(page), reader.audience)


def is_hidden(journal: "Journal", noun: str, number: int, reader: Reader) -> bool:
    """Whether a whole record is hidden."""
    with reader_view(journal, reader, (noun,)):
        return not journal.has(KINDS[noun], number)


def page_omissions(journal: "Journal", all_refs: "set[str]", shown_refs: "set[str]", audience: Audience) -> Omissions:
    """What a shared page leaves out, by the refs of the owner's page and those of the shared one."""
    if audience == "me":
        return NO_OMISSIONS
    by_noun: dict[str, list[int]] = {}
    for text in shown_refs:
        if parsed := parse_ref(text):
            kind, number = parsed
            by_noun.setdefault(kind.noun, []).append(number)
    parts = [
        part for noun, numbers in by_noun.items() for part in _partly_hidden(journal, KINDS[noun], numbers, audience)
    ]
    return Omissions(_refs_in_order(all_refs - shown_refs), _refs_in_order(set(parts)))


def _partly_hidden(journal: "Journal", kind: Kind, numbers: list[int], audience: Audience) -> list[str]:
    """The refs of those records of which a field is hidden."""
    fields = _table_fields(kind)
    rules = [f'private IS NOT 0 AND "{field.name}" IS NOT NULL' for field in fields if field.column.private]
    if audience == "manager":
        rules += [f'"{field.name}" IS NOT NULL' for field in fields if field.column.hide_from_manager]
    if not rules:
        return []
    query = (
        f"SELECT number FROM {kind.plural} WHERE number IN ({','.join(map(str, numbers))}) AND ({' OR '.join(rules)})"
    )
    return [ref(kind.noun, number) for number in journal.store.column(query)]


def _refs_in_order(refs: "set[str]") -> list[str]:
    def kind_and_number(text: str) -> tuple[str, int]:
        kind, number = parse_ref(text) or (None, 0)
        return (kind.letter if kind else text), number

    return sorted(refs, key=kind_and_number)


class _ReaderViews:
    """The SQL of the views through which a reader reads."""

    def __init__(self, journal: "Journal", reader: Reader, *, are_rows_fixed: bool = True) -> None:
        self._journal = journal
        self._reader = reader
        self._are_rows_fixed = are_rows_fixed
        self._fully_visible: dict[str, bool] = {}

    def view_sql(self, kind: Kind) -> str:
        """The view that replaces a table."""
        audience, mentor = self._reader.audience, self._reader.mentor
        linked = [field.form.link for field in _table_fields(kind) if _may_lose_link(field, audience)]
        return _view_sql(kind.noun, audience, mentor, frozenset(filter(self._is_fully_visible, linked)))

    def _is_fully_visible(self, noun: str) -> bool:
        """Whether no record of a noun is hidden: a link to it is passed on as it is, so that an index still serves."""
        if noun not in self._fully_visible:
            self._fully_visible[noun] = self._are_rows_fixed and not self._has_hidden_records(KINDS[noun])
        return self._fully_visible[noun]

    def _has_hidden_records(self, kind: Kind) -> bool:
        audience, mentor = self._reader.audience, self._reader.mentor
        if audience == "manager" and record_class(kind).hide_from_manager:
            return True
        rules = []
        if audience != "me":
            # `private = 1` alone where it suffices: partial indexes serve it.
            is_by_default = bool(record_class(kind).private_when)
            rules.append(f"NOT ({_visible_sql(kind, audience)})" if is_by_default else "private = 1")
        if mentor is not None and (sql := _owner_sql(kind)):
            rules += [f"{sql} < {mentor}", f"{sql} > {mentor}"]  # two ranges, which an index serves
        return any(self._journal.store.rows(f"SELECT 1 FROM {kind.plural} WHERE {rule} LIMIT 1") for rule in rules)


@cache  # a change of what is veiled asks three times
def _view_sql(noun: str, audience: Audience, mentor: int | None, fully_visible: frozenset[str]) -> str:
    """The view that replaces the table of a noun, where no record of these other nouns is hidden."""
    kind = KINDS[noun]

    def value_sql(field: Field) -> str:
        if audience == "manager" and field.column.hide_from_manager:
            return "NULL" if field.optional else "''"
        if field.column.private and audience != "me":
            return f'CASE WHEN private = 0 THEN "{field.name}" END'
        if _may_lose_link(field, audience) and field.form.link not in fully_visible:
            return f"({_target_sql('number', kind, field, audience, mentor)})"
        return f'"{field.name}"'

    values = [*map(value_sql, _table_fields(kind))]
    return f"{_select_sql(kind, values)} WHERE {_presence_sql(kind, audience, mentor)}"


def _presence_sql(kind: Kind, audience: Audience, mentor: int | None) -> str:
    """SQL of whether the reader sees a record at all: not private, not another's, nor part of one that is."""
    required = [field for field in _table_fields(kind) if field.form.link and not field.optional]
    rules = [_visible_sql(kind, audience), _concerns_sql(kind, mentor)]
    rules += [f"EXISTS ({_target_sql('1', kind, field, audience, mentor)})" for field in required]
    return " AND ".join(rule for rule in rules if rule != "TRUE") or "TRUE"


def _target_sql(value: str, kind: Kind, link: Field, audience: Audience, mentor: int | None) -> str:
    """A query of a value of the record that a record links to, where the reader sees it.

    It asks the table: to ask the view, with all its columns, makes SQLite prepare each query for twice as long.
    """
    target = KINDS[link.form.link]
    assert target != kind  # else the names of both tables would be one
    return (
        f"SELECT {value} FROM main.{target.plural} AS {target.plural}"
        f' WHERE {target.plural}.number = {kind.plural}."{link.name}" AND {_presence_sql(target, audience, mentor)}'
    )


def _visible_sql(kind: Kind, audience: Audience) -> str:
    """SQL of whether the reader may see a record as far as it is private."""
    if audience == "me":
        return "TRUE"
    record = record_class(kind)
    if audience == "manager" and record.hide_from_manager:
        return "FALSE"
    if record.private_when:
        return f"(private = 0 OR (private IS NULL AND NOT ({record.private_when})))"
    return "private IS NOT 1"


def _may_lose_link(field: Field, audience: Audience) -> bool:
    """Whether a field is a link that is shown, but empty where the record that it leads to is hidden."""
    if not field.form.link or not field.optional:
        return False
    column = field.column
    return not (column.private and audience != "me") and not (column.hide_from_manager and audience == "manager")
