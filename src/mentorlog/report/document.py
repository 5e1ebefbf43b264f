"""The report as a document: of sections for Markdown, and of others for the web."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.dates.format import format_period, format_short_day
from mentorlog.journal.model.forms import format_percent
from mentorlog.journal.queries.names import OWNER_VOICE, Voice
from mentorlog.journal.queries.season import Season, is_worth_drawing
from mentorlog.render.documents.document import (
    AppendixEntry,
    Block,
    ChangeTable,
    Chart,
    ChartedGoal,
    Document,
    FactList,
    GoalCards,
    Only,
    Outcome,
    OutcomeList,
    ReachedList,
    Section,
    Table,
)
from mentorlog.render.terminal.page import Heading, Line, Span, bare_text, line, ours
from mentorlog.report.charts.curves import burn_up_chart, mood_blocks
from mentorlog.report.model import GoalGrowth, NotedWin, Report, SkillLevel, Win
from mentorlog.report.words.goals import (
    goal_card,
    goal_end_text,
    goal_result_line,
    lead_line,
    own_word_text,
    typographic_headline,
)
from mentorlog.report.words.period import comparison_rows, level_change_text, mood_facts, period_facts
from mentorlog.report.words.season import season_facts
from mentorlog.structs import asdict, replace

if TYPE_CHECKING:
    from mentorlog.report.goal_story import Story


def report_document(
    report: Report, entries: Sequence[AppendixEntry] = (), voice: Voice = OWNER_VOICE, *, charts: Sequence[Chart] = ()
) -> Document:
    """The whole report for Markdown and the web, or everything about one goal, which a terminal draws with `charts`."""
    if report.story is not None:
        return _goal_document(report, report.story, entries, voice, charts)
    today = voice.day_to_read_from(report.today)
    document = Document(
        f"Growth report of {voice.mentee}" if not voice.for_owner and voice.is_named else "Growth report",
        _subtitle(report),
        typographic_headline(voice.headline(report.headline), report.goals),
        [section for section in _report_sections(report, today, voice) if section.blocks],
        entries,
        entry_count=len(report.refs()) if entries else 0,
        lead_line=lead_line(report, voice),
    )
    return _for_reader(document, voice)


def _report_sections(report: Report, today: date, voice: Voice) -> list[Section]:
    """All sections; those that nothing is said in have no blocks."""
    from mentorlog.report.web.sections import season_picture_section, web_sections

    running = [goal for goal in report.goals if goal.ended_on is None]
    reached = [goal for goal in report.goals if goal.ended_on is not None and goal.state == "achieved"]
    dropped = [goal for goal in report.goals if goal.ended_on is not None and goal.state != "achieved"]
    cards = _goal_cards(running, today, voice)
    facts = [fact for fact in period_facts(report, voice) if fact.label != "Skills"]
    has_season = report.season is not None and is_worth_drawing(report.season)
    return [
        *([season_section(report.season, today)] if report.season and has_season else []),
        Section("Reached", [_past_goals(reached, today, voice)] if reached else [], only="markdown"),
        Section("Goals", cards, only="markdown"),
        Section("Let go", [_past_goals(dropped, today, voice)] if dropped else [], only="markdown"),
        Section("In this period", [FactList(facts)], only="markdown"),
        season_picture_section(report, today, voice),
        Section("Goals", [*_goal_results(reached, today, voice), *cards], only="web"),
        *comparison_sections(report),
        Section("Skills", _skill_blocks(report.skills, voice), only="markdown"),
        Section("How it felt", mood_blocks(report.checkins), only="markdown"),
        Section("Achievements", [_wins(report, today, voice)] if report.achievements else [], only="markdown"),
        Section("Also went well", [_checkin_wins(report.wins, today)] if report.wins else [], only="markdown"),
        *web_sections(report, today, voice),
    ]


def season_section(season: Season, today: date) -> Section:
    """Months of talks, moods and goals in words, where no picture can be drawn."""
    return Section("Season", [season_facts(season, today)], short_title="", only="text")


def source_section(report: Report, voice: Voice) -> Section:
    """The figures with the refs that they stand on, in a terminal."""
    facts = [*period_facts(report, voice), *mood_facts(report.checkins)]
    return Section("What the figures stand on", [FactList(facts)], only="terminal")


def _subtitle(report: Report) -> str:
    """With whom, as far as that is short, and when."""
    period = format_period(report.since, report.until)
    return f"with {' and '.join(report.mentors)} · {period}" if 0 < len(report.mentors) < 3 else period


def _for_reader(document: Document, voice: Voice) -> Document:
    """The document as its reader can use it: refs for its owner, or where they lead to the entries on the page."""
    if voice.for_owner or document.entries:
        return document
    from mentorlog.render.documents.without_refs import without_refs

    return without_refs(document)


def comparison_sections(report: Report, only: Only | None = None) -> list[Section]:
    """The period beside the one before it, where that was asked for."""
    if report.comparison is None:
        return []
    rows = comparison_rows(report.comparison)
    before = format_period(report.comparison.since, report.comparison.until)
    table = ChangeTable(f"Before: {before}", ("What", "Before", "Now", "Moved", "Better"), rows, (1, 2, 3))
    return [Section("Beside the period before", [table], aside=before, only=only)]


def _goal_document(
    report: Report, story: "Story", entries: Sequence[AppendixEntry], voice: Voice, charts: Sequence[Chart]
) -> Document:
    from mentorlog.report.goal_story import story_sections

    period = format_period(report.since, report.until)
    today = voice.day_to_read_from(report.today)
    name = Span(story.goal.title, "title")
    title = line(ours("", alt=f"{story.goal.ref}: "), name, Span(f"  {story.goal.ref}", "dim", alt=""))
    cards = _goal_cards(report.goals, today, voice)
    unnamed = [GoalCards([replace(_goal_with_chart(goal, today, voice), ref="", title="") for goal in report.goals])]
    document = Document(
        story.goal.title,
        f"Goal {story.goal.ref}, {period}" if voice.for_owner else period,
        typographic_headline(voice.headline(report.headline), report.goals) if report.goals else "",
        [
            *([Section("Where it stands", cards, only="page")] if cards else []),
            *_plot_sections(charts),
            *([Section("", unnamed, only="terminal")] if cards else []),
            *comparison_sections(report, "page"),
            *story_sections(story, today, voice),
            *comparison_sections(report, "terminal"),
        ],
        entries,
        Heading(title if voice.for_owner else line(name), line(ours(period, "dim"))),
    )
    return _for_reader(document, voice)


def _plot_sections(charts: Sequence[Chart]) -> list[Section]:
    if not charts:
        return []
    from mentorlog.report.charts.plots import plot_sections

    return plot_sections(charts)


# Goals


def _goal_cards(goals: Sequence[GoalGrowth], today: date, voice: Voice) -> list[Block]:
    if not goals:
        return []
    return [GoalCards([_goal_with_chart(goal, today, voice) for goal in goals])]


def _goal_with_chart(goal: GoalGrowth, today: date, voice: Voice) -> ChartedGoal:
    """A goal with what a page draws and a terminal does not."""
    from mentorlog.report.web.goals import goal_summary

    card = goal_card(goal, today, voice)
    return ChartedGoal(**asdict(card), chart=burn_up_chart(goal, today), summary=goal_summary(goal, today))


def _past_goals(goals: Sequence[GoalGrowth], today: date, voice: Voice) -> OutcomeList:
    return OutcomeList([_past_goal(goal, today, voice) for goal in goals], has_figures=True)


def _goal_results(goals: Sequence[GoalGrowth], today: date, voice: Voice) -> list[Block]:
    """The goals that were reached, a line each; why one below its target was called so stands beside its title."""
    items = [_past_goal(goal, today, voice) for goal in goals]
    return [ReachedList([replace(item, note=item.note.partition("\n")[0]) for item in items])] if items else []


def _past_goal(goal: GoalGrowth, today: date, voice: Voice) -> Outcome:
    """A goal with its end; what was reached below its target is said to be so by the mentee's own word."""
    end = goal_end_text(goal, today)
    share = own_word_text(goal, voice) or ("" if goal.progress is None else format_percent(goal.progress))
    facts = line(ours(end, "good" if goal.state == "achieved" else "dim")), line(ours(share, "title")) if share else ()
    result = bare_text(goal_result_line(goal, today))
    note = "\n".join(filter(None, (" · ".join(filter(None, (end, result, share))), goal.own_word)))
    return Outcome(goal.title, goal.ref, note, facts, goal.own_word or "")


# Skills, check-ins, achievements


def _skill_blocks(levels: list[SkillLevel], voice: Voice) -> list[Block]:
    if not levels:
        return []
    rows = [
        (
            level.ref,
            level.name,
            level_change_text(level.self),
            ", ".join(level_change_text(view.level, f"{view.mentor} ") for view in level.mentors)
            or level_change_text(level.mentor),
        )
        for level in levels
    ]
    return [
        Table(
            "Levels from 1 to 5, at first and now",
            ("Ref", "Skill" if voice.for_owner else "Skill, 1 to 5", voice.mentee_level, voice.mentor_level),
            rows,
        )
    ]


def _wins(report: Report, today: date, voice: Voice) -> OutcomeList:
    titles = {} if voice.for_owner else {goal.ref: f'"{goal.title}"' for goal in report.goals}
    return OutcomeList([_win(win, today, titles) for win in report.achievements], "mentorlog achievements list")


def _checkin_wins(wins: Sequence[NotedWin], today: date) -> OutcomeList:
    return OutcomeList(
        [Outcome(win.text, win.ref, format_short_day(win.day, today), (_dim_day(win.day, today), ())) for win in wins],
        "mentorlog checkin list",
    )


def _dim_day(day: date, today: date) -> Line:
    return line(ours(format_short_day(day, today), "dim"))


def _win(win: Win, today: date, goal_titles: dict[str, str]) -> Outcome:
    day, state = format_short_day(win.day, today), "celebrated" if win.state == "celebrated" else "to celebrate"
    parts = (day, f"for {goal_titles.get(win.goal, win.goal)}" if win.goal else "", win.how or state)
    note = "\n".join(filter(None, (" · ".join(filter(None, parts)), win.evidence)))
    celebration = line(Span(win.how, "quote") if win.how else ours(state, "dim"))
    return Outcome(win.title, win.ref, note, (line(ours(day, "dim")), celebration))
