"""The lines of a reply parted by the marks that they answer."""

import re
from typing import NamedTuple

from mentorlog.exchange.letters.answers import SentLetter, UnreadMark
from mentorlog.exchange.letters.found_marks import MarkPlace, find_places, unknown_mark
from mentorlog.exchange.letters.own_words import BareText, own_spans
from mentorlog.exchange.letters.values import TEXT_NOUNS, parse_value, strip_labels
from mentorlog.exchange.mails.lines import Line
from mentorlog.journal.model.marks import Mark, find_codes

_BULLET_BEHIND = re.compile(r"(?:^|\s)[-*•–·]\s*$")  # of the mark that follows it in a joined line
_EMPHASIS = re.compile(r"[*_]*:?")  # behind a mark that a program has set in bold
_ENDS_OWN = "?!:;.,)]…”’\"'»*_"  # signs behind the last letter of a line that belong to it


class Segment:
    """What follows a mark up to the next one."""

    def __init__(self, mark: Mark, depth: int, *, is_own: bool, is_quoted: bool) -> None:
        self.mark = mark
        self.depth = depth
        self.is_quoted = is_quoted  # whether other lines at its depth are the letter's own
        self.is_own = is_own  # whether the letter's own line is known, and ends where the answer begins
        self.beside = ""  # the rest of the line
        self.before = 0  # characters that stand before that
        self.below: list[tuple[int, str]] = []  # with the depth
        self.mentions: list[Mark] = []  # other marks within it

    @property
    def goes_on(self) -> bool:
        """Whether a text stands at the mark's own depth behind one of the sender's."""
        depths = [depth for depth, text in self.below if text.strip() and depth in (0, self.depth)]
        return 0 in depths and self.depth in depths[depths.index(0) :]

    def text_at(self, depth: int) -> str:
        """The lines below the mark that are quoted so deep."""
        return "\n".join(text for at, text in self.below if at == depth)


class _OwnColumns(NamedTuple):
    """Columns of a line that are the letter's own, and whether they are part of a line that asks something."""

    start: int
    end: int
    asks: bool


class Splitter:
    """Goes through the lines and gives each text to its mark."""

    def __init__(self, lines: list[Line], letter: SentLetter) -> None:
        self._lines = lines
        self._marks = letter.marks
        self._bare = BareText(lines)
        self._places = list(find_places(lines))
        indexes = {(place.line, place.start): self._bare.index(place.line, place.start) for place in self._places}
        self._spans = own_spans(self._bare, letter.prints, indexes.values())
        starts = {start for start, _ in self._spans}
        self._own_marks = {place for place, index in indexes.items() if index in starts}
        self._segments: list[Segment] = []
        self._segment: Segment | None = None
        self._loose: list[str] = []
        self._strange: list[UnreadMark] = []
        # Depths at which lines of the letter stand as they were sent, so that others there may be changed ones.
        self._own_depths = {lines[self._bare.line_of(start)].depth for start, _ in self._spans}

    def split(self) -> tuple[list[Segment], list[str], list[UnreadMark]]:
        """The segments, the text of the sender that belongs to none, and what only looks like a mark."""
        by_line = dict[int, list[MarkPlace]]()
        for place in self._places:
            by_line.setdefault(place.line, []).append(place)
        own = self._own_columns()
        for at, line in enumerate(self._lines):
            if line.is_head:
                self._segment = None
            if not line.is_added:
                self._read_line(line, by_line.get(at, []), own.get(at, []))
        return self._segments, ["\n".join(self._loose).strip()], self._strange

    def _own_columns(self) -> dict[int, list[_OwnColumns]]:
        """For each line, the columns that are the letter's own, with the signs that end them."""
        columns = dict[int, list[_OwnColumns]]()
        at_marks = {self._bare.index(line, column) for line, column in self._own_marks}
        bare = self._bare
        for start, end in self._spans:
            first, last = bare.line_of(start), bare.line_of(end - 1)
            for at in range(first, last + 1):
                text = self._lines[at].text
                begin = bare.columns[start] if at == first else 0
                while begin and not text[begin - 1].isalnum() and not text[begin - 1].isspace():
                    begin -= 1  # the bracket of a mark
                stop = bare.columns[end - 1] + 1 if at == last else len(text)
                while stop < len(text) and text[stop] in _ENDS_OWN:
                    stop += 1
                columns.setdefault(at, []).append(_OwnColumns(begin, stop, start in at_marks))
        return columns

    def _read_line(self, line: Line, places: list[MarkPlace], own: list[_OwnColumns]) -> None:
        if not places and not own:
            self._read_plain(line)
            return
        at, is_list = 0, self._is_list(line, places)
        events: list[MarkPlace | _OwnColumns] = [*places, *own]
        for event in sorted(events, key=lambda event: (event.start, isinstance(event, _OwnColumns))):
            before = _BULLET_BEHIND.sub("", line.text[at : event.start])
            if at or not isinstance(event, MarkPlace) or not event.begins:  # else it is a bullet
                self._add(line, before, beside=at > 0)
            at = max(at, event.start)
            if isinstance(event, _OwnColumns):
                at = max(at, event.end)
                if not event.asks:
                    self._segment = None
            elif is_list or event.begins or (event.line, event.start) in self._own_marks:
                self._begin(event, line)
                at = max(at, _EMPHASIS.match(line.text, event.end).end())  # type: ignore[union-attr] # matches "" too
            else:
                self._mention(event, line)
        self._add(line, line.text[at:], beside=True)

    def _mention(self, place: MarkPlace, line: Line) -> None:
        """A mark within a text: what it asks is answered elsewhere, or not to be told apart."""
        if self._segment is not None and self._segment.mark.ref != place.mark.ref:
            self._segment.mentions.append(place.mark)
        elif self._segment is None and line.depth == 0:
            why = "It stands within a line: marks are read at the beginning of one."
            self._strange.append(UnreadMark(place.mark.ref, why, line.text[place.end :].strip()))

    def _is_list(self, line: Line, places: list[MarkPlace]) -> bool:
        """Whether a line is "[a7] yes, [k5] 4": typed marks, each with one of the answers that it can have."""
        if len(places) < 2 or not places[0].begins:
            return False
        ends = [*(place.start for place in places[1:]), len(line.text)]
        for place, end in zip(places, ends, strict=True):
            sent = self._marks.get(place.mark.ref)
            if sent is None or sent.noun in TEXT_NOUNS or (place.line, place.start) in self._own_marks:
                return False
            parsed = parse_value(strip_labels(line.text[place.end : end].strip(" ,;.")), sent.noun)
            if parsed is None or parsed[1]:
                return False
        return True

    def _begin(self, place: MarkPlace, line: Line) -> None:
        is_own = (place.line, place.start) in self._own_marks
        self._segment = Segment(place.mark, line.depth, is_own=is_own, is_quoted=line.depth in self._own_depths)
        self._segments.append(self._segment)

    def _read_plain(self, line: Line) -> None:
        if find_codes(line.text):
            self._segment = None
            return
        if line.depth == 0 and (shown := unknown_mark(line.text)):
            text = line.text.partition(shown)[2].strip()
            self._strange.append(UnreadMark(shown.strip("[]"), "It is no mark of the letter.", text))
            self._segment = None
        self._add(line, line.text, beside=False)

    def _add(self, line: Line, text: str, *, beside: bool) -> None:
        """Give a piece of a line to the mark before it."""
        if self._segment is None:
            if line.depth == 0 and (text.strip() or not beside):
                self._loose.append(text.strip())
        elif beside and not self._segment.below:
            self._segment.before = self._segment.before or len(line.text) - len(text)
            self._segment.beside = f"{self._segment.beside} {text.strip()}".strip()
        elif text.strip() or not beside:
            self._segment.below.append((line.depth, text.strip()))
