"""What two people share, as rows of a report."""

from datetime import date

from mentorlog.journal.dates import short_day, show_age
from mentorlog.report.facts import fact, some
from mentorlog.report.relationship import Actions, Agreed, Challenges, Level, Relationship
from mentorlog.screen.page import Row, joined, line


def together(shared: Relationship, today: date) -> list[Row]:
    """What two people share, each where there is anything to say."""
    rows = [
        ("Actions", _promises(shared.actions)),
        ("Lessons", [some("learned", shared.lessons.added), some("applied", shared.lessons.applied),
                     some("not applied yet", shared.lessons.waiting)]),
        ("Challenges", [some("came up", shared.challenges.added), *_resolved(shared.challenges),
                        some("open", shared.challenges.open)]),
        ("Skills", [_level(level) for level in shared.skills]),
        ("Contacts", [some("met", shared.contacts[0]), some("to follow up", shared.contacts[1])]),
        ("Agreement", [_agreed(shared.agreement, today)] if shared.agreement else []),
    ]  # fmt: skip
    return [fact(label, joined([line(text) for text in texts if text])) for label, texts in rows if any(texts)]


def _promises(actions: Actions) -> list[str]:
    on_time = [*actions.mine.on_time, *actions.theirs.on_time]
    late = [*actions.mine.late, *actions.theirs.late]
    return [
        some("done in time", on_time),
        some("done late", late),
        some("open of yours", actions.mine.open),
        some("open of your mentor's", actions.theirs.open),
    ]


def _resolved(challenges: Challenges) -> list[str]:
    return [f"{ref} resolved after {show_age(days)}" for ref, days in challenges.resolved]


def _level(level: Level) -> str:
    """ "planning 2 to 3, mentor says 3" """
    told = [] if level.self_now is None else [_moved(level.self_then, level.self_now)]
    if level.mentor_now is not None:
        told.append(f"mentor says {_moved(level.mentor_then, level.mentor_now)}")
    return f"{level.name} {', '.join(told)}"


def _moved(then: int | None, now: int) -> str:
    return str(now) if then == now else f"{then} to {now}"


def _agreed(agreement: Agreed, today: date) -> str:
    def day(text: str) -> str:
        return short_day(date.fromisoformat(text), today)

    review = f", to review on {day(agreement.review_on)}" if agreement.review_on else ""
    return f"version {agreement.version} of {day(agreement.agreed_on)} ({agreement.ref}){review}"
