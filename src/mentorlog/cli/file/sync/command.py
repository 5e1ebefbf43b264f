"""`mentorlog sync`: take and give what is new; and how machines come to share a journal, and part again."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mentorlog.cli.file.sync import pages
from mentorlog.cli.params.options import Context, expand_path, flag, option, ref_argument
from mentorlog.errors import Damaged, InputOutput, Interrupted, Refused, UsageError
from mentorlog.journal.model.forms import POSITIVE_COUNT
from mentorlog.journal.text import clean_title
from mentorlog.render.answers import Answer
from mentorlog.settings import expand_home
from mentorlog.structs import Annotated, Literal
from mentorlog.system import shell

if TYPE_CHECKING:
    from mentorlog.exchange.machines.admitting import Admission
    from mentorlog.journal.journal import Journal

app = typer.Typer(
    help="Share the journal with your other machines: take and give what is new.",
    add_completion=False,
    rich_markup_mode=None,
    invoke_without_command=True,
)
_TIMEOUT = 30  # seconds
_MAX_NAME = 40  # characters

Place = Annotated[
    str, typer.Argument(metavar="FOLDER", help="A folder that something carries, or a git address.", show_default=False)
]
Name = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="What to call this machine.", show_default=False)
]
DryRun = Annotated[bool, flag("--dry-run", "Only say what would be done.")]
Timeout = Annotated[int | None, option("--timeout", POSITIVE_COUNT, "How many seconds git may take; 30.", "SECONDS")]
Letter = Annotated[str, typer.Argument(metavar="LETTER", help="The letter that it shows.", show_default=False)]


@app.callback()
def sync(
    ctx: typer.Context,
    folder: Annotated[
        str | None,
        typer.Option("--folder", metavar="FOLDER", help="The shared folder has moved: it is here.", show_default=False),
    ] = None,
    dry_run: DryRun = False,
    timeout: Timeout = None,
) -> Answer | None:
    """Take what your other machines wrote, and give them what you wrote here."""
    if ctx.invoked_subcommand is not None:
        if folder or dry_run or timeout:
            name = ctx.invoked_subcommand
            raise UsageError("Options stand behind the word that they belong to.", f"Put them behind {name}.")
        return None
    from mentorlog.exchange.machines.exchanging import exchange

    journal = _open(ctx)
    if answer := _join_if_waiting(ctx, journal, timeout or _TIMEOUT):
        return answer
    place = _place(folder) if folder else ""
    with nullcontext() if dry_run else _resumable(ctx):
        outcome = exchange(journal, timeout or _TIMEOUT, place=place, dry_run=dry_run)
    return pages.exchange_answer(outcome, dry_run=dry_run)


def _open(ctx: typer.Context) -> "Journal":
    journal: Journal = ctx.obj.open_journal()
    return journal


def _join_if_waiting(ctx: typer.Context, journal: "Journal", timeout: int) -> Answer | None:
    """Go on with a join that waits for the machine to be let in; None where none does. Raises Refused."""
    from mentorlog.exchange.machines.files.places import load_join, private_folder
    from mentorlog.store.machines.membership import is_joined, sync_state

    waiting = load_join(private_folder(journal.store.path))
    connection = journal.store.connection
    # A machine that was left out of a generation is joined to the former one while it asks to be let in to the next.
    if waiting is None or (is_joined(connection) and sync_state(connection).generation >= waiting.generation):
        return None
    from mentorlog.exchange.machines.joining import join as join_shared

    outcome = join_shared(journal, waiting.place, None, None, timeout)
    if outcome.is_waiting:
        raise Refused(
            "This machine is not let in yet, so nothing was taken or given.",
            f"Its words: {' '.join(outcome.words)}\nOn a machine that is in: mentorlog sync admit {waiting.letter}",
        )
    return pages.join_answer(outcome, dry_run=False)


@contextmanager
def _resumable(ctx: typer.Context) -> Iterator[None]:
    """Say of a Ctrl-C how to go on, by the same command: the folder may hold a part of what it does by then."""
    try:
        yield
    except KeyboardInterrupt:
        again = f"To go on: mentorlog {shell.join(ctx.obj.command_words)}"
        raise Interrupted("Stopped, perhaps half way.", again) from None


def _place(text: str) -> str:
    """A folder as a whole path, or the address of a repository as it is."""
    from mentorlog.exchange.machines.files.addresses import check_git_place, is_git_place

    if not text.strip() or "\0" in text:
        raise UsageError("FOLDER names no folder.", "Name one, or the address of a git repository.")
    if is_git_place(text):
        return check_git_place(text)
    import os

    return os.path.abspath(expand_home(text))


def _name(text: str | None) -> str | None:
    """What to call this machine, as the others are to read it. Raises UsageError."""
    if text is None:
        return None
    name = clean_title(text).strip()
    if len(name) > _MAX_NAME:
        raise UsageError(f"The name of a machine has at most {_MAX_NAME} characters.", "Shorten it: --name laptop")
    return name


@app.command()
def start(
    ctx: Context,
    folder: Place,
    plain: Annotated[bool, flag("--plain", "Do not encrypt: for a folder that only you can read.")] = False,
    name: Name = None,
    dry_run: DryRun = False,
    timeout: Timeout = None,
) -> Answer:
    """Share this journal with your other machines, through a folder or a git repository."""
    from mentorlog.exchange.machines import starting

    journal, place, seconds = _open(ctx), _place(folder), timeout or _TIMEOUT
    if dry_run:
        beginning, _ = starting.plan_start(journal, place, _name(name), seconds, is_encrypted=not plain, dry_run=True)
        return pages.start_answer(starting.Start(beginning, None), dry_run=True)
    with _resumable(ctx):
        begun = starting.start(journal, place, _name(name), seconds, is_encrypted=not plain)
    return pages.start_answer(begun, dry_run=False)


@app.command()
def join(
    ctx: Context,
    folder: Place,
    name: Name = None,
    take: Annotated[
        Literal["theirs", "ours"] | None,
        flag("--take", "Which count where entries here differ: theirs are the shared ones."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key",
            metavar="FILE",
            help="What sync key --print showed, where no machine is left to let it in.",
            show_default=False,
            callback=expand_path,
        ),
    ] = None,
    dry_run: DryRun = False,
    timeout: Timeout = None,
) -> Answer:
    """Take part in a journal that another machine shares; what is here already is taken along."""
    from mentorlog.exchange.machines.joining import join as join_shared

    journal, place, seconds = _open(ctx), _place(folder), timeout or _TIMEOUT
    with nullcontext() if dry_run else _resumable(ctx):
        outcome = join_shared(journal, place, _name(name), take, seconds, key_file=key, dry_run=dry_run)
    return pages.join_answer(outcome, dry_run=dry_run)


@app.command()
def status(ctx: Context, timeout: Timeout = None) -> Answer:
    """See which machines share the journal, and what has not arrived yet."""
    from mentorlog.exchange.machines.status import sync_status

    journal = _open(ctx)
    if answer := _join_if_waiting(ctx, journal, timeout or _TIMEOUT):
        return answer
    return pages.status_answer(sync_status(journal, timeout or _TIMEOUT), journal.today)


@app.command()
def conflicts(ctx: Context) -> Answer:
    """See what two machines left differently, side by side; the exit code is 10 when anything is."""
    from mentorlog.cli.file.sync.conflict_pages import conflicts_answer
    from mentorlog.exchange.machines.disputes import load_disputes
    from mentorlog.journal.machines.clashes import find_clashes

    journal = _open(ctx)
    return conflicts_answer(load_disputes(journal), find_clashes(journal), journal.today)


@app.command()
def keep(
    ctx: Context,
    ref: Annotated[str, ref_argument("", "Its ref (q12), or the start of its name.", "REF")],
    side: Annotated[
        Literal["theirs", "ours", "both"],
        typer.Argument(metavar="theirs|ours|both", help="What stands from now on.", show_default=False),
    ],
    dry_run: DryRun = False,
) -> Answer:
    """Settle what two machines left differently: theirs, ours, or both texts; undo takes that back."""
    from mentorlog.cli.file.sync.conflict_pages import keep_answer
    from mentorlog.exchange.machines.disputes import count_disputes, disputes_of
    from mentorlog.journal.machines.settling import settle

    journal = _open(ctx)
    disputes = disputes_of(journal, ref)
    if not dry_run:
        settle(journal, [dispute.conflict for dispute in disputes], side)
    return keep_answer(disputes, side, count_disputes(journal.store), journal.today, dry_run=dry_run)


@app.command()
def leave(ctx: Context, dry_run: DryRun = False, timeout: Timeout = None) -> Answer:
    """Share no longer; the journal stays as it is, and the others go on."""
    from mentorlog.exchange.machines.exchanging import exchange
    from mentorlog.exchange.machines.starting import leave as leave_shared
    from mentorlog.store.machines.membership import own_machine, sync_state

    journal, seconds = _open(ctx), timeout or _TIMEOUT
    own, state = own_machine(journal.store.connection), sync_state(journal.store.connection)
    if dry_run:
        return pages.leave_answer(own, state, has_said_so=False, dry_run=True)
    with _resumable(ctx):
        with suppress(InputOutput, Damaged):  # leaving must be possible without the folder
            exchange(journal, seconds)
        has_said_so = leave_shared(journal, seconds)
    return pages.leave_answer(own, state, has_said_so=has_said_so, dry_run=False)


@app.command()
def admit(
    ctx: Context,
    letter: Letter,
    yes: Annotated[bool, flag("--yes", "Do not ask: the words were compared.")] = False,
    dry_run: DryRun = False,
    timeout: Timeout = None,
) -> Answer:
    """Let a machine in that asks to join, after comparing four words."""
    from mentorlog.exchange.machines.admitting import admit as admit_machine

    def confirm(admission: "Admission") -> None:
        if not yes:
            from mentorlog.cli.prompts import single

            single.confirm(ctx.obj, pages.words_page(admission), "Are these its words", "Letting a machine in")

    word = letter.strip().lower()
    admission = admit_machine(_open(ctx), word, timeout or _TIMEOUT, confirm, dry_run=dry_run)
    return pages.admit_answer(admission, dry_run=dry_run)


@app.command()
def renew(
    ctx: Context,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="LETTER", help="Leave this machine out: it is lost.", show_default=False),
    ] = None,
    dry_run: DryRun = False,
    timeout: Timeout = None,
) -> Answer:
    """Begin anew with another key, as after a machine was lost; the others follow when they sync."""
    from mentorlog.exchange.machines.renewing import renew as renew_shared

    letters = [letter.strip().lower() for letter in without or ()]
    journal = _open(ctx)
    with nullcontext() if dry_run else _resumable(ctx):
        outcome = renew_shared(journal, letters, timeout or _TIMEOUT, dry_run=dry_run)
    return pages.renew_answer(outcome, dry_run=dry_run)


@app.command()
def key(
    ctx: Context,
    print_: Annotated[bool, flag("--print", "Show the key itself, to keep it on paper.")] = False,
) -> Answer:
    """Say where the key of the shared journal is, or show it."""
    from mentorlog.exchange.machines.opening import load_key
    from mentorlog.exchange.sealed.keys import key_text
    from mentorlog.store.machines.membership import own_machine, sync_state

    journal = _open(ctx)
    own_machine(journal.store.connection)
    state = sync_state(journal.store.connection)
    if not state.is_encrypted:
        raise Refused(
            "Nothing is encrypted there, so there is no key.", "To encrypt: leave, and start in another folder."
        )
    text = key_text(load_key(journal.store.path, state)) if print_ else ""
    return pages.key_answer(journal.store.path, state, text)
