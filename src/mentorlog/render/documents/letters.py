"""A letter as plain text, as a draft for a mail program, and as a web page to read and copy."""

from email.message import EmailMessage
from textwrap import wrap
from typing import TYPE_CHECKING

from mentorlog.journal.workflows.letters.addresses import to_ascii_domain
from mentorlog.render.documents.web.markup import BREAK, Html, element, join
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from email.headerregistry import Address

_WIDTH = 72  # of a line of mail, as RFC 3676 has it
_STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:2em auto;padding:0 1em;overflow-wrap:anywhere}"


class LetterPage(Frozen):
    """A letter, written out: its text has a paragraph between empty lines, and no line that is wrapped."""

    name: str
    email: str
    subject: str
    text: str


def render_text(letter: LetterPage) -> str:
    """The letter to copy: its subject first."""
    return f"Subject: {letter.subject}\n\n{letter.text}\n"


def render_eml(letter: LetterPage) -> str:
    """A draft of a mail (RFC 5322) that a mail program opens to be sent; `X-Unsent` says so to Outlook.

    Its text flows (RFC 3676), so that a phone wraps it to its own width. An address that ASCII cannot say stands in
    UTF-8 (RFC 6532), since encoded words have no place in one (RFC 2047, section 5).
    """
    from email.policy import default

    recipient = _recipient(letter)
    message = EmailMessage(default.clone(utf8=bool(recipient and not recipient.addr_spec.isascii())))
    message["Subject"] = letter.subject
    if recipient:
        message["To"] = str(recipient)
    message["X-Unsent"] = "1"
    message.set_content(_flow_text(letter.text) + "\n", cte="quoted-printable", params={"format": "flowed"})
    return message.as_string()


def _recipient(letter: LetterPage) -> "Address | None":
    """The name and address of the mentor; None without one, and where it is none."""
    from email.errors import MessageError
    from email.headerregistry import Address

    username, at, domain = to_ascii_domain(letter.email).rpartition("@")
    ascii_username = username.encode("ascii", "replace").decode()  # before Python 3.15 the parser takes no other
    try:
        parsed = Address(letter.name, addr_spec=f"{ascii_username}{at}{domain}") if letter.email else None
    except (MessageError, ValueError, IndexError):  # what the parser raises for what is none
        return None
    if not parsed or username.isascii():
        return parsed
    return Address(letter.name, username, parsed.domain) if parsed.username == ascii_username else None


def _flow_text(text: str) -> str:
    """The text in lines of at most 72 characters; one that ends with a blank goes on in the next."""
    return "\n".join(_flow_line(line) for line in text.split("\n"))


def _flow_line(line: str) -> str:
    parts = wrap(line, _WIDTH - 2, break_long_words=False, break_on_hyphens=False) or [""]
    stuffed = [f" {part}" if part.startswith((" ", ">", "From ")) else part for part in parts]
    return " \n".join(stuffed)


def render_html(letter: LetterPage) -> str:
    """The letter as a page of its own that loads nothing."""
    paragraphs = [element("p", _lines(text), dir="auto") for text in letter.text.split("\n\n")]
    head = [
        element("meta", charset="utf-8"),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        element("title", letter.subject),
        element("style", Html(_STYLE)),
    ]
    body = element("body", element("h1", letter.subject, style="font-size:1.2em"), "\n", *paragraphs)
    return f'<!doctype html>\n<html lang="en">\n{element("head", *head)}\n{body}\n</html>\n'


def _lines(text: str) -> Html:
    return join(text.split("\n"), BREAK)
