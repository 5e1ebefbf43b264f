"""`mentorlog drafts`: conversations that ended early, and how to let one go."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from mentorlog import clock
from mentorlog.cli.params.options import Context, word_argument
from mentorlog.cli.prompts.drafts import drafts_let_go, waiting_drafts
from mentorlog.errors import Ambiguous, NotFound
from mentorlog.journal.text import format_count
from mentorlog.render.answers import Answer, NextStep, PageAnswer, relative_day
from mentorlog.render.terminal.page import Grid, GridColumn, Lines, Page, Row, Span, line, ours, paragraph
from mentorlog.structs import Annotated

if TYPE_CHECKING:
    from mentorlog.cli.prompts.drafts import Draft

app = typer.Typer(
    help="See which conversations wait, and let one go.",
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=False,
)

Name = Annotated[
    str | None, word_argument("NAME", "As drafts list shows it; needed only where several are there.", "drafts")
]


@app.command("list")
def list_(ctx: Context) -> Answer:
    """Show the conversations that ended early and wait to go on."""
    waiting, dropped = waiting_drafts(ctx.obj.journal_path), drafts_let_go(ctx.obj.journal_path)
    page: Page = [_waiting_grid(waiting) if waiting else paragraph("No conversation waits.")]
    if dropped:
        page.append(Lines([line(ours(f"{format_count(len(dropped), 'draft')} let go, and kept.", "dim"))]))
    steps = []
    if waiting:
        last = waiting[-1]
        steps += [NextStep(last.command, "goes on"), NextStep(f"mentorlog drafts drop {last.name}", "lets it go")]
    elif dropped:
        steps.append(NextStep(f"mentorlog drafts restore {dropped[0].name}", "takes the last one up again"))
    return PageAnswer("drafts.list", [_to_json(draft) for draft in waiting], page, steps)


def _waiting_grid(drafts: "Sequence[Draft]") -> Grid:
    today = clock.now().date()
    heads = GridColumn("Name"), GridColumn("What", "title"), GridColumn("Begun"), GridColumn("Answers", "figure")
    rows = [
        Row(
            (
                (Span(draft.name, "accent"),),
                line(ours(draft.words)),
                line(relative_day(draft.started_at, today)),
                line(str(draft.answer_count)),
            )
        )
        for draft in drafts
    ]
    return Grid(heads, rows, has_header=True)


@app.command()
def drop(ctx: Context, name: Name = None) -> Answer:
    """Let a conversation go; what you typed is kept, and can be restored."""
    draft = _select_draft(waiting_drafts(ctx.obj.journal_path), name, "drop")
    if draft is None:
        return PageAnswer("drafts.drop", None, [paragraph("No conversation waits.")])
    draft.drop()
    begun = relative_day(draft.started_at, clock.now().date())
    return PageAnswer(
        "drafts.drop",
        _to_json(draft),
        [paragraph(ours(f"Let go: {draft.words[0].lower()}{draft.words[1:]}, begun {begun}."))],
        (NextStep(f"mentorlog drafts restore {draft.name}", "if you want it back"),),
    )


@app.command()
def restore(ctx: Context, name: Name = None) -> Answer:
    """Take up again what you let go: the last one, or the last of that name."""
    dropped = drafts_let_go(ctx.obj.journal_path)
    draft = _select_draft(dropped if name else dropped[:1], name, "restore")
    if draft is None:
        return PageAnswer("drafts.restore", None, [paragraph("No conversation was let go.")])
    draft.restore()
    page: Page = [paragraph(ours(f"{draft.words} waits again."))]
    return PageAnswer("drafts.restore", _to_json(draft), page, (NextStep(draft.command, "goes on with it"),))


def _select_draft(drafts: "Sequence[Draft]", name: str | None, verb: str) -> "Draft | None":
    """The draft of that name, or the only one; None where none is there and none was named.

    Of several that have the name, the newest begun, which a conversation would go on from. Raises NotFound, Ambiguous.
    """
    if name is None and not drafts:
        return None
    start = name or ""
    named = [draft for draft in drafts if draft.name == start] or [
        draft for draft in drafts if draft.name.startswith(start)
    ]
    if not named:
        raise NotFound(f"No draft is called {name!r}.", "See which there are: mentorlog drafts")
    names = dict.fromkeys(draft.name for draft in named)
    if len(names) > 1:
        raise Ambiguous(
            f"Several conversations {'wait' if verb == 'drop' else 'were let go'}: {', '.join(names)}.",
            f"Name one: mentorlog drafts {verb} {named[-1].name}",
        )
    return max(named, key=lambda draft: draft.started_at)


def _to_json(draft: "Draft") -> dict[str, object]:
    return {
        "name": draft.name,
        "what": draft.words,
        "started_at": f"{draft.started_at:%Y-%m-%dT%H:%M}",
        "answers": draft.answer_count,
        "command": draft.command,
    }
