"""The season in words, for a page that is read aloud and for Markdown."""

from collections.abc import Sequence
from datetime import date, timedelta

from mentorlog.journal.dates.format import MONTHS, format_short_day
from mentorlog.journal.queries.season import GoalSpan, Mood, Season, Talk
from mentorlog.journal.text import format_count
from mentorlog.render.documents.document import Fact, FactList
from mentorlog.render.terminal.page import RAG_WORDS

_MAX_BUSY = 3  # weeks that are named as those in which most was written


def season_facts(season: Season, today: date) -> FactList:
    """What happened when, a fact a thing. `today` is the day that days are seen from."""
    rows = (
        ("Talks", _talk_words(season.talks, today)),
        ("Mood, from 1 to 5", _mood_words(season.moods)),
        ("Written", _writing_words(season, today)),
        ("Wins", ", ".join(format_short_day(win.day, today) for win in season.wins)),
        ("Goals", "; ".join(_goal_words(goal, today) for goal in season.goals)),
    )
    return FactList([Fact(label, text) for label, text in rows if text])


def _talk_words(talks: Sequence[Talk], today: date) -> str:
    held = [talk for talk in talks if talk.status == "held"]
    parts = [f"{len(held)} held"] if held else []
    for status in ("missed", "planned"):
        days = [format_short_day(talk.day, today) for talk in talks if talk.status == status]
        parts += [f"{status} {', '.join(days)}"] if days else []
    return ", ".join(parts)


def _mood_words(moods: Sequence[Mood]) -> str:
    """ "Jun 4 3, Jul 4": the moods of each month."""
    by_month: dict[tuple[int, int], list[str]] = {}
    for mood in moods:
        by_month.setdefault((mood.day.year, mood.day.month), []).append(str(mood.value))
    return "; ".join(f"{MONTHS[month - 1]} {', '.join(values)}" for (_, month), values in by_month.items())


def _writing_words(season: Season, today: date) -> str:
    weeks = sum(shade > 0 for shade in season.written)
    if not weeks:
        return ""
    most = max(season.written)
    busy = [season.since + timedelta(weeks=at) for at, shade in enumerate(season.written) if shade == most]
    text = f"in {weeks} of {format_count(len(season.written), 'week')}"
    if len(busy) > _MAX_BUSY:
        return text
    return f"{text}, most in the week of {', '.join(format_short_day(day, today) for day in busy)}"


def _goal_words(goal: GoalSpan, today: date) -> str:
    start = format_short_day(goal.start, today)
    if goal.ended_on is not None:
        return f"{goal.title}, {start} to {format_short_day(goal.ended_on, today)}, {goal.status}"
    due = f" to {format_short_day(goal.due, today)}" if goal.due else ""
    status = "paused" if goal.status == "paused" else RAG_WORDS[goal.rag]
    return f"{goal.title}, {start}{due}, {status}"
