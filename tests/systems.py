"""What of the test run another system cannot do: left out by name, with its reason. `.ci/windows` runs the rest."""

import fnmatch
import signal
import sys
import time

import pytest

IS_WINDOWS = sys.platform == "win32"
HANG_UP = getattr(signal, "SIGHUP", signal.SIGTERM)  # as a terminal that is closed
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)

# By the reason: fixtures that a test asks for, and patterns of its address.
_LEFT_OUT: dict[str, tuple[str, ...]] = {
    "needs a pseudo-terminal": (
        "terminal", "shell", "tests/terminal/test_completion.py*", "tests/terminal/test_scripts.py*",
        "tests/house/test_readme.py::*run*", "tests/benchmarks/*",
    ),
    "needs bash": ("tests/terminal/test_signals.py*", "*test_bash_reads_every_candidate*"),
    "needs scripts of a POSIX shell": ("tests/terminal/test_pager.py*", "tests/terminal/test_edges.py*editor*"),
    "looks at modes of files": ("tests/store/test_modes.py*",),
    "needs another time zone, or summer time, whose days Wine takes from another year": (
        "tests/store/test_clock.py::test_a_zone_that*", "tests/store/test_clock.py::test_sessions_of_several_zones*",
        "*test_a_time_that_is_not_there_or_there_twice*03-28*", "tests/cli/nouns/test_sessions_elsewhere.py*",
        "*test_moments_are_local_with_their_offset*2026-10-25T*", "*test_moments_are_local_with_their_offset*2027-03*",
        "*test_a_moment_is_local_and_says_what_the_clocks_do",
        "tests/journal/dates/test_phrases.py::test_moments[[]in *",
        "tests/journal/dates/test_phrases.py::test_moments[[]+2w *",
    ),
    "fork and strace": ("tests/store/test_cuts.py::test_the_program_does*",),
    "checks sources, which are the same everywhere": ("tests/house/test_checks.py*", "tests/house/test_new_noun.py*"),
    "counts what Python on Linux loads": ("tests/house/test_budgets.py*",),
}  # fmt: skip


def apply_zone() -> None:
    """Let the C library read TZ again. On Windows the zone is the machine's: `.ci/windows` sets it to that of tests."""
    if not IS_WINDOWS:
        time.tzset()


def leave_out(items: list[pytest.Item]) -> None:
    """Skip what this system cannot do."""
    if not IS_WINDOWS:
        return
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        for reason, names in _LEFT_OUT.items():
            if any(name in asked or fnmatch.fnmatchcase(item.nodeid, name) for name in names):
                item.add_marker(pytest.mark.skip(reason=reason))
                break
