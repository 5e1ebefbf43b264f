"""The list of check-ins: the moods as a strip, then a line each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from mentorlog.render.records.listing import Listing
from mentorlog.render.terminal.bars import rating_strip
from mentorlog.render.terminal.page import Gap, Lines, Page, line, ours
from mentorlog.render.terminal.screen import Screen

if TYPE_CHECKING:
    from mentorlog.journal.model.records.checkins import CheckIn

_MAX_MOODS = 60  # of which the latest are drawn
_MIN_MOODS = 2
_SCALES = ("mood", "energy", "trust")


class CheckInListing(Listing):
    """Check-ins below the course of their mood, energy and trust."""

    def record_page(self, screen: Screen) -> Page:
        checkins = cast("Sequence[CheckIn]", self.records)
        strips = []
        for name in _SCALES:
            values = [value for checkin in checkins if (value := getattr(checkin, name)) is not None]
            if len(values) >= _MIN_MOODS:
                label = ours(f"{name.capitalize():<8}", "dim", alt=f"{name.capitalize()}: ")
                now = ours(f"  {values[-1]}", "title", "")
                shown = values[-min(_MAX_MOODS, (screen.width or 80) - 12) :]
                strips.append(line(label, *rating_strip(shown, screen), now))
        strip_page: Page = [Lines(strips), Gap()] if strips else []
        return [*strip_page, *super().record_page(screen)]
