"""The order in which a worker of the test run imports the tests."""

import importlib
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def import_in_turn(config: pytest.Config) -> None:
    """Import what is to be collected, each worker from another file on.

    In a fresh clone a test has to be compiled by whoever imports it first. Three workers that take the files in one
    order would compile each of them at the same moment, three times; so they meet what another one has compiled.
    """
    worker = getattr(config, "workerinput", None)
    if worker is None:
        return
    paths = [path for folder in config.args for path in sorted(Path(folder).absolute().rglob("test_*.py"))]
    start = len(paths) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for path in paths[start:] + paths[:start]:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        with suppress(Exception, pytest.skip.Exception):  # the collection imports it again, and says what is wrong
            importlib.import_module(module)
