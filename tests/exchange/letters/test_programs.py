"""Replies as widely used mail programs write them."""

import pytest

from mentorlog.exchange.letters.answers import SentLetter
from mentorlog.exchange.letters.reading import read_reply
from mentorlog.exchange.mails.mail import read_mail
from mentorlog.journal.model.marks import Mark
from mentorlog.journal.model.prints import line_prints, parse_prints

LETTER = """Dear Ruth,

A few things wait for a word from you. A word or two is plenty; please write behind a line, or below it.

[q24] How do you hand a risk to somebody who does not want it?
[q26] How many risks can one meeting bear?

You kindly offered to do this:

[a7] Introduce me to her quality lead. Done?

With thanks,
Ada

Letter 4f9c-1a77: please keep this line and the marks in brackets, so that I can tell which answer belongs where."""
NAMES = ("q24", "q26", "a7")
SENT = SentLetter({name: Mark(name, "0" * 12) for name in NAMES}, parse_prints(line_prints(LETTER)), {}, ("Ruth",))
HEAD = (
    "From: Ruth <ruth@example.org>\nTo: ada@example.org\nSubject: Re: A few words\nContent-Type: {}; charset=utf-8\n\n"
)

GMAIL = """<div dir="ltr"><div dir="ltr">Hi Ada, see below.</div><br><div class="gmail_quote
 gmail_quote_container"><div
 dir="ltr" class="gmail_attr">On Thu, Nov 26, 2026 at 9:00 AM Ada &lt;<a
 href="mailto:ada@example.org">ada@example.org</a>&gt;
 wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid
 rgb(204,204,204)">Dear
 Ruth,<br><br>A few things wait for a word from you. A word or two is plenty; please write<br>behind a line, or
 below it.<br>
<br>[q24] How do you hand a risk to somebody who does not want it?</blockquote><div>I ask them what it would
 take.</div>
<blockquote class="gmail_quote">[q26] How many risks can one meeting bear?</blockquote><div>Five.<br></div>
<blockquote class="gmail_quote"><br>You kindly offered to do this:<br><br>[a7] Introduce me to her quality lead. Done?
<br></blockquote><div>yes</div><blockquote class="gmail_quote"><br>With thanks,<br>Ada<br><br>Letter 4f9c-1a77:
 please keep
 this line and the marks in brackets, so that I can<br>tell which answer belongs where.<br></blockquote></div></div>"""

OUTLOOK = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal
 {margin:0cm;} --></style>
<!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit"/></xml><![endif]--></head><body lang="EN-GB"><div
 class="WordSection1">
<p class="MsoNormal">Hi Ada, see below.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div
 style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Ada &lt;ada@example.org&gt; <br>
<b>Sent:</b> 26 November 2026 09:00<br><b>To:</b> Ruth &lt;ruth@example.org&gt;<br><b>Subject:</b> A few
 words<o:p></o:p></p>
</div></div><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoPlainText">Dear Ruth,<o:p></o:p></p>
<p class="MsoPlainText">[q24] How do you hand a risk to somebody who does not want it?<o:p></o:p></p>
<p class="MsoPlainText"><span style="color:#4472C4">I ask them what it would take.</span><o:p></o:p></p>
<p class="MsoPlainText">[q26] How many risks can one meeting bear? <span style="color:red">Five.</span><o:p></o:p></p>
<p class="MsoPlainText">You kindly offered to do this:<o:p></o:p></p>
<p class="MsoPlainText">[a7] Introduce me to her quality lead. Done? <b><i>yes</i></b><o:p></o:p></p>
<p class="MsoPlainText">With thanks,<br>Ada<o:p></o:p></p></div></body></html>"""

APPLE = """<html><body dir="auto">[q24] I ask them what it would take.<div>[q26] Five.</div><div>[a7] yes</div><div><br
 id="lineBreakAtBeginningOfSignature"><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote
 type="cite">On 26
 Nov 2026, at 09:00, Ada &lt;ada@example.org&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div
 dir="ltr"><span>Dear Ruth,</span><br><span></span><br><span>[q24] How do you hand a risk to somebody who does not want
 it?</span><br><span>[q26] How many risks can one meeting bear?</span><br><span>[a7] Introduce me to her quality lead.
 Done?</span><br><span>With thanks,</span><br><span>Ada</span><br></div></blockquote></div></body></html>"""

THUNDERBIRD = """Am 26.11.26 um 09:00 schrieb Ada:
> Dear Ruth,
>
> A few things wait for a word from you. A word or two is plenty; please\x20
> write behind a line, or below it.
>
> [q24] How do you hand a risk to somebody who does not want it?
I ask them what it would take.
> [q26] How many risks can one meeting bear?
Five.
> You kindly offered to do this:
>
> [a7] Introduce me to her quality lead. Done?

yes

> With thanks,
> Ada

--\x20
Ruth"""

OUTLOOK_TEXT = (
    """[q24] I ask them what it would take.
[q26] Five.
[a7] yes

Get Outlook for iOS<https://aka.ms/o0ukef>
________________________________
From: Ada <ada@example.org>
Sent: Thursday, November 26, 2026 9:00:00 AM
To: Ruth <ruth@example.org>
Subject: A few words

"""
    + LETTER
)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("text/html", GMAIL),
        ("text/html", OUTLOOK),
        ("text/html", APPLE),
        ("text/plain; format=flowed", THUNDERBIRD),
        ("text/plain", OUTLOOK_TEXT),
    ],
    ids=["gmail", "outlook", "apple mail", "thunderbird", "outlook on a phone"],
)
def test_the_answers_are_read_and_no_others(type_: str, text: str) -> None:
    (read,) = read_mail((HEAD.format(type_) + text).encode()).texts
    reading = read_reply(read, SENT)
    assert {answer.name: answer.value for answer in reading.answers} == {
        "q24": "I ask them what it would take.", "q26": "Five.", "a7": True,
    }  # fmt: skip
    assert reading.unread == [] and reading.loose_text in ("", "Hi Ada, see below.")
