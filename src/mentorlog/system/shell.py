"""What is typed in a shell, and scripts that run a command again."""

import sys

if sys.platform == "win32":
    from mentorlog.system.windows.shell import (
        SCRIPT_SUFFIX,
        join,
        quote,
        runnable_words,
        script_call,
        script_content,
        script_literal,
        script_words,
        split_command,
    )
else:
    from mentorlog.system.posix.shell import (
        SCRIPT_SUFFIX,
        join,
        quote,
        runnable_words,
        script_call,
        script_content,
        script_literal,
        script_words,
        split_command,
    )

__all__ = [
    "SCRIPT_SUFFIX",
    "join",
    "quote",
    "runnable_words",
    "script_call",
    "script_content",
    "script_literal",
    "script_words",
    "split_command",
]
