"""Which records somebody asks for: by what they belong to and by their day, as SQL that the file has indexes for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.errors import UsageError
from mentorlog.journal.model import kinds
from mentorlog.journal.model.kinds import BY_TABLE, KINDS, Kind
from mentorlog.journal.model.text import meant, quoted
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


class Rule(Frozen):
    """An SQL condition on the rows of one table, and its parameters."""

    sql: str
    values: tuple[Any, ...] = ()


def every(rules: Iterable[Rule]) -> Rule:
    """All of several rules; TRUE where there are none."""
    kept = list(rules)
    sql = " AND ".join(f"({rule.sql})" for rule in kept)
    return Rule(sql or "TRUE", tuple(value for rule in kept for value in rule.values))


def either(rules: Sequence[Rule]) -> Rule:
    """One of several rules."""
    return Rule(" OR ".join(rule.sql for rule in rules), tuple(value for rule in rules for value in rule.values))


# The day


class Days(Frozen):
    """From a day to a day, both included; None is open."""

    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, since: date | None, until: date | None) -> "Days":
        """The days between two. Raises UsageError where the last is before the first."""
        if since and until and since > until:
            from mentorlog.journal.dates.grammar import short_day

            raise UsageError(
                f"{short_day(until, since)} is before {short_day(since, until)}.", "Swap --since and --until."
            )
        return cls(since, until)

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None


def day_of(kind: Kind) -> str:
    """SQL of the day that a record's own field says it belongs to."""
    return f"substr({kind.dated_by}, 1, 10)" if kind.dated_by == "starts_at" else kind.dated_by


def on_days(kind: Kind, days: Days, *, optional: bool) -> Rule:
    """The records that belong to these days; where the field is `optional` and empty, the day it was written counts."""
    written = _written(days)
    if kind.dated_by == "created_at":
        return written
    bounds = ((">=", days.since), ("<=", days.until))
    dated = every(Rule(f"{day_of(kind)} {sign} ?", (day.isoformat(),)) for sign, day in bounds if day)
    return either([dated, every([Rule(f"{kind.dated_by} IS NULL"), written])]) if optional else dated


def _written(days: Days) -> Rule:
    from mentorlog.journal.journal import day_begins, day_ends

    rules = [Rule("created_at >= ?", (day_begins(days.since),))] if days.since else []
    return every(rules + ([Rule("created_at < ?", (day_ends(days.until),))] if days.until else []))


# What it belongs to


def numbers(journal: "Journal", named: Mapping[str, str | None]) -> dict[str, int]:
    """The numbers of the records that were named, by noun; what was not named is left out."""
    found = {noun: journal.link(noun, text) for noun, text in named.items()}
    return {noun: number for noun, number in found.items() if number is not None}


# What crosses nouns: read from the file, since importing all the records would cost a command part of its start


def belonging(journal: "Journal", noun: str, number: int) -> dict[str, Rule]:
    """By table, the records that belong to this one: itself, what points to it, and what is part of those."""
    found = {KINDS[noun].plural: [Rule("number = ?", (number,))]}
    for table, column, _ in journal.store.links_to(KINDS[noun].plural):
        found.setdefault(table, []).append(Rule(f'"{column}" = ?', (number,)))
    rules = {table: either(of_table) for table, of_table in found.items()}
    for kind in KINDS.values():
        whole = KINDS[kind.part_of].plural if kind.part_of else ""
        if whole in rules and kind.plural not in rules:
            of = rules[whole]
            rules[kind.plural] = Rule(f'"{kind.part_of}" IN (SELECT number FROM {whole} WHERE {of.sql})', of.values)
    return rules


def across(
    journal: "Journal", nouns: Sequence[str], belongs: Mapping[str, int], days: Days
) -> list[tuple[Kind, list[Rule]]]:
    """The nouns of which anything can be asked for, and the rules for each. Raises UsageError where there is none.

    `nouns` are all unless some are named, and `belongs` holds the numbers of what they are to belong to, by noun.
    """
    asked = [KINDS[noun] for noun in nouns or KINDS]
    found: list[tuple[Kind, list[Rule]]] = [(kind, []) for kind in asked]
    for noun, number in belongs.items():
        rules = belonging(journal, noun, number)
        found = [(kind, [*of_kind, rules[kind.plural]]) for kind, of_kind in found if kind.plural in rules]
    if not found:
        wholes = " and ".join(kinds.named(of) for of in belongs)
        raise UsageError(
            f"No {' or '.join(kind.word for kind in asked)} belongs to {wholes}.",
            f"Leave out {' or '.join(f'--{of}' for of in belongs)}, or name other nouns.",
        )
    if days:
        empty = undated(journal)
        found = [(kind, [*of_kind, on_days(kind, days, optional=kind.plural in empty)]) for kind, of_kind in found]
    return found


def undated(journal: "Journal") -> set[str]:
    """The tables in which the field that says the day may be empty."""
    rows = journal.store.rows(
        "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND NOT c.\"notnull\""
    )
    return {table for table, column in rows if table in BY_TABLE and BY_TABLE[table].dated_by == column}


def read_nouns(texts: Sequence[str]) -> list[str]:
    """The nouns that somebody named, each once, or several with commas. Raises UsageError for a word that is none."""
    typed = [word for text in texts for word in text.split(",") if word.strip()]
    return list(dict.fromkeys(read_noun(word).noun for word in typed))


def read_noun(text: str) -> Kind:
    """The noun that somebody named: "question", "questions", "check-ins", "check_ins". Raises UsageError."""
    words = {
        word: kind
        for kind in KINDS.values()
        for word in (kind.noun, kind.plural, kind.group, kind.label, f"{kind.label}s" if kind.label else "")
        if word
    }
    word = text.strip().lower().replace("_", "-")
    if word not in words:
        names = ", ".join(kind.plural for kind in KINDS.values())
        raise UsageError(f"{quoted(word)} is no noun of the journal.", f"{meant(word, [*words])}There are {names}.")
    return words[word]
