"""The very texts that a letter sends, of which digests are kept: a question, a goal's terms, an agreement.

They depend on no setting and on no day, so that the same terms have the same digest whenever they are read.
"""

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.model.forms import format_number
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.marks import Mark, text_digest
from mentorlog.journal.model.records.agreements import POINT_HEADINGS, TERM_LABELS, describe_fields

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.agreements import Agreement
    from mentorlog.journal.model.records.goals import Goal

_PARTIES = {"me": " of the mentee", "mentor": " of the mentor", "both": ""}
_TEXT_FIELDS = {"question": "text", "action": "text", "skill": "name"}


def agreement_text(journal: "Journal", agreement: "Agreement") -> str:
    """The terms of an agreement as Markdown, a bullet each; private points are no part of what a mentor agrees to."""
    from mentorlog.journal.model.records.agreements import Point

    terms = [(TERM_LABELS.get(label, label), text) for label, text in describe_fields(agreement, date.min)]
    points = journal.read(Point, "agreement = ? AND private IS NOT 1", (agreement.number,))
    kinds = list(POINT_HEADINGS)
    terms += [
        (f"{point.kind.capitalize()}{_PARTIES[point.of]}", point.text)
        for point in sorted(points, key=lambda point: kinds.index(point.kind))
    ]
    return "\n".join(f"- {label}: {' '.join(text.split())}" for label, text in terms)


def goal_text(goal: "Goal") -> str:
    """The terms of a goal in one line: "Estimate better: from 60 to 20 % off, by 15 April 2027"."""
    unit = f" {goal.unit}" if goal.unit else ""
    terms = []
    if goal.target is not None and goal.keep:
        terms.append(f"keep {format_number(goal.target)}{unit}")
    elif goal.target is not None:
        terms.append(f"from {format_number(goal.baseline)} to {format_number(goal.target)}{unit}")
    if goal.due:
        terms.append(f"by {goal.due.day} {goal.due:%B} {goal.due.year}")
    return f"{goal.title}: {', '.join(terms)}" if terms else goal.title


def mark_text(journal: "Journal", noun: str, number: int) -> str:
    """The text that a letter sends of a record; empty for a mark that asks for the fit."""
    if noun == "agreement":
        from mentorlog.journal.model.records.agreements import Agreement

        return agreement_text(journal, journal.get(Agreement, number))
    if noun == "goal":
        from mentorlog.journal.model.records.goals import Goal

        return goal_text(journal.get(Goal, number))
    field = _TEXT_FIELDS.get(noun)
    return str(journal.read_field(noun, number, field) or "") if field else ""


def mark_of(journal: "Journal", noun: str, number: int) -> Mark:
    """The mark of a record, with the digest of its text."""
    text = mark_text(journal, noun, number)
    return Mark(ref_of(noun, number), text_digest(text) if text else "")
