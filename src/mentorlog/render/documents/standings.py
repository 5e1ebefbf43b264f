"""How goals and skills stand: what a bar and a scale are drawn of, on a page of any kind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.model.pace import Rag
    from mentorlog.render.terminal.page import Line


class GoalCard(Frozen):
    """A goal: how far it is and should be (1 is its target), its status in a word, details."""

    ref: str
    title: str
    share: float | None
    share_text: str
    expected: float | None
    rag: "Rag"
    status: str
    lines: "Sequence[Line]"


class MentorView(Frozen):
    """A skill's level as somebody else sees it, and who that is; or the level to reach."""

    who: str
    level: int
    is_aim: bool = False


class Level(Frozen):
    """A skill with its level at first and now, from 0 to 5; None where its owner has not rated it."""

    name: str
    then: int | None
    now: int | None
    views: Sequence[MentorView] = ()
    ref: str = ""
