"""Which records somebody asks for: by what they belong to and by their day, as SQL that the file has indexes for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.errors import UsageError
from mentorlog.journal.model import kinds
from mentorlog.journal.model.kinds import BY_TABLE, KINDS, Kind
from mentorlog.journal.text import did_you_mean, quote_value
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class SqlCondition(Frozen):
    """An SQL condition on the rows of one table, and its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


def all_of(conditions: Iterable[SqlCondition]) -> SqlCondition:
    """All of several rules; TRUE where there are none."""
    kept = list(conditions)
    sql = " AND ".join(f"({rule.sql})" for rule in kept)
    return SqlCondition(sql or "TRUE", tuple(value for rule in kept for value in rule.parameters))


def any_of(conditions: Sequence[SqlCondition]) -> SqlCondition:
    """One of several rules."""
    return SqlCondition(
        " OR ".join(rule.sql for rule in conditions), tuple(value for rule in conditions for value in rule.parameters)
    )


# The day


class DayRange(Frozen):
    """From a day to a day, both included; None is open."""

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
    """The records that belong to these days; where the field is `optional` and empty, the day it was written counts."""
    written = _creation_condition(days)
    if kind.day_field == "created_at":
        return written
    bounds = ((">=", days.since), ("<=", days.until))
    dated = all_of(SqlCondition(f"{kind.day_sql} {sign} ?", (day.isoformat(),)) for sign, day in bounds if day)
    return any_of([dated, all_of([SqlCondition(f"{kind.day_field} IS NULL"), written])]) if optional else dated


def _creation_condition(days: DayRange) -> SqlCondition:
    from mentorlog.journal.timestamps import end_of_day, start_of_day

    rules = [SqlCondition("created_at >= ?", (start_of_day(days.since),))] if days.since else []
    return all_of(rules + ([SqlCondition("created_at < ?", (end_of_day(days.until),))] if days.until else []))


# What it belongs to


def resolve_numbers(journal: "Journal", refs: Mapping[str, str | None]) -> dict[str, int]:
    """The numbers of the records that were named, by noun; what was not named is left out."""
    found = {noun: journal.resolve_optional(noun, text) for noun, text in refs.items()}
    return {noun: number for noun, number in found.items() if number is not None}


# What crosses nouns: read from the file, since importing all the records would cost a command part of its start


def link_conditions(journal: "Journal", noun: str, number: int) -> dict[str, SqlCondition]:
    """By table, the records that belong to this one: itself, what points to it, and what is part of those."""
    found = {KINDS[noun].plural: [SqlCondition("number = ?", (number,))]}
    for table, column, _ in journal.store.links_to(KINDS[noun].plural):
        found.setdefault(table, []).append(SqlCondition(f'"{column}" = ?', (number,)))
    rules = {table: any_of(of_table) for table, of_table in found.items()}
    for kind in KINDS.values():
        whole = KINDS[kind.parent].plural if kind.parent else ""
        if whole in rules and kind.plural not in rules:
            of = rules[whole]
            rules[kind.plural] = SqlCondition(
                f'"{kind.parent}" IN (SELECT number FROM {whole} WHERE {of.sql})', of.parameters
            )
    return rules


def conditions_by_kind(
    journal: "Journal", nouns: Sequence[str], links: Mapping[str, int], days: DayRange
) -> list[tuple[Kind, list[SqlCondition]]]:
    """The nouns of which anything can be asked for, and the rules for each. Raises UsageError where there is none.

    `nouns` are all unless some are named, and `belongs` holds the numbers of what they are to belong to, by noun.
    """
    asked = [KINDS[noun] for noun in nouns or KINDS]
    found: list[tuple[Kind, list[SqlCondition]]] = [(kind, []) for kind in asked]
    for noun, number in links.items():
        rules = link_conditions(journal, noun, number)
        found = [(kind, [*of_kind, rules[kind.plural]]) for kind, of_kind in found if kind.plural in rules]
    if not found:
        wholes = " and ".join(kinds.with_article(of) for of in links)
        raise UsageError(
            f"No {' or '.join(kind.display_noun for kind in asked)} belongs to {wholes}.",
            f"Leave out {' or '.join(f'--{of}' for of in links)}, or name other nouns.",
        )
    if days:
        empty = tables_with_optional_day(journal)
        found = [
            (kind, [*of_kind, day_condition(kind, days, optional=kind.plural in empty)]) for kind, of_kind in found
        ]
    return found


def tables_with_optional_day(journal: "Journal") -> set[str]:
    """The tables in which the field that says the day may be empty."""
    rows = journal.store.rows(
        "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND NOT c.\"notnull\""
    )
    return {table for table, column in rows if table in BY_TABLE and BY_TABLE[table].day_field == column}


def parse_nouns(texts: Sequence[str]) -> list[str]:
    """The nouns that somebody named, each once, or several with commas. Raises UsageError for a word that is none."""
    typed = [word for text in texts for word in text.split(",") if word.strip()]
    return list(dict.fromkeys(parse_noun(word).noun for word in typed))


def parse_noun(text: str) -> Kind:
    """The noun that somebody named: "question", "questions", "check-ins", "check_ins". Raises UsageError."""
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
