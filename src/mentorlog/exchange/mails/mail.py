"""A reply as a mail program saves or a person copies it: its text, its date, and whose address it names.

Only text is read. Attachments, pictures and mails within the mail are counted and left alone, and every size and depth
has a limit, since a mail may come from anybody. The tree of parts is walked here: the standard library's parser goes
as deep as a mail says, and asks each open part about every line (10 MB in 300 parts takes it half a minute).
"""

import codecs
import quopri
import re
from binascii import Error as Base64Error
from binascii import a2b_base64
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, parseaddr, parsedate_to_datetime
from typing import NamedTuple
from unicodedata import normalize

from mentorlog.errors import UsageError
from mentorlog.exchange.mails.flowed import unflow
from mentorlog.exchange.mails.markup import text_of_html

MAX_BYTES = 10_000_000  # of a mail
_MAX_TEXT = 1_000_000  # characters that are read
_MAX_PARTS, _MAX_DEPTH = 100, 10  # of a mail; what lies deeper is an attachment
_MAX_HEADERS, _MAX_VALUE = 256_000, 2_000  # bytes of all headers, characters of one
_MAX_SENDER = 500  # characters of the sender
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{0,60})[ \t]*:(.*)")
_MAIL_HEADERS = {
    "date", "delivered-to", "from", "message-id", "mime-version", "received", "return-path", "sent", "subject", "to",
}  # fmt: skip
_TEXT_CODEC = re.compile(r"utf|iso8859|iso2022|cp\d|koi8|gb|hz|big5|shift|euc|mac|ascii|tis|johab|kz")
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_MISREAD = re.compile("[ÂÃâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")  # UTF-8 that was read as Windows-1252
_HTML_START = re.compile(r"\s*<(?:!doctype html|html|head|body|meta|div|p|table)\b", re.IGNORECASE)
_FORMATS = {
    b"\xd0\xcf\x11\xe0": "a file of Outlook (.msg) or of Office",
    b"PK\x03\x04": "a zip file, or one of Office",
    b"%PDF-": "a PDF",
    b"{\\rtf": "a text with formatting (RTF)",
    b"SQLite format 3\0": "a file of SQLite",
    b"\x1f\x8b": "compressed with gzip",
}  # by their first bytes
_HOW_TO_SAVE = "Save the mail as .eml or as text, or copy its text: mentorlog import - --from letter"


class Mail(NamedTuple):
    """What was read of a mail. `texts` are its plain and its HTML form, where they differ."""

    texts: tuple[str, ...]
    sender_name: str = ""
    sender: str = ""  # the address that it names, which nobody has verified
    sent_at: datetime | None = None  # as its header says, in whatever zone
    message_id: str = ""
    is_automatic: bool = False  # an absence, or a mail that could not be delivered
    attachments: int = 0  # that were not read
    is_cut: bool = False  # whether it is longer than what was read


class _Part(NamedTuple):
    """The headers of a part, each once, and what follows them."""

    headers: dict[str, str]
    body: bytes

    @property
    def type(self) -> Message:
        """Its content type, in the class that knows the grammar of its parameters."""
        message = Message()
        message["Content-Type"] = self.headers.get("content-type", "text/plain")
        return message

    def parameter(self, name: str) -> str:
        """A parameter of the content type in lower case; empty without one."""
        value = self.type.get_param(name, "")
        return collapse_rfc2231_value(value).strip().lower() if value else ""


class _Count:
    """What the walk over the parts has seen."""

    def __init__(self) -> None:
        self.parts = 0
        self.attachments = 0
        self.characters = 0
        self.is_cut = False


def read_mail(content: bytes, name: str = "") -> Mail:
    """The text of a mail in a file of this name, or of a text that was copied. Raises UsageError."""
    if len(content) > MAX_BYTES:
        raise UsageError(
            "This is larger than 10 MB, and no reply to a letter.", "Copy its text: mentorlog import - --from letter"
        )
    for start, what in _FORMATS.items():
        if content.startswith(start):
            raise UsageError(f"This is {what}, and not a mail as text.", _HOW_TO_SAVE)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16", "replace").encode(errors="replace")
    content = content.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    suffix = name.lower().rpartition(".")[2]
    if suffix == "emlx":  # of Apple Mail: a line with the length comes first
        content = content.partition(b"\n")[2]
    if suffix in ("eml", "emlx") or is_mail(content):
        return _parse_mail(content)
    if b"=\n" in content and re.search(rb"=[0-9A-F]{2}", content):  # copied from the source of a mail
        content = quopri.decodestring(content)
    text = _decode(content[: 4 * _MAX_TEXT], "")
    return Mail((_clean(text_of_html(text[:_MAX_TEXT]) if _HTML_START.match(text) else text[:_MAX_TEXT]),),
                is_cut=len(text) > _MAX_TEXT)  # fmt: skip


def is_mail(content: bytes) -> bool:
    """Whether a text begins with the headers of a mail: two that every mail has, and no other line among them."""
    block = content.lstrip()[:4000].partition(b"\n\n")[0].split(b"\n")
    if block and block[0].startswith(b"From "):  # the line between the mails of a folder
        block = block[1:]
    names = set()
    for line in block[:-1] if len(content) > 4000 and len(block) > 1 else block:
        match = _HEADER.fullmatch(line)
        if match:
            names.add(match[1].decode().lower())
        elif not names or not line.startswith((b" ", b"\t")):
            return False
    return len(names & _MAIL_HEADERS) > 1


def _parse_mail(content: bytes) -> Mail:
    content = content.lstrip()
    if content.startswith(b"From "):
        content = content.partition(b"\n")[2]
        if re.search(rb"\n\nFrom \S+ .*\d\d:\d\d", content):
            raise UsageError("This holds several mails.", "Save the reply alone.")
    part = _split_headers(content)
    count = _Count()
    plain, html = _texts_of(part, count, 0)
    headers = part.headers
    sender_name, sender = _parse_sender(headers.get("from", ""))
    automatic = headers.get("auto-submitted", "no").lower() != "no" or "report" in part.type.get_content_type()
    texts = tuple(dict.fromkeys(_clean(text) for text in (plain, html)))
    sender_name, sender = _clean(_decode_words(sender_name)).strip(), _clean(sender).strip().lower()
    return Mail(
        texts, sender_name, sender, _parse_date(headers.get("date", "")),
        headers.get("message-id", "").strip("<> "), automatic, count.attachments, count.is_cut,
    )  # fmt: skip


def _split_headers(content: bytes) -> _Part:
    """Headers end at the first empty line, or at a line that is none."""
    headers: dict[str, str] = {}
    name, at = "", 0
    while at < min(len(content), _MAX_HEADERS):
        end = content.find(b"\n", at)
        end = len(content) if end < 0 else end
        line = content[at:end]
        if not line.strip():
            at = end + 1
            break
        match = _HEADER.fullmatch(line[:_MAX_VALUE])
        if match:
            name = match[1].decode().lower()
            if name in headers:
                name = f"{name} again"  # the first counts
            headers[name] = _decode(match[2], "").strip()
        elif name and line.startswith((b" ", b"\t")):
            headers[name] = f"{headers[name]} {_decode(line[:_MAX_VALUE], '').strip()}"[:_MAX_VALUE]
        else:
            break
        at = end + 1
    return _Part(headers, content[at:])


def _texts_of(part: _Part, count: _Count, depth: int) -> tuple[str, str]:
    """The text of a part, once as its plain and once as its HTML form; empty for what is no text."""
    count.parts += 1
    type_, disposition = part.type.get_content_type(), part.headers.get("content-disposition", "").lower()
    is_attached = disposition.startswith("attachment") or "filename" in disposition or part.parameter("name")
    if count.parts > _MAX_PARTS or depth > _MAX_DEPTH or is_attached:
        count.attachments += 1
        return "", ""
    if type_.startswith("multipart/"):
        return _join_parts(part, type_, count, depth)
    if type_ not in ("text/plain", "text/html"):
        count.attachments += 1
        return "", ""
    text = _decode(_decode_transfer(part), part.parameter("charset"))
    rest = max(_MAX_TEXT - count.characters, 0)
    count.is_cut = count.is_cut or len(text) > rest
    count.characters += len(text)
    text = text[:rest]
    if type_ == "text/html":
        text = text_of_html(text)
    elif part.parameter("format") == "flowed":
        text = unflow(text, delete_space=part.parameter("delsp") == "yes")
    return text, text


def _join_parts(part: _Part, type_: str, count: _Count, depth: int) -> tuple[str, str]:
    boundary = collapse_rfc2231_value(part.type.get_param("boundary", "") or "")
    if not boundary:
        count.attachments += 1
        return "", ""
    texts = []
    for content in _split_parts(part.body, boundary.encode(errors="replace")):
        if type_ == "multipart/digest" or count.parts > _MAX_PARTS:
            count.attachments += 1
            break
        texts.append(_texts_of(_split_headers(content), count, depth + 1))
    filled = [pair for pair in texts if any(map(str.strip, pair))]
    if type_ == "multipart/alternative" and filled:
        return filled[0][0], filled[-1][1]
    return "\n".join(plain for plain, _ in filled), "\n".join(html for _, html in filled)


def _split_parts(body: bytes, boundary: bytes) -> list[bytes]:
    """What stands between the lines of a boundary; at most one more than is read."""
    pattern = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*$", re.MULTILINE)
    parts: list[bytes] = []
    start = -1
    for match in pattern.finditer(body):
        if start >= 0:
            parts.append(body[start : match.start()].removesuffix(b"\n"))
        start = match.end() + 1
        if match[1] or len(parts) > _MAX_PARTS:
            return parts
    return [*parts, body[start:]] if start >= 0 else parts


def _decode_transfer(part: _Part) -> bytes:
    encoding = part.headers.get("content-transfer-encoding", "").strip().lower()
    if encoding == "quoted-printable":
        return quopri.decodestring(part.body)
    if encoding == "base64":
        digits = re.sub(rb"[^A-Za-z0-9+/]", b"", part.body)
        try:
            return a2b_base64(digits[: len(digits) // 4 * 4] + (digits[len(digits) // 4 * 4 :] + b"===")[:4])
        except Base64Error:  # one digit too many
            return a2b_base64(digits[: len(digits) // 4 * 4])
    return part.body


def _decode(content: bytes, charset: str) -> str:
    """The text of these bytes: UTF-8 wherever that is possible, whatever a header says, since nothing else reads so."""
    try:
        codec = codecs.lookup(charset).name if charset else "utf-8"
    except (LookupError, ValueError):
        codec = "utf-8"
    if not _TEXT_CODEC.match(codec):
        codec = "utf-8"
    codec = {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(codec, codec)
    preferred = (codec,) if codec.startswith(("utf-16", "utf-32", "utf-7", "iso2022", "hz")) else ("utf-8", codec)
    for name in (*preferred, "cp1252"):
        try:
            return content.decode(name)
        except (UnicodeError, ValueError):
            continue
    return content.decode(codec, "replace")


def _clean(text: str) -> str:
    """A text as it can be shown, with what was read in a wrong charset put right where one reading is possible."""
    text = re.sub("\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    lines = [_reread(line) if _MISREAD.search(line) else line for line in text.split("\n")]
    text = normalize("NFC", "\n".join(lines))
    return _UNSHOWN.sub("", re.sub("[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]", " ", text))


def _reread(line: str) -> str:
    """A line that was read as Windows-1252, as the UTF-8 that it is; the line itself where it is none."""
    try:
        # Five bytes have no character there; programs leave those as they are.
        content = b"".join(
            character.encode("latin-1" if "\x80" <= character <= "\x9f" else "cp1252") for character in line
        )
        return content.decode("utf-8")
    except UnicodeError:
        return line


def _decode_words(value: str) -> str:
    """A header with its encoded words (RFC 2047) as text."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(part if isinstance(part, str) else _decode(part, charset or "") for part, charset in parts)


def _parse_sender(value: str) -> tuple[str, str]:
    """The name and the address of a sender; empty where they cannot be read."""
    try:
        return parseaddr(value[:_MAX_SENDER])
    except (RecursionError, ValueError):  # comments within comments
        return "", ""


def _parse_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
