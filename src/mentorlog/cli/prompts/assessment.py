"""Walking through the names of a framework, a level each, and what the largest gaps are."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.errors import Interrupted, UsageError
from mentorlog.journal.competences import resolve_name
from mentorlog.journal.frameworks import Framework
from mentorlog.journal.model.forms import DUE_DAY, SCORE
from mentorlog.journal.model.records.goals import Goal
from mentorlog.journal.model.records.skills import LEVEL_DESCRIPTIONS, Aspect, RatedBy, Rating, Skill
from mentorlog.journal.text import fold_text
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import line, ours

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

USUAL_TARGET = 3  # a good aim for a first year, where a skill has none of its own
_MAX_GAPS = 3
GOAL_DUE = "in 6 months"


class View(NamedTuple):
    """Whose level it is, and of what."""

    by: RatedBy
    mentor: int | None
    aspect: Aspect


class SkillGap(NamedTuple):
    """A skill and how far it is below the level to reach."""

    skill: Skill
    level: int
    target: int


def last_levels(journal: "Journal", view: View) -> dict[int, int]:
    """The latest level of each skill in this view, by the skill's number."""
    rows = journal.store.rows(
        "SELECT skill, value FROM ratings WHERE \"by\" = ? AND mentor IS ? AND coalesce(aspect, 'application') = ?"
        " ORDER BY day, number",
        (view.by, view.mentor, view.aspect),
    )
    return dict(rows)


def ask_levels(talk: "Conversation", journal: "Journal", framework: Framework, view: View) -> dict[str, int]:
    """The levels by the framework's names; a name that is left out has none, Enter keeps the last."""
    skills = {fold_text(skill.name): skill.number for skill in journal.read(Skill)}
    last = last_levels(journal, view)
    for at, words in enumerate(LEVEL_DESCRIPTIONS):
        print_note(line(ours(f"  {at}  ", "dim", f"{at}: "), ours(words)))

    def ask_all() -> dict[str, int]:
        levels = {}
        for group, names in framework.groups.items():
            for name in names:
                before = last.get(skills.get(fold_text(name), 0))
                level = talk.ask(
                    f"level {name}", f"{name}, 0 to 5", SCORE.reader(journal),
                    about=f"{group}. {'; '.join(f'{at} {words}' for at, words in enumerate(LEVEL_DESCRIPTIONS))}.",
                    offer="" if before is None else str(before),
                )  # fmt: skip
                if level is not None:
                    levels[name] = level
        return levels

    return talk.hold(ask_all)


def parse_levels(journal: "Journal", framework: Framework, texts: Sequence[str]) -> dict[str, int]:
    """Levels as options give them, "risk=2", by the framework's names. Raises UsageError and what a name raises."""
    levels = {}
    for text in texts:
        name, sign, level = text.rpartition("=")
        if not sign or not name.strip():
            raise UsageError("--level: a name and its level are written NAME=0-5.", "Like this: --level risk=2")
        levels[resolve_name(name, framework.competences, framework.key)] = SCORE.parse(level, journal)
    return levels


def save_levels(
    journal: "Journal", framework: Framework, view: View, levels: Mapping[str, int], day: date
) -> list[Rating]:
    """Keep the levels that differ from the last ones, as one change; a name without a skill becomes one."""
    with journal.change("skills assess") as change:
        skills = {fold_text(skill.name): skill for skill in journal.read(Skill)}
        last = last_levels(journal, view)
        ratings = []
        for name, level in levels.items():
            skill = skills.get(fold_text(name)) or change.add(Skill(name=name, frameworks=f"{framework.body}: {name}"))
            if last.get(skill.number) != level:
                ratings.append(
                    change.add(
                        Rating(
                            skill=skill.number, day=day, value=level, by=view.by, mentor=view.mentor, aspect=view.aspect
                        )
                    )
                )
    return ratings


def largest_gaps(journal: "Journal", framework: Framework, view: View) -> list[SkillGap]:
    """The skills of a framework that are farthest below the level to reach, and no open goal is for, three at most."""
    last = last_levels(journal, view)
    names = {fold_text(name) for name in framework.competences}
    pursued = set(journal.store.column("SELECT skill FROM goals WHERE state = 'agreed' AND skill IS NOT NULL"))
    gaps = [
        SkillGap(skill, last[skill.number], target)
        for skill in journal.read(Skill)
        if fold_text(skill.name) in names and skill.number in last and skill.number not in pursued
        and (target := skill.target or USUAL_TARGET) > last[skill.number]
    ]  # fmt: skip
    return sorted(gaps, key=lambda gap: gap.level - gap.target)[:_MAX_GAPS]


def ask_for_goals(gaps: Sequence[SkillGap]) -> list[SkillGap]:
    """The gaps that a goal is to be set for, asked one by one; whoever ends the questions keeps what they chose."""
    from mentorlog.cli.prompts.single import ask_yes_no

    chosen = []
    try:
        for gap in gaps:
            is_chosen = ask_yes_no(
                f"{gap.skill.name}: {gap.level}, aim {gap.target}. Make it a goal, {GOAL_DUE}",
                about="yes or y adds a goal, which you can word anew with edit. no or Enter leaves it as it is.",
            )
            chosen += [gap] if is_chosen else []
    except Interrupted:
        print_note(line(ours("Stopped. Your levels are noted.", "dim")))
    return chosen


def add_goals(journal: "Journal", gaps: Sequence[SkillGap]) -> dict[int, Goal]:
    """Add a goal for each of these gaps, as one change; by the number of its skill."""
    if not gaps:
        return {}
    today = journal.today
    with journal.change("goals add") as change:
        return {
            gap.skill.number: change.add(
                Goal(
                    title=gap.skill.name, start=today, due=DUE_DAY.parse(GOAL_DUE, journal), skill=gap.skill.number,
                    state="agreed", agreed_on=today, private=gap.skill.private or None,
                )
            )
            for gap in gaps
        }  # fmt: skip
