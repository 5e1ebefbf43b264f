"""The commands of other programs, as the settings and the environment name them: an editor, a pager."""

from mentorlog.system import shell


def command_words(command: str, *arguments: str) -> list[str]:
    """The words to run a command by; empty where there is no command.

    Raises ValueError for an unclosed quotation mark.
    """
    words = shell.split_command(command)
    return shell.runnable_words(command, words, arguments) if words else []


def program_words(command: str) -> list[str]:
    """The words of a command from its program on, without variables that it sets: `FOO=1 vim -f` is `vim -f`.

    Raises ValueError for an unclosed quotation mark.
    """
    words = shell.split_command(command)
    while words and words[0].partition("=")[0].isidentifier() and "=" in words[0]:
        words.pop(0)
    return words
