"""What a noun's list shows: which of its records, in which order, how many, and what it leaves out.

What can be asked of a list follows from the record's declaration: its links, the choices of its state, its fields.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mentorlog.errors import UsageError
from mentorlog.journal.model.carried import carried
from mentorlog.journal.model.fields import MOMENT, Field, columns
from mentorlog.journal.model.kinds import KINDS
from mentorlog.journal.model.text import meant, quoted
from mentorlog.journal.queries.filters import Days, Rule, either, every, on_days
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

_MANY = 1000  # settled records that are no longer counted state by state


class Wanted(Frozen):
    """What somebody asks of a list. `links` are numbers by noun, `only` is SQL of the noun's own options."""

    every: bool = False
    states: Sequence[str] = ()
    links: Mapping[str, int] = {}
    days: Days = Days()
    sort: str = ""
    limit: int | None = None
    only: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but the noun's own rule says what is shown."""
        return bool(self.states or self.links or self.days or self.only)


class Listed(Frozen):
    """The records of a list, and what it leaves out.

    With `live` those that are settled are left out: how many, by their state. `more` are beyond the limit.
    """

    records: Sequence["Record"]
    live: bool = False
    settled: Sequence[tuple[str, int]] = ()
    more: int = 0


def listed(journal: "Journal", record: "type[Record]", wanted: Wanted) -> Listed:
    """The list, as of one moment. Raises UsageError for a field that there is not."""
    with journal.store.snapshot():
        return _listed(journal, record, wanted)


def _listed(journal: "Journal", record: "type[Record]", wanted: Wanted) -> Listed:
    rules = _rules(record, wanted)
    live = record.live if not (wanted.every or wanted.states) else ""
    rule = every([*rules, *([Rule(live)] if live else [])])
    order = _Order(record, wanted.sort) if wanted.sort else None
    numbers = carried(journal.store, KINDS[record.noun].plural, rule.sql, rule.values)
    known = {} if numbers is None else {"carried": numbers}
    if order and order.worked(known):
        found = order.sorted(journal.read(record, rule.sql, rule.values, counted=known))
        shown = found[: wanted.limit]
        more = len(found) - len(shown)
    else:
        most = "" if wanted.limit is None else f" LIMIT {wanted.limit}"
        shown = journal.read(record, rule.sql, rule.values, (order.sql if order else record.order) + most, known)
        more = _more(journal, record, rule, len(shown), wanted.limit)
    return Listed(shown, bool(live), _settled(journal, record, rules) if live else (), more)


def linked(record: "type[Record]") -> dict[str, list[Field]]:
    """The nouns that a record may belong to, and its fields that say so."""
    found: dict[str, list[Field]] = {}
    for field in columns(record):
        if field.form.link:
            found.setdefault(field.form.link, []).append(field)
    return found


def state_of(record: "type[Record]") -> Field | None:
    """The field of a record's state, if it has states."""
    return next((field for field in columns(record) if field.name == "state"), None)


def _rules(record: "type[Record]", wanted: Wanted) -> list[Rule]:
    kind = KINDS[record.noun]
    rules = []
    if wanted.states:
        rules.append(Rule(f"state IN ({', '.join('?' * len(wanted.states))})", tuple(wanted.states)))
    fields = linked(record)
    for noun, number in wanted.links.items():
        rules.append(either([Rule(f'"{field.name}" = ?', (number,)) for field in fields[noun]]))
    if wanted.days:
        dated = next((field for field in columns(record) if field.name == kind.dated_by), None)
        rules.append(on_days(kind, wanted.days, optional=dated is not None and dated.optional))
    return rules + ([Rule(wanted.only)] if wanted.only else [])


def _more(journal: "Journal", record: "type[Record]", rule: Rule, shown: int, limit: int | None) -> int:
    if limit is None or shown < limit:
        return 0
    table = KINDS[record.noun].plural
    return journal.store.scalar(f"SELECT count(*) FROM {table} WHERE {rule.sql}", rule.values) - shown


def _settled(journal: "Journal", record: "type[Record]", rules: list[Rule]) -> list[tuple[str, int]]:
    """How many are not live, by their state.

    Of a long table the states are counted together, as all but the live ones: SQLite knows how many rows there are
    without walking through them.
    """
    table, state = KINDS[record.noun].plural, state_of(record)
    if not rules:
        every_ = f"SELECT count(*) FROM {table}"
        hidden = journal.store.scalar(f"SELECT ({every_}) - ({every_} WHERE {record.live})")
        if not hidden:
            return []
        if hidden > _MANY or state is None:
            return [(" or ".join(_settled_states(journal, record)) or "more", hidden)]
    rule = every([*rules, Rule(f"NOT ({record.live})")])
    if state is None:
        return [("more", journal.store.scalar(f"SELECT count(*) FROM {table} WHERE {rule.sql}", rule.values))]
    counts = dict(
        journal.store.rows(f"SELECT state, count(*) FROM {table} WHERE {rule.sql} GROUP BY state", rule.values)
    )
    return [(choice, counts[choice]) for choice in state.form.choices if choice in counts]


def _settled_states(journal: "Journal", record: "type[Record]") -> list[str]:
    """The states that are not live, as the record's own rule says of each."""
    state = state_of(record)
    each = " UNION ALL ".join(f"SELECT '{choice}' AS state" for choice in (state.form.choices if state else ()))
    if not each:
        return []
    return [str(word) for (word,) in journal.store.rows(f"SELECT state FROM ({each}) WHERE NOT ({record.live})")]


class _Order:
    """An order that somebody asked for: by a field, what is empty last; with a dash before it the other way round."""

    def __init__(self, record: "type[Record]", text: str) -> None:
        name = text.strip().lower().replace("-", "_")
        self._down = name.startswith("_")
        self._record = record
        self._field = _field(record, name.removeprefix("_"))

    def worked(self, known: Mapping[str, object]) -> bool:
        """Whether Python works the field out, or has it counted already, so that SQL cannot sort by it."""
        return self._field is not None and (self._field.column.worked or self._field.name in known)

    @property
    def sql(self) -> str:
        """As SQL has it; what is equal stays in the noun's own order."""
        direction = " DESC" if self._down else ""
        if self._field is None:
            return f"number{direction}"
        value = self._value(self._field)
        return f"{value} IS NULL, {value}{direction}, {self._record.order}"

    @staticmethod
    def _value(field: Field) -> str:
        if field.form.choices:
            at = " ".join(f"WHEN '{choice}' THEN {at}" for at, choice in enumerate(field.form.choices))
            return f'CASE "{field.name}" {at} END'
        if field.form is MOMENT:
            return f'datetime("{field.name}")'
        value = f"({field.column.counted})" if field.column.counted else f'"{field.name}"'
        return f"{value} COLLATE NOCASE" if field.form.manner == "words" else value

    def sorted(self, records: "Sequence[Record]") -> "list[Record]":
        """The records in this order."""
        assert self._field is not None
        name, choices = self._field.name, self._field.form.choices
        known = [record for record in records if getattr(record, name) is not None]
        known.sort(
            key=lambda record: choices.index(getattr(record, name)) if choices else getattr(record, name),
            reverse=self._down,
        )
        return known + [record for record in records if getattr(record, name) is None]


def _field(record: "type[Record]", name: str) -> Field | None:
    """The field of that name; None is the ref."""
    fields = {field.name: field for field in columns(record)}
    if name == "ref":
        return None
    if name in fields:
        return fields[name]
    raise UsageError(
        f"{KINDS[record.noun].word.capitalize()} has no field {quoted(name)} to sort by.",
        f"{meant(name, ['ref', *fields])}There are ref, {', '.join(fields)}.",
    )
