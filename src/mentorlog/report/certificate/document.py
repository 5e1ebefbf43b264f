"""A certificate in words: what was reached and when, from where to where, with whom, and how it was marked."""

from datetime import date

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import format_number, format_percent
from mentorlog.journal.model.pace import is_short_of_target
from mentorlog.journal.model.records.goals import Goal
from mentorlog.journal.queries.names import Voice
from mentorlog.journal.text import format_count
from mentorlog.render.documents.document import Chart, Curve, Document, Fact, Section
from mentorlog.render.documents.page_blocks import Award, AwardNote
from mentorlog.report.certificate.model import Certificate, DatedNote

_WEEKS_FROM, _MONTHS_FROM = 21, 400  # days from which a time is told in weeks, and in months
_MONTH = 365.25 / 12


def certificate_document(certificate: Certificate, voice: Voice) -> Document:
    """The certificate as a document of one block, which each medium draws. It is kept: each day has its year."""
    award = award_of(certificate, voice, date.min)
    return Document(award.title, award.reached, "", [Section("What it stands on", [award])])


def award_of(certificate: Certificate, voice: Voice, today: date) -> Award:
    """The block of a certificate; days are seen from `today`, unless others read it."""
    day = voice.day_to_read_from(today)
    figures = certificate.figures
    notes = [_note(note, day) for note in (figures.first_note, figures.last_note) if note]
    is_quoted = certificate.goal is None or certificate.goal.is_measured
    win = certificate.win
    if certificate.is_of_win and win and win.evidence and not notes:
        notes = [AwardNote("", win.evidence)]
    values = values_text(certificate)
    background = _background(certificate, day)
    celebration = (win.how or "") if win else ""
    words = [
        *([Fact("", values[0] + values[1])] if values[0] else []),
        *(Fact(note.day, f"“{note.text}”" if is_quoted else note.text) for note in notes),
        *(Fact("", fact) for fact in background),
        *([Fact("Celebrated", celebration)] if celebration else []),
    ]
    return Award(
        words,
        title=certificate.title,
        reached=_lead_text(certificate, voice, day),
        kind="Goal reached" if certificate.goal and not certificate.is_of_win else "Well done",
        day=format_short_day(certificate.day, day) if certificate.day else "",
        name=voice.mentee if not voice.for_owner and voice.is_named else "",
        values=values,
        chart=_chart(certificate, day),
        notes=notes,
        is_quoted=is_quoted,
        background=background,
        celebration=celebration,
        is_celebrated=win is not None and win.state == "celebrated",
    )


def _note(note: DatedNote, day: date) -> AwardNote:
    return AwardNote(format_short_day(note.day, day), note.text)


def _lead_text(certificate: Certificate, voice: Voice, day: date) -> str:
    text = duration_text(certificate, voice, day)
    return f"{certificate.goal.title}, {text}" if certificate.is_of_win and certificate.goal else text


def duration_text(certificate: Certificate, voice: Voice, day: date) -> str:
    """How long it took: "reached after 20 weeks, 17 days before its day". Of a day that has passed it says nothing."""
    goal, figures = certificate.goal, certificate.figures
    if goal is None:
        return format_short_day(certificate.day, day) if certificate.day else ""
    took = _span_text(figures.days or 0)
    if is_short_of_target(goal.progress, keep=goal.keep):
        whose = "your" if voice.for_owner else "their"
        own_word = f"reached by {whose} own word at {format_percent(goal.progress or 0)}"
        text = f"after {took}, {own_word}" if took else own_word
    else:
        text = f"kept for {took}" if goal.keep and took else f"reached after {took}" if took else "reached"
        text += "" if took else " on the day it was set"
        early = figures.days_early
        if took and early is not None and early >= 0:
            text += f", {_span_text(early)} before its day" if early else ", on its day"
    return f"{text}: {goal.own_word}" if goal.own_word else text


def _span_text(days: int) -> str:
    """A length of time in the unit that people would use for it; empty for less than a day."""
    if days < 1:
        return ""
    if days < _WEEKS_FROM:
        return format_count(days, "day")
    if days < _MONTHS_FROM:
        return format_count(round(days / 7), "week")
    return format_count(round(days / _MONTH), "month")


def values_text(certificate: Certificate) -> tuple[str, str]:
    """The figures, and what they count: "0 → 10", " meetings"."""
    goal, figures = certificate.goal, certificate.figures
    if goal is None or figures.last is None or figures.target is None:
        return "", ""
    unit = f" {goal.unit}" if goal.unit else ""
    if goal.keep:
        kept = f", kept {format_percent(goal.kept)} of the time" if goal.kept is not None else ""
        return format_number(figures.target), f"{unit} or better{kept}"
    if not goal.is_measured:
        done = format_number(figures.last)
        return f"{done} of {format_number(figures.target)}", " steps"
    first, last = format_number(goal.baseline), format_number(figures.last)
    if first == last:
        return last, unit
    return f"{first} → {last}", unit


def _background(certificate: Certificate, day: date) -> list[str]:
    """With whom it was agreed and when, and what was done for it; what did not happen is left out."""
    goal, figures, facts = certificate.goal, certificate.figures, []
    if goal is None:
        return [f"with {certificate.mentor}"] if certificate.mentor else []
    agreed = format_short_day(goal.agreed_on, day) if goal.agreed_on else ""
    if certificate.mentor and goal.both_agreed_on:
        facts.append(f"agreed in writing with {certificate.mentor}, {format_short_day(goal.both_agreed_on, day)}")
    elif certificate.mentor:
        facts.append(f"agreed with {certificate.mentor}{f', {agreed}' if agreed else ''}")
    elif agreed:
        facts.append(f"agreed {agreed}")
    counts = ((figures.talks, "talk", ""), (figures.questions, "question", ""), (figures.praise, "praise", "praise"))
    return facts + [format_count(count, one, several) for count, one, several in counts if count]


def _chart(certificate: Certificate, day: date) -> Chart | None:
    """The values on their way, and the straight way to the target; None for fewer than two days with a value."""
    goal, values = certificate.goal, certificate.values
    if goal is None or len({day for day, _ in values}) < 2:
        return None
    curves = [Curve("Value", "value", values, "win")]
    if plan := _plan(goal, certificate):
        curves.append(Curve("Aim", "plan", plan))
    (first_day, first), (last_day, last) = values[0], values[-1]
    text = (
        f"From {format_number(first)} on {format_short_day(first_day, day)}"
        f" to {format_number(last)} on {format_short_day(last_day, day)}."
    )
    return Chart("", text, curves)


def _plan(goal: Goal, certificate: Certificate) -> list[tuple[date, float]]:
    target = certificate.figures.target
    if target is None:
        return []
    if goal.keep:
        return [(certificate.values[0][0], target), (certificate.values[-1][0], target)]
    if goal.due is None or goal.due <= goal.start:
        return []
    return [(goal.start, goal.baseline if goal.is_measured else 0.0), (goal.due, target)]
