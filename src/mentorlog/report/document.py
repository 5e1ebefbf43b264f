"""The report as a document, which Markdown and the web page draw."""

from collections.abc import Sequence
from datetime import date

from mentorlog.journal.dates.grammar import format_short_day
from mentorlog.journal.model.fields import format_number, format_percent
from mentorlog.render.documents.document import (
    AppendixEntry,
    Block,
    Bullet,
    Bullets,
    Chart,
    Curve,
    Document,
    Fact,
    FactList,
    GoalCard,
    GoalCards,
    Rag,
    Section,
    Stroke,
    Table,
)
from mentorlog.report import wording
from mentorlog.report.goal_story import Story, story_sections
from mentorlog.report.model import CheckIns, GoalGrowth, Report, Win
from mentorlog.report.relationship import SkillLevel
from mentorlog.report.wording import bare_text
from mentorlog.structs import asdict

_STATUS: dict[Rag, str] = {"green": "green", "amber": "amber", "red": "red", "none": "no plan"}
_STROKES: tuple[Stroke, ...] = ("first", "second", "third")
_TREND = 3  # values below which there is no trend to draw


def report_document(report: Report, entries: Sequence[AppendixEntry] = (), note: str = "") -> Document:
    """The whole report."""
    today = report.today
    running = [goal for goal in report.goals if goal.ended_on is None]
    ended = [goal for goal in report.goals if goal.ended_on is not None]
    if report.story is not None:
        return _goal_document(report, report.story, entries, note)
    told = [
        _nonempty_section("Goals", [GoalCards([_goal_card(goal, today) for goal in running])] if running else []),
        _nonempty_section(
            "Reached or let go", [Bullets([_past_goal_bullet(goal, today) for goal in ended])] if ended else []
        ),
        _nonempty_section(
            "In this period",
            [FactList([_fact_block(one) for one in wording.period_facts(report) if one.label != "Skills"])],
        ),
        *_comparison_sections(report),
        _nonempty_section("Skills", _skill_blocks(report.relationship.skills)),
        _nonempty_section("How it felt", mood_blocks(report.checkins)),
        _nonempty_section("Achievements", [Bullets([_win_bullet(win, today) for win in report.achievements])]),
    ]
    return Document(
        "Growth report",
        wording.period_text(report.since, report.until),
        report.headline,
        [section for section in told if section.blocks],
        entries,
        note,
    )


def _comparison_sections(report: Report) -> list[Section]:
    """The period beside the one before it, where that was asked for."""
    if report.comparison is None:
        return []
    rows = wording.comparison_rows(report.comparison)
    before = wording.period_text(report.comparison.since, report.comparison.until)
    heads = ("What", "Before", "Now", "Moved")
    return [Section("Beside the period before", [Table(f"Before: {before}", heads, rows, (1, 2, 3))])]


def _goal_document(report: Report, story: Story, entries: Sequence[AppendixEntry], note: str) -> Document:
    goals: list[Section] = [
        Section("Where it stands", [GoalCards([_goal_card(goal, report.today) for goal in report.goals])])
    ]
    return Document(
        story.goal.title,
        f"Goal {story.goal.ref}, {wording.period_text(report.since, report.until)}",
        report.headline if report.goals else "",
        [*(goals if report.goals else []), *_comparison_sections(report), *story_sections(story, report.today)],
        entries,
        note,
    )


def _nonempty_section(title: str, blocks: Sequence[Block]) -> Section:
    return Section(title, [block for block in blocks if _has_content(block)])


def _has_content(block: Block) -> bool:
    return not (isinstance(block, Bullets) and not block.items) and not (
        isinstance(block, FactList) and not block.facts
    )


def _fact_block(fact: wording.ReportFact) -> Fact:
    groups = [(word, refs) for word, refs in (*fact.groups, *fact.inline_groups) if refs]
    return Fact(fact.label, fact.plain_text, groups)


# Goals


def _goal_card(goal: GoalGrowth, today: date) -> GoalCard:
    status = "paused" if goal.state == "paused" else _STATUS[goal.rag]
    return GoalCard(
        goal.ref,
        goal.title,
        goal.progress,
        "" if goal.progress is None else format_percent(goal.progress),
        goal.expected if goal.state == "agreed" else None,
        "none" if goal.state == "paused" else goal.rag,
        status,
        [bare_text(line) for line in wording.goal_lines(goal, today)],
        burn_up_chart(goal, today),
    )


def burn_up_chart(goal: GoalGrowth, today: date) -> Chart | None:
    """A goal's values, or its steps done, beside the straight line of its plan; nothing where there is one value."""
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
    unit = goal.unit or ("" if goal.target is not None else "steps")
    return Chart(f"Burn-up of {goal.title}", _burn_up_text(values, target, unit, goal, today), curves, unit)


def _burn_up_points(goal: GoalGrowth) -> list[tuple[date, float]]:
    if goal.target is None:
        return [(goal.start, 0.0)] + [(day, float(at)) for at, day in enumerate(goal.steps.days, 1)]
    start = [] if goal.points and goal.points[0][0] <= goal.start else [(goal.start, goal.baseline)]
    return start + goal.points


def _burn_up_text(values: list[tuple[date, float]], target: float, unit: str, goal: GoalGrowth, today: date) -> str:
    (first_day, first), (last_day, last) = values[0], values[-1]
    counted = f" {unit}" if unit else ""
    due = f", due {format_short_day(goal.due, today)}" if goal.due else ""
    return (
        f"From {format_number(first)} on {format_short_day(first_day, today)} to {format_number(last)} on"
        f" {format_short_day(last_day, today)}; the aim is {format_number(target)}{counted}{due}."
    )


def _past_goal_bullet(goal: GoalGrowth, today: date) -> Bullet:
    told = f"{goal.state} {format_short_day(goal.ended_on or today, today)}"
    share = "" if goal.progress is None else f", {format_percent(goal.progress)}"
    return Bullet(goal.title, goal.ref, told + share)


# Skills, check-ins, achievements


def _skill_blocks(levels: list[SkillLevel]) -> list[Block]:
    if not levels:
        return []
    rows = [
        (
            level.ref,
            level.name,
            _level_change_text(level.self_then, level.self_now),
            _level_change_text(level.mentor_then, level.mentor_now),
        )
        for level in levels
    ]
    return [Table("Levels from 1 to 5, at first and now", ("Ref", "Skill", "As I see it", "As my mentor does"), rows)]


def _level_change_text(then: int | None, now: int | None) -> str:
    return "" if now is None else wording.level_change_text(then, now)


def mood_blocks(checkins: CheckIns) -> list[Block]:
    """Mood, energy and trust over time, in words and as a chart."""
    told = wording.mood_series(checkins)
    if not told:
        return []
    says = [
        f"{label} {values[0][1]} to {values[-1][1]}" if len(values) >= _TREND else
        f"{label} {', '.join(str(value) for _, value in values)}, too few for a trend"
        for label, values in told
    ]  # fmt: skip
    facts = FactList([Fact("Check-ins", f"{checkins.taken} taken", [("taken", checkins.refs)])])
    drawn = [
        Curve(label, stroke, [(day, float(value)) for day, value in values])
        for (label, values), stroke in zip(told, _STROKES, strict=False)
        if len(values) >= _TREND
    ]
    text = f"From 1 to 5: {', '.join(says)}."
    return [facts, Chart("Mood, energy and trust", text, drawn, "", (1.0, 5.0))] if drawn else [
        FactList([Fact("Check-ins", text, [("taken", checkins.refs)])])
    ]  # fmt: skip


def _win_bullet(win: Win, today: date) -> Bullet:
    how = win.how or ("celebrated" if win.state == "celebrated" else "to celebrate")
    told = [format_short_day(win.day, today), f"for {win.goal}" if win.goal else "", how]
    beside = " · ".join(filter(None, told))
    return Bullet(win.title, win.ref, f"{beside}\n{win.evidence}" if win.evidence else beside)


def report_refs(report: Report) -> set[str]:
    """The refs of all entries that the report stands on."""
    if report.story is not None:
        return report.story.refs()
    sessions, questions, feedback, shared = report.sessions, report.questions, report.feedback, report.relationship
    actions, lessons, challenges = shared.actions, shared.lessons, shared.challenges
    return {
        *(goal.ref for goal in report.goals),
        *sessions.held, *sessions.missed, *sessions.cancelled, *sessions.planned,
        *questions.added, *questions.answered, *questions.open,
        *feedback.received, *feedback.given, *feedback.waiting,
        *(win.ref for win in report.achievements), *report.checkins.refs,
        *(ref for side in (actions.mine, actions.theirs) for refs_ in asdict(side).values() for ref in refs_),
        *lessons.added, *lessons.applied, *lessons.waiting,
        *challenges.added, *challenges.open, *(ref for ref, _ in challenges.resolved),
        *(level.ref for level in shared.skills), *shared.contacts[0], *shared.contacts[1],
        *([shared.agreement.ref] if shared.agreement else []),
    }  # fmt: skip
