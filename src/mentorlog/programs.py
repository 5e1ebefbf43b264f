"""The commands of other programs, as the settings and the environment name them: an editor, a pager."""

import shlex

# What only a shell understands: git hands a command to it as soon as one of these stands in it.
_SHELL_SIGNS = frozenset("|&;<>()$`~=*?[]{}#!\n")


def command_words(command: str, *arguments: str) -> list[str]:
    """The words to run a command by: itself, or a shell where it holds what only a shell understands.

    So `~/bin/ed`, `$HOME/bin/ed`, `FOO=1 vim` and `less | cat` do what they do for git. Empty where there is no
    command. Raises ValueError for an unclosed quotation mark.
    """
    words = shlex.split(command)
    if not words:
        return []
    if not _SHELL_SIGNS & set(command):
        return [*words, *arguments]
    return ["/bin/sh", "-c", f'{command} "$@"' if arguments else command, words[0], *arguments]


def program_words(command: str) -> list[str]:
    """The words of a command from its program on, without variables that it sets: `FOO=1 vim -f` is `vim -f`.

    Raises ValueError for an unclosed quotation mark.
    """
    words = shlex.split(command)
    while words and words[0].partition("=")[0].isidentifier() and "=" in words[0]:
        words.pop(0)
    return words
