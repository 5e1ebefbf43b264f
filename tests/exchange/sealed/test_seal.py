"""What machines hand to one another: keys, seals and the words by which people compare keys."""

import stat
from pathlib import Path

import pytest

from mentorlog.errors import Damaged, Foreign, MentorlogError
from mentorlog.exchange.sealed.age import Unsealable, encrypt, generate_identity
from mentorlog.exchange.sealed.keys import (
    ensure_machine_identity,
    iter_own_identities,
    key_generations,
    key_text,
    keys_folder,
    load_journal_key,
    load_machine_identity,
    remove_keys,
    renew_machine_identity,
    save_journal_key,
)
from mentorlog.exchange.sealed.seal import JournalKey, Seal, generate_journal_key, unwrap_key, wrap_key
from mentorlog.exchange.sealed.words import _load_words, comparison_words
from tests.systems import has_mode

UUID = "01a2b3c4-0000-7000-8000-000000000001"
TEXT = b'{"format": 1}\n'


@pytest.fixture(scope="module")
def key() -> JournalKey:
    """The key of a journal's first generation."""
    return generate_journal_key(UUID, 1)


def test_what_one_machine_seals_every_other_opens(key: JournalKey) -> None:
    machine = generate_identity()
    received = unwrap_key(wrap_key(key, machine.recipient), machine, UUID, 1, "keys/b.age")
    assert Seal(received).open(Seal(key).seal(TEXT), "x.ops.age") == TEXT


def test_the_next_generation_opens_nothing_of_the_first(key: JournalKey) -> None:
    with pytest.raises(Unsealable):
        Seal(generate_journal_key(UUID, 2)).open(Seal(key).seal(TEXT), "x.ops.age")


@pytest.mark.parametrize(("journal", "generation"), [("another", 1), (UUID, 2)])
def test_the_key_of_another_journal_or_generation_is_refused(key: JournalKey, journal: str, generation: int) -> None:
    machine = generate_identity()
    with pytest.raises(Damaged):
        unwrap_key(wrap_key(key, machine.recipient), machine, journal, generation, "keys/b.age")


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"null", b"\xff", b'{"format": 1, "folder_key": 7}', b"[" * 9999]
)
def test_what_is_no_key_is_refused(content: bytes) -> None:
    machine = generate_identity()
    with pytest.raises(Damaged):
        unwrap_key(encrypt(content, [machine.recipient]), machine, UUID, 1, "keys/b.age")
    with pytest.raises((Damaged, Foreign)):
        unwrap_key(content, machine, UUID, 1, "keys/b.age")


def test_keys_are_private_files_beside_the_journal_and_come_back(tmp_path: Path, key: JournalKey) -> None:
    journal = tmp_path / "journal.db"
    assert load_machine_identity(journal) is None and load_journal_key(journal, 1) is None
    machine = ensure_machine_identity(journal)
    assert ensure_machine_identity(journal).secret == machine.secret
    former, machine = machine, renew_machine_identity(journal)
    assert machine.secret != former.secret and ensure_machine_identity(journal).secret == machine.secret
    save_journal_key(journal, key)
    save_journal_key(journal, generate_journal_key(UUID, 10))
    loaded = load_journal_key(journal, 1)
    assert loaded is not None and key_generations(journal) == [1, 10]
    assert (loaded.journal, loaded.generation, loaded.folder_key) == (UUID, 1, key.folder_key)
    assert loaded.identity.secret == key.identity.secret
    assert [identity.secret for identity in iter_own_identities(journal)][:2] == [machine.secret, key.identity.secret]
    folder = keys_folder(journal)
    assert has_mode(folder, stat.S_IRWXU) and all(has_mode(file, 0o600) for file in folder.iterdir())
    remove_keys(journal)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"AGE-SECRET-KEY-1NONSENSE\n", b"\xff\xfe"])
def test_a_key_that_is_none_any_more_is_reported_without_its_content(tmp_path: Path, content: bytes) -> None:
    ensure_machine_identity(tmp_path / "journal.db")
    (keys_folder(tmp_path / "journal.db") / "machine.key").write_bytes(content)
    with pytest.raises(MentorlogError) as caught:
        load_machine_identity(tmp_path / "journal.db")
    assert "NONSENSE" not in f"{caught.value.message}{caught.value.hint}"


def test_what_is_printed_for_paper_is_all_that_another_machine_needs(tmp_path: Path, key: JournalKey) -> None:
    folder = keys_folder(tmp_path / "journal.db")
    folder.mkdir()
    (folder / "journal-1.key").write_text(key_text(key))
    loaded = load_journal_key(tmp_path / "journal.db", 1)
    assert loaded is not None and Seal(loaded).open(Seal(key).seal(TEXT), "x") == TEXT


def test_words_are_the_same_for_the_same_key_and_others_for_another() -> None:
    """By all the work that keeps others from finding a key with the same words; the tests of machines do with less."""
    recipient = "age1xcp2m0ecfg6d6lmpp0kv8r9krvnudk3ljjn9yz7usqt67ew44deqac8ss0"
    words = comparison_words(recipient, UUID)
    assert words == ("hobby", "practice", "current", "snap")
    assert words != comparison_words(recipient[:-1] + "1", UUID) != comparison_words(recipient, "another")


def test_each_word_says_eleven_bits_and_is_known_by_its_beginning() -> None:
    words = _load_words()
    assert len(set(words)) == 2048 == len({word[:4] for word in words})
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 8 for word in words)
