"""Other programs: how they are started, found and ended."""

import sys

if sys.platform == "win32":
    from mentorlog.system.windows.processes import (
        FALLBACK_EDITORS,
        end_by,
        end_group,
        end_signals,
        is_running,
        open_file,
        open_in_browser,
        pager_encoding,
        start_detached,
    )
else:
    from mentorlog.system.posix.processes import (
        FALLBACK_EDITORS,
        end_by,
        end_group,
        end_signals,
        is_running,
        open_file,
        open_in_browser,
        pager_encoding,
        start_detached,
    )

__all__ = [
    "FALLBACK_EDITORS",
    "end_by",
    "end_group",
    "end_signals",
    "is_running",
    "open_file",
    "open_in_browser",
    "pager_encoding",
    "start_detached",
]
