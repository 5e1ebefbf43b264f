"""`mentorlog config`: shows settings and where they come from, and writes the file, whose comments stay."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentorlog import settings
from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import Context, word_argument
from mentorlog.errors import MentorlogError
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Line, Lines, Page, Row, Span, line, ours
from mentorlog.structs import Frozen

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

app = typer.Typer(
    help="Settle once what goes for every command.", add_completion=False, rich_markup_mode=None, no_args_is_help=False
)

Key = Annotated[str, word_argument("KEY", "As config list shows it.", "setting keys")]


class EffectiveSetting(Frozen):
    """The value of a setting in this call, and the flag, variable, line or default that it comes from."""

    key: str
    value: settings.Value
    source: str
    where: str


@app.command("list")
def list_(ctx: Context) -> Answer:
    """Show every setting, its value, and where that comes from."""
    effective = [_effective_setting(ctx.obj, key) for key in settings.SETTINGS]
    exists = settings.config_path().exists()
    rows = [
        Row(
            ((Span(setting.key, "title"),), (Span(_format_value(setting.value)),), _source_line(setting)),
            [line(ours(settings.SETTINGS[setting.key].description, "dim"))],
        )
        for setting in effective
    ]
    file = line(
        ours("in ", "dim"), Span(str(settings.config_path()), "dim"), ours("" if exists else ", not there yet", "dim")
    )
    page: Page = [
        Grid(
            (GridColumn("Key"), GridColumn("Value", "title"), GridColumn("From", hide_label=True)),
            rows,
            has_header=True,
        ),
        Gap(),
        Lines([file]),
    ]
    answer = PageAnswer(
        "config.list", [_to_json(setting) for setting in effective], page, (NextStep("mentorlog config set KEY VALUE"),)
    )
    answer.warnings = [f"{fault.message} {fault.hint}" for fault in settings.find_errors()]
    return answer


@app.command()
def get(ctx: Context, key: Key) -> Answer:
    """Show one value, alone."""
    _require_known(key)
    _require_valid(key)
    effective = _effective_setting(ctx.obj, key)
    return PageAnswer("config", _to_json(effective), [Lines([(Span(_format_value(effective.value)),)])])


@app.command("set")
def set_(
    ctx: Context,
    key: Key,
    value: Annotated[str, word_argument("VALUE", "Several words are parted by commas.", "setting values")],
) -> Answer:
    """Write one setting into the file; your comments stay."""
    _require_known(key)
    parsed = settings.parse_value(key, value, "config set")
    document = _load_document()
    document[key] = list(parsed) if isinstance(parsed, tuple) else parsed
    _write_document(document)
    says = line(ours("Set "), Span(key, "accent"), ours(" to "), Span(_format_value(parsed), "title"))
    return _setting_answer(ctx.obj, key, says)


@app.command()
def unset(ctx: Context, key: Key) -> Answer:
    """Take a setting out of the file; its default holds again."""
    document = _load_document()
    if key not in document:
        _require_known(key)
        return _setting_answer(ctx.obj, key, line("The file does not set ", Span(key, "accent")))
    del document[key]
    _write_document(document)
    says = line(ours("Took out "), Span(key, "accent"))
    if key not in settings.SETTINGS:
        return PageAnswer("config.path", _location_json(), [Lines([says])])
    return _setting_answer(ctx.obj, key, says)


@app.command()
def path() -> Answer:
    """Show where the file is, alone."""
    return PageAnswer("config.path", _location_json(), [Lines([(Span(str(settings.config_path())),)])])


def _effective_setting(cli: CliContext, key: str) -> EffectiveSetting:
    if key == "journal" and cli.journal_file:
        return EffectiveSetting(key, str(cli.journal_path), "flag", "--journal")
    resolved = settings.resolve(key)
    value = str(cli.journal_path) if key == "journal" else resolved.value  # its default is computed
    return EffectiveSetting(key, value, resolved.source, resolved.where)


def _setting_answer(cli: CliContext, key: str, says: Line) -> Answer:
    """The setting as it is now, with a warning where something overrides the file."""
    effective = _effective_setting(cli, key)
    answer = PageAnswer("config", _to_json(effective), [Lines([says])], (NextStep("mentorlog config list"),))
    if effective.source in ("flag", "environment") and effective.where not in settings.SETTINGS[key].fallback_variables:
        answer.warnings = [f"{effective.where} goes before the file: {key} is {_format_value(effective.value)} now."]
    return answer


def _to_json(effective: EffectiveSetting) -> dict[str, Any]:
    setting = settings.SETTINGS[effective.key]
    return {
        "key": effective.key,
        "value": _json_value(effective.value),
        "source": effective.source,
        "where": effective.where or None,
        "default": _json_value(setting.default),
        "takes": setting.value_type.metavar,
        "variable": settings.environment_variable(effective.key),
        "means": setting.description,
    }


def _json_value(value: settings.Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _location_json() -> dict[str, Any]:
    return {"path": str(settings.config_path()), "exists": settings.config_path().exists()}


def _format_value(value: settings.Value) -> str:
    """A value as `config set` takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _source_line(effective: EffectiveSetting) -> Line:
    if effective.source == "file":
        return line(ours(effective.where.rpartition(", ")[2]))
    return line(ours(effective.where) if effective.where else ours("default", "dim"))


def _require_known(key: str) -> None:
    if key not in settings.SETTINGS:
        raise settings.unknown_key_error(key)


def _require_valid(key: str) -> None:
    """Raise what is wrong with the setting, since it has no value then."""
    problems = settings.read_file().errors
    text = os.environ.get(settings.environment_variable(key))
    if text:
        settings.parse_value(key, text, settings.environment_variable(key))
    elif problem := problems.get("") or problems.get(key):
        raise problem


def _load_document() -> "TOMLDocument":
    """The file with its comments; an empty one where there is none. Raises what keeps it from being read."""
    import tomlkit

    problem: MentorlogError | None = settings.read_file().errors.get("")
    if problem is not None:
        raise problem
    path = settings.config_path()
    return tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()


def _write_document(document: "TOMLDocument") -> None:
    """Write the file, readable by its owner alone; a link to it stays a link."""
    import tomlkit

    from mentorlog.store.files import write_file

    real = Path(os.path.realpath(settings.config_path()))
    real.parent.parent.mkdir(parents=True, exist_ok=True)
    real.parent.mkdir(mode=0o700, exist_ok=True)
    write_file(real, tomlkit.dumps(document).encode(), force=True)
