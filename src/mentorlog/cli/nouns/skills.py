"""`mentorlog skills`: what you grow in, as you and your mentor see it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import (
    NOTHING_SAID,
    Context,
    Ref,
    TextList,
    argument,
    option,
    start_conversation,
    word_option,
)
from mentorlog.cli.params.record_options import FrameworkOption, OnDay, Private, WithMentor
from mentorlog.cli.records.trends import TrendAnswer, skill_trend
from mentorlog.errors import UsageError
from mentorlog.journal.frameworks import body_framework, load_framework
from mentorlog.journal.model.forms import SCORE, TEXT, TITLE
from mentorlog.journal.model.record import record_to_json
from mentorlog.journal.model.records.skills import LEVEL_DESCRIPTIONS, Aspect, RatedBy, Rating, Skill
from mentorlog.journal.text import format_count
from mentorlog.render.answers import (
    Answer,
    ChangeAnswer,
    NextStep,
    PageAnswer,
    change_sentence,
    day_note,
    detail_lines,
)
from mentorlog.render.terminal.page import Line, Lines, Span, line, ours
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    from mentorlog.cli.prompts.assessment import SkillGap, View
    from mentorlog.journal.frameworks import Framework
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.goals import Goal

AspectOption = Annotated[
    Aspect | None, typer.Option("--aspect", help="Of what you know, or of what you do.", case_sensitive=False)
]
app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def add(
    ctx: Context,
    name: Annotated[str, argument("NAME", TITLE, "A skill of your own.")],
    frameworks: Annotated[str | None, option("--frameworks", TEXT, "Where it stands in a framework.")] = None,
    private: Private = False,
) -> Answer:
    """Add a skill beside the eight that are there."""
    journal = ctx.obj.open_journal()
    with journal.change("skills add") as change:
        skill = change.add(Skill(name=name, frameworks=frameworks, private=private or None))
    return ChangeAnswer(
        change_sentence("Added", skill), skill, next_step=NextStep(f"mentorlog skills rate {skill.ref} 2")
    )


@app.command()
def rate(
    ctx: Context,
    ref: Ref,
    value: Annotated[int, argument("LEVEL", SCORE, "0 to 5; see skills list for what they mean.")],
    by: Annotated[RatedBy, typer.Option("--from", help="Who says so.", case_sensitive=False)] = "self",
    mentor: WithMentor = None,
    on: OnDay = None,
    evidence: Annotated[str | None, option("--evidence", TEXT, "What shows it.")] = None,
    aspect: AspectOption = None,
) -> Answer:
    """Rate a skill, as you see it or as your mentor does."""
    journal = ctx.obj.open_journal()
    rated_by = _rating_mentor(ctx.obj, journal, by, mentor)
    with journal.change("skills rate") as change:
        number = journal.resolve_number("skill", ref)
        rating = change.add(
            Rating(
                skill=number,
                day=on or journal.today,
                value=value,
                by=by,
                aspect=aspect,
                evidence=evidence,
                mentor=rated_by,
            )
        )
        skill = journal.get(Skill, number)
    sentence = line(
        ours("Rated "),
        Span(skill.ref, "accent"),
        ours(" "),
        Span(skill.name, "title"),
        ours(f": {value}, {LEVEL_DESCRIPTIONS[value]}."),
    )
    return TrendAnswer(
        sentence,
        rating,
        skill_trend(journal, rating, skill),
        details=detail_lines(_rating_difference(skill), day_note("", on, journal.today)),
        next_step=_next_step(evidence, rating),
    )


@app.command()
def assess(
    ctx: Context,
    framework: FrameworkOption = None,
    aspect: AspectOption = None,
    by: Annotated[RatedBy, typer.Option("--from", help="Whose view it is.", case_sensitive=False)] = "self",
    mentor: WithMentor = None,
    on: OnDay = None,
    level: Annotated[
        TextList, word_option("--level", "NAME=0-5", "A name and its level; may be repeated.", "competences")
    ] = None,
) -> Answer:
    """Go through the names of a framework, a level each; without flags you are asked, and Enter keeps the last."""
    from mentorlog.cli.prompts import assessment

    journal = ctx.obj.open_journal()
    names = load_framework(framework) if framework else body_framework() or load_framework("apm")
    view = assessment.View(by, _rating_mentor(ctx.obj, journal, by, mentor), aspect or "application")

    with_flags = bool(level)
    if level:
        levels = assessment.parse_levels(journal, names, level)
        ratings = assessment.save_levels(journal, names, view, levels, on or journal.today)
    else:
        command = f"mentorlog skills assess --framework {names.key}"
        with start_conversation(
            ctx.obj, f"assess-{names.key}-{view.aspect}-{by}", command, NOTHING_SAID, "Give one flag: --level risk=2"
        ) as talk:
            levels = assessment.ask_levels(talk, journal, names, view)
            ratings = assessment.save_levels(journal, names, view, levels, on or journal.today)
    gaps = assessment.largest_gaps(journal, names, view)
    chosen = [] if with_flags or by == "mentor" else assessment.ask_for_goals(gaps)
    goals = assessment.add_goals(journal, chosen)
    note = day_note("", on, journal.today)
    answer = _assessment_answer(names, view, ratings, gaps, goals, note)
    if with_flags and by == "self" and gaps:
        answer.steps = [_goal_step(gap) for gap in gaps]
    return answer


def _assessment_answer(
    names: "Framework",
    view: "View",
    ratings: "list[Rating]",
    gaps: "Sequence[SkillGap]",
    goals: "Mapping[int, Goal]",
    note: Line,
) -> PageAnswer:
    """What was rated, the largest gaps, and the goals that were made of some."""
    count = format_count(len(ratings), "level")
    lines: list[Line] = [line(ours(f"Noted {count} of {names.body}'s {len(names.competences)} names, {view.aspect}."))]
    if note:
        lines.append((ours("  "), *note))
    if gaps:
        lines += [(), line(ours("The largest gaps", "title"))]
    for gap in gaps:
        goal = goals.get(gap.skill.number)
        lines.append(
            line(
                Span(f"{gap.skill.ref:<4} ", "dim"), Span(gap.skill.name),
                ours(f"   {gap.level}, aim {gap.target}", "dim"),
                ours("   now goal " if goal else ""), Span(goal.ref if goal else "", "accent"),
            )
        )  # fmt: skip
    data = {"framework": names.key, "aspect": view.aspect, "ratings": [record_to_json(rating) for rating in ratings],
            "gaps": [{"skill": gap.skill.ref, "level": gap.level, "target": gap.target} for gap in gaps]}  # fmt: skip
    step = NextStep(f"mentorlog skills list --framework {names.key}")
    return PageAnswer("skill.assessment", data, [Lines(lines)], [step])


def _goal_step(gap: "SkillGap") -> NextStep:
    """The command that makes a goal of a gap."""
    from mentorlog.cli.prompts.assessment import GOAL_DUE

    goal = f'mentorlog goals add "{gap.skill.name}" --skill {gap.skill.ref} --by "{GOAL_DUE}"'
    return NextStep(goal, "to make it a goal")


def _rating_mentor(cli: CliContext, journal: "Journal", by: RatedBy, mentor: str | None) -> int | None:
    """The mentor who says so; None for one's own rating."""
    if by == "self":
        if mentor is not None:
            raise UsageError("--mentor says whose view it is.", "Add --from mentor, or leave out --mentor.")
        return None
    from mentorlog.cli.params.mentor import resolve_mentor

    return resolve_mentor(cli, journal, mentor)


def _next_step(evidence: str | None, rating: Rating) -> NextStep:
    if not evidence:
        return NextStep(f'mentorlog edit {rating.ref} evidence="..."', "what shows it?")
    return NextStep("mentorlog skills list")


def _rating_difference(skill: Skill) -> Line:
    """A difference between the two views is something to talk about."""
    if skill.self_now is None or skill.mentor_now is None or skill.self_now == skill.mentor_now:
        return ()
    return line(f"You say {skill.self_now}, your mentor says {skill.mentor_now}. What do they see?")
