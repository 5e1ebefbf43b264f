"""The figures of a report as plain data. Code that draws a report computes none itself.

A section of the report is a class and a field of `Report`. Its JSON and the schema of that, the refs behind it, and its
rows in the CSV folder and in a comparison follow from the fields of its class.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.journal.model.pace import NoForecast, Rag
from mentorlog.journal.queries.season import Season
from mentorlog.report.figures import Compared, Comparison, Counts, Figures, Ref, Refs, has_refs, period_to_json
from mentorlog.structs import Annotated, asdict

if TYPE_CHECKING:
    from mentorlog.report.goal_story import Story


class StepProgress(Figures):
    """How many steps of a goal are done, and the next one."""

    not_in_json = frozenset({"next", "next_due", "days"})
    done: int
    """How many are done."""
    total: int
    """How many there are."""
    next: str = ""
    next_due: date | None = None
    days: tuple[date, ...] = ()  # on which they were done


class GoalGrowth(Figures):
    """A goal and its state at the end of the period; without a day of its forecast, `no_forecast` says why."""

    not_in_json = frozenset({"no_forecast"})
    ref: Ref
    title: str
    """What to grow in."""
    unit: str | None
    """What its values count."""
    baseline: float
    """The value at the start."""
    target: float | None
    """The value to reach."""
    value: float | None
    """The value at the end of the period."""
    progress: float | None
    """The share of the way to the target."""
    expected: float | None
    """The share that the plan had for that day."""
    rag: Rag
    """The status: green, amber, red, or none where there is no plan."""
    forecast: date | None
    """The day on which it is reached at this pace."""
    change: float
    """How far the value moved in the period."""
    start: date
    """The day it began."""
    due: date | None
    """The day by which to reach it."""
    state: str
    """Its state at the end of the period."""
    ended_on: date | None
    """The day it was achieved or let go."""
    steps: StepProgress
    """Its steps."""
    points: list[tuple[date, float]]
    """Each day with a value, and the value."""
    keep: bool = False
    """Whether the target is to be kept again and again, rather than reached once."""
    own_word: str | None = None
    """Why it was called reached below its target."""
    no_forecast: NoForecast = ""


class Cadence(Figures):
    """How often to meet, how many meetings that makes in the period, and how many were held."""

    every: str | None
    """How often to meet, as in "2 weeks"."""
    due: int | None
    """How many sessions that makes in the period."""
    held: int
    """How many were held."""


class Sessions(Counts):
    """The refs of the meetings of a period, and of those planned after it."""

    has_refs_in_json = False
    held: Annotated[Refs, Compared("Sessions held")]
    """Those held."""
    missed: Annotated[Refs, Compared("Sessions missed", better="fewer")]
    """Those to which somebody did not come."""
    cancelled: Refs
    """Those called off."""
    unsettled: Refs
    """Those that are over, but whether they were held nobody has said."""
    planned: Refs
    """Those planned after the period."""
    last_day: date | None
    """The day of the last one held."""
    days_since_last: int | None
    """The days since then."""
    cadence: Cadence
    """How often to meet, and how often that was kept."""


class OldestQuestion(Figures):
    """The question that has been open for longest."""

    ref: Ref
    day: date
    """The day it was asked."""
    days: int
    """For how many days it has been open."""


class CarriedQuestion(Figures):
    """The open question that went through most sessions without an answer."""

    ref: Ref
    carried: int
    """How many sessions went by without an answer."""


class Questions(Counts):
    """The refs of the questions of a period; open are those at its end."""

    added: Annotated[Refs, Compared("Questions asked", better=None)]
    """Those asked in the period."""
    answered: Annotated[Refs, Compared("Questions answered")]
    """Those answered in it."""
    open: Refs
    """Those open at its end."""
    oldest_open: OldestQuestion | None
    """The one that has been open for longest."""
    most_carried: CarriedQuestion | None
    """The one that went through most sessions."""


class PeriodFeedback(Counts):
    """The refs of the feedback of a period; `waiting` still asked for a response at its end."""

    received: Annotated[Refs, Compared("Feedback received")]
    """What was received in the period."""
    given: Annotated[Refs, Compared("Feedback given")]
    """What was given in it."""
    praise: int
    """How much of what was received is praise."""
    constructive: int
    """How much of it says what to do otherwise."""
    waiting: Refs
    """What still asked for a response at the end."""


class Win(Figures):
    """An achievement of the period."""

    ref: Ref
    title: str
    """What was achieved."""
    day: date
    """The day it happened."""
    evidence: str | None
    """What shows it."""
    goal: Ref | None
    """The goal it belongs to."""
    state: str
    """Whether it is new or celebrated."""
    celebrated_on: date | None
    """The day it was celebrated."""
    how: str | None
    """How it was celebrated."""


class NotedWin(Figures):
    """What went well, as a check-in says it, where it has not become an achievement."""

    ref: Ref
    text: str
    """What went well."""
    day: date
    """The day of the check-in."""


class CheckIns(Figures):
    """The answers of the check-ins of a period, from 1 to 5; a skipped question has no value."""

    not_in_json = frozenset({"taken"})
    count: int
    """How many there were."""
    mood: Annotated[list[tuple[date, int]], Compared("Mood, mean", is_mean=True)]
    """Each day with a mood, and the mood."""
    energy: Annotated[list[tuple[date, int]], Compared("Energy, mean", is_mean=True)]
    """Each day with an energy, and the energy."""
    trust: list[tuple[date, int]]
    """Each day with a trust, and the trust."""
    taken: Refs


class Promises(Figures):
    """What one of the two promised: the refs of actions done in the period, in time or late, and of open ones."""

    on_time: Refs
    """Those done in time."""
    late: Refs
    """Those done late."""
    open: Refs
    """Those open at the end."""


class OverdueAction(Figures):
    """A promise of the mentee's own whose day has passed."""

    ref: Ref
    due: date
    """The day by which it was to be done."""
    days: int
    """How many days late it is."""


class Actions(Counts):
    """The promises of both sides, and of each."""

    has_refs_in_json = False
    on_time: Annotated[Refs, Compared("Actions done")]
    """Those done in time."""
    late: Annotated[Refs, Compared("Actions done")]
    """Those done late."""
    open: Refs
    """Those open at the end."""
    mine: Promises
    """The mentee's own."""
    theirs: Promises
    """The mentors'."""
    overdue: list[OverdueAction]
    """The mentee's own that are late."""


class Lessons(Counts):
    """The refs of lessons learned and applied in the period, and of those not applied at its end."""

    added: Refs
    """Those learned in the period."""
    applied: Annotated[Refs, Compared("Lessons applied")]
    """Those applied in it."""
    waiting: Refs
    """Those not applied at its end."""


class ResolvedChallenge(Figures):
    """A challenge resolved in the period, and the days it took."""

    ref: Ref
    days: int
    """The days it took."""


class Challenges(Counts):
    """The refs of challenges that came up in the period and are open at its end, and those resolved in it."""

    added: Refs
    """Those that came up in the period."""
    open: Refs
    """Those open at its end."""
    resolved: list[ResolvedChallenge]
    """Those resolved in it."""


class LevelChange(Figures):
    """A level before the period, or the first within it, and the one at its end."""

    then: int | None
    """The level before the period, or the first within it."""
    now: int | None
    """The level at its end."""


class MentorLevel(Figures):
    """A skill as one of several mentors rates it."""

    mentor: str
    """The mentor's name."""
    level: LevelChange
    """The level, 1 to 5, as they see it."""


class SkillLevel(Figures):
    """A skill as mentee and mentor each rate it; never averaged.

    Of several mentors `mentor` is the one who rated last, and `mentors` has each of them; else it is empty. `rater` is
    what to call the one who rated last.
    """

    not_in_json = frozenset({"rater"})

    ref: Ref
    name: str
    """What it is called."""
    self: LevelChange
    """The level as the mentee sees it."""
    mentor: LevelChange
    """The level as the mentor sees it who rated last."""
    mentors: list[MentorLevel]
    """The level as each of several mentors sees it; else empty."""
    rater: str = ""


class Contacts(Counts):
    """The refs of people met in the period, and of those to follow up at its end."""

    added: Refs
    """Those met in the period."""
    open: Refs
    """Those to follow up at its end."""


class CurrentAgreement(Figures):
    """The agreement in force at the end of the period."""

    ref: Ref
    version: int
    """Counts the agreements with this mentor."""
    agreed_on: date
    """The day both agreed."""
    review_on: date | None
    """The day to look back next; None where nothing is agreed on that."""
    reviewed_on: date | None = None
    """The day they looked back last, under this version."""
    mentor: str = ""
    """The mentor's name, where there is an agreement with several."""


class Report(Figures):
    """Growth in a period, as of its end."""

    not_in_json = frozenset({"since", "until", "today", "comparison", "story", "mentors"})
    since: date
    until: date
    today: date
    headline: str
    """The period in one sentence."""
    goals: list[GoalGrowth]
    """The goals of the period."""
    sessions: Sessions
    """The sessions."""
    questions: Questions
    """The questions."""
    feedback: PeriodFeedback
    """The feedback."""
    achievements: Annotated[list[Win], Compared("Achievements")]
    """The achievements."""
    wins: list[NotedWin]
    """What went well, as check-ins say it, where it is no achievement."""
    checkins: CheckIns
    """The answers of the check-ins."""
    actions: Actions
    """The promises."""
    lessons: Lessons
    """The lessons."""
    challenges: Challenges
    """The challenges."""
    skills: list[SkillLevel]
    """The skills that were rated."""
    contacts: Contacts
    """The people met."""
    agreement: CurrentAgreement | None
    """The agreement in force; of several, the newest."""
    other_agreements: list[CurrentAgreement]
    """Those with other mentors."""
    mentors: list[str]  # the names of those who are active
    season: Season | None = None
    """Months of talks, moods and goals by the week."""
    comparison: Comparison | None = None
    story: "Story | None" = None

    @property
    def is_empty(self) -> bool:
        """Whether the journal has nothing to report on."""
        return not has_refs(self)

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
