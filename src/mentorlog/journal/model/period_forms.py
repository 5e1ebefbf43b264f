"""Forms of lengths of time: how often people meet, since when, and how long in all."""

import re
from datetime import date

from mentorlog.errors import UsageError
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.forms import PAST_DAY, Form, JournalContext
from mentorlog.journal.text import format_count, quote_value


class CadenceForm(Form):
    """A length of time between meetings: "2 weeks"."""

    metavar = "CADENCE"

    def parse(self, text: str, context: JournalContext) -> str:
        from mentorlog.journal.dates.duration import parse_cadence

        return parse_cadence(text)

    def to_text(self, value: str, today: date) -> str:
        return f"every {value}"


class RhythmForm(Form):
    """How often to meet from which day on: "2 weeks from 1 jun, paused from 3 aug"."""

    metavar = "RHYTHM"

    def parse(self, text: str, context: JournalContext) -> str:
        from mentorlog.journal.dates.duration import parse_cadence
        from mentorlog.journal.model.rhythms import NO_CADENCE, PAUSED, Stretch, format_stretches

        stretches = []
        for item in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
            phrase, _, day = re.sub(r"^(\d{4}-\d\d-\d\d) (.*)$", r"\2 from \1", item).rpartition(" from ")
            if not phrase:
                raise UsageError(
                    f"{quote_value(item)} does not say from which day on.",
                    'Write it like "2 weeks from 1 jun, paused from 3 aug".',
                )
            word = phrase.lower().removeprefix("every ").strip()
            rhythm = word if word in (PAUSED, NO_CADENCE) else parse_cadence(word)
            stretches.append(Stretch(PAST_DAY.parse(day, context), rhythm))
        if not stretches or [stretch.day for stretch in stretches] != sorted({stretch.day for stretch in stretches}):
            raise UsageError(
                "Each part of a rhythm begins on a later day than the one before.",
                'Write it like "2 weeks from 1 jun, paused from 3 aug".',
            )
        return format_stretches(stretches)

    def to_text(self, value: str, today: date) -> str:
        from mentorlog.journal.model.rhythms import parse_stretches

        return ", ".join(
            f"{'every ' if stretch.has_cadence else ''}{stretch.rhythm} from {format_short_day(stretch.day, today)}"
            for stretch in parse_stretches(value)
        )


class TermForm(Form):
    """How long in all: a length of time, or a number of sessions."""

    metavar = '"6 months"'

    def parse(self, text: str, context: JournalContext) -> str:
        if sessions := re.fullmatch(r"([1-9]\d?) sessions?", " ".join(text.lower().split()), re.ASCII):
            return format_count(int(sessions[1]), "session")
        from mentorlog.journal.dates.duration import parse_duration

        try:
            return parse_duration(text)
        except UsageError:
            raise UsageError(
                f"{quote_value(text)} is not a length mentorlog can read.", 'Write "6 months" or "3 sessions".'
            ) from None


CADENCE, RHYTHM, TERM = CadenceForm(), RhythmForm(), TermForm()
