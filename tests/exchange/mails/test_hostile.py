"""A mail may come from anybody: whatever it holds, it is read to its limits and no further.

What takes the square of its length takes minutes with as much of it as stands here.
"""

import base64
from random import Random

import pytest

from mentorlog.errors import UsageError
from mentorlog.exchange.letters.reading import read_reply
from mentorlog.exchange.mails.mail import MAX_BYTES, read_mail
from tests.exchange.letters.sent import make_letter

_SIZE = 150_000  # bytes
_HEAD = b"From: a@example.org\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\n"
_HTML = _HEAD + b"Content-Type: text/html\n\n"
_PLAIN = _HEAD + b"\n"


def _fill(unit: bytes) -> bytes:
    return (unit * (_SIZE // len(unit) + 1))[:_SIZE]


HOSTILE = {
    "comments": _HTML + _fill(b"<!--"),
    "tags": _HTML + _fill(b"<a "),
    "quoted attributes": _HTML + _fill(b'<a b="'),
    "quotations": _HTML + _fill(b"<blockquote>"),
    "endings": _HTML + _fill(b"<style></style"),
    "huge characters": _HTML + _fill(b"&#99999999999"),
    "signs of quotation": _PLAIN + _fill(b">"),
    "marks in a line": _PLAIN + _fill(b"[q24] a "),
    "marks in lines": _PLAIN + _fill(b"[q24] a\n"),
    "half marks": _PLAIN + _fill(b"[v2\n"),
    "brackets": _PLAIN + _fill(b"\\["),
    "bullets": _PLAIN + _fill(b"- "),
    "heads": _PLAIN + _fill(b"From: a\nSent: b\nTo: c@d\n"),
    "headers": _fill(b"X-a: b\n"),
    "a long header": b"From: " + _fill(b"("),
    "parameters": _HEAD + b"Content-Type: text/plain;" + _fill(b' a="";'),
    "flowed": _HEAD + b"Content-Type: text/plain; format=flowed\n\n" + _fill(b"> a \n"),
    "base64": _HEAD + b"Content-Transfer-Encoding: base64\n\n" + _fill(base64.b64encode(b"[q24] abc\n" * 9)),
    "a charset that is none": _HEAD + b"Content-Type: text/plain; charset=zlib\n\n" + _fill(b"a"),
    "a charset that is costly": _HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + _fill(b"a-"),
    "ligatures": _HEAD + b"Content-Type: text/plain; charset=utf-8\n\n" + _fill("\ufdfa".encode()),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_read_to_its_limits(name: str) -> None:
    mail = read_mail(HOSTILE[name], "reply.eml")
    letter = make_letter(Random(1)).letter
    for text in mail.texts:
        assert len(text) <= 1_000_000
        assert read_reply(text, letter)


def _nest(depth: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(depth))


@pytest.mark.parametrize("depth", [20, 20_000])
def test_parts_within_parts_are_left(depth: int) -> None:
    mail = read_mail(_HEAD + _nest(depth) + b"\n[q24] no", "reply.eml")
    assert mail.texts == ("",) and mail.attachments > 0


def test_only_so_many_parts_are_read() -> None:
    part = b"--b\n\nx\n"
    mail = read_mail(_HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * 5000, "reply.eml")
    assert mail.texts[0].count("x") <= 100 and mail.attachments > 0


def test_a_mail_that_is_too_large_is_refused() -> None:
    with pytest.raises(UsageError, match="10 MB"):
        read_mail(b"a" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Type: text/plain\nContent-Disposition: attachment",
        b"Content-Type: text/plain; name=notes.txt",
        b"Content-Type: text/plain\nContent-Disposition: inline; filename=notes.txt",
        b"Content-Type: application/pdf",
        b"Content-Type: message/rfc822",
        b"Content-Type: image/png",
        b"Content-Type: text/calendar",
    ],
)
def test_nothing_but_text_is_read(headers: bytes) -> None:
    parts = b"--b\nContent-Type: text/plain\n\nhello\n--b\n" + headers + b"\n\n[q24] yes\n--b--\n"
    mail = read_mail(_HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + parts)
    assert (mail.texts, mail.attachments) == (("hello",), 1)


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf1", b"\x1f\x8b"])
def test_what_is_no_mail_is_refused_with_what_to_do(start: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        read_mail(start + b"abc", "reply.eml")
    assert ".eml" in caught.value.hint


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        (b"=?utf-8?q?Ruth_Kl=C3=A9in?= <ruth@example.org>", "Ruth Kléin", "ruth@example.org"),
        (b'"ada@example.org" <evil@example.com>', "ada@example.org", "evil@example.com"),
        (b"=?utf-8?q?Ru=00th=E2=80=AE?= <a@b>", "Ruth", "a@b"),
        (b"=?nonsense?x?y?= <a@b>", "=?nonsense?x?y?=", "a@b"),
        (b"", "", ""),
    ],
)
def test_a_sender_is_what_the_mail_says_and_no_more(header: bytes, name: str, address: str) -> None:
    mail = read_mail(b"From: " + header + b"\nDate: nonsense\n\nhello", "reply.eml")
    assert (mail.sender_name, mail.sender, mail.sent_at) == (name, address, None)


def test_a_sender_cannot_write_to_the_terminal() -> None:
    mail = read_mail(b'From: "\x1b[31mRuth\x9b" <a"\x1b]0;b"@c>\nTo: x\n\nhello', "reply.eml")
    assert f"{mail.sender_name}{mail.sender}".isprintable()
