"""A git repository as the folder: files are fetched into a plain folder, and what is new there is pushed.

Nothing is ever checked out. The repository is a bare one of ours; files are read as objects and written as objects, so
that no hook, filter, attribute, submodule or link of a repository takes effect here, whatever it holds. A branch of its
own leaves those of others alone.
"""

import os
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mentorlog.errors import InputOutput
from mentorlog.exchange.machines.files.operation_files import MAX_BYTES
from mentorlog.exchange.machines.files.shared_files import put_shared, read_shared
from mentorlog.store.create import make_folder
from mentorlog.system import filesystem, shell
from mentorlog.system.processes import end_group

BRANCH = "refs/heads/mentorlog"
DEFAULT_TIMEOUT = 30.0  # seconds for all that git does in one call
_MAX_TRIES = 5  # of a push, while others push too
_MIRROR_NAME = "mirrored"  # the file that says which commit the folder has, and the object of each of its files
_MAX_BATCH = 1 << 26  # bytes of objects that are read at once
_OBJECT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?", re.ASCII)
# What of a repository is ours. Everything else stays there.
_OURS = re.compile(
    r"mentorlog\.json|devices/[a-z]\.json|keys/[a-z]\.age|[1-9][0-9]{0,2}/(start|heads|renewed|[a-z]/machine)(\.age)?"
    r"|[1-9][0-9]{0,2}/[a-z]/[0-9]{8}-[0-9]{8}\.ops(\.age)?|inbox/(questions|wins|notes)/[^/.\x00-\x1f\x7f][^/\x00-\x1f\x7f]{0,120}",
    re.ASCII,
)
# The options of every call: nothing of a repository or of the person's own settings runs a program on our side, but for
# what leads to the server (ssh, credentials).
_SAFE_OPTIONS = (
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.symlinks=false", "core.attributesFile=/dev/null",
    "core.alternateRefsCommand=true", "submodule.recurse=false", "fetch.recurseSubmodules=false",
    "fetch.fsckObjects=true",
    "protocol.ext.allow=never", "gc.auto=0", "maintenance.auto=false", "commit.gpgSign=false", "push.gpgSign=false",
    "push.followTags=false", "remote.pushDefault=", "core.pager=cat", "advice.detachedHead=false",
)  # fmt: skip
# The same for the other end where that is a folder of this machine, whose own settings would be obeyed otherwise.
_SAFE_SERVER = (
    "git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand=true -c receive.autogc=false"
    " -c gc.auto=0 -c maintenance.auto=false {}"
)


class _Entry(NamedTuple):
    """A file in the tree of a commit."""

    blob: str
    size: int


class GitFolder:
    """The repository at `place`, kept as a plain folder below the private one of the sync."""

    def __init__(self, place: str, private: Path, timeout: float = DEFAULT_TIMEOUT) -> None:
        self.place = place
        self.root = private / "shared"
        self._repository = private / "git"
        self._private = private
        self._deadline = time.monotonic() + timeout
        self._timeout = timeout
        self._mirrored: dict[str, str] = {}  # the object of each of our files in `_commit`
        self._stamps: dict[str, str] = {}  # what each file looks like while it is the same as there
        self._commit = ""  # the commit that the folder has

    # Fetching

    def fetch(self) -> None:
        """Bring the folder up to the repository. Raises InputOutput where that cannot be reached."""
        make_folder(self.root)
        self._load_mirror()
        head = self._remote_head()
        if head in ("", self._commit):
            return
        self._prepare(head)
        self._git("fetch", "--no-tags", "--no-auto-gc", *self._server_option("upload-pack"), "--", self.place, BRANCH)
        self._mirror(self._git("rev-parse", "--verify", "FETCH_HEAD^{commit}").decode().strip())

    def _remote_head(self) -> str:
        """The newest commit of the branch; empty where there is none yet."""
        lines = self._git("ls-remote", *self._server_option("upload-pack"), "--", self.place, BRANCH).decode().split()
        return lines[0] if lines and _OBJECT.fullmatch(lines[0]) else ""

    def _server_option(self, program: str) -> list[str]:
        is_local = self.place.startswith(("file://", "/")) or Path(self.place).exists()
        return [f"--{program}={_SAFE_SERVER.format(program)}"] if is_local else []

    def _prepare(self, head: str) -> None:
        if (self._repository / "HEAD").exists():
            return
        make_folder(self._repository.parent)
        form = ["--object-format=sha256"] if len(head) == 64 else []
        self._git("init", "--quiet", "--bare", "--template=", *form, "--", str(self._repository), in_repository=False)
        filesystem.restrict(self._repository)

    def _mirror(self, commit: str) -> None:
        """Write into the folder what the repository has since the last time. What only this machine changed stays."""
        tree = self._tree(commit)
        new = {
            name: entry
            for name, entry in tree.items()
            if self._mirrored.get(name) != entry.blob or not ((self.root / name).exists() or name.startswith("inbox/"))
        }
        for name, content in self._read_blobs(new):
            put_shared(self.root / name, content, self._private)
        for name in self._mirrored.keys() - tree.keys():
            if name.startswith("inbox/"):
                filesystem.remove(self.root / name)
        self._save_mirror(commit, {name: entry.blob for name, entry in tree.items()})

    def _tree(self, commit: str) -> dict[str, _Entry]:
        """Our files in a commit: plain ones of a bearable size, no links and no submodules."""
        tree = {}
        for line in self._git("ls-tree", "-r", "-l", "-z", "--full-tree", commit).split(b"\0"):
            head, _, name = line.partition(b"\t")
            words, path = head.decode("ascii", "replace").split(), name.decode("utf-8", "surrogateescape")
            is_file = len(words) == 4 and words[0] in ("100644", "100755") and words[3].isdigit()
            if is_file and int(words[3]) <= MAX_BYTES and path.isprintable() and _OURS.fullmatch(path):
                tree[path] = _Entry(words[2], int(words[3]))
        return tree

    def _read_blobs(self, entries: dict[str, _Entry]) -> Iterator[tuple[str, bytes]]:
        batch: list[str] = []
        size = 0
        for name, entry in entries.items():
            batch.append(name)
            size += entry.size
            if size > _MAX_BATCH:
                yield from self._read_batch(batch, entries)
                batch, size = [], 0
        if batch:
            yield from self._read_batch(batch, entries)

    def _read_batch(self, names: list[str], entries: dict[str, _Entry]) -> Iterator[tuple[str, bytes]]:
        request = "".join(f"{entries[name].blob}\n" for name in names).encode()
        answer = self._git("cat-file", "--batch", typed=request)
        at = 0
        for name in names:
            end = answer.index(b"\n", at)
            size = int(answer[at:end].split()[-1])
            yield name, answer[end + 1 : end + 1 + size]
            at = end + size + 2

    # Pushing

    def deliver(self) -> bool:
        """Push what is new in the folder; whether there was anything. Raises InputOutput.

        Where somebody else pushed first, their files are fetched and ours put on top of them, a few times.
        """
        for _ in range(_MAX_TRIES):
            changed, removed = self._changes()
            if not changed and not removed:
                return False
            self._prepare(self._commit)
            commit = self._commit_changes(changed, removed)
            if self._push(commit):
                self._save_mirror(commit, {name: entry.blob for name, entry in self._tree(commit).items()})
                return True
            self.fetch()
        raise InputOutput(
            f"The repository took none of {_MAX_TRIES} tries: others push at the same time, or it takes no push.",
            "Nothing is lost, and what came in is there. Run it again: mentorlog sync",
        )

    def _changes(self) -> tuple[dict[str, bytes], list[str]]:
        """Our files that differ from the repository, and those of the inbox that were taken in."""
        changed: dict[str, bytes] = {}
        there: set[str] = set()
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if not _OURS.fullmatch(name) or path.is_symlink() or not path.is_file():
                continue
            there.add(name)
            if name.startswith("inbox/") or (self._stamps.get(name) == _stamp(path) and name in self._mirrored):
                continue
            content = read_shared(path, MAX_BYTES)
            if _blob_id(content, self._mirrored.get(name, "")) != self._mirrored.get(name):
                changed[name] = content
        removed = [name for name in self._mirrored if name.startswith("inbox/") and name not in there]
        return changed, removed

    def _commit_changes(self, changed: dict[str, bytes], removed: Sequence[str]) -> str:
        """A commit with these changes on top of the one that was fetched."""
        index = self._private / f"index.{os.getpid()}"
        environment = {"GIT_INDEX_FILE": str(index)}
        filesystem.remove(index)
        try:
            if self._commit:
                self._git("read-tree", f"{self._commit}^{{tree}}", more=environment)
            lines = []
            for name, content in changed.items():
                blob = self._git("hash-object", "-w", "--stdin", "--no-filters", typed=content).decode().strip()
                lines.append(f"100644 {blob}\t{name}\0")
            zero = "0" * (len(self._commit) or 40)
            lines += [f"0 {zero}\t{name}\0" for name in removed]
            self._git("update-index", "-z", "--index-info", typed="".join(lines).encode(), more=environment)
            tree = self._git("write-tree", more=environment).decode().strip()
        finally:
            for path in (index, index.with_name(f"{index.name}.lock")):
                filesystem.remove(path)
        parents = ["-p", self._commit] if self._commit else []
        return self._git("commit-tree", *parents, "-m", "sync", tree).decode().strip()

    def _push(self, commit: str) -> bool:
        """Push a commit; whether it was taken. Raises InputOutput where the repository cannot be reached."""
        outcome = self._run(
            "push", "--porcelain", "--no-verify", *self._server_option("receive-pack"), "--", self.place,
            f"{commit}:{BRANCH}",
        )  # fmt: skip
        if outcome.returncode == 0:
            return True
        if any(line.startswith(b"!") and b"remote rejected" not in line for line in outcome.stdout.splitlines()):
            return False
        if b"\n!" in outcome.stdout and (b"cannot lock ref" in outcome.stdout or b"failed to update" in outcome.stdout):
            return False
        raise self._error(outcome, refusal=outcome.stdout)

    # What the folder has

    def _load_mirror(self) -> None:
        self._commit, self._mirrored, self._stamps = "", {}, dict[str, str]()
        try:
            lines = (self._private / _MIRROR_NAME).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return
        if not lines or not _OBJECT.fullmatch(lines[0]) or not (self._repository / "HEAD").exists():
            return
        self._commit = lines[0]
        for line in lines[1:]:
            blob, _, rest = line.partition(" ")
            stamp, _, name = rest.partition(" ")
            self._mirrored[name] = blob
            self._stamps[name] = stamp

    def _save_mirror(self, commit: str, files: dict[str, str]) -> None:
        stamps = {name: _stamp(self.root / name) for name in files}
        # A file that differs from the repository has no stamp, so that it is compared by its content the next time.
        for name, blob in files.items():
            path = self.root / name
            if stamps[name] != "-" and _blob_id(path.read_bytes(), blob) != blob:
                stamps[name] = "-"
        lines = [commit, *(f"{blob} {stamps[name]} {name}" for name, blob in sorted(files.items()))]
        put_shared(self._private / _MIRROR_NAME, "".join(f"{line}\n" for line in lines).encode(), self._private)
        self._commit, self._mirrored, self._stamps = commit, files, stamps

    # git itself

    def _git(
        self, *words: str, typed: bytes = b"", more: dict[str, str] | None = None, in_repository: bool = True
    ) -> bytes:
        """Run git, and return what it prints. Raises InputOutput."""
        outcome = self._run(*words, typed=typed, more=more, in_repository=in_repository)
        if outcome.returncode:
            raise self._error(outcome)
        return outcome.stdout

    def _run(
        self, *words: str, typed: bytes = b"", more: dict[str, str] | None = None, in_repository: bool = True
    ) -> "subprocess.CompletedProcess[bytes]":
        has_repository = in_repository and (self._repository / "HEAD").exists()
        place = ["--git-dir", str(self._repository)] if has_repository else []
        options = [word for option in _SAFE_OPTIONS for word in ("-c", option)]
        try:
            return run_limited(
                ["git", *place, *options, *words], typed, _environment() | (more or {}), self._private,
                self._deadline - time.monotonic(),
            )  # fmt: skip
        except FileNotFoundError:
            raise InputOutput("There is no git on this machine.", "Install it, or sync through a folder.") from None
        except subprocess.TimeoutExpired:
            raise InputOutput(
                f"git did not come to an end within {self._timeout:g} seconds.",
                "Nothing is lost. Look at the network, or give it longer: mentorlog sync --timeout 120",
            ) from None

    def _error(self, outcome: "subprocess.CompletedProcess[bytes]", refusal: bytes = b"") -> InputOutput:
        """What git said, in its own words; `refusal` is what it printed on a push."""
        answers = refusal.decode("utf-8", "replace").splitlines()
        lines = outcome.stderr.decode("utf-8", "replace").strip().splitlines()
        reasons = [line.rpartition("\t")[2] for line in answers if line.startswith("!")]
        reasons += [line for line in lines if line.startswith(("fatal:", "error:", "ssh:"))]
        reasons += lines[-1:] or ["it failed"]
        reason = "".join(sign if sign.isprintable() else " " for sign in reasons[0])[:200]
        reason = re.sub(r"//[^/@\s]+@", "//", reason).rstrip(".")
        return InputOutput(
            f"git says: {reason}.",
            f"Nothing is lost. Try it by hand: git ls-remote {shell.quote(re.sub('//[^/@]+@', '//', self.place))}",
        )


def run_limited(
    command: Sequence[str], typed: bytes, environment: dict[str, str], folder: Path, seconds: float
) -> "subprocess.CompletedProcess[bytes]":
    """Run a program with nobody to ask; after so many seconds it is ended, with all that it started.

    Raises FileNotFoundError and subprocess.TimeoutExpired.
    """
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=folder,
        start_new_session=True,
    )  # fmt: skip
    try:
        out, err = process.communicate(typed, timeout=max(seconds, 0.1))
    except BaseException:
        end_group(process.pid)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=1)
        raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def _environment() -> dict[str, str]:
    """The environment of git: no question is ever asked, and nothing of a repository around it takes effect."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT_VARIABLES}
    ssh = os.environ.get("GIT_SSH_COMMAND") or "ssh -o BatchMode=yes"
    return kept | {
        "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "SSH_ASKPASS": "true", "SSH_ASKPASS_REQUIRE": "never",
        "GCM_INTERACTIVE": "never", "GIT_SSH_COMMAND": ssh, "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
        "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_ATTR_NOSYSTEM": "1", "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_AUTHOR_NAME": "mentorlog", "GIT_AUTHOR_EMAIL": "mentorlog@localhost", "GIT_COMMITTER_NAME": "mentorlog",
        "GIT_COMMITTER_EMAIL": "mentorlog@localhost", "LC_ALL": "C", "GIT_CEILING_DIRECTORIES": "/",
    }  # fmt: skip


_KEPT_VARIABLES = ("GIT_SSH", "GIT_SSL_CAINFO", "GIT_SSL_NO_VERIFY", "GIT_PROXY_COMMAND", "GIT_EXEC_PATH")


def _blob_id(content: bytes, like: str) -> str:
    """The id that git gives a file of this content, in the hash of another id."""
    import hashlib

    digest = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return digest(b"blob %d\0%b" % (len(content), content)).hexdigest()


def _stamp(path: Path) -> str:
    """By what a file is seen to be the same as before, without reading it; "-" where there is none."""
    try:
        status = path.lstat()
    except OSError:
        return "-"
    return f"{status.st_size}.{status.st_mtime_ns}.{status.st_ino}"
