"""`mentorlog challenges`: friction, what may help, and what became of it."""

from typing import get_args

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.batch import change_state
from mentorlog.cli.params.options import Context, Ref, Refs, owner_note, require_text, require_text_for
from mentorlog.cli.params.record_options import Editor, ForSession, LongText, OnDay, Private, WithMentor
from mentorlog.errors import UsageError
from mentorlog.journal.model.records.challenges import Challenge, ChallengeKind, raised, resolved
from mentorlog.journal.workflows.content import load_challenge_ideas
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence, day_note, detail_lines
from mentorlog.render.terminal.page import Line, Span, line, ours
from mentorlog.structs import Annotated

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SAFETY_NOTE = (
    "If someone's safety, harassment or the law is concerned, do not handle it alone: speak to a person you trust, "
    "your HR or the programme."
)


@app.command()
def add(
    ctx: Context,
    text: LongText = None,
    kind: Annotated[
        ChallengeKind | None,
        typer.Option(
            "--kind",
            help="What sort of friction it is; without it you are asked.",
            case_sensitive=False,
            show_default=False,
        ),
    ] = None,
    mentor: WithMentor = None,
    session: ForSession = None,
    on: OnDay = None,
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Write down what is hard; it stays private."""
    from mentorlog.cli.params.mentor import resolve_mentor

    text = require_text(ctx.obj, text, editor, "challenges add", "What is hard.")
    kind = kind or _ask_kind(ctx.obj)
    journal = ctx.obj.open_journal()
    in_session = journal.resolve_optional("session", session)
    of_session = journal.read_field("session", in_session, "mentor") if in_session and mentor is None else None
    number = int(of_session) if of_session else resolve_mentor(ctx.obj, journal, mentor)
    ideas = load_challenge_ideas(kind)  # first, since a file of one's own may have an error in it
    with journal.change("challenges add") as change:
        challenge = change.add(
            Challenge(
                text=text,
                kind=kind,
                mentor=number,
                session=in_session,
                day=on or journal.today,
                private=private or None,
            )
        )
    shown: list[Line] = detail_lines(day_note("", on, journal.today), owner_note(journal, challenge))
    if ideas:
        shown.append(line(ours("What others try:", "dim")))
    shown += [line(ours("  "), Span(idea)) for idea in ideas]
    if kind in ("boundary", "trust"):
        shown.append(line(ours(SAFETY_NOTE)))
    next_step = NextStep(f"mentorlog challenges raise {challenge.ref}", "when you have spoken about it")
    return ChangeAnswer(change_sentence("Noted", challenge), challenge, details=shown, next_step=next_step)


def _ask_kind(cli: CliContext) -> ChallengeKind:
    """The kind of friction. Raises UsageError where nobody can be asked."""
    kinds = get_args(ChallengeKind)
    listed = ", ".join(kinds)
    if not cli.is_interactive():
        raise UsageError("mentorlog challenges add needs --kind.", f"It is one of {listed}.")
    from mentorlog.cli.prompts.single import ask

    def read(text: str) -> ChallengeKind:
        word = text.strip().lower()
        matching = [kind for kind in kinds if kind.startswith(word)]
        if len(matching) != 1:
            raise UsageError("That is no kind of friction.", f"Write one of {listed}, or the start of it.")
        kind: ChallengeKind = matching[0]
        return kind

    return ask(f"What sort of friction is it: {listed}", read, about="What may help depends on it.", offer="other")


@app.command("raise")
def mark_raised(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """You spoke about it."""
    next_step = NextStep('mentorlog challenges resolve REF "..."', "when it is settled")
    return change_state(ctx.obj, "challenges raise", "Raised", Challenge, refs, raised, next_step, on)


@app.command()
def resolve(ctx: Context, ref: Ref, text: LongText = None, on: OnDay = None, editor: Editor = False) -> Answer:
    """It is settled: say how."""
    text = require_text_for(ctx.obj, text, editor, "challenges resolve", Challenge, ref)
    journal = ctx.obj.open_journal()
    with journal.change("challenges resolve") as change:
        challenge = change.update(resolved(journal.find(Challenge, ref), text, on or journal.today))
    return ChangeAnswer(
        change_sentence("Resolved", challenge),
        challenge,
        details=detail_lines(day_note("", on, journal.today)),
        next_step=NextStep('mentorlog lessons add "..."', "what it taught you"),
    )
