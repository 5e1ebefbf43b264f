"""What happens to a reply on its way beside wrapping and quoting, and what is still to be read of it."""

import re
from collections.abc import Callable
from random import Random

from tests.exchange.letters.sent import Sent, Truth

Harm = Callable[[Random, Sent, str], tuple[Sent, str]]
_MARK_LINE = re.compile(r"^(?P<before>[^\[\w]*)\[(?P<name>[a-z]\d+|feedback|next)(?P<rest>[^\]\n]*)\]", re.MULTILINE)


def _quote_once_more(random: Random, sent: Sent, text: str) -> tuple[Sent, str]:
    """The mentor's reply is quoted in a mail that says nothing new: it is somebody else's by now."""
    above = "Did this arrive? I have heard nothing.\n\nOn Fri, 27 Nov 2026 at 11:00, Ruth <ruth@example.org> wrote:\n\n"
    return sent, above + "\n".join(f"> {line}" for line in text.split("\n"))


def _change_a_line(random: Random, sent: Sent, text: str) -> tuple[Sent, str]:
    """A line of the letter is not as it was sent: a letter was lost in another charset, or somebody corrected it."""
    lines = text.split("\n")
    starts = [line[:24] for line in sent.lines if line.startswith("[")]
    asked = [at for at, line in enumerate(lines) if any(start in line for start in starts) and len(line) > 30]
    for at in random.sample(asked, min(2, len(asked))):
        before, bracket, words = lines[at].partition("] ")
        changed = words.split(" ")
        changed[random.randint(0, 1)] = random.choice(("?", "teh", "M?ller"))
        lines[at] = before + bracket + " ".join(changed)
    return sent, "\n".join(lines)


def _contradict(random: Random, sent: Sent, text: str) -> tuple[Sent, str]:
    """A second answer, typed above: nobody can say which one counts."""
    answered = [name for name, truth in sent.truths.items() if truth.value is not None and name[0] in "qak"]
    if not answered:
        return sent, text
    name = random.choice(answered)
    other = {"q": "Nobody knows.", "a": "no", "k": "1"}[name[0]]
    truth = sent.truths[name]
    if truth.value is False or (name[0] == "k" and truth.value == 1):
        other = {"a": "yes", "k": "5"}[name[0]]
    truths = {**sent.truths, name: Truth(truth.typed)}
    return sent._replace(truths=truths), f"[{name}] {other}\n\n{text}"


def _ask_nothing(random: Random, sent: Sent, text: str) -> tuple[Sent, str]:
    """Marks that the letter does not have."""
    return sent, f"[q991] The board.\n[a992] yes\n[k993] 4\n[zz9] what?\n\n{text}"


def _space_marks(random: Random, sent: Sent, text: str) -> tuple[Sent, str]:
    """Marks as a program for smart typing leaves them."""
    manner = random.choice(("[ {} ]", "［{}］", "[{}]\u00a0", "【{}】", "*[{}]*", "**[{}]**"))
    return sent, _MARK_LINE.sub(lambda match: match["before"] + manner.format(match["name"] + match["rest"]), text)


def _mention(random: Random, sent: Sent, text: str) -> tuple[Sent, str]:
    """A mark that the text above only mentions."""
    name = random.choice(list(sent.letter.marks))
    return sent, f"I would rather talk about [{name}] than write.\n\n{text}"


def _join_lines(random: Random, sent: Sent, text: str) -> tuple[Sent, str]:
    """A program that takes line breaks for spaces; only where the letter itself was answered, nothing else helps."""
    quoted = re.search(r"^[>|R ]", text, re.MULTILINE)
    if quoted or "Dear Ruth" not in text or any("\n" in truth.typed for truth in sent.truths.values()):
        return sent, text
    return sent, "\n".join(" ".join(part.split("\n")) for part in re.split(r"\n(?=[-_]{5}|\w+ ?: )", text))


def _repeat(random: Random, sent: Sent, text: str) -> tuple[Sent, str]:
    """The same mail twice, as some programs send it."""
    return sent, f"{text}\n\n{text}"


def _nothing(random: Random, sent: Sent, text: str) -> tuple[Sent, str]:
    return sent, text


HARMS: tuple[Harm, ...] = (
    _nothing, _nothing, _nothing, _nothing, _quote_once_more, _change_a_line, _contradict, _ask_nothing, _space_marks,
    _mention, _join_lines, _repeat,
)  # fmt: skip
