"""What the documentation names is there: a file that moves takes along every page that points to it."""

import itertools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PATH = re.compile(r"`((?:src|tests|docs|\.ci)/[\w./*-]+)`|\]\(([\w./-]+\.\w+)(?:#[\w-]+)?\)")
MODULE = re.compile(r"python -m (tests[\w.]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_files_that_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [
        named or linked
        for named, linked in PATH.findall(text)
        if not (any(ROOT.glob(named)) if named else (page.parent / linked).exists())
    ]
    missing += [name for name in MODULE.findall(text) if not any(ROOT.glob(name.replace(".", "/") + "*"))]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_column_of_a_table_has_a_name(page: Path) -> None:
    """Whoever has a page read to them hears it before each cell."""
    lines = page.read_text(encoding="utf-8").splitlines()
    heads = [head for head, rule in itertools.pairwise(lines) if re.fullmatch(r"\|[|: -]*-[|: -]*\|", rule)]
    assert [head for head in heads if re.search(r"\|\s*\|", head)] == []
