"""The keys of a terminal: a line that can be edited, and what a terminal answers to a question."""

import sys

if sys.platform == "win32":
    from mentorlog.system.windows.terminal import (
        can_edit_lines,
        is_one_terminal,
        is_readable,
        put_back,
        read_edited_line,
        without_echo,
    )
else:
    from mentorlog.system.posix.terminal import (
        can_edit_lines,
        is_one_terminal,
        is_readable,
        put_back,
        read_edited_line,
        without_echo,
    )

__all__ = ["can_edit_lines", "is_one_terminal", "is_readable", "put_back", "read_edited_line", "without_echo"]
