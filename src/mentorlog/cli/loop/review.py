"""`mentorlog review`: look back over a period together."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import typer

from mentorlog.cli.params.mentor import resolve_mentor
from mentorlog.cli.params.options import NOTHING_SAID, TextList, option, ref_option, start_conversation, word_option
from mentorlog.cli.params.record_options import Fit, OnDay, Private, WithMentor
from mentorlog.cli.records.trends import TrendAnswer, talk_trend
from mentorlog.errors import UsageError
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import COMING_DAY, FIRST_DAY, LAST_DAY, SCORE, TEXT, ChoiceForm
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.records.reviews import Review
from mentorlog.journal.privacy import mentor_view
from mentorlog.journal.text import clean_text, join_lines
from mentorlog.render.answers import Answer, NextStep, day_note, detail_lines
from mentorlog.render.tell import draw_page, print_note
from mentorlog.render.terminal.page import Span, line, ours
from mentorlog.render.terminal.screen import stderr
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None, invoke_without_command=True)

VERDICT = ChoiceForm(("keep", "change", "drop"))


@app.callback()
def review(
    ctx: typer.Context,
    mentor: WithMentor = None,
    since: Annotated[
        date | None, option("--since", FIRST_DAY, "The first day; since the last review unless given.")
    ] = None,
    until: Annotated[date | None, option("--until", LAST_DAY, "The last day; today unless given.")] = None,
    period: Annotated[str | None, word_option("--period", "PERIOD", 'Both at once: "last month".', "periods")] = None,
    went_well: Annotated[TextList, option("--went-well", TEXT, "What went well; may be repeated.")] = None,
    to_change: Annotated[TextList, option("--to-change", TEXT, "What to change; may be repeated.")] = None,
    drop: Annotated[TextList, ref_option("--drop", "A goal to let go; may be repeated.", "goal")] = None,
    score: Annotated[TextList, ref_option("--score", "How your mentor meets a need now.", "need", "NEED=0-5")] = None,
    fit: Fit = None,
    next_review: Annotated[date | None, option("--next-review", COMING_DAY, "When you look back again.")] = None,
    on: OnDay = None,
    private: Private = False,
) -> Answer | None:
    """Look back together: what went well, what to change. Without flags you are asked."""
    if ctx.invoked_subcommand is not None:
        return None
    journal = ctx.obj.open_journal()
    number = resolve_mentor(ctx.obj, journal, mentor)
    first, last = _review_period(journal, number, since, until, period)
    start = Review(
        day=on or journal.today,
        mentor=number,
        since=first,
        until=last,
        went_well=join_lines(went_well),
        to_change=join_lines(to_change),
        next_review=next_review,
        fit=fit,
        private=private or None,
    )
    if start.went_well or start.to_change or next_review or drop or score or fit:
        return _save_review(journal, start, drop or [], [_parse_score(journal, text) for text in score or ()])
    mentor_option = f" --mentor {mentor}" if mentor else ""
    talk = start_conversation(
        ctx.obj, "review", f"mentorlog review{mentor_option}", NOTHING_SAID, 'Give one flag: --went-well "..."',
        ref_of("mentor", number) if mentor_option and number else "",
    )  # fmt: skip
    return _ask_review(talk, journal, start)


def _parse_score(journal: "Journal", argument: str) -> tuple[int, int]:
    name, sign, value = argument.rpartition("=")
    if not sign:
        raise UsageError("--score: a need and its score are written NEED=0-5.", "Like this: --score n1=4")
    return journal.resolve_number("need", name), int(SCORE.parse(value, journal))


def _review_period(
    journal: "Journal", mentor: int | None, since: date | None, until: date | None, period: str | None
) -> tuple[date, date]:
    """The days to look back on: since the last review with this mentor, or the last ninety days."""
    if period:
        from mentorlog.journal.dates.reading import parse_period

        return parse_period(period, journal.today)
    last = until or journal.today
    if since:
        return since, last
    before = journal.read(Review, "mentor IS ? AND day < ?", (mentor, last.isoformat()), order="day DESC LIMIT 1")
    return (before[0].day if before else last - timedelta(days=90)), last


def _ask_review(conversation: "Conversation", journal: "Journal", start: Review) -> Answer:
    from mentorlog.report.query import gather_report
    from mentorlog.report.terminal import report_page

    with mentor_view(journal, start.mentor):
        report = gather_report(journal, start.since or start.day, start.until or start.day)
    draw_page(report_page(report, stderr()), stderr())
    print_note(())
    with conversation as talk:
        entered = talk.hold(lambda: _ask_questions(talk, journal, start.mentor))
        if any(entered):
            review = replace(
                start,
                went_well=join_lines(entered.went_well),
                to_change=join_lines(entered.to_change),
                fit=entered.fit,
                next_review=entered.next_review,
            )
            return _save_review(journal, review, entered.dropped, entered.scores)
    raise UsageError("Nothing was said, so nothing was noted.", "To try again: mentorlog review")  # no draft is kept


class _ReviewInput(NamedTuple):
    went_well: list[str]
    to_change: list[str]
    dropped: list[str]  # goals, by their refs
    scores: list[tuple[int, int]]  # a need's number and its score
    fit: int | None
    next_review: date | None


def _ask_fit(talk: "Conversation", journal: "Journal") -> int | None:
    from mentorlog.cli.prompts.fit import ask_fit

    return ask_fit(talk, journal)


def _ask_questions(talk: "Conversation", journal: "Journal", mentor: int | None) -> _ReviewInput:
    from mentorlog.journal.model.records.goals import Goal

    went_well = talk.ask_several(
        "went_well", "What went well, one a line", clean_text, each="thing that went well",
        about="In your goals and between the two of you.",
    )  # fmt: skip
    to_change = talk.ask_several(
        "to_change", "What to change, one a line", clean_text, each="thing to change",
        about="What you would do otherwise in the next months.",
    )  # fmt: skip
    dropped = []
    with mentor_view(journal, mentor):
        goals = journal.read(Goal, "state = 'agreed'")
    for goal in goals:
        verdict = talk.ask_about(
            f"goal {goal.ref}", goal.ref, goal.title, "keep, change or drop it", VERDICT.reader(journal),
            about="keep leaves the goal as it is, change notes it as a thing to change, drop lets it go.", offer="keep",
        )  # fmt: skip
        if verdict == "drop":
            dropped.append(goal.ref)
        elif verdict == "change":
            to_change.append(f"{goal.ref} {goal.title}")
    to_change += _ask_points(talk, journal, mentor)
    scores = _ask_scores(talk, journal, mentor)
    fit = _ask_fit(talk, journal) if mentor else None
    again = talk.ask(
        "next_review", "When do you look back again", COMING_DAY.reader(journal),
        about='A day to come, such as "in 3 months".',
    )  # fmt: skip
    return _ReviewInput(went_well, to_change, dropped, scores, fit, again)


def _ask_points(talk: "Conversation", journal: "Journal", mentor: int | None) -> list[str]:
    """Ask about the agreement point by point: Enter keeps a point, any text replaces it."""
    from mentorlog.cli.prompts.lines import Hint, PromptLabel
    from mentorlog.journal.workflows.agreeing import points_of, versions

    agreed = [version for version in versions(journal, mentor) if version.state == "agreed"] if mentor else []
    return [
        f"{point.kind}: {change}"
        for point in (points_of(journal, agreed[-1]) if agreed else ())
        if (
            change := talk.ask(
                f"point {point.ref}",
                PromptLabel(f"{point.kind}: {point.text}", hint=Hint("how it should read from now on; Enter keeps it")),
                clean_text,
                about="A point that you agreed on. Write how it should read from now on; Enter leaves it as it is.",
            )
        )
    ]


def _ask_scores(talk: "Conversation", journal: "Journal", mentor: int | None) -> list[tuple[int, int]]:
    """Ask for new scores on the needs, beside the first ones, where the mentor was scored."""
    from mentorlog.cli.prompts.lines import PromptLabel, scale_hint
    from mentorlog.journal.model.records.needs import Need, Score

    first: dict[int, int] = {}
    for score in journal.read(Score, "mentor IS ?", (mentor,), order="day, number"):
        first.setdefault(score.need, score.value)
    scores = []
    for need in journal.read(Need):
        if need.number in first:
            hint = scale_hint("not", "fully", first[need.number], 0, "at first")
            value = talk.ask(
                f"score {need.ref}", PromptLabel(need.text, need.ref, hint), SCORE.reader(journal),
                about="How far your mentor meets this need: 0 not at all, 5 fully.",
            )  # fmt: skip
            if value is not None:
                scores.append((need.number, value))
    return scores


def _save_review(journal: "Journal", draft: Review, dropped: list[str], scores: list[tuple[int, int]]) -> Answer:
    from mentorlog.journal.model.records.goals import Goal, ended
    from mentorlog.journal.model.records.needs import Score

    if scores and draft.mentor is None:
        raise UsageError("There is no mentor to score.", "Name one with --mentor REF.")

    with journal.change("review") as change:
        review = change.add(draft)
        goals = [change.update(ended(journal.find(Goal, ref), "dropped", review.day)) for ref in dropped]
        for need, value in scores:
            change.add(Score(mentor=draft.mentor or 0, need=need, day=review.day, value=value))
    days = [format_short_day(day, journal.today) for day in (review.since, review.until) if day]
    sentence = line(ours("Noted "), Span(review.ref, "accent"), ours(f": a review of {' to '.join(days)}."))
    details = detail_lines(
        line(ours(f"dropped {', '.join(goal.ref for goal in goals)}", "dim")) if goals else (),
        day_note("again", review.next_review, journal.today),
    )
    next_step = NextStep("mentorlog next")
    if review.to_change:
        next_step = NextStep("mentorlog agreement draft", "if you change how you work together")
    new_refs = [goal.ref for goal in goals]
    trend = talk_trend(journal, review.mentor, review.since or review.day, review.until or review.day)
    return TrendAnswer(sentence, review, trend, details=details, next_step=next_step, new_refs=new_refs)
