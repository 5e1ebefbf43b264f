"""The page for a professional body: where the year stands at its head, then the record."""

from mentorlog.exchange.development.year import CpdYear, Share
from mentorlog.journal.model.time_spent import format_hours
from mentorlog.journal.text import format_count
from mentorlog.render.documents.document import Document, Fact, FactList, Section
from mentorlog.structs import replace


def year_document(year: CpdYear) -> Document:
    """The record with the state of the year before it. What it takes to the year's end is for the owner, not here."""
    document = year.record.document()
    facts = [
        ("Body", year.framework.body if year.framework else ""),
        ("Hours", _share_text(Share("", year.record.hours, year.needed), year) if year.needed else ""),
        ("Formal and informal", _kinds_text(year) if year.record.hours else ""),
        ("Types", _count_text(len(year.types), year.framework.types, "type") if year.framework else ""),
        *((part.name[:1].upper() + part.name[1:], _share_text(part, year)) for part in year.minima),
    ]
    filled = [Fact(label, text) for label, text in facts if text]
    if not filled:
        return document
    return replace(document, sections=[Section("Where the year stands", [FactList(filled)]), *document.sections])


def _share_text(share: Share, year: CpdYear) -> str:
    return f"{format_hours(share.hours)} of {share.needed} {year.unit}"


def _kinds_text(year: CpdYear) -> str:
    """The hours of each kind, and how many kinds the body asks for."""
    kinds = ", ".join(f"{share.name} {format_hours(share.hours)} {year.unit}" for share in year.kinds)
    count = _count_text(year.kind_count, year.framework.kinds, "kind") if year.framework else ""
    return f"{kinds} ({count})" if count else kinds


def _count_text(count: int, needed: int, noun: str) -> str:
    return f"{min(count, needed)} of {format_count(needed, noun)}" if needed else ""
