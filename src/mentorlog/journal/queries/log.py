"""Everything in the journal in the order of its day, a line each."""

import heapq
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.journal.model import kinds
from mentorlog.journal.model.kinds import KINDS, Kind
from mentorlog.journal.queries.filters import Rule, day_of, every, undated

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_NUMBER = "rtrim(rtrim(printf('%.6f', value), '0'), '.')"
# What a line says of nouns whose records are named by their day alone, or may have no name; of others it is the name.
_LINES = {
    "progress": (
        f"(SELECT title FROM goals WHERE goals.number = goal) || ' at ' || {_NUMBER} || coalesce(': ' || note, '')"
    ),
    "session": "'Session ' || state || coalesce(': ' || takeaways, '')",
    "checkin": (
        "'Check-in' || coalesce(', mood ' || mood, '') || coalesce(', energy ' || energy, '')"
        " || coalesce(': ' || wins, '')"
    ),
    "rating": (
        "(SELECT name FROM skills WHERE skills.number = skill) || ' at ' || value"
        " || CASE \"by\" WHEN 'mentor' THEN ', my mentor says' ELSE '' END || coalesce(': ' || evidence, '')"
    ),
    "score": (
        "(SELECT name FROM mentors WHERE mentors.number = mentor) || ' at ' || value || ' for '"
        " || (SELECT text FROM needs WHERE needs.number = need)"
    ),
    "agreement": "'Agreement version ' || version || coalesce(': ' || purpose, '')",
    "review": "'Review' || coalesce(': ' || went_well, '')",
}

# The skills that come along with a journal were written by nobody, on no day; their uids are made by hand.
_CAME_ALONG = Rule("uid NOT GLOB '01900000-0000-7000-8000-*'")


class Entry(NamedTuple):
    """A record on its day: a ref that leads to it, its noun, and what it is in a line."""

    day: date
    entry: int
    ref: str
    noun: str
    title: str


def entries(journal: "Journal", chosen: Sequence[tuple[Kind, Sequence[Rule]]], limit: int | None = None) -> list[Entry]:
    """What the rules let through of each noun, the newest day first; of one day what was written last."""
    empty = undated(journal)
    found = [
        _of(
            journal,
            kind,
            every([*rules, *([_CAME_ALONG] if kind.noun == "skill" else [])]),
            kind.plural in empty,
            limit,
        )
        for kind, rules in chosen
    ]
    return list(islice(heapq.merge(*found, key=lambda one: one[:2], reverse=True), limit))


def _of(journal: "Journal", kind: Kind, rule: Rule, optional: bool, limit: int | None) -> list[Entry]:
    """One noun's, in this order; those that have no day of their own stand at the day they were written."""
    if kind.dated_by == "created_at":
        found = _read(journal, kind, "created_at", rule, limit)
    elif not optional:
        found = _read(journal, kind, day_of(kind), rule, limit)
    else:
        dated = _read(journal, kind, day_of(kind), every([rule, Rule(f"{kind.dated_by} IS NOT NULL")]), limit)
        found = dated + _read(journal, kind, "created_at", every([rule, Rule(f"{kind.dated_by} IS NULL")]), limit)
    return sorted(found, reverse=True)


def _read(journal: "Journal", kind: Kind, day: str, rule: Rule, limit: int | None) -> list[Entry]:
    where = rule.sql
    if limit is not None:  # the newest are chosen by their day alone, so that only their lines are made
        where = (
            f"number IN (SELECT number FROM {kind.plural} WHERE {where} ORDER BY {day} DESC, number DESC LIMIT {limit})"
        )
    rows = journal.store.rows(
        f"SELECT {day}, entry, {'number' if kind.letter else kind.part_of}, {_LINES.get(kind.noun, kind.named_by)}"
        f" FROM {kind.plural} WHERE {where}",
        rule.values,
    )
    noun = kind.noun if kind.letter else kind.part_of
    days = _days(rows)
    return [
        Entry(on, entry, kinds.ref(noun, number), kind.noun, title or KINDS[kind.noun].word.capitalize())
        for on, (_, entry, number, title) in zip(days, rows, strict=True)
    ]


def _days(rows: Sequence[tuple[str, int, int, str]]) -> Iterator[date]:
    """The local day of each row, read once for each text, which is half of the time of a long log."""
    from mentorlog.journal.journal import local_day

    known: dict[str, date] = {}
    for day, *_ in rows:
        if day not in known:
            known[day] = local_day(day) if day.endswith("Z") else date.fromisoformat(day)
        yield known[day]
