"""What `sync` costs: nothing to any other command, and little where there is nothing new."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchange.machines.homes import Home, share

pytestmark = pytest.mark.usefixtures("schema_copies")
_CHILD = """
import atexit, sys
atexit.register(lambda: sys.stderr.write("\\nMODULES " + " ".join(sorted(sys.modules))))
sys.argv = ["mentorlog", *sys.argv[1:]]
from mentorlog.__main__ import main
main()
"""


def modules_of(home: Home, *words: str) -> set[str]:
    """What a command has loaded when it is over."""
    environment = {**os.environ, "MENTORLOG_JOURNAL": str(home.path), "MENTORLOG_NOW": home.now}
    result = subprocess.run(
        [sys.executable, "-c", _CHILD, *words], env=environment, capture_output=True, text=True, check=True
    )
    return set(result.stderr.rpartition("MODULES ")[2].split())


def test_everyday_commands_load_nothing_of_it_where_the_journal_is_shared(tmp_path: Path) -> None:
    laptop, _ = share(tmp_path, "laptop", "desk")
    for words in (("questions", "add", "Who?"), ("questions", "list"), ("next",), ("history",)):
        modules = modules_of(laptop, *words)
        assert not [name for name in modules if ".machines" in name or ".sync" in name], words


def test_an_exchange_with_nothing_new_loads_no_git_no_encryption_and_no_package(tmp_path: Path) -> None:
    laptop, _ = share(tmp_path, "laptop", "desk")
    laptop.does("sync")
    modules = modules_of(laptop, "sync")
    heavy = {"pyrage", "sqlite_utils", "rich", "mentorlog.exchange.machines.files.git"}
    assert modules & heavy == set()
    assert "mentorlog.exchange.machines.exchanging" in modules
