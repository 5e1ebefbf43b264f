"""`mentorlog next`, and `mentorlog` alone: one screen on where things stand, the one best step last."""

from datetime import date
from typing import TYPE_CHECKING

import typer

from mentorlog import settings
from mentorlog.cli.context import open_journal
from mentorlog.journal.model.fields import format_percent, record_to_json
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.render.answers import RAG_LABELS, Answer, NextStep, PageAnswer
from mentorlog.render.terminal.bars import bar
from mentorlog.render.terminal.page import (
    Gap,
    Grid,
    GridColumn,
    Line,
    Lines,
    Page,
    Role,
    Row,
    Span,
    join_facts,
    line,
    ours,
)
from mentorlog.render.terminal.screen import Screen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.actions import Action
    from mentorlog.journal.model.records.goals import Goal
    from mentorlog.journal.model.records.questions import Question
    from mentorlog.journal.model.records.sessions import Session

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_BAR_CELLS = 14
_DAYS_AHEAD = 7  # days ahead in which a review or a follow-up is named
_NARROW_WIDTH = 60  # columns below which a goal's bar stands under its title
# What else waits: its name, one and many, and which rows of which table count.
_WAITING_QUERIES = (
    ("feedback", "feedback waits for your answer", "feedback wait for your answer",
     "feedback", "state = 'open' AND kind IS NOT 'praise' AND NOT (coalesce(landed, 3) <= 2 AND day = :today)"),
    ("challenge", "challenge is open", "challenges are open", "challenges", "state = 'open'"),
    ("lesson", "lesson not applied yet", "lessons not applied yet", "lessons", "state = 'open'"),
    ("achievement", "win to celebrate", "wins to celebrate", "achievements", "state = 'new'"),
)  # fmt: skip


@app.command("next")
def next_() -> Answer:
    """Where things stand, and the one best next step."""
    return next_answer(open_journal())


def next_answer(journal: "Journal") -> Answer:
    """One screen; it only reads."""
    from mentorlog.journal.dates.grammar import format_relative_day
    from mentorlog.journal.model.records.actions import Action
    from mentorlog.journal.model.records.goals import Goal
    from mentorlog.journal.queries.agenda import agenda_topics, next_session
    from mentorlog.journal.queries.due import candidates_to_remind, due_items

    session = next_session(journal)
    actions = journal.read(Action, "state = 'open'")
    bring = agenda_topics(journal)
    goals = journal.read(Goal, "state = 'agreed'")
    also = _waiting_items(journal)
    candidates = candidates_to_remind(journal)
    near = [one for one in due_items(journal, _DAYS_AHEAD) if one.what in ("review", "follow-up") and one.ref[0] != "m"]
    data = {
        "session": record_to_json(session) if session else None,
        "promised": [record_to_json(action) for action in actions],
        "bring": [record_to_json(question) for question in bring.questions],
        "goals": [record_to_json(goal) for goal in goals],
        "also": {noun: refs for noun, refs, _ in also},
        "near": [one.ref for one in near],
        "unanswered": [ref_of("mentor", number) for number, *_ in candidates],
    }
    waits = [line(f"{words} ({', '.join(refs[:3])})") for _, refs, words in also]
    waits += [line(Span(name), ours(f" has not answered yet ({ref_of('mentor', at)})")) for at, name, _ in candidates]
    waits += [line(Span(one.text), ours(f" {format_relative_day(one.day, journal.today)} ({one.ref})")) for one in near]
    head = _session_line(journal, session)
    promised = [_action_row(action, journal) for action in actions]

    def page(screen: Screen) -> Page:
        narrow = 0 < screen.width < _NARROW_WIDTH and not screen.accessible
        blocks: Page = [Lines([head])]
        blocks += _section("Promised", promised, ("", "Who"), narrow=narrow)
        blocks += _section("Bring", [_question_row(question) for question in bring.questions], ("",), narrow=narrow)
        if bring.other_count:
            blocks.append(
                Lines([line(ours(f"and {bring.other_count} more: mentorlog questions list", "dim"))], indent=2)
            )
        if goals:
            blocks += [Gap(), Lines([line(ours("Goals", "title"))]), _goals_grid(goals, narrow=narrow)]
        if waits:
            blocks += [
                Gap(),
                Grid((GridColumn(""), GridColumn("", "words")), [Row((line(ours("Also", "dim")), join_facts(waits)))]),
            ]
        return blocks

    return PageAnswer("next", data, page, (_best_step(journal, session, actions, goals, [*also], candidates),))


def _section(title: str, rows: list[Row], labels: tuple[str, ...], *, narrow: bool) -> Page:
    """Rows under a title; after those with a label two are words, of which the last stands below where it is narrow."""
    if not rows:
        return []
    if narrow:
        rows = [Row(row.cells[:-1], [row.cells[-1]] if row.cells[-1] else []) for row in rows]
    words = 1 if narrow else 2
    heads = [*map(GridColumn, labels), *[GridColumn("", "words")] * words]
    return [Gap(), Lines([line(ours(title, "title"))]), Grid(heads, rows, indent=2)]


def _session_line(journal: "Journal", session: "Session | None") -> Line:
    """ "Ruth Okafor · in 3 days, Thu 26 Nov 15:00, 60 min by video" """
    from mentorlog.journal.dates.grammar import format_ago, format_relative_day

    rows = journal.store.rows(
        "SELECT substr(starts_at, 1, 10) FROM sessions WHERE state = 'held' ORDER BY datetime(starts_at) DESC LIMIT 1"
    )
    last = f"last met {format_ago((journal.today - date.fromisoformat(rows[0][0])).days)}" if rows else ""
    if session is None:
        return join_facts([line(ours("No session is planned", "title")), line(ours(last, "dim")) if last else ()])
    name = str(journal.read_field("mentor", session.mentor, "name")) if session.mentor else ""
    length = f", {session.minutes} min" if session.minutes else ""
    where = line(ours(" by "), Span(session.channel)) if session.channel else ()
    when = line(ours(f"{format_relative_day(session.day, journal.today)} {session.starts_at:%H:%M}{length}"), *where)
    with_whom = line(Span(name, "title", alt=f"Next session with {name}")) if name else ()
    return join_facts([with_whom, when, line(ours(last, "dim")) if last else ()])


def _action_row(action: "Action", journal: "Journal") -> Row:
    from mentorlog.journal.dates.grammar import format_age, format_relative_day

    due: Line = ()
    if action.due and action.due < journal.today:
        due = line(ours(f"{format_age((journal.today - action.due).days)} late", "warn"))
    elif action.due:
        due = line(ours(f"due {format_relative_day(action.due, journal.today)}", "dim"))
    who = "you" if action.who == "me" else "mentor"
    return Row(((Span(action.ref, "dim"),), line(ours(who, "dim")), (Span(action.text, "title"),), due))


def _question_row(question: "Question") -> Row:
    times = {0: "", 1: "carried once", 2: "carried twice"}.get(question.carried, f"carried {question.carried} times")
    high = line(ours("high", "dim", alt="high priority")) if question.priority == "high" else ()
    marks = join_facts([high, line(ours(times, "dim"))])
    return Row(((Span(question.ref, "dim"),), (Span(question.text, "title"),), marks))


def _goals_grid(goals: "list[Goal]", *, narrow: bool) -> Grid:
    rows = []
    for goal in goals:
        word, role = RAG_LABELS[goal.rag]
        colour: Role = role if goal.rag != "none" else ""
        drawn = () if goal.progress is None else bar(goal.progress, goal.expected, _BAR_CELLS, colour)
        share = () if goal.progress is None else line(format_percent(goal.progress))
        facts = (drawn, share, line(ours(word, role)))
        named = ((Span(goal.ref, "dim"),), (Span(goal.title, "title"),))
        rows.append(Row(named, [join_facts(facts, "  ")]) if narrow else Row((*named, *facts)))
    figures = GridColumn("Plan"), GridColumn("Progress", "figure"), GridColumn("RAG")
    heads = (GridColumn(""), GridColumn("", "words"), *(() if narrow else figures))
    return Grid(heads, rows, indent=2)


def _waiting_items(journal: "Journal") -> list[tuple[str, list[str], str]]:
    """(noun, refs, words) of what else waits."""
    found = []
    for noun, one, many, table, which in _WAITING_QUERIES:
        condition = which.replace(":today", f"'{journal.today.isoformat()}'")
        rows = journal.store.rows(f"SELECT number FROM {table} WHERE {condition}")
        numbers = sorted(number for (number,) in rows)
        if numbers:
            words = f"{len(numbers)} {one if len(numbers) == 1 else many}"
            found.append((noun, [ref_of(noun, number) for number in numbers], words))
    return found


def _best_step(
    journal: "Journal",
    session: "Session | None",
    actions: "list[Action]",
    goals: "list[Goal]",
    also: list[tuple[str, list[str], str]],
    candidates: list[tuple[int, str, str]],
) -> NextStep:
    """The one best step: what is over wants its debrief, then what is promised, then what is to be prepared."""
    past = journal.store.rows(
        "SELECT number FROM sessions WHERE state = 'planned'"
        " AND datetime(starts_at, coalesce(minutes, ?) || ' minutes') <= datetime(?) ORDER BY number LIMIT 1",
        (settings.value("minutes"), journal.now.isoformat(timespec="minutes")),
    )
    if past:
        return NextStep(f"mentorlog debrief s{past[0][0]}", "it is over: what stays of it?")
    if candidates:
        return NextStep(f"mentorlog mentors message m{candidates[0][0]} --kind follow-up", "a short reminder")
    if not goals:
        return NextStep('mentorlog goals add "..."', "what you agreed to grow in")
    if session is None:
        return NextStep('mentorlog sessions add --at "thu 15:00"', "when you meet next")
    late = [action for action in actions if action.who == "me" and action.due and action.due < journal.today]
    if late:
        return NextStep(f"mentorlog actions done {late[0].ref}", "or give it a new day")
    waiting = [refs[0] for noun, refs, _ in also if noun == "feedback"]
    if (session.day - journal.today).days > 1 and waiting:
        return NextStep(f'mentorlog feedback respond {waiting[0]} "..."', "what you make of it")
    if journal.store.rows("SELECT 1 FROM checkins WHERE session = ? LIMIT 1", (session.number,)):
        return NextStep("mentorlog agenda", "what to bring, in the order of the talk")
    return NextStep("mentorlog checkin", "two minutes before the session")
