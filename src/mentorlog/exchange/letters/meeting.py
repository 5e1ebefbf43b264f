"""What a mentor says about the next session: that its day suits, or which one would."""

import re
from contextlib import suppress
from datetime import datetime

from mentorlog.clock import to_local, zone_name
from mentorlog.errors import MentorlogError
from mentorlog.exchange.letters.steps import AnswerStep, LeftMark, MarkContext
from mentorlog.exchange.letters.values import parse_verdict
from mentorlog.journal.dates.format import format_moment
from mentorlog.journal.dates.reading import parse_day, parse_moment
from mentorlog.journal.model.records.mentors import Mentor
from mentorlog.journal.model.records.sessions import Session, moved
from mentorlog.journal.queries.meetings import default_kind, next_session
from mentorlog.structs import Literal

_SUITS = re.compile(
    r"(?:(?:that|this|it|the day|the date)\s+)?(?:still\s+)?(?:suits?|works?|is fine|is good|fine|perfect)"
    r"(?:\s+(?:me|for me|well|fine|with me|very well))*",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:(?:how|what) about|i can (?:do|make)|i could (?:do|make)|shall we (?:say|meet)|let(?:'|’)?s (?:say|meet|do)"
    r"|let us (?:say|meet)|(?:on|better|rather)(?=\s))\s*:?\s+",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"[,;]?\s+(?:(?:works|suits|would work|would suit|is fine|is good|would be (?:fine|good|great|perfect|better|best))"
    r"(?:\s+(?:me|for me|with me|well|best))*|please|if that suits you)$",
    re.IGNORECASE,
)


def plan_meeting(context: MarkContext) -> AnswerStep | LeftMark | Literal["here"]:
    """Plan the session of which a reply names day and time; where one is planned already, that one stays."""
    journal, letter = context.journal, context.letter
    text = context.text.strip().rstrip(".!")
    coming = next_session(journal, letter.mentor)
    if _SUITS.fullmatch(text) or ((verdict := parse_verdict(text, "")) and verdict.is_yes and not verdict.remark):
        return "here" if coming else context.reason("It names no day, and no session is planned.", _planning("..."))
    words = _BEHIND.sub("", _BEFORE.sub("", text.rstrip("?").strip(), count=1)).strip()
    now = to_local(context.sent_at)
    try:
        moment = parse_moment(words, now, ahead=True)
    except MentorlogError as error:
        with suppress(MentorlogError):
            day = parse_day(words, now.date(), ahead=True)
            return context.reason("It names a day without a time.", _planning(f"{day} ..."))
        return context.reason(error.message, _planning("..."))
    when = format_moment(moment, journal.today)
    if _is_elsewhere(context.sent_at):
        why = f"The mail was written in another time zone (UTC{context.sent_at:%z}); whose time is meant?"
        return context.reason(why, _planning(f"{moment:%Y-%m-%d %H:%M}"))
    if moment <= journal.now:
        return context.reason(f"{when} is past.", _planning("..."))
    planned = journal.read(Session, "state = 'planned' AND mentor = ?", (letter.mentor,))
    if any(session.starts_at == moment for session in planned):
        return "here"
    if coming is None or coming.starts_at <= journal.now:
        return _planning_step(context, moment, when)
    if coming.updated_at <= letter.created_at:  # the letter asked whether its day suits
        return _moving_step(context, coming, moment, when)
    command = f'mentorlog sessions move {coming.ref} --at "{moment:%Y-%m-%d %H:%M}"'
    return context.reason(
        f"{when}; but {coming.ref} was planned for {format_moment(coming.here, journal.today)} meanwhile.", command
    )


def _moving_step(context: MarkContext, coming: Session, moment: datetime, when: str) -> AnswerStep:
    title = f"{coming.ref}, planned for {format_moment(coming.here, context.journal.today)}"
    return AnswerStep(
        context.mark.ref, title, "moved to", when,
        lambda change: change.update(moved(context.journal.get(Session, coming.number), moment, zone_name())),
    )  # fmt: skip


def _planning_step(context: MarkContext, moment: datetime, when: str) -> AnswerStep:
    journal = context.journal
    person = journal.get(Mentor, context.letter.mentor)
    session = Session(
        starts_at=moment, zone=zone_name(), mentor=person.number, minutes=person.minutes, channel=person.channel,
        kind=default_kind(journal, person.number),
    )  # fmt: skip
    return AnswerStep(
        context.mark.ref, f"Next session with {person.name}", "planned", when, lambda change: change.add(session)
    )


def _is_elsewhere(sent_at: datetime) -> bool:
    """Whether the mail was written by other clocks than ours; many programs write UTC whatever the zone."""
    offset = sent_at.utcoffset()
    return bool(offset) and offset != to_local(sent_at).utcoffset()


def _planning(at: str) -> str:
    return f'mentorlog sessions add --at "{at}"'
