"""`mentorlog mentors`: who is, or may become, your mentor."""

from datetime import date
from typing import Annotated

import typer

from mentorlog.cli.call import open_journal
from mentorlog.cli.nouns import group
from mentorlog.cli.options import Channel, Minutes, Note, argument, option
from mentorlog.journal.columns import CADENCE, DAY, TITLE
from mentorlog.journal.records.mentors import Mentor
from mentorlog.screen.answers import Answer, Changed, Next, dated, details, said
from mentorlog.screen.page import Span, line, own

app = group("mentor", 'mentorlog mentors add "Ruth Okafor" --cadence "2 weeks"')

Cadence = Annotated[str | None, option("--cadence", CADENCE, 'How often you meet: "2 weeks".')]


@app.command()
def add(
    name: Annotated[str, argument("NAME", TITLE, "Their name, or a nickname.")],
    organisation: Annotated[str | None, option("--organisation", TITLE, "Where they work.")] = None,
    email: Annotated[str | None, option("--email", TITLE, "Their address.")] = None,
    note: Note = None,
    since: Annotated[date | None, option("--since", DAY, "Since when; today unless given.")] = None,
    cadence: Cadence = None,
    minutes: Minutes = None,
    channel: Channel = None,
    candidate: Annotated[bool, typer.Option("--candidate", help="Not your mentor yet.", show_default=False)] = False,
) -> Answer:
    """Add a mentor."""
    journal = open_journal()
    with journal.change("mentors add") as change:
        mentor = change.add(
            Mentor(
                name=name,
                organisation=organisation,
                email=email,
                note=note,
                state="candidate" if candidate else "active",
                since=since or (None if candidate else journal.today),
                cadence=cadence,
                minutes=minutes,
                channel=channel,
            )
        )
    shown = details(
        line(own(mentor.state, "dim")),
        line(own(f"every {mentor.cadence}", "dim")) if mentor.cadence else (),
        dated("since", mentor.since, journal.today) if since else (),
        line(Span(mentor.organisation, "dim")) if mentor.organisation else (),
    )
    then = Next('mentorlog sessions add --at "thu 15:00"', "your first meeting")
    return Changed(said("Added", mentor), mentor, details=shown, then=then)
