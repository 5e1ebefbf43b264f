"""`mentorlog achievements`: keep wins, and celebrate them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.celebration.card_bundle import with_card
from mentorlog.cli.params.batch import batch_answer
from mentorlog.cli.params.options import (
    Context,
    Refs,
    option,
    owner_note,
    ref_argument,
    require_text,
    start_conversation,
)
from mentorlog.cli.params.record_options import Editor, ForGoal, MinutesSpent, OfMentor, OnDay, Private, PromptedTitle
from mentorlog.cli.params.sharing import ShareOptions
from mentorlog.journal.model.forms import TEXT, YES_NO
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.records.achievements import Achievement
from mentorlog.journal.text import clean_text, clean_title
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import line, ours, paragraph
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.workflows.debrief import CheckInWin

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def add(
    ctx: Context,
    title: PromptedTitle = None,
    evidence: Annotated[str | None, option("--evidence", TEXT, "What shows it.")] = None,
    goal: ForGoal = None,
    mentor: OfMentor = None,
    on: OnDay = None,
    minutes: MinutesSpent = None,
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Keep a win; the editor is for what shows it."""
    if editor:
        evidence = require_text(ctx.obj, evidence, editor, "achievements add", lambda: f"What shows it: {title or ''}")
    journal = ctx.obj.open_journal()
    win = Achievement(
        title=title or "",
        evidence=evidence,
        mentor=journal.resolve_optional("mentor", mentor),
        day=on or journal.today,
        minutes=minutes,
        private=private or None,
    )
    if title is not None:
        return _add_achievement(journal, win, goal)
    with start_conversation(
        ctx.obj, "achievements", "mentorlog achievements add",
        "mentorlog achievements add needs TITLE.", 'Write it in quotes: achievements add "..."',
    ) as talk:  # fmt: skip
        return _add_achievement(journal, talk.hold(lambda: _ask_achievement(talk, win)), goal)


def _ask_achievement(talk: "Conversation", win: Achievement) -> Achievement:
    title = talk.ask_required(
        "title", "What did you achieve", clean_title, about="In one line, as you would tell a friend."
    )
    evidence = win.evidence or talk.ask(
        "evidence", "What shows it", clean_text, about="A figure, a page, what somebody said: for when you doubt it."
    )
    return replace(win, title=title, evidence=evidence)


@app.command()
def keep(
    ctx: Context,
    refs: Annotated[
        list[str] | None,
        ref_argument("checkin", "Check-ins, all of whose wins are kept; without them you are asked.", "[CHECKIN...]"),
    ] = None,
) -> Answer:
    """Keep what went well, by your check-ins, as achievements."""
    from mentorlog.journal.model.records.checkins import CheckIn
    from mentorlog.journal.model.records.sessions import Session
    from mentorlog.journal.queries.meetings import next_sessions
    from mentorlog.journal.workflows.debrief import unkept_wins, wins_to_offer

    journal = ctx.obj.open_journal()
    if refs:
        return _keep_wins(journal, unkept_wins(journal, [journal.find(CheckIn, ref) for ref in dict.fromkeys(refs)]))
    coming: list[Session | None] = [*next_sessions(journal)] or [None]
    wins = list({win.text: win for session in coming for win in wins_to_offer(journal, session)}.values())
    if not wins:
        return _keep_wins(journal, [])
    with start_conversation(
        ctx.obj, "wins", "mentorlog achievements keep", "There is nobody to ask which wins to keep.",
        f"Name check-ins, whose wins are all kept: mentorlog achievements keep {wins[0].ref}",
    ) as talk:  # fmt: skip
        return _keep_wins(journal, talk.hold(lambda: [win for win in wins if _ask_to_keep(talk, journal, win)]))


def _ask_to_keep(talk: "Conversation", journal: "Journal", win: "CheckInWin") -> bool:
    about = "It went well, as you said in the check-in. y keeps it among your achievements, Enter does not."
    reader = YES_NO.reader(journal)
    key = f"win {win.text}"
    return bool(talk.ask_about(key, win.ref, win.text, "keep it, yes or no", reader, about=about, offer="no"))


def _keep_wins(journal: "Journal", wins: "Sequence[CheckInWin]") -> Answer:
    if not wins:
        return PageAnswer("achievement.list", [], [paragraph("Nothing was kept.")], (NextStep("mentorlog agenda"),))
    with journal.change("achievements keep") as change:
        kept = [
            change.add(Achievement(title=clean_title(win.text), day=win.checkin.day, private=win.checkin.private))
            for win in wins
        ]
    next_step = NextStep('mentorlog achievements celebrate REF --how "..."', "small wins count")
    return batch_answer("Kept", kept, [win.ref for win in wins], next_step)


def _add_achievement(journal: "Journal", win: Achievement, goal: str | None) -> Answer:
    with journal.change("achievements add") as change:
        achievement = change.add(replace(win, goal=journal.resolve_optional("goal", goal)))
    shown = detail_lines(
        line(ours(f"for {ref_of('goal', achievement.goal)}", "dim")) if achievement.goal else (),
        day_note("", achievement.day, journal.today),
        owner_note(journal, achievement),
    )
    next_step = NextStep(f'mentorlog achievements celebrate {achievement.ref} --how "..."', "small wins count")
    return ChangeAnswer(change_sentence("Kept", achievement), achievement, details=shown, next_step=next_step)


@app.command()
@with_card
def celebrate(
    ctx: Context,
    share: ShareOptions,
    refs: Refs,
    how: Annotated[str | None, option("--how", TEXT, "How: told my mentor, a treat, thanked a helper ...")] = None,
    on: OnDay = None,
) -> Answer:
    """Celebrate a win."""
    from mentorlog.cli.celebration.celebrating import celebrate_records

    nouns = ("achievement", "goal")
    return celebrate_records(ctx.obj, share, refs, how, on, nouns=nouns, shows_again=False)
