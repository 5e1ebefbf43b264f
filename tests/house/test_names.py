"""Names say whether a call reads, writes, asks or draws: what a program can see of the rule in docs/contributing.md."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
IRREGULAR = (
    "told|made|kept|found|chosen|written|drawn|shown|sent|said|begun|known|held|gone|taken|given|left|built|seen|spoken|"
    "met|laid|read_aloud|put_off"
)
PARTICIPLE = re.compile(rf"^_?([a-z]+ed|{IRREGULAR})(_|$)")
DEFINITION = re.compile(r"^ *(?:async )?def (\w+)", re.MULTILINE)
NO_PARTICIPLES = re.compile(r"^_?(need|feed|seed|speed|embed|proceed|exceed)")


def is_participle(name: str) -> bool:
    """Whether a function's name begins with a participle."""
    return bool(PARTICIPLE.match(name) and not NO_PARTICIPLES.match(name))


@cache
def functions(folder: str) -> list[tuple[str, ast.FunctionDef]]:
    """Every function below a folder whose name begins with a participle; of properties none, which are values."""
    return list(_iter_functions(folder))


def _iter_functions(folder: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in (ROOT / folder).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not any(map(is_participle, DEFINITION.findall(text))):
            continue  # to parse every file would take seconds
        for node in ast.walk(ast.parse(text)):
            decorators = {ast.unparse(decorator) for decorator in getattr(node, "decorator_list", ())}
            if (
                isinstance(node, ast.FunctionDef)
                and is_participle(node.name)
                and not decorators & {"property", "cached_property"}
            ):
                yield f"{path.relative_to(ROOT).as_posix()}: {node.name}", node


def test_a_participle_names_a_records_change_of_state_alone() -> None:
    places = [
        place
        for folder in ("src", "tests", "docs", ".ci")
        for place, _ in functions(folder)
        if "journal/model/records/" not in place
    ]
    assert places == []


def test_a_change_of_state_takes_a_record_and_gives_one() -> None:
    for place, function in functions("src/mentorlog/journal/model/records"):
        if not function.name.startswith("_"):
            assert function.returns is not None and function.args.args, place
            assert ast.unparse(function.args.args[0].annotation or function) == ast.unparse(function.returns), place


def test_no_name_contains_a_word_that_says_nothing() -> None:
    places = [
        f"{path}: {name}"
        for folder in ("src", "tests", "docs")
        for path in (ROOT / folder).rglob("*.py")
        for name in DEFINITION.findall(path.read_text(encoding="utf-8"))
        if "told" in name.split("_")
    ]
    assert places == []


def test_a_public_class_has_a_name_of_its_own() -> None:
    places = defaultdict(list)
    for path in (ROOT / "src").rglob("*.py"):
        for name in re.findall(r"^ *class ([A-Za-z]\w*)[(:]", path.read_text(encoding="utf-8"), re.MULTILINE):
            places[name].append(str(path.relative_to(ROOT)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_a_folder_can_be_seen_at_a_glance() -> None:
    """Twelve files and no more, but for the nouns, of which there may be many."""
    counts = {
        str(folder.relative_to(ROOT)): len([path for path in folder.glob("*.py") if path.name != "__init__.py"])
        for folder in (ROOT / "src").rglob("*")
        if folder.is_dir() and folder.name != "records"
    }
    assert {folder: count for folder, count in counts.items() if count > 12} == {}


def test_each_function_that_the_guide_of_contributors_names_is_there() -> None:
    guide = (ROOT / "docs" / "contributing.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", guide))
    defined = {name for path in (ROOT / "src").rglob("*.py") for name in DEFINITION.findall(path.read_text("utf-8"))}
    assert named and named - defined == set()
