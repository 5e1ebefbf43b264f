"""What is typed in a shell of Unix, and scripts that run a command again."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

assert sys.platform != "win32"  # what follows is not there

SCRIPT_SUFFIX = ".sh"
# What only a shell understands: git hands a command to it as soon as one of these stands in it.
_SHELL_SIGNS = frozenset("|&;<>()$`~=*?[]{}#!\n")


def split_command(command: str) -> list[str]:
    """The words of a command. Raises ValueError for an unclosed quotation mark."""
    return shlex.split(command)


def runnable_words(command: str, words: list[str], arguments: Sequence[str]) -> list[str]:
    """What runs a command of these words with arguments: itself, or a shell where it holds what only that understands.

    So `~/bin/ed`, `$HOME/bin/ed`, `FOO=1 vim` and `less | cat` do what they do for git.
    """
    if not _SHELL_SIGNS & set(command):
        return [*words, *arguments]
    return ["/bin/sh", "-c", f'{command} "$@"' if arguments else command, words[0], *arguments]


def quote(word: str) -> str:
    """A word as it is typed in a shell."""
    return shlex.quote(word)


def join(words: Sequence[str]) -> str:
    """Words as they are typed in a shell."""
    return shlex.join(words)


def script_content(command: Sequence[str], typed: str | None) -> bytes:
    """A script that runs a command, with a text on its stdin, and removes itself once that has succeeded."""
    piped = "" if typed is None else f"printf %s {shlex.quote(typed)} | "
    parts = _encode(piped, "utf-8"), _encode(shlex.join(command), sys.getfilesystemencoding())
    return b'# Not in the journal yet, since it could not be written.\n%b%b && rm -- "$0"\n' % parts


def _encode(text: str, encoding: str) -> bytes:
    """The bytes that a text was decoded from, undecodable ones included."""
    try:
        return text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def script_call(path: Path) -> str:
    """What to type to run a script."""
    return f"sh {shlex.quote(str(path))}"


def script_words(path: Path) -> list[str]:
    """The words of the command in a script. Raises OSError, and ValueError where it is no script."""
    return shlex.split(path.read_text(encoding="utf-8", errors="surrogateescape"), comments=True)


def script_literal(text: str) -> str:
    """A text as it stands in a script, without its quotation marks."""
    return text.replace("'", "'\"'\"'")
