"""Frameworks: ours are whole, one's own is a file that is checked line by line."""

from pathlib import Path

import pytest

from mentorlog.errors import UsageError
from mentorlog.journal.frameworks import load_framework, parse_framework
from tests.conftest import Mentee

GOOD = "name: House rules\nbody: Northbank\nhours: 10\n\n[Ours]\nListening\nPlain English\n"


@pytest.mark.parametrize(
    ("key", "names", "hours"),
    [("apm", 29, 35), ("icb4", 29, 35), ("ipma", 29, 35), ("pfq", 10, 0), ("gapps", 6, 0), ("pmi", 3, 60)],
)
def test_ours_have_all_their_names(key: str, names: int, hours: int) -> None:
    framework = load_framework(key)
    assert (len(set(framework.competences)), framework.hours) == (names, hours)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("hours: many\n[A]\nB\n", 1, "whole number"),
        ("name: A\nhour: 3\n[A]\nB\n", 2, "Did you mean hours?"),
        ("name: A\nname: B\n[A]\nB\n", 2, "second time"),
        ("Listening\n", 1, "[Group]"),
        ("[A]\nB\nC\nb\n", 4, "line 2 already"),
        ("[A]\nB; C\n", 2, "semicolon"),
        ("minimum: 8 Listening\n[A]\nB\n", 1, "no name below"),
        ("name: A\n", 1, "no names"),
        ("[A]\n" + "x" * 201, 2, "200"),
        ("[A]\nB\x07\n", 2, "printable"),
    ],
)
def test_a_fault_in_a_file_names_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_framework("own", Path("own.txt"), text)
    assert f"own.txt, line {line}: " in caught.value.message
    assert what in f"{caught.value.message} {caught.value.hint}"


def test_one_of_ones_own_is_found_beside_the_settings(
    mentee: Mentee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORLOG_CONFIG", str(tmp_path / "config.toml"))
    assert "Did you mean" not in mentee.fails("config", "set", "cpd.body", "house").err
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "house.txt").write_text(GOOD)
    mentee.does("config", "set", "cpd.body", "house")
    assert (
        mentee.does("activities", "add", "A", "--competence", "plain", "--hours", "4")["competences"] == "Plain English"
    )
    assert mentee.does("cpd")["year"]["needed"] == 10
    assert "Listening" in mentee("skills", "list", "--framework", "house").out
    (tmp_path / "frameworks" / "house.txt").write_text("hours: 3\nfoo\n")
    refused = mentee.fails("activities", "add", "B", "--competence", "plain")
    assert "house.txt, line 2" in refused.err and len(mentee.does("activities", "list")) == 1
    assert "mentorlog cpd" in mentee("config", "set", "cpd.body", "apm").err
    assert "house.txt, line 2" in mentee.fails("config", "set", "cpd.body", "house").err
    assert mentee.does("config", "get", "cpd.body")["value"] == "apm", "a fault is refused, and nothing changes"


def test_the_names_of_a_framework_show_the_levels_of_the_skills_called_alike(mentee: Mentee) -> None:
    mentee.does("skills", "add", "Quality management")
    mentee.does("skills", "rate", "quality", "2")
    listed = mentee.does("skills", "list", "--framework", "apm")["competences"]
    assert [(one["name"], one["self"]) for one in listed if one["self"]] == [("Quality management", 2)]
    assert len(listed) == 29
    assert "Did you mean" in mentee.fails("skills", "list", "--framework", "amp").err
