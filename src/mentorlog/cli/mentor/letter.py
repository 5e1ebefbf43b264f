"""`mentorlog letter`: a mail to a mentor that asks for what is open. The mail program sends it, never this one."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from mentorlog.cli.params.delivery import deliver_text, file_answer
from mentorlog.cli.params.mentor import resolve_mentor
from mentorlog.cli.params.options import OUTPUT_PANEL, Context, flag, ref_argument, ref_option
from mentorlog.cli.params.record_options import WithMentor
from mentorlog.cli.params.sharing import Force, output_option, refuse_if_hidden
from mentorlog.errors import CannotCreate, Refused, UsageError
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.marks import format_mark, parse_marks
from mentorlog.journal.model.records.mentors import Mentor
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.queries.meetings import planning_command
from mentorlog.journal.readers import Reader
from mentorlog.journal.workflows.letters.keeping import LetterOccasion, fitting_occasion, keep_letter
from mentorlog.journal.workflows.letters.write import write_letter
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.documents.formats import LETTER_FORMATS, Format, format_of_file
from mentorlog.render.documents.letters import LetterPage, render_text
from mentorlog.render.terminal.page import Lines, Span, line, ours
from mentorlog.structs import Annotated, Frozen, Literal
from mentorlog.system import processes

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.records.letters import Letter, LetterKind

app = typer.Typer(add_completion=False, rich_markup_mode=None)
LetterForm = Literal["text", "eml", "html"]


@app.command()
def letter(
    ctx: Context,
    mentor: Annotated[str | None, ref_argument("mentor", "Whom to; your mentor unless given.")] = None,
    before: Annotated[str | None, ref_option("--before", "What to ask before this session.", "session")] = None,
    after: Annotated[
        str | None, ref_option("--after", "Thanks after this session, and what came of it.", "session")
    ] = None,
    agreement: Annotated[bool, flag("--agreement", "The agreement and goals, to say yes to.")] = False,
    skills: Annotated[bool, flag("--skills", "How they see your skills.")] = False,
    feedback: Annotated[bool, flag("--feedback", "Their feedback.")] = False,
    form: Annotated[
        LetterForm | None,
        typer.Option(
            "--format",
            help="The form it takes; text unless given, eml for a mail program.",
            show_default=False,
            rich_help_panel=OUTPUT_PANEL,
        ),
    ] = None,
    to: Annotated[
        Path | None, output_option("Write it there, for you alone; the ending says the form.", "--to")
    ] = None,
    force: Force = False,
    with_mentor: WithMentor = None,
    open_: Annotated[bool, flag("--open", "Open it as a draft in your mail program.", OUTPUT_PANEL)] = False,
) -> Answer:
    """Write a mail to a mentor, with lines to answer; their reply comes back with `mentorlog import`."""
    journal = ctx.obj.open_journal()
    number = resolve_mentor(ctx.obj, journal, mentor or with_mentor)
    if number is None:
        raise Refused("There is no mentor to write to yet.", 'First: mentorlog mentors add "..."')
    person = journal.get(Mentor, number)
    shape = _choose_format(form, to, open_=open_)
    if person.state not in ("active", "paused") and not (before or after or agreement or skills or feedback):
        return _message(journal, person, _Delivery(shape, to, force, open_, f"letter-{person.ref}"), ctx.obj.as_json)
    named: dict[LetterKind, bool] = {"agreement": agreement, "skills": skills, "feedback": feedback}
    occasion = _occasion(journal, person, before, after, [kind for kind, is_named in named.items() if is_named])
    if to is not None:
        from mentorlog.store.create import check_writable

        check_writable(to.absolute(), force)  # which refuses before the letter is kept
    draft = write_letter(journal, person.number, occasion.kind, occasion.session)
    kept = keep_letter(journal, draft)
    page = LetterPage(person.name, person.email or "", draft.subject, draft.body(kept.code))
    answer = PageAnswer("letter.draft", _to_json(kept, page), [Lines([(Span(render_text(page).rstrip()),)])])
    answer.steps = _steps(journal, person, sent_on=bool(to or open_))
    answer.asides = [line(Span(kept.ref, "dim"), ours(" waits for the reply.", "dim"))]
    return _deliver(answer, page, _Delivery(shape, to, force, open_, f"letter-{kept.ref}"), as_json=ctx.obj.as_json)


def _message(journal: "Journal", mentor: Mentor, delivery: "_Delivery", as_json: bool) -> Answer:
    """What fits somebody who is not your mentor, or not any more: a message that asks for no marks."""
    from mentorlog.journal.queries.names import name_step
    from mentorlog.journal.workflows.messages import fitting_kind, render_message

    kind = fitting_kind(journal, mentor)
    subject, _, text = render_message(journal, mentor, kind).removeprefix("Subject: ").partition("\n")
    page = LetterPage(mentor.name, mentor.email or "", subject, text.strip())
    data: dict[str, Any] = {
        "letter": None, "mentor": mentor.ref, "for": kind, "session": None, "code": None, "subject": subject,
        "text": page.text, "marks": [],
    }  # fmt: skip
    answer = PageAnswer("letter.draft", data, [Lines([(Span(render_text(page).rstrip()),)])])
    answer.steps = [NextStep(*step) for step in name_step()]
    if kind in ("first", "follow-up"):
        answer.steps.append(NextStep(f"mentorlog mentors contacted {mentor.ref}", "when you have sent it"))
    return _deliver(answer, page, delivery, as_json=as_json)


def _choose_format(form: str | None, to: Path | None, *, open_: bool) -> Format:
    """The form named, else by the file's ending, else a draft where it is to be opened. Raises UsageError."""
    by_ending = format_of_file(to.name, LETTER_FORMATS) if to else None
    name = form or (by_ending.name if by_ending else "eml" if open_ else "text")
    if open_ and name == "text":
        raise UsageError("--open opens a draft or a web page.", "Leave out --format, or write --format eml.")
    return LETTER_FORMATS[name]


def _occasion(
    journal: "Journal", mentor: Mentor, before: str | None, after: str | None, named: "list[LetterKind]"
) -> LetterOccasion:
    """What the letter is for. Raises UsageError where several things are named, Refused where it cannot be that."""
    if (before is not None) + (after is not None) + len(named) > 1:
        raise UsageError(
            "A letter is for one thing.", "Name one of --before, --after, --agreement, --skills and --feedback."
        )
    if named:
        return LetterOccasion(named[0])
    if before is not None:
        session = _session(journal, mentor, before)
        if session.state != "planned":
            raise Refused(
                f"{session.ref} was {session.state}.",
                f"Thanks for it: mentorlog letter {mentor.ref} --after {session.ref}",
            )
        return LetterOccasion("before", session)
    if after is not None:
        session = _session(journal, mentor, after)
        if session.starts_at > journal.now:
            raise Refused(f"{session.ref} is still to come.", f"To ask something before it: --before {session.ref}")
        if session.state not in ("planned", "held"):
            raise Refused(f"{session.ref} was {session.state}.", "Name the session you held: mentorlog sessions list")
        return LetterOccasion("after", session)
    return fitting_occasion(journal, mentor.number)


def _session(journal: "Journal", mentor: Mentor, text: str) -> Session:
    """The session named, which is with this mentor and not private. Raises Refused."""
    session = journal.find(Session, text)
    if session.mentor not in (None, mentor.number):
        raise Refused(f"{session.ref} is with somebody else.", f"Plan one: {planning_command(journal, mentor.number)}")
    refuse_if_hidden(journal, "session", session.number, Reader("mentor"))
    return session


def _steps(journal: "Journal", mentor: Mentor, *, sent_on: bool) -> list[NextStep]:
    from mentorlog.journal.queries.names import name_step, salutation_step

    steps = [NextStep(*step) for step in (*name_step(), *salutation_step(journal, mentor.number))]
    if not mentor.email:
        steps.append(NextStep(f"mentorlog edit {mentor.ref} email=ADDRESS", "so that a draft knows where to go"))
    if not sent_on:
        steps.append(NextStep(f"mentorlog letter {mentor.ref} --open", "to send it from your mail program"))
    steps.append(NextStep("mentorlog import reply.eml", "when the reply is there"))
    return steps


def _to_json(letter: "Letter", page: LetterPage) -> dict[str, Any]:
    return {
        "letter": letter.ref,
        "mentor": ref_of("mentor", letter.mentor),
        "for": letter.kind,
        "session": ref_of("session", letter.session) if letter.session else None,
        "code": letter.code,
        "subject": page.subject,
        "text": page.text,
        "marks": [format_mark(mark) for mark in parse_marks(letter.marks)],
    }


class _Delivery(Frozen):
    """Where a letter goes: in which form, into which file, and whether it is opened."""

    format: Format
    to: Path | None
    force: bool
    open: bool
    name: str


def _deliver(answer: PageAnswer, page: LetterPage, delivery: _Delivery, *, as_json: bool) -> Answer:
    if delivery.to is None and not delivery.open and (as_json or delivery.format.name == "text"):
        return answer
    text = delivery.format.render(page)
    if not delivery.open:
        written = deliver_text(answer, text, delivery.to, force=delivery.force)
        written.steps = answer.steps
        return written
    return _open_draft(answer, text, delivery)


def _open_draft(answer: Answer, text: str, delivery: _Delivery) -> Answer:
    """Hand a draft to the program that the system has for it. Raises CannotCreate, which says where the draft is."""
    from mentorlog.store.create import write_file

    path, force = delivery.to, delivery.force
    if path is None:
        from mentorlog.render.documents.browser_pages import new_page_path

        path, force = new_page_path(f"{delivery.name}{delivery.format.suffixes[0]}"), True
    path = path.absolute()
    content = text.encode()
    write_file(path, content, force=force)
    if not processes.open_file(path):
        raise CannotCreate("No program could be opened for it.", f"The letter is in {path}.")
    written = file_answer(answer, path, len(content), "opened as a draft; it is sent by you")
    written.steps = answer.steps
    return written
