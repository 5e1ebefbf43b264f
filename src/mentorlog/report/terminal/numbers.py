"""What happened in a period in six figures, and what waits in one line."""

from collections.abc import Sequence

from mentorlog.journal.dates.format import format_age, format_short_day
from mentorlog.render.terminal.page import Line, line, ours
from mentorlog.report.model import Report

_MAX_FIGURES = 6
_MAX_REFS = 3  # that a wait names; of more, the others are counted


def figure_facts(report: Report) -> list[Line]:
    """ "5 of 6 talks held": the figures that there is anything to say of, six at most."""
    sessions, questions, actions = report.sessions, report.questions, report.actions
    held = len(sessions.held)
    due = sessions.cadence.due or 0
    rows = (
        (held, due if due >= held else 0, "talk", " held"),
        _questions(len(questions.answered), len(questions.added)),
        (len(report.feedback.received), 0, "piece", " of feedback"),
        (len(actions.on_time) + len(actions.late), 0, "promise", " kept"),
        (len(report.lessons.applied), 0, "lesson", " applied"),
        (len(report.challenges.resolved), 0, "challenge", " resolved"),
        (len(report.contacts.added), 0, "new contact", ""),
    )
    return [_figure(*row) for row in rows if row[0] or row[1]][:_MAX_FIGURES]


def _questions(answered: int, asked: int) -> tuple[int, int, str, str]:
    """Questions answered of those asked; those asked alone where none was answered yet."""
    if not answered:
        return asked, 0, "question", " asked"
    return answered, asked if asked >= answered else 0, "question", " answered"


def _figure(count: int, of: int, noun: str, rest: str) -> Line:
    plural = "" if (of or count) == 1 else "s"
    among = f"of {of} " if of else ""
    return line(ours(str(count), "title"), ours(f" {among}{noun}{plural}{rest}"))


def waiting_facts(report: Report) -> list[Line]:
    """What the owner can do now: the commands' verbs with the refs that they take."""
    if report.until < report.today:
        return []
    overdue = report.actions.overdue
    late = [f"do {action.ref}, {format_age(action.days)} late" for action in overdue[:_MAX_REFS]]
    to_celebrate = [win.ref for win in report.achievements if win.state == "new"]
    waits = [
        _wait("settle", report.sessions.unsettled),
        _wait("answer", report.feedback.waiting),
        _wait("apply", report.lessons.waiting),
        *late,
        _wait("celebrate", to_celebrate),
        _review_wait(report),
    ]
    return [line(ours(text)) for text in waits if text]


def _review_wait(report: Report) -> str:
    """The agreement, once the day to look back on it has come."""
    agreement = report.agreement
    if agreement is None or agreement.review_on is None or agreement.review_on > report.today:
        return ""
    return f"look back on {agreement.ref}, since {format_short_day(agreement.review_on, report.today)}"


def _wait(verb: str, refs: Sequence[str]) -> str:
    if not refs:
        return ""
    more = f" and {len(refs) - _MAX_REFS} more" if len(refs) > _MAX_REFS else ""
    return f"{verb} {', '.join(refs[:_MAX_REFS])}{more}"
