"""Conditions on records, by their day and by what they belong to, as SQL that indexes serve."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.clock import end_of_day, start_of_day
from mentorlog.errors import UsageError
from mentorlog.journal.model import kinds
from mentorlog.journal.model.kinds import BY_TABLE
from mentorlog.journal.text import did_you_mean, quote_value
from mentorlog.nouns import KINDS, Kind
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class SqlCondition(Frozen):
    """An SQL condition on the rows of one table, and its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


def all_of(conditions: Iterable[SqlCondition]) -> SqlCondition:
    """All of several conditions; TRUE where there are none."""
    every = list(conditions)
    sql = " AND ".join(f"({condition.sql})" for condition in every)
    return SqlCondition(sql or "TRUE", tuple(value for condition in every for value in condition.parameters))


def any_of(conditions: Sequence[SqlCondition]) -> SqlCondition:
    """One of several conditions."""
    sql = " OR ".join(condition.sql for condition in conditions)
    return SqlCondition(sql, tuple(value for condition in conditions for value in condition.parameters))


# The day


class DayRange(Frozen):
    """From a day to a day, both included; None means open."""

    since: date | None = None
    until: date | None = None

    @classmethod
    def between(cls, since: date | None, until: date | None) -> "DayRange":
        """The days between two. Raises UsageError where the last is before the first."""
        if since and until and since > until:
            from mentorlog.journal.dates.format import format_short_day

            raise UsageError(
                f"{format_short_day(until, since)} is before {format_short_day(since, until)}.",
                "Swap --since and --until.",
            )
        return cls(since, until)

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None


def day_condition(kind: Kind, days: DayRange, *, optional: bool) -> SqlCondition:
    """The records of these days. Where the field of the day is `optional` and empty, the day of writing counts."""
    written = _creation_condition(days)
    if kind.day_field == "created_at":
        return written
    bounds = ((">=", days.since), ("<=", days.until))
    dated = all_of(SqlCondition(f"{kind.day_sql} {sign} ?", (day.isoformat(),)) for sign, day in bounds if day)
    return any_of([dated, all_of([SqlCondition(f"{kind.day_field} IS NULL"), written])]) if optional else dated


def _creation_condition(days: DayRange) -> SqlCondition:
    since = [SqlCondition("created_at >= ?", (start_of_day(days.since),))] if days.since else []
    return all_of(since + ([SqlCondition("created_at < ?", (end_of_day(days.until),))] if days.until else []))


# What it belongs to


def resolve_numbers(journal: "Journal", refs: Mapping[str, str | None]) -> dict[str, int]:
    """The numbers of the records named, by noun, without those that are None."""
    return {noun: journal.resolve_number(noun, text) for noun, text in refs.items() if text is not None}


# Across nouns: links are read from the file, since importing all records would lengthen the start of a command


def link_conditions(journal: "Journal", noun: str, number: int) -> dict[str, SqlCondition]:
    """By table, the records that belong to this one: itself, what links to it, and the parts of both."""
    links = {KINDS[noun].plural: [SqlCondition("number = ?", (number,))]}
    for table, column, _ in journal.store.links_to(KINDS[noun].plural):
        links.setdefault(table, []).append(SqlCondition(f'"{column}" = ?', (number,)))
    conditions = {table: any_of(of_table) for table, of_table in links.items()}
    for kind in KINDS.values():
        whole = KINDS[kind.parent].plural if kind.parent else ""
        if whole in conditions and kind.plural not in conditions:
            of = conditions[whole]
            conditions[kind.plural] = SqlCondition(
                f'"{kind.parent}" IN (SELECT number FROM {whole} WHERE {of.sql})', of.parameters
            )
    return conditions


def conditions_by_kind(
    journal: "Journal", nouns: Sequence[str], links: Mapping[str, int], days: DayRange
) -> list[tuple[Kind, list[SqlCondition]]]:
    """The nouns that are asked for (all unless `nouns` names some), with the conditions on each.

    `links` are the numbers of the records that all must belong to, by noun. A noun that cannot belong to them is left
    out. Raises UsageError where none is left.
    """
    asked = [KINDS[noun] for noun in nouns or KINDS]
    selected: list[tuple[Kind, list[SqlCondition]]] = [(kind, []) for kind in asked]
    for noun, number in links.items():
        linked = link_conditions(journal, noun, number)
        selected = [(kind, [*of_kind, linked[kind.plural]]) for kind, of_kind in selected if kind.plural in linked]
    if not selected:
        wholes = " and ".join(kinds.with_article(of) for of in links)
        raise UsageError(
            f"No {' or '.join(kind.display_noun for kind in asked)} belongs to {wholes}.",
            f"Leave out {' or '.join(f'--{of}' for of in links)}, or name other nouns.",
        )
    if days:
        empty = tables_with_optional_day(journal)
        selected = [
            (kind, [*of_kind, day_condition(kind, days, optional=kind.plural in empty)]) for kind, of_kind in selected
        ]
    return selected


def tables_with_optional_day(journal: "Journal") -> set[str]:
    """The tables in which the field of the day may be empty."""
    rows = journal.store.rows(
        "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND NOT c.\"notnull\""
    )
    return {table for table, column in rows if table in BY_TABLE and BY_TABLE[table].day_field == column}


def parse_nouns(texts: Sequence[str]) -> list[str]:
    """The nouns named, with or without commas, each once. Raises UsageError for a word that is none."""
    typed = [word for text in texts for word in text.split(",") if word.strip()]
    return list(dict.fromkeys(parse_noun(word).noun for word in typed))


def parse_noun(text: str) -> Kind:
    """The noun named, as in "question", "questions", "check-ins", "check_ins". Raises UsageError."""
    words = {
        word: kind
        for kind in KINDS.values()
        for word in (kind.noun, kind.plural, kind.group, kind.label, kind.display_plural)
        if word
    }
    word = text.strip().lower().replace("_", "-")
    if word not in words:
        names = ", ".join(kind.plural for kind in KINDS.values())
        raise UsageError(
            f"{quote_value(word)} is no noun of the journal.", f"{did_you_mean(word, [*words])}There are {names}."
        )
    return words[word]
