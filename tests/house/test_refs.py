"""Refs are written by `ref()` alone: it knows the letter of the machine, which a letter before a number does not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorlog.nouns import KINDS

SOURCE = Path(__file__).parents[2] / "src" / "mentorlog"
LETTERS = frozenset(kind.letter for kind in KINDS.values() if kind.letter)
# What is no ref, though a letter stands before it: what was typed, and parts of escape sequences.
NO_REFS = {
    "cli/completion/values.py": {"q{digits}"},
    "render/terminal/text.py": {"x{ord(char)}"},
    "render/terminal/theme.py": {"m{span.text}"},
}

# Only what may be one is parsed: a letter before a brace, be it at the end of the string before, or a kind's letter.
_CANDIDATE = re.compile(rf"""[{"".join(LETTERS)}](?:["']+[\s\\]*[fFrR]*["']+)?\{{|letter""")


def handmade_refs(tree: ast.AST) -> Iterator[str]:
    """The f-strings in which a noun's letter stands alone before a value."""
    for node in ast.walk(tree):
        before = ""
        for part in node.values if isinstance(node, ast.JoinedStr) else ():
            if isinstance(part, ast.FormattedValue):
                if before[-1:] in LETTERS and not before[-2:-1].isalnum():
                    yield f"{before[-1]}{{{ast.unparse(part.value)}}}"
                before = "" if not ast.unparse(part.value).endswith(".letter") else next(iter(LETTERS))
            elif isinstance(part, ast.Constant):
                before = str(part.value)


def test_no_ref_is_made_of_a_letter_and_a_number() -> None:
    handmade = {
        name: refs
        for path in SOURCE.rglob("*.py")
        if _CANDIDATE.search(text := path.read_text(encoding="utf-8"))
        and (name := path.relative_to(SOURCE).as_posix())
        and (refs := set(handmade_refs(ast.parse(text))) - NO_REFS.get(name, set()))
    }
    assert handmade == {}, "write ref('goal', number)"


FAULTS = {
    'f"for g{action.goal}"': "g{action.goal}",
    'f"{command} --mentor m{number:<3}"': "m{number}",
    "f'n{need}'": "n{need}",
    '"show g" f"{goal}"': "g{goal}",
    "f'x g' \\\n  f'{goal}'": "g{goal}",
}


@pytest.mark.parametrize("source", FAULTS)
def test_the_check_finds_what_it_is_for(source: str) -> None:
    assert _CANDIDATE.search(source)
    assert set(handmade_refs(ast.parse(f"({source})"))) == {FAULTS[source]}


def test_a_letter_of_a_word_is_no_ref() -> None:
    assert set(handmade_refs(ast.parse("""(f"{count}m", f"from{place}")"""))) == set()
