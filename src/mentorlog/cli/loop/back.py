"""The screen after an absence, in the place of `next`: what stood where, what may rest, and one next step."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentorlog.journal.dates.format import format_ago, format_short_day, format_weekday
from mentorlog.journal.model.forms import format_percent
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.queries.absence import Absence
from mentorlog.journal.queries.due import DueItem
from mentorlog.journal.queries.meetings import active_mentors, last_held_day, next_session, resumable_mentors
from mentorlog.journal.queries.names import short_name
from mentorlog.journal.text import format_count
from mentorlog.render.answers import NextStep
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Line, Lines, Page, Row, Span, line, ours

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.queries.next_step import Standing

_MAX_GOALS = 5
_MAX_REFS = 5
_NAMES = {
    "action": ("promise", "promises"),
    "feedback": ("feedback to answer", "feedback to answer"),
    "mentor": ("candidate who has not answered", "candidates who have not answered"),
    "contact": ("contact to follow up", "contacts to follow up"),
    "agreement": ("review", "reviews"),
}  # in `due` by noun, where the noun itself says too little


def back_page(journal: "Journal", absence: Absence, standing: "Standing") -> Page:
    """A welcome, where things stood, and in one sentence what may rest."""
    when = f"{format_ago(absence.days)}, on {format_weekday(absence.last_day, journal.today)}"
    welcome = f"You were last here {when}. Everything is as you left it."
    page: Page = [Lines([line(ours("Welcome back", "title")), line(welcome)])]
    rows = [*_mentor_rows(journal), *_goal_rows(standing)]
    if rows:
        heads = GridColumn(""), GridColumn("", "title"), GridColumn("", "words")
        page += [Gap(), Lines([line(ours("Where it stood", "title"))]), Grid(heads, rows, indent=2)]
        more = [
            format_count(count, *names)
            for count, names in (
                (max(len(standing.goals) - _MAX_GOALS, 0), ("more goal", "more goals")),
                (len(standing.topics.questions) + standing.topics.other_count, ("open question", "open questions")),
            )
            if count
        ]
        if more:
            page.append(Lines([line(ours(f"and {' and '.join(more)}", "dim"))], indent=2))
    if absence.dues:
        page += [
            Gap(),
            Lines([line(ours("What may rest", "title"))]),
            Lines([summary_line(absence.dues), line("Nothing is lost, and nothing needs an excuse.")], indent=2),
        ]
    return page


def _mentor_rows(journal: "Journal") -> list[Row]:
    rows = []
    for number, name in active_mentors(journal):
        met = last_held_day(journal, number)
        fact = f"last met on {format_short_day(met, journal.today)}" if met else "your mentor"
        rows.append(_mentor_row(number, name, fact))
    for number, name in resumable_mentors(journal):
        fact = f"paused; to meet again: mentorlog mentors resume {ref_of('mentor', number)}"
        rows.append(_mentor_row(number, name, fact))
    return rows


def _mentor_row(number: int, name: str, fact: str) -> Row:
    return Row((line(ours(ref_of("mentor", number), "dim")), line(Span(name, "title")), line(ours(fact, "dim"))))


def _goal_rows(standing: "Standing") -> list[Row]:
    return [
        Row(
            (
                line(ours(goal.ref, "dim")),
                line(Span(goal.title, "title")),
                line(ours("" if goal.progress is None else f"{format_percent(goal.progress)} of the way", "dim")),
            )
        )
        for goal in standing.goals[:_MAX_GOALS]
    ]


def summary_line(items: Sequence[DueItem]) -> Line:
    """What waits from before, in one sentence: "These waited: 3 promises (a1, a2, a4) and 1 goal (g2)." """
    refs: dict[tuple[str, str], list[str]] = {}
    for item in items:
        kind, _ = parse_ref(item.ref) or (None, 0)
        if kind:
            names = _NAMES.get(kind.noun, (kind.display_noun, kind.display_plural))
            refs.setdefault(names, []).append(item.ref)
    parts = [f"{format_count(len(named), *names)} ({_join_refs(named)})" for names, named in refs.items()]
    joined = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else "nothing"
    return line(ours(f"These waited: {joined}."))


def _join_refs(refs: Sequence[str]) -> str:
    return ", ".join(refs) if len(refs) <= _MAX_REFS else f"{', '.join(refs[: _MAX_REFS - 1])} ..."


def waiting_line(absence: Absence) -> Line:
    """What waits from before an absence, for a list that shows the rest."""
    refs = _join_refs([item.ref for item in absence.dues])
    word = "waits" if len(absence.dues) == 1 else "wait"
    count = format_count(len(absence.dues), "thing")
    return line(ours(f"{count} from before your time away {word} ({refs}): mentorlog resume", "dim"))


def back_step(journal: "Journal", absence: Absence) -> NextStep | None:
    """The one step after an absence: what rests, then contact with the mentor; None where all of it is settled."""
    if absence.dues:
        return NextStep("mentorlog resume", "let it rest, or take it up again, one by one or all")
    return contact_step(journal)


def contact_step(journal: "Journal") -> NextStep | None:
    """How to be in touch again; None with a session ahead, or without a mentor."""
    active = active_mentors(journal)
    if not active and next_session(journal):
        return None
    waiting = [(number, name) for number, name in active if not next_session(journal, number)]
    if active and not waiting:
        return None
    if waiting:
        (number, name), *others = waiting
        purpose = "to be in touch again"
        if len(active) > 1:
            purpose = f"to be in touch with {short_name(name)} again"
            purpose += "".join(f"; likewise {short_name(other)}, {ref_of('mentor', at)}" for at, other in others)
        return NextStep(f"mentorlog mentors message {ref_of('mentor', number)} --kind again", purpose)
    if paused := resumable_mentors(journal):
        return NextStep(f"mentorlog mentors resume {ref_of('mentor', paused[0][0])}", "when you meet again")
    return None
