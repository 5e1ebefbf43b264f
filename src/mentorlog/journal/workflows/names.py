"""What people are called in a text for somebody else."""

import re

from mentorlog import settings

# Behind one of these stands no first name: "Dr Okafor" and "J. Okafor" are written out in full.
_TITLE = re.compile(r"(dr|doctor|prof|professor|mr|mrs|ms|miss|mx|sir|dame|lord|lady|rev|fr|sr|\w)\.?", re.IGNORECASE)


def own_name() -> str:
    """The name in the settings; empty where none is set."""
    return str(settings.value("name")).strip()


def signature() -> str:
    """The name in the settings, or a placeholder for it."""
    return own_name() or "[your name]"


def name_step() -> list[tuple[str, str]]:
    """(command, reason) to set your name, as long as it is not set."""
    return [] if own_name() else [('mentorlog config set name "..."', "so that your texts carry your name")]


def first_name(name: str) -> str:
    """What friends call somebody: "Ruth" for "Ruth Okafor", and the whole name where that is unclear."""
    family, comma, given = name.partition(",")
    words = (given if comma and given.strip() else family).split()
    if not words or len(words) > 3 or (not words[0].isascii() and not _is_latin(words[0])):
        return name
    if len(words) == 1:
        return words[0] if comma else name
    return name if _TITLE.fullmatch(words[0]) else words[0]


def _is_latin(word: str) -> bool:
    """Whether a word is in a script whose names begin with the given one."""
    import unicodedata

    return all(unicodedata.name(sign, "").startswith("LATIN") for sign in word if sign.isalpha())
