"""Typer builds only the options that a call names: what is left out has the value that it would have had."""

from functools import wraps
from typing import Any

import pytest

from mentorlog.cli.lazy_parameters import CalledCommand
from mentorlog.cli.main import resolve_command
from mentorlog.cli.params.filters import GoalFilter
from mentorlog.cli.registry import subset_of
from tests.cli.params.test_walls import all_commands
from tests.conftest import Mentee


def option_names(command: Any) -> set[str]:
    return {name for param in command.params if param.param_type_name == "option" for name in param.opts}


def test_an_option_that_is_left_out_has_its_default() -> None:
    left_out = 0
    for name, whole in all_commands().items():
        called, full_name, _ = resolve_command(name.split())
        if full_name != name:
            continue
        built = {param.name for param in called.params}
        assert [param.name for param in whole.params if param.name in built] == [p.name for p in called.params]
        for param in whole.params:
            if param.name not in built:
                left_out += 1
                assert param.param_type_name == "option" and not param.required and not param.envvar, (name, param.name)
                if param.opts == ["--for"]:  # its default depends on the environment: the command itself reads it
                    continue
                assert param.default in (None, False, ""), (name, param.name)
                context = whole.make_context(name, [], resilient_parsing=True)
                value = param.type_cast_value(context, param.default)
                assert not (param.callback(context, param, value) if param.callback else value), (name, param.name)
    assert left_out > 300


def test_an_option_that_is_named_is_built_however_it_is_written() -> None:
    for words in (["--goal", "g1"], ["--goal=g1"], ["--goal", "g1", "--limit=3"]):
        command, _, _ = resolve_command(["questions", "list", *words])
        assert option_names(command) == {word.partition("=")[0] for word in words if word.startswith("-")}
    assert "--output" in option_names(resolve_command(["report", "-o", "x.html"])[0])


@pytest.mark.parametrize("word", ["--gaol", "-x", "--", "-1", "--goal1"])
def test_every_option_is_built_where_a_word_is_none_of_them(word: str) -> None:
    """So that the error names the nearest one."""
    command, _, _ = resolve_command(["questions", "list", "--goal", "g1", word])
    assert len(option_names(command)) > 8


def test_a_mistyped_option_is_named(mentee: Mentee) -> None:
    assert "--goal" in mentee.fails("questions", "list", "--gaol", "g1", "--limit", "1").err


def test_the_whole_of_an_app_has_every_command() -> None:
    assert len(subset_of("questions", None).registered_commands) > len(
        subset_of("questions", ["add"]).registered_commands
    )


def test_a_parameter_that_is_passed_by_name_alone_or_behind_a_wrapper_is_built_too() -> None:
    def show(ref: str, *, goal: GoalFilter = None) -> None:
        """Show it."""

    @wraps(show)
    def wrapper(*args: Any, **named: Any) -> None:
        show(*args, **named)

    for function in (show, wrapper):
        assert [*CalledCommand(function, None).__signature__.parameters] == ["ref", "goal"]
        assert [*CalledCommand(function, []).__signature__.parameters] == ["ref"]


@pytest.mark.parametrize("audience", ["", "mentor", "manager"])
def test_whom_a_page_is_for_is_known_without_the_option(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch, audience: str
) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    if audience:
        monkeypatch.setenv("MENTORLOG_AUDIENCE", audience)
    for words in ((), ("--for", audience or "me")):
        assert mentee.does("report", *words).get("audience", "") == audience
