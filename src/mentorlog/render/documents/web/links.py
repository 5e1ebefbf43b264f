"""Refs on a page: a link where the entry is on it."""

from collections.abc import Sequence

from mentorlog.render.documents.web.markup import Html, element, isolated, join
from mentorlog.structs import Frozen

_MAX_REFS = 20  # of a figure, unless every entry is shown


class Links(Frozen):
    """The refs of the entries that are on the page, and whether it shows all there are."""

    known: frozenset[str]
    shows_all: bool

    def ref(self, ref: str) -> Html:
        """A ref."""
        return element("a", ref, href=f"#{ref}") if ref in self.known else element("code", ref)

    def named(self, title: str, ref: str) -> Html:
        """A title that leads to its entry."""
        name = isolated(title)
        return element("a", name, class_="entry", href=f"#{ref}") if ref in self.known else name

    def group(self, word: str, refs: Sequence[str]) -> Html:
        """A word and the refs that it counts; of many, the last ones."""
        shown = refs if self.shows_all else refs[-_MAX_REFS:]
        more = len(refs) - len(shown)
        before = [element("span", f"and {more} before", class_="dim")] if more else []
        parts = [element("span", word, class_="dim"), *map(self.ref, shown), *before]
        return element("span", join(parts, " "), class_="group")
