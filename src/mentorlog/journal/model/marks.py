"""The marks of a letter, by which a reply says what it answers: `[q24]`, `[v2 4f9c1a]`, `[next]`; and its code.

A mark is a ref or one of `WORDS`, in brackets. Behind the ref of a text to agree to stand the first digits of the
SHA-256 of that text, so that a reply says which text it agrees to.
"""

import re
from collections.abc import Iterator, Sequence

from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.structs import Frozen

FEEDBACK, NEXT = "feedback", "next"
WORDS = (FEEDBACK, NEXT)  # the marks of what is no record yet
NOUNS = ("question", "action", "skill", "goal", "agreement", "session", "review")  # the last two ask for the fit
CODE_LENGTH = 8
_SHOWN, _STORED = 6, 12  # digits of a digest, in a letter and in its record
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212"
# A mail program may put a backslash in front of a bracket, or break the line within it.
_MARK = re.compile(
    rf"\\?\[\s*(?:(?P<word>{'|'.join(WORDS)})|(?P<ref>[a-z]\s?\d{{1,9}}[a-z]?)(?:\s+(?P<digest>[0-9a-f]{{{_SHOWN}}}))?)"
    r"\s*\\?\]",
    re.IGNORECASE,
)
_CODE = re.compile(rf"\bletter\s+([0-9a-f]{{4}})\s*[{_HYPHENS}]\s*([0-9a-f]{{4}})\b", re.IGNORECASE)


class Mark(Frozen):
    """What a line of a letter asks for: the ref of a record or one of `WORDS`, and the digest of its text, if any."""

    ref: str
    digest: str = ""

    @property
    def noun(self) -> str:
        """The noun of its record; empty for one of `WORDS`."""
        parsed = parse_ref(self.ref)
        return parsed[0].noun if parsed else ""

    @property
    def number(self) -> int:
        """The number of its record; 0 for one of `WORDS`."""
        parsed = parse_ref(self.ref)
        return parsed[1] if parsed else 0

    def fits(self, full_digest: str) -> bool:
        """Whether its digest is the start of this one."""
        return bool(self.digest) and full_digest.startswith(self.digest)


class FoundMark(Frozen):
    """A mark in a text, and where it stands."""

    mark: Mark
    start: int
    end: int


def text_digest(text: str) -> str:
    """The SHA-256 of a text, as 64 hexadecimal digits."""
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()


def format_mark(mark: Mark) -> str:
    """The mark as it stands in a letter; only of a text to agree to the digest is shown."""
    shown = f" {mark.digest[:_SHOWN]}" if mark.noun == "agreement" and mark.digest else ""
    return f"[{mark.ref}{shown}]"


def find_marks(text: str) -> Iterator[FoundMark]:
    """The marks in a text, in order. What looks like one but is no ref of `NOUNS` is passed over."""
    for match in _MARK.finditer(text):
        if word := match["word"]:
            yield FoundMark(Mark(word.lower()), match.start(), match.end())
            continue
        parsed = parse_ref("".join(match["ref"].split()))
        if parsed and parsed[0].noun in NOUNS:
            mark = Mark(ref_of(parsed[0].noun, parsed[1]), (match["digest"] or "").lower())
            yield FoundMark(mark, match.start(), match.end())


def format_marks(marks: Sequence[Mark]) -> str:
    """The marks as the record of a letter has them, one a line."""
    return "\n".join(f"{mark.ref} {mark.digest[:_STORED]}".rstrip() for mark in marks)


def parse_marks(text: str | None) -> tuple[Mark, ...]:
    """The marks in the record of a letter; none once something that it asked was forgotten."""
    return tuple(Mark(*line.split()[:2]) for line in (text or "").splitlines() if line.strip())


def format_code(code: str) -> str:
    """The code of a letter as it stands in it: "Letter 4f9c-1a77"."""
    return f"Letter {code[:4]}-{code[4:]}"


def find_codes(text: str) -> list[str]:
    """The codes of letters in a text, each once, in order."""
    return list(dict.fromkeys(f"{match[1]}{match[2]}".lower() for match in _CODE.finditer(text)))
