"""The agreement with a mentor: its draft, its versions, and their differences."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.errors import NotFound, Refused
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.records.agreements import (
    POINT_HEADINGS,
    Agreement,
    Point,
    agreed,
    closed,
    describe_fields,
    superseded,
)
from mentorlog.journal.queries.meetings import settling_review
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter
    from mentorlog.journal.model.record import Record


class Difference(Frozen):
    """A field or point in which two versions differ; None where a version lacks it."""

    label: str
    before: str | None
    after: str | None


def versions(journal: "Journal", mentor: int) -> list[Agreement]:
    """All versions of the agreement with a mentor, the oldest first."""
    return journal.read(Agreement, "mentor = ?", (mentor,), order="version")


def read_version(journal: "Journal", mentor: int, version: int | None) -> Agreement:
    """That version of the agreement, or the newest. Raises NotFound."""
    return journal.get(Agreement, version_number(journal, mentor, version))


def version_number(journal: "Journal", mentor: int, version: int | None) -> int:
    """The number of the record that holds a version, or the newest. Raises NotFound."""
    numbers = dict(journal.store.rows("SELECT version, number FROM agreements WHERE mentor = ?", (mentor,)))
    if not numbers:
        raise NotFound("There is no agreement yet.", "Begin one: mentorlog agreement draft")
    if version is not None and version not in numbers:
        raise NotFound(f"There is no version {version}.", f"There are 1 to {max(numbers)}: mentorlog agreement list")
    return int(numbers[max(numbers) if version is None else version])


def points_of(journal: "Journal", agreement: Agreement) -> list[Point]:
    """The points of an agreement, in the order of `POINT_HEADINGS`."""
    points = journal.read(Point, "agreement = ?", (agreement.number,))
    return sorted(points, key=lambda point: list(POINT_HEADINGS).index(point.kind))


def pending_review_day(journal: "Journal", agreement: Agreement, today: date) -> date | None:
    """The day to look back on an agreement, where that is still to come and no review has settled it."""
    if agreement.review_on is None or agreement.review_on <= today:
        return None
    return None if settling_review(journal, agreement.number, today) else agreement.review_on


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
            both_agreed_on=None,
            agreed_text=None,
            letter=None,
            review_on=pending_review_day(journal, newest, journal.today),
            private=newest.private or None,  # private=no was set for that version, not for a draft
        )
    )
    for point in journal.read(Point, "agreement = ?", (newest.number,)):
        change.add(Point(agreement=draft.number, kind=point.kind, of=point.of, text=point.text, private=point.private))
    return draft


def agree_on_draft(journal: "Journal", change: "JournalWriter", mentor: int, on: date) -> Agreement:
    """Agree on the draft, supersede the version before, and copy its rhythm to the mentor. Raises Refused."""
    from mentorlog.journal.model.records.mentors import Mentor, with_cadence

    agreements = versions(journal, mentor)
    if not agreements or agreements[-1].state != "draft":
        raise Refused("There is no draft to agree on.", "Begin one: mentorlog agreement draft")
    for former in agreements[:-1]:
        if former.state == "agreed":
            change.update(superseded(former))
    draft = agreements[-1]
    if draft.review_on and draft.review_on <= on:  # it was to come when the draft began
        draft = replace(draft, review_on=None)
    agreement = change.update(agreed(draft, on))
    person = journal.get(Mentor, mentor)
    if agreement.cadence:
        person = with_cadence(person, agreement.cadence, on, journal)
    manner = {name: value for name in ("minutes", "channel") if (value := getattr(agreement, name))}
    change.update(replace(person, **manner))
    return agreement


def term_conflicts(journal: "Journal", before: "Record", after: "Record") -> list[str]:
    """After an edit, where the agreement in force says otherwise than the mentor's record: how to bring them together.

    The record says by which rhythm sessions are planned and counted.
    """
    if after.noun not in ("agreement", "mentor"):
        return []
    from mentorlog.journal.model.records.mentors import Mentor

    mentor = journal.get(Mentor, after.mentor if isinstance(after, Agreement) else after.number)
    agreement = next((version for version in versions(journal, mentor.number) if version.state == "agreed"), None)
    if agreement is None or (isinstance(after, Agreement) and after.number != agreement.number):
        return []
    forms = {field.name: field.form for field in fields_of(Agreement)}
    warnings = []
    for name in ("cadence", "minutes", "channel"):
        agreed, kept = getattr(agreement, name), getattr(mentor, name)
        if agreed in (None, kept) or getattr(before, name) == getattr(after, name):
            continue
        agreed_text, kept_text = (
            forms[name].to_text(value, journal.today) if value else "nothing" for value in (agreed, kept)
        )
        if isinstance(after, Agreement):
            warnings.append(
                f"Sessions still go by {mentor.ref}: {kept_text}."
                f" To follow: mentorlog edit {mentor.ref} {name}='{agreed}'"
            )
        else:
            warnings.append(
                f"The agreement {agreement.ref} still says {agreed_text}."
                f" To agree anew: mentorlog agreement draft {mentor.ref} --{name} '{kept or '...'}'"
            )
    return warnings


def close_agreements(journal: "Journal", change: "JournalWriter", mentor: int) -> list[Agreement]:
    """Close the agreement and the draft with a mentor."""
    return [
        change.update(closed(agreement))
        for agreement in versions(journal, mentor)
        if agreement.state in ("agreed", "draft")
    ]


def differences(journal: "Journal", before: Agreement, after: Agreement) -> list[Difference]:
    """The differences between two versions: fields first, then points removed, then points added."""
    today = journal.today
    old, new = dict(describe_fields(before, today)), dict(describe_fields(after, today))
    old_points, new_points = (
        {(f"{point.kind} of {point.of}", point.text) for point in points_of(journal, version)}
        for version in (before, after)
    )
    return [
        *(Difference(label, old.get(label), new.get(label)) for label in old | new if old.get(label) != new.get(label)),
        *(Difference(label, text, None) for label, text in sorted(old_points - new_points)),
        *(Difference(label, None, text) for label, text in sorted(new_points - old_points)),
    ]
