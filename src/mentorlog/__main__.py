"""The entry: `mentorlog` and `python -m mentorlog`; what start-up needs and nothing else."""

import atexit
import gc
import os
import sys

from mentorlog import __version__
from mentorlog.streams import finish


def main() -> None:
    """Run one command and exit with its code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.exit(_print_version())
    gc.set_threshold(100_000, 50, 50)  # a command is over before collecting pays
    try:
        if (shell := os.environ.get("_MENTORLOG_COMPLETE")) is not None:
            from mentorlog.cli.completion import engine

            engine.write_offers(shell, sys.argv[1:])
            code = finish(0)
        else:
            from mentorlog.cli.main import run

            code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while it was still starting
        code = 130
    _exit(code)


def _exit(code: int) -> None:
    """End the process at once: to take each module and object apart first would take a tenth of a command.

    The journal is closed by then, and no thread runs; exit handlers are called, and what they wrote is flushed.
    """
    atexit._run_exitfuncs()
    os._exit(finish(code))


def _print_version() -> int:
    """Print the version; the exit code."""
    try:
        print(f"mentorlog {__version__}")
    except OSError as error:  # of a stream without a buffer, which fails before it is flushed
        return finish(0, error)
    return finish(0)


if __name__ == "__main__":
    main()
