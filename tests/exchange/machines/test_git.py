"""A git repository as the folder: two machines and a bare repository between them, which may be hostile."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from mentorlog.errors import InputOutput, UsageError
from mentorlog.exchange.machines.files import git
from mentorlog.exchange.machines.files.addresses import check_git_place, is_git_place
from mentorlog.exchange.machines.files.git import GitFolder

pytestmark = pytest.mark.skipif(not any(Path(at, "git").exists() for at in os.get_exec_path()), reason="needs git")
OPERATIONS = "1/{}/00000001-00000001.ops"


def run_git(*words: str, cwd: Path | None = None, typed: bytes = b"") -> str:
    """Run git by hand, as the person or an attacker."""
    names = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    outcome = subprocess.run(
        ["git", *words], cwd=cwd, input=typed, capture_output=True, check=True, env={**os.environ, **names}
    )
    return outcome.stdout.decode().strip()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An empty bare repository."""
    run_git("init", "--quiet", "--bare", str(tmp_path / "repo.git"))
    return tmp_path / "repo.git"


def machine(tmp_path: Path, name: str, place: Path | str, timeout: float = 30.0) -> GitFolder:
    """A machine's side of the repository, as each call of the program opens it."""
    (tmp_path / name).mkdir(exist_ok=True)
    return GitFolder(str(place), tmp_path / name, timeout)


def write(folder: GitFolder, name: str, content: bytes = b"content") -> None:
    """Put a file into the plain folder."""
    path = folder.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def files(folder: GitFolder) -> dict[str, bytes]:
    """What the plain folder holds."""
    return {
        path.relative_to(folder.root).as_posix(): path.read_bytes() for path in folder.root.rglob("*") if path.is_file()
    }


def commit_tree(bare: Path, lines: str) -> None:
    """Make a commit of the branch out of the lines of a tree, as somebody who writes objects by hand."""
    tree = run_git("mktree", "--missing", cwd=bare, typed=lines.encode())
    run_git("update-ref", git.BRANCH, run_git("commit-tree", "-m", "x", tree, cwd=bare), cwd=bare)


def test_what_one_machine_writes_the_other_reads(tmp_path: Path, bare: Path) -> None:
    a, b = machine(tmp_path, "a", bare), machine(tmp_path, "b", bare)
    a.fetch()
    write(a, "mentorlog.json")
    write(a, OPERATIONS.format("a"), "Größe\r\n\0".encode())
    assert a.deliver() and not a.deliver()
    b.fetch()
    assert files(b) == files(a)
    write(b, OPERATIONS.format("b"))
    assert b.deliver()
    a = machine(tmp_path, "a", bare)
    a.fetch()
    assert files(a) == files(b) and not a.deliver()
    assert {stat.S_IMODE(path.stat().st_mode) for path in b.root.rglob("*.ops")} == {0o600, 0o644}, "b wrote its own"


def test_a_push_that_comes_second_is_made_on_top_of_the_first(tmp_path: Path, bare: Path) -> None:
    machines = [machine(tmp_path, name, bare) for name in "abc"]
    for folder in machines:
        folder.fetch()
    for folder, letter in zip(machines, "abc", strict=True):
        write(folder, OPERATIONS.format(letter), letter.encode())
    assert [folder.deliver() for folder in machines] == [True] * 3
    assert files(machines[2]) == {OPERATIONS.format(letter): letter.encode() for letter in "abc"}
    assert run_git("rev-list", "--count", git.BRANCH, cwd=bare) == "3"


def test_a_repository_that_takes_no_push_is_reported_and_nothing_is_lost(tmp_path: Path, bare: Path) -> None:
    a = machine(tmp_path, "a", bare)
    a.fetch()
    write(a, OPERATIONS.format("a"))
    run_git("config", "receive.denyCurrentBranch", "refuse", cwd=bare)
    run_git("config", "transfer.hideRefs", "refs/heads", cwd=bare)
    with pytest.raises(InputOutput, match="git says") as caught:
        a.deliver()
    assert caught.value.exit_code == 74
    run_git("config", "--unset", "transfer.hideRefs", cwd=bare)
    a = machine(tmp_path, "a", bare)
    a.fetch()
    assert a.deliver()


def test_other_branches_and_other_files_are_left_alone(tmp_path: Path, bare: Path) -> None:
    blob = run_git("hash-object", "-w", "--stdin", cwd=bare, typed=b"theirs")
    commit_tree(bare, f"100644 blob {blob}\tREADME.md\n")
    run_git("update-ref", "refs/heads/main", git.BRANCH, cwd=bare)
    main = run_git("rev-parse", "refs/heads/main", cwd=bare)
    a = machine(tmp_path, "a", bare)
    a.fetch()
    assert files(a) == {}
    write(a, "devices/a.json")
    write(a, "notes.txt")
    assert a.deliver()
    assert run_git("ls-tree", "-r", "--name-only", git.BRANCH, cwd=bare).split() == ["README.md", "devices/a.json"]
    assert run_git("rev-parse", "refs/heads/main", cwd=bare) == main


def test_a_file_that_is_written_anew_travels_and_a_lost_one_comes_back(tmp_path: Path, bare: Path) -> None:
    a, b = machine(tmp_path, "a", bare), machine(tmp_path, "b", bare)
    a.fetch()
    write(a, "devices/a.json", b"old")
    a.deliver()
    b.fetch()
    write(a, "devices/a.json", b"new")
    write(b, "devices/b.json")
    assert b.deliver() and a.deliver()
    b.fetch()
    assert files(b)["devices/a.json"] == b"new" and files(a)["devices/b.json"] == b"content"
    (b.root / "devices" / "a.json").unlink()
    write(a, OPERATIONS.format("a"))
    a.deliver()
    b.fetch()
    assert files(b) == files(a)


def test_what_the_taker_removed_from_the_inbox_is_gone_everywhere(tmp_path: Path, bare: Path) -> None:
    inbox, questions = "inbox/questions/x.txt", "inbox/questions"
    blob = run_git("hash-object", "-w", "--stdin", cwd=bare, typed=b"Who?")
    tree = f"100644 blob {blob}\tx.txt\n"
    for name in reversed(questions.split("/")):
        tree = f"040000 tree {run_git('mktree', cwd=bare, typed=tree.encode())}\t{name}\n"
    commit_tree(bare, tree)
    a, b = machine(tmp_path, "a", bare), machine(tmp_path, "b", bare)
    a.fetch()
    b.fetch()
    assert files(a) == files(b) == {inbox: b"Who?"}
    (a.root / inbox).unlink()
    assert a.deliver() and not a.deliver()
    b.fetch()
    assert files(b) == {} and not b.deliver()


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that whatever is run leaves behind; the person's own git knows filters, hooks and a template."""
    mark = tmp_path / "SPRUNG"
    script = tmp_path / "trap.sh"
    script.write_text(f"#!/bin/sh\necho $0 >> {mark}\ncat\n")
    script.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "pre-push", "reference-transaction", "post-index-change", "fsmonitor-watchman"):
        (hooks / name).symlink_to(script)
    (tmp_path / "template" / "hooks").mkdir(parents=True)
    (tmp_path / "template" / "hooks" / "reference-transaction").symlink_to(script)
    (tmp_path / ".gitattributes").write_text("* filter=evil diff=evil merge=evil\n")
    (tmp_path / ".gitconfig").write_text(
        f"[core]\nhooksPath = {hooks}\nfsmonitor = {script}\npager = {script}\n"
        f"attributesFile = {tmp_path}/.gitattributes\n"
        f'[filter "evil"]\nclean = {script}\nsmudge = {script}\nprocess = {script}\n'
        f"[init]\ntemplateDir = {tmp_path}/template\n[commit]\ngpgSign = true\n[gpg]\nprogram = {script}\n"
    )
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    return mark


def test_no_hook_filter_or_setting_of_a_repository_runs(tmp_path: Path, bare: Path, trap: Path) -> None:
    script = tmp_path / "trap.sh"
    for name in ("pre-receive", "update", "post-receive", "post-update", "reference-transaction", "proc-receive",
                 "push-to-checkout"):  # fmt: skip
        (bare / "hooks" / name).unlink(missing_ok=True)
        (bare / "hooks" / name).symlink_to(script)
    (bare / "objects" / "info" / "alternates").write_text(f"{tmp_path / 'other' / 'objects'}\n")
    run_git("init", "--quiet", "--bare", "--template=", str(tmp_path / "other"))
    (tmp_path / "included").write_text(f"[core]\nfsmonitor = {script}\n[uploadpack]\npackObjectsHook = {script}\n")
    with open(bare / "config", "a", encoding="utf-8") as config:
        config.write(
            f"[include]\npath = {tmp_path / 'included'}\n[core]\nhooksPath = {bare / 'hooks'}\n"
            f"alternateRefsCommand = {script}\nsshCommand = {script}\n[receive]\nautogc = true\n"
            f"[gc]\nauto = 1\nrecentObjectsHook = {script}\n[uploadpack]\npackObjectsHook = {script}\n"
        )
    trap.unlink(missing_ok=True)
    a, b = machine(tmp_path, "a", bare), machine(tmp_path, "b", f"file://{bare}")
    for folder, letter in ((a, "a"), (b, "b")):
        folder.fetch()
        write(folder, OPERATIONS.format(letter))
        assert folder.deliver()
    a.fetch()
    assert files(a) == files(b) and not trap.exists()


def test_links_submodules_and_names_that_lead_elsewhere_are_not_fetched(tmp_path: Path, bare: Path, trap: Path) -> None:
    blob = run_git("hash-object", "-w", "--stdin", cwd=bare, typed=b"../../../secret")
    devices = run_git("mktree", cwd=bare, typed=f"120000 blob {blob}\ta.json\n100644 blob {blob}\tb.json\n".encode())
    commit_tree(
        bare,
        f"040000 tree {devices}\tdevices\n160000 commit {'1' * 40}\t1\n100644 blob {blob}\t.gitmodules\n"
        f"100644 blob {blob}\t.gitattributes\n120000 blob {blob}\tmentorlog.json\n",
    )
    trap.unlink(missing_ok=True)
    a = machine(tmp_path, "a", bare)
    try:
        a.fetch()
        assert files(a) == {"devices/b.json": b"../../../secret"}
    except InputOutput as error:  # a newer git refuses such objects as a whole
        assert "git says" in error.message
    assert not trap.exists() and not [path for path in a.root.rglob("*") if path.is_symlink()]


@pytest.mark.parametrize(
    "place", ["ext::sh -c touch% x", "--upload-pack=touch x", "fd::17", "foo://x/y", "git@h:\x1b.git"]
)
def test_an_address_that_would_run_something_is_refused(place: str) -> None:
    with pytest.raises(UsageError):
        check_git_place(place)


@pytest.mark.parametrize(
    ("place", "is_git"),
    [
        ("git@host.org:me/journal.git", True), ("https://host.org/me/journal", True), ("ssh://git@h:22/~/j.git", True),
        ("host:journal.git", True), ("C:\\Users\\me\\Sync", False), ("/home/me/Sync", False), ("~/Sync", False),
        ("Sync", False), ("file:///srv/j.git", True),
    ],
)  # fmt: skip
def test_an_address_is_reported_from_a_folder(place: str, is_git: bool) -> None:
    assert is_git_place(place) == is_git


def test_a_bare_repository_on_this_machine_is_one(bare: Path) -> None:
    assert is_git_place(str(bare)) and check_git_place(str(bare)) == f"file://{bare}"


def test_a_repository_that_is_not_there_is_reported(tmp_path: Path) -> None:
    for place in (tmp_path / "none.git", "file:///nowhere/none.git"):
        with pytest.raises(InputOutput, match="git says: fatal"):
            machine(tmp_path, "a", place).fetch()


def test_git_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\nenv > {tmp_path}/environment\n(sleep 60; touch {tmp_path}/late) &\nsleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    with pytest.raises(InputOutput, match=r"within 0\.2 seconds"):
        machine(tmp_path, "a", bare, timeout=0.2).fetch()
    environment = (tmp_path / "environment").read_text()
    assert "GIT_TERMINAL_PROMPT=0" in environment and "GIT_DIR" not in environment
    assert "BatchMode=yes" in environment


def test_a_machine_without_git_is_reported(tmp_path: Path, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputOutput, match="no git"):
        machine(tmp_path, "a", bare).fetch()


def test_a_password_in_an_address_is_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "git"
    fake.write_text("#!/bin/sh\necho \"fatal: unable to access 'https://me:hunter2@h/x/': no\x1b[31m\" >&2\nexit 128\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(InputOutput) as caught:
        machine(tmp_path, "a", "https://me:hunter2@h/x").fetch()
    assert "hunter2" not in caught.value.message + caught.value.hint and "\x1b" not in caught.value.message
