"""What a reply says to each mark of a letter: an answer, nothing, or something that has to be looked at.

Nothing is guessed. A text belongs to a mark where it follows the letter's own line, which is known by its print, or
where somebody typed the mark themselves at the beginning of a line. Who wrote what is seen from the depth at which it
is quoted: depth 0 is the sender's, and so is what stands at the letter's own depth where that is quoted once.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from mentorlog.exchange.letters.answers import MarkAnswer, ReplyReading, SentLetter, UnreadMark, Value
from mentorlog.exchange.letters.found_marks import find_places, normalize_marks
from mentorlog.exchange.letters.segments import Segment, Splitter
from mentorlog.exchange.letters.values import LOWEST_RATINGS, TEXT_NOUNS, parse_value, strip_labels
from mentorlog.exchange.mails.lines import Line, read_lines
from mentorlog.exchange.mails.paragraphs import join_paragraphs, strip_courtesies, strip_sign_off
from mentorlog.journal.model.marks import NEXT, WORDS, Mark
from mentorlog.journal.model.prints import bare_text

_CHANGED_LINE = "Its line is not as it was sent."


class _Outcome(NamedTuple):
    """What one segment says: a value, or a problem; neither where nothing stands there."""

    value: Value | None = None
    remark: str = ""
    loose: str = ""  # paragraphs that are no part of the answer
    problem: str = ""
    text: str = ""
    may_answer: bool = False  # whether the text may be an answer all the same


def read_reply(text: str, letter: SentLetter) -> ReplyReading:
    """Read the answers in the text of a reply."""
    lines = normalize_marks(read_lines(text), letter.marks)
    segments, loose, strange = Splitter(lines, letter).split()
    outcomes, unread = _outcomes_of(segments, letter, strange)
    _settle_mentions(segments, outcomes, letter)
    answers, unanswered = list[MarkAnswer](), list[str]()
    for name in letter.marks:
        outcome = _merge(outcomes.get(name, []))
        if outcome.problem:
            unread.append(UnreadMark(name, outcome.problem, outcome.text))
        elif outcome.value is None:
            unanswered.append(name)
        else:
            answers.append(MarkAnswer(name, outcome.value, outcome.remark))
        loose += [outcome.loose] if outcome.loose else []
    if _may_stand_above(lines, segments, letter, unanswered):
        why = "It cannot be seen whether the answers stand above or below what was asked."
        unread += [UnreadMark(answer.name, why, str(answer.value)) for answer in answers]
        answers = []
    text = strip_courtesies("\n\n".join(loose), letter.names)
    mentioned = [name for name in unanswered if _is_mentioned(name, text)]
    unread += [
        UnreadMark(name, "It is named within a text: marks are read at the beginning of a line.")
        for name in mentioned
        if name not in {mark.name for mark in unread}
    ]
    return ReplyReading(answers, unread, [name for name in unanswered if name not in mentioned], text)


def _outcomes_of(
    segments: list[Segment], letter: SentLetter, strange: list[UnreadMark]
) -> tuple[dict[str, list[_Outcome]], list[UnreadMark]]:
    """What stands at each mark of the letter, and the marks that it does not have."""
    outcomes, unread = dict[str, list[_Outcome]](), list(strange)
    for segment in segments:
        name = segment.mark.ref
        if sent := letter.marks.get(name):
            outcomes.setdefault(name, []).append(_outcome_of(segment, sent, letter))
        elif name not in {mark.name for mark in unread}:
            unread.append(UnreadMark(name, "The letter did not ask this.", _whole_text(segment)))
    return outcomes, unread


def _is_mentioned(name: str, text: str) -> bool:
    """Whether a text names a mark; that of a word only in brackets, since it is a common one."""
    pattern = rf"[\[({{]\s?{name}\s?[\])}}]" if name in WORDS else rf"(?<!\w){name}(?!\w)"
    return bool(re.search(pattern, text, re.IGNORECASE))


def _whole_text(segment: Segment) -> str:
    return join_paragraphs([segment.beside, *(text for depth, text in segment.below if depth == 0)])


def _outcome_of(segment: Segment, sent: Mark, letter: SentLetter) -> _Outcome:
    text, problem = _text_of(segment, letter)
    if problem or not text:
        return _Outcome(problem=problem, text=text, may_answer=bool(problem) and segment.depth == 0)
    if segment.mark.digest and not sent.digest.startswith(segment.mark.digest):
        return _Outcome(problem="It names another text than the one that was sent.", text=text)
    if sent.noun == "agreement" and not segment.mark.digest:
        return _Outcome(problem="It does not say to which text.", text=text)
    outcome = _value_of(text, sent, letter)
    return outcome._replace(may_answer=True, text=text) if outcome.problem else outcome


def _text_of(segment: Segment, letter: SentLetter) -> tuple[str, str]:
    """The text that answers a mark, and why it cannot be told from another; both empty where nothing stands there."""
    name = segment.mark.ref
    beside, ours, theirs = segment.beside, segment.text_at(segment.depth), segment.text_at(0)
    if not bare_text(beside) and not _is_sign(beside):
        beside = ""
    if segment.depth == 0 and not segment.is_own:
        beside, is_changed = _strip_own_text(beside, letter.texts.get(name, ""), name)
        if is_changed or (segment.is_quoted and _is_text(name)):
            return join_paragraphs([beside, *theirs.split("\n")]), _CHANGED_LINE
    if segment.depth and not segment.is_own:
        answer = join_paragraphs(theirs.split("\n"))
        if answer:
            is_doubtful = name in WORDS or segment.goes_on or _is_part(answer, letter.texts.get(name, ""))
            return answer, _CHANGED_LINE if is_doubtful else ""
        changed = join_paragraphs([beside, *ours.split("\n")])
        return changed, _CHANGED_LINE if bare_text(changed) else ""
    allowed = [text for depth, text in segment.below if depth in (0, segment.depth)]
    answer = join_paragraphs([beside, *allowed], segment.before)
    if segment.depth > 1 and (beside or ours.strip()):
        return answer, "It stands in an older mail that is quoted here."
    if not answer:
        older = join_paragraphs([text for depth, text in segment.below if depth not in (0, segment.depth)])
        return older, "It stands in a mail that is quoted here." if bare_text(older) else ""
    return answer, ""


def _is_sign(text: str) -> bool:
    """Whether a text without letters may be an answer: a tick, a thumb."""
    return any(ord(character) > 0x2000 and character not in "–—‘’“”„…•·‐‑\ufe0f" for character in text)


def _strip_own_text(text: str, record_text: str, name: str) -> tuple[str, bool]:
    """An answer without the record's text, which may have been typed before it; and whether that is there in part."""
    bare, own = bare_text(text), bare_text(record_text)
    if own and bare.startswith(own):
        left = len(own)
        for at, character in enumerate(text):
            left -= len(bare_text(character))
            if left <= 0:
                return text[at + 1 :].lstrip(" ?!:.,;-–—)"), False
    words, answer = {*map(bare_text, record_text.split())}, {*map(bare_text, text.split())}
    shared = len((words & answer) - {""})
    return text, bool(own) and _is_text(name) and shared >= max(3, 0.6 * len(words))


def _is_text(name: str) -> bool:
    """Whether a mark is answered with any words."""
    return name[:1] == "q" or name in WORDS


def _is_part(answer: str, record_text: str) -> bool:
    """Whether an answer begins with a piece of the record's text, which a program broke off its line."""
    first = bare_text(answer.split("\n")[0])
    return bool(first) and first in bare_text(record_text)


def _value_of(text: str, sent: Mark, letter: SentLetter) -> _Outcome:
    """The answer as what its mark asks for."""
    if sent.noun in TEXT_NOUNS and sent.ref != NEXT:
        answer = strip_sign_off(text, letter.names) or text
        if not bare_text(answer):
            return _Outcome(problem="No word stands there.", text=text)
        return _Outcome(answer)
    text = strip_sign_off(text, letter.names) or text
    first, _, rest = text.partition("\n\n")
    if sent.ref == NEXT and re.search(r"\d", rest):
        return _Outcome(problem="More than one day or time may stand there.", text=text)
    if sent.ref == NEXT:
        return _Outcome(strip_labels(" ".join(first.split())), loose=rest)
    outcome = _short_value(first, sent, rest)
    if outcome is None and "\n" in first:
        line, _, others = first.partition("\n")
        if others[:1].isupper() and not line.endswith(","):  # it does not go on with the same sentence
            outcome = _short_value(line, sent, "\n".join(filter(None, (others, rest))))
    if outcome is not None:
        return outcome
    lowest = LOWEST_RATINGS.get(sent.noun)
    problem = "It is no plain yes or no." if lowest is None else f"It is no single figure from {lowest} to 5."
    return _Outcome(problem=problem, text=text)


def _short_value(text: str, sent: Mark, rest: str) -> _Outcome | None:
    text = strip_labels(text)
    for line in rest.split("\n"):
        if line.strip() and parse_value(line, sent.noun) is not None:
            return _Outcome(problem="Two answers stand there.", text=f"{text}\n{rest}")
    parsed = parse_value(text, sent.noun)
    if parsed is None:
        return None
    if rest.strip()[:1].islower() or (rest.strip() and text.rstrip().endswith((",", ";", ":", "-"))):
        return _Outcome(problem="It seems to go on below.", text=f"{text}\n{rest}")
    return _Outcome(parsed[0], parsed[1], loose=rest)


def _settle_mentions(segments: list[Segment], outcomes: dict[str, list[_Outcome]], letter: SentLetter) -> None:
    """Marks within an answer: each is answered elsewhere, and only named here; or nobody can say what answers what."""
    for segment in segments:
        sent = letter.marks.get(segment.mark.ref)
        mentioned = [mark.ref for mark in segment.mentions if mark.ref in letter.marks]
        if sent is None or not mentioned:
            continue
        if all(any(outcome.value is not None for outcome in outcomes.get(name, ())) for name in mentioned):
            continue
        why = "Several marks stand in one line: each is read at the beginning of a line."
        text = _whole_text(segment)
        for name in (segment.mark.ref, *mentioned):
            outcomes[name] = [_Outcome(problem=why, text=text)]


def _merge(outcomes: list[_Outcome]) -> _Outcome:
    """What a reply says to a mark that stands in it more than once."""
    answers = [outcome for outcome in outcomes if outcome.value is not None]
    different = {bare_text(value) if isinstance(value := answer.value, str) else value for answer in answers}
    rivals = {bare_text(outcome.text) for outcome in outcomes if outcome.may_answer} - different
    if len(different) > 1 or (different and rivals):
        return _Outcome(problem="It is answered twice, and not alike.", text="\n".join(str(a.value) for a in answers))
    problems = [outcome for outcome in outcomes if outcome.problem]
    return (answers or problems or [_Outcome()])[0]


def _may_stand_above(
    lines: list[Line], segments: list[Segment], letter: SentLetter, unanswered: Collection[str]
) -> bool:
    """Whether answers between quoted lines may stand above their marks: one before the first, none behind the last."""
    quoted = [segment for segment in segments if segment.depth and segment.mark.ref in letter.marks]
    if len(quoted) < 2 or quoted[-1].mark.ref not in unanswered:
        return False
    before = list[Line]()
    for line in lines:
        if line.depth and any(place.mark.ref in letter.marks for place in find_places([line])):
            break
        before.append(line)
    written = [line for line in before if line.text and not line.is_added]
    quotes = [at for at, line in enumerate(written) if line.depth]
    return bool(written) and written[-1].depth == 0 and bool(quotes) and quotes[0] < len(written) - 1
