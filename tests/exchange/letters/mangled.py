"""Replies as mail programs mangle them. `python -m tests.exchange.letters.mangled 1000 [SEED]` reads so many of them.

What is meant is known before a reply is mangled, so that the reading can be judged: no answer that was not given, none
to another mark, and each that could not be read is named.
"""

import sys
import textwrap
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from mentorlog.exchange.letters.answers import ReplyReading
from mentorlog.exchange.letters.reading import read_reply
from mentorlog.exchange.mails.mail import read_mail
from tests.exchange.letters.harm import HARMS
from tests.exchange.letters.mail_forms import BLOCK_HEADS, QUOTED_HEADS, mail_bytes
from tests.exchange.letters.sent import Sent, make_letter

GREETINGS = ("", "", "Hi Ada,\n\n", "Dear Ada,\n\n", "Hallo Ada!\n", "Bonjour Ada,\n\n")
INTROS = ("", "", "good questions, see below.\n\n", "I was on leave, and answer in short. The file is on its way.\n\n")
ENDINGS = (
    "", "\n\nBest,\nRuth", "\n\nViele Grüße\nRuth", "\n\nRuth", "\n\n-- \nRuth Klein\nHead of Projects\n+44 20 7946",
    "\n\nSent from my iPhone", "\n\nVon meinem iPhone gesendet", "\n\nGet Outlook for Android",
)  # fmt: skip
HEADS = (*QUOTED_HEADS, *BLOCK_HEADS)
QUOTES = ("> ", ">", "| ", "  > ", "> ", ">  ", "R> ")
BULLETS = ("", "", "", "- ", "* ", "• ")


class Reply(NamedTuple):
    """A mangled reply: the letter, how it was made, and what arrives."""

    sent: Sent
    recipe: str
    content: bytes
    intro: str


def make_reply(seed: int) -> Reply:
    """The reply of this number."""
    random = Random(seed)
    sent = make_letter(random)
    style, compose = random.choice(STYLES)
    intro = random.choice(INTROS)
    above = random.choice(GREETINGS) + intro
    text = compose(random, sent, above)
    harm = random.choice(HARMS)
    sent, text = harm(random, sent, text)
    form, content = mail_bytes(random, text)
    kept_intro = "" if harm.__name__ in ("_quote_once_more", "_contradict", "_ask_nothing") else intro.strip()
    return Reply(sent, f"{style}, {form}, {harm.__name__.strip('_')}", content, kept_intro)


def judge(reply: Reply) -> tuple[list[str], ReplyReading]:
    """What is wrong with the reading of a reply: empty where nothing is."""
    mail = read_mail(reply.content)
    readings = [read_reply(text, reply.sent.letter) for text in mail.texts]
    reading = max(readings, key=lambda reading: len(reading.answers))
    truths, wrong = reply.sent.truths, []
    unread = {mark.name for mark in reading.unread}
    for answer in reading.answers:
        truth = truths.get(answer.name)
        if truth is None:
            wrong.append(f"{answer.name} was not answered: {answer.value!r}")
        elif truth.value is None:
            wrong.append(f"{answer.name} is doubtful, {truth.typed!r}: {answer.value!r}")
        elif _plain(answer.value) != _plain(truth.value) or _plain(answer.remark) != _plain(truth.remark):
            wrong.append(f"{answer.name} is {truth.value!r}, {truth.remark!r}: {answer.value!r}, {answer.remark!r}")
    read = {answer.name for answer in reading.answers}
    wrong += [f"{name} is lost: {truth.typed!r}" for name, truth in truths.items() if name not in read | unread]
    if reply.intro and str(_plain(reply.intro)) not in str(_plain(reading.loose_text)):
        wrong.append(f"the text above is lost: {reading.loose_text!r}")
    return wrong, reading


def _plain(value: object) -> object:
    """A value whatever signs a mail program has put for others."""
    if not isinstance(value, str):
        return value
    signs = str.maketrans("“”„‘’–—•*\u00a0", '"""\'\'---- ')
    return " ".join(value.translate(signs).replace("...", "…").split())


# How an answer is written


def _inline(random: Random, sent: Sent, above: str) -> str:
    """Answers below the quoted lines."""
    quoted = [_wrap_quoted(random, line, quote) for quote in [random.choice(QUOTES)] for line in sent.lines]
    out = []
    for line, block in zip(sent.lines, quoted, strict=True):
        out += block
        if truth := sent.truths.get(_name_of(line)):
            space = [""] if random.random() < 0.5 else []
            out += [*space, *_wrap_own(random, truth.typed), *space]
    return above + random.choice(HEADS) + "\n".join(out) + random.choice(ENDINGS)


def _in_place(random: Random, sent: Sent, above: str) -> str:
    """Answers typed behind the letter's lines, which no sign quotes."""
    head = random.choice(("", *BLOCK_HEADS))
    out = []
    bullet = random.choice(BULLETS)
    for line in sent.lines:
        name = _name_of(line)
        truth = sent.truths.get(name)
        typed = f" {truth.typed}" if truth else ""
        if truth and random.random() < 0.3:
            typed = f"\n{truth.typed}"
        for part in f"{bullet if name else ''}{line}{typed}".split("\n"):
            out += textwrap.wrap(part, random.randint(60, 80)) or [""]
    ending = "" if head else random.choice(ENDINGS[:4])
    return above + head + "\n".join(out) + ending


def _in_quotation(random: Random, sent: Sent, above: str) -> str:
    """Answers typed into the quotation, behind the letter's lines."""
    quote = random.choice(QUOTES)
    out = []
    for line in sent.lines:
        truth = sent.truths.get(_name_of(line))
        typed = f" {truth.typed}" if truth else ""
        for part in f"{line}{typed}".split("\n"):
            out += _wrap_quoted(random, part, quote)
    return above + random.choice(HEADS) + "\n".join(out)


def _list_of_marks(random: Random, sent: Sent) -> str:
    """The marks typed anew, with the answers."""
    bracket = random.choice(("[{}] ", "[{}]: ", "{}: ", "({}) ", "[{}]\n", "- [{}] ", "\\[{}\\] "))
    parts = []
    for name, truth in sent.truths.items():
        shown = f"v2 {sent.letter.marks[name].digest[:6]}" if name == "v2" else name
        parts.append(
            bracket.format(shown.upper() if random.random() < 0.1 else shown)
            + "\n".join(_wrap_own(random, truth.typed))
        )
    return random.choice(("\n", "\n\n")).join(parts)


def _quotation(random: Random, sent: Sent) -> str:
    quote = random.choice(QUOTES)
    return "\n".join(part for line in sent.lines for part in _wrap_quoted(random, line, quote))


def _on_top(random: Random, sent: Sent, above: str) -> str:
    head = random.choice(HEADS)
    quoted = "\n".join(sent.lines) if head in BLOCK_HEADS and random.random() < 0.5 else _quotation(random, sent)
    return f"{above}{_list_of_marks(random, sent)}{random.choice(ENDINGS)}\n\n{head}{quoted}"


def _at_bottom(random: Random, sent: Sent, above: str) -> str:
    quotation = random.choice(QUOTED_HEADS) + _quotation(random, sent)
    return f"{above}{quotation}\n\n{_list_of_marks(random, sent)}{random.choice(ENDINGS)}"


def _alone(random: Random, sent: Sent, above: str) -> str:
    return f"{above}{_list_of_marks(random, sent)}{random.choice(ENDINGS)}\n\nLetter 4f9c-1a77"


STYLES: list[tuple[str, Callable[[Random, Sent, str], str]]] = [
    ("inline", _inline), ("in place", _in_place), ("in the quotation", _in_quotation), ("on top", _on_top),
    ("at the bottom", _at_bottom), ("alone", _alone),
]  # fmt: skip


def _name_of(line: str) -> str:
    return line[1 : line.index("]")].split()[0] if line.startswith("[") else ""


def _wrap_quoted(random: Random, line: str, quote: str) -> list[str]:
    """A quoted line; some programs break it once more and forget the sign."""
    lines = [f"{quote}{part}".rstrip() for part in textwrap.wrap(line, random.randint(60, 80)) or [""]]
    if random.random() < 0.05 and len(lines[0]) > 62:
        lines[0:1] = textwrap.wrap(lines[0], 60)
    return lines


def _wrap_own(random: Random, text: str) -> list[str]:
    width = random.choice((60, 72, 80, 1000))
    return [part for line in text.split("\n") for part in textwrap.wrap(line, width) or [""]]


def main(count: int, first: int = 0) -> int:
    """Read so many replies; print what went wrong, and how much was read."""
    tally, styles, failed = Counter[str](), Counter[str](), 0
    for seed in range(first, first + count):
        reply = make_reply(seed)
        wrong, reading = judge(reply)
        told = {mark.name for mark in reading.unread}
        tally["answers"] += len(reply.sent.truths)
        tally["read"] += len(reading.answers)
        doubtful = {name for name, truth in reply.sent.truths.items() if truth.value is None}
        tally["doubtful and named"] += len(doubtful & told)
        if extra := told & reply.sent.truths.keys() - doubtful:
            tally["plain but named"] += len(extra)
            styles[reply.recipe] += len(extra)
        if wrong:
            failed += 1
            print(f"{seed} ({reply.recipe}): {'; '.join(wrong)}")
    print(f"{count} replies, {failed} read wrongly: {dict(tally)}")
    print(f"Plain, but left to be looked at: {styles.most_common(12)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
