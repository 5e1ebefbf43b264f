"""docs/security.md: behind each line of the threat model stands a test that exists."""

import re

from tests.house.test_readme import ROOT

_LINE = re.compile(r"^\| (?!they cannot|it cannot|---)(.+) \| (.+) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_every_line_of_the_threat_model_names_a_test_that_is_there() -> None:
    lines = _LINE.findall((ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    assert len(lines) > 25
    for claim, named in lines:
        tests = _TEST.findall(named)
        assert tests, claim
        for path, name in tests:
            source = (ROOT / path).read_text(encoding="utf-8")
            assert f"def {name or 'test_'}" in source, (claim, path, name)


def test_every_promise_about_data_names_a_test_that_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", (ROOT / "docs" / "trust.md").read_text(encoding="utf-8"))
    assert len(named) > 10 and [path for path in named if not (ROOT / path).exists()] == []


def test_the_threat_model_is_found_from_where_people_look() -> None:
    for page in ("README.md", "docs/trust.md"):
        assert "security.md" in (ROOT / page).read_text(encoding="utf-8"), page
