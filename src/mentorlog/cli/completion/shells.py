"""The quoting of shells: splits a command line into words, and quotes a candidate for it.

Zsh passes words and quotes what it inserts; fish passes text and quotes what it inserts; bash and PowerShell pass text
and insert it unquoted, PowerShell in place of the whole word.
"""

import os
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
    if shell == "powershell":
        words, last = _split_powershell(os.environ.get("_MENTORLOG_LINE", ""))
    else:
        words, last = _split_line(argv[0], "".join(argv[1:]) if shell == "bash" else "", fish=shell == "fish")
    names = (word.replace("\\", "/").rpartition("/")[2].removesuffix(".exe") for word in words)
    program = next((at for at, name in enumerate(names) if name == "mentorlog"), 0)
    return replace(last, words=words[program + 1 :])


def _split_line(line: str, breaks: str, *, fish: bool) -> tuple[list[str], CommandLine]:
    """The words before the last one, and the last one. Nothing is expanded."""
    words: list[str] = []
    text, quote = "", ""
    prefix_end = 0  # where the part of the word ends that bash leaves standing
    in_word = False
    signs = iter(line)
    for sign in signs:
        if quote:
            if sign == quote:
                quote, prefix_end = "", len(text)
            elif sign == "\\" and (quote == '"' or fish):
                escaped = next(signs, "")
                text += escaped if escaped in '"\\$`' or escaped == quote else sign + escaped
            else:
                text += sign
        elif sign in " \t\n":
            if in_word:
                words.append(text)
            text, prefix_end, in_word = "", 0, False
        else:
            in_word = True
            if sign in "\"'":
                quote, prefix_end = sign, len(text)
            elif sign == "\\":
                text += next(signs, "")
            else:
                text += sign
                prefix_end = len(text) if sign in breaks else prefix_end
    return words, CommandLine([], text, text[:prefix_end], quote)


_SINGLE_QUOTES, _DOUBLE_QUOTES = "'‘’‚‛", '"“”„'  # as PowerShell takes them, whichever a text was copied with


def _split_powershell(line: str) -> tuple[list[str], CommandLine]:
    """The words before the last one, and the last one, in PowerShell. Nothing is expanded."""
    words: list[str] = []
    text, quotes, in_word = "", "", False
    at = 0
    while at < len(line):
        sign = line[at]
        at += 1
        if sign == "`" and quotes != _SINGLE_QUOTES:
            text, in_word, at = text + line[at : at + 1], True, at + 1
        elif quotes and sign in quotes:
            if line[at : at + 1] and line[at] in quotes:  # a quotation mark that is doubled stands for itself
                text, at = text + sign, at + 1
            else:
                quotes = ""
        elif not quotes and sign in _SINGLE_QUOTES + _DOUBLE_QUOTES:
            quotes, in_word = _SINGLE_QUOTES if sign in _SINGLE_QUOTES else _DOUBLE_QUOTES, True
        elif not quotes and sign in " \t\n":
            if in_word:
                words.append(text)
            text, in_word = "", False
        else:
            text, in_word = text + sign, True
    return words, CommandLine([], text, quote=quotes[:1])


def quote_for_shell(value: str, shell: str, line: CommandLine) -> str | None:
    """A candidate as the shell is to insert it; None where the shell could not insert it."""
    if not value.isprintable():
        return None
    if shell == "powershell":
        return _quote_for_powershell(value)
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


def _quote_for_powershell(text: str) -> str | None:
    """A text quoted for PowerShell; None where it holds what its older versions take away from a word they pass on."""
    if '"' in text:
        return None
    if text and all(sign in _UNQUOTED and sign not in "@%," for sign in text):
        return text
    return "'{}'".format("".join(sign * 2 if sign in _SINGLE_QUOTES else sign for sign in text)) if text else text
