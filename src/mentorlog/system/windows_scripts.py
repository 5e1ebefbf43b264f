"""Windows: scripts that run a command again, in Python, since cmd and PowerShell pass on no text as it is."""

import sys
from collections.abc import Sequence
from pathlib import Path

assert sys.platform == "win32"  # what follows is there on no other system

from mentorlog.system.windows import quote  # noqa: E402 - what it holds is there on no other system


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
