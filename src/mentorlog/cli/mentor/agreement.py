"""`mentorlog agreement`: how you and your mentor want to work together, in versions."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.lists import noun_group
from mentorlog.cli.params.options import (
    NOTHING_SAID,
    Channel,
    Context,
    Editor,
    LongText,
    Minutes,
    OnDay,
    Private,
    WithMentor,
    option,
    ref_argument,
    require_text,
    start_conversation,
)
from mentorlog.cli.params.sharing import ShareOptions, refuse_if_hidden, share_record, shareable
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.forms import CADENCE, COMING_DAY, TERM, TEXT, TITLE
from mentorlog.journal.model.records.agreements import Agreement, Point, PointKind, PointParty
from mentorlog.journal.text import clean_text, format_count
from mentorlog.journal.workflows.agreeing import (
    POINT_HEADINGS,
    Difference,
    agree_on_draft,
    close_agreements,
    differences,
    ensure_draft,
    version,
    version_number,
    versions,
)
from mentorlog.nouns import KINDS
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, PageAnswer, change_sentence, detail_lines
from mentorlog.render.tell import print_note
from mentorlog.render.terminal.page import Gap, Line, Lines, Span, line, ours
from mentorlog.structs import asdict, replace

if TYPE_CHECKING:
    from mentorlog.cli.prompts.conversation import Conversation
    from mentorlog.journal.journal import Journal

app = noun_group("agreement", "mentorlog agreement draft")

_PARTY_LABELS = {"me": "I", "mentor": "my mentor", "both": "both of us"}
TextList = list[str] | None


def _point_option(kind: str) -> Any:
    return option(f"--{kind}", TEXT, f"A point of this kind ({kind}); may be repeated.")


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
) -> Answer:
    """Write down how you want to work together; without flags you are asked, with suggestions."""
    journal = ctx.obj.open_journal()
    number = _require_mentor(ctx.obj, journal, mentor)
    fields = {
        "purpose": purpose, "cadence": cadence, "minutes": minutes, "channel": channel, "notice": notice,
        "between_sessions": between_sessions, "feedback_manner": feedback_manner, "review_on": review_on,
        "lasts": lasts, "ending": ending,
    }  # fmt: skip
    given = {"role": role, "expectation": expectation, "responsibility": responsibility, "boundary": boundary,
             "confidentiality": confidentiality}  # fmt: skip
    terms = {name: value for name, value in fields.items() if value is not None}
    points: list[tuple[Any, Any, str]] = [(kind, "both", text) for kind, texts in given.items() for text in texts or ()]
    if terms or points:
        return _save_draft(journal, number, terms, points)
    command = "mentorlog agreement draft"
    with start_conversation(ctx.obj, "agreement", command, NOTHING_SAID, 'Give one flag: --purpose "..."') as talk:
        return _save_draft(journal, number, *_ask_terms(talk, journal, number))


def _require_mentor(cli: CliContext, journal: "Journal", named: str | None) -> int:
    from mentorlog.cli.params.mentor import resolve_mentor

    number = resolve_mentor(cli, journal, named)
    if number is None:
        raise Refused("There is no mentor to agree with yet.", 'First: mentorlog mentors add "..."')
    return number


def _ask_terms(
    talk: "Conversation", journal: "Journal", number: int
) -> tuple[dict[str, Any], list[tuple[Any, Any, str]]]:
    """Ask for each field and point with its suggestion: Enter skips it, "+" takes it, any text replaces it."""
    from mentorlog.journal.model.records.mentors import Mentor
    from mentorlog.journal.workflows.content import load_agreement_template

    template = load_agreement_template()
    mentor = journal.get(Mentor, number)
    name = mentor.name
    forms = {field.name: field.form for field in fields_of(Agreement)}
    print_note(line("Enter skips, + takes the suggestion in brackets, anything else is your answer."))
    fields: dict[str, Any] = {}
    for field, entry in template["fields"].items():
        settled = getattr(mentor, field, None)  # how you meet may be known from the mentor
        take = entry["take"] if settled is None else str(forms[field].to_json(settled))

        def read_field(text: str, field: str = field, take: str = take) -> Any:
            return forms[field].parse(take if text.strip() == "+" and take else text, journal)

        value = talk.ask(field, _prompt_text(entry["ask"], take), read_field)
        if value is not None:
            fields[field] = value
    points: list[tuple[Any, Any, str]] = []
    for at, entry in enumerate(template["points"]):
        take = entry["take"].replace("{mentor}", name)

        def read_point(text: str, take: str = take) -> str:
            return clean_text(take if text.strip() == "+" else text)

        text = talk.ask(f"point {at}", _prompt_text(entry["ask"].replace("{mentor}", name), take), read_point)
        if text is not None:
            points.append((entry["kind"], entry["of"], text))
    return fields, points


def _prompt_text(ask: str, take: str) -> str:
    return f"{ask} [{take}]" if take else ask


def _save_draft(
    journal: "Journal", number: int, fields: dict[str, Any], points: Sequence[tuple[PointKind, PointParty, str]]
) -> Answer:
    if not fields and not points:
        raise UsageError("Nothing was said, so nothing was noted.", "To try again: mentorlog agreement draft")
    with journal.change("agreement draft") as change:
        agreement = change.update(replace(ensure_draft(journal, change, number), **fields))
        made = [change.add(Point(agreement=agreement.number, kind=kind, of=of, text=text)) for kind, of, text in points]
    return ChangeAnswer(
        _sentence("Draft of", agreement),
        agreement,
        details=detail_lines(line(ours(f"{format_count(len(made), 'point')} added", "dim")) if made else ()),
        next_step=NextStep("mentorlog agreement show", "read it together, then: mentorlog agreement agree"),
        also=[point.ref for point in made],
    )


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
    journal = ctx.obj.open_journal()
    number = _require_mentor(ctx.obj, journal, mentor)
    with journal.change("agreement add") as change:
        agreement = ensure_draft(journal, change, number)
        point = change.add(Point(agreement=agreement.number, kind=kind, of=of, text=text, private=private or None))
    shown = detail_lines(line(ours(f"{kind}, {_PARTY_LABELS[of]}, in the draft of version {agreement.version}", "dim")))
    return ChangeAnswer(
        change_sentence("Added", point), point, details=shown, next_step=NextStep("mentorlog agreement agree")
    )


@app.command("agree")
def agree_draft(ctx: Context, mentor: WithMentor = None, on: OnDay = None) -> Answer:
    """You both said yes to the draft."""
    journal = ctx.obj.open_journal()
    number = _require_mentor(ctx.obj, journal, mentor)
    with journal.change("agreement agree") as change:
        agreement = agree_on_draft(journal, change, number, on or journal.today)
    then = NextStep('mentorlog sessions add --at "thu 15:00"', "by the rhythm you agreed")
    return ChangeAnswer(_sentence("Agreed", agreement), agreement, next_step=then)


@app.command("close")
def close_agreement(ctx: Context, mentor: WithMentor = None) -> Answer:
    """The agreement ends."""
    journal = ctx.obj.open_journal()
    number = _require_mentor(ctx.obj, journal, mentor)
    with journal.change("agreement close") as change:
        ended = close_agreements(journal, change, number)
    if not ended:
        raise Refused("There is no agreement to close.", "Begin one: mentorlog agreement draft")
    return ChangeAnswer(
        _sentence("Closed", ended[-1]), ended[-1], next_step=NextStep("mentorlog mentors end", "if you part for good")
    )


@app.command()
@shareable()
def show(
    ctx: Context,
    share: ShareOptions,
    number: Annotated[
        int | None, typer.Argument(metavar="VERSION", help="Which one; the newest unless given.", show_default=False)
    ] = None,
    mentor: WithMentor = None,
) -> Answer:
    """Read the agreement, without refs: a page to share."""
    journal = ctx.obj.open_journal()
    agreement = version_number(journal, _require_mentor(ctx.obj, journal, mentor), number)
    refuse_if_hidden(journal, "agreement", agreement, share.audience)
    return share_record(ctx.obj, share, KINDS["agreement"], agreement)


@app.command()
def diff(
    ctx: Context,
    before: Annotated[int | None, typer.Argument(metavar="VERSION", help="The older one.", show_default=False)] = None,
    after: Annotated[int | None, typer.Argument(metavar="VERSION", help="The newer one.", show_default=False)] = None,
    mentor: WithMentor = None,
) -> Answer:
    """See only what changed between two versions; the last two unless given."""
    journal = ctx.obj.open_journal()
    number = _require_mentor(ctx.obj, journal, mentor)
    newer = version(journal, number, after)
    if before is None and len(versions(journal, number)) < 2:
        raise Refused("There is only one version.", "A change begins the next: mentorlog agreement add KIND TEXT")
    older = version(journal, number, before if before is not None else newer.version - 1)
    changed = differences(journal, older, newer)
    data = {
        "before": older.version,
        "after": newer.version,
        "changes": [asdict(change) for change in changed],
    }
    if not changed:
        return PageAnswer("agreement.diff", data, [Lines([line("Nothing differs.")])])
    head = line(ours(f"Version {older.version} to {newer.version}", "title"))
    return PageAnswer(
        "agreement.diff", data, [Lines([head]), Gap(), *(_difference_lines(change) for change in changed)]
    )


def _difference_lines(change: Difference) -> Lines:
    lines = [line(ours(change.label, "dim"))]
    if change.before is not None:
        lines.append(line(ours("  − ", "bad"), Span(change.before)))
    if change.after is not None:
        lines.append(line(ours("  + ", "good"), Span(change.after)))
    return Lines(lines)
