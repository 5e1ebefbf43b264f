"""The one plain sentence at the head of a report."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorlog.report.model import GoalGrowth

_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def headline(goals: "list[GoalGrowth]") -> str:
    """How the goals stand, and which one needs a talk; it blames nobody."""
    running = [goal for goal in goals if goal.state == "agreed"]
    if not running:
        return _idle_headline(goals)
    planned = [goal for goal in running if goal.rag != "none"]
    if not planned:
        return (
            f"{_leading_number(len(running))} {_noun_with_verb('goal', len(running))} running, without a day to"
            " hold a plan against."
        )
    behind = sorted((goal for goal in planned if goal.rag != "green"), key=lambda goal: (goal.rag != "red", goal.ref))
    on_plan = len(planned) - len(behind)
    if not behind:
        if len(planned) < 3:
            return "Your goal is on plan." if len(planned) == 1 else "Both goals are on plan."
        return f"All {_number_word(len(planned))} goals are on plan."
    return f"{_on_plan_phrase(on_plan, len(planned))}; {_behind_phrase(behind)}."


def _on_plan_phrase(on_plan: int, of: int) -> str:
    if of == 1:
        return "Your goal is behind its plan"
    if not on_plan:
        return f"None of {_number_word(of)} goals is on plan"
    return f"{_leading_number(on_plan)} of {_number_word(of)} goals {'is' if on_plan == 1 else 'are'} on plan"


def _behind_phrase(behind: "list[GoalGrowth]") -> str:
    names = " and ".join(f'"{goal.title}"' for goal in behind[:2])
    if len(behind) > 2:
        names += f" and {_number_word(len(behind) - 2)} more"
    return f"{names} {'needs' if len(behind) == 1 else 'need'} a talk"


def _idle_headline(goals: "list[GoalGrowth]") -> str:
    achieved = sum(goal.state == "achieved" for goal in goals)
    if achieved:
        return (
            f"{_leading_number(achieved)} {'goal was' if achieved == 1 else 'goals were'} achieved; none is"
            " running now."
        )
    return "No goal is running in this period."


def _noun_with_verb(noun: str, number: int) -> str:
    return f"{noun} is" if number == 1 else f"{noun}s are"


def _number_word(number: int) -> str:
    return _NUMBER_WORDS[number] if number < len(_NUMBER_WORDS) else str(number)


def _leading_number(number: int) -> str:
    return _number_word(number).capitalize()
