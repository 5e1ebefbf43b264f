"""What a person sees of the output of a program: a screen of some columns and rows."""

import pyte


class ScreenReader:
    """A screen that is fed with what a program writes to a terminal."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self.raw = ""

    def feed(self, text: str) -> None:
        """Show more of what was written."""
        self.raw += text
        self._stream.feed(text)

    @property
    def cells(self) -> list[list[str]]:
        """What stands in each cell of the screen, row by row; empty where a wide sign stands in two."""
        screen = self._screen
        return [[screen.buffer[row][at].data for at in range(screen.columns)] for row in range(screen.lines)]

    def column(self, word: str, row: int) -> int:
        """The cell in which a word of ASCII begins in a row."""
        cells = self.cells[row]
        return next(at for at in range(len(cells)) if "".join(cells[at : at + len(word)]) == word)

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, without what is empty at its end.

        Only rows and cells that were written to are read: a screen may have 900 rows of 200.
        """
        lines = [self._line(row) for row in range(self._screen.lines)]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def _line(self, row: int) -> str:
        cells = self._screen.buffer.get(row)
        return "".join(cells[at].data for at in range(max(cells) + 1)).rstrip() if cells else ""

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)
