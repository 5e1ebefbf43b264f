"""The secret keys of a journal that several machines share, in private files of the folder `<journal>-sync/` beside it.

`machine.key` is this machine's own, to which others encrypt; `journal-1.key` is that of generation 1 of the journal,
which all its machines have, with the key by which they know one another's files. Both are identity files of age, so
that `age --decrypt -i` opens without mentorlog what is in the shared folder. No export and no copy holds them.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from mentorlog.errors import Damaged
from mentorlog.exchange.sealed.age import SECRET_PREFIX, Identity, generate_identity, parse_identity
from mentorlog.exchange.sealed.seal import JournalKey
from mentorlog.store.create import atomic_write, make_folder
from mentorlog.system import filesystem

_MACHINE_FILE = "machine.key"
_JOURNAL_FILE = re.compile(r"journal-([1-9][0-9]*)\.key")
_FOLDER_KEY = re.compile(r"# folder key: ([0-9a-f]{64})")
_JOURNAL = re.compile(r"# journal: (\S+)")
_GENERATION = re.compile(r"# generation: ([1-9][0-9]{0,2})\b")


def keys_folder(journal: Path) -> Path:
    """The folder of the keys of a journal's file."""
    return journal.with_name(journal.name + "-sync")


def load_machine_identity(journal: Path) -> Identity | None:
    """This machine's own key; None before it is made. Raises Damaged."""
    return _read_identity(keys_folder(journal) / _MACHINE_FILE)


def ensure_machine_identity(journal: Path) -> Identity:
    """This machine's own key, made and kept where there is none yet."""
    if identity := load_machine_identity(journal):
        return identity
    identity = generate_identity()
    _write_key(keys_folder(journal) / _MACHINE_FILE, _identity_lines(identity), replace=False)
    return load_machine_identity(journal) or identity  # another process may have been faster


def renew_machine_identity(journal: Path) -> Identity:
    """A new key of this machine in place of the one that it had.

    Whoever asks to be let in needs one that nobody knew before: the words that are compared stand for it and for the
    journal's key together, and somebody who can choose the latter and knows the former needs 2^22 tries instead of 2^44
    to make two pairs with the same words.
    """
    identity = generate_identity()
    _write_key(keys_folder(journal) / _MACHINE_FILE, _identity_lines(identity), replace=True)
    return identity


def save_journal_key(journal: Path, key: JournalKey) -> None:
    """Keep the key of a generation; one that is there already is replaced."""
    _write_key(keys_folder(journal) / f"journal-{key.generation}.key", key_text(key), replace=True)


def load_journal_key(journal: Path, generation: int) -> JournalKey | None:
    """The key of a generation; None where this machine was not given it. Raises Damaged."""
    key = read_key_file(keys_folder(journal) / f"journal-{generation}.key")
    return key if key is None or key.generation == generation else None


def read_key_file(path: Path) -> JournalKey | None:
    """The key that `key_text` wrote, or that somebody typed from paper; None where there is no file. Raises Damaged."""
    if (identity := _read_identity(path)) is None:
        return None
    text = path.read_text(encoding="utf-8")
    folder_key, uuid, generation = _FOLDER_KEY.search(text), _JOURNAL.search(text), _GENERATION.search(text)
    if not (folder_key and uuid and generation):
        raise _damage(path)
    return JournalKey(uuid[1], int(generation[1]), identity, bytes.fromhex(folder_key[1]))


def key_generations(journal: Path) -> list[int]:
    """The generations whose keys this machine has, the newest last."""
    folder = keys_folder(journal)
    names = [file.name for file in folder.iterdir()] if folder.is_dir() else []
    return sorted(int(match[1]) for match in map(_JOURNAL_FILE.fullmatch, names) if match)


def iter_own_identities(journal: Path) -> Iterator[Identity]:
    """All keys that are kept beside a journal. Raises Damaged."""
    if machine := load_machine_identity(journal):
        yield machine
    for generation in key_generations(journal):
        if key := load_journal_key(journal, generation):
            yield key.identity


def remove_keys(journal: Path) -> None:
    """Remove all keys beside a journal, as a machine does that leaves for good."""
    folder = keys_folder(journal)
    for name in [_MACHINE_FILE, *(f"journal-{generation}.key" for generation in key_generations(journal))]:
        filesystem.remove(folder / name)


def remove_former_keys(journal: Path, generation: int) -> None:
    """Remove the keys of all generations before this one, so that nothing here opens what was written then."""
    for former in key_generations(journal):
        if former < generation:
            filesystem.remove(keys_folder(journal) / f"journal-{former}.key")


def key_text(key: JournalKey) -> str:
    """A journal's key as it stands in its file, and on paper: an identity file of age."""
    return (
        f"# journal: {key.journal}\n# generation: {key.generation}\n# folder key: {key.folder_key.hex()}\n"
        + _identity_lines(key.identity)
    )


def _identity_lines(identity: Identity) -> str:
    return f"# public key: {identity.recipient}\n{identity.secret}\n"


def _write_key(path: Path, text: str, *, replace: bool) -> None:
    make_folder(path.parent)
    with atomic_write(path, replace=replace) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def _read_identity(path: Path) -> Identity | None:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise _damage(path) from None
    secrets = [line for line in lines if line.startswith(SECRET_PREFIX)]
    if len(secrets) != 1:
        raise _damage(path)
    return parse_identity(secrets[0])


def _damage(path: Path) -> Damaged:
    return Damaged(
        f"{path} is no key any more.", "Put it back from where you keep it, or join anew: mentorlog sync join"
    )
