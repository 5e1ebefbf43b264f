"""`mentorlog skills list`: self and mentor side by side, or the names of a framework."""

from typing import TYPE_CHECKING

from mentorlog.cli.lists.listing import ListOptions, list_records
from mentorlog.cli.lists.options import list_command
from mentorlog.cli.params.options import ConcernedMentor, Context
from mentorlog.cli.params.record_options import FrameworkOption
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.privacy import mentor_view
from mentorlog.render.answers import Answer

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


@list_command("skill")
def list_(
    ctx: Context,
    options: ListOptions,
    mentor: ConcernedMentor = None,
    framework: FrameworkOption = None,
) -> Answer:
    """Show the skills: self and mentor side by side."""
    from mentorlog.render.records.skills import SkillListing

    journal = ctx.obj.open_journal()
    if framework is not None:
        from mentorlog.cli.params.frameworks import framework_answer

        with mentor_view(journal, journal.resolve_optional("mentor", mentor)):
            return framework_answer(journal, framework, _views_by_mentor(journal), _only_mentor_name(journal))
    with mentor_view(journal, journal.resolve_optional("mentor", mentor)):
        listing = list_records(ctx.obj, "skill", options, picture="skills.SkillListing")
        assert isinstance(listing, SkillListing)
        listing.views = _views_by_mentor(journal)
        listing.mentor = _only_mentor_name(journal)
        return listing


def _views_by_mentor(journal: "Journal") -> dict[str, dict[int, tuple[int, int]]]:
    """By the name of each mentor who rated, the first and the latest level of each skill; empty for fewer than two."""
    if not journal.has_several_current_mentors():
        return {}
    levels: dict[int, dict[int, tuple[int, int]]] = {}
    rows = journal.store.rows(
        "SELECT mentor, skill, value FROM ratings WHERE mentor > 0 AND +\"by\" = 'mentor' ORDER BY day, number"
    )
    for mentor, skill, value in rows:
        of_mentor = levels.setdefault(mentor, {})
        of_mentor[skill] = (of_mentor.get(skill, (value, 0))[0], value)
    if len(levels) < 2:
        return {}
    from mentorlog.journal.queries.names import short_names

    names = short_names(journal.store.rows("SELECT number, name FROM mentors"))
    return {names.get(mentor, ref("mentor", mentor)): levels[mentor] for mentor in sorted(levels)}


def _only_mentor_name(journal: "Journal") -> str:
    """What to call whoever rated, where that is one person."""
    rows = journal.store.rows(
        "SELECT name FROM mentors WHERE EXISTS (SELECT 1 FROM ratings r WHERE r.mentor = mentors.number) LIMIT 2"
    )
    if len(rows) != 1:
        return "mentor"
    from mentorlog.journal.queries.names import short_name

    return short_name(str(rows[0][0]))
