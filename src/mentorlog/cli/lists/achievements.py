"""`mentorlog achievements list`: on the screen a list, for others a page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from mentorlog.cli.lists.command import noun_list
from mentorlog.cli.lists.listing import ListOptions, list_records, list_refs
from mentorlog.cli.lists.options import list_command
from mentorlog.cli.params.options import Context
from mentorlog.cli.params.sharing import ShareOptions, share_page, shareable
from mentorlog.errors import UsageError
from mentorlog.render.answers import Answer
from mentorlog.render.documents.formats import SharedPage
from mentorlog.structs import replace

if TYPE_CHECKING:
    from mentorlog.journal.model.records.achievements import Achievement


@list_command("achievement")
@shareable(as_list=True)
def list_(ctx: Context, options: ListOptions, share: ShareOptions) -> Answer:
    """Show the achievements."""
    journal, first = ctx.obj.open_journal(), noun_list("achievement").first_command
    if share.for_owner_on_screen:
        links = {**(options.links or {}), "mentor": share.mentor}
        return list_records(ctx.obj, "achievement", replace(options, form=share.list_format, links=links), first)
    if share.list_format:
        raise UsageError(f"What is shared is no {share.list_format}.", "It can be markdown, html or json.")
    from mentorlog.report.records import achievements_page

    def build() -> SharedPage:
        listing = list_records(ctx.obj, "achievement", options, first)
        return achievements_page(journal, listing, cast("Sequence[Achievement]", listing.records))

    everything = list_refs(journal, "achievement", options) if share.audience != "me" else set()
    return share_page(ctx.obj, share, share.reader(ctx.obj), lambda: everything, build, nouns=())
