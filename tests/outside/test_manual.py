"""What a formatter of manual pages makes of ours."""

import re
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "mentorlog.1"


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_man_page_is_formatted_without_a_warning_and_no_name_is_parted(columns: int) -> None:
    done = subprocess.run(
        ["groff", "-ww", "-man", "-Tutf8", "-P-c", f"-rLL={columns}n", str(PAGE)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    shown = re.sub(".\b", "", done.stdout)  # bold is a letter written twice
    assert max(len(line) for line in shown.splitlines() if "\\" not in line) <= max(columns, 78)
    for words in (
        "--show-withheld",
        "misunderstanding",
        "mentorlog contacts followed-up",
        "EXIT STATUS",
        "ENVIRONMENT",
    ):
        assert words in " ".join(shown.split())
