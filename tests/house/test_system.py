"""One module knows the system: both of its halves can do the same, and nobody else asks which one runs."""

import ast
import inspect
import re
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from mentorlog import system
from mentorlog.system import shell
from tests.conftest import Mentee
from tests.systems import IS_WINDOWS

SOURCES = Path(__file__).parents[2] / "src" / "mentorlog"
# What only some systems have, and what says which one it is. `platform` is asked for a report of a fault.
MODULES = {
    "fcntl", "termios", "tty", "pty", "pwd", "grp", "resource", "readline", "select", "posix",
    "msvcrt", "winreg", "winsound", "ctypes", "nt", "_winapi",
}  # fmt: skip
ATTRIBUTES = re.compile(
    r"os\.(name|uname|link|fsync|fchmod|statvfs|kill|killpg|umask|startfile|ge?t?e?[ug]id|get[eu]*id|getpgrp|tcgetpgrp"
    r"|ttyname|replace|O_NOFOLLOW|O_NONBLOCK|O_CLOEXEC|O_BINARY)"
    r"|sys\.(platform|getwindowsversion)|platform\.(system|release|uname|win32_ver|mac_ver)"
    r"|signal\.(SIGHUP|SIGTSTP|SIGTERM|SIGBREAK|SIGPIPE|SIGWINCH)|webbrowser\.open"
)
MENTION = re.compile(rf"import .*\b({'|'.join(MODULES)})\b|from ({'|'.join(MODULES)})\b")
BY_NAME = re.compile(r"(get|has)attr\((os|signal)\b")  # what only some systems have
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def _findings(text: str) -> Iterator[str]:
    if not (ATTRIBUTES.search(text) or MENTION.search(text) or BY_NAME.search(text)):
        return  # to parse every file would take seconds
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES:
            yield str(node.module)
        elif (isinstance(node, ast.Attribute) and ATTRIBUTES.fullmatch(ast.unparse(node))) or (
            isinstance(node, ast.Call) and BY_NAME.match(ast.unparse(node))
        ):
            yield ast.unparse(node)


def test_nobody_else_asks_which_system_it_is() -> None:
    findings = {
        f"{path.relative_to(SOURCES)}: {name}"
        for path in SOURCES.rglob("*.py")
        if SOURCES / "system" not in path.parents
        for name in _findings(path.read_text(encoding="utf-8"))
    }
    assert findings == set()


PARTS = ("__init__", "disks", "filesystem", "forks", "processes", "shell", "terminal")


def test_each_part_has_a_half_for_either_system_and_is_chosen_once() -> None:
    for folder in ("", "posix", "windows"):
        assert {path.stem for path in (SOURCES / "system" / folder).glob("*.py")} == set(PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_both_halves_can_do_the_same(part: str) -> None:
    posix, windows = (_signatures(SOURCES / "system" / half / f"{part}.py") for half in ("posix", "windows"))
    assert posix == windows
    assert set(posix) == set(_import_part(part).__all__)


def _import_part(part: str) -> ModuleType:
    """The part as others import it, which is the half of this system."""
    return system if part == "__init__" else import_module(f"mentorlog.system.{part}")


def _signatures(path: Path) -> dict[str, list[str]]:
    """The public names of a module, with the parameters of functions and the methods of classes."""
    names: dict[str, list[str]] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            names[node.name] = [argument.arg for argument in (*arguments.args, *arguments.kwonlyargs)]
        elif isinstance(node, ast.ClassDef):
            methods = [method.name for method in node.body if isinstance(method, ast.FunctionDef)]
            # What a system lacks has "No" before its name.
            public = [name for name in methods if not name.startswith("_") or name.endswith("__")]
            names[node.name.removeprefix("No")] = public
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id: [] for target in targets if isinstance(target, ast.Name)}
    return {name: parameters for name, parameters in names.items() if not name.startswith("_") and name != "T"}


@pytest.mark.parametrize("part", PARTS)
def test_each_thing_that_a_system_can_do_says_what_it_is(part: str) -> None:
    half = _import_part(part)
    for name in half.__all__:
        if inspect.isfunction(capability := getattr(half, name)):
            assert (capability.__doc__ or "").strip(), name


def test_names_of_copies_and_drafts_are_names_on_every_system(mentee: Mentee) -> None:
    """No colon or other sign that Windows refuses, no name of a device, no full stop or blank at an end."""
    mentee.has_demo()
    for words in (
        ("backup",), ("forget", "q1", "--yes"), ("import", "nothing.csv"), ("delete", "q2"), ("backup", "--to", "a.db"),
        ("restore", "2026-11-23", "--yes"), ("doctor", "--fix"), ("report", "--format", "csv", "--output", "tables"),
    ):  # fmt: skip
        mentee(*(str(mentee.folder / word) if word in ("a.db", "tables") else word for word in words))
    content = mentee.path.read_bytes()
    mentee.path.write_bytes(content[:4096] + bytes(len(content) - 4096))
    mentee("questions", "add", "Who decides?")
    mentee("restore", "2026-11-23", "--yes")
    names = [path.name for path in mentee.folder.rglob("*")]
    assert len(names) > 12 and any(name.endswith(shell.SCRIPT_SUFFIX) for name in names)
    for name in names:
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name) and name == name.rstrip(". "), name
        assert not RESERVED.fullmatch(name), name


@pytest.mark.skipif(IS_WINDOWS, reason="no file has such a name there")
def test_a_copy_of_an_older_name_with_colons_is_listed_and_gone_back_to(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    copies = mentee.path.with_name("journal.db-backups")
    mentee.does("backup")
    older = "before-import-2026-11-20T09:30:00"
    shutil.copy(next(copies.glob("by-hand-*.db")), copies / f"{older}.db")
    mentee.does("questions", "add", "Who pays?")
    assert older in [copy["name"] for copy in mentee.does("backup", "list")]
    mentee.does("restore", older, "--yes")
    assert [row["text"] for row in mentee.does("questions", "list")] == ["Who decides?"]
