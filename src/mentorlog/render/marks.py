"""The mark of each kind of event, where many stand below each other: a talk, a win, a goal, a skill."""

from mentorlog.journal.model.kinds import parse_ref
from mentorlog.render.terminal.page import Role, Span, ours

_MARKS: dict[str, tuple[str, Role]] = {
    "session": ("●", "accent"),
    "achievement": ("★", "win"),
    "activity": ("▪", "accent"),
    "goal": ("◆", "good"),
    "step": ("◆", "good"),
    "skill": ("▲", "accent"),
    "rating": ("▲", "accent"),
}


def mark_of(ref: str) -> Span:
    """The mark of a record's kind by its ref; read aloud, nothing: the ref says it."""
    parsed = parse_ref(ref)
    mark, role = _MARKS.get(parsed[0].noun if parsed else "", ("·", "dim"))
    return ours(mark, role, "")
