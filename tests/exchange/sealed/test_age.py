"""The format of age: what comes back, and what is told of a file that was altered, cut, or meant for somebody else."""

import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorlog.errors import Damaged, Foreign, MentorlogError, Refused, UsageError
from mentorlog.exchange.sealed import age
from mentorlog.exchange.sealed.age import (
    Unsealable,
    check_recipient,
    decrypt,
    decrypt_stream,
    encrypt,
    encrypt_stream,
    generate_identity,
    is_sealed,
    parse_identity,
    parse_ssh_identity,
)

TEXT = b"Who decides about the sponsor?"
CHUNK = 65_536  # bytes that the format encrypts together


@pytest.fixture(scope="module")
def key() -> age.Identity:
    """A key pair."""
    return generate_identity()


def _pieces(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield bytes([number % 251]) * 100_000


def test_what_is_encrypted_comes_back_and_shows_no_word(key: age.Identity) -> None:
    sealed = encrypt(TEXT, [key.recipient])
    assert is_sealed(sealed)
    assert not any(word in sealed for word in TEXT.split() if len(word) > 4)  # "the" stands in many a random text
    assert decrypt(sealed, [key], "x.age") == TEXT


def test_each_of_several_recipients_opens_it_alone(key: age.Identity) -> None:
    other = generate_identity()
    sealed = encrypt(TEXT, [key.recipient, other.recipient])
    assert decrypt(sealed, [other], "x.age") == decrypt(sealed, [key], "x.age") == TEXT


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_any_length_comes_back(key: age.Identity, size: int) -> None:
    content = bytes(size)
    assert decrypt(encrypt(content, [key.recipient]), [key], "x.age") == content


def test_a_flipped_bit_anywhere_is_found(key: age.Identity) -> None:
    sealed = encrypt(TEXT, [key.recipient])
    for at in range(len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises((Damaged, Foreign, Unsealable)) as caught:
            decrypt(altered, [key], "x.age")
        assert caught.value.exit_code == 65


def test_a_file_that_was_cut_anywhere_is_found(key: age.Identity) -> None:
    sealed = encrypt(TEXT, [key.recipient])
    for size in range(len(sealed)):
        with pytest.raises((Damaged, Foreign)):
            decrypt(sealed[:size], [key], "x.age")


@pytest.mark.parametrize("chunks", [1, 2])
def test_a_file_that_was_cut_between_two_chunks_is_found(key: age.Identity, chunks: int) -> None:
    sealed = encrypt(bytes(3 * CHUNK), [key.recipient])
    header = len(sealed) - 3 * (CHUNK + 16)
    with pytest.raises(Damaged):
        decrypt(sealed[: header + chunks * (CHUNK + 16)], [key], "x.age")


def test_what_follows_the_end_is_found(key: age.Identity) -> None:
    with pytest.raises(Damaged):
        decrypt(encrypt(TEXT, [key.recipient]) + b"more", [key], "x.age")


def test_another_key_decrypts_nothing_and_says_so(key: age.Identity) -> None:
    sealed = encrypt(TEXT, [key.recipient])
    for keys in ([generate_identity()], [generate_identity(), generate_identity()], []):
        with pytest.raises(Unsealable) as caught:
            decrypt(sealed, keys, "x.age")
        assert caught.value.exit_code == 65 and "--identity" in caught.value.hint


def test_a_plain_file_is_not_taken_for_one(key: age.Identity) -> None:
    with pytest.raises(Foreign):
        decrypt(TEXT, [key], "x.age")


@pytest.mark.parametrize("is_armored", [False, True])
def test_a_file_with_a_passphrase_is_recognised(key: age.Identity, is_armored: bool) -> None:
    header = (
        b"age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\ngUjEymFKMVXQEKdMMHL24oYexjE3TIC0O0zGSqJ2aUY\n"
    )
    if is_armored:
        from base64 import encodebytes

        header = b"-----BEGIN AGE ENCRYPTED FILE-----\n" + encodebytes(header)
    with pytest.raises(Unsealable, match="passphrase"):
        decrypt(header, [key], "x.age")


def test_a_large_file_is_never_held_in_memory(key: age.Identity, tmp_path: Path) -> None:
    import tracemalloc

    with open(tmp_path / "x.age", "w+b") as sealed, open(tmp_path / "plain", "w+b") as plain:
        tracemalloc.start()
        encrypt_stream(_pieces(200), sealed, [key.recipient])
        decrypt_stream(sealed, plain, [key], "x.age")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        plain.seek(0)
        assert plain.read() == b"".join(_pieces(200))
    assert peak < 2_000_000


class _FullDisk(io.BytesIO):
    def write(self, content: object) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_reported_as_one(key: age.Identity) -> None:
    sealed = encrypt(bytes(CHUNK), [key.recipient])
    with pytest.raises(OSError, match="No space left") as caught:
        encrypt_stream([bytes(CHUNK)], _FullDisk(), [key.recipient])
    assert caught.value.errno == 28
    with pytest.raises(OSError, match="No space left"):
        decrypt_stream(io.BytesIO(sealed), _FullDisk(), [key], "x.age")


def test_what_reading_raises_comes_through(key: age.Identity) -> None:
    def fail() -> Iterator[bytes]:
        yield TEXT
        raise Refused("Nothing more.")

    with pytest.raises(Refused, match="Nothing more"):
        encrypt_stream(fail(), io.BytesIO(), [key.recipient])


@pytest.mark.parametrize("before", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_a_file_that_came_by_mail_is_read(key: age.Identity, before: bytes) -> None:
    import pyrage

    armored = pyrage.encrypt(TEXT, [pyrage.x25519.Recipient.from_str(key.recipient)], armored=True)
    mailed = before + armored.replace(b"\n", b"\r\n") + b"\r\n"
    assert is_sealed(mailed) and decrypt(mailed, [key], "x.age") == TEXT


# Recipients and identities


def test_a_key_of_ssh_is_a_recipient_too_with_its_comment_or_without(tmp_path: Path) -> None:
    secret, public = _ssh_key(tmp_path)
    recipient = check_recipient(public)
    assert recipient == " ".join(public.split()[:2])
    assert decrypt(encrypt(TEXT, [recipient]), [parse_ssh_identity(secret, "id")], "x.age") == TEXT


def test_a_key_of_ssh_with_a_passphrase_is_reported(tmp_path: Path) -> None:
    secret, _ = _ssh_key(tmp_path, passphrase="a long one")
    with pytest.raises(UsageError, match="protected by a passphrase"):
        parse_ssh_identity(secret, "id")


def test_a_type_of_ssh_key_that_age_does_not_know_is_reported(tmp_path: Path) -> None:
    secret, public = _ssh_key(tmp_path, type_="ecdsa")
    with pytest.raises(UsageError, match="no recipient"):
        check_recipient(public)
    with pytest.raises(UsageError, match="not a key that opens"):
        parse_ssh_identity(secret, "id")


def _ssh_key(folder: Path, passphrase: str = "", type_: str = "ed25519") -> tuple[bytes, str]:
    program = shutil.which("ssh-keygen")
    if program is None:
        pytest.skip("ssh-keygen is not here")
    subprocess.run([program, "-q", "-t", type_, "-N", passphrase, "-C", "me here", "-f", folder / "id"], check=True)
    return (folder / "id").read_bytes(), (folder / "id.pub").read_text()


@pytest.mark.parametrize("text", ["", "age1", "age1nonsense", "ssh-ed25519 AAAA", "me@example.org", "q1"])
def test_what_is_no_recipient_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no recipient"):
        check_recipient(text)


def test_a_recipient_with_a_letter_changed_is_refused(key: age.Identity) -> None:
    with pytest.raises(UsageError):
        check_recipient(key.recipient[:-1] + ("q" if key.recipient[-1] != "q" else "p"))


def test_a_secret_key_is_no_recipient_and_is_not_repeated(key: age.Identity) -> None:
    for text in (key.secret, key.secret.lower(), f"age {key.secret}"):
        with pytest.raises(UsageError) as caught:
            check_recipient(text)
        assert key.secret[20:30].lower() not in f"{caught.value.message}{caught.value.hint}".lower()


def test_no_representation_shows_the_secret(key: age.Identity) -> None:
    assert key.secret not in f"{key!r} {key} {[key]}"
    assert parse_identity(key.secret).recipient == key.recipient
    with pytest.raises(UsageError) as caught:
        parse_identity(key.secret[:-1])
    assert key.secret[20:40] not in f"{caught.value.message}{caught.value.hint}"


def test_without_the_library_each_call_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, key: age.Identity
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    for call in (
        generate_identity,
        lambda: encrypt(TEXT, [key.recipient]),
        lambda: decrypt(age.HEADER, [key], "x.age"),
        lambda: check_recipient(key.recipient),
    ):
        with pytest.raises(MentorlogError) as caught:
            call()
        assert isinstance(caught.value, Refused) and "pip install pyrage" in caught.value.hint


# The other programs


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not here")
@pytest.mark.parametrize("options", [(), ("--armor",)])
def test_files_of_age_itself_are_read_and_ours_are_read_by_it(
    key: age.Identity, tmp_path: Path, options: tuple[str, ...]
) -> None:
    (tmp_path / "key.txt").write_text(f"# a comment\n{key.secret}\n")
    (tmp_path / "key.txt").chmod(0o600)
    theirs = subprocess.run(
        ["age", *options, "--recipient", key.recipient], input=TEXT, capture_output=True, check=True
    ).stdout
    assert decrypt(theirs, [key], "x.age") == TEXT
    ours = encrypt(TEXT, [key.recipient])
    assert (
        subprocess.run(
            ["age", "--decrypt", "--identity", tmp_path / "key.txt"], input=ours, capture_output=True, check=True
        ).stdout
        == TEXT
    )
