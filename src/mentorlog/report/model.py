"""The figures of a report as plain data. Code that draws a report computes none itself.

A section of the report is a class and a field of `Report`. Its JSON and the schema of that, the refs behind it, and its
rows in the CSV folder and in a comparison follow from the fields of its class.
"""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from mentorlog.journal.model.pace import NoForecast, Rag
from mentorlog.journal.queries.season import Season
from mentorlog.report.figures import Better, Compared, Counts, Figures, Ref, Refs, period_to_json
from mentorlog.structs import Frozen, asdict

if TYPE_CHECKING:
    from mentorlog.report.goal_story import Story


class StepProgress(Figures):
    """How many steps of a goal are done, and the next one."""

    not_in_json = frozenset({"next", "next_due", "days"})
    done: int
    total: int
    next: str = ""
    next_due: date | None = None
    days: tuple[date, ...] = ()  # on which they were done


class GoalGrowth(Figures):
    """A goal and its state at the end of the period; without a day of its forecast, `no_forecast` says why."""

    not_in_json = frozenset({"no_forecast"})
    ref: Ref
    title: str
    unit: str | None
    baseline: float
    target: float | None
    value: float | None
    progress: float | None
    expected: float | None
    rag: Rag
    forecast: date | None
    change: float
    start: date
    due: date | None
    state: str
    ended_on: date | None
    steps: StepProgress
    points: list[tuple[date, float]]
    keep: bool = False
    own_word: str | None = None  # why it was called reached below its target
    no_forecast: NoForecast = ""


class Cadence(Figures):
    """How often to meet, how many meetings that makes in the period, and how many were held."""

    every: str | None
    due: int | None
    held: int


class Sessions(Counts):
    """The refs of the meetings of a period, and of those planned after it."""

    has_refs_in_json = False
    held: Annotated[Refs, Compared("Sessions held")]
    missed: Annotated[Refs, Compared("Sessions missed", better="fewer")]
    cancelled: Refs
    unsettled: Refs  # over, but whether they were held nobody has said
    planned: Refs
    last_day: date | None
    days_since_last: int | None
    cadence: Cadence


class OldestQuestion(Figures):
    """The question that has been open for longest."""

    ref: Ref
    day: date
    days: int


class CarriedQuestion(Figures):
    """The open question that went through most sessions without an answer."""

    ref: Ref
    carried: int


class Questions(Counts):
    """The refs of the questions of a period; open are those at its end."""

    added: Annotated[Refs, Compared("Questions asked", better=None)]
    answered: Annotated[Refs, Compared("Questions answered")]
    open: Refs
    oldest_open: OldestQuestion | None
    most_carried: CarriedQuestion | None


class PeriodFeedback(Counts):
    """The refs of the feedback of a period; `waiting` still asked for a response at its end."""

    received: Annotated[Refs, Compared("Feedback received")]
    given: Annotated[Refs, Compared("Feedback given")]
    praise: int
    constructive: int
    waiting: Refs


class Win(Figures):
    """An achievement of the period."""

    ref: Ref
    title: str
    day: date
    evidence: str | None
    goal: Ref | None
    state: str
    celebrated_on: date | None
    how: str | None


class NotedWin(Figures):
    """What went well, as a check-in says it, where it has not become an achievement."""

    ref: Ref
    text: str
    day: date


class CheckIns(Figures):
    """The answers of the check-ins of a period, from 1 to 5; a skipped question has no value."""

    not_in_json = frozenset({"taken"})
    count: int
    mood: Annotated[list[tuple[date, int]], Compared("Mood, mean", is_mean=True)]
    energy: Annotated[list[tuple[date, int]], Compared("Energy, mean", is_mean=True)]
    trust: list[tuple[date, int]]
    taken: Refs


class Promises(Figures):
    """What one of the two promised: the refs of actions done in the period, in time or late, and of open ones."""

    on_time: Refs
    late: Refs
    open: Refs


class OverdueAction(Figures):
    """A promise of the mentee's own whose day has passed."""

    ref: Ref
    due: date
    days: int


class Actions(Counts):
    """The promises of both sides, and of each."""

    has_refs_in_json = False
    on_time: Annotated[Refs, Compared("Actions done")]
    late: Annotated[Refs, Compared("Actions done")]
    open: Refs
    mine: Promises
    theirs: Promises
    overdue: list[OverdueAction]


class Lessons(Counts):
    """The refs of lessons learned and applied in the period, and of those not applied at its end."""

    added: Refs
    applied: Annotated[Refs, Compared("Lessons applied")]
    waiting: Refs


class ResolvedChallenge(Figures):
    """A challenge resolved in the period, and the days it took."""

    ref: Ref
    days: int


class Challenges(Counts):
    """The refs of challenges that came up in the period and are open at its end, and those resolved in it."""

    added: Refs
    open: Refs
    resolved: list[ResolvedChallenge]


class LevelChange(Figures):
    """A level before the period, or the first within it, and the one at its end."""

    then: int | None
    now: int | None


class MentorLevel(Figures):
    """A skill as one of several mentors rates it."""

    mentor: str  # the name
    level: LevelChange


class SkillLevel(Figures):
    """A skill as mentee and mentor each rate it; never averaged.

    Of several mentors `mentor` is the one who rated last, and `mentors` has each of them; else it is empty. `rater` is
    what to call the one who rated last.
    """

    not_in_json = frozenset({"rater"})

    ref: Ref
    name: str
    self: LevelChange
    mentor: LevelChange
    mentors: list[MentorLevel]
    rater: str = ""


class Contacts(Counts):
    """The refs of people met in the period, and of those to follow up at its end."""

    added: Refs
    open: Refs


class CurrentAgreement(Figures):
    """The agreement in force at the end of the period."""

    ref: Ref
    version: int
    agreed_on: date
    review_on: date | None  # when to look back next; None where nothing is agreed on that
    reviewed_on: date | None = None  # when they looked back last, under this version
    mentor: str = ""  # the name, where there is an agreement with several


class FigureChange(Frozen):
    """One figure in both periods, and the difference; the ref of the goal that it belongs to, if any."""

    what: str
    ref: Ref | None
    before: float | None
    now: float | None
    change: float | None
    better: Better


class Comparison(Frozen):
    """The changes since the period before, which is as long as the one of the report."""

    since: date
    until: date
    changes: list[FigureChange]

    def to_json(self) -> dict[str, Any]:
        """The `compare` of the JSON answer."""
        return {
            "period": period_to_json(self.since, self.until),
            "moved": [asdict(change) for change in self.changes],
        }


class Report(Figures):
    """Growth in a period, as of its end."""

    not_in_json = frozenset({"since", "until", "today", "comparison", "story", "mentors"})
    since: date
    until: date
    today: date
    headline: str
    goals: list[GoalGrowth]
    sessions: Sessions
    questions: Questions
    feedback: PeriodFeedback
    achievements: Annotated[list[Win], Compared("Achievements")]
    wins: list[NotedWin]
    checkins: CheckIns
    actions: Actions
    lessons: Lessons
    challenges: Challenges
    skills: list[SkillLevel]
    contacts: Contacts
    agreement: CurrentAgreement | None  # of several, the newest
    other_agreements: list[CurrentAgreement]  # those with other mentors
    mentors: list[str]  # the names of those who are active
    season: Season | None = None
    comparison: Comparison | None = None
    story: "Story | None" = None

    @property
    def is_empty(self) -> bool:
        """Whether the journal has nothing to report on."""
        return not super().refs()

    @property
    def counts(self) -> dict[str, Counts]:
        """The sections that count entries, by name."""
        return {name: section for name, section in asdict(self).items() if isinstance(section, Counts)}

    def refs(self) -> set[str]:
        """The refs of the entries that the report is based on."""
        return self.story.refs() if self.story is not None else super().refs()

    def to_json(self) -> dict[str, Any]:
        """The `data` of the JSON answer."""
        return {
            "period": period_to_json(self.since, self.until),
            **super().to_json(),
            **({"compare": self.comparison.to_json()} if self.comparison else {}),
            **({"story": self.story.to_json()} if self.story else {}),
        }
