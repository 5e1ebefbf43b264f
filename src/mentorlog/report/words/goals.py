"""What is said of goals: the leading sentence of a report, which of them need a talk, and how each stands."""

from collections.abc import Sequence
from datetime import date

from mentorlog.journal.dates.format import format_age, format_short_day
from mentorlog.journal.model.forms import format_number, format_percent
from mentorlog.journal.model.pace import BEHIND, MAX_FORECAST_YEARS, NoForecast, is_short_of_target
from mentorlog.journal.queries.names import Voice
from mentorlog.journal.text import format_count
from mentorlog.render.documents.standings import GoalCard
from mentorlog.render.terminal.page import RAG_ROLES, RAG_WORDS, Line, Role, Span, join_facts, line, ours
from mentorlog.report.model import GoalGrowth, Report

_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def headline(goals: list[GoalGrowth]) -> str:
    """How many goals were reached, how many are on plan, and which needs a talk; it never blames anybody."""
    running = [goal for goal in goals if goal.state == "agreed"]
    if not running:
        return _idle_headline(goals)
    if reached := sum(goal.state == "achieved" for goal in goals):
        return f"{_leading_number(reached)} goal{'' if reached == 1 else 's'} reached; {_open_phrase(running)}."
    planned = [goal for goal in running if goal.rag != "none"]
    if not planned:
        verb = "goal is" if len(running) == 1 else "goals are"
        return f"{_leading_number(len(running))} {verb} running, with no plan to hold against it yet."
    behind = sorted((goal for goal in planned if goal.rag != "green"), key=lambda goal: (goal.rag != "red", goal.ref))
    on_plan = len(planned) - len(behind)
    if not behind:
        if len(planned) < 3:
            return "Your goal is on plan." if len(planned) == 1 else "Both goals are on plan."
        return f"All {_number_word(len(planned))} goals are on plan."
    return f"{_on_plan_phrase(on_plan, len(planned))}; {_behind_phrase(behind)}."


def _open_phrase(running: list[GoalGrowth]) -> str:
    """How those stand that are still open: "two of the three open need a talk"."""
    planned = [goal for goal in running if goal.rag != "none"]
    behind = [goal for goal in planned if goal.rag != "green"]
    number = len(planned)
    if not planned:
        verb = "is" if len(running) == 1 else "are"
        return f"{_number_word(len(running))} {verb} open, with no plan to hold against it yet"
    if number == 1:
        return f"the one still open {'needs a talk' if behind else 'is on plan'}"
    if not behind:
        return f"{'both' if number == 2 else f'all {_number_word(number)}'} that are open are on plan"
    if len(behind) == 1:
        return _behind_phrase(behind)
    if len(behind) == number:
        return f"{'both' if number == 2 else f'all {_number_word(number)}'} that are open need a talk"
    return f"{_number_word(len(behind))} of the {_number_word(number)} open need a talk"


def _on_plan_phrase(on_plan: int, of: int) -> str:
    if of == 1:
        return "Your goal is behind its plan"
    if not on_plan:
        return f"None of {_number_word(of)} goals is on plan"
    return f"{_leading_number(on_plan)} of {_number_word(of)} goals {'is' if on_plan == 1 else 'are'} on plan"


def _behind_phrase(behind: list[GoalGrowth]) -> str:
    names = " and ".join(f'"{goal.title}"' for goal in behind[:2])
    if len(behind) > 2:
        names += f" and {_number_word(len(behind) - 2)} more"
    return f"{names} {'needs' if len(behind) == 1 else 'need'} a talk"


def _idle_headline(goals: list[GoalGrowth]) -> str:
    achieved = sum(goal.state == "achieved" for goal in goals)
    if not achieved:
        return "No goal is running in this period."
    verb = "goal was" if achieved == 1 else "goals were"
    return f"{_leading_number(achieved)} {verb} achieved; none is running now."


def _number_word(number: int) -> str:
    return _NUMBER_WORDS[number] if number < len(_NUMBER_WORDS) else str(number)


def _leading_number(number: int) -> str:
    return _number_word(number).capitalize()


def typographic_headline(text: str, goals: Sequence[GoalGrowth]) -> str:
    """A headline for people, with true quotation marks around the titles of goals; data keep the plain ones."""
    for goal in goals:
        text = text.replace(f'"{goal.title}"', f"“{goal.title}”")
    return text


def lead_line(report: Report, voice: Voice) -> Line:
    """The leading sentence; who needs a talk stands in the colour of their status."""
    text = typographic_headline(voice.headline(report.headline), report.goals)
    head, between, tail = text.rpartition("; ")
    worst = [rag for rag in BEHIND if any(goal.rag == rag and goal.state == "agreed" for goal in report.goals)]
    if not worst or not tail.endswith((" needs a talk.", " need a talk.")):
        return _with_own_quotes(text)
    role = RAG_ROLES[worst[0]]
    return (*_with_own_quotes(f"{head}{between}"), *_with_own_quotes(tail.removesuffix("."), role), ours("."))


def _with_own_quotes(text: str, role: Role = "") -> Line:
    """A text whose quotation marks are the program's own, and plain ones where a terminal has no others."""
    spans: list[Span] = []
    for opened, quotation in enumerate(text.split("“")):
        if opened:
            spans.append(ours("“", role, '"'))
        for closed, words in enumerate(quotation.split("”")):
            if closed:
                spans.append(ours("”", role, '"'))
            if words:
                spans.append(Span(words, role))
    return tuple(spans)


# One goal

_NO_FORECAST: dict[NoForecast, str] = {
    "": "",
    "reached": "reached",
    "too early": "too early to say when",
    "too few": "too few values to say when",
    "still": "nothing has moved yet",
    "away": "moving away from the target for now",
    "slower": "slower of late, so no day can be named",
    "far": f"at this pace more than {MAX_FORECAST_YEARS} years away",
}


def goal_value_line(goal: GoalGrowth, today: date) -> Line:
    """Its value against its target and plan."""
    if goal.target is None:
        return goal_steps_line(goal, today) if goal.steps.total else line("no target and no steps yet")
    value = format_number(goal.baseline if goal.value is None else goal.value)
    unit = Span(f" {goal.unit}") if goal.unit else ours("")
    aim = f"{value} of {format_number(goal.target)}"
    if goal.keep:
        aim = f"{value}, to keep at {format_number(goal.target)} or better"
    elif goal.baseline:
        return line(ours(value), unit, ours(f", aim {format_number(goal.target)}"))
    return line(ours(aim), unit)


END_WORDS = {"achieved": "reached", "dropped": "let go"}


def goal_end_text(goal: GoalGrowth, today: date) -> str:
    """ "reached 20 Oct, 3 weeks late": how and when a goal ended, and how long after its day."""
    end = f"{END_WORDS[goal.state]} {format_short_day(goal.ended_on or today, today)}"
    if goal.state != "achieved" or goal.due is None or goal.ended_on is None or goal.ended_on <= goal.due:
        return end
    return f"{end}, {format_age((goal.ended_on - goal.due).days)} late"


def goal_result_line(goal: GoalGrowth, today: date) -> Line:
    """What a goal that has ended came to; nothing where it had no target and no steps."""
    if goal.target is not None:
        return goal_value_line(goal, today)
    return line(_steps_done(goal)) if goal.steps.total else ()


def goal_change_line(goal: GoalGrowth) -> Line:
    """What moved in the period: "+6", of which "in this period" is heard where it is read aloud."""
    if goal.target is None:
        done = format_number(goal.change)
        return line(ours(f"+{done}", alt=f"{done} done in this period")) if goal.change else ()
    if not goal.change:
        return line(ours("no change", alt="no change in this period"))
    moved = number_with_sign(goal.change)
    return line(ours(moved, alt=f"{moved} in this period"))


def number_with_sign(value: float) -> str:
    """ "+2", "−3": what moved, and which way."""
    return f"{'+' if value > 0 else ''}{format_number(round(value, 4))}"


def goal_forecast_line(goal: GoalGrowth, today: date) -> Line:
    """Where its pace leads, and when it is due: "at this pace 11 months late, due 4 Jan 2027"."""
    forecast = _pace_line(goal.forecast, goal.due, today) if goal.forecast else line(_NO_FORECAST[goal.no_forecast])
    due = line(ours(f"due {format_short_day(goal.due, today)}", "dim")) if goal.due else ()
    return join_facts([forecast, due], ", ")


def _pace_line(forecast: date, due: date | None, today: date) -> Line:
    """What a forecast means: how late or how early, or without a due day, when."""
    if due is None:
        return line(f"at this pace reached about {format_short_day(forecast, today)}")
    days = (forecast - due).days
    if not days:
        return line("at this pace just in time")
    if days < 0:
        return line(f"at this pace {format_age(-days)} early")
    return line("at this pace ", ours(f"{format_age(days)} late", "bad"))


def goal_steps_line(goal: GoalGrowth, today: date) -> Line:
    """How many steps are done, and the next one."""
    return join_facts([line(_steps_done(goal)), _next_step_line(goal, today)])


def _steps_done(goal: GoalGrowth) -> str:
    return f"{goal.steps.done} of {format_count(goal.steps.total, 'step')}"


def _next_step_line(goal: GoalGrowth, today: date) -> Line:
    if not goal.steps.next:
        return ()
    by = f", by {format_short_day(goal.steps.next_due, today)}" if goal.steps.next_due else ""
    return line(ours("next: "), Span(goal.steps.next), ours(by, "dim"))


def goal_lines(goal: GoalGrowth, today: date) -> list[Line]:
    """All sentences about a goal, one per line."""
    by_steps = goal.target is None and goal.steps.total > 0
    stand = line(_steps_done(goal)) if by_steps else goal_value_line(goal, today)
    lines = [join_facts([stand, goal_change_line(goal), goal_forecast_line(goal, today)])]
    if goal.steps.total:
        lines.append(_next_step_line(goal, today) if by_steps else goal_steps_line(goal, today))
    return [line for line in lines if line]


def own_word_text(goal: GoalGrowth, voice: Voice) -> str:
    """ "by your own word at 25 %", for what is called reached below its target; else empty."""
    if goal.state != "achieved" or not is_short_of_target(goal.progress, keep=goal.keep):
        return ""
    whose = "your" if voice.for_owner else "their"
    return f"by {whose} own word at {format_percent(goal.progress or 0)}"


def goal_card(goal: GoalGrowth, today: date, voice: Voice) -> GoalCard:
    """A goal as its bar is drawn, with the sentences below it."""
    own_word = own_word_text(goal, voice)
    by_own_word = [line(ours(f"reached {own_word}"))] if own_word else []
    if goal.own_word:
        by_own_word.append(line(Span(goal.own_word)))
    paused = goal.state == "paused"
    return GoalCard(
        goal.ref,
        goal.title,
        goal.progress,
        "" if goal.progress is None else format_percent(goal.progress),
        goal.expected if goal.state == "agreed" else None,
        "none" if paused else goal.rag,
        "paused" if paused else END_WORDS[goal.state] if goal.ended_on else RAG_WORDS[goal.rag],
        [*goal_lines(goal, today), *by_own_word],
    )
