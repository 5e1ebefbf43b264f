"""Files of operations: whole they give back what was written; in any other state they are result and left alone."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from mentorlog.exchange.machines.files.operation_files import (
    FileFault,
    FileHeader,
    decode_operations,
    encode_operations,
    split_into_files,
)
from tests.exchange.machines.samples import HEADER, content, operation

KEY = bytes(range(32))


def fault(data: bytes, expected: FileHeader = HEADER, key: bytes | None = None) -> str:
    """Why a file is not read; empty where it is."""
    try:
        decode_operations(data, expected, key)
    except FileFault as error:
        return error.fault
    return ""


def sign_again(lines: list[str]) -> bytes:
    """A file of these lines with a valid end."""
    body = "".join(f"{line}\n" for line in lines).encode()
    return body + json.dumps({"lines": len(lines), "sha256": sha256(body).hexdigest()}).encode() + b"\n"


def file_after(change: Callable[[list[dict[str, object]]], object]) -> bytes:
    """A valid file in which somebody has changed lines."""
    lines = [json.loads(line) for line in content().decode().splitlines()[:-1]]
    change(lines)
    return sign_again([json.dumps(line) for line in lines])


@pytest.mark.parametrize("key", [None, KEY])
@pytest.mark.parametrize("padded", [False, True])
def test_a_whole_file_gives_back_its_operations(key: bytes | None, padded: bool) -> None:
    data = content(key=key, padded=padded)
    assert decode_operations(data, HEADER, key) == [operation(8), operation(9)]
    assert encode_operations(HEADER, decode_operations(data, HEADER, key), key, padded=padded) == data


def test_a_file_cut_at_any_byte_is_cut() -> None:
    data = content()
    assert {fault(data[:at]) for at in range(len(data))} == {"cut"}


def test_a_file_with_any_byte_changed_is_not_read() -> None:
    data = content(key=KEY)
    for at in range(len(data) - 1):
        other = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert fault(other, key=KEY), data[max(0, at - 20) : at + 1]


def test_what_a_stranger_writes_is_not_read_where_the_machines_share_a_key() -> None:
    assert fault(content(key=KEY), key=bytes(32)) == "foreign"
    assert fault(content(), key=KEY) == "foreign"


@pytest.mark.parametrize(
    "other",
    [
        HEADER._replace(machine="c"), HEADER._replace(first=7, last=8), HEADER._replace(generation=2),
        HEADER._replace(journal="01900000-0000-7000-8000-00000000000b"),
    ],
)  # fmt: skip
def test_a_file_under_another_name_than_its_own_is_misplaced(other: FileHeader) -> None:
    assert fault(content(), other) == "misplaced"


def test_a_newer_format_or_schema_waits_and_an_older_schema_does_not() -> None:
    assert fault(content(), HEADER._replace(schema=11)) == "newer"
    assert fault(content(), HEADER._replace(schema=13)) == ""
    assert fault(file_after(lambda lines: lines[0].update(format=2))) == "newer"


@pytest.mark.parametrize("data", [b"\n", b"PK\3\4", b"[]\n{}\n", b"\0" * 5000, "Größe\n".encode("utf-16"), b"{}\n{}\n"])
def test_anything_else_is_junk(data: bytes) -> None:
    assert fault(data) == "junk"


@pytest.mark.parametrize(
    "bad",
    [
        {"seq": True}, {"seq": -1}, {"clock": 1 << 60}, {"saw": {"../a": 1}}, {"saw": []}, {"rows": None},
        {"rows": [{"table": "questions", "number": 1, "act": "drop", "groups": {}}]},
        {"rows": [{"table": "", "number": 1, "act": "add", "groups": {}}]},
        {"rows": [{"table": "questions", "number": 1, "act": "add", "groups": {"text": {"text": "\x1b[31mred"}}}]},
        {"rows": [{"table": "questions", "number": 1, "act": "add", "groups": {"text": {"text": ["x"]}}}]},
        {"rows": [{"table": "questions", "number": 1, "act": "add", "groups": {"text": {"text": True}}}]},
        {"command": "x\x1b[2J"}, {"at": 5}, {"reverts": "q1"},
    ],
)  # fmt: skip
def test_values_that_no_machine_writes_are_junk(bad: dict[str, object]) -> None:
    assert fault(file_after(lambda lines: lines[1].update(bad))) == "junk"


def test_constants_and_depth_that_json_allows_are_junk() -> None:
    lines = content().decode().splitlines()[:-1]
    assert fault(sign_again([lines[0], lines[1].replace('"clock": 1795712400008', '"clock": NaN'), lines[2]])) == "junk"
    assert fault(sign_again([lines[0], "[" * 100_000, lines[2]])) == "junk"


def test_operations_that_do_not_follow_one_another_are_misplaced() -> None:
    assert fault(file_after(lambda lines: lines.pop())) == "misplaced"
    assert fault(file_after(lambda lines: lines.append(dict(lines[-1])))) == "misplaced"


def test_padding_makes_files_of_one_size_of_different_texts() -> None:
    sizes = {
        len(encode_operations(HEADER._replace(last=8), [operation(8, "x" * length)], KEY, padded=True))
        for length in (1, 50, 900)
    }
    assert sizes == {4096}


def test_many_operations_are_parted_into_files_and_one_large_one_is_not() -> None:
    operations = [operation(seq, "x" * (5_000 if seq == 3 else 10)) for seq in range(1, 8)]
    parts = [[operation.change.seq for operation in part] for part in split_into_files(operations, 1_000)]
    assert [seq for part in parts for seq in part] == [*range(1, 8)]
    assert [3] in parts and len(parts) > 3
