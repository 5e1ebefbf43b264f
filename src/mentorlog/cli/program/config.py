"""`mentorlog config`: settings and where they come from; writes the file, and keeps its comments."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from mentorlog import settings
from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import Context, argument, word_argument
from mentorlog.errors import Refused
from mentorlog.journal.model.forms import TITLE
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Line, Lines, Page, Row, Span, line, ours, paragraph
from mentorlog.structs import Annotated, replace

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

app = typer.Typer(
    help="Settle once what goes for every command.", add_completion=False, rich_markup_mode=None, no_args_is_help=False
)

Key = Annotated[str, word_argument("KEY", "As config list shows it.", "setting keys")]


@app.command("list")
def list_(ctx: Context) -> Answer:
    """Show every setting, its value, and where that comes from."""
    effective = [_effective_setting(ctx.obj, key) for key in settings.SETTINGS]
    rows = [
        Row(
            ((Span(setting.key, "title"),), (Span(_format_value(setting.value), "accent"),), _source_line(setting)),
            [line(settings.SETTINGS[setting.key].description)],
        )
        for setting in effective
    ]
    heads = (GridColumn("Key"), GridColumn("Value", "title"), GridColumn("From", hide_label=True))
    file = settings.config_path()
    status = "" if file.exists() else ", not there yet"
    page: Page = [
        Grid(heads, rows, has_header=True),
        Gap(),
        paragraph(ours("in ", "dim"), Span(str(file), "dim"), ours(status, "dim")),
    ]
    step = NextStep("mentorlog config set KEY VALUE")
    answer = PageAnswer("config.list", [_to_json(setting) for setting in effective], page, (step,))
    answer.warnings = [f"{error.message} {error.hint}" for error in settings.find_errors()]
    return answer


@app.command()
def get(ctx: Context, key: Key) -> Answer:
    """Show one value, alone."""
    key = settings.canonical_key(key)
    _require_known(key)
    file_errors = settings.read_file().errors
    if settings.environment_value(key) is None and (error := file_errors.get("") or file_errors.get(key)):
        raise error  # the setting has no value then
    effective = _effective_setting(ctx.obj, key)
    return PageAnswer("config", _to_json(effective), [paragraph(Span(_format_value(effective.value)))])


@app.command("set")
def set_(
    ctx: Context,
    key: Key,
    value: Annotated[str, word_argument("VALUE", "Several words are parted by commas.", "setting values")],
) -> Answer:
    """Write one setting into the file; your comments stay."""
    key = settings.canonical_key(key)
    _require_known(key)
    parsed = settings.parse_value(key, value, "config set")
    if key == "cpd.body" and parsed != "none":
        from mentorlog.journal.frameworks import load_framework

        load_framework(str(parsed))  # a file of one's own with a fault is refused with its line
    document = _load_document()
    if key not in document:
        _remove_key(document, key)  # by an older name of the same setting, say
    _write_key(document, key, list(parsed) if isinstance(parsed, tuple) else parsed)
    _write_document(document)
    sentence = line("Set ", Span(key, "accent"), " to ", Span(_format_value(parsed), "title"))
    return _setting_answer(ctx.obj, key, sentence)


@app.command()
def unset(ctx: Context, key: Key) -> Answer:
    """Take a setting out of the file; its default holds again."""
    document = _load_document()
    is_set = _remove_key(document, key)
    key = settings.canonical_key(key)
    if not is_set:
        _require_known(key)
        return _setting_answer(ctx.obj, key, line("The file does not set ", Span(key, "accent")))
    _write_document(document)
    sentence = line("Took out ", Span(key, "accent"))
    if key not in settings.SETTINGS:
        return PageAnswer("config.path", _location_json(), [Lines([sentence])])
    return _setting_answer(ctx.obj, key, sentence)


@app.command()
def path() -> Answer:
    """Show where the file is, alone."""
    return PageAnswer("config.path", _location_json(), [paragraph(Span(str(settings.config_path())))])


@app.command()
def texts(
    ctx: Context,
    name: Annotated[
        str | None, argument("NAME", TITLE, "Which one to copy to your folder, to start from: questions, apm ...")
    ] = None,
) -> Answer:
    """Show which texts may be yours: questions, needs, messages, frameworks; with a name, copy ours to start from."""
    from mentorlog.cli.program.own_texts import copy_text, list_texts

    if name is None:
        return list_texts()
    if ctx.obj.audience is not None:
        raise Refused("The texts beside the settings are for their owner alone to copy.", "Nothing was written.")
    return copy_text(name)


def _effective_setting(cli: CliContext, key: str) -> settings.ResolvedSetting:
    """The setting as this call has it, flags included."""
    if key != "journal":
        return settings.resolve(key)
    if cli.journal_file:
        return settings.ResolvedSetting(key, str(cli.journal_path), "flag", "--journal")
    return replace(settings.resolve(key), value=str(cli.journal_path))  # its default is computed


def _setting_answer(cli: CliContext, key: str, sentence: Line) -> Answer:
    """The setting as it is now, with a warning where something overrides the file."""
    effective = _effective_setting(cli, key)
    step = NextStep("mentorlog config list")
    if key.startswith("cpd."):
        step = NextStep("mentorlog cpd", "where your year stands")
    answer = PageAnswer("config", _to_json(effective), [Lines([sentence])], (step,))
    if effective.source in ("flag", "environment") and effective.where not in settings.SETTINGS[key].fallback_variables:
        answer.warnings = [f"{effective.where} goes before the file: {key} is {_format_value(effective.value)} now."]
    return answer


def _to_json(effective: settings.ResolvedSetting) -> dict[str, Any]:
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


def _source_line(effective: settings.ResolvedSetting) -> Line:
    if effective.source == "file":
        return line(ours(effective.where.rpartition(", ")[2]))
    return line(ours(effective.where) if effective.where else ours("default", "dim"))


def _require_known(key: str) -> None:
    if key not in settings.SETTINGS:
        raise settings.unknown_key_error(key)


def _load_document() -> "TOMLDocument":
    """The file with its comments; an empty one where there is none. Raises what keeps it from being read."""
    import tomlkit

    if error := settings.read_file().errors.get(""):
        raise error
    path = settings.config_path()
    return tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.exists() else tomlkit.document()


def _write_key(document: "TOMLDocument", key: str, value: Any) -> None:
    """Set a key; `cpd.body` is written as it is named, or below the head [cpd] that somebody wrote."""
    import tomlkit

    head, dot, rest = key.partition(".")
    table = document.get(head)
    if not dot or key in document:
        document[key] = value
    elif isinstance(table, dict):
        table[rest] = value
    else:
        document.append(tomlkit.key([head, rest]), tomlkit.item(value))


def _remove_key(document: "TOMLDocument", key: str) -> bool:
    """Take out each line that sets this key, by whatever name; whether there was one."""
    canonical = settings.canonical_key(key)
    names = [key] if key in document else [name for name in document if settings.canonical_key(name) == canonical]
    for name in names:
        del document[name]
    head, dot, _ = canonical.partition(".")
    table: Any = document.get(head, {}) if dot else {}
    inner = [name for name in table if settings.canonical_key(f"{head}.{name}") == canonical]
    for name in inner:
        del table[name]
    return bool(names or inner)


def _write_document(document: "TOMLDocument") -> None:
    """Write the file, readable by its owner alone; a link to it stays a link."""
    import tomlkit

    from mentorlog.store.create import write_file

    path = Path(os.path.realpath(settings.config_path()))
    path.parent.parent.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_file(path, tomlkit.dumps(document).encode(), force=True)
