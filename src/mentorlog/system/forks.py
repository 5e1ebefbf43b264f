"""A fork that answers yes or no; loaded only for work that is worth one."""

import sys

if sys.platform == "win32":
    from mentorlog.system.windows.forks import NoFork as Fork
    from mentorlog.system.windows.forks import can_fork, own_reader
else:
    from mentorlog.system.posix.forks import Fork, can_fork, own_reader

__all__ = ["Fork", "can_fork", "own_reader"]
