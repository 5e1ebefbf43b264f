"""Which letter a reply answers: by the code that stands in it, or by the lines of the letter that it quotes."""

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.clock import to_local
from mentorlog.errors import Refused
from mentorlog.exchange.letters.answers import ReplyReading, SentLetter, UnreadMark
from mentorlog.exchange.letters.found_marks import find_places
from mentorlog.exchange.letters.own_words import BareText, own_spans
from mentorlog.exchange.letters.reading import read_reply
from mentorlog.exchange.mails.lines import read_lines
from mentorlog.exchange.mails.mail import Mail
from mentorlog.journal.dates.format import format_short_day
from mentorlog.journal.model.marks import find_codes, format_code, parse_marks
from mentorlog.journal.model.prints import bare_text, parse_prints
from mentorlog.journal.model.records.letters import Letter
from mentorlog.journal.model.records.mentors import Mentor
from mentorlog.journal.queries.letters.texts import mark_text
from mentorlog.journal.queries.names import read_salutation
from mentorlog.journal.workflows.letters.addresses import to_ascii_domain
from mentorlog.nouns import KINDS

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_MAX_LETTERS = 50  # that are compared with a reply without a code, the newest first
_DIGITS = 12  # of the digest of a reply
_TEXTS = ("question", "action", "skill")  # nouns whose text may stand before an answer


class MatchedReply(NamedTuple):
    """A reply with its letter: what it says, when it was written, and what there is to know about the mail."""

    letter: Letter
    mentor: Mentor
    salutation: str
    reading: ReplyReading
    sent_at: datetime
    digests: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        """Whether this very text was taken in before."""
        return self.digests[-1] in (self.letter.replies or "").split()


def match_reply(journal: "Journal", mail: Mail) -> MatchedReply:
    """Find the letter of a reply, and read it. Raises Refused where it answers none of this journal."""
    if not any(text.strip() for text in mail.texts):
        raise Refused(
            "There is no text in this mail that can be read; attachments and what is encrypted are not opened.",
            "Copy its text instead: mentorlog import - --from letter",
        )
    letters = _find_letters(journal, mail)
    letter = letters[0]
    if not letter.marks:
        raise Refused(
            f"Something that {letter.ref} asked was forgotten since, and with it what else it asked.",
            'Enter the answers yourself: mentorlog questions answer REF "..."',
        )
    mentor = journal.get(Mentor, letter.mentor)
    salutation = read_salutation(journal, mentor.number)
    sent = _letter_to_read(journal, letters, (mentor.name, salutation, *mentor.name.split()))
    sent_at, notes = _moment(journal, letter, mail)
    notes += _notes(journal, letter, mentor, mail)
    reading = _combine([read_reply(text, sent) for text in mail.texts])
    return MatchedReply(letter, mentor, salutation, reading, sent_at, _digests(mail), tuple(notes))


def _find_letters(journal: "Journal", mail: Mail) -> list[Letter]:
    """The letters that a mail names, the one that it answers first: named least deep in quotations, else the newest."""
    depths = dict[str, int]()
    for text in mail.texts:
        lines = read_lines(text)
        for line in lines:
            for code in find_codes(line.text):
                depths[code] = min(depths.get(code, line.depth), line.depth)
        for code in find_codes(" ".join(line.text for line in lines)):  # it may be wrapped
            depths.setdefault(code, 0)
    codes = list(depths)
    letters = [letter for code in codes for letter in journal.read(Letter, "code = ?", (code,))]
    if letters:
        return sorted(letters, key=lambda letter: (depths[letter.code], -letter.number))
    if codes:
        raise Refused(
            f"{format_code(codes[0])} is none of this journal.",
            "It was written from another one, or is forgotten. Those here: mentorlog letters list",
        )
    quoted = [letter for letter in _newest_letters(journal) if any(_quotes(text, letter) for text in mail.texts)]
    if len(quoted) == 1:
        return quoted
    raise Refused(
        "It does not say which letter it answers.",
        'Add the last line of the letter, "Letter ...": mentorlog letters list',
    )


def _newest_letters(journal: "Journal") -> list[Letter]:
    return journal.read(Letter, order=f"day DESC, number DESC LIMIT {_MAX_LETTERS}")


def _quotes(text: str, letter: Letter) -> bool:
    """Whether a text holds a line of the letter that asks something, as it was sent."""
    lines = read_lines(text)
    bare = BareText(lines)
    marks = {bare.index(place.line, place.start) for place in find_places(lines)}
    return any(start in marks for start, _ in own_spans(bare, parse_prints(letter.prints or ""), marks))


def _letter_to_read(journal: "Journal", letters: list[Letter], names: tuple[str, ...]) -> SentLetter:
    marks = {mark.ref: mark for mark in parse_marks(letters[0].marks)}
    prints = frozenset(line for letter in letters for line in parse_prints(letter.prints or ""))
    texts = {
        name: mark_text(journal, mark.noun, mark.number)
        for name, mark in marks.items()
        if mark.noun in _TEXTS and journal.has(KINDS[mark.noun], mark.number)
    }
    return SentLetter(marks, prints, texts, names)


def _combine(readings: list[ReplyReading]) -> ReplyReading:
    """The reading of a mail in two forms: the fuller one, without what the other has otherwise."""
    best = max(readings, key=lambda reading: len(reading.answers))
    for other in readings:
        values = {answer.name: answer.value for answer in other.answers}
        doubtful = {mark.name for mark in other.unread if "~~" in mark.text}  # struck out, which plain text cannot show
        differing = [
            answer
            for answer in best.answers
            if answer.name in doubtful or _bare(values.get(answer.name, answer.value)) != _bare(answer.value)
        ]
        if differing:
            why = "The mail says it in two ways: once as plain text, once as HTML."
            unread = [*best.unread, *(UnreadMark(answer.name, why, str(answer.value)) for answer in differing)]
            answers = [answer for answer in best.answers if answer not in differing]
            best = best._replace(answers=answers, unread=unread)
    return best


def _bare(value: object) -> object:
    return bare_text(value) if isinstance(value, str) else value


def _digests(mail: Mail) -> tuple[str, ...]:
    """By what a reply is known again: its Message-ID, if it has one, and its text."""
    sources = {"m": mail.message_id, "t": bare_text("\n".join(mail.texts))}
    return tuple(
        f"{kind}{sha256(source.encode(errors='replace')).hexdigest()[:_DIGITS]}"
        for kind, source in sources.items()
        if source or kind == "t"
    )


def _moment(journal: "Journal", letter: Letter, mail: Mail) -> tuple[datetime, list[str]]:
    """When the reply was written: as it says, where that can be true, else now."""
    if mail.sent_at is None:
        return journal.now, []
    day = to_local(mail.sent_at).date()
    if letter.day <= day <= journal.today:
        return mail.sent_at, []
    shown = format_short_day(day, journal.today)
    why = "which is still to come" if day > journal.today else "before the letter was written"
    return journal.now, [f"The mail is dated {shown}, {why}: today is taken for its day."]


def _notes(journal: "Journal", letter: Letter, mentor: Mentor, mail: Mail) -> list[str]:
    notes = []
    if mail.is_automatic:
        notes.append("It was written by a program: an absence, or a mail that did not arrive.")
    if mentor.email and mail.sender and to_ascii_domain(mail.sender) != to_ascii_domain(mentor.email.strip().lower()):
        notes.append(f"It names {mail.sender[:80]} as its sender, not the address that you have for {mentor.ref}.")
    newer = journal.read(
        Letter, "mentor = ? AND kind = ? AND number > ?", (letter.mentor, letter.kind, letter.number),
        order="number DESC LIMIT 1",
    )  # fmt: skip
    if newer:
        notes.append(
            f"It answers {letter.ref} of {format_short_day(letter.day, journal.today)}; {newer[0].ref} is newer."
        )
    if set(_digests(mail)[:-1]) & set((letter.replies or "").split()):
        notes.append("This mail was taken in before, with another text: only what is new can be taken.")
    elif letter.state == "answered":
        notes.append(f"{letter.ref} has been answered before: only what is new can be taken.")
    if mail.attachments:
        counted = "1 attachment was" if mail.attachments == 1 else f"{mail.attachments} attachments were"
        notes.append(f"{counted} not read.")
    if mail.is_cut:
        notes.append("It is too long to be read to its end.")
    return notes
