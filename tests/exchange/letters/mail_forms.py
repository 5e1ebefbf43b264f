"""The forms in which a text travels: charsets, transfer encodings, flowed lines, HTML, parts."""

import quopri
from base64 import b64encode
from html import escape
from random import Random

# What stands above a quotation.
QUOTED_HEADS = (
    "On Thu, 26 Nov 2026 at 10:02, Ada Lovelace <ada@example.org> wrote:\n\n",
    "On 26 Nov 2026, at 10:02, Ada Lovelace\n<ada.lovelace@a-long-name.example.org> wrote:\n\n",
    "Am 26.11.2026 um 10:02 schrieb Ada Lovelace:\n",
    "Am Do., 26. Nov. 2026 um 10:02 Uhr schrieb Ada Lovelace <\nada@example.org>:\n\n",
    "Le jeu. 26 nov. 2026 à 10:02, Ada Lovelace <ada@example.org> a écrit :\n\n",
    "El jue, 26 nov 2026 a las 10:02, Ada (<ada@example.org>) escribió:\n\n",
    "Il giorno gio 26 nov 2026 alle ore 10:02 Ada <ada@example.org> ha scritto:\n\n",
    "Op do 26 nov. 2026 om 10:02 schreef Ada <ada@example.org>:\n",
    "2026年11月26日(木) 10:02 Ada <ada@example.org>:\n\n",
)
# Below these some programs quote without any sign.
_ENGLISH = """-----Original Message-----
From: Ada Lovelace <ada@example.org>
Sent: Thursday, 26 November 2026 10:02
To: Ruth Klein <ruth@example.org>
Subject: After our talk

"""
_GERMAN = """________________________________
Von: Ada Lovelace <ada@example.org>
Gesendet: Donnerstag, 26. November 2026
An: Ruth Klein
Betreff: After our talk

"""
BLOCK_HEADS = (
    _ENGLISH,
    _GERMAN,
    "De : Ada Lovelace <ada@example.org>\nEnvoyé : jeudi 26 novembre 2026\nÀ : Ruth Klein\nObjet : After our talk\n\n",
    "----- Ursprüngliche Nachricht -----\nVon: Ada <ada@example.org>\nDatum: 26.11.2026\nAn: Ruth\nBetreff: Talk\n\n",
)
SMART = str.maketrans({'"': "“", "'": "’"})


def mail_bytes(random: Random, text: str) -> tuple[str, bytes]:
    """A text as it arrives, and the name of the form."""
    if random.random() < 0.3:
        text = text.translate(SMART)
    if random.random() < 0.2:
        text = text.replace("[", "\u200b[").replace(", ", ",\u00a0")
    form = random.choice(FORMS)
    content = form(random, text)
    ends = random.choice((b"\n", b"\n", b"\r\n"))
    return form.__name__.strip("_"), content if form is _utf_16 else content.replace(b"\n", ends)


def _head(content_type: str, encoding: str = "8bit") -> bytes:
    return (
        "Return-Path: <ruth@example.org>\nFrom: =?utf-8?q?Ruth_Kl=C3=A9in?= <ruth@example.org>\nTo: ada@example.org\n"
        "Subject: =?utf-8?B?UmU6IEFmdGVyIG91ciB0YWxr?=\n  (was: a talk)\nDate: Fri, 27 Nov 2026 08:15:00 +0000\n"
        f"Message-ID: <1@example.org>\nMIME-Version: 1.0\nContent-Type: {content_type}\n"
        f"Content-Transfer-Encoding: {encoding}\n\n"
    ).encode()


def _plain_file(random: Random, text: str) -> bytes:
    return text.encode()


def _utf_16(random: Random, text: str) -> bytes:
    return text.replace("\n", random.choice(("\n", "\r\n"))).encode("utf-16")


def _eight_bit(random: Random, text: str) -> bytes:
    charset = random.choice(("utf-8", '"UTF-8"', "us-ascii", "iso-8859-1", "unknown-8bit"))  # and UTF-8 all the same
    return _head(f"text/plain; charset={charset}") + text.encode()


def _latin(random: Random, text: str) -> bytes:
    if "［" in text or "【" in text:  # no program writes these in it
        return _eight_bit(random, text)
    return _head("text/plain; charset=iso-8859-1") + text.encode("cp1252", "replace")


def _printable(random: Random, text: str) -> bytes:
    return _head("text/plain; charset=utf-8", "quoted-printable") + quopri.encodestring(text.encode())


def _base64(random: Random, text: str) -> bytes:
    lines = b64encode(text.encode())
    return _head("text/plain; charset=utf-8", "base64") + b"\n".join(
        lines[at : at + 76] for at in range(0, len(lines), 76)
    )


def _soft_breaks(random: Random, text: str) -> bytes:
    """Long lines broken softly at 66, by a space before the break, with or without DelSp."""
    is_delsp = random.random() < 0.5
    out = []
    for line in text.replace("\u00a0", " ").split("\n"):
        quote = ""
        while line.startswith((">", " >")):
            quote, line = quote + ">", line.lstrip()[1:]
        line = line.strip() if line.strip() != "--" else "-- "
        stuffed = f"{quote} " if quote or line.startswith((" ", ">", "From ")) else ""
        words, current = (line.split(" ") if line != "-- " else [line]), ""
        for word in words:
            if current and len(current) + len(word) > 66:
                out.append(f"{stuffed}{current}{'  ' if is_delsp else ' '}")
                current = word
            else:
                current = f"{current} {word}" if current else word
        out.append(f"{stuffed}{current}")
    delsp = "; delsp=yes" if is_delsp else ""
    return _head(f"text/plain; charset=utf-8; format=flowed{delsp}") + "\n".join(out).encode()


def _markup(random: Random, text: str) -> str:
    """The text as HTML, with the quotation in blockquotes or as it is."""
    tag = random.choice(("div", "p", "br"))
    depth, out = 0, []
    for line in text.split("\n"):
        level = 1 if line.lstrip().startswith((">", "R>")) else 0
        if level:
            line = line.partition(">")[2]
        while depth < level:
            depth += 1
            out.append('<blockquote type="cite" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">')
        while depth > level:
            depth -= 1
            out.append("</blockquote>")
        shown = escape(line.strip()).replace("4f9c-1a77", "4f9c-<b>1a77</b>")
        if shown and random.random() < 0.1:
            shown = f'<span style="color:#1f497d">{shown}</span>'
        paragraph = f'<p class="MsoNormal">{shown or "&nbsp;"}<o:p></o:p></p>'
        out.append({"div": f"<div>{shown or '<br>'}</div>", "p": paragraph, "br": f"{shown}<br>\n"}[tag])
    out += ["</blockquote>"] * depth
    style = "<style>p.MsoNormal {margin:0cm} /* > [q1] no answer */</style><!-- [a1] yes -->"
    return f"<!DOCTYPE html><html><head><title>Re: [q1]</title>{style}</head><body lang=EN>{''.join(out)}</body></html>"


def _html(random: Random, text: str) -> bytes:
    encoding = random.choice(("8bit", "quoted-printable"))
    body = _markup(random, text).encode()
    return _head("text/html; charset=utf-8", encoding) + (quopri.encodestring(body) if encoding[0] == "q" else body)


def _alternative(random: Random, text: str) -> bytes:
    parts = (
        b"--=_b\nContent-Type: text/plain; charset=utf-8\n\n" + text.encode()
        + b"\n--=_b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        + quopri.encodestring(_markup(random, text).encode()) + b"\n--=_b--\n"
    )  # fmt: skip
    return _head('multipart/alternative; boundary="=_b"') + b"This is a message in several parts.\n" + parts


def _with_attachment(random: Random, text: str) -> bytes:
    parts = (
        b"--B1\nContent-Type: text/plain; charset=utf-8\n\n" + text.encode()
        + b'\n--B1\nContent-Type: text/plain\nContent-Disposition: attachment; filename="notes.txt"\n\n'
        b"[q1] an answer in a file\n[a1] yes\n[k1] 5\n--B1--\n"
    )  # fmt: skip
    return _head("multipart/mixed; boundary=B1") + parts


FORMS = (_plain_file, _utf_16, _eight_bit, _latin, _printable, _base64, _soft_breaks, _html, _alternative,
         _with_attachment)  # fmt: skip
