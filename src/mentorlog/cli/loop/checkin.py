"""`mentorlog checkin`: two minutes before a session, in a conversation or by flags; either way one change."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.mentor import resolve_mentor, session_or_mentor
from mentorlog.cli.params.options import NOTHING_SAID, TextList, option, owner_note, ref_option, start_conversation
from mentorlog.cli.params.record_options import ForSession, OnDay, Private, WithMentor
from mentorlog.cli.records.trends import TrendAnswer, mood_trend
from mentorlog.errors import UsageError
from mentorlog.journal.model.forms import RATING, TEXT, format_number
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.records.checkins import CheckIn, require_content
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.queries.meetings import agenda_command, has_several_mentors, planning_command
from mentorlog.journal.queries.topics import TOPIC_NOUNS, TopicsInShort, topics_in_short
from mentorlog.journal.text import clean_text, format_count, join_lines
from mentorlog.render.answers import Answer, NextStep, day_note, detail_lines, session_time
from mentorlog.render.documents.pictures.facts import pack_facts, wrap_behind
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import RAG_ROLES, RAG_WORDS, Line, Lines, Page, Span, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import Annotated, Frozen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal, JournalWriter
    from mentorlog.journal.model.records.goals import Goal, Progress
    from mentorlog.journal.model.records.questions import Question

_MAX_GOALS = 2  # that are behind and named at the end
app = typer.Typer(add_completion=False, rich_markup_mode=None, invoke_without_command=True)


@app.callback()
def checkin(
    ctx: typer.Context,
    session: ForSession = None,
    mentor: WithMentor = None,
    on: OnDay = None,
    mood: Annotated[int | None, option("--mood", RATING, "1 low ... 5 great.")] = None,
    energy: Annotated[int | None, option("--energy", RATING, "1 empty ... 5 full.")] = None,
    trust: Annotated[int | None, option("--trust", RATING, "1 I hold back ... 5 fully open.")] = None,
    win: Annotated[TextList, option("--win", TEXT, "What went well; may be repeated.")] = None,
    blocker: Annotated[TextList, option("--blocker", TEXT, "What is in your way; may be repeated.")] = None,
    want: Annotated[TextList, option("--want", TEXT, "What you want from the session; may be repeated.")] = None,
    progress: Annotated[
        TextList, ref_option("--progress", "A goal's value now; may be repeated.", "goal", "GOAL=VALUE")
    ] = None,
    ask: Annotated[TextList, option("--ask", TEXT, "A question to bring; may be repeated.")] = None,
    challenge: Annotated[
        TextList,
        ref_option("--challenge", "How an open challenge stands.", "challenge", "REF=raised|OUTCOME"),
    ] = None,
    private: Private = False,
) -> Answer | None:
    """Take stock before a session, in two minutes. Without flags you are asked."""
    if ctx.invoked_subcommand is not None:
        return None
    journal = ctx.obj.open_journal()
    outcomes = [_parse_challenge(journal, text) for text in challenge or ()]
    values = [_parse_progress(journal, text) for text in progress or ()]
    named = journal.resolve_optional("mentor", mentor)
    meeting, mentor_number = _meeting_and_mentor(
        ctx.obj, session, named or (None if session else _only_owner(journal, outcomes, values)), on
    )
    start = CheckIn(
        day=on or journal.today, session=meeting.number if meeting else None, mentor=mentor_number,
        mood=mood, energy=energy, trust=trust,
        wins=join_lines(win), blockers=join_lines(blocker), wants=join_lines(want),
        private=private or None,
    )  # fmt: skip
    if start.is_empty and not (progress or ask or challenge):
        return _converse(ctx.obj, start, meeting)
    return _note_flags(ctx.obj, CheckInInput(start, values, ask or [], outcomes))


class CheckInInput(Frozen):
    """What was entered: the check-in, values of goals, questions to bring, challenges."""

    checkin: CheckIn
    values: "Sequence[tuple[Goal, float]]" = ()
    questions: Sequence[str] = ()
    challenges: Sequence[tuple[int, str]] = ()  # by number: "raised", or how it was resolved


def _meeting_and_mentor(
    cli: CliContext, session: str | None, mentor: int | None, on: date | None
) -> tuple[Session | None, int | None]:
    """The session named, else the next one; and the mentor of the check-in."""
    journal = cli.open_journal()
    if session is None:
        return session_or_mentor(cli, journal, mentor, on or journal.today)
    meeting = journal.find(Session, session)
    return meeting, mentor or meeting.mentor or resolve_mentor(cli, journal, None)


def _note_flags(cli: CliContext, entered: CheckInInput) -> Answer:
    """Note what the command line says. Raises Refused for a goal or a challenge of another mentor."""
    journal, mentor = cli.open_journal(), entered.checkin.mentor
    if not entered.challenges and not entered.values:
        return _save_checkin(journal, entered)
    from mentorlog.cli.params.outliers import confirm_outliers
    from mentorlog.journal.model.records.goals import Progress
    from mentorlog.journal.queries.filters import require_own

    for number, _ in entered.challenges:
        require_own(journal, "challenge", number, mentor)
    for goal, _ in entered.values:
        require_own(journal, "goal", goal.number, mentor)
    figures = [Progress(goal=goal.number, day=entered.checkin.day, value=value) for goal, value in entered.values]
    outliers = confirm_outliers(cli, journal, *((figure, None) for figure in figures)) if figures else []
    return _save_checkin(journal, entered, outliers)


def _converse(cli: CliContext, start: CheckIn, meeting: Session | None) -> Answer:
    """Ask for all of it."""
    from mentorlog.cli.loop.walks.checkin import ask_checkin

    journal = cli.open_journal()
    ref = ref_of("mentor", start.mentor) if start.mentor and has_several_mentors(journal) else ""
    with start_conversation(
        cli, "checkin", f"mentorlog checkin --mentor {ref}" if ref else "mentorlog checkin",
        NOTHING_SAID, 'Give one flag: --mood 4, --win "..." or --ask "..."', ref,
    ) as talk:  # fmt: skip
        _greet(journal, start, meeting)
        return _save_checkin(journal, CheckInInput(*talk.hold(lambda: ask_checkin(talk, journal, start))))


def _only_owner(
    journal: "Journal", outcomes: Sequence[tuple[int, str]], values: "Sequence[tuple[Goal, float]]"
) -> int | None:
    """The one mentor whose all the named challenges and goals are; None where nobody's, or several mentors', are."""
    if not outcomes and not values:
        return None
    from mentorlog.journal.queries.filters import owner

    owner_numbers = {owner(journal, "challenge", number) for number, _ in outcomes}
    owner_numbers |= {owner(journal, "goal", goal.number) for goal, _ in values}
    mentors = owner_numbers - {None}
    return mentors.pop() if len(mentors) == 1 else None


def _parse_progress(journal: "Journal", text: str) -> "tuple[Goal, float]":
    """A goal and its value from `--progress GOAL=VALUE`. Raises UsageError, NotFound, Ambiguous, Refused."""
    name, sign, value = text.rpartition("=")
    if not sign:
        raise UsageError("--progress: a goal and its value are written GOAL=VALUE.", "Like this: --progress g1=6.5")
    if name.endswith("="):  # g1==-3
        name, value = name[:-1], f"={value}"
    from mentorlog.journal.model.records.goals import Goal, require_measured
    from mentorlog.journal.workflows.measuring import read_goal_value

    try:
        goal = require_measured(journal.find(Goal, name))
        return goal, read_goal_value(journal, goal, value, journal.today)
    except UsageError as error:
        raise UsageError(f"--progress: {error.message}", error.hint) from None


def _parse_challenge(journal: "Journal", argument: str) -> tuple[int, str]:
    """A challenge's number and its outcome from `--challenge REF=TEXT`."""
    name, sign, text = argument.partition("=")
    if not sign:
        raise UsageError("--challenge: how one stands is written REF=raised, or REF=OUTCOME.", "Like this: x1=raised")
    return journal.resolve_number("challenge", name), clean_text(text)


def _greet(journal: "Journal", start: CheckIn, meeting: Session | None) -> None:
    with_whom = str(journal.read_field("mentor", start.mentor, "name")) if start.mentor else ""
    when = f" before the session {session_time(meeting, journal.today)}" if meeting else ""
    whom = line(ours(" with ", "title"), Span(with_whom, "title")) if with_whom else ()
    print_note(line(ours("Check-in", "title"), *whom, ours(when)))


# The change, and what to bring


def _save_checkin(journal: "Journal", entered: CheckInInput, outliers: Sequence[str] = ()) -> Answer:
    require_content(entered.checkin, len(entered.values) + len(entered.questions) + len(entered.challenges))
    with journal.change("checkin") as change:
        checkin = change.add(entered.checkin)
        of_session = checkin.session and journal.read_field("session", checkin.session, "mentor")
        of_no_session = None if of_session else checkin.mentor
        values, goals = _add_values(journal, change, checkin, entered.values) if entered.values else ([], [])
        questions = _add_questions(change, checkin, of_no_session, entered.questions) if entered.questions else []
        updated = [_update_challenge(journal, change, number, text, checkin.day) for number, text in entered.challenges]
    bring = _topics_with(journal, checkin.mentor)
    new_refs = [record.ref for record in (*values, *questions)] + updated
    next_step = _next_step(journal, checkin, bring, goals)
    sentence = _sentence(checkin, goals, questions, owner_note(journal, checkin))
    details = detail_lines(day_note("", checkin.day if checkin.day != journal.today else None, journal.today))
    trend = mood_trend(journal, checkin) if checkin.mood else None
    answer = CheckInAnswer(sentence, checkin, trend, details=details, next_step=next_step, new_refs=new_refs)
    answer.bring = bring
    if not outliers:
        return answer
    from mentorlog.cli.params.outliers import warn_of

    return warn_of(answer, outliers, change.number)


def _add_values(
    journal: "Journal", change: "JournalWriter", checkin: CheckIn, values: "Sequence[tuple[Goal, float]]"
) -> "tuple[list[Progress], list[Goal]]":
    """Note the values of goals; them, and the goals as they are now."""
    from mentorlog.journal.model.records.goals import Goal, Progress

    noted = [
        change.add(Progress(goal=goal.number, day=checkin.day, value=value, private=checkin.private))
        for goal, value in values
    ]
    return noted, [journal.get(Goal, goal.number) for goal, _ in values]


def _add_questions(
    change: "JournalWriter", checkin: CheckIn, mentor: int | None, texts: Sequence[str]
) -> "list[Question]":
    from mentorlog.journal.model.records.questions import Question

    return [
        change.add(Question(text=text, session=checkin.session, mentor=mentor, private=checkin.private))
        for text in texts
    ]


def _topics_with(journal: "Journal", mentor: int | None) -> TopicsInShort:
    """What to bring, without what is another mentor's."""
    if mentor is None:
        return topics_in_short(journal)
    from mentorlog.journal.readers import reader_for

    if reader_for(journal, mentor).mentor is None:
        return topics_in_short(journal)
    from mentorlog.journal.privacy import mentor_view

    with mentor_view(journal, mentor, TOPIC_NOUNS):
        return topics_in_short(journal)


def _update_challenge(journal: "Journal", change: "JournalWriter", number: int, text: str, on: date) -> str:
    """Raise or resolve a challenge, and return its ref."""
    from mentorlog.cli.loop.walks.checkin import RAISED
    from mentorlog.journal.model.records.challenges import Challenge, raised, resolved

    challenge = journal.get(Challenge, number)
    return change.update(raised(challenge, on) if text.strip().lower() == RAISED else resolved(challenge, text, on)).ref


def _sentence(checkin: CheckIn, goals: "list[Goal]", questions: "list[Question]", note: Line) -> Line:
    """What was noted; `note` says for which mentor, where there are several."""
    ratings = (("mood", checkin.mood), ("energy", checkin.energy), ("trust", checkin.trust))
    facts = [f"{name} {value}" for name, value in ratings if value]
    facts += [
        format_count(len(text.splitlines()), word, plural)
        for word, plural, text in (
            ("win", "wins", checkin.wins),
            ("obstacle", "obstacles", checkin.blockers),
            ("wish", "wishes", checkin.wants),
        )
        if text
    ]
    facts += [f"{goal.ref} now {format_number(goal.value or 0)}" for goal in goals]
    facts += [", ".join(question.ref for question in questions)] if questions else []
    owner_spans = line(ours(" "), *note) if note else ()
    return line(ours("Noted "), Span(checkin.ref, "accent"), *owner_spans, ours(f": {', '.join(facts)}."))


def _next_step(journal: "Journal", checkin: CheckIn, bring: TopicsInShort, goals: "list[Goal]") -> NextStep:
    for goal in goals:
        from mentorlog.cli.nouns.goals import celebration_step

        if step := celebration_step(goal):
            return step
    if bring.question is None:
        return NextStep('mentorlog questions add "..."', "something to ask")
    if checkin.session is None:
        return NextStep(planning_command(journal, checkin.mentor), "when you meet next")
    return NextStep(agenda_command(journal, checkin.session), "what to bring, in the order of the talk")


class CheckInAnswer(TrendAnswer):
    """The answer of a check-in: what was noted, the moods up to it, and in one line what to bring."""

    bring = TopicsInShort(None, 0, [])

    def page(self, screen: Screen) -> Page:
        facts = _bring_facts(self.bring)
        page = super().page(screen)
        if not facts:
            return page
        packed = pack_facts(facts, screen, len(_BRING))
        lines = [part for fact in packed for part in wrap_behind(fact[:1], fact[1:], screen, len(_BRING))]
        label, blanks = ours(_BRING, "dim", "Bring: "), ours(" " * len(_BRING), alt="")
        return [*page, Lines([(blanks if at else label, *part) for at, part in enumerate(lines)])]


_BRING = "Bring  "


def _bring_facts(bring: TopicsInShort) -> list[Line]:
    """The first question, how many more there are, and the goals that are behind."""
    facts: list[Line] = []
    if bring.question:
        ref, text = bring.question
        facts.append((Span(f"{ref} ", "dim"), Span(text, "title")))
        if bring.other_count:
            facts.append(line(f"{bring.other_count} more"))
    facts += [
        line(Span(f"{ref} ", "dim"), Span(title), ours(" is "), ours(RAG_WORDS[rag], RAG_ROLES[rag]))
        for ref, title, rag in bring.goals_behind[:_MAX_GOALS]
    ]
    return facts
