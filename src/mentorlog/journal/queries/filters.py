"""Conditions on records, by their day, by what they belong to and by whose they are, as SQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from mentorlog.clock import end_of_day, start_of_day
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model import kinds
from mentorlog.journal.model.conditions import day_range_sql
from mentorlog.journal.model.fields import fields_of, table_fields
from mentorlog.journal.model.kinds import BY_TABLE
from mentorlog.journal.model.records import record_class
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
    parts = list(conditions)
    sql = " AND ".join(f"({part.sql})" for part in parts)
    return SqlCondition(sql or "TRUE", tuple(value for part in parts for value in part.parameters))


def any_of(conditions: Sequence[SqlCondition]) -> SqlCondition:
    """One of several conditions."""
    sql = " OR ".join(part.sql for part in conditions)
    return SqlCondition(sql, tuple(value for part in conditions for value in part.parameters))


def any_value(column: str, values: Sequence[str]) -> SqlCondition:
    """One of several values of a column."""
    return SqlCondition(f"{column} IN ({', '.join('?' * len(values))})", tuple(values))


# The day


class DayRange(Frozen):
    """From a day to a day, both included; None means open."""

    since: date | None = None
    until: date | None = None

    @classmethod
    def between(cls, since: date | None, until: date | None) -> "DayRange":
        """The days between two. Raises UsageError where the last is before the first."""
        if since and until and since > until:
            raise UsageError(
                f"{format_short_day(until, since)} is before {format_short_day(since, until)}.",
                "Swap --since and --until.",
            )
        return cls(since, until)

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None


def day_condition(kind: Kind, days: DayRange, *, optional: bool) -> SqlCondition:
    """The records of these days. Where the day field is `optional` and empty, the day of creation counts."""
    created = _creation_condition(days)
    if kind.day_field == "created_at":
        return created
    if kind.day_field == "starts_at":
        return SqlCondition(day_range_sql(days.since, days.until))
    bounds = ((">=", days.since), ("<=", days.until))
    dated = all_of(SqlCondition(f"{kind.day_sql} {sign} ?", (day.isoformat(),)) for sign, day in bounds if day)
    return any_of([dated, all_of([SqlCondition(f"{kind.day_field} IS NULL"), created])]) if optional else dated


def _creation_condition(days: DayRange) -> SqlCondition:
    since = [SqlCondition("created_at >= ?", (start_of_day(days.since),))] if days.since else []
    return all_of(since + ([SqlCondition("created_at < ?", (end_of_day(days.until),))] if days.until else []))


# What it belongs to


def resolve_numbers(journal: "Journal", refs: Mapping[str, str | None]) -> dict[str, int]:
    """The numbers of the records that these refs or names stand for, by noun; None is left out."""
    return {noun: journal.resolve_number(noun, text) for noun, text in refs.items() if text is not None}


# Whose it is: its own mentor's, else its session's, else its goal's; without any of these it is nobody's, and concerns
# every mentor.

OWNER_LINKS = ("mentor", "session", "goal")  # in the order in which they say whose a record is
_NUMBERS_PER_QUERY = 500


@cache  # a page for others asks some forty times
def owner_sql(kind: Kind) -> str:
    """SQL of the number of the mentor whose a row of this noun is; empty where its rows are always nobody's.

    A part without such a link (a step, a point) follows the record that it is part of.
    """
    if kind.noun == "mentor":
        return f"{kind.plural}.number"
    owners = [_owner_by_link_sql(noun, link) for noun, link in _owner_links(kind)]
    if not owners and kind.parent and (parent := owner_sql(KINDS[kind.parent])):
        table = KINDS[kind.parent].plural
        return f'(SELECT {parent} FROM main.{table} AS {table} WHERE {table}.number = {kind.plural}."{kind.parent}")'
    return f"coalesce({', '.join(owners)})" if len(owners) > 1 else "".join(owners)


def _owner_links(kind: Kind) -> list[tuple[str, str]]:
    """(noun, SQL of the number) of each link that says whose a row is, the first that says so counting."""
    fields = [field for field in table_fields(record_class(kind)) if field.form.link in OWNER_LINKS]
    fields.sort(key=lambda field: OWNER_LINKS.index(field.form.link))
    certain = [at for at, field in enumerate(fields) if not field.optional]  # behind which no other is asked
    fields = fields[: certain[0] + 1] if certain else fields
    return [(field.form.link, f'{kind.plural}."{field.name}"') for field in fields]


def _owner_by_link_sql(noun: str, link: str) -> str:
    if noun == "mentor":
        return link
    return f"(SELECT of.mentor FROM main.{KINDS[noun].plural} AS of WHERE of.number = {link})"


def concern_condition(kind: Kind, mentor: int) -> SqlCondition:
    """The rows of this noun that concern this mentor: theirs, and nobody's. The same for lists, pages and agendas."""
    links = _owner_links(kind) if kind.noun != "mentor" else []
    if len(links) == 1 and links[0][0] == "mentor":  # so that an index on the link serves
        return SqlCondition(f"({links[0][1]} = ? OR {links[0][1]} IS NULL)", (mentor,))
    sql = owner_sql(kind)
    return SqlCondition(f"coalesce({sql}, ?) = ?", (mentor, mentor)) if sql else SqlCondition("TRUE")


def owner(journal: "Journal", noun: str, number: int) -> int | None:
    """The number of the mentor whose a record is; None where it is nobody's."""
    kind = KINDS[noun]
    sql = owner_sql(kind)
    if not sql:
        return None
    rows = journal.store.rows(f"SELECT {sql} FROM main.{kind.plural} AS {kind.plural} WHERE number = ?", (number,))
    return rows[0][0] if rows else None


def owners(journal: "Journal", kind: Kind, numbers: Sequence[int]) -> dict[int, int | None]:
    """By number, the mentor whose each of these records is; None for nobody's. Empty where all are always nobody's."""
    sql = owner_sql(kind)
    owner_numbers: dict[int, int | None] = {}
    for at in range(0, len(numbers) if sql else 0, _NUMBERS_PER_QUERY):
        listed = ",".join(map(str, numbers[at : at + _NUMBERS_PER_QUERY]))
        owner_numbers |= dict(
            journal.store.rows(
                f"SELECT number, {sql} FROM main.{kind.plural} AS {kind.plural} WHERE number IN ({listed})"
            )
        )
    return owner_numbers


def require_own(journal: "Journal", noun: str, number: int, mentor: int | None) -> None:
    """Raise Refused for a record that is another mentor's than this one; any is fine where none is given."""
    owner_number = owner(journal, noun, number)
    if mentor is not None and owner_number not in (None, mentor):
        theirs, other = (journal.read_field("mentor", of, "name") for of in (owner_number or 0, mentor))
        raise Refused(
            f"{kinds.ref(noun, number)} belongs to your work with {theirs}, not with {other}.",
            f"Name the other: --mentor {kinds.ref('mentor', owner_number)}",
        )


# Across nouns. Links are read from the file, since importing all records would make the command start later


def link_conditions(journal: "Journal", noun: str, number: int) -> dict[str, SqlCondition]:
    """By table, the records that belong to this one: itself, what links to it, and the parts of both.

    With a mentor it is what concerns them: theirs, with what came of their sessions and goals, and nobody's.
    """
    if noun == "mentor":
        return {kind.plural: concern_condition(kind, number) for kind in KINDS.values()}
    links = {KINDS[noun].plural: [SqlCondition("number = ?", (number,))]}
    for table, column, _ in journal.store.links_to(KINDS[noun].plural):
        links.setdefault(table, []).append(SqlCondition(f'"{column}" = ?', (number,)))
    if noun == "skill":
        for table, column, _ in journal.store.links_to("goals"):
            links[table] = [*links.get(table, ()), skill_of_goal(column, number, own=table in links)]
    conditions = {table: any_of(of_table) for table, of_table in links.items()}
    for kind in KINDS.values():
        parents = KINDS[kind.parent].plural if kind.parent else ""
        if parents in conditions and kind.plural not in conditions:
            sql, values = conditions[parents].sql, conditions[parents].parameters
            conditions[kind.plural] = SqlCondition(
                f'"{kind.parent}" IN (SELECT number FROM {parents} WHERE {sql})', values
            )
    return conditions


def skill_of_goal(column: str, skill: int, *, own: bool) -> SqlCondition:
    """What serves a goal of this skill; where records have a skill of their own, those without one."""
    condition = f'"{column}" IN (SELECT number FROM goals WHERE goals.skill = ?)'
    return SqlCondition(f"(skill IS NULL AND {condition})" if own else condition, (skill,))


def conditions_by_kind(
    journal: "Journal",
    nouns: Sequence[str],
    links: Mapping[str, int],
    days: DayRange,
    priorities: Sequence[str] = (),
) -> list[tuple[Kind, list[SqlCondition]]]:
    """The kinds of these nouns (of all, if `nouns` is empty) with the conditions on each.

    `links` holds the numbers of the records to which all must belong, by noun. A kind that cannot belong to them is
    left out, and with `priorities` one that has none. Raises UsageError if none is left.
    """
    asked = [KINDS[noun] for noun in nouns or KINDS]
    if priorities:
        asked = [kind for kind in asked if any(field.name == "priority" for field in fields_of(record_class(kind)))]
        if not asked:
            raise UsageError("None of these nouns has a priority.", "Leave out --priority, or name questions.")
    by_link = [link_conditions(journal, noun, number) for noun, number in links.items()]
    selected = [kind for kind in asked if all(kind.plural in linked for linked in by_link)]
    if not selected:
        raise UsageError(
            f"No {' or '.join(kind.display_noun for kind in asked)} belongs to"
            f" {' and '.join(map(kinds.with_article, links))}.",
            f"Leave out {' or '.join(f'--{noun}' for noun in links)}, or name other nouns.",
        )
    optional_day_tables = tables_with_optional_day(journal) if days else ()

    def conditions_on(kind: Kind) -> list[SqlCondition]:
        linked = [conditions[kind.plural] for conditions in by_link]
        if priorities:
            linked.append(any_value("priority", priorities))
        return [*linked, day_condition(kind, days, optional=kind.plural in optional_day_tables)] if days else linked

    return [(kind, conditions_on(kind)) for kind in selected]


def tables_with_optional_day(journal: "Journal") -> set[str]:
    """The tables whose day field may be empty."""
    rows = journal.store.rows(
        "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND NOT c.\"notnull\""
    )
    return {table for table, column in rows if table in BY_TABLE and BY_TABLE[table].day_field == column}


def parse_nouns(texts: Sequence[str]) -> list[str]:
    """The nouns in texts that may separate them by commas, each once. Raises UsageError for an unknown word."""
    words = [word for text in texts for word in text.split(",") if word.strip()]
    return list(dict.fromkeys(parse_noun(word).noun for word in words))


def parse_noun(text: str) -> Kind:
    """The kind of a noun in any spelling: "question", "questions", "check-ins", "check_ins". Raises UsageError."""
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
