"""Exports and copies that are encrypted: they come back, are opened by nobody else, and fail closed."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mentorlog.exchange.sealed.age import encrypt, generate_identity
from mentorlog.exchange.sealed.keys import ensure_machine_identity, keys_folder
from tests import subprocesses
from tests.conftest import Mentee
from tests.journal_copies import cache_journal
from tests.systems import has_mode

WORD = b"zephyrine"


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody with two questions, one of them answered."""
    mentee.does("questions", "add", f"Who is {WORD.decode()}?")
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "answer", "q2", "We do")
    return mentee


@pytest.fixture
def key(mentee_with_entries: Mentee) -> Callable[[str], str]:
    """Makes a key pair: its secret half goes into a file of that name, its recipient is returned."""

    def make(name: str) -> str:
        identity = generate_identity()
        (mentee_with_entries.folder / name).write_text(f"# public key: {identity.recipient}\n{identity.secret}\n")
        return identity.recipient

    return make


def _path(mentee: Mentee, name: str) -> str:
    return str(mentee.folder / name)


def _export(mentee: Mentee, recipient: str, name: str = "out.jsonl.age") -> Path:
    mentee.does("export", "--encrypt-to", recipient, "--output", _path(mentee, name))
    return mentee.folder / name


# Exports


def test_an_encrypted_export_makes_the_same_journal(mentee_with_entries: Mentee, key: Callable[[str], str]) -> None:
    mentee, other = mentee_with_entries, _path(mentee_with_entries, "other.db")
    sealed = _export(mentee, key("key.txt"))
    assert WORD not in sealed.read_bytes() and has_mode(sealed, stat.S_IRUSR | stat.S_IWUSR)
    taken = mentee.does("import", str(sealed), "--identity", _path(mentee, "key.txt"), "--journal", other)
    assert taken["copied"]
    mentee.does("export", "--output", _path(mentee, "one.jsonl"))
    mentee.does("export", "--output", _path(mentee, "two.jsonl"), "--journal", other)
    assert (mentee.folder / "one.jsonl").read_bytes() == (mentee.folder / "two.jsonl").read_bytes()


def test_an_encrypted_copy_is_refused_while_another_program_holds_the_journal(
    mentee_with_entries: Mentee, key: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient = key("key.txt")
    for module in ("backup", "connect", "deferred_backup"):
        monkeypatch.setattr(f"mentorlog.store.{module}.LOCK_TIMEOUT", 0.01)
    with closing(sqlite3.connect(mentee_with_entries.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert mentee_with_entries.fails("backup", "--encrypt-to", recipient).code == 75
    assert not list(mentee_with_entries.folder.glob("journal.db-backups/*.age*"))


def test_nothing_reaches_the_disk_in_plain(
    mentee_with_entries: Mentee, key: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[int] = []
    real = tempfile.TemporaryFile

    def keep(*arguments: Any, **options: Any) -> Any:
        file = real(*arguments, **options)
        files.append(os.dup(file.fileno()))
        return file

    monkeypatch.setattr(tempfile, "TemporaryFile", keep)
    sealed = _export(mentee_with_entries, key("key.txt"))
    mentee_with_entries.does("import", str(sealed), "--identity", _path(mentee_with_entries, "key.txt"), "--dry-run")
    assert files, "the export goes through a file without a name"
    for handle in files:
        with open(handle, "rb") as file:
            file.seek(0)
            assert WORD not in file.read()


def test_it_goes_to_a_pipe_and_comes_from_one(mentee_with_entries: Mentee, key: Callable[[str], str]) -> None:
    mentee, recipient = mentee_with_entries, key("key.txt")
    piped = subprocess.run(
        [*subprocesses.MENTORLOG, "export", "--encrypt-to", recipient],
        env=subprocesses.environment_for(mentee.path),
        capture_output=True,
        check=True,
    ).stdout
    assert piped.startswith(b"age-encryption.org/v1\n") and WORD not in piped
    result = mentee("import", "-", "--identity", _path(mentee, "key.txt"), "--dry-run", stdin=piped)
    assert result.code == 0, result.err


def test_a_key_comes_from_a_pipe_too(mentee_with_entries: Mentee, key: Callable[[str], str]) -> None:
    sealed = _export(mentee_with_entries, key("key.txt"))
    secret = (mentee_with_entries.folder / "key.txt").read_bytes()
    assert mentee_with_entries("import", str(sealed), "--identity", "-", "--dry-run", stdin=secret).code == 0
    assert mentee_with_entries.fails("import", str(sealed), "--identity", "-", "--dry-run").code == 2


def test_each_recipient_opens_it(mentee_with_entries: Mentee, key: Callable[[str], str]) -> None:
    mentee = mentee_with_entries
    (mentee.folder / "team.txt").write_text(f"# of the team\n{key('b.txt')}\n\n{key('c.txt')}\n")
    sealed = mentee.folder / "out.age"
    mentee.does(
        "export", "--encrypt-to", key("a.txt"), "--encrypt-to", _path(mentee, "team.txt"), "--output", str(sealed)
    )
    for name in ("a.txt", "b.txt", "c.txt"):
        assert mentee("import", str(sealed), "--identity", _path(mentee, name), "--dry-run").code == 0


def test_a_key_of_ssh_is_found_where_ssh_has_it(mentee_with_entries: Mentee, key: Callable[[str], str]) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not here")
    mentee, folder = mentee_with_entries, mentee_with_entries.folder / ".ssh"
    folder.mkdir()
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "id_ed25519")]
    subprocess.run(words, check=True)
    sealed = _export(mentee, "~/.ssh/id_ed25519.pub")
    assert mentee.does("import", str(sealed), "--dry-run")["moves"]


def test_a_key_of_ssh_that_cannot_be_tried_is_named(
    mentee_with_entries: Mentee, key: Callable[[str], str], tmp_path: Path
) -> None:
    """Most people's keys of ssh have a passphrase."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not here")
    sealed, folder = _export(mentee_with_entries, key("key.txt")), tmp_path / ".ssh"
    folder.mkdir()
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "a long one", "-f", str(folder / "id_ed25519")]
    subprocess.run(words, check=True)
    result = mentee_with_entries.fails("import", str(sealed), "--yes")
    assert result.code == 65 and "passphrase" in result.err and "age -d -i" in result.err


def test_the_key_beside_the_journal_opens_it_without_being_named(mentee_with_entries: Mentee) -> None:
    sealed = _export(mentee_with_entries, ensure_machine_identity(mentee_with_entries.path).recipient)
    assert mentee_with_entries("import", str(sealed), "--dry-run").code == 0


def test_another_key_is_no_success(mentee_with_entries: Mentee, key: Callable[[str], str]) -> None:
    sealed = _export(mentee_with_entries, key("key.txt"))
    key("wrong.txt")
    for words in ((), ("--identity", _path(mentee_with_entries, "wrong.txt"))):
        result = mentee_with_entries.fails("import", str(sealed), *words, "--yes")
        assert result.code == 65 and "--identity" in result.err and not result.out


@pytest.mark.parametrize("change", ["flipped", "cut", "longer", "empty"])
def test_what_was_altered_on_the_way_is_refused(
    mentee_with_entries: Mentee, key: Callable[[str], str], change: str
) -> None:
    sealed = _export(mentee_with_entries, key("key.txt"))
    content = sealed.read_bytes()
    middle = len(content) // 2
    altered = {
        "flipped": content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :],
        "cut": content[:middle],
        "longer": content + b"{}\n",
        "empty": content[:22],
    }
    sealed.write_bytes(altered[change])
    result = mentee_with_entries.fails(
        "import", str(sealed), "--identity", _path(mentee_with_entries, "key.txt"), "--yes"
    )
    assert result.code == 65 and "cut or altered" in result.err


def test_what_was_sealed_by_somebody_is_not_trusted_more_than_a_plain_file(
    mentee_with_entries: Mentee, key: Callable[[str], str]
) -> None:
    """Whoever knows the recipient can encrypt: the content is verified as that of any file."""
    (mentee_with_entries.folder / "x.jsonl.age").write_bytes(encrypt(b'{"mentorlog": 1}\n', [key("key.txt")]))
    result = mentee_with_entries.fails(
        "import", _path(mentee_with_entries, "x.jsonl.age"), "--identity", _path(mentee_with_entries, "key.txt")
    )
    assert result.code == 65


def test_a_table_can_be_encrypted_too(mentee_with_entries: Mentee, key: Callable[[str], str]) -> None:
    (mentee_with_entries.folder / "x.csv.age").write_bytes(encrypt(b"text\nWho pays?\n", [key("key.txt")]))
    mentee_with_entries.does(
        "import", _path(mentee_with_entries, "x.csv.age"), "--noun", "questions",
        "--identity", _path(mentee_with_entries, "key.txt"),
    )  # fmt: skip
    assert "Who pays?" in mentee_with_entries("questions", "list").out


# Copies


def test_an_encrypted_copy_is_listed_and_gone_back_to(mentee_with_entries: Mentee, key: Callable[[str], str]) -> None:
    mentee = mentee_with_entries
    copy = mentee.does("backup", "--encrypt-to", key("key.txt"))
    assert WORD not in Path(copy["file"]).read_bytes() and has_mode(Path(copy["file"]), 0o600)
    assert copy["name"] in [row["name"] for row in mentee.does("backup", "list")]
    mentee.does("delete", "q1")
    identity = ("--identity", _path(mentee, "key.txt"))
    (move,) = mentee.does("restore", copy["name"], "--dry-run", *identity)["moves"]
    assert (move["table"], move["back"], move["gone"]) == ("questions", 1, 0)
    kept = mentee.does("restore", copy["name"], "--yes", *identity)["kept"]
    assert WORD.decode() in mentee("questions", "list").out
    assert mentee("doctor").code == 0
    mentee.does("restore", Path(kept).stem, "--yes")
    assert WORD.decode() not in mentee("questions", "list").out


def test_an_encrypted_copy_elsewhere_makes_a_journal_where_there_is_none(
    mentee_with_entries: Mentee, key: Callable[[str], str]
) -> None:
    mentee, other = mentee_with_entries, mentee_with_entries.folder / "new" / "other.db"
    copy = _path(mentee, "spare.age")
    mentee.does("backup", "--encrypt-to", key("key.txt"), "--to", copy)
    words = ("restore", copy, "--yes", "--identity", _path(mentee, "key.txt"), "--journal", str(other))
    mentee.does(*words)
    assert WORD.decode() in mentee("questions", "list", "--journal", str(other)).out
    assert [file.name for file in other.parent.iterdir()] == ["other.db"], "no plain copy is left lying"


def test_only_the_key_opens_a_copy_and_only_a_journal_is_gone_back_to(
    mentee_with_entries: Mentee, key: Callable[[str], str]
) -> None:
    mentee, recipient = mentee_with_entries, key("key.txt")
    name = mentee.does("backup", "--encrypt-to", recipient)["name"]
    key("wrong.txt")
    for words in ((), ("--identity", _path(mentee, "wrong.txt"))):
        assert mentee.fails("restore", name, "--yes", *words).code == 65
    for content in (b"", b"no journal", b"SQLite format 3\0" + bytes(200), mentee.path.read_bytes()[:5000]):
        (mentee.folder / "x.age").write_bytes(encrypt(content, [recipient]))
        result = mentee.fails("restore", _path(mentee, "x.age"), "--yes", "--identity", _path(mentee, "key.txt"))
        assert result.code == 65


def test_the_newest_copy_is_one_that_opens_without_a_key(
    mentee_with_entries: Mentee, key: Callable[[str], str]
) -> None:
    plain = mentee_with_entries.does("backup")
    mentee_with_entries.does("backup", "--encrypt-to", key("key.txt"))
    assert mentee_with_entries.does("restore", "latest", "--dry-run")["backup"] == plain["file"]


def test_forgetting_names_the_copies_into_which_it_cannot_look(
    mentee_with_entries: Mentee, key: Callable[[str], str]
) -> None:
    name = mentee_with_entries.does("backup", "--encrypt-to", key("key.txt"))["name"]
    result = mentee_with_entries("forget", "q1", "--yes", "--backups")
    assert result.code == 1 and name in result.out and name in result.err


def test_keys_are_in_no_export_and_in_no_copy(mentee_with_entries: Mentee) -> None:
    mentee = mentee_with_entries
    secret = ensure_machine_identity(mentee.path).secret.encode()
    mentee.does("export", "--output", _path(mentee, "out.jsonl"))
    mentee.does("backup")
    others = [
        file for file in mentee.folder.rglob("*") if file.is_file() and keys_folder(mentee.path) not in file.parents
    ]
    assert len(others) >= 3 and not any(secret in file.read_bytes() for file in others)


# What is refused


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--encrypt-to", "age1x", "--output", "out.age"),
        ("backup", "--encrypt-to", "age1x"),
        ("backup", "--encrypt-to", "age1x", "--to", "out.age"),
        ("import", "in.age", "--yes"),
        ("restore", "in.age", "--yes"),
    ],
    ids=" ".join,
)
def test_without_the_extra_nothing_is_written_and_how_to_install_it_is_said(
    mentee_with_entries: Mentee, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee = mentee_with_entries
    (mentee.folder / "in.age").write_bytes(encrypt(b"{}", [generate_identity().recipient]))
    monkeypatch.setitem(sys.modules, "pyrage", None)
    before = sorted(mentee.folder.rglob("*"))
    result = mentee.fails(*(_path(mentee, word) if word.endswith(".age") else word for word in words))
    assert result.code == 1 and "pip install pyrage" in result.err
    assert sorted(mentee.folder.rglob("*")) == before


@pytest.mark.parametrize("name", ["key.txt", "nothing.pub", "empty.txt", "junk.txt", "out of the blue", "age1qqqq"])
def test_what_is_no_recipient_writes_nothing(mentee_with_entries: Mentee, key: Callable[[str], str], name: str) -> None:
    mentee = mentee_with_entries
    key("key.txt")
    secret = (mentee.folder / "key.txt").read_text().splitlines()[-1]
    (mentee.folder / "empty.txt").write_text("# nobody\n")
    (mentee.folder / "junk.txt").write_bytes(b"\xff\xfe junk")
    recipient = _path(mentee, name) if "." in name else name
    for words in (("export", "--output", _path(mentee, "out.age")), ("backup",)):
        result = mentee.fails(*words, "--encrypt-to", recipient)
        assert result.code == 2 and secret not in result.err
    assert not (mentee.folder / "out.age").exists()


def test_what_is_no_key_is_refused(mentee_with_entries: Mentee, key: Callable[[str], str]) -> None:
    mentee = mentee_with_entries
    sealed = _export(mentee, key("key.txt"))
    (mentee.folder / "key.pub").write_text("ssh-ed25519 AAAA me\n")
    (mentee.folder / "locked.txt").write_bytes(encrypt(b"AGE-SECRET-KEY-1", [key("other.txt")]))
    for name in ("nothing.txt", "key.pub", "locked.txt", "."):
        assert mentee.fails("import", str(sealed), "--identity", _path(mentee, name)).code == 2


def test_an_option_before_the_name_of_another_export_is_refused(mentee_with_entries: Mentee) -> None:
    assert mentee_with_entries.fails("export", "--encrypt-to", "age1x", "cpd").code == 2
    assert mentee_with_entries.fails("backup", "--encrypt-to", "age1x", "list").code == 2


def test_an_existing_file_is_left_as_it_is(mentee_with_entries: Mentee, key: Callable[[str], str]) -> None:
    recipient = key("key.txt")
    (mentee_with_entries.folder / "there.age").write_text("mine")
    for words in (("export", "--output"), ("backup", "--to")):
        result = mentee_with_entries.fails(*words, _path(mentee_with_entries, "there.age"), "--encrypt-to", recipient)
        assert result.code == 73
    assert (mentee_with_entries.folder / "there.age").read_text() == "mine"


def test_an_encrypted_copy_has_what_another_program_left_in_its_log(
    mentee_with_entries: Mentee, key: Callable[[str], str]
) -> None:
    mentee, recipient = mentee_with_entries, key("key.txt")
    with closing(sqlite3.connect(mentee.path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL").fetchall()
        other.execute("UPDATE questions SET text = 'Who else?' WHERE number = 2")
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM questions").fetchall()  # what is read stays in the log
        copy = mentee.does("backup", "--encrypt-to", recipient)["file"]
    restored = _path(mentee, "restored.db")
    mentee.does("restore", copy, "--identity", _path(mentee, "key.txt"), "--yes", "--journal", restored)
    assert mentee.does("show", "q2", "--journal", restored)["text"] == "Who else?"
    assert Path(restored).read_bytes()[18:20] == b"\1\1", "and no log of its own"
