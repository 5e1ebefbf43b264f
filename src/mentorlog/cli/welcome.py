"""`mentorlog` alone: a short welcome, until there is a journal to say what comes next."""

from mentorlog import __version__
from mentorlog.cli.call import open_journal
from mentorlog.screen.answers import Answer, Next, Told
from mentorlog.screen.page import Gap, Lines, Page, Span, line, own, pairs


def version() -> Answer:
    """Which version this is."""
    return Told("version", {"version": __version__}, [Lines([line(f"mentorlog {__version__}")])])


_FIRST = (
    ('mentorlog init --mentor "Ruth Okafor"', "make the journal"),
    ('mentorlog goals add "Chair stand-ups"', "what you agreed to grow in"),
    ('mentorlog questions add "How do I say no?"', "while you prepare"),
    ("mentorlog checkin", "before you meet"),
    ("mentorlog report", "to see your growth"),
)


def greeting() -> Answer:
    """What mentorlog is, where the journal is or would be, and the loop."""
    journal = open_journal()
    where = "Your journal is" if journal.exists else "There is no journal yet; the first entry makes"
    page: Page = [
        Lines([line(own("mentorlog", "title"), own("  a mentorship journal for the terminal"))]),
        Gap(),
        pairs([(why, (Span(command, "accent"),)) for command, why in _FIRST], indent=2),
        Gap(),
        Lines([line(own(f"{where} "), Span(str(journal.store.path)))]),
    ]
    data = {"journal": str(journal.store.path), "exists": journal.exists}
    step = Next("mentorlog checkin") if journal.exists else Next("mentorlog demo", "to see one first")
    return Told("welcome", data, page, (step,))
