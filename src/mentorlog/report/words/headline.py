"""The leading sentence of a report: how many goals were reached, how many are on plan, and which needs a talk."""

from collections.abc import Sequence

from mentorlog.report.model import GoalGrowth

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
