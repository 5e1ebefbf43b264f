"""The quoting of shells: a command line split into words, and a candidate quoted to stand in that line.

Zsh hands over words and quotes what it inserts itself; fish quotes what it inserts; bash does neither.
"""

from collections.abc import Sequence

from mentorlog.structs import Frozen, replace

_UNQUOTED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-")


class CommandLine(Frozen):
    """A command line up to the cursor. The last word is the one to complete; it may be empty."""

    words: list[str]  # behind the program's name
    word: str
    prefix: str = ""  # the part of the word that bash leaves standing in front of what it inserts
    quote: str = ""  # the quotation mark that is open


def parse_command_line(shell: str, argv: Sequence[str]) -> CommandLine:
    """The command line that a shell hands over: zsh as words, the others as text (bash adds its word breaks)."""
    if shell == "zsh":
        return CommandLine(list(argv[:-1]), argv[-1])
    words, last = _split_line(argv[0], "".join(argv[1:]) if shell == "bash" else "", fish=shell == "fish")
    program = next((at for at, word in enumerate(words) if word.rpartition("/")[2] == "mentorlog"), 0)
    return replace(last, words=words[program + 1 :])


def _split_line(line: str, breaks: str, *, fish: bool) -> tuple[list[str], CommandLine]:
    """The words before the last one, and the last one. Nothing is expanded."""
    words: list[str] = []
    text, kept, quote = "", 0, ""
    inside = False  # a word
    signs = iter(line)
    for sign in signs:
        if quote:
            if sign == quote:
                quote, kept = "", len(text)
            elif sign == "\\" and (quote == '"' or fish):
                after = next(signs, "")
                text += after if after in '"\\$`' or after == quote else sign + after
            else:
                text += sign
        elif sign in " \t\n":
            if inside:
                words.append(text)
            text, kept, inside = "", 0, False
        else:
            inside = True
            if sign in "\"'":
                quote, kept = sign, len(text)
            elif sign == "\\":
                text += next(signs, "")
            else:
                text += sign
                kept = len(text) if sign in breaks else kept
    return words, CommandLine([], text, text[:kept], quote)


def quote_for_shell(value: str, shell: str, line: CommandLine) -> str | None:
    """A candidate as the shell is to insert it; None where it cannot stand there."""
    if not value.isprintable():
        return None
    if shell != "bash":
        return value
    return _quote_for_bash(value[len(line.prefix) :], line.quote) if value.startswith(line.prefix) else None


def _quote_for_bash(text: str, quote: str) -> str:
    """A text quoted for bash, within the quotation mark that is open, so that nothing in it is expanded."""
    if quote:
        if quote == "'":
            inside = text.replace("'", "'\\''")
        else:
            inside = "".join(f"\\{sign}" if sign in '"\\$`' else sign for sign in text)
            inside = inside.replace("!", "\"'!'\"")  # a history expansion: only other quotation marks keep it off
        return inside + quote * inside.endswith(quote)  # else bash takes this one for the end
    return "".join(sign if sign in _UNQUOTED or not sign.isascii() else f"\\{sign}" for sign in text)
