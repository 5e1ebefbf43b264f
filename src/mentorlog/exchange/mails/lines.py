"""The lines of a reply with the depth at which each is quoted, and what a mail program added to them.

Depth 0 is what the sender wrote, 1 what they quote, and so on, by the signs before a line or, where a program sets
none, by the line above the quotation ("On Thu, Ada wrote:", a block of headers). Those lines, signatures, and
advertisements of a program ("Sent from my iPhone") are no text of anybody.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_LINES = 10_000  # of a reply that are read
_MAX_LENGTH = 5_000  # characters of a line; a longer one counts as several
_MAX_DEPTH = 40
_WITHOUT_HEAD = 300  # characters of a line above a quotation at most

_QUOTE = re.compile(r"\s{0,4}[A-Z]{0,3}(?:&gt;|[>＞›»│┃])|\s{0,4}\|(?=[\s>|]|$)")
_ATTRIBUTION_VERB = re.compile(
    r"\b(?:wrote|writes|schrieb|schreef|skrev|ecrit|écrit|escribi[óo]|escreveu|(?:ha )?scritto|scrisse|kirjoitti"
    r"|napsala?|napísala?|napisała?|napisao|pisze|írta|yazdı|a scris|написала?|пишет|пише)\b|写道|寫道|書きました"
    r"|のメール|작성",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"\W*(?:(?:On|Am|Op|Le|El|Il|Em|Den|På|Dne|Dňa|W dniu|Dnia|La|Pe|Vào|В|\w+day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b"
    r"|\d{1,4}\D)"
)
_DATE = re.compile(r"\d{4}|\d{1,2}[:.h]\d\d|\d{1,2}[./-]\d{1,2}")
_FROM = (
    "From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od|Feladó|Expéditeur|Mittente|Remitente|Gönderen|Kimden|От|Від"
    "|差出人|发件人|寄件者|보낸 사람"
)
_HEAD_FROM = re.compile(rf"[*_]*(?:{_FROM})\s?[*_]*\s?[:：]")
_HEAD_LINE = re.compile(r"[*_]*[^\W\d_][^\s:：]{0,15}(?: [^\s:：]{1,10})?\s?[*_]*\s?[:：]")
_ORIGINAL = re.compile(
    r"[-_=* ]*\s?(?:[-–—]{2,}\s?[^\W\d][^-–—]{3,60}[-–—]{2,}|Begin forwarded message:|Anfang der weitergeleiteten.*:"
    r"|Début du message (?:réexpédié|transféré) ?:)\s*"
)
_RULE = re.compile(r"[-_=*~#·•–—]{3,}")
_SIGNATURE = re.compile(r"(?:--|—|––)\s?")
_ADVERTISEMENT = re.compile(
    r"(?:Sent|Gesendet|Envoyé|Enviado|Inviato|Verzonden|Verstuurd|Skickat|Sendt|Lähetetty|Wysłane|Odesláno|Отправлено)"
    r"(?: \w+)? (?:from|with|via|by|using|von|mit|de|du|depuis|avec|desde|da|do|vanaf|van|met|från|fra|z|ze|с)\b"
    r".{0,70}|(?:Von|Vom) mein\w* .{0,60} gesendet\.?|Get Outlook for .{0,40}|Outlook für .{0,30} herunterladen.{0,40}"
    r"|Télécharger Outlook .{0,40}|Sent from .{0,70}|Diese Nachricht wurde von mein\w* .{0,60} gesendet\.?"
    r"|Yahoo Mail: .{0,60}",
    re.IGNORECASE,
)

# At the end of a line that a program has joined with it.
_JOINED_ADVERTISEMENT = re.compile(
    r"(?<=\S)\s+(?:Sent from my (?:iPhone|iPad|Android\w*|Samsung \w+|phone|mobile)|Von meinem iPhone gesendet"
    r"|Get Outlook for \w+)\.?$"
)


class Line(NamedTuple):
    """A line without the signs of its quotation; `is_added` where a mail program wrote it, or it is a signature."""

    depth: int
    text: str
    is_added: bool = False
    is_head: bool = False  # above a quotation: whatever was being answered ends here


def read_lines(text: str) -> list[Line]:
    """The lines of a reply, at most MAX_LINES."""
    text = _without_seal(text)
    raw = [
        line[at : at + _MAX_LENGTH]
        for line in text.split("\n")[:MAX_LINES]
        for at in range(0, max(len(line), 1), _MAX_LENGTH)
    ]
    return list(_mark_signatures(_shift_quotations([_parse_line(line) for line in raw])))


def _without_seal(text: str) -> str:
    """The text within a PGP signature, whose lines are like those above a quotation (RFC 9580, section 7)."""
    before, begin, rest = text.partition("-----BEGIN PGP SIGNED MESSAGE-----\n")
    if not begin:
        return text
    _, _, sealed = rest.partition("\n\n")
    content, _, seal = sealed.partition("-----BEGIN PGP SIGNATURE-----")
    behind = seal.partition("-----END PGP SIGNATURE-----")[2]
    return before + re.sub(r"^- ", "", content, flags=re.MULTILINE) + behind


def _parse_line(raw: str) -> Line:
    depth, at = 0, 0
    while depth < _MAX_DEPTH and (match := _QUOTE.match(raw, at)):
        depth, at = depth + 1, match.end()
    return Line(depth, _JOINED_ADVERTISEMENT.sub("", raw[at:].strip()))


def _shift_quotations(lines: list[Line]) -> list[Line]:
    """Mark what stands above quotations, and count their depth where no sign does."""
    shifts = [0] * (_MAX_DEPTH + 1)  # by the depth that the signs say
    shifted, skip = list[Line](), 0
    for at, line in enumerate(lines):
        depth = line.depth + sum(shifts[: line.depth + 1])
        if skip:
            skip -= 1
            shifted.append(Line(depth, line.text, is_added=True, is_head=True))
        elif height := _head_height(lines, at):
            shifted.append(Line(depth, line.text, is_added=True, is_head=True))
            skip = height - 1
            below = next((later for later in lines[at + height : at + height + 4] if later.text), None)
            if below is not None and below.depth <= line.depth:
                shifts[line.depth] += 1
        else:
            shifted.append(Line(depth, line.text))
    return shifted


def _head_height(lines: list[Line], at: int) -> int:
    """How many lines from here stand above a quotation: "On Thu, Ada wrote:", or a block of headers. 0 for none."""
    line = lines[at]
    if not line.text or len(line.text) > _WITHOUT_HEAD:
        return 0
    rule = 1 if _ORIGINAL.fullmatch(line.text) or _RULE.fullmatch(line.text) else 0
    start = at + rule
    while rule and start < len(lines) and start - at < 3 and not lines[start].text:
        start += 1
    if height := _headers_height(lines, start, is_announced=bool(rule)):
        return start - at + height
    if _ORIGINAL.fullmatch(line.text):
        return 1
    return _attribution_height(lines, at)


def _headers_height(lines: list[Line], at: int, *, is_announced: bool) -> int:
    """The height of a block of headers: From and two more, or, below a line that announces it, any three."""
    height = 0
    while at + height < len(lines) and height < 12 and _HEAD_LINE.match(lines[at + height].text):
        if len(lines[at + height].text) > _WITHOUT_HEAD:  # a program has joined lines
            break
        height += 1
    if height < 3:
        return 0
    block = lines[at : at + height]
    is_block = _HEAD_FROM.match(block[0].text) or (is_announced and any("@" in line.text for line in block))
    return height if is_block else 0


def _attribution_height(lines: list[Line], at: int) -> int:
    """The height of "On Thu 27 Nov 2026 at 10:00, Ada wrote:", which may be wrapped; 0 where there is none."""
    first = lines[at]
    if not (_OPENER.match(first.text) or _ATTRIBUTION_VERB.search(first.text)):
        return 0
    text = ""
    for height, line in enumerate(lines[at : at + 4], 1):
        if line.depth != first.depth or not line.text:
            return 0
        text = f"{text} {line.text}"
        if len(text) > _WITHOUT_HEAD:
            return 0
        is_named = _ATTRIBUTION_VERB.search(text) or re.search(r"[<(][^\s<>()]+@[^\s<>()]+[>)]\s?[:：]$", text)
        if line.text.endswith((":", "：")) and is_named and _DATE.search(text):
            below = next((later for later in lines[at + height : at + height + 4] if later.text), None)
            is_quoted = below is not None and below.depth > first.depth
            return height if is_quoted or "@" in text or _OPENER.match(first.text) else 0
    return 0


def _mark_signatures(lines: list[Line]) -> Iterator[Line]:
    """Mark signatures, up to where the depth changes or a mark stands, and advertisements at the end of a text."""
    depth = -1  # of the signature
    for at, line in enumerate(lines):
        if line.depth != depth or line.is_head or "[" in line.text:
            depth = -1
        if not line.is_added and _SIGNATURE.fullmatch(line.text):
            depth = line.depth
        below = lines[at + 1] if at + 1 < len(lines) else None
        is_last = below is None or not below.text or below.depth != line.depth or below.is_added
        is_advertisement = is_last and _ADVERTISEMENT.fullmatch(line.text.strip("*_ "))
        if depth >= 0 or is_advertisement or _RULE.fullmatch(line.text):
            line = line._replace(is_added=True)
        yield line
