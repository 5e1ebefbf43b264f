"""What of the test run another system cannot do: left out by name, with its reason. `.ci/windows` runs the rest."""

import fnmatch
import sys
import time

import pytest

IS_WINDOWS = sys.platform == "win32"

# By the reason: fixtures that a test asks for, and patterns of its address.
_LEFT_OUT: dict[str, tuple[str, ...]] = {
    "needs a pseudo-terminal": ("terminal", "shell"),
}


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
