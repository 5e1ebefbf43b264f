"""The page for a professional body: where the year stands at its head, then the record."""

from collections.abc import Sequence

from mentorlog.exchange.development.year import CpdYear, Share
from mentorlog.journal.model.time_spent import format_hours
from mentorlog.journal.text import format_count
from mentorlog.render.documents.document import Document, Fact, FactList, Section
from mentorlog.structs import replace


def year_document(year: CpdYear) -> Document:
    """The record with the state of the year before it. What it takes to the year's end is for the owner, not here.

    On the web the lead says it, so that a year stays on one sheet; what a body asks for in parts is a list of its own.
    """
    document = year.record.document()
    body = ("Body", year.framework.body if year.framework else "")
    hours = ("Hours", _share_text(Share("", year.record.hours, year.needed), year) if year.needed else "")
    kinds = ("Formal and informal", _kinds_text(year) if year.record.hours else "")
    types = ("Types", _count_text(len(year.types), year.framework.types, "type") if year.framework else "")
    parts = [(part.name[:1].upper() + part.name[1:], _share_text(part, year)) for part in year.minima]
    stands, asked = _facts([body, hours, kinds, types, *parts]), _facts(parts)
    state = [Section("Where the year stands", [FactList(stands)], only="text")] if stands else []
    state += [Section("What is asked for in parts", [FactList(asked)], only="web")] if asked else []
    return replace(document, lead=_lead(year, document.lead), sections=[*state, *document.sections])


def _facts(pairs: Sequence[tuple[str, str]]) -> list[Fact]:
    return [Fact(label, text) for label, text in pairs if text]


def _lead(year: CpdYear, sums: str) -> str:
    """The hours of those that are asked for, by kind and by what was done; without a body the sums alone."""
    if not (year.needed and year.record.hours):
        return sums
    body = f" for {year.framework.body}" if year.framework else ""
    _, _, by_activity = sums.partition(": ")
    return f"{_share_text(Share('', year.record.hours, year.needed), year)}{body}, {_kinds_text(year)}: {by_activity}"


def _share_text(share: Share, year: CpdYear) -> str:
    return f"{format_hours(share.hours)} of {share.needed} {year.unit}"


def _kinds_text(year: CpdYear) -> str:
    """The hours of each kind, and how many kinds the body asks for."""
    kinds = ", ".join(f"{share.name} {format_hours(share.hours)} {year.unit}" for share in year.kinds)
    count = _count_text(year.kind_count, year.framework.kinds, "kind") if year.framework else ""
    return f"{kinds} ({count})" if count else kinds


def _count_text(count: int, needed: int, noun: str) -> str:
    return f"{min(count, needed)} of {format_count(needed, noun)}" if needed else ""
