"""What all nouns share: a group with its `list`. `add` and a noun's own verbs are written in its file."""

from typing import TYPE_CHECKING, Any

import typer

from mentorlog.cli.call import open_journal
from mentorlog.cli.options import All
from mentorlog.journal.kinds import KINDS
from mentorlog.screen.answers import Answer, Listing

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal


def group(noun: str, first: str, *, listed: bool = True, about: str = "", **settings: Any) -> typer.Typer:
    """A noun's command group with its `list`; `first` is the command and `about` what else an empty list says.

    A noun whose list takes more than `--all` writes its own, with `listing`, and says `listed=False`.
    """
    kind = KINDS[noun]
    app = typer.Typer(help=kind.help, add_completion=False, rich_markup_mode=None, no_args_is_help=False, **settings)
    if listed:

        @app.command("list", help=f"Show the {'check-ins' if noun == 'checkin' else kind.plural}.")
        def list_(every: All = False) -> Answer:
            return listing(open_journal(), noun, first, every=every, about=about)

    return app


def listing(journal: "Journal", noun: str, first: str, *, every: bool, only: str = "", about: str = "") -> Listing:
    """The list of a noun: what is live or everything, and of that what the SQL condition `only` lets through."""
    record = KINDS[noun].record
    live = "" if every else record.live
    condition = " AND ".join(f"({part})" for part in (live, only) if part)
    records = journal.read(record, condition)
    hidden = 0 if every or only else journal.hidden(record)
    return Listing(record, records, journal.today, hidden=hidden, first=first, about=about)
