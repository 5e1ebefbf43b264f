"""The report as a terminal has it: what is seen at a glance, in fewer than forty-five lines.

It is a page of its own and no document, since other media show hardly any of it in this way. The report of one goal,
and what an option adds, are drawn from a document as everywhere.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.dates.format import format_age, format_period, format_short_day
from mentorlog.journal.queries.names import OWNER_VOICE, Voice
from mentorlog.journal.queries.season import is_worth_drawing
from mentorlog.render.documents.pictures.facts import FactRow, fact_rows
from mentorlog.render.documents.pictures.goals import goals_page
from mentorlog.render.documents.pictures.season import season_page
from mentorlog.render.documents.standings import Level, MentorView
from mentorlog.render.terminal.page import Gap, Heading, Line, Lines, Page, Span, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.report.model import GoalGrowth, Report, SkillLevel, Win
from mentorlog.report.words.goals import (
    goal_card,
    goal_end_text,
    goal_result_line,
    lead_line,
    own_word_text,
)
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.render.documents.document import Section

_MAX_WINS = 5
_MAX_FIGURES = 6
_MAX_WAITS = 3  # refs that a wait names; of more, the others are counted


def report_page(
    report: Report, screen: Screen, voice: Voice = OWNER_VOICE, *, plots: bool = False, with_refs: bool = False
) -> Page:
    """The whole report, or everything about one goal; `plots` adds charts, `with_refs` what its figures stand on."""
    if report.story is not None:
        from mentorlog.render.documents.terminal import document_page
        from mentorlog.report.charts.plots import report_charts
        from mentorlog.report.document import report_document

        return document_page(
            report_document(report, voice=voice, charts=report_charts(report) if plots else ()), screen
        )
    today = voice.day_to_read_from(report.today)
    page: Page = [_heading(report, voice), Gap(), Lines([lead_line(report, voice)])]
    if plots:
        from mentorlog.report.charts.plots import plot_sections, report_charts

        page += _sections_page(plot_sections(report_charts(report)), screen, voice)
    page += [*_season(report, today, screen, voice), *_goals(report, today, screen, voice)]
    if report.comparison is not None:
        from mentorlog.report.document import comparison_sections

        page += _sections_page(comparison_sections(report), screen, voice)
    page += [
        *_skills(report.skills, screen, voice),
        *_figures(report, today, screen, voice),
        *_wins(report, today, screen, with_refs=with_refs),
    ]
    if with_refs:
        from mentorlog.report.document import source_section

        page += _sections_page([source_section(report, voice)], screen, voice)
    return page


def _sections_page(sections: "Sequence[Section]", screen: Screen, voice: Voice) -> Page:
    """What is seldom asked for, drawn as any document has it."""
    from mentorlog.render.documents.terminal import sections_page

    if not voice.for_owner:
        from mentorlog.render.documents.without_refs import sections_without_refs

        sections = sections_without_refs(sections)
    return sections_page(sections, screen)


def _heading(report: Report, voice: Voice) -> Heading:
    """The title, with whom, and the period at the right."""
    title = ours("Growth report", "title")
    whom = (
        (ours("   with ", "dim", " with "), Span(" and ".join(report.mentors), "dim"))
        if 0 < len(report.mentors) < 3
        else ()
    )
    left = (title, *whom) if voice.for_owner else (title, *_whose(voice))
    return Heading(left, line(ours(format_period(report.since, report.until), "dim")))


def _whose(voice: Voice) -> Line:
    return line(ours(" of ", "title"), Span(voice.mentee, "title")) if voice.is_named else ()


def _title(text: str) -> Page:
    return [Gap(), Lines([line(Span(text, "title"))])]


def _season(report: Report, today: date, screen: Screen, voice: Voice) -> Page:
    """Months on one line of time, where there are enough of them."""
    if report.season is None or not is_worth_drawing(report.season):
        return []
    if screen.accessible:
        from mentorlog.report.document import season_section

        return _sections_page([season_section(report.season, today)], screen, voice)
    return [Gap(), *season_page(report.season, screen)]


def _goals(report: Report, today: date, screen: Screen, voice: Voice) -> Page:
    """The goals: first those that were reached, then those that run, last those that were let go."""
    if not report.goals:
        return []
    running = [goal_card(goal, today, voice) for goal in report.goals if goal.ended_on is None]
    reached = [goal for goal in report.goals if goal.ended_on is not None and goal.state == "achieved"]
    dropped = [goal for goal in report.goals if goal.ended_on is not None and goal.state != "achieved"]
    cells = max(len(goal.ref) for goal in report.goals) if voice.for_owner else 0
    has_lines = report.season is not None and is_worth_drawing(report.season) and report.season.goals
    page: Page = [Gap()] if has_lines else _title("Goals")  # which are under that heading
    if reached:
        page.append(_past_goals(reached, today, screen, voice, cells))
    if running:
        page += goals_page(running if voice.for_owner else [replace(goal, ref="") for goal in running], screen)
    if dropped:
        page.append(_past_goals(dropped, today, screen, voice, cells))
    return page


def _past_goals(goals: Sequence[GoalGrowth], today: date, screen: Screen, voice: Voice, cells: int) -> Lines:
    """Goals that were reached or let go, each with its day and its last value; refs take so many cells."""
    rows = [_past_goal(goal, today, voice, cells) for goal in goals]
    return fact_rows(rows, screen, hang=cells + 2 if cells else 0)


def _past_goal(goal: GoalGrowth, today: date, voice: Voice, cells: int) -> FactRow:
    reached = goal.state == "achieved"
    end = goal_end_text(goal, today)
    shape = ours(f"◆ {end}", "good", end) if reached else ours(f"╳ {end}", "dim", end)
    ref = line(Span(goal.ref, "dim"), ours(" " * (cells + 2 - len(goal.ref)), alt=": ")) if cells else ()
    facts = [
        line(shape),
        goal_result_line(goal, today),
        line(ours(own_word_text(goal, voice))),
        line(Span(goal.own_word, "quote")) if goal.own_word else (),
    ]
    return (*ref, Span(goal.title, "title" if reached else "")), facts


def _skills(levels: Sequence[SkillLevel], screen: Screen, voice: Voice) -> Page:
    """The levels on their scale."""
    if not levels:
        return []
    from mentorlog.render.documents.pictures.levels import levels_page

    return [Gap(), *levels_page("Skills", [_level(level, voice) for level in levels], screen)]


def _level(level: SkillLevel, voice: Voice) -> Level:
    views = [MentorView(view.mentor, view.level.now) for view in level.mentors if view.level.now is not None]
    if not views and level.mentor.now is not None:
        views = [MentorView(level.rater or voice.mentor, level.mentor.now)]
    return Level(level.name, level.self.then, level.self.now, views)


def _figures(report: Report, today: date, screen: Screen, voice: Voice) -> Page:
    """What happened in the period in figures, and for the owner what waits."""
    figures, waiting = _figure_facts(report), _waiting_facts(report) if voice.for_owner else []
    blocks: Page = [fact_rows([((), figures)], screen, separator="   ")] if figures else []
    if waiting:
        blocks.append(fact_rows([(line(ours("waiting", "warn")), waiting)], screen, hang=9))
    if not blocks:
        return []
    period = f"Since {format_short_day(report.since, today)}" if report.until >= report.today else "In this period"
    return [*_title(period), *blocks]


def _figure_facts(report: Report) -> list[Line]:
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


def _waiting_facts(report: Report) -> list[Line]:
    """What the owner can do now: the commands' verbs with the refs that they take."""
    if report.until < report.today:
        return []
    overdue = report.actions.overdue
    late = [f"do {action.ref}, {format_age(action.days)} late" for action in overdue[:_MAX_WAITS]]
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
    more = f" and {len(refs) - _MAX_WAITS} more" if len(refs) > _MAX_WAITS else ""
    return f"{verb} {', '.join(refs[:_MAX_WAITS])}{more}"


def _wins(report: Report, today: date, screen: Screen, *, with_refs: bool) -> Page:
    """The achievements with their day and how they were celebrated; then what else went well, in one line."""
    rows = [_win(win, today, with_refs=with_refs) for win in report.achievements[:_MAX_WINS]]
    if more := len(report.achievements) - len(rows):
        rows.append(((), [line(ours(f"  and {more} more: mentorlog achievements list", "dim", f"and {more} more"))]))
    if report.wins:
        first, others = report.wins[0], len(report.wins) - 1
        rest = f"and {others} more: mentorlog checkin list" if others else format_short_day(first.day, today)
        also = line(ours("  also  ", "dim", "Also went well: "), Span(first.text))
        rows.append((also, [line(ours(rest, "dim"))]))
    return [Gap(), fact_rows(rows, screen, indent=0, hang=2)] if rows else []


def _win(win: Win, today: date, *, with_refs: bool) -> FactRow:
    how = line(Span(win.how, "quote")) if win.how else line(_celebration(win))
    ref = line(Span(win.ref, "dim")) if with_refs else ()
    facts = [line(ours(format_short_day(win.day, today), "dim")), how, ref]
    return line(ours("★ ", "win"), Span(win.title, "title")), facts


def _celebration(win: Win) -> str:
    return "celebrated" if win.state == "celebrated" else "not celebrated yet"
