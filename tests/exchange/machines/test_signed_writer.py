"""What is written behind its signature: whole and by a holder of the key, in whatever pieces it comes."""

import hmac
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from mentorlog.exchange.machines.files import shared_files
from mentorlog.exchange.machines.files.operation_files import FileFault
from mentorlog.exchange.machines.files.shared_files import copy_shared
from mentorlog.exchange.machines.files.signed_writer import SignedWriter

KEY, BINDING, CONTENT = b"k" * 32, b"journal 1 start\n", b"first\nsecond\n" * 5


def sign(content: bytes, key: bytes = KEY, binding: bytes = BINDING) -> bytes:
    return hmac.new(key, binding + content, sha256).hexdigest().encode() + b"\n" + content


def write(signed: bytes, size: int) -> bytes:
    target = BytesIO()
    writer = SignedWriter(target, KEY, BINDING)
    for at in range(0, len(signed), size):
        piece = signed[at : at + size]
        assert writer.write(piece) == len(piece)
    writer.verify()
    return target.getvalue()


@pytest.mark.parametrize("size", [1, 7, 64, 65, 66, 1000])
def test_the_content_alone_is_written(size: int) -> None:
    assert write(sign(CONTENT), size) == CONTENT
    assert write(sign(b""), size) == b""


@pytest.mark.parametrize("size", [1, 64, 1000])
@pytest.mark.parametrize(
    "signed",
    [
        b"", CONTENT, b"x" * 1000, sign(CONTENT)[:64], sign(CONTENT)[:-1], sign(CONTENT) + b"x", sign(CONTENT)[1:],
        sign(CONTENT, key=b"other"), sign(CONTENT, binding=b"journal 2 start\n"), "\xe4".encode() + sign(CONTENT),
    ],
)  # fmt: skip
def test_what_nobody_signed_is_foreign(signed: bytes, size: int) -> None:
    with pytest.raises(FileFault) as raised:
        write(signed, size)
    assert raised.value.fault == "foreign"


def test_a_shared_file_is_copied_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_files, "_BLOCK_SIZE", 7)
    path, target = tmp_path / "start", BytesIO()
    path.write_bytes(CONTENT)
    copy_shared(path, len(CONTENT), target)
    assert target.getvalue() == CONTENT
    with pytest.raises(FileFault) as raised:
        copy_shared(path, len(CONTENT) - 1, BytesIO())
    assert raised.value.fault == "too large"
    with pytest.raises(FileNotFoundError):
        copy_shared(tmp_path / "nothing", 1, BytesIO())
