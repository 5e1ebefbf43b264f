"""Static checks: style, types, which package may import which, parameters of SQL, and the length of files."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sys.executable).parent


@pytest.mark.parametrize(
    "words",
    [
        ("ruff", "check", "--no-cache", "."),
        ("ruff", "format", "--check", "--no-cache", "."),
        ("mypy",),
        ("lint-imports", "--no-cache"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_checker_finds_no_fault(words: tuple[str, ...]) -> None:
    process = subprocess.run(
        [str(SCRIPTS / words[0]), *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stdout + process.stderr


def test_no_parameter_of_sql_has_a_number() -> None:
    numbered = re.compile(r"[\s=(]\?\d|\(\?\{")  # Python 3.12.0 to 3.12.3 warns of each, as of a name without its value
    assert [str(path) for path in (ROOT / "src").rglob("*.py") if numbered.search(path.read_text("utf-8"))] == []


def test_no_file_has_more_than_four_hundred_lines() -> None:
    long = {str(path): count for path in (ROOT / "src").rglob("*.py") if (count := _lines(path)) > 400}
    assert long == {}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_each_contract_on_another_package_holds_for_the_whole_program() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    forbidden = [contract for contract in contracts if contract["type"] == "forbidden"]
    assert [
        each["name"] for each in forbidden if each["source_modules"] != ["mentorlog"] or not each["as_packages"]
    ] == []
