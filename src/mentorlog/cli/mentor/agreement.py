"""`mentorlog agreement`: how you and your mentor want to work together, in versions."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from mentorlog.cli.params.mentor import resolve_mentor
from mentorlog.cli.params.options import (
    NOTHING_SAID,
    Context,
    option,
    owner_note,
    ref_argument,
    require_text,
    start_conversation,
)
from mentorlog.cli.params.outliers import confirm_outliers, warn_of
from mentorlog.cli.params.record_options import Channel, Editor, LongText, Minutes, OnDay, Private, WithMentor
from mentorlog.cli.params.sharing import ShareOptions, refuse_if_hidden, share_record, shareable
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.forms import COMING_DAY, TEXT, TITLE
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.period_forms import CADENCE, TERM
from mentorlog.journal.model.records.agreements import POINT_HEADINGS, Agreement, Point, PointKind, PointParty
from mentorlog.journal.queries.meetings import has_several_mentors, planning_command
from mentorlog.journal.text import clean_text, format_count
from mentorlog.journal.workflows.agreeing import (
    Difference,
    agree_on_draft,
    close_agreements,
    differences,
    ensure_draft,
    read_version,
    version_number,
    versions,
)
from mentorlog.nouns import KINDS
from mentorlog.render.answers import (
    Answer,
    ChangeAnswer,
    NextStep,
    PageAnswer,
    change_sentence,
    day_note,
    detail_lines,
)
from mentorlog.render.terminal.page import Gap, Line, Lines, Page, Span, line, ours, paragraph
from mentorlog.structs import Annotated, asdict, replace

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)

_PARTY_LABELS = {"me": "I", "mentor": "my mentor", "both": "both of us"}
TextList = list[str] | None
_PointTerms = tuple[PointKind, PointParty, str]  # kind, whom it binds, text


def _point_option(kind: str) -> Any:
    return option(f"--{kind}", TEXT, f"A point of this kind ({kind}); may be repeated.")


def _version_argument(help: str) -> Any:
    return typer.Argument(metavar="VERSION", help=help, show_default=False)


@app.command()
def draft(
    ctx: Context,
    mentor: Annotated[str | None, ref_argument("mentor", "Whom with.")] = None,
    purpose: Annotated[str | None, option("--purpose", TEXT, "What it is for, in one sentence.")] = None,
    cadence: Annotated[str | None, option("--cadence", CADENCE, 'How often: "2 weeks".')] = None,
    minutes: Minutes = None,
    channel: Channel = None,
    between_sessions: Annotated[str | None, option("--between-sessions", TEXT, "How you may write.")] = None,
    notice: Annotated[str | None, option("--notice", TITLE, "How early to move or cancel.")] = None,
    feedback_manner: Annotated[str | None, option("--feedback-manner", TEXT, "How you want feedback.")] = None,
    review_on: Annotated[date | None, option("--review-on", COMING_DAY, "When you look back together.")] = None,
    lasts: Annotated[str | None, option("--lasts", TERM, 'How long in all: "6 months", "3 sessions".')] = None,
    ending: Annotated[str | None, option("--ending", TEXT, "How either of you may end it.")] = None,
    role: Annotated[TextList, _point_option("role")] = None,
    expectation: Annotated[TextList, _point_option("expectation")] = None,
    responsibility: Annotated[TextList, _point_option("responsibility")] = None,
    boundary: Annotated[TextList, _point_option("boundary")] = None,
    confidentiality: Annotated[TextList, _point_option("confidentiality")] = None,
    with_mentor: WithMentor = None,
) -> Answer:
    """Write down how you want to work together; without flags you are asked, with suggestions."""
    mentor = mentor or with_mentor
    journal, number = _open_with_mentor(ctx, mentor)
    fields = {
        "purpose": purpose, "cadence": cadence, "minutes": minutes, "channel": channel, "notice": notice,
        "between_sessions": between_sessions, "feedback_manner": feedback_manner, "review_on": review_on,
        "lasts": lasts, "ending": ending,
    }  # fmt: skip
    texts: dict[PointKind, TextList] = {
        "role": role, "expectation": expectation, "responsibility": responsibility, "boundary": boundary,
        "confidentiality": confidentiality,
    }  # fmt: skip
    terms = {name: value for name, value in fields.items() if value is not None}
    points: list[_PointTerms] = [(kind, "both", text) for kind, given in texts.items() for text in given or ()]
    if terms or points:
        outliers = confirm_outliers(ctx.obj, journal, (_with_length(number, minutes), None)) if minutes else []
        return _save_draft(journal, number, terms, points, outliers)
    command = "mentorlog agreement draft"
    with start_conversation(
        ctx.obj, "agreement", f"{command} {ref_of('mentor', number)}" if mentor else command,
        NOTHING_SAID, 'Give one flag: --purpose "..."', ref_of("mentor", number) if mentor else "",
    ) as talk:  # fmt: skip
        return _save_draft(journal, number, *talk.hold(lambda: _ask_terms(talk, journal, number)))


def _open_with_mentor(ctx: Context, ref: str | None) -> tuple["Journal", int]:
    """The journal, and the number of the mentor named or else the active one. Raises Refused where none is active."""
    journal = ctx.obj.open_journal()
    number = resolve_mentor(ctx.obj, journal, ref)
    if number is None:
        raise Refused("There is no mentor to agree with yet.", 'First: mentorlog mentors add "..."')
    return journal, number


_POINT_EXPLANATION = "A point of the agreement, in your own words. Take the suggestion, change it or leave it out."


def _ask_terms(
    talk: "Conversation", journal: "Journal", mentor_number: int
) -> tuple[dict[str, Any], list[_PointTerms]]:
    """Ask for each field and point with its suggestion: Enter takes it, any text replaces it."""
    from mentorlog.journal.model.records.mentors import Mentor
    from mentorlog.journal.workflows.content import load_agreement_template
    from mentorlog.journal.workflows.outliers import find_outliers

    template = load_agreement_template()
    mentor = journal.get(Mentor, mentor_number)
    fields: dict[str, Any] = {}

    def doubt_length(minutes: int) -> str:
        return "".join(find_outliers(journal, _with_length(mentor_number, minutes)))

    forms = {field.name: field.form for field in fields_of(Agreement)}
    for name, entry in template["fields"].items():
        known = getattr(mentor, name, None)  # how you meet may be noted with the mentor
        suggestion = entry["take"] if known is None else str(forms[name].to_json(known))
        fields[name] = talk.ask(
            name, entry["ask"], partial(forms[name].parse, context=journal), about=entry["about"], offer=suggestion,
            doubt=doubt_length if name == "minutes" else None,
        )  # fmt: skip
    points: list[_PointTerms] = []
    for at, entry in enumerate(template["points"]):
        question, suggestion = (entry[key].replace("{mentor}", mentor.name) for key in ("ask", "take"))
        text = talk.ask(f"point {at}", question, clean_text, about=_POINT_EXPLANATION, offer=suggestion)
        if text is not None:
            points.append((entry["kind"], entry["of"], text))
    return {name: value for name, value in fields.items() if value is not None}, points


def _with_length(mentor: int, minutes: int) -> Agreement:
    """An agreement that says only how long a session is, to compare with what is usual."""
    return Agreement(mentor=mentor, version=1, minutes=minutes)


def _save_draft(
    journal: "Journal",
    mentor: int,
    fields: dict[str, Any],
    points: Sequence[_PointTerms],
    outliers: Sequence[str] = (),
) -> Answer:
    if not fields and not points:
        raise UsageError("Nothing was said, so nothing was noted.", "To try again: mentorlog agreement draft")
    with journal.change("agreement draft") as change:
        agreement = change.update(replace(ensure_draft(journal, change, mentor), **fields))
        refs = [
            change.add(Point(agreement=agreement.number, kind=kind, of=of, text=text)).ref for kind, of, text in points
        ]
    read, agree = (_command_with_mentor(journal, command, mentor) for command in ("show", "agree"))
    answer = ChangeAnswer(
        _sentence("Draft of", agreement),
        agreement,
        details=detail_lines(
            owner_note(journal, agreement),
            line(ours(f"{format_count(len(refs), 'point')} added", "dim")) if refs else (),
        ),
        next_step=NextStep(read, f"read it together, then: {agree}"),
        also=refs,
    )
    return warn_of(answer, outliers, change.number)


def _command_with_mentor(journal: "Journal", command: str, mentor: int) -> str:
    """A command on the agreement, which names the mentor where several are active."""
    mentor_option = f" --mentor {ref_of('mentor', mentor)}" if has_several_mentors(journal) else ""
    return f"mentorlog agreement {command}{mentor_option}"


def _sentence(verb: str, agreement: Agreement) -> Line:
    return line(ours(f"{verb} "), Span(agreement.ref, "accent"), ours(f": version {agreement.version}", "title"))


@app.command()
def add(
    ctx: Context,
    kind: Annotated[
        PointKind, typer.Argument(metavar="KIND", help=f"One of {', '.join(POINT_HEADINGS)}.", case_sensitive=False)
    ],
    text: LongText = None,
    of: Annotated[PointParty, typer.Option("--of", help="Whom it binds.", case_sensitive=False)] = "both",
    mentor: WithMentor = None,
    private: Private = False,
    editor: Editor = False,
) -> Answer:
    """Add a point; begins a draft where there is none."""
    text = require_text(ctx.obj, text, editor, "agreement add", lambda: f"A point of this kind: {kind}.")
    journal, number = _open_with_mentor(ctx, mentor)
    with journal.change("agreement add") as change:
        agreement = ensure_draft(journal, change, number)
        point = change.add(Point(agreement=agreement.number, kind=kind, of=of, text=text, private=private or None))
    place = line(ours(f"{kind}, {_PARTY_LABELS[of]}, in the draft of version {agreement.version}", "dim"))
    details = detail_lines(owner_note(journal, point), place)
    step = NextStep(_command_with_mentor(journal, "agree", number))
    return ChangeAnswer(change_sentence("Added", point), point, details=details, next_step=step)


@app.command("agree")
def agree_draft(ctx: Context, mentor: WithMentor = None, on: OnDay = None) -> Answer:
    """You both said yes to the draft."""
    journal, number = _open_with_mentor(ctx, mentor)
    with journal.change("agreement agree") as change:
        agreement = agree_on_draft(journal, change, number, on or journal.today)
    step = NextStep(planning_command(journal, number), "by the rhythm you agreed")
    details = detail_lines(
        owner_note(journal, agreement),
        day_note("look back", agreement.review_on, journal.today)
        or line(ours(f"no day to look back yet: mentorlog edit {agreement.ref} review_on=DAY", "dim")),
    )
    return ChangeAnswer(_sentence("Agreed", agreement), agreement, details=details, next_step=step)


@app.command("close")
def close_agreement(ctx: Context, mentor: WithMentor = None) -> Answer:
    """The agreement ends."""
    journal, number = _open_with_mentor(ctx, mentor)
    with journal.change("agreement close") as change:
        closed = close_agreements(journal, change, number)
    if not closed:
        raise Refused("There is no agreement to close.", "Begin one: mentorlog agreement draft")
    step = NextStep("mentorlog mentors end", "if you part for good")
    owner_lines = detail_lines(owner_note(journal, closed[-1]))
    return ChangeAnswer(_sentence("Closed", closed[-1]), closed[-1], details=owner_lines, next_step=step)


@app.command()
@shareable()
def show(
    ctx: Context,
    share: ShareOptions,
    number: Annotated[int | None, _version_argument("Which one; the newest unless given.")] = None,
) -> Answer:
    """Read the agreement, without refs: a page to share."""
    journal, mentor = _open_with_mentor(ctx, share.mentor)
    agreement = version_number(journal, mentor, number)
    reader = share.reader(ctx.obj, mentor)
    refuse_if_hidden(journal, "agreement", agreement, reader)
    return share_record(ctx.obj, share, reader, KINDS["agreement"], agreement)


@app.command()
def diff(
    ctx: Context,
    before: Annotated[int | None, _version_argument("The older one.")] = None,
    after: Annotated[int | None, _version_argument("The newer one.")] = None,
    mentor: WithMentor = None,
) -> Answer:
    """See only what changed between two versions; the last two unless given."""
    journal, number = _open_with_mentor(ctx, mentor)
    newer = read_version(journal, number, after)
    if before is None and len(versions(journal, number)) < 2:
        raise Refused("There is only one version.", "A change begins the next: mentorlog agreement add KIND TEXT")
    older = read_version(journal, number, before if before is not None else newer.version - 1)
    changes = differences(journal, older, newer)
    data = {"before": older.version, "after": newer.version, "changes": [asdict(change) for change in changes]}
    page: Page = [paragraph("Nothing differs.")]
    if changes:
        title = ours(f"Version {older.version} to {newer.version}", "title")
        page = [paragraph(title), Gap(), *map(_difference_lines, changes)]
    return PageAnswer("agreement.diff", data, page)


def _difference_lines(change: Difference) -> Lines:
    lines = [line(ours(change.label, "dim"))]
    if change.before is not None:
        lines.append(line(ours("  − ", "bad"), Span(change.before)))
    if change.after is not None:
        lines.append(line(ours("  + ", "good"), Span(change.after)))
    return Lines(lines)
