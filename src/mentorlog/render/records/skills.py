"""The list of skills: each on its scale."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from mentorlog.journal.model.records.skills import LEVEL_DESCRIPTIONS, Skill
from mentorlog.render.records.listing import Listing
from mentorlog.render.terminal.page import Gap, Lines, Page, line, ours
from mentorlog.render.terminal.screen import Screen

if TYPE_CHECKING:
    from mentorlog.render.documents.standings import Level


class SkillListing(Listing):
    """All skills on their scale, from the first rating to the last, and where mentors see them.

    `mentor` is what to call the only one; of several, `views` has the first and latest levels by skill, by their names.
    """

    views: Mapping[str, Mapping[int, tuple[int, int]]] = {}
    mentor = "mentor"

    def record_page(self, screen: Screen) -> Page:
        from mentorlog.render.documents.pictures.levels import levels_page

        levels = [self._level(skill) for skill in cast("Sequence[Skill]", self.records)]
        anchors = [
            line(ours(f"{at}  ", "dim", f"{at}: "), ours(anchor)) for at, anchor in enumerate(LEVEL_DESCRIPTIONS[1:], 1)
        ]
        return [*levels_page("Skills", levels, screen), Gap(), Lines(anchors)]

    def _level(self, skill: Skill) -> "Level":
        """A skill with its levels, and how each mentor sees it."""
        from mentorlog.render.documents.standings import Level, MentorView

        views = [
            MentorView(name, levels[skill.number][1]) for name, levels in self.views.items() if skill.number in levels
        ]
        if not self.views and skill.mentor_now is not None:
            views = [MentorView(self.mentor, skill.mentor_now)]
        return Level(skill.name, skill.self_first, skill.self_now, views, skill.ref)
