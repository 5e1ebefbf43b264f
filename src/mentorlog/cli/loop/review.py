"""`mentorlog review`: look back over a period together."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.lists import noun_group
from mentorlog.cli.params.options import OnDay, Private, WithMentor, option, ref_option, word_option
from mentorlog.errors import UsageError
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import COMING_DAY, FIRST_DAY, LAST_DAY, SCORE, TEXT, ChoiceForm
from mentorlog.journal.model.records.reviews import Review
from mentorlog.journal.text import clean_text
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, day_note, detail_lines
from mentorlog.render.tell import draw_page
from mentorlog.render.terminal.page import Span, line, ours
from mentorlog.render.terminal.screen import stderr
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

app = noun_group("review", "mentorlog review", invoke_without_command=True)
RepeatedText = list[str] | None


@app.callback()
def review(
    ctx: typer.Context,
    mentor: WithMentor = None,
    since: Annotated[
        date | None, option("--since", FIRST_DAY, "The first day; since the last review unless given.")
    ] = None,
    until: Annotated[date | None, option("--until", LAST_DAY, "The last day; today unless given.")] = None,
    period: Annotated[str | None, word_option("--period", "PERIOD", 'Both at once: "last month".', "periods")] = None,
    went_well: Annotated[RepeatedText, option("--went-well", TEXT, "What went well; may be repeated.")] = None,
    to_change: Annotated[RepeatedText, option("--to-change", TEXT, "What to change; may be repeated.")] = None,
    drop: Annotated[
        RepeatedText,
        ref_option("--drop", "A goal to let go; may be repeated.", "goal"),
    ] = None,
    score: Annotated[
        RepeatedText,
        ref_option("--score", "How your mentor meets a need now.", "need", "NEED=0-5"),
    ] = None,
    next_review: Annotated[date | None, option("--next-review", COMING_DAY, "When you look back again.")] = None,
    on: OnDay = None,
    private: Private = False,
) -> Answer | None:
    """Look back together: what went well, what to change. Without flags you are asked."""
    if ctx.invoked_subcommand is not None:
        return None
    from mentorlog.cli.params.mentor import resolve_mentor
    from mentorlog.cli.prompts.conversation import join_lines

    journal = ctx.obj.open_journal()
    number = resolve_mentor(ctx.obj, journal, mentor)
    first, last = _review_period(journal, number, since, until, period)
    start = Review(
        day=on or journal.today,
        mentor=number,
        since=first,
        until=last,
        went_well=join_lines(went_well or ()),
        to_change=join_lines(to_change or ()),
        next_review=next_review,
        private=private or None,
    )
    if start.went_well or start.to_change or next_review or drop or score:
        return _save_review(journal, start, drop or [], [_parse_score(journal, one) for one in score or ()])
    if not ctx.obj.is_interactive():
        raise UsageError("There is nobody to ask, and nothing was said.", 'Give one flag: --went-well "..."')
    return _ask_review(ctx.obj, journal, start)


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


def _ask_review(cli: CliContext, journal: "Journal", start: Review) -> Answer:
    from mentorlog.cli.prompts.conversation import Conversation, join_lines, record_label
    from mentorlog.journal.model.records.goals import Goal
    from mentorlog.render.documents.terminal import document_page
    from mentorlog.report.document import report_document
    from mentorlog.report.query import gather_report

    report = gather_report(journal, start.since or start.day, start.until or start.day)
    draw_page(document_page(report_document(report), stderr()), stderr())
    what = ChoiceForm(("keep", "change", "drop"))
    with Conversation(cli, "review", "mentorlog review") as talk:
        went = talk.ask_several("went_well", "What went well, one a line", clean_text)
        change = talk.ask_several("to_change", "What to change, one a line", clean_text)
        dropped = []
        for goal in journal.read(Goal, "state = 'agreed'"):
            label = record_label(goal.ref, goal.title, "keep, change or drop")
            chosen = talk.ask(f"goal {goal.ref}", label, lambda text: what.parse(text, journal))
            if chosen == "drop":
                dropped.append(goal.ref)
            elif chosen == "change":
                change.append(f"{goal.ref} {goal.title}")
        change += _ask_points(talk, journal, start.mentor)
        scores = _ask_scores(talk, journal, start.mentor)
        again = talk.ask("next_review", "When do you look back again", lambda text: COMING_DAY.parse(text, journal))
        kept = replace(start, went_well=join_lines(went), to_change=join_lines(change), next_review=again)
        if not (kept.went_well or kept.to_change or again or dropped or scores):
            raise UsageError("Nothing was said, so nothing was noted.", "To try again: mentorlog review")
        return _save_review(journal, kept, dropped, scores)


def _ask_points(talk: "Conversation", journal: "Journal", mentor: int | None) -> list[str]:
    """Ask about the agreement point by point: Enter keeps a point, any text replaces it."""
    from mentorlog.journal.workflows.agreeing import points_of, versions

    counting = [one for one in versions(journal, mentor) if one.state == "agreed"] if mentor else []
    changes = []
    for point in points_of(journal, counting[-1]) if counting else ():
        wish = talk.ask(f"point {point.ref}", f"{point.kind}: {point.text} (Enter keeps)", clean_text)
        if wish:
            changes.append(f"{point.kind}: {wish}")
    return changes


def _ask_scores(talk: "Conversation", journal: "Journal", mentor: int | None) -> list[tuple[int, int]]:
    """Ask for new scores on the needs, beside the first ones, where the mentor was scored."""
    from mentorlog.cli.prompts.conversation import record_label
    from mentorlog.journal.model.records.needs import Need, Score

    first: dict[int, int] = {}
    for score in journal.read(Score, "mentor IS ?", (mentor,), order="day, number"):
        first.setdefault(score.need, score.value)
    scores = []
    for need in journal.read(Need):
        if need.number in first:
            label = record_label(need.ref, need.text, f"{first[need.number]} at first (0-5)")
            value = talk.ask(f"score {need.ref}", label, lambda text: int(SCORE.parse(text, journal)))
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
    today = journal.today
    days = [format_short_day(day, today) for day in (review.since, review.until) if day]
    says = line(ours("Noted "), Span(review.ref, "accent"), ours(f": a review of {' to '.join(days)}."))
    shown = detail_lines(
        line(ours(f"dropped {', '.join(goal.ref for goal in goals)}", "dim")) if goals else (),
        day_note("again", review.next_review, journal.today),
    )
    change_terms = NextStep("mentorlog agreement draft", "if you change how you work together")
    return ChangeAnswer(
        says,
        review,
        details=shown,
        next_step=change_terms if review.to_change else NextStep("mentorlog next"),
        new_refs=[goal.ref for goal in goals],
    )
