"""The entry: `mentorlog` and `python -m mentorlog`; what start-up needs and nothing else.

Until `main` runs, a Ctrl-C shows a traceback: so little is imported before, and not `typing`, which takes longest.
"""

import gc
import os
import sys

from mentorlog import __version__
from mentorlog.streams import exit_process, finish

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> "NoReturn":
    """Run one command and exit with its code."""
    try:
        code = _run()
    except KeyboardInterrupt:  # while it was still starting
        code = 130
    exit_process(code)


def _run() -> int:
    """Run one command; its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        return _print_version()
    gc.set_threshold(100_000, 50, 50)  # a command is over before collecting pays
    if (shell := os.environ.get("_MENTORLOG_COMPLETE")) is not None:
        from mentorlog.cli.completion import engine

        engine.write_offers(shell, sys.argv[1:])
        return finish(0)
    from mentorlog.cli.main import run

    return run(sys.argv[1:])


def _print_version() -> int:
    """Print the version; the exit code."""
    try:
        print(f"mentorlog {__version__}")
    except OSError as error:  # of a stream without a buffer, which fails before it is flushed
        return finish(0, error)
    return finish(0)


if __name__ == "__main__":
    main()
