"""The season as a picture: which goals it has room for, and what it says to those who cannot see it."""

from collections.abc import Sequence
from datetime import date

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import format_percent
from mentorlog.journal.model.kinds import number_of_ref
from mentorlog.journal.model.pace import BEHIND
from mentorlog.journal.queries.names import Voice
from mentorlog.journal.queries.season import GoalSpan, Season
from mentorlog.journal.text import format_count
from mentorlog.render.documents.page_blocks import SeasonBar, SeasonPicture
from mentorlog.render.terminal.page import RAG_ROLES, RAG_WORDS, Role
from mentorlog.report.model import Report
from mentorlog.report.words.goals import own_word_text

_MAX_BARS = 9
_MAX_LOW_MOOD = 2  # the highest mood that is worth its words


def season_picture(report: Report, season: Season, today: date, voice: Voice) -> SeasonPicture:
    """The picture of a season. The words of the lowest mood are for their owner alone."""
    own_words = {
        goal.ref: f"at {format_percent(goal.progress or 0)}" for goal in report.goals if own_word_text(goal, voice)
    }
    bars = [_bar(goal, season, today, own_words.get(goal.ref, "")) for goal in _bars_to_show(season.goals)]
    lowest = season.lowest
    has_words = voice.for_owner and lowest and lowest.value <= _MAX_LOW_MOOD and season.lowest_words
    return SeasonPicture(
        _season_text(season, bars, today),
        season.since,
        season.until,
        (season.today, "today" if voice.for_owner and season.today == report.today else _day(season.today, today)),
        (max(report.since, season.since), min(report.until, season.until)),
        [(mood.day, mood.value) for mood in season.moods],
        (lowest.day, season.lowest_words) if has_words and lowest else None,
        [(talk.day, talk.status) for talk in season.talks],
        [win.day for win in season.wins],
        bars,
    )


def _bars_to_show(goals: Sequence[GoalSpan]) -> list[GoalSpan]:
    """Goals that run and those that ended last, in the order of their beginning."""
    latest = sorted(goals, key=lambda goal: (goal.ended_on is None, goal.ended_on or goal.start), reverse=True)
    return sorted(latest[:_MAX_BARS], key=lambda goal: (goal.start, number_of_ref(goal.ref)))


def _bar(goal: GoalSpan, season: Season, today: date, own_word: str) -> SeasonBar:
    note = "no plan" if goal.progress is None else format_percent(goal.progress)
    if goal.rag in BEHIND:  # a bar in black and white does not say so
        note += f", {RAG_WORDS[goal.rag]}"
    manner: Role = RAG_ROLES[goal.rag]
    if goal.ended_on is not None:
        note = " ".join(filter(None, (goal.status, _day(goal.ended_on, today), own_word)))
        manner = "good" if goal.status == "reached" else "dim"
    elif goal.status == "paused":
        note, manner = "paused", "dim"
    start = max(goal.start, season.since)
    end = min(goal.last or season.today, season.until)
    return SeasonBar(goal.title, note, manner, start, max(end, start), goal.progress, goal.ended_on is not None)


def _day(day: date, today: date) -> str:
    return format_short_day(day, today)


def _season_text(season: Season, bars: Sequence[SeasonBar], today: date) -> str:
    counts = [
        f"{number} {status}"
        for status in ("held", "missed", "planned")
        if (number := sum(talk.status == status for talk in season.talks))
    ]
    moods = [mood.value for mood in season.moods]
    sentences = [
        f"From {_day(season.since, today)} to {_day(season.until, today)}",
        f"talks: {', '.join(counts)}" if counts else "",
        f"mood from {min(moods)} to {max(moods)}, now {moods[-1]}" if moods else "",
        format_count(len(season.wins), "win") if season.wins else "",
        *(f"{bar.title}, {bar.note}" for bar in bars),
    ]
    return "; ".join(filter(None, sentences)) + "."
