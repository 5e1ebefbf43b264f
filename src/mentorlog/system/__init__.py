"""What the operating system can do, in one vocabulary: folders of a user, names, zones, streams.

Chosen once, here and in the modules beside this one: nothing else asks which system it runs on, and nothing else
imports what only one of them has. What few commands need stands in modules of its own: `filesystem`, `processes`,
`shell`, `terminal`, `disks`, `forks`, each with a half in `posix` and one in `windows`.
"""

import sys

if sys.platform == "win32":
    from mentorlog.system.windows import (
        DEFAULT_PAGER,
        STREAM_OPTIONS,
        has_input,
        is_closed_pipe,
        is_home,
        is_reserved,
        is_terminal,
        knows_home,
        machine_name,
        terminal_type,
        user_folder,
        zone_name,
        zone_of_link,
        zone_of_variable,
    )
else:
    from mentorlog.system.posix import (
        DEFAULT_PAGER,
        STREAM_OPTIONS,
        has_input,
        is_closed_pipe,
        is_home,
        is_reserved,
        is_terminal,
        knows_home,
        machine_name,
        terminal_type,
        user_folder,
        zone_name,
        zone_of_link,
        zone_of_variable,
    )

__all__ = [
    "DEFAULT_PAGER",
    "STREAM_OPTIONS",
    "has_input",
    "is_closed_pipe",
    "is_home",
    "is_reserved",
    "is_terminal",
    "knows_home",
    "machine_name",
    "terminal_type",
    "user_folder",
    "zone_name",
    "zone_of_link",
    "zone_of_variable",
]
