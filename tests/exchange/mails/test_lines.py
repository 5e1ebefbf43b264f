"""Who wrote which line: by the signs before it, or by what stands above a quotation."""

import pytest

from mentorlog.exchange.mails.flowed import unflow
from mentorlog.exchange.mails.lines import read_lines
from mentorlog.exchange.mails.mail import read_mail
from mentorlog.exchange.mails.markup import text_of_html
from mentorlog.exchange.mails.paragraphs import join_paragraphs, strip_courtesies


def _texts(text: str) -> list[tuple[int, str]]:
    return [(line.depth, line.text) for line in read_lines(text) if line.text and not line.is_added]


@pytest.mark.parametrize("sign", [">", "> ", ">> ", "  > ", "| ", "RK> ", "&gt; ", "＞ "])
def test_a_quoted_line_is_known_by_its_sign(sign: str) -> None:
    assert _texts(f"{sign}[q1] Who?\nThe board.") == [(sign.count(">") or 1, "[q1] Who?"), (0, "The board.")]


@pytest.mark.parametrize(
    "head",
    [
        "On Thu, 26 Nov 2026 at 10:02, Ada <ada@example.org> wrote:",
        "On 26 Nov 2026, at 10:02, Ada Lovelace\n<ada@example.org> wrote:",
        "Am 26.11.2026 um 10:02 schrieb Ada:",
        "Le jeu. 26 nov. 2026 à 10:02, Ada <ada@example.org> a écrit :",
        "Den 26.11.2026 skrev Ada:",
        "2026年11月26日(木) 10:02 Ada <ada@example.org>:",
        "-----Original Message-----\nFrom: Ada\nSent: Thursday\nTo: Ruth\nSubject: Talk",
        "________________________________\nVon: Ada\nGesendet: Donnerstag\nAn: Ruth\nBetreff: Talk",
        "De : Ada\nEnvoyé : jeudi\nÀ : Ruth\nObjet : Talk",
        "Begin forwarded message:",
    ],
)
def test_what_stands_above_a_quotation_parts_two_writers(head: str) -> None:
    assert _texts(f"The board.\n\n{head}\n\n[q1] Who?") == [(0, "The board."), (1, "[q1] Who?")]
    assert _texts(f"The board.\n\n{head}\n\n> [q1] Who?") == [(0, "The board."), (1, "[q1] Who?")]


@pytest.mark.parametrize("text", ["On Monday I wrote:", "He wrote 3 things:", "From: the board\nTo: the team"])
def test_a_sentence_is_no_head(text: str) -> None:
    assert _texts(f"{text}\nall of it")[-1] == (0, "all of it")


@pytest.mark.parametrize(
    "ending",
    ["-- \nRuth Klein\nHead of Projects", "Sent from my iPhone", "Von meinem iPhone gesendet", "Get Outlook for iOS",
     "Envoyé de mon iPhone", "Sent from Outlook for Android"],
)  # fmt: skip
def test_a_signature_is_nobody_s_text(ending: str) -> None:
    assert _texts(f"The board.\n\n{ending}") == [(0, "The board.")]


def test_flowed_lines_are_joined_within_their_depth() -> None:
    text = "> who \n> decides\nThe \nboard\n-- \nRuth \n next"
    assert unflow(text, delete_space=False) == "> who decides\nThe board\n-- \nRuth next"
    assert unflow("Sched \nule", delete_space=True) == "Schedule"


def test_html_is_read_as_its_reader_sees_it() -> None:
    html = (
        "<html><head><title>[q1] no</title><style>p {} /* > */</style></head><body><!-- [q2] no --><p>Hi&nbsp;Ada,</p>"
        "<div>yes<br>no</div><blockquote>who<blockquote>what</blockquote></blockquote><s>old</s> new &lt;b&gt;"
        "<ul><li>one<li>two</ul><script>[q3] no</script></body></html>"
    )
    text = text_of_html(html)
    assert [line for line in text.split("\n") if line.strip(" >")] == [
        "Hi\u00a0Ada,", "yes", "no", "> who", "> > what", "~~old~~ new <b>", "- one", "- two",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "Grüße “ja”".encode(),
        "Grüße “ja”".encode("utf-16"),
        b"\xef\xbb\xbf" + "Grüße “ja”".encode(),
        b"From: a\nTo: b\nContent-Type: text/plain; charset=iso-8859-1\n\n" + "Grüße “ja”".encode("cp1252"),
        b"From: a\nTo: b\nContent-Type: text/plain; charset=us-ascii\n\n" + "Grüße “ja”".encode(),
        b"From: a\nTo: b\nContent-Type: text/plain; charset=utf-8\n\n" + "GrÃ¼ÃŸe â€œjaâ€\x9d".encode(),
        b"From: a\nTo: b\nContent-Type: text/html\n\n<p>Gr&uuml;&szlig;e &ldquo;ja&#8221;</p>",
        b"Gr=C3=BC=\n=C3=9Fe =E2=80=9Cja=E2=80=9D",
    ],
)
def test_a_text_is_the_same_in_every_charset(content: bytes) -> None:
    assert read_mail(content).texts[0].strip() == "Grüße “ja”"


def test_courtesies_are_no_part_of_a_text() -> None:
    text = "Dear Ada,\n\nThe board likes it.\n\nBest wishes,\nRuth"
    assert strip_courtesies(text, ("Ruth",)) == "The board likes it."
    assert strip_courtesies("Thanks", ()) == ""


def test_wrapped_lines_become_paragraphs() -> None:
    long = "It depends on how much time the team has in December, and on"
    assert join_paragraphs([long, "who is there.", "", "- one", "- two"]) == f"{long} who is there.\n\n- one\n- two"


def test_a_sealed_text_is_read_within_its_seal() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nThe board.\n- - all of it\n> [q1] Who?\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    )
    assert _texts(text) == [(0, "The board."), (0, "- all of it"), (1, "[q1] Who?")]
