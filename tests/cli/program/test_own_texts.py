"""Texts of one's own: copied to start from, read in any language, checked line by line, never half taken."""

from pathlib import Path

import pytest

from tests.conftest import Mentee


@pytest.fixture
def folder(mentee: Mentee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the settings."""
    monkeypatch.setenv("MENTORLOG_CONFIG", str(tmp_path / "conf" / "config.toml"))
    (tmp_path / "conf" / "texts").mkdir(parents=True)
    return tmp_path / "conf"


def test_ours_are_copied_to_start_from_and_never_written_over(mentee: Mentee, folder: Path) -> None:
    assert {text["name"]: text["own"] for text in mentee.does("config", "texts")}["questions"] is False
    for name, file in (("questions", "texts/questions.toml"), ("apm", "frameworks/apm.txt")):
        mentee.does("config", "texts", name)
        assert (folder / file).is_file()
        assert mentee.fails("config", "texts", name).code == 73
    assert {text["name"]: text["own"] for text in mentee.does("config", "texts")}["apm"] is True
    assert "Did you mean questions?" in mentee.fails("config", "texts", "question").err


def test_questions_of_ones_own_replace_ours_or_stand_beside_them(mentee: Mentee, folder: Path) -> None:
    text = '[first]\nrelationship = ["Wie arbeiten Sie gern?"]\n'
    (folder / "texts" / "questions.toml").write_text(text, encoding="utf-8")
    assert "Wie arbeiten Sie gern?" in mentee("questions", "suggest", "--stage", "first").out
    (folder / "texts" / "questions.toml").rename(folder / "texts" / "more-questions.toml")
    assert "What made you say yes" in mentee("questions", "suggest", "--stage", "first", "--count", "20").out


def test_an_idea_of_ones_own_is_offered(mentee: Mentee, folder: Path) -> None:
    (folder / "texts" / "challenges.toml").write_text('fit = ["Tausche die Rollen."]\n', encoding="utf-8")
    assert "Tausche die Rollen." in mentee("challenges", "add", "Hard", "--kind", "fit").out


@pytest.mark.parametrize(
    ("name", "text", "line", "what"),
    [
        ("questions", '[first]\nrelationship = ["A"]\n[frist]\nx = ["B"]\n', 3, "Did you mean first?"),
        ("questions", '[first]\nrelationship = "A"\n', 2, "list of texts"),
        ("questions", "[first\n", 1, "not TOML"),
        ("challenges", 'fit = ["A"]\ntrust = []\n', 2, "list of texts"),
        ("needs", 'need = [\n{ text = "A", weight = 9 } ]\n', 1, "weight from 1 to 5"),
        ("agreement", '[fields]\npurpoze = { ask = "A" }\n', 2, "Did you mean purpose?"),
    ],
)
def test_a_fault_names_its_line(mentee: Mentee, folder: Path, name: str, text: str, line: int, what: str) -> None:
    (folder / "texts" / f"{name}.toml").write_text(text)
    (fault,) = [one["fault"] for one in mentee.does("config", "texts") if one["name"] == name]
    assert f"{name}.toml, line {line}: " in fault
    calls = {
        "questions": ("questions", "suggest"), "challenges": ("challenges", "add", "Hard", "--kind", "fit"),
        "needs": ("needs", "suggest"), "agreement": ("config", "texts"),
    }  # fmt: skip
    if name in ("questions", "challenges"):
        assert what in mentee.fails(*calls[name]).err and mentee.does("history") == []


def test_a_folder_in_place_of_a_text_is_an_error(mentee: Mentee, folder: Path) -> None:
    name = folder / "texts" / "questions.toml"
    name.mkdir()
    refused = mentee.fails("questions", "suggest")
    assert refused.code == 74 and f"{name} is no file." in refused.err
    name.rmdir()
    assert mentee("questions", "suggest").code == 0


def test_a_fault_in_a_text_stops_a_command_before_it_adds_anything(mentee: Mentee, folder: Path) -> None:
    (folder / "texts" / "challenges.toml").write_text("fit = 1\n", encoding="utf-8")
    result = mentee.fails("challenges", "add", "Hard", "--kind", "fit")
    assert result.code == 2 and mentee.does("challenges", "list") == []
