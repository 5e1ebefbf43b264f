"""The last words of a process: both streams are flushed here, so that no failure is left to the interpreter."""

import atexit
import os
import sys
from contextlib import suppress

TYPE_CHECKING = False  # as in `__main__`, which imports this
if TYPE_CHECKING:
    from typing import NoReturn, TextIO

WRITE_FAILED = 74  # the exit code where an answer could not be written


def finish(code: int, error: OSError | None = None) -> int:
    """Flush stdout and stderr; the exit code, which is 74 where an answer was lost on its way out.

    `error` is what writing to stdout raised already. A reader that closed a pipe early, as head does, has what it
    wanted. What else fails on stdout is said on stderr.
    """
    failure = _flush(sys.stdout) or (None if error and _is_closed_pipe(error) else error)
    if failure and code == 0:
        code = WRITE_FAILED
        with suppress(OSError, ValueError):
            reason = (failure.strerror or "output failed").lower()
            sys.stderr.write(f"The answer could not be written: {reason}.\n")
    if _flush(sys.stderr) and code == 0:
        code = WRITE_FAILED
    return code


def exit_process(code: int) -> "NoReturn":
    """End the process: exit handlers, both streams, and no clearing of its memory, which takes 3 % of a command.

    Under a debugger, a profiler or Python's development mode, and beside a thread that is still at work, the
    interpreter ends by itself.
    """
    if _is_observed() or _has_threads():
        sys.exit(code)
    atexit._run_exitfuncs()
    os._exit(finish(code))


def _is_observed() -> bool:
    """Whether something reports at the interpreter's own end, for which exit handlers are too early."""
    monitoring = getattr(sys, "monitoring", None)  # since Python 3.12
    return bool(
        sys.gettrace()
        or sys.getprofile()
        or (monitoring and any(map(monitoring.get_tool, range(6))))
        or sys.flags.dev_mode
        or sys.flags.inspect
        or "bdb" in sys.modules  # pdb, which traces nothing once nothing is to stop it
    )


def _has_threads() -> bool:
    """Whether a thread runs that the interpreter would wait for."""
    if (threading := sys.modules.get("threading")) is None:
        return False
    own_thread = threading.current_thread()
    return any(thread is not own_thread and not thread.daemon for thread in threading.enumerate())


def _flush(stream: "TextIO | None") -> OSError | None:
    """Flush a stream; the error, unless its reader only closed a pipe.

    A stream that failed is pointed at the null device: the interpreter would try again, complain, and exit with 120.
    """
    if stream is None:
        return None
    try:
        stream.flush()
    except OSError as error:
        _silence(stream)
        return None if _is_closed_pipe(error) else error
    except ValueError:  # it is closed
        _silence(stream)
    return None


def _silence(stream: "TextIO") -> None:
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def _is_closed_pipe(error: OSError) -> bool:
    from mentorlog import system  # more than `--version` itself needs

    return system.is_closed_pipe(error)
