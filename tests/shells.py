"""A real shell in a pseudo-terminal, with completion set up; what a line ran with is read from a file.

The program that completion asks is a fork, to which a script of sh hands its words and variables: a shell starts it
twenty times, and is about none of these starts. `is_forked=False` is the program as it is installed.
"""

import os
import shutil
import sys
from pathlib import Path
from threading import Thread

import pexpect

from tests.store import fork_server
from tests.subprocesses import environment_for

_START_COMMANDS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
# Completion asks the real program; the finished line runs a function that writes down what it was given.
_SETUP_SCRIPTS = {
    "bash": 'PS1="% "; bind "set enable-bracketed-paste off"; eval "$(mentorlog completion bash)";'
    ' mentorlog() {{ printf "%s\\0" "$@" >{given}; printf "DO%s" NE; }}; printf "READ%s\\n" Y',
    "zsh": "PROMPT='> '; autoload -U compinit; compinit -u -D; eval \"$(mentorlog completion zsh)\";"
    ' mentorlog() {{ printf "%s\\0" "$@" >{given}; printf "DO%s" NE; }}; printf "READ%s\\n" Y',
    "fish": "function fish_prompt; echo '> '; end; mentorlog completion fish | source;"
    ' function mentorlog; printf "%s\\0" $argv >{given}; printf "DO%s" NE; end; printf "READ%s\\n" Y',
}

_PROMPTS = {"bash": "% ", "zsh": "> ", "fish": "> "}


_STARTED_PROGRAM = '#!/bin/sh\nexec {python} -m mentorlog "$@"\n'
_FORKED_PROGRAM = """#!/bin/sh
mkfifo "{folder}/$$.answer"
{{ env -0; printf '\\0'; [ $# = 0 ] || printf '%s\\0' "$@"; }} >"{folder}/$$.request"
echo $$ >"{folder}/requests"
exec cat "{folder}/$$.answer"
"""


def _answer_requests(folder: Path) -> None:
    """Run what the scripts ask for, until one asks for nothing."""
    while (number := (folder / "requests").read_text(encoding="ascii").strip()) != "end":
        for asker in number.split():
            variables, _, words = (folder / f"{asker}.request").read_bytes().decode().partition("\0\0")
            settings = dict(variable.split("=", 1) for variable in variables.split("\0"))
            done = fork_server.run_process(words.split("\0")[:-1], settings, cwd=Path(settings["PWD"]), inherit=False)
            (folder / f"{asker}.answer").write_text(done.out, encoding="utf-8")


class Shell:
    """A shell on one journal."""

    def __init__(self, name: str, folder: Path, *, is_forked: bool = True) -> None:
        self._prompt = _PROMPTS[name]
        self._arguments_file = folder / "given"
        self._requests = folder / "requests"
        program = folder / "bin" / "mentorlog"
        program.parent.mkdir()
        script = _FORKED_PROGRAM if is_forked else _STARTED_PROGRAM
        program.write_text(script.format(folder=folder, python=sys.executable), encoding="utf-8")
        program.chmod(0o755)
        self._answering = Thread(target=_answer_requests, args=(folder,), daemon=True)
        if is_forked:
            os.mkfifo(self._requests)
            self._answering.start()
        env = environment_for(
            folder / "journal.db",
            PATH=f"{program.parent}:{os.environ['PATH']}",
            HOME=str(folder),
            XDG_CONFIG_HOME=str(folder / "config"),
            XDG_DATA_HOME=str(folder / "data"),
            LC_ALL="C.UTF-8",
            TERM="xterm",
        )
        command, *words = _START_COMMANDS[name]
        self.program = pexpect.spawn(
            command, words, env=env, cwd=str(folder), dimensions=(50, 160), encoding="utf-8", timeout=20
        )
        self.program.delaybeforesend = None
        self.program.sendline(_SETUP_SCRIPTS[name].format(given=self._arguments_file))
        self.program.expect_exact("READY")
        self._wait_for_prompt()

    def run_line(self, keys: str) -> list[str]:
        """Type keys, tabs among them, and Enter; returns the arguments that the program would have got."""
        self.program.send(f"{keys}\r")
        self.program.expect_exact("DONE")
        self._wait_for_prompt()
        return self._arguments_file.read_text(encoding="utf-8").split("\0")[:-1]

    def close(self) -> None:
        """End the shell, and whoever answers for the program."""
        self.program.close(force=True)
        if self._answering.is_alive():
            self._requests.write_text("end\n", encoding="ascii")
            self._answering.join()

    def _wait_for_prompt(self) -> None:
        """Wait until the shell reads keys itself: what is typed earlier, the terminal shows a second time."""
        self.program.expect_exact(self._prompt)

    def type_until(self, keys: str, text: str) -> str:
        """Type keys, and wait for a text; returns what the shell printed before it."""
        self.program.send(keys)
        self.program.expect_exact(text)
        return str(self.program.before)


def is_installed(name: str) -> bool:
    """Whether this machine has the shell."""
    return shutil.which(name) is not None


HOSTILE = [
    "Alpha \"double\" 'single' $HOME ${PATH} $(touch pwned) `touch pwned` it's",
    'Bravo: a:b=c, 100%F{red} %d back\\slash \\n; touch pwned & | > pwned < "x"',
    "Charlie * ? [a-z] {a,b} ~ # ! !! !x ^a^b -- --help café 日本 “quoted” !",
]


def check_completion(name: str, folder: Path) -> None:
    """Check that a shell completes commands, options, values and names, and never runs a text that it completes."""
    shell = Shell(name, folder)
    try:
        assert shell.run_line("mentorlog questions ans\tq1") == ["questions", "answer", "q1"]
        assert shell.run_line("mentorlog questions add x --prio\tlo\t") == [
            "questions",
            "add",
            "x",
            "--priority",
            "low",
        ]
        assert shell.run_line("mentorlog edit q1 prio\tl\t") == ["edit", "q1", "priority=low"]
        assert shell.run_line("mentorlog questions add x --goal=g3\t") == ["questions", "add", "x", "--goal=g3"]
        assert shell.run_line("mentorlog goals add Rest --by end\\ of\\ q\t")[-1] == "end of quarter"
        for at, title in enumerate(HOSTILE, 1):
            start = title.split()[0]
            assert shell.run_line(f"mentorlog show {start}\t") == ["show", title], f"bare {at}"
            assert shell.run_line(f'mentorlog show "{start}\t') == ["show", title], f"double {at}"
            assert shell.run_line(f"mentorlog show '{start}\t") == ["show", title], f"single {at}"
        output = shell.type_until("mentorlog goals drop \t\t\t", "Bravo: a:b=c, 100%F{red} %d back")
        assert "mentorlog: " not in output and "Traceback" not in output
    finally:
        shell.close()
    assert not (folder / "pwned").exists()
