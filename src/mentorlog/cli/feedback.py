"""`mentorlog feedback`: words received and given, and what you make of them."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlog.cli.call import open_journal, somebody
from mentorlog.cli.nouns import group
from mentorlog.cli.options import Asked, ForGoal, ForSession, On, Ref, Words, option
from mentorlog.errors import NotFound, UsageError
from mentorlog.journal.columns import TEXT, TITLE
from mentorlog.journal.records.feedback import Feedback, responded
from mentorlog.journal.text import clean, title
from mentorlog.screen.answers import Answer, Changed, Next, dated, details, said
from mentorlog.screen.page import Span, line, own

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

app = group("feedback", 'mentorlog feedback add "You let the sponsor finish" --praise')


@app.command()
def add(
    text: Asked = None,
    given: Annotated[
        bool, typer.Option("--given/--received", help="Whose words: yours, or theirs (the default).")
    ] = False,
    who: Annotated[
        str | None, option("--who", TITLE, "Who said it, or heard it; your mentor unless given.", "NAME")
    ] = None,
    situation: Annotated[str | None, option("--situation", TEXT, "Where and when it was.")] = None,
    behaviour: Annotated[str | None, option("--behaviour", TEXT, "What was done or said, instead of TEXT.")] = None,
    impact: Annotated[str | None, option("--impact", TEXT, "What it did, and to whom.")] = None,
    praise: Annotated[bool, typer.Option("--praise", help="It was praise.", show_default=False)] = False,
    constructive: Annotated[
        bool, typer.Option("--constructive", help="It was about something to change.", show_default=False)
    ] = False,
    session: ForSession = None,
    goal: ForGoal = None,
    on: On = None,
) -> Answer:
    """Keep feedback you received, or gave."""
    if praise and constructive:
        raise UsageError("--praise and --constructive do not go together.", "Note each as its own feedback.")
    if text is not None and behaviour is not None:
        raise UsageError("TEXT is the behaviour: give one of the two.", "Leave out TEXT, or --behaviour.")
    journal = open_journal()
    noted = Feedback(
        day=on or journal.today,
        direction="given" if given else "received",
        kind="praise" if praise else "constructive" if constructive else None,
        behaviour=text or behaviour or "",
        situation=situation,
        impact=impact,
        state="given" if given else "open",
    )
    if noted.behaviour:
        return _noted(journal, noted, who, session, goal)
    if not somebody():
        raise UsageError("mentorlog feedback add needs TEXT.", 'Write what was done or said: feedback add "..."')
    return _asked(journal, noted, who, session, goal)


def _asked(journal: "Journal", noted: Feedback, who: str | None, session: str | None, goal: str | None) -> Answer:
    from mentorlog.cli.ask import Conversation
    from mentorlog.journal.columns import choice

    kinds = choice(("praise", "constructive"))
    with Conversation("feedback", "mentorlog feedback add") as talk:
        who = who or talk.one("who", "Who said it (your mentor)", title)
        kind = noted.kind or talk.one("kind", "praise or constructive", lambda text: kinds.read(text, journal))
        noted = replace(
            noted,
            kind=kind,
            situation=noted.situation or talk.one("situation", "Where and when was it", clean),
            behaviour=talk.required("behaviour", "What had you done or said", clean),
            impact=noted.impact or talk.one("impact", "What effect did they name", clean),
        )
        return _noted(journal, noted, who, session, goal)


def _noted(journal: "Journal", noted: Feedback, who: str | None, session: str | None, goal: str | None) -> Answer:
    mentor, name = _whose(journal, who)
    with journal.change("feedback add") as change:
        kept = change.add(
            replace(
                noted,
                mentor=mentor,
                who=name,
                session=journal.link("session", session),
                goal=journal.link("goal", goal),
            )
        )
    shown = details(
        line(own(f"{kept.direction}", "dim")),
        line(own(kept.kind, "dim")) if kept.kind else (),
        line(Span(name or journal.field("mentor", mentor, "name") if mentor or name else "", "dim"))  # type: ignore[arg-type]
        if mentor or name
        else (),
        dated("on", kept.day, journal.today),
    )
    then = Next(f'mentorlog feedback respond {kept.ref} "..."', "when you know what you make of it")
    return Changed(said("Noted", kept), kept, details=shown, then=then if kept.waiting else Next("mentorlog report"))


def _whose(journal: "Journal", who: str | None) -> tuple[int | None, str | None]:
    """(mentor, name): a mentor's ref or start of name is the mentor, another name stays as it is."""
    from mentorlog.cli.who import mentor_for

    if who is None:
        return mentor_for(journal, None), None
    try:
        return journal.number("mentor", who), None
    except NotFound:
        if who.strip()[:1].lower() == "m" and who.strip()[1:].isdigit():
            raise
        return None, who


@app.command()
def respond(ref: Ref, text: Words) -> Answer:
    """Say what you make of it: use it, try it, ask more, or set it aside."""
    journal = open_journal()
    with journal.change("feedback respond") as change:
        feedback = change.put(responded(journal.find(Feedback, ref), text))
    return Changed(said("Answered", feedback), feedback, then=Next("mentorlog report"))
