"""The options of a certificate, and its delivery: on the screen for oneself, as a card for others' eyes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import OUTPUT_PANEL, ConcernedMentor, Parameters
from mentorlog.cli.params.sharing import (
    Force,
    Open,
    ShareOptions,
    ShowWithheld,
    choose_format,
    format_option,
    output_option,
    share_page,
)
from mentorlog.errors import Refused, UsageError
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.record import record_to_json
from mentorlog.journal.privacy import is_hidden
from mentorlog.journal.queries.names import voice_for
from mentorlog.journal.readers import Audience, Reader
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.documents.formats import CARD_FORMATS, SharedPage
from mentorlog.render.terminal.page import Line, Lines, Page
from mentorlog.render.terminal.screen import Screen
from mentorlog.structs import Annotated, Frozen

if TYPE_CHECKING:
    from datetime import date

    from mentorlog.journal.queries.names import Voice
    from mentorlog.report.certificate.model import Certificate

_ForAudience = Annotated[
    Audience | None,
    typer.Option(
        "--for",
        help="Who reads it: me on the screen; a card is for others, as manager, unless it is for me.",
        show_default=False,
        rich_help_panel=OUTPUT_PANEL,
    ),
]
_Output = Annotated[Path | None, output_option("Write it there; card.svg and card.html are cards.", "--to")]

_NO_CARDS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf")  # of which a text in the file would make a broken one


def card_options() -> Parameters:
    """The options of a certificate."""
    return [
        ("form", format_option(CARD_FORMATS, [*CARD_FORMATS], "terminal"), None),
        ("output", _Output, None),
        ("force", Force, False),
        ("open_", Open, False),
        ("reader", _ForAudience, None),
        ("of_mentor", ConcernedMentor, None),
        ("show_withheld", ShowWithheld, False),
    ]


def collect_card_options(
    form: str | None,
    output: Path | None,
    force: bool,
    open_: bool,
    reader: Audience | None,
    show_withheld: bool,
    of_mentor: str | None = None,
) -> ShareOptions:
    """Their values. What is made to be sent is for the strictest audience unless another is named."""
    if output is not None and form is None and output.suffix.lower() in _NO_CARDS:
        raise UsageError(
            f"A card cannot be written as {output.suffix}.",
            f"As an SVG or a web page it can: --to {output.stem}.svg; a browser prints either.",
        )
    format = choose_format(CARD_FORMATS, form, output, open_, [*CARD_FORMATS], "terminal")
    audience = reader or ("manager" if format.for_others else "me")
    return ShareOptions(format, output, force, open_, audience, show_withheld, of_mentor)


def wants_card(share: ShareOptions) -> bool:
    """Whether something is to be made of it, beside a look on the screen."""
    return not share.for_owner_on_screen


def check_card_path(share: ShareOptions) -> None:
    """Raise CannotCreate where the card could not be written, before anything is changed for it."""
    if share.output is not None:
        from mentorlog.store.create import check_writable

        check_writable(share.output.absolute(), share.force)


class Occasion(Frozen):
    """What a certificate is shown for: the words in its frame, a question as long as nobody said how it is marked,
    details below it for its owner alone, the next step, and what the JSON has besides.
    """

    head: Line
    question: str = ""
    details: Sequence[Line] = ()
    steps: Sequence[NextStep] = ()
    more: Mapping[str, Any] = {}  # never changed


def card_reader(cli: CliContext, share: ShareOptions, noun: str, number: int) -> tuple[int | None, Reader]:
    """Whose a goal or a win is, and who reads its certificate. Raises Refused where it is private to others."""
    from mentorlog.journal.queries.filters import owner, require_own

    journal = cli.open_journal()
    mentor = owner(journal, noun, number)
    reader = share.reader(cli, mentor if share.audience == "mentor" else None)
    require_own(journal, noun, number, reader.mentor)
    if share.audience != "me" and is_hidden(journal, noun, number, reader):
        hidden = ref_of(noun, number)
        raise Refused(
            f"{hidden} is private, and a card is for the eyes of others.",
            f"For you alone: --for me. To share it: mentorlog edit {hidden} private=no",
        )
    return mentor, reader


def certificate_answer(cli: CliContext, share: ShareOptions, noun: str, number: int, occasion: Occasion) -> Answer:
    """The certificate of a goal or a win for its reader. Raises what `card_reader` does."""
    from mentorlog.report.certificate.query import gather_goal, gather_win

    mentor, reader = card_reader(cli, share, noun, number)
    journal = cli.open_journal()

    def gather() -> "Certificate":
        return (gather_goal if noun == "goal" else gather_win)(journal, number)

    def build() -> SharedPage:
        voice = voice_for(journal, mentor, for_owner=share.audience == "me")
        return _certificate_page(gather(), voice, journal.today, occasion)

    return share_page(cli, share, reader, lambda: set(gather().refs), build)


def _certificate_page(certificate: "Certificate", voice: "Voice", today: "date", occasion: Occasion) -> SharedPage:
    from mentorlog.report.certificate.document import award_of, certificate_document

    record = certificate.subject

    def page(screen: Screen) -> Page:
        from mentorlog.render.documents.pictures.certificate import certificate_page

        award, question = award_of(certificate, voice, today), occasion.question if voice.for_owner else ""
        details = [Lines(occasion.details)] if occasion.details and voice.for_owner else []
        return [*certificate_page(award, occasion.head, question, screen), *details]

    figures = {"certificate": certificate.figures.to_json()}
    answer = PageAnswer(record.noun, record_to_json(record) | figures | dict(occasion.more), page, occasion.steps)
    answer.is_long_page = True
    return SharedPage(answer, set(certificate.refs), lambda: certificate_document(certificate, voice))
