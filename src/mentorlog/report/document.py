"""The report as a document, which Markdown and the web page draw."""

from collections.abc import Sequence
from datetime import date

from mentorlog.journal.dates.grammar import format_short_day
from mentorlog.journal.model.fields import format_number, format_percent
from mentorlog.render.documents.document import (
    Block,
    Bullets,
    Chart,
    Curve,
    Document,
    Entry,
    Fact,
    Facts,
    Goal,
    Goals,
    Item,
    Rag,
    Section,
    Stroke,
    Table,
)
from mentorlog.report import wording
from mentorlog.report.goal_story import Story, sections
from mentorlog.report.model import CheckIns, Growth, Report, Win
from mentorlog.report.relationship import Level
from mentorlog.report.wording import text_of
from mentorlog.structs import asdict

_STATUS: dict[Rag, str] = {"green": "green", "amber": "amber", "red": "red", "none": "no plan"}
_STROKES: tuple[Stroke, ...] = ("first", "second", "third")
_TREND = 3  # values below which there is no trend to draw


def document(report: Report, entries: Sequence[Entry] = (), note: str = "") -> Document:
    """The whole report."""
    today = report.today
    running = [goal for goal in report.goals if goal.ended_on is None]
    ended = [goal for goal in report.goals if goal.ended_on is not None]
    if report.story is not None:
        return _of_one_goal(report, report.story, entries, note)
    told = [
        _section("Goals", [Goals([_goal(goal, today) for goal in running])] if running else []),
        _section("Reached or let go", [Bullets([_ended(goal, today) for goal in ended])] if ended else []),
        _section("In this period", [Facts([_fact(one) for one in wording.told(report) if one.label != "Skills"])]),
        *_beside(report),
        _section("Skills", _skills(report.relationship.skills)),
        _section("How it felt", felt(report.checkins)),
        _section("Achievements", [Bullets([_win(win, today) for win in report.achievements])]),
    ]
    return Document(
        "Growth report",
        wording.period(report.since, report.until),
        report.headline,
        [section for section in told if section.blocks],
        entries,
        note,
    )


def _beside(report: Report) -> list[Section]:
    """The period beside the one before it, where that was asked for."""
    if report.compared is None:
        return []
    rows = wording.moved_rows(report.compared)
    before = wording.period(report.compared.since, report.compared.until)
    heads = ("What", "Before", "Now", "Moved")
    return [Section("Beside the period before", [Table(f"Before: {before}", heads, rows, (1, 2, 3))])]


def _of_one_goal(report: Report, story: Story, entries: Sequence[Entry], note: str) -> Document:
    goals: list[Section] = [Section("Where it stands", [Goals([_goal(goal, report.today) for goal in report.goals])])]
    return Document(
        story.goal.title,
        f"Goal {story.goal.ref}, {wording.period(report.since, report.until)}",
        report.headline if report.goals else "",
        [*(goals if report.goals else []), *_beside(report), *sections(story, report.today)],
        entries,
        note,
    )


def _section(title: str, blocks: Sequence[Block]) -> Section:
    return Section(title, [block for block in blocks if _filled(block)])


def _filled(block: Block) -> bool:
    return not (isinstance(block, Bullets) and not block.items) and not (isinstance(block, Facts) and not block.facts)


def _fact(told: wording.Told) -> Fact:
    groups = [(word, refs) for word, refs in (*told.groups, *told.also) if refs]
    return Fact(told.label, told.plain, groups)


# Goals


def _goal(goal: Growth, today: date) -> Goal:
    status = "paused" if goal.state == "paused" else _STATUS[goal.rag]
    return Goal(
        goal.ref,
        goal.title,
        goal.progress,
        "" if goal.progress is None else format_percent(goal.progress),
        goal.expected if goal.state == "agreed" else None,
        "none" if goal.state == "paused" else goal.rag,
        status,
        [text_of(line) for line in wording.about(goal, today)],
        burn_up(goal, today),
    )


def burn_up(goal: Growth, today: date) -> Chart | None:
    """A goal's values, or its steps done, beside the straight line of its plan; nothing where there is one value."""
    values = _values(goal)
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
    return Chart(f"Burn-up of {goal.title}", _in_words(values, target, unit, goal, today), curves, unit)


def _values(goal: Growth) -> list[tuple[date, float]]:
    if goal.target is None:
        return [(goal.start, 0.0)] + [(day, float(at)) for at, day in enumerate(goal.steps.days, 1)]
    start = [] if goal.points and goal.points[0][0] <= goal.start else [(goal.start, goal.baseline)]
    return start + goal.points


def _in_words(values: list[tuple[date, float]], target: float, unit: str, goal: Growth, today: date) -> str:
    (first_day, first), (last_day, last) = values[0], values[-1]
    counted = f" {unit}" if unit else ""
    due = f", due {format_short_day(goal.due, today)}" if goal.due else ""
    return (
        f"From {format_number(first)} on {format_short_day(first_day, today)} to {format_number(last)} on"
        f" {format_short_day(last_day, today)}; the aim is {format_number(target)}{counted}{due}."
    )


def _ended(goal: Growth, today: date) -> Item:
    told = f"{goal.state} {format_short_day(goal.ended_on or today, today)}"
    share = "" if goal.progress is None else f", {format_percent(goal.progress)}"
    return Item(goal.title, goal.ref, told + share)


# Skills, check-ins, achievements


def _skills(levels: list[Level]) -> list[Block]:
    if not levels:
        return []
    rows = [
        (level.ref, level.name, _moved(level.self_then, level.self_now), _moved(level.mentor_then, level.mentor_now))
        for level in levels
    ]
    return [Table("Levels from 1 to 5, at first and now", ("Ref", "Skill", "As I see it", "As my mentor does"), rows)]


def _moved(then: int | None, now: int | None) -> str:
    return "" if now is None else wording.moved(then, now)


def felt(checkins: CheckIns) -> list[Block]:
    """Mood, energy and trust over time, in words and as a chart."""
    told = wording.moods(checkins)
    if not told:
        return []
    says = [
        f"{label} {values[0][1]} to {values[-1][1]}" if len(values) >= _TREND else
        f"{label} {', '.join(str(value) for _, value in values)}, too few for a trend"
        for label, values in told
    ]  # fmt: skip
    facts = Facts([Fact("Check-ins", f"{checkins.taken} taken", [("taken", checkins.refs)])])
    drawn = [
        Curve(label, stroke, [(day, float(value)) for day, value in values])
        for (label, values), stroke in zip(told, _STROKES, strict=False)
        if len(values) >= _TREND
    ]
    text = f"From 1 to 5: {', '.join(says)}."
    return [facts, Chart("Mood, energy and trust", text, drawn, "", (1.0, 5.0))] if drawn else [
        Facts([Fact("Check-ins", text, [("taken", checkins.refs)])])
    ]  # fmt: skip


def _win(win: Win, today: date) -> Item:
    how = win.how or ("celebrated" if win.state == "celebrated" else "to celebrate")
    told = [format_short_day(win.day, today), f"for {win.goal}" if win.goal else "", how]
    beside = " · ".join(filter(None, told))
    return Item(win.title, win.ref, f"{beside}\n{win.evidence}" if win.evidence else beside)


def refs(report: Report) -> set[str]:
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
