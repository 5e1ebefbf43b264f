"""Pages to share: one record of any noun, a session with its results, an agreement, all achievements."""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.model.record import record_to_json
from mentorlog.journal.model.records import record_class
from mentorlog.journal.model.records.agreements import POINT_HEADINGS, TERM_LABELS, describe_fields
from mentorlog.journal.queries.letters.consent import Consent, consent_to
from mentorlog.journal.queries.meetings import settling_review
from mentorlog.journal.queries.names import own_name, voice_for
from mentorlog.journal.readers import OWNER, Reader
from mentorlog.journal.text import format_count
from mentorlog.journal.workflows.agreeing import points_of
from mentorlog.nouns import KINDS, Kind
from mentorlog.render.answers import NextStep
from mentorlog.render.documents.document import Bullet, Bullets, Document, Fact, FactList, Paragraph, Section
from mentorlog.render.documents.formats import SharedPage
from mentorlog.render.documents.terminal import document_answer
from mentorlog.render.records.card import Card
from mentorlog.render.records.listing import Listing
from mentorlog.render.terminal.page import Heading, Span, line, ours
from mentorlog.report.appendix import gather_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record
    from mentorlog.journal.model.records.achievements import Achievement
    from mentorlog.journal.model.records.agreements import Agreement, Point
    from mentorlog.render.answers import Answer


_SESSION_SECTIONS = (
    ("Questions", "question", "answer"),
    ("Actions", "action", "due"),
    ("Lessons", "lesson", ""),
    ("Feedback", "feedback", "response"),
)
# By noun: the nouns whose records its page shows too, if they link to the page's record.
_NOUNS_SHOWN = {"session": [noun for _, noun, _ in _SESSION_SECTIONS], "agreement": ["point"]}


def record_refs(journal: "Journal", kind: Kind, number: int) -> set[str]:
    """The entries that the page of a record shows."""
    refs = {ref(kind.noun, number)}
    for noun in _NOUNS_SHOWN.get(kind.noun, ()):
        rows = journal.store.rows(f"SELECT number FROM {KINDS[noun].plural} WHERE {kind.noun} = ?", (number,))
        refs |= {ref(noun, linked) for (linked,) in rows}
    return refs


def nouns_of_refs(kind: Kind) -> tuple[str, ...]:
    """The nouns that `record_refs` reads."""
    return (kind.noun, *_NOUNS_SHOWN.get(kind.noun, ()))


def record_page(journal: "Journal", kind: Kind, number: int, reader: Reader = OWNER) -> SharedPage:
    """The page of one record and its parts: a session as minutes of the meeting, an agreement ready to send."""
    answer, document = (_agreement if kind.noun == "agreement" else _record)(journal, kind, number, reader)
    return SharedPage(answer, record_refs(journal, kind, number), document, shows_all_fields=True)


def _record(journal: "Journal", kind: Kind, number: int, reader: Reader) -> "tuple[Answer, Callable[[], Document]]":
    record = journal.get(record_class(kind), number)
    card = Card(record, journal.parts(record), journal.link_names(record), journal.today)
    (entry,) = gather_entries(journal, [record.ref])
    sections = [
        Section(kind.display_noun.capitalize(), [FactList([Fact(label, text) for label, text, _ in entry.fields])])
    ]
    title = entry.title
    if kind.noun == "session":
        title = f"Session on {entry.title}"
        sections += _session_sections(journal, number)
    if entry.parts:
        sections.append(Section("With it", [Bullets([Bullet(part) for part in entry.parts])]))
    name = title.split("\n")[0]

    def document() -> Document:
        return Document(name, record.ref, "", sections)

    # The card has fields that tell another reader nothing: how often it was moved, whether it is private.
    return (card if reader.audience == "me" else document_answer(card.kind, card.data, document)), document


def _session_sections(journal: "Journal", number: int) -> list[Section]:
    """The questions, actions, lessons and feedback of a session."""
    return [
        Section(title, [Bullets([_record_bullet(journal, record, note_field) for record in records])])
        for title, noun, note_field in _SESSION_SECTIONS
        if (records := journal.read(record_class(KINDS[noun]), "session = ?", (number,), order="number"))
    ]


def _record_bullet(journal: "Journal", record: "Record", note_field: str) -> Bullet:
    """A record by its title, with one of its fields as a note."""
    fields = {field.name: field for field in fields_of(type(record))}
    title = getattr(record, KINDS[record.noun].title_field)
    value = getattr(record, note_field) if note_field else None
    note = "" if value is None else fields[note_field].form.to_text(value, journal.today)
    return Bullet(str(title), record.ref, f"due {note}" if note_field == "due" and note else note)


# An agreement


def _agreement(journal: "Journal", kind: Kind, number: int, reader: Reader) -> "tuple[Answer, Callable[[], Document]]":
    """An agreement ready to send, so without refs."""
    from mentorlog.journal.model.records.agreements import Agreement  # a report on other records does not need it

    agreement = journal.get(Agreement, number)
    name = str(journal.read_field("mentor", agreement.mentor, "name"))
    points = points_of(journal, agreement)
    data = record_to_json(agreement) | {"parts": {"points": [record_to_json(point) for point in points]}}
    voice = voice_for(journal, agreement.mentor, for_owner=reader.audience == "me")
    parties = {
        "me": "Me" if voice.for_owner else voice.mentee,
        "mentor": name if voice.for_owner else voice.mentor,
        "both": "Both of us",
    }
    as_of = journal.today if voice.for_owner else date.min  # a page that is sent out names the year
    terms_by_label = dict(describe_fields(agreement, as_of))
    if settled := settling_review(journal, number, journal.today):
        looked_back, again = settled
        text = f"We did on {format_short_day(looked_back, as_of)}"
        terms_by_label["Review"] = text + (f", again on {format_short_day(again, as_of)}" if again else "")
    fields = [(TERM_LABELS.get(label, label), text) for label, text in terms_by_label.items()]
    consent = consent_to(journal, agreement)
    state = _agreement_state(agreement, as_of, consent, knows_text=reader.audience != "manager")
    heading = Heading(line(ours("Agreement with "), Span(name, "title")), line(ours(state, "dim")))
    sections = [
        Section(title, [FactList([Fact(parties[point.of], point.text) for point in group], has_names=True)])
        for title, group in _points_by_kind(points)
    ]
    if fields:
        terms = FactList([Fact(label, text) for label, text in fields])
        sections.insert(0, Section("How we work together", [terms], short_title=""))

    def document() -> Document:
        own = own_name()
        between = f"between {own} and {name}" if own and not voice.for_owner else f"with {name}"
        return Document(f"Mentoring agreement {between}", state, "", sections, (), heading)

    steps = _agreement_steps(agreement, is_agreed_in_writing=consent is not None and consent.is_current)
    return document_answer("agreement", data, document, steps), document


def _points_by_kind(points: "list[Point]") -> "list[tuple[str, list[Point]]]":
    grouped = [(title, [point for point in points if point.kind == kind]) for kind, title in POINT_HEADINGS.items()]
    return [(title, group) for title, group in grouped if group]


def _agreement_state(agreement: "Agreement", today: date, consent: Consent | None, *, knows_text: bool) -> str:
    """Its version and state, and what the mentor said to it in writing; who sees a part of the text learns the day."""
    when = f" on {format_short_day(agreement.agreed_on, today)}" if agreement.agreed_on else ""
    state = f"version {agreement.version}, {agreement.state}{when}"
    if consent is None:
        return state
    written = consent.sentence(today) if knows_text else f"agreed by both on {format_short_day(consent.on, today)}"
    return f"{state}; {written}"


def _agreement_steps(agreement: "Agreement", *, is_agreed_in_writing: bool) -> tuple[NextStep, ...]:
    letter = f"mentorlog letter {ref('mentor', agreement.mentor)} --agreement"
    if agreement.state == "draft":
        return NextStep("mentorlog agreement agree", "once you both say yes"), NextStep(letter, "to ask for that yes")
    if agreement.state == "agreed" and agreement.both_agreed_on and not is_agreed_in_writing:
        return (NextStep(letter, "to agree by both on the text as it is now"),)
    return ()


# Achievements


def achievements_page(journal: "Journal", listing: Listing, wins: "Sequence[Achievement]") -> SharedPage:
    """The wins, the newest first."""

    def item(win: "Achievement") -> Bullet:
        state = "" if win.state == "new" else win.state
        note = " · ".join(filter(None, (format_short_day(win.day, journal.today), win.how or state)))
        return Bullet(win.title, win.ref, f"{note}\n{win.evidence}" if win.evidence else note)

    newest = sorted(wins, key=lambda win: (win.day, win.number), reverse=True)
    blocks = [Bullets([item(win) for win in newest])] if newest else [Paragraph("None yet.")]
    count = format_count(len(wins), "win")
    return SharedPage(
        listing,
        {win.ref for win in wins},
        lambda: Document("Achievements", count, "", [Section("What I am proud of", blocks)]),
    )
