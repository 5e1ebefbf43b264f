"""The report as a document of sections, some of which are only for one medium."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import format_number, format_percent
from mentorlog.journal.queries.names import OWNER_VOICE, Voice
from mentorlog.render.answers import NextStep
from mentorlog.render.documents.document import (
    AppendixEntry,
    Block,
    ChangeTable,
    Chart,
    Curve,
    Document,
    Fact,
    FactList,
    GoalCard,
    GoalCards,
    Medium,
    Only,
    Outcome,
    OutcomeList,
    ReachedList,
    Section,
    Stroke,
    Table,
)
from mentorlog.render.terminal.page import RAG_WORDS, Heading, Line, Span, bare_text, line, ours
from mentorlog.report import wording
from mentorlog.report.model import CheckIns, GoalGrowth, NotedWin, Report, SkillLevel, Win
from mentorlog.report.terminal.sections import (
    figures_on_terminal,
    lead_line,
    report_heading,
    season_blocks,
    source_section,
    terminal_sections,
)
from mentorlog.report.words.headline import typographic_headline
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.report.goal_story import Story

_STROKES: tuple[Stroke, ...] = ("first", "second", "third")


def report_document(
    report: Report,
    entries: Sequence[AppendixEntry] = (),
    voice: Voice = OWNER_VOICE,
    *,
    charts: Sequence[Chart] = (),
    with_refs: bool = False,
    medium: Medium | None = None,
) -> Document:
    """The whole report, or everything about one goal; a terminal has `charts`, and the refs that figures stand on.

    Where the `medium` is known, sections of others alone are not made.
    """
    if report.story is not None:
        return _goal_document(report, report.story, entries, voice, charts)
    today = voice.day_to_read_from(report.today)
    sections = [
        *_plot_sections(charts),
        *_report_sections(report, today, voice, medium),
        *(figures_on_terminal(report, today, voice, with_refs=with_refs) if medium in (None, "terminal") else []),
        *([source_section(report, voice)] if with_refs else []),
    ]
    document = Document(
        f"Growth report of {voice.mentee}" if not voice.for_owner and voice.is_named else "Growth report",
        _subtitle(report),
        typographic_headline(voice.headline(report.headline), report.goals),
        [section for section in sections if section.blocks],
        entries,
        report_heading(report, voice),
        entry_count=len(report.refs()) if entries else 0,
        lead_line=lead_line(report, voice),
    )
    return _for_reader(document, voice)


def _report_sections(report: Report, today: date, voice: Voice, medium: Medium | None) -> list[Section]:
    """The sections that do not depend on options; those that nothing is said in have no blocks."""
    running = [goal for goal in report.goals if goal.ended_on is None]
    reached = [goal for goal in report.goals if goal.ended_on is not None and goal.state == "achieved"]
    dropped = [goal for goal in report.goals if goal.ended_on is not None and goal.state != "achieved"]
    cards = _goal_cards(running, today, voice, with_charts=medium != "terminal")
    before: list[Section] = []  # the comparison, which all media have
    after: list[Section] = []
    if medium in (None, "terminal"):
        before += terminal_sections(report, today, voice, cards)
    if medium in (None, "markdown"):
        facts = [fact for fact in wording.period_facts(report, voice) if fact.label != "Skills"]
        before += [
            Section("Season", season_blocks(report, today), only="markdown"),
            Section("Reached", [_past_goals(reached, today, voice)] if reached else [], only="markdown"),
            Section("Goals", cards, only="markdown"),
            Section("Let go", [_past_goals(dropped, today, voice)] if dropped else [], only="markdown"),
            Section("In this period", [FactList(facts)], only="markdown"),
        ]
        after += [
            Section("Skills", _skill_blocks(report.skills, voice), only="markdown"),
            Section("How it felt", mood_blocks(report.checkins), only="markdown"),
            Section("Achievements", [_wins(report, today, voice)] if report.achievements else [], only="markdown"),
            Section("Also went well", [_checkin_wins(report.wins, today)] if report.wins else [], only="markdown"),
        ]
    if medium in (None, "web"):
        from mentorlog.report.web.sections import season_section, web_sections

        before += [
            season_section(report, today, voice),
            Section("Goals", [*_goal_results(reached, today, voice), *cards], only="web"),
        ]
        after += web_sections(report, today, voice)
    return [*before, *_comparison_sections(report), *after]


def _subtitle(report: Report) -> str:
    """With whom, as far as that is short, and when."""
    period = wording.period_text(report.since, report.until)
    return f"with {' and '.join(report.mentors)} · {period}" if 0 < len(report.mentors) < 3 else period


def _for_reader(document: Document, voice: Voice) -> Document:
    """The document as its reader can use it: refs for its owner, or where they lead to the entries on the page."""
    if voice.for_owner or document.entries:
        return document
    from mentorlog.render.documents.without_refs import without_refs

    return without_refs(document)


def next_steps(report: Report) -> list[NextStep]:
    """Where to look closer: the goal furthest behind, or the first one."""
    rank = {"red": 0, "amber": 1}
    running = sorted((goal for goal in report.goals if goal.state == "agreed"), key=lambda goal: rank.get(goal.rag, 2))
    if len(report.goals) < 2 or not running:
        return []
    why = "look closer at what needs a talk" if running[0].rag in rank else "look closer"
    return [NextStep(f"mentorlog report --goal {running[0].ref}", why)]


def report_charts(report: Report) -> list[Chart]:
    """A burn-up of each goal, those that run first, then mood, energy and trust, each where there are enough values."""
    from mentorlog.report.terminal.charts import chart_with_labels

    goals = sorted(report.goals, key=lambda goal: goal.ended_on is not None)
    charts = [chart_with_labels(chart, goal) for goal in goals if (chart := burn_up_chart(goal, report.today))]
    return charts + [chart_with_labels(block) for block in mood_blocks(report.checkins) if isinstance(block, Chart)]


def _plot_sections(charts: Sequence[Chart]) -> list[Section]:
    """The charts in a terminal, where they are asked for."""
    if not charts:
        return []
    from mentorlog.report.terminal.charts import plot_section

    return [plot_section(charts)]


def _comparison_sections(report: Report, only: Only | None = None) -> list[Section]:
    """The period beside the one before it, where that was asked for."""
    if report.comparison is None:
        return []
    rows = wording.comparison_rows(report.comparison)
    before = wording.period_text(report.comparison.since, report.comparison.until)
    table = ChangeTable(f"Before: {before}", ("What", "Before", "Now", "Moved", "Better"), rows, (1, 2, 3))
    return [Section("Beside the period before", [table], aside=before, only=only)]


def _goal_document(
    report: Report, story: "Story", entries: Sequence[AppendixEntry], voice: Voice, charts: Sequence[Chart]
) -> Document:
    from mentorlog.report.goal_story import story_sections

    period = wording.period_text(report.since, report.until)
    today = voice.day_to_read_from(report.today)
    name = Span(story.goal.title, "title")
    title = line(ours("", alt=f"{story.goal.ref}: "), name, Span(f"  {story.goal.ref}", "dim", alt=""))
    cards = _goal_cards(report.goals, today, voice)
    unnamed = [GoalCards([replace(_goal_card(goal, today, voice), ref="", title="") for goal in report.goals])]
    document = Document(
        story.goal.title,
        f"Goal {story.goal.ref}, {period}" if voice.for_owner else period,
        typographic_headline(voice.headline(report.headline), report.goals) if report.goals else "",
        [
            *([Section("Where it stands", cards, only="page")] if cards else []),
            *_plot_sections(charts),
            *([Section("", unnamed, only="terminal")] if cards else []),
            *_comparison_sections(report, "page"),
            *story_sections(story, today, voice),
            *_comparison_sections(report, "terminal"),
        ],
        entries,
        Heading(title if voice.for_owner else line(name), line(ours(period, "dim"))),
    )
    return _for_reader(document, voice)


# Goals


def _goal_cards(goals: Sequence[GoalGrowth], today: date, voice: Voice, *, with_charts: bool = True) -> list[Block]:
    if not goals:
        return []
    cards = [_goal_card(goal, today, voice) for goal in goals]
    return [GoalCards([_with_chart(*pair, today) for pair in zip(cards, goals, strict=True)] if with_charts else cards)]


def _with_chart(card: GoalCard, goal: GoalGrowth, today: date) -> GoalCard:
    """A card with what a page draws and a terminal does not: the burn-up, and the sentence below it."""
    from mentorlog.report.web.goals import goal_summary

    return replace(card, chart=burn_up_chart(goal, today), summary=goal_summary(goal, today))


def _goal_card(goal: GoalGrowth, today: date, voice: Voice) -> GoalCard:
    own_word = wording.own_word_text(goal, voice)
    by_own_word = [line(ours(f"reached {own_word}"))] if own_word else []
    if goal.own_word:
        by_own_word.append(line(Span(goal.own_word)))
    paused = goal.state == "paused"
    return GoalCard(
        goal.ref,
        goal.title,
        goal.progress,
        "" if goal.progress is None else format_percent(goal.progress),
        goal.expected if goal.state == "agreed" else None,
        "none" if paused else goal.rag,
        "paused" if paused else wording.END_WORDS[goal.state] if goal.ended_on else RAG_WORDS[goal.rag],
        [*wording.goal_lines(goal, today), *by_own_word],
    )


def burn_up_chart(goal: GoalGrowth, today: date) -> Chart | None:
    """A goal's values, or its steps done, beside the straight line of its plan; None for fewer than two values."""
    values = _burn_up_points(goal)
    target = goal.target if goal.target is not None else float(goal.steps.total)
    if len(values) < 2:
        return None
    curves = [Curve("Value" if goal.target is not None else "Steps done", "value", values)]
    baseline = goal.baseline if goal.target is not None else 0.0
    if goal.keep:
        ends = [(goal.start, target), (max(values[-1][0], goal.due or goal.start), target)]
        curves.append(Curve("To keep", "plan", ends))
    elif goal.due and goal.due > goal.start:
        curves.append(Curve("Plan", "plan", [(goal.start, baseline), (goal.due, target)]))
    from mentorlog.report.web.goals import forecast_curve

    if forecast := forecast_curve(goal):
        curves.append(forecast)
    unit = goal.unit or ("" if goal.target is not None else "steps")
    return Chart(f"Burn-up of {goal.title}", _burn_up_text(values, target, unit, goal, today), curves, unit)


def _burn_up_points(goal: GoalGrowth) -> list[tuple[date, float]]:
    if goal.target is None:
        return [(goal.start, 0.0)] + [(day, float(at)) for at, day in enumerate(goal.steps.days, 1)]
    start = [] if goal.points and goal.points[0][0] <= goal.start else [(goal.start, goal.baseline)]
    return start + goal.points


def _burn_up_text(values: list[tuple[date, float]], target: float, unit: str, goal: GoalGrowth, today: date) -> str:
    (first_day, first), (last_day, last) = values[0], values[-1]
    unit_text = f" {unit}" if unit else ""
    due = f", due {format_short_day(goal.due, today)}" if goal.due else ""
    return (
        f"From {format_number(first)} on {format_short_day(first_day, today)} to {format_number(last)} on"
        f" {format_short_day(last_day, today)}; the aim is {format_number(target)}{unit_text}{due}."
    )


def _past_goals(goals: Sequence[GoalGrowth], today: date, voice: Voice) -> OutcomeList:
    return OutcomeList([_past_goal(goal, today, voice) for goal in goals], has_figures=True)


def _goal_results(goals: Sequence[GoalGrowth], today: date, voice: Voice) -> list[Block]:
    """The goals that were reached, a line each; why one below its target was called so stands beside its title."""
    items = [_past_goal(goal, today, voice) for goal in goals]
    return [ReachedList([replace(item, note=item.note.partition("\n")[0]) for item in items])] if items else []


def _past_goal(goal: GoalGrowth, today: date, voice: Voice) -> Outcome:
    """A goal with its end; what was reached below its target is said to be so by the mentee's own word."""
    end = wording.goal_end_text(goal, today)
    share = wording.own_word_text(goal, voice) or ("" if goal.progress is None else format_percent(goal.progress))
    facts = line(ours(end, "good" if goal.state == "achieved" else "dim")), line(ours(share, "title")) if share else ()
    result = bare_text(wording.goal_result_line(goal, today))
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
            wording.level_change_text(level.self),
            ", ".join(wording.level_change_text(view.level, f"{view.mentor} ") for view in level.mentors)
            or wording.level_change_text(level.mentor),
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


def mood_blocks(checkins: CheckIns) -> list[Block]:
    """Mood, energy and trust over time, in words and as a chart."""
    phrases, curves = [], []
    for (label, values), stroke in zip(wording.mood_series(checkins), _STROKES, strict=False):
        if len(values) >= wording.MIN_TREND_VALUES:
            phrases.append(f"{label} {values[0][1]} to {values[-1][1]}")
            curves.append(Curve(label, stroke, [(day, float(value)) for day, value in values]))
        else:
            phrases.append(f"{label} {', '.join(str(value) for _, value in values)}, too few for a trend")
    if not phrases:
        return []
    text = f"From 1 to 5: {', '.join(phrases)}."
    facts = [Fact("Check-ins", f"{checkins.count} taken" if curves else text, [("taken", checkins.taken)])]
    charts = [Chart("Mood, energy and trust", text, curves, "", (1.0, 5.0))] if curves else []
    return [FactList(facts), *charts]


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
