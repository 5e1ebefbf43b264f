"""The sections of a report that only the web has: each answers a question at a glance.

What they are drawn from stands below them, folded up: the figures in words, with the refs behind them.
"""

from collections.abc import Sequence
from datetime import date

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.queries.names import Voice
from mentorlog.render.documents.document import (
    Block,
    FactList,
    LevelTable,
    Outcome,
    OutcomeList,
    Section,
)
from mentorlog.render.documents.page_blocks import Numeral, numerals
from mentorlog.render.documents.standings import Level, MentorView
from mentorlog.render.terminal.page import Span, line
from mentorlog.report.model import NotedWin, Report, SkillLevel, Win
from mentorlog.report.web.season import season_picture
from mentorlog.report.words.period import period_facts

_MAX_WINS = 8  # of each kind, the newest


def season_picture_section(report: Report, today: date, voice: Voice) -> Section:
    """Months on one line of time; `today` is the day that days are seen from."""
    return Section("", [season_picture(report, report.season, today, voice)] if report.season else [], only="web")


def web_sections(report: Report, today: date, voice: Voice) -> list[Section]:
    """Skills, six figures and wins; folded up, the figures in words."""
    facts = [fact for fact in period_facts(report, voice) if fact.label != "Skills"]
    return [
        Section("Skills", _level_blocks(report.skills, voice), only="web"),
        Section("In this period", _figure_blocks(report, voice), only="web"),
        Section("Achievements", [_wins(report.achievements, today)] if report.achievements else [], only="web"),
        Section("Also went well", [_checkin_wins(report.wins, today)] if report.wins else [], only="web"),
        Section("The same in words", [FactList(facts)], only="web", folded=True),
    ]


def period_figures(report: Report) -> list[Numeral]:
    """The six figures of a period that say most."""
    sessions, actions = report.sessions, report.actions
    due = sessions.cadence.due or 0
    kept = len(actions.on_time) + len(actions.late)
    counts = (
        (len(sessions.held), "talk held", "talks held"),
        (len(report.questions.answered), "question answered", "questions answered"),
        (kept, "promise kept", "promises kept"),
        (len(report.feedback.received), "piece of feedback", "pieces of feedback"),
        (len(report.lessons.applied), "lesson applied", "lessons applied"),
        (len(report.contacts.added), "person met", "people met"),
    )
    figures = [Numeral(count, one if count == 1 else several) for count, one, several in counts]
    if due >= len(sessions.held):
        figures[0] = Numeral(len(sessions.held), "talks held", due or None)
    return figures


def _figure_blocks(report: Report, voice: Voice) -> list[Block]:
    """The figures, unless nothing was counted. To others nothing is no figure: it may be what they may not see."""
    figures = [figure for figure in period_figures(report) if figure.count or voice.for_owner]
    return [numerals(figures)] if any(figure.count for figure in figures) else []


def _level_blocks(levels: Sequence[SkillLevel], voice: Voice) -> list[Block]:
    if not levels:
        return []
    rows = [_level(level, voice) for level in levels]
    cells = [(row.name, _level_text(row)) for row in rows]
    return [LevelTable("Levels from 1 to 5, at first and now", ("Skill", "Levels"), cells, (), rows)]


def _level(level: SkillLevel, voice: Voice) -> Level:
    views = [MentorView(view.mentor, view.level.now) for view in level.mentors if view.level.now is not None]
    if not views and level.mentor.now is not None:
        views = [MentorView(level.rater or voice.mentor.removeprefix("your "), level.mentor.now)]
    return Level(level.name, level.self.then, level.self.now, views)


def _level_text(level: Level) -> str:
    """ "2 to 3, Ruth says 4" """
    own = ""
    if level.now is not None:
        own = str(level.now) if level.then in (None, level.now) else f"{level.then} to {level.now}"
    return ", ".join(filter(None, (own, *(f"{view.who} says {view.level}" for view in level.views))))


def _wins(wins: Sequence[Win], today: date) -> OutcomeList:
    return OutcomeList([*(_win(win, today) for win in wins[:_MAX_WINS]), *_more(len(wins) - _MAX_WINS)])


def _more(count: int) -> list[Outcome]:
    return [Outcome(f"and {count} more")] if count > 0 else []


def _win(win: Win, today: date) -> Outcome:
    celebration = win.how or ("celebrated" if win.state == "celebrated" else "still to celebrate")
    day = format_short_day(win.day, today)
    return Outcome(
        win.title, win.ref, f"{day} · {celebration}", (line(day), line(Span(celebration))), win.evidence or ""
    )


def _checkin_wins(wins: Sequence[NotedWin], today: date) -> OutcomeList:
    items = [Outcome(win.text, win.ref, format_short_day(win.day, today)) for win in wins[:_MAX_WINS]]
    return OutcomeList([*items, *_more(len(wins) - _MAX_WINS)])
