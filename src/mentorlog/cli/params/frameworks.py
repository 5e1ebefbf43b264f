"""The names of a framework in their groups, each with the levels of the skill that is called like that."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from mentorlog.journal.frameworks import Framework, load_framework
from mentorlog.journal.model.records.skills import LEVEL_DESCRIPTIONS, Skill
from mentorlog.journal.text import fold_text, format_count
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.documents.pictures.levels import levels_page
from mentorlog.render.documents.standings import Level, MentorView
from mentorlog.render.terminal.page import Gap, Heading, Lines, Page, Span, line, ours
from mentorlog.render.terminal.screen import Screen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

Views = Mapping[str, Mapping[int, tuple[int, int]]]  # by the mentor's name: the first and latest level of each skill


def framework_answer(journal: "Journal", name: str, views: Views, mentor: str) -> Answer:
    """A framework with the levels of its competences; `mentor` is what to call the only one. Raises UsageError."""
    framework = load_framework(name)
    skills = {fold_text(skill.name): skill for skill in cast("list[Skill]", journal.read(Skill))}

    last_time = _levels_last_time(journal)

    def page(screen: Screen) -> Page:
        return _page(framework, skills, last_time, views, mentor, screen)

    rated = [skill for skill in _skills_by_name(framework, skills).values() if skill.self_now is not None]
    words = "from time to time" if rated else "in ten minutes"
    step = NextStep(f"mentorlog skills assess --framework {framework.key}", words)
    answer = PageAnswer("skill.framework", _to_json(framework, skills), page, (step,))
    answer.use_pager = True
    return answer


def _skills_by_name(framework: Framework, skills: Mapping[str, Skill]) -> dict[str, Skill]:
    """The journal's skills by the framework's names."""
    return {name: skills[fold_text(name)] for name in framework.competences if fold_text(name) in skills}


def _levels_last_time(journal: "Journal") -> dict[int, int]:
    """The level of each skill, as its owner saw it, before the latest one; the only one where there is one."""
    rows = journal.store.rows(
        "SELECT skill, value FROM ratings WHERE \"by\" = 'self' AND aspect IS NOT 'knowledge' ORDER BY day, number"
    )
    levels: dict[int, list[int]] = {}
    for skill, value in rows:
        levels.setdefault(skill, []).append(value)
    return {skill: values[-2:][0] for skill, values in levels.items()}


def _page(
    framework: Framework, skills: Mapping[str, Skill], last_time: Mapping[int, int], views: Views, mentor: str,
    screen: Screen,
) -> Page:  # fmt: skip
    count = format_count(len(framework.competences), "name")
    page: Page = [Heading(line(Span(framework.name, "title")), line(ours(count, "dim")))]
    by_name = _skills_by_name(framework, skills)
    for group, names in framework.groups.items():
        levels = [_level(name, by_name.get(name), last_time, views, mentor) for name in names]
        page += [Gap(), *levels_page(group, levels, screen)]
    anchors = [line(ours(f"{at}  ", "dim", f"{at}: "), ours(text)) for at, text in enumerate(LEVEL_DESCRIPTIONS)]
    return [*page, Gap(), Lines(anchors)]


def _level(name: str, skill: Skill | None, last_time: Mapping[int, int], views: Views, mentor: str) -> Level:
    if skill is None:
        return Level(name, None, None, [], "")
    mentor_views = [
        MentorView(mentor_name, levels[skill.number][1])
        for mentor_name, levels in views.items()
        if skill.number in levels
    ]
    if not views and skill.mentor_now is not None:
        mentor_views = [MentorView(mentor, skill.mentor_now)]
    if skill.target is not None:
        mentor_views = [*mentor_views, MentorView("aim", skill.target, is_aim=True)]
    return Level(name, last_time.get(skill.number, skill.self_now), skill.self_now, mentor_views, skill.ref)


def _to_json(framework: Framework, skills: Mapping[str, Skill]) -> dict[str, Any]:
    by_name = _skills_by_name(framework, skills)
    competences = [
        {
            "name": name,
            "group": group,
            "skill": by_name[name].ref if name in by_name else None,
            "self": by_name[name].self_now if name in by_name else None,
            "mentor": by_name[name].mentor_now if name in by_name else None,
            "target": by_name[name].target if name in by_name else None,
        }
        for group, names in framework.groups.items()
        for name in names
    ]
    return {"framework": framework.key, "name": framework.name, "body": framework.body, "competences": competences}
