"""A letter before it is written out: its subject, its paragraphs, and the marks that it asks."""

from textwrap import wrap

from mentorlog.journal.model.marks import Mark, format_code, format_mark
from mentorlog.journal.model.records.letters import LetterKind
from mentorlog.structs import Frozen

WIDTH, MAX_LINES = 72, 30  # of one screen
_FOOT = "{}: please keep this line and the marks in brackets, so that I can tell which answer belongs where."


class Ask(Frozen):
    """A line that asks: its mark, and the words behind it."""

    mark: Mark
    text: str

    @property
    def line(self) -> str:
        """The line as it stands in the letter: "[q24] Who decides?" """
        return f"{format_mark(self.mark)} {self.text}"


class LetterDraft(Frozen):
    """A letter without its code. A paragraph is a text, whose lines are kept."""

    mentor: int
    kind: LetterKind
    session: int | None
    subject: str
    paragraphs: tuple[str, ...]
    marks: tuple[Mark, ...]

    def body(self, code: str) -> str:
        """The text with the line by which a reply to it is known."""
        return "\n\n".join([*self.paragraphs, _FOOT.format(format_code(code))])

    @property
    def height(self) -> int:
        """How many lines it takes on a screen."""
        return sum(max(len(wrap(line, WIDTH)), 1) for line in self.body("0" * 8).split("\n"))
