"""How the process ends: at once, but after all that is to happen at the end."""

import subprocess
import sys

import pytest

_RUN = "from mentorlog.__main__ import main; sys.argv = ['mentorlog', '--version']; main()"
_HANDLER = "import atexit, sys; atexit.register(print, 'a handler'); "
_RUN_IN_INTERPRETER = """
from mentorlog.__main__ import main
sys.argv = ["mentorlog", "--version"]
try:
    main()
finally:
    print("the interpreter goes on")
"""
_THREAD = """
import sys, threading, time
threading.Thread(target=lambda: (threading.main_thread().join(), print("a thread"))).start()
"""


def output_of(*argv: str) -> str:
    """What a process prints that must end well."""
    done = subprocess.run([sys.executable, *argv], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.startswith("mentorlog ")
    return done.stdout.partition("\n")[2]


def test_exit_handlers_run_and_what_they_print_is_written() -> None:
    assert output_of("-c", _HANDLER + _RUN) == "a handler\n"


def test_the_process_ends_before_the_interpreter_clears_its_memory() -> None:
    assert output_of("-c", "import sys" + _RUN_IN_INTERPRETER) == ""


@pytest.mark.parametrize("observer", ["sys.settrace(lambda *event: None)", "sys.setprofile(lambda *event: None)"])
def test_under_a_debugger_or_a_profiler_the_interpreter_ends_by_itself(observer: str) -> None:
    assert output_of("-c", f"import sys; {observer}{_RUN_IN_INTERPRETER}") == "the interpreter goes on\n"


def test_pdb_gets_the_end_of_a_program_that_it_let_go_on() -> None:
    words = [sys.executable, "-m", "pdb", "-m", "mentorlog", "date", "tomorrow"]  # pdb of Python 3.13.0 takes options
    done = subprocess.run(words, input="continue\nquit\n", capture_output=True, text=True, check=False)
    assert "tomorrow, " in done.stdout and "The program exited via sys.exit()" in done.stdout


def test_in_development_mode_the_interpreter_ends_by_itself() -> None:
    assert output_of("-X", "dev", "-c", "import sys" + _RUN_IN_INTERPRETER) == "the interpreter goes on\n"


def test_a_profile_of_the_program_is_printed() -> None:
    assert "function calls" in output_of("-m", "cProfile", "-m", "mentorlog", "--version")


def test_a_thread_that_is_at_work_is_waited_for() -> None:
    assert output_of("-c", _THREAD + _RUN) == "a thread\n"
