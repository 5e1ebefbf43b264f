"""What is typed in PowerShell, and scripts that run a command again: in Python, as no shell passes text on as it is."""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

assert sys.platform == "win32"  # what follows is there on no other system

SCRIPT_SUFFIX = ".py"


def split_command(command: str) -> list[str]:
    """The words of a command, where a backslash is a part of a path. Raises ValueError for an unclosed quotation mark.

    Variables (%ProgramFiles%) are filled in; there is no shell.
    """
    words, word, quote, in_word = [], "", "", False
    for sign in os.path.expandvars(command):
        if sign == quote:
            quote = ""
        elif quote:
            word += sign
        elif sign in "\"'":
            quote, in_word = sign, True
        elif sign.isspace():
            if in_word:
                words.append(word)
            word, in_word = "", False
        else:
            word, in_word = word + sign, True
    if quote:
        raise ValueError("No closing quotation")
    return [*words, word] if in_word else words


def runnable_words(command: str, words: list[str], arguments: Sequence[str]) -> list[str]:
    """What runs a command of these words with arguments: the program with its ending, which may be .cmd."""
    import shutil

    program = os.path.expanduser(words[0])  # noqa: PTH111 - Path raises for a ~ of an unknown user
    return [shutil.which(program) or program, *words[1:], *arguments]


def quote(word: str) -> str:
    """A word as it is typed in PowerShell; one without $, ` and quotation marks also as in cmd."""
    if re.fullmatch(r"[\w%+=:./\\-]+", word):
        return word
    if not set('"“”„$`') & set(word) and not word.endswith("\\"):
        return f'"{word}"'
    return "'{}'".format(re.sub("['‘’‚‛]", r"\g<0>\g<0>", word))


def join(words: Sequence[str]) -> str:
    """Words as they are typed in PowerShell."""
    return " ".join(map(quote, words))


def script_content(command: Sequence[str], typed: str | None) -> bytes:
    """A script of Python that removes itself once it has succeeded: cmd and PowerShell pass on no text as it is."""
    words = [sys.executable, "-m", "mentorlog", *command[1:]]
    return (
        "# Not in the journal yet, since it could not be written.\n"
        f"WORDS = {words!a}\n"
        f"TYPED = {typed!a}\n"
        "import os, subprocess, sys\n"
        'typed = None if TYPED is None else TYPED.encode("utf-8", "surrogatepass")\n'
        "code = subprocess.run(WORDS, input=typed).returncode\n"
        "if code == 0:\n"
        "    os.remove(__file__)\n"
        "sys.exit(code)\n"
    ).encode("ascii")


def script_call(path: Path) -> str:
    """What to type in PowerShell to run a script."""
    return f"& {quote(sys.executable)} {quote(str(path))}"


def script_words(path: Path) -> list[str]:
    """The words of the command in a script. Raises OSError, and ValueError where it is no script."""
    import ast

    for line in path.read_text(encoding="ascii").splitlines():
        if line.startswith("WORDS = "):
            try:
                return [str(word) for word in ast.literal_eval(line.removeprefix("WORDS = "))]
            except (SyntaxError, TypeError) as error:
                raise ValueError("no script") from error
    raise ValueError("no script")


def script_literal(text: str) -> str:
    """A text as it stands in a script, without its quotation marks."""
    return ascii(text)[1:-1]
