"""The keys of the settings, and a file of any content."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import user_config_path, user_data_path

from mentorlog import settings
from mentorlog.cli.registry import COMMANDS
from tests.conftest import Mentee

FILE = Path("/somewhere/config.toml")


@pytest.mark.parametrize("folder", [None, "", "/elsewhere"])
def test_the_places_are_those_that_platformdirs_names(monkeypatch: pytest.MonkeyPatch, folder: str | None) -> None:
    if folder is not None:
        monkeypatch.setenv("XDG_CONFIG_HOME", folder)
        monkeypatch.setenv("XDG_DATA_HOME", folder)
    assert Path(settings.config_folder()) == user_config_path("mentorlog")
    assert Path(settings.data_folder()) == user_data_path("mentorlog")


def test_a_place_that_depends_on_where_one_stands_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The XDG Base Directory Specification: a relative path is to be ignored."""
    default_folders = settings.config_folder(), settings.data_folder()
    monkeypatch.setenv("XDG_CONFIG_HOME", "here")
    monkeypatch.setenv("XDG_DATA_HOME", "here")
    assert (settings.config_folder(), settings.data_folder()) == default_folders


def test_every_default_is_a_value_that_its_setting_takes() -> None:
    for name, setting in settings.SETTINGS.items():
        if setting.default != "":
            result = list(setting.default) if isinstance(setting.default, tuple) else setting.default
            assert setting.value_type.validate(result) == setting.default, name
        assert setting.description.endswith("."), name


def test_what_can_be_private_is_what_takes_private(mentee: Mentee) -> None:
    """Every group that adds something, and no other."""
    groups = [name for name, entry in COMMANDS.items() if entry.group]
    taking = {
        name
        for name in groups
        if any("--private" in mentee(*words, "--help").out for words in ((name,), (name, "add")))
    }
    (result,) = re.findall(r"a list of any of (.*)\.", mentee("config", "set", "private", "nothing").err)
    assert set(result.split(", ")) == taking


@given(st.binary(max_size=200))
def test_any_content_is_read_or_refused(content: bytes) -> None:
    parsed = settings.parse_file(content, FILE)
    assert all(fault.message and fault.hint for fault in parsed.errors.values())
    assert set(parsed.values) <= set(settings.SETTINGS)


_KEY = st.sampled_from(["name", "pager", "colors", "minutes", "private", "accessible", "colr", "x"])
_TOML_VALUES = st.sampled_from(
    ['"less"', '"none"', "45", "true", '["lessons"]', "[]", "{a = 1}", "1.5", '"""a\nb"""', "2026-11-23"]
)


@given(st.dictionaries(_KEY, _TOML_VALUES, max_size=6))
def test_every_key_is_a_value_or_a_fault_on_its_line(values: dict[str, str]) -> None:
    text = "".join(f"# {key}\n{key} = {value}\n" for key, value in values.items())
    parsed = settings.parse_file(text.encode(), FILE)
    assert set(parsed.values) | set(parsed.errors) == set(values) and not set(parsed.values) & set(parsed.errors)
    for key, line in parsed.lines.items():
        assert text.split("\n")[line - 1].startswith(f"{key} =")
