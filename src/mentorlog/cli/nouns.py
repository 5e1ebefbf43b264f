"""What all nouns share: a group with its `list`. `add` and a noun's own verbs are written in its file."""

from typing import Any

import typer

from mentorlog.cli.call import open_journal
from mentorlog.cli.options import All
from mentorlog.journal.kinds import KINDS
from mentorlog.screen.answers import Answer, Listing


def group(noun: str, first: str, **settings: Any) -> typer.Typer:
    """A noun's command group with its `list`; `first` is the command that an empty list suggests."""
    kind = KINDS[noun]
    app = typer.Typer(help=kind.help, add_completion=False, rich_markup_mode=None, no_args_is_help=False, **settings)

    @app.command("list", help=f"Show the {'check-ins' if noun == 'checkin' else kind.plural}.")
    def list_(every: All = False) -> Answer:
        journal = open_journal()
        record = kind.record
        records = journal.listed(record, every)
        hidden = 0 if every else journal.hidden(record)
        return Listing(record, records, journal.today, hidden=hidden, first=first)

    return app
