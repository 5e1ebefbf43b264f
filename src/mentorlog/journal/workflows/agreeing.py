"""Agreeing with a mentor: a draft, its versions, and what differs between two of them."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.errors import NotFound, Refused
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.records.agreements import Agreement, Point, agreed, closed, superseded
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter

# The order in which an agreement is read, and what its kinds of points are called there.
POINT_HEADINGS = {
    "role": "Roles",
    "expectation": "Expectations",
    "responsibility": "Responsibilities",
    "boundary": "Boundaries",
    "confidentiality": "Confidentiality",
}


class Difference(Frozen):
    """A field or point in which two versions differ; None where a version lacks it."""

    label: str
    before: str | None
    after: str | None


def versions(journal: "Journal", mentor: int) -> list[Agreement]:
    """All versions of the agreement with a mentor, the oldest first."""
    return journal.read(Agreement, "mentor = ?", (mentor,), order="version")


def version(journal: "Journal", mentor: int, wanted: int | None) -> Agreement:
    """The version of that number, or the newest. Raises NotFound."""
    return journal.get(Agreement, version_number(journal, mentor, wanted))


def version_number(journal: "Journal", mentor: int, wanted: int | None) -> int:
    """The record's number of a version, or of the newest, without reading the agreement. Raises NotFound."""
    numbers = dict(journal.store.rows("SELECT version, number FROM agreements WHERE mentor = ?", (mentor,)))
    if not numbers:
        raise NotFound("There is no agreement yet.", "Begin one: mentorlog agreement draft")
    if wanted is not None and wanted not in numbers:
        raise NotFound(f"There is no version {wanted}.", f"There are 1 to {max(numbers)}: mentorlog agreement list")
    return int(numbers[max(numbers) if wanted is None else wanted])


def points_of(journal: "Journal", agreement: Agreement) -> list[Point]:
    """The points of an agreement, in the order in which it is read."""
    points = journal.read(Point, "agreement = ?", (agreement.number,))
    return sorted(points, key=lambda point: list(POINT_HEADINGS).index(point.kind))


def ensure_draft(journal: "Journal", change: "JournalWriter", mentor: int) -> Agreement:
    """The draft with a mentor: the existing one, else a new one, copied from the newest version if there is any."""
    agreements = versions(journal, mentor)
    if not agreements:
        return change.add(Agreement(mentor=mentor))
    newest = agreements[-1]
    if newest.state == "draft":
        return newest
    draft = change.add(
        replace(
            newest,
            number=0,
            entry=0,
            uid="",
            version=newest.version + 1,
            state="draft",
            agreed_on=None,
            private=newest.private or None,  # private=no was set for that version, not for a draft
        )
    )
    for point in journal.read(Point, "agreement = ?", (newest.number,)):
        change.add(Point(agreement=draft.number, kind=point.kind, of=point.of, text=point.text, private=point.private))
    return draft


def agree_on_draft(journal: "Journal", change: "JournalWriter", mentor: int, on: date) -> Agreement:
    """Agree on the draft, supersede the version before, and copy its rhythm to the mentor. Raises Refused."""
    from mentorlog.journal.model.records.mentors import Mentor

    agreements = versions(journal, mentor)
    if not agreements or agreements[-1].state != "draft":
        raise Refused("There is no draft to agree on.", "Begin one: mentorlog agreement draft")
    for old in agreements[:-1]:
        if old.state == "agreed":
            change.update(superseded(old))
    agreement = change.update(agreed(agreements[-1], on))
    person = journal.get(Mentor, mentor)
    change.update(
        replace(
            person,
            cadence=agreement.cadence or person.cadence,
            minutes=agreement.minutes or person.minutes,
            channel=agreement.channel or person.channel,
        )
    )
    return agreement


def close_agreements(journal: "Journal", change: "JournalWriter", mentor: int) -> list[Agreement]:
    """Close what is agreed or drafted with a mentor."""
    return [
        change.update(closed(agreement))
        for agreement in versions(journal, mentor)
        if agreement.state in ("agreed", "draft")
    ]


def describe_fields(agreement: Agreement, today: date) -> list[tuple[str, str]]:
    """(label, formatted value) of the fields on how to work together."""
    left_out = ("mentor", "version", "state", "agreed_on", "private")
    return [
        (field.column.label, field.form.to_text(value, today))
        for field in fields_of(Agreement)
        if field.name not in left_out and (value := getattr(agreement, field.name)) is not None
    ]


def differences(journal: "Journal", before: Agreement, after: Agreement) -> list[Difference]:
    """What changed from one version to another, and only that."""
    today = journal.today
    old, new = dict(describe_fields(before, today)), dict(describe_fields(after, today))
    changed = [
        Difference(label, old.get(label), new.get(label))
        for label in {**old, **new}
        if old.get(label) != new.get(label)
    ]
    old_points, new_points = (
        {_describe_point(point) for point in points_of(journal, version)} for version in (before, after)
    )
    changed += [Difference(kind, text, None) for kind, text in sorted(old_points - new_points)]
    changed += [Difference(kind, None, text) for kind, text in sorted(new_points - old_points)]
    return changed


def _describe_point(point: Point) -> tuple[str, str]:
    return f"{point.kind} of {point.of}", point.text
