"""A fork that answers yes or no: whatever else becomes of it is a no, and none of them stays."""

import io
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mentorlog.system.forks import Fork, can_fork, own_reader
from mentorlog.system.processes import is_running
from tests.systems import IS_WINDOWS, KILL

if IS_WINDOWS:
    pytest.skip("there are no forks", allow_module_level=True)


def wait_for_nothing() -> bool:
    while True:
        time.sleep(60)


def refuse() -> bool:
    raise ValueError


def interrupt() -> bool:
    raise KeyboardInterrupt


def die() -> bool:
    os.kill(os.getpid(), KILL)
    return True


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (lambda: True, True),
        (lambda: False, False),
        (refuse, False),
        (interrupt, False),
        (die, False),
    ],
)
def test_only_true_is_a_yes(check: Callable[[], bool], answer: bool) -> None:
    with Fork(check) as fork:
        assert fork.answer() is answer
        assert fork.has_refused() is not answer


def test_a_fork_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    print("once", end="")  # held in a buffer that a fork has too
    for check in (refuse, interrupt):
        with Fork(check) as fork:
            fork.answer()
    assert capfd.readouterr() == ("once", "")


def test_a_block_that_is_left_ends_its_fork() -> None:
    with pytest.raises(KeyboardInterrupt), Fork(wait_for_nothing) as fork:
        raise KeyboardInterrupt
    assert fork.has_refused()
    with pytest.raises(ChildProcessError):
        os.waitpid(fork._process, os.WNOHANG)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_fork_alone_is_a_no(number: int) -> None:
    def end() -> bool:
        os.kill(os.getpid(), number)
        return wait_for_nothing()

    with Fork(end) as fork:
        assert not fork.answer()


def test_a_fork_whose_parent_was_killed_ends() -> None:
    reader, writer = os.pipe()
    if (parent := os.fork()) == 0:
        os.close(reader)
        with Fork(wait_for_nothing):
            os.kill(os.getpid(), KILL)
    os.close(writer)
    os.waitpid(parent, 0)
    assert os.read(reader, 1) == b"", "nobody has the other end any more"
    os.close(reader)


def test_where_the_system_forgets_how_children_ended_nothing_is_a_yes() -> None:
    former = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with Fork(lambda: True) as fork:
            assert not fork.answer()
    finally:
        signal.signal(signal.SIGCHLD, former)


def test_a_block_can_be_left_where_nothing_is_known_of_a_fork_that_has_ended() -> None:
    former = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    reader, writer = os.pipe()
    try:
        with pytest.raises(KeyboardInterrupt), Fork(lambda: False) as fork:
            os.close(writer)
            assert os.read(reader, 1) == b"", "it has ended"
            while is_running(fork._process):
                time.sleep(0.01)
            raise KeyboardInterrupt
        assert fork.has_refused()
    finally:
        os.close(reader)
        signal.signal(signal.SIGCHLD, former)


def test_a_signal_while_a_fork_begins_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    fork, real_fork = Fork(wait_for_nothing), os.fork

    def fork_and_interrupt() -> int:
        if process := real_fork():
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)  # workers of a test run have other threads
        return process

    monkeypatch.setattr(os, "fork", fork_and_interrupt)
    with pytest.raises(KeyboardInterrupt), fork:
        pass
    assert fork.has_refused()
    with pytest.raises(ChildProcessError):
        os.waitpid(fork._process, os.WNOHANG)


def test_where_no_further_process_may_be_it_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", fail)
    with Fork(lambda: True) as fork:
        assert fork.has_refused() and not fork.answer()


def test_nothing_is_forked_on_one_core_or_beside_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorlog.system.posix.forks._count_cores", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert can_fork()
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not can_fork()
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr("mentorlog.system.posix.forks._count_cores", lambda: 1)
    assert not can_fork()


def test_a_file_has_a_reader_with_a_place_of_its_own(tmp_path: Path) -> None:
    lines = [b"%06d\n" % number for number in range(20_000)]
    path = tmp_path / "lines"
    path.write_bytes(b"".join(lines))
    with open(path, "rb") as file:
        assert file.readline() == lines[0]
        reader = own_reader(file)
        assert reader is not None and reader.readlines(100)[0] == lines[0]
        assert file.readline() == lines[1]
        assert [*file] == lines[2:]
        assert reader.read() == b"".join(lines[15:])


def test_a_file_that_may_move_from_memory_to_the_disk_has_none() -> None:
    with tempfile.SpooledTemporaryFile() as spooled:
        assert own_reader(spooled) is None
    in_memory = io.BytesIO(b"x")
    assert own_reader(in_memory) is in_memory
