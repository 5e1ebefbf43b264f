"""Lines of an answer as paragraphs, without what people write above and below any mail."""

import re
from collections.abc import Collection, Sequence

from mentorlog.journal.text import fold_text

_WRAPPED = 55  # characters of a line that a mail program probably broke
_LIST_ITEM = re.compile(r"\s*(?:[-*•–·+]|\d{1,3}[.)])\s")
_GREETING = re.compile(
    r"(?:hi|hello|dear|hey|good (?:morning|afternoon|evening)|hallo|liebe[rs]?|guten (?:tag|morgen|abend)|moin|bonjour"
    r"|salut|cher|chère|hola|ciao|caro|cara|olá|hej|hoi|beste)\b[^.,!?\n]{0,40}[,!.:–-]*",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?:(?:with |my )?(?:best|kind|kindest|warm|warmest|many)\s+(?:regards|wishes|thanks)|regards|best|cheers|thanks"
    r"|thank you|yours(?: \w+)?|sincerely|all the best|take care|see you(?: \w+){0,3}|talk soon|have a good \w+"
    r"|(?:viele|liebe|beste|herzliche|schöne) grüße(?: \w+)?|mit freundlichen grüßen|gruß|lg|vg|mfg|bis bald"
    r"|cordialement|bien (?:à vous|cordialement)|bises|amitiés|(?:un )?saludos?|un abrazo|(?:cordiali )?saluti"
    r"|(?:met vriendelijke )?groet(?:en)?|(?:med vänliga )?hälsningar|mvh|abraços?)\b[ ,.!–-]*[\w .-]{0,30}",
    re.IGNORECASE,
)
_NAME_LENGTH = 40  # characters of a line below a sign-off


def join_paragraphs(lines: Sequence[str], before: int = 0) -> str:
    """The text of these lines: wrapped ones joined, and one empty line between paragraphs.

    `before` is how many characters stand before the first in its own line.
    """
    joined: list[str] = []
    length = 0  # of the last line; 0 where a sentence ends with it
    for at, line in enumerate(map(str.strip, lines)):
        if line and length >= _WRAPPED and joined and joined[-1] and not _LIST_ITEM.match(line):
            joined[-1] += f" {line}"
        elif line or (joined and joined[-1]):
            joined.append(line)
        is_ended = not line or line.endswith((".", "!", "?", ":"))
        length = 0 if is_ended else len(line) + (before if at == 0 else 0)
    while joined and joined[-1].strip("-*•·–+ ") == "":  # the bullet before the next mark
        del joined[-1]
    text = "\n".join(joined).strip()
    text = re.sub(r"^(?:[-=–—]{1,2}>|→|»|:)\s*", "", text)
    return text.strip(" _")


def strip_courtesies(text: str, names: Collection[str]) -> str:
    """A text without a greeting above it, and without a sign-off and a name below it."""
    first, _, rest = text.strip().partition("\n")
    return strip_sign_off(rest if _GREETING.fullmatch(first.strip()) else text, names)


def strip_sign_off(text: str, names: Collection[str]) -> str:
    """A text without a sign-off and a name below it."""
    lines = text.strip().split("\n")
    folded = {fold_text(name).strip() for name in names}
    end = len(lines)
    while end and (not lines[end - 1].strip() or fold_text(lines[end - 1]).strip(" ,.!-–—*_") in folded):
        end -= 1
    for below in range(min(3, end)):
        place = end - 1 - below
        if _SIGN_OFF.fullmatch(lines[place].strip()):
            end = end if place and lines[place - 1].endswith(",") else place  # "yes," goes on
            break
        if len(lines[place]) > _NAME_LENGTH or re.search(r"[.?!:;\d]", lines[place]):
            break
    return "\n".join(lines[:end]).strip()
