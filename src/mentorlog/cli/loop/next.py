"""`mentorlog next`, and `mentorlog` alone: one screen on where things stand, the one best step last."""

from shutil import get_terminal_size
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.params.options import ConcernedMentor, Context
from mentorlog.journal.dates.format import format_age, format_ago, format_relative_day
from mentorlog.journal.model.forms import format_percent
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.record import record_to_json
from mentorlog.journal.text import format_times
from mentorlog.render.answers import Answer, NextStep, PageAnswer, session_time
from mentorlog.render.terminal.bars import bar
from mentorlog.render.terminal.page import (
    RAG_ROLES,
    Gap,
    Grid,
    GridColumn,
    Line,
    Lines,
    Page,
    Row,
    Span,
    join_facts,
    line,
    ours,
    rag_span,
)
from mentorlog.render.terminal.screen import Screen, stdout
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.actions import Action
    from mentorlog.journal.model.records.goals import Goal
    from mentorlog.journal.model.records.questions import Question
    from mentorlog.journal.model.records.sessions import Session
    from mentorlog.journal.queries.absence import Absence
    from mentorlog.journal.queries.next_step import Standing
    from mentorlog.journal.queries.season import Season

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_BAR_CELLS = 14
_MIN_ROWS = 36  # of a terminal that has room for the season
_NO_MENTOR = line(ours("No mentor yet? "), ours("mentorlog help find-a-mentor", "accent"))


@app.command("next")
def next_(ctx: Context, mentor: ConcernedMentor = None) -> Answer:
    """Where things stand, and the one best next step."""
    journal = ctx.obj.open_journal()
    if mentor is None:
        return next_answer(journal)
    from mentorlog.journal.privacy import mentor_view

    with mentor_view(journal, journal.resolve_number("mentor", mentor)):
        return next_answer(journal)


def next_answer(journal: "Journal") -> Answer:
    """Where things stand, on one screen."""
    from mentorlog.journal.queries.next_step import current_standing, next_step

    standing = current_standing(journal)

    def data() -> dict[str, object]:
        return _standing_to_json(standing)

    if standing.absence and not standing.absence.settled:
        from mentorlog.cli.loop.back import back_page, back_step

        step = back_step(journal, standing.absence) or NextStep(*next_step(journal, standing))
        return PageAnswer("next", data, back_page(journal, standing.absence, standing), (step,))
    names = _names_to_tell_apart(journal)
    owed = [action for action in standing.actions if action.ref not in standing.old_refs]
    overview = _Overview(
        heads=_head_lines(journal, standing),
        promised=[_action_row(action, journal, _owner_name(journal, names, action) or "mentor") for action in owed],
        questions=[
            _question_row(question, _owner_name(journal, names, question)) for question in standing.topics.questions
        ],
        other_count=standing.topics.other_count,
        goals=standing.goals,
        also=_also_lines(journal, standing),
        season=_season_to_draw(journal),
    )
    return PageAnswer("next", data, overview.page, (NextStep(*next_step(journal, standing)),))


def _standing_to_json(standing: "Standing") -> dict[str, object]:
    sessions = [record_to_json(session) for session in standing.sessions]
    return {
        "unsettled": [session.ref for session in standing.unsettled],
        "session": sessions[0] if sessions else None,
        "sessions": sessions,
        "promised": [record_to_json(action) for action in standing.actions],
        "bring": [record_to_json(question) for question in standing.topics.questions],
        "goals": [record_to_json(goal) for goal in standing.goals],
        "also": {items.noun: items.refs for items in standing.waiting},
        "near": [item.ref for item in standing.near],
        "unanswered": [ref_of("mentor", number) for number, *_ in standing.candidates],
        "paused": [ref_of("mentor", number) for number, _ in standing.paused],
        "absence": _absence_to_json(standing.absence),
    }


def _head_lines(journal: "Journal", standing: "Standing") -> list[Line]:
    """The sessions to settle, the next ones, and where to find a mentor for whoever has none."""
    to_settle = [session for session in standing.unsettled if session.ref not in standing.old_refs]
    heads = [_session_line(journal, session) for session in standing.sessions] or [_session_line(journal, None)]
    has_mentor = bool(journal.store.rows("SELECT 1 FROM mentors LIMIT 1"))
    return [
        *(_line_to_settle(journal, session) for session in to_settle),
        *heads,
        *([] if has_mentor else [_NO_MENTOR]),
    ]


def _also_lines(journal: "Journal", standing: "Standing") -> list[Line]:
    """What waits beside promises and questions, a fact each."""
    old = standing.old_refs
    also = [line(f"{items.sentence} ({', '.join(items.refs[:3])})") for items in standing.waiting]
    also += [
        line(Span(name), ours(f" has not answered yet ({ref_of('mentor', number)})"))
        for number, name, _ in standing.candidates
        if ref_of("mentor", number) not in old
    ]
    also += [
        line(Span(name), ours(f" is paused; to meet again: mentorlog mentors resume {ref_of('mentor', number)}"))
        for number, name in standing.paused
    ]
    also += [
        line(Span(item.text), ours(f" {format_relative_day(item.day, journal.today)} ({item.ref})"))
        for item in standing.near
        if item.ref not in old
    ]
    if standing.paused_goals and not standing.goals:
        also.append(line(f"Paused: {', '.join(standing.paused_goals)}; to go on: mentorlog goals resume REF"))
    if standing.absence and old:
        from mentorlog.cli.loop.back import waiting_line

        also.append(waiting_line(standing.absence))
    return also


class _Overview(Frozen):
    """What stands on the screen, read before anything is drawn."""

    heads: list[Line]
    promised: list[Row]
    questions: list[Row]
    other_count: int
    goals: "list[Goal]"
    also: list[Line]
    season: "Season | None"

    def page(self, screen: Screen) -> Page:
        """The screen, section by section."""
        narrow = screen.is_narrow
        blocks: Page = [Lines(self.heads)]
        if self.season:
            from mentorlog.render.documents.pictures.season import season_lines

            blocks += [Gap(), Lines(season_lines(self.season, screen))]
        blocks += _section("Promised", self.promised, ("", "Who"), narrow=narrow)
        blocks += _section("Bring", self.questions, ("",), narrow=narrow)
        if self.other_count:
            more = ours(f"and {self.other_count} more: mentorlog questions list", "dim")
            blocks.append(Lines([line(more)], indent=2))
        if self.goals:
            blocks += [Gap(), Lines([line(ours("Goals", "title"))]), _goals_grid(self.goals, narrow=narrow)]
        if self.also:
            row = Row((line(ours("Also", "dim")), join_facts(self.also)))
            blocks += [Gap(), Grid((GridColumn(""), GridColumn("", "words")), [row])]
        return blocks


def _season_to_draw(journal: "Journal") -> "Season | None":
    """The season, where it stands on a high terminal beside all the rest."""
    screen = stdout()
    if not screen.is_terminal or screen.is_narrow or screen.accessible or get_terminal_size().lines < _MIN_ROWS:
        return None
    from mentorlog.journal.queries.season import gather_season, is_worth_drawing

    season = gather_season(journal, journal.today)
    return season if is_worth_drawing(season) else None


def _absence_to_json(absence: "Absence | None") -> dict[str, object] | None:
    if absence is None:
        return None
    return {
        "last_day": absence.last_day.isoformat(),
        "back_on": absence.back_on.isoformat(),
        "days": absence.days,
        "waiting": [item.ref for item in absence.dues],
        "settled": absence.settled,
    }


def _section(title: str, rows: list[Row], labels: tuple[str, ...], *, narrow: bool) -> Page:
    """Rows under a title. The last two cells are words; on a narrow screen the last one stands on a line below."""
    if not rows:
        return []
    if narrow:
        rows = [Row(row.cells[:-1], [row.cells[-1]] if row.cells[-1] else []) for row in rows]
    words = 1 if narrow else 2
    heads = [*map(GridColumn, labels), *[GridColumn("", "words")] * words]
    return [Gap(), Lines([line(ours(title, "title"))]), Grid(heads, rows, indent=2)]


def _session_line(journal: "Journal", session: "Session | None") -> Line:
    """ "Ruth Okafor · in 3 days, Thu 26 Nov 15:00, 60 min by video" """
    from mentorlog.journal.queries.meetings import last_held_day

    last_day = last_held_day(journal, session.mentor if session else None)
    last = f"last met {format_ago((journal.today - last_day).days)}" if last_day else ""
    if session is None:
        return join_facts([line(ours("No session is planned", "title")), line(ours(last, "dim")) if last else ()])
    name = str(journal.read_field("mentor", session.mentor, "name")) if session.mentor else ""
    length = f", {session.minutes} min" if session.minutes else ""
    where = line(ours(" by "), Span(session.channel)) if session.channel else ()
    when = line(ours(f"{session_time(session, journal.today)}{length}"), *where)
    with_whom = line(Span(name, "title", alt=f"Next session with {name}")) if name else ()
    return join_facts([with_whom, when, line(ours(last, "dim")) if last else ()])


def _line_to_settle(journal: "Journal", session: "Session") -> Line:
    """ "s12 with Ruth Okafor · yesterday, Thu 26 Nov 15:00: held, missed or moved?" """
    name = str(journal.read_field("mentor", session.mentor, "name")) if session.mentor else ""
    meeting = line(Span(session.ref, "dim"), *((ours(" with "), Span(name)) if name else ()))
    when = f"{session_time(session, journal.today)}: "
    return join_facts([meeting, line(ours(when), ours("held, missed or moved?", "title"))])


def _names_to_tell_apart(journal: "Journal") -> dict[int, str]:
    """What to call each mentor where there are several; else nothing."""
    from mentorlog.journal.queries.meetings import current_mentors

    mentors = current_mentors(journal)
    if len(mentors) < 2:
        return {}
    from mentorlog.journal.queries.names import short_names

    return short_names(mentors)


def _owner_name(journal: "Journal", names: dict[int, str], record: "Action | Question") -> str:
    """The name of the mentor whose a record is; empty where it is nobody's, or there is only one."""
    if not names:
        return ""
    from mentorlog.journal.queries.filters import owner

    return names.get(owner(journal, record.noun, record.number) or 0, "")


def _action_row(action: "Action", journal: "Journal", mentor: str) -> Row:
    """A promise, by you or by the `mentor`, as the two are called."""
    due: Line = ()
    if action.due and action.due < journal.today:
        due = line(ours(f"{format_age((journal.today - action.due).days)} late", "warn"))
    elif action.due:
        due = line(ours(f"due {format_relative_day(action.due, journal.today)}", "dim"))
    promiser = ours("you", "dim") if action.who == "me" else Span(mentor, "dim")
    return Row(((Span(action.ref, "dim"),), line(promiser), (Span(action.text, "title"),), due))


def _question_row(question: "Question", mentor: str) -> Row:
    """A question with its marks: for which of several mentors it is, too."""
    high = line(ours("high", "dim", alt="high priority")) if question.priority == "high" else ()
    carried = line(ours(f"carried {format_times(question.carried)}", "dim")) if question.carried else ()
    owner_words = line(ours("for ", "dim"), Span(mentor, "dim")) if mentor else ()
    marks = join_facts([high, carried, owner_words])
    return Row(((Span(question.ref, "dim"),), (Span(question.text, "title"),), marks))


def _goals_grid(goals: "list[Goal]", *, narrow: bool) -> Grid:
    rows = []
    for goal in goals:
        colour = RAG_ROLES[goal.rag] if goal.rag != "none" else ""
        drawn = () if goal.progress is None else bar(goal.progress, goal.expected, _BAR_CELLS, colour)
        share = () if goal.progress is None else line(format_percent(goal.progress))
        facts = (drawn, share, line(rag_span(goal.rag)))
        named = ((Span(goal.ref, "dim"),), (Span(goal.title, "title"),))
        rows.append(Row(named, [join_facts(facts, "  ")]) if narrow else Row((*named, *facts)))
    figures = GridColumn("Plan"), GridColumn("Progress", "figure"), GridColumn("Status")
    heads = (GridColumn(""), GridColumn("", "words"), *(() if narrow else figures))
    return Grid(heads, rows, indent=2)
