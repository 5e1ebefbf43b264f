"""Taking in a mentor's reply to a letter: what each answer becomes is shown, asked, and written as one change."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlog.cli.context import CliContext
from mentorlog.cli.file.imports.copy import back_up_before_import
from mentorlog.cli.params.moments import overlap_warnings
from mentorlog.clock import to_local
from mentorlog.errors import concurrent_write_error
from mentorlog.exchange.letters.matching import MatchedReply, match_reply
from mentorlog.exchange.letters.plan import ReplyPlan, note_step, plan_reply
from mentorlog.exchange.letters.steps import AnswerStep
from mentorlog.exchange.mails.mail import read_mail
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.records.letters import Letter, answered
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.text import format_count, join_words
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.tell import draw_page
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Line, Lines, Page, Row, Span, line, ours, paragraph
from mentorlog.render.terminal.screen import stderr
from mentorlog.structs import replace
from mentorlog.system import shell

if TYPE_CHECKING:
    from mentorlog.exchange.sources import ImportOptions
    from mentorlog.journal.journal import Journal
    from mentorlog.journal.model.record import Record

_SHOWN_LINES = 6  # of an answer; a longer one is kept whole all the same


def import_reply(cli: CliContext, file: Path, content: bytes, options: "ImportOptions") -> Answer:
    """Take in what a reply answers. Raises Refused where it answers no letter of this journal."""
    mail = read_mail(content, "" if str(file) == "-" else str(file))
    journal = cli.open_journal()
    newest = _last_change_id(journal)
    reply = match_reply(journal, mail)
    if reply.is_known:
        sentence = f"This reply to {reply.letter.ref} was taken in before; nothing was changed."
        return PageAnswer("import", _to_json(reply, None, []), [paragraph(sentence)])
    plan = plan_reply(journal, reply.letter, reply.reading, reply.sent_at)
    page = _preview(reply, plan, journal)
    if options.dry_run or not _is_worth_asking(cli, journal, reply, plan, options):
        return _preview_answer(reply, plan, page, file, options)
    note = _confirm(cli, journal, reply, plan, page, options)
    if note is None and not _is_new(reply, plan):
        return PageAnswer("import", _to_json(reply, plan, []), [paragraph("Nothing was taken in.")])
    steps = [*plan.steps, *([note] if note else [])]
    backup = back_up_before_import(journal)
    with journal.change("import") as change:
        if _last_change_id(journal) != newest:
            raise concurrent_write_error("imported")
        records = [step.write(change) for step in steps]
        letter = answered(journal.get(Letter, reply.letter.number), to_local(reply.sent_at).date())
        change.update(replace(letter, replies=" ".join(filter(None, (letter.replies, *reply.digests)))))
    answer = _change_answer(reply, plan, list(zip(steps, records, strict=True)), change.number, backup)
    sessions = [record for record in records if isinstance(record, Session) and record.state == "planned"]
    answer.warnings = [*answer.warnings, *overlap_warnings(journal, *sessions)]
    return answer


def _last_change_id(journal: "Journal") -> int:
    return journal.store.scalar("SELECT max(id) FROM changes")


def _is_new(reply: MatchedReply, plan: ReplyPlan) -> bool:
    """Whether a reply says what is not here yet, were it only that there is one."""
    return bool(plan.steps) or (plan.says_something and reply.letter.state != "answered")


def _is_worth_asking(
    cli: CliContext, journal: "Journal", reply: MatchedReply, plan: ReplyPlan, options: "ImportOptions"
) -> bool:
    """Whether anything can be written: what the reply answers, or a note, which only a person or --note keeps."""
    may_note = options.note or (cli.is_interactive() and not options.yes)
    return _is_new(reply, plan) or (may_note and _note_of(journal, reply, plan) is not None)


def _confirm(
    cli: CliContext, journal: "Journal", reply: MatchedReply, plan: ReplyPlan, page: Page, options: "ImportOptions"
) -> AnswerStep | None:
    """Ask whether to take in a reply, and then whether to keep the rest; the note that does, if any."""
    note = _note_of(journal, reply, plan)
    if options.yes:
        return note if options.note else None
    from mentorlog.cli.prompts.single import ask_yes_no, confirm

    notes: Page = [Lines([line(ours(text, "warn")) for text in reply.notes]), Gap()] if reply.notes else []
    page = [*notes, *page]
    if _is_new(reply, plan):
        count = len(plan.steps)
        question = f"Take in {format_count(count, 'answer')}" if count else "Keep that the letter was answered"
        confirm(cli, page, question, "A reply to a letter")
    elif cli.is_interactive():
        draw_page(page, stderr())
    if note is None or options.note or not cli.is_interactive():
        return note if options.note else None
    question = f"Keep what is not taken {'as well, ' if _is_new(reply, plan) else ''}in {note.title}"
    return note if ask_yes_no(question, about="yes keeps it. no or Enter leaves it in the mail.") else None


def _note_of(journal: "Journal", reply: MatchedReply, plan: ReplyPlan) -> AnswerStep | None:
    """The step that keeps what is not taken otherwise; None where there is no such text."""
    return note_step(journal, reply.letter, plan, to_local(reply.sent_at).date(), reply.salutation)


# The page


def _preview(reply: MatchedReply, plan: ReplyPlan, journal: "Journal") -> Page:
    """What each answer becomes, what is left and why, and the text without a mark."""
    today = journal.today
    written_on, answered_on = (
        format_short_day(day, today) for day in (reply.letter.day, to_local(reply.sent_at).date())
    )
    head = line(
        Span(reply.salutation, "title"), ours(f", {answered_on}, in reply to "), Span(reply.letter.ref, "accent"),
        ours(f" of {written_on}"),
    )  # fmt: skip
    page: Page = [Lines([head])]
    if plan.steps:
        page.append(_grid([_step_row(step) for step in plan.steps]))
    if plan.left:
        page += [Gap(), *_page_of_rest(plan)] if plan.steps else _page_of_rest(plan)
    facts = []
    if plan.here:
        facts.append(f"Here already: {join_words(plan.here)}.")
    if plan.unanswered:
        facts.append(f"No answer yet: {join_words(plan.unanswered)}.")
    if facts:
        page += [Gap(), Lines([line(ours(fact, "dim")) for fact in facts])]
    if plan.loose_text:
        page += [Gap(), *_loose_page(plan)]
    return page


def _loose_page(plan: ReplyPlan) -> Page:
    return [paragraph(ours("Without a mark:", "dim")), Lines(_quote(plan.loose_text), indent=2)]


def _grid(rows: list[Row]) -> Grid:
    """Marks at the left, and what there is to say of each beside and below it."""
    return Grid((GridColumn(""), GridColumn("", "words")), rows, indent=2)


def _step_row(step: AnswerStep) -> Row:
    first, *rest = _quote(step.text) or [line()]
    separator = (" " if step.verb.endswith(" to") else ": ") if step.text else ""
    outcome = [line(ours(f"{step.verb}{separator}", "good"), *first), *rest]
    return Row((line(Span(step.name, "accent")), line(Span(step.title, "title"))), outcome)


def _page_of_rest(plan: ReplyPlan) -> Page:
    """The marks of which nothing is written: why, what stands there, and the command that would."""
    rows = [
        Row(
            (line(Span(left.name, "accent")), line(ours(left.why))),
            [*_quote(left.text), *([line(ours(left.command, "command"))] if left.command else [])],
        )
        for left in plan.left
    ]
    return [paragraph(ours("Left for you to look at:", "warn")), _grid(rows)]


def _quote(text: str) -> list[Line]:
    """The first lines of what somebody wrote; none of an empty text."""
    lines = list(filter(str.strip, text.split("\n")))
    quoted = [line(Span(part, "quote")) for part in lines[:_SHOWN_LINES]]
    more = len(lines) - _SHOWN_LINES
    return [*quoted, *([line(ours(f"and {format_count(more, 'more line')}", "dim"))] if more > 0 else [])]


# The answers


def _preview_answer(reply: MatchedReply, plan: ReplyPlan, page: Page, file: Path, options: "ImportOptions") -> Answer:
    steps = []
    if _is_new(reply, plan) and options.dry_run:
        steps = [NextStep(f"mentorlog import {shell.quote(str(file))}", "without --dry-run takes it in")]
    elif not _is_new(reply, plan):
        page = [*page, Gap(), paragraph("There is nothing to take in; nothing was changed.")]
        if plan.loose_text or plan.left:
            steps = [NextStep(f"mentorlog import {shell.quote(str(file))} --note", "keeps it in your notes")]
    code = 1 if plan.left and not plan.says_something else 0
    answer = PageAnswer("import", _to_json(reply, plan, [], dry_run=options.dry_run), page, steps, exit_code=code)
    answer.warnings = list(reply.notes)
    return answer


def _change_answer(
    reply: MatchedReply,
    plan: ReplyPlan,
    written: "list[tuple[AnswerStep, Record]]",
    change: int,
    backup: Path | None,
) -> Answer:
    day = format_short_day(to_local(reply.sent_at).date(), reply.letter.day)
    refs = list(dict.fromkeys(record.ref for _, record in written))
    sentence = line(
        ours("Took in "), Span(join_words(refs) or "the answer", "accent"),
        ours(", said by "), Span(reply.salutation), ours(f", {day}, by letter."),
    )  # fmt: skip
    page: Page = [Lines([sentence])]
    if plan.left:
        page += _page_of_rest(plan)
    if plan.loose_text and not any(step.verb == "noted" for step, _ in written):
        page += _loose_page(plan)
    steps = [NextStep(f"mentorlog undo {change}", "takes it back")]
    answer = PageAnswer("import", _to_json(reply, plan, written, backup=backup), page, steps)
    answer.warnings = list(reply.notes)
    return answer


def _to_json(
    reply: MatchedReply,
    plan: ReplyPlan | None,
    written: "list[tuple[AnswerStep, Record]]",
    *,
    dry_run: bool = False,
    backup: Path | None = None,
) -> dict[str, Any]:
    refs = {step.name: record.ref for step, record in written}
    return {
        "source": "letter",
        "dry_run": dry_run,
        "letter": reply.letter.ref,
        "mentor": reply.mentor.ref,
        "day": to_local(reply.sent_at).date().isoformat(),
        "answers": [
            {"mark": step.name, "ref": refs.get(step.name), "becomes": step.verb, "text": step.text}
            for step in (plan.steps if plan else ())
        ],
        "left": [
            {"mark": left.name, "why": left.why, "text": left.text, "command": left.command or None}
            for left in (plan.left if plan else ())
        ],
        "there": plan.here if plan else [],
        "unanswered": plan.unanswered if plan else [],
        "unmarked": (plan.loose_text if plan else "") or None,
        "note": refs.get(""),
        "made": list(dict.fromkeys(record.ref for _, record in written)),
        "kept": str(backup) if backup else None,
    }
