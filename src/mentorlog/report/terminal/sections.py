"""The sections that only a terminal has: what happened when, what was reached, how it stands, what waits."""

import re
from collections.abc import Sequence
from datetime import date

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.pace import BEHIND
from mentorlog.journal.queries.names import Voice
from mentorlog.journal.queries.season import is_worth_drawing
from mentorlog.render.documents.document import (
    Block,
    FactLine,
    FactLines,
    FactList,
    Level,
    LevelTable,
    MentorView,
    Section,
)
from mentorlog.render.terminal.page import RAG_ROLES, Heading, Line, Role, Span, line, ours
from mentorlog.report import wording
from mentorlog.report.model import GoalGrowth, Report, SkillLevel, Win
from mentorlog.report.terminal.numbers import figure_facts, waiting_facts
from mentorlog.report.words.headline import typographic_headline
from mentorlog.report.words.season import season_block

_MAX_WINS = 5


def report_heading(report: Report, voice: Voice) -> Heading:
    """The title, with whom, and the period at the right."""
    title = ours("Growth report", "title")
    whom = (
        (ours("   with ", "dim", " with "), Span(" and ".join(report.mentors), "dim"))
        if 0 < len(report.mentors) < 3
        else ()
    )
    left = (title, *whom) if voice.for_owner else (title, *_whose(voice))
    return Heading(left, line(ours(wording.period_text(report.since, report.until), "dim")))


def _whose(voice: Voice) -> Line:
    return line(ours(" of ", "title"), Span(voice.mentee, "title")) if voice.is_named else ()


def lead_line(report: Report, voice: Voice) -> Line:
    """The leading sentence; who needs a talk stands in the colour of their status."""
    text = typographic_headline(voice.headline(report.headline), report.goals)
    head, between, tail = text.rpartition("; ")
    worst = [rag for rag in BEHIND if any(goal.rag == rag and goal.state == "agreed" for goal in report.goals)]
    if not worst or not tail.endswith((" needs a talk.", " need a talk.")):
        return _with_own_quotes(text)
    role = RAG_ROLES[worst[0]]
    return (*_with_own_quotes(f"{head}{between}"), *_with_own_quotes(tail.removesuffix("."), role), ours("."))


def _with_own_quotes(text: str, role: Role = "") -> Line:
    """A text whose quotation marks are the program's own, and plain ones where a terminal has no others."""
    marks = {"“": '"', "”": '"'}
    return tuple(
        ours(part, role, marks[part]) if part in marks else Span(part, role)
        for part in re.split("([“”])", text)
        if part
    )


def terminal_sections(report: Report, today: date, voice: Voice, goal_cards: Sequence[Block]) -> list[Section]:
    """The season, and the goals: first those that were reached, then those that run, last those that were let go."""
    ended = [goal for goal in report.goals if goal.ended_on is not None]
    reached = [goal for goal in ended if goal.state == "achieved"]
    dropped = [goal for goal in ended if goal.state != "achieved"]
    season = season_blocks(report, today)
    cells = max((len(goal.ref) for goal in report.goals), default=0) if voice.for_owner else 0
    blocks = [
        *([past_goals(reached, today, voice, cells)] if reached else []),
        *goal_cards,
        *([past_goals(dropped, today, voice, cells)] if dropped else []),
    ]
    has_lines = bool(season and report.season and report.season.goals)  # which are under that heading
    return [
        Section("", season, only="terminal"),
        Section("Goals", blocks, short_title="" if has_lines else None, only="terminal"),
    ]


def figures_on_terminal(report: Report, today: date, voice: Voice, *, with_refs: bool) -> list[Section]:
    """Skills, what happened in figures, what waits, what went well."""
    return [
        skill_section(report.skills, voice),
        figure_section(report, today, voice),
        win_section(report, today, with_refs=with_refs),
    ]


def season_blocks(report: Report, today: date) -> list[Block]:
    """Months on one line of time, where there are enough of them."""
    season = report.season
    return [season_block(season, today)] if season is not None and is_worth_drawing(season) else []


def past_goals(goals: Sequence[GoalGrowth], today: date, voice: Voice, cells: int) -> FactLines:
    """Goals that were reached or let go, each with its day and its last value; refs take so many cells."""
    return FactLines([_past_goal(goal, today, voice, cells) for goal in goals], hang=cells + 2 if cells else 0)


def _past_goal(goal: GoalGrowth, today: date, voice: Voice, cells: int) -> FactLine:
    reached = goal.state == "achieved"
    end = wording.goal_end_text(goal, today)
    shape = ours(f"◆ {end}", "good", end) if reached else ours(f"╳ {end}", "dim", end)
    own_word = wording.own_word_text(goal, voice)
    ref = line(Span(goal.ref, "dim"), ours(" " * (cells + 2 - len(goal.ref)), alt=": ")) if cells else ()
    facts = [
        line(shape),
        wording.goal_result_line(goal, today),
        line(ours(own_word)),
        line(Span(goal.own_word, "quote")) if goal.own_word else (),
    ]
    return FactLine(goal.title, goal.ref, end, (*ref, Span(goal.title, "title" if reached else "")), facts)


def skill_section(levels: Sequence[SkillLevel], voice: Voice) -> Section:
    """The levels on their scale."""
    if not levels:
        return Section("", [], only="terminal")
    rows = [_level(level, voice) for level in levels]
    return Section("Skills", [LevelTable("Skills", (), [], (), rows)], short_title="", only="terminal")


def _level(level: SkillLevel, voice: Voice) -> Level:
    views = [MentorView(view.mentor, view.level.now) for view in level.mentors if view.level.now is not None]
    if not views and level.mentor.now is not None:
        views = [MentorView(level.rater or voice.mentor, level.mentor.now)]
    return Level(level.name, level.self.then, level.self.now, views)


def figure_section(report: Report, today: date, voice: Voice) -> Section:
    """The figures of the period, and for the owner what waits."""
    figures, waiting = figure_facts(report), waiting_facts(report) if voice.for_owner else []
    lines = [FactLine("", facts=figures)] if figures else []
    blocks = [FactLines(lines, "   ")] if lines else []
    if waiting:
        blocks.append(FactLines([FactLine("", head=line(ours("waiting", "warn")), facts=waiting)], hang=9))
    period = f"Since {format_short_day(report.since, today)}" if report.until >= report.today else "In this period"
    return Section(period, blocks, only="terminal")


def win_section(report: Report, today: date, *, with_refs: bool) -> Section:
    """The achievements with their day and how they were celebrated; then what else went well, in one line."""
    lines = [_win(win, today, with_refs=with_refs) for win in report.achievements[:_MAX_WINS]]
    if more := len(report.achievements) - len(lines):
        lines.append(
            FactLine(
                "", facts=[line(ours(f"  and {more} more: mentorlog achievements list", "dim", f"and {more} more"))]
            )
        )
    if report.wins:
        first, others = report.wins[0], len(report.wins) - 1
        rest = f"and {others} more: mentorlog checkin list" if others else format_short_day(first.day, today)
        also = line(ours("  also  ", "dim", "Also went well: "), Span(first.text))
        lines.append(FactLine("", head=also, facts=[line(ours(rest, "dim"))]))
    return Section("", [FactLines(lines, indent=0, hang=2)] if lines else [], only="terminal")


def _win(win: Win, today: date, *, with_refs: bool) -> FactLine:
    how = line(Span(win.how, "quote")) if win.how else line(_celebration(win))
    ref = line(Span(win.ref, "dim")) if with_refs else ()
    facts = [line(ours(format_short_day(win.day, today), "dim")), how, ref]
    return FactLine(win.title, win.ref, "", line(ours("★ ", "win"), Span(win.title, "title")), facts)


def _celebration(win: Win) -> str:
    return "celebrated" if win.state == "celebrated" else "not celebrated yet"


def source_section(report: Report, voice: Voice) -> Section:
    """The figures with the refs that they stand on."""
    facts = [*wording.period_facts(report, voice), *wording.mood_facts(report.checkins)]
    return Section("What the figures stand on", [FactList(facts)], only="terminal")
