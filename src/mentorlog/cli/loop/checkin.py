"""`mentorlog checkin`: two minutes before a session, in a conversation or by flags; either way one change."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog.cli.params.lists import noun_group
from mentorlog.cli.params.mentor import resolve_mentor, session_or_mentor
from mentorlog.cli.params.options import (
    NOTHING_SAID,
    ForSession,
    OnDay,
    Private,
    TextList,
    WithMentor,
    option,
    owner_note,
    ref_option,
    start_conversation,
)
from mentorlog.cli.params.outliers import confirm_outliers, warn_of
from mentorlog.errors import UsageError
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import RATING, TEXT, format_number, format_percent
from mentorlog.journal.model.records.checkins import ENERGIES, MOODS, TRUSTS, CheckIn, require_content
from mentorlog.journal.model.records.goals import Goal, Progress, check_unit, require_measured
from mentorlog.journal.model.records.questions import Question
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.privacy import mentor_view
from mentorlog.journal.queries.agenda import AgendaTopics, agenda_topics
from mentorlog.journal.queries.filters import owner, require_own
from mentorlog.journal.queries.meetings import agenda_command, has_several_mentors, last_held_day, planning_command
from mentorlog.journal.text import clean_text, format_count, format_times, join_lines
from mentorlog.journal.workflows.measuring import read_goal_value
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, day_note, detail_lines, session_time
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Line, Page, Row, Span, join_facts, line, ours
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import Frozen, replace

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal, JournalWriter

app = noun_group("checkin", "mentorlog checkin", invoke_without_command=True, picture="checkins.CheckInListing")


class CheckInInput(Frozen):
    """What was entered: the check-in, values of goals, questions to bring, challenges."""

    checkin: CheckIn
    values: Sequence[tuple[Goal, float]] = ()
    questions: Sequence[str] = ()
    challenges: Sequence[tuple[int, str]] = ()  # by number: RAISED, or how it was resolved


RAISED = "raised"


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
    if session is not None:
        meeting: Session | None = journal.find(Session, session)
        whose = named or (meeting and meeting.mentor) or resolve_mentor(ctx.obj, journal, None)
    else:
        concerned = named or _only_owner(journal, outcomes, values)
        meeting, whose = session_or_mentor(ctx.obj, journal, concerned, on or journal.today)
    start = CheckIn(
        day=on or journal.today,
        session=meeting.number if meeting else None,
        mentor=whose,
        mood=mood,
        energy=energy,
        trust=trust,
        wins=join_lines(win),
        blockers=join_lines(blocker),
        wants=join_lines(want),
        private=private or None,
    )
    if not start.is_empty or progress or ask or challenge:
        for noun, numbers in (("challenge", [of for of, _ in outcomes]), ("goal", [goal.number for goal, _ in values])):
            for named_number in numbers:
                require_own(journal, noun, named_number, start.mentor)
        figures = [Progress(goal=goal.number, day=start.day, value=value) for goal, value in values]
        outliers = confirm_outliers(ctx.obj, journal, *((figure, None) for figure in figures)) if figures else []
        return _save_checkin(journal, CheckInInput(start, values, ask or [], outcomes), outliers)
    several = start.mentor and has_several_mentors(journal)
    with start_conversation(
        ctx.obj, "checkin", f"mentorlog checkin --mentor m{start.mentor}" if several else "mentorlog checkin",
        NOTHING_SAID, 'Give one flag: --mood 4, --win "..." or --ask "..."', f"m{start.mentor}" if several else "",
    ) as talk:  # fmt: skip
        _greet(journal, start, meeting)
        return _save_checkin(journal, talk.hold(lambda: _ask_checkin(talk, journal, start)))


def _only_owner(
    journal: "Journal", outcomes: Sequence[tuple[int, str]], values: Sequence[tuple[Goal, float]]
) -> int | None:
    """The one mentor whose all the named challenges and goals are; None where nobody's, or several mentors', are."""
    whose = {owner(journal, "challenge", number) for number, _ in outcomes}
    whose |= {owner(journal, "goal", goal.number) for goal, _ in values}
    mentors = whose - {None}
    return mentors.pop() if len(mentors) == 1 else None


def _parse_progress(journal: "Journal", text: str) -> tuple[Goal, float]:
    """A goal and its value from `--progress GOAL=VALUE`. Raises UsageError, NotFound, Ambiguous, Refused."""
    name, sign, value = text.rpartition("=")
    if not sign:
        raise UsageError("--progress: a goal and its value are written GOAL=VALUE.", "Like this: --progress g1=6.5")
    if name.endswith("="):  # g1==-3
        name, value = name[:-1], f"={value}"
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


# The conversation


def _greet(journal: "Journal", start: CheckIn, meeting: Session | None) -> None:
    with_whom = str(journal.read_field("mentor", start.mentor, "name")) if start.mentor else ""
    when = f" before the session {session_time(meeting, journal.today)}" if meeting else ""
    print_note(line(ours("Check-in"), *((ours(" with "), Span(with_whom)) if with_whom else ()), ours(when)))


def _ask_checkin(talk: "Conversation", journal: "Journal", start: CheckIn) -> CheckInInput:
    def ask_rating(key: str, label: str, words: tuple[str, ...], about: str) -> int | None:
        scale = ", ".join(f"{at} {word}" for at, word in enumerate(words, 1))
        return talk.ask(key, label, RATING.reader(journal), about=f"{about} {scale}.")

    last = last_held_day(journal, start.mentor)
    since = f" since {format_short_day(last, journal.today)}" if last else ""

    checkin = replace(
        start,
        mood=ask_rating("mood", "Mood, 1 low to 5 great", MOODS, "How you feel about your work these days."),
        energy=ask_rating("energy", "Energy, 1 empty to 5 full", ENERGIES, "How much strength you have for it."),
        trust=ask_rating(
            "trust", "Trust, 1 guarded to 5 open", TRUSTS, "How open you can be with your mentor; it stays with you."
        ),
        wins=join_lines(
            talk.ask_several(
                "wins",
                f"What went well{since}, one a line",
                clean_text,
                each="win",
                about="Anything that worked, also a small thing. The debrief offers it as an achievement.",
            )
        ),
        blockers=join_lines(
            talk.ask_several(
                "blockers",
                "What is in your way, one a line",
                clean_text,
                each="obstacle",
                about="What holds you up and your mentor may help with.",
            )
        ),
        wants=join_lines(
            talk.ask_several(
                "wants",
                "What you want from the session",
                clean_text,
                each="wish",
                about="What should be different when you leave: a decision, an idea, courage.",
            )
        ),
    )
    with mentor_view(journal, start.mentor):
        goals = journal.read(Goal, "state = 'agreed' AND target IS NOT NULL")
        challenges = journal.store.rows("SELECT number, text FROM challenges WHERE state = 'open' ORDER BY number")
    values = []
    for goal in goals:
        last_value, unit = format_number(goal.value or 0), f" {goal.unit}" if goal.unit else ""
        value = talk.ask_about(
            f"progress {goal.ref}", goal.ref, goal.title, f"was {last_value}, now", _value_reader(journal, goal),
            doubt=_value_doubt(journal, goal, start.day),
            about=f"The figure today{unit and ' in'}{unit}; {format_number(goal.target or 0)} is what you aim for.",
        )  # fmt: skip
        if value is not None:
            values.append((goal, value))
    outcomes = []
    for number, text in challenges:
        outcome = talk.ask_about(
            f"challenge {number}", f"x{number}", text, "what became of it", clean_text,
            about="Write what solved it, or the word raised if you only spoke about it with your mentor; "
            "Enter leaves it open.",
        )  # fmt: skip
        if outcome is not None:
            outcomes.append((number, outcome))
    questions = talk.ask_several(
        "ask", "Questions to bring, one a line", clean_text, each="question",
        about="What you want to ask in the session; they stand on the agenda.",
    )  # fmt: skip
    return CheckInInput(checkin, values, questions, outcomes)


def _value_reader(journal: "Journal", goal: Goal) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = read_goal_value(journal, goal, text, journal.today)
        check_unit(value, goal.unit)
        return value

    return read


def _value_doubt(journal: "Journal", goal: Goal, day: date) -> Callable[[float], str]:
    from mentorlog.journal.workflows.outliers import find_outliers

    return lambda value: "".join(find_outliers(journal, Progress(goal=goal.number, day=day, value=value)))


# The change, and what to bring


def _save_checkin(journal: "Journal", entered: CheckInInput, outliers: Sequence[str] = ()) -> Answer:
    require_content(entered.checkin, len(entered.values) + len(entered.questions) + len(entered.challenges))
    with journal.change("checkin") as change:
        checkin = change.add(entered.checkin)
        of_session = checkin.session and journal.read_field("session", checkin.session, "mentor")
        of_no_session = None if of_session else checkin.mentor
        values = [
            change.add(Progress(goal=goal.number, day=checkin.day, value=value, private=checkin.private))
            for goal, value in entered.values
        ]
        questions = [
            change.add(Question(text=text, session=checkin.session, mentor=of_no_session, private=checkin.private))
            for text in entered.questions
        ]
        updated = [_update_challenge(journal, change, number, text, checkin.day) for number, text in entered.challenges]
        goals = [journal.get(Goal, goal.number) for goal, _ in entered.values]
    with mentor_view(journal, checkin.mentor):
        bring = agenda_topics(journal)
    new_refs = [record.ref for record in (*values, *questions)] + updated
    then = _next_step(journal, checkin, bring, goals)
    sentence = _sentence(checkin, goals, questions, owner_note(journal, checkin))
    answer = CheckInAnswer(sentence, checkin, new_refs, bring, then, journal.today)
    return warn_of(answer, outliers, change.number)


def _update_challenge(journal: "Journal", change: "JournalWriter", number: int, text: str, on: date) -> str:
    """Raise or resolve a challenge, and return its ref."""
    from mentorlog.journal.model.records.challenges import Challenge, raised, resolved

    challenge = journal.get(Challenge, number)
    return change.update(raised(challenge, on) if text.strip().lower() == RAISED else resolved(challenge, text, on)).ref


def _sentence(checkin: CheckIn, goals: list[Goal], questions: list[Question], note: Line) -> Line:
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
    whose = line(ours(" "), *note) if note else ()
    return line(ours("Noted "), Span(checkin.ref, "accent"), *whose, ours(f": {', '.join(facts)}."))


def _next_step(journal: "Journal", checkin: CheckIn, bring: AgendaTopics, goals: list[Goal]) -> NextStep:
    for goal in goals:
        from mentorlog.cli.nouns.goals import celebration_step

        if step := celebration_step(goal):
            return step
    if not bring.questions:
        return NextStep('mentorlog questions add "..."', "something to ask")
    if checkin.session is None:
        return NextStep(planning_command(journal, checkin.mentor), "when you meet next")
    return NextStep(agenda_command(journal, checkin.session), "what to bring, in the order of the talk")


class CheckInAnswer(ChangeAnswer):
    """The answer of a check-in: what was noted, then what to bring."""

    def __init__(
        self, sentence: Line, checkin: CheckIn, new_refs: list[str], bring: AgendaTopics, then: NextStep, today: date
    ) -> None:
        details = detail_lines(day_note("", checkin.day if checkin.day != today else None, today))
        super().__init__(sentence, checkin, details=details, next_step=then, new_refs=new_refs)
        self._bring = bring

    def page(self, screen: Screen) -> Page:
        bring = self._bring
        rows = [
            _row("Bring" if not at else "", question.ref, _question_line(question))
            for at, question in enumerate(bring.questions)
        ]
        if bring.other_count:
            rows.append(_row("", "", line(ours(f"and {bring.other_count} more: mentorlog questions list", "dim"))))
        rows += [
            _row("Talk" if not at else "", goal.ref, _behind_line(goal)) for at, goal in enumerate(bring.goals_behind)
        ]
        page = super().page(screen)
        return [*page, Gap(), Grid((GridColumn(""), GridColumn(""), GridColumn("", "words")), rows)] if rows else page


def _row(label: str, ref: str, text: Line) -> Row:
    return Row((line(ours(label, "dim")), (Span(ref, "dim"),), text))


def _question_line(question: Question) -> Line:
    marks = ["high"] if question.priority == "high" else []
    marks += [f"carried {format_times(question.carried)}"] if question.carried else []
    return join_facts([(Span(question.text, "title"),), line(ours(", ".join(marks), "dim")) if marks else ()], "  ")


def _behind_line(goal: Goal) -> Line:
    done, plan = format_percent(goal.progress or 0), format_percent(goal.expected or 0)
    return line(Span(goal.title, "title"), ours(f" is behind: {done} where the plan has {plan}"))
