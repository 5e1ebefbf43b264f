"""Journals of a given size, from a fixed seed."""

from datetime import date
from pathlib import Path
from random import Random

from tests.benchmarks.bulk import bulk
from tests.benchmarks.story import StoryEvent, write_story


def write_journal(path: Path, entries: int, today: date) -> list[StoryEvent]:
    """Write a journal of so many entries whose story ends on the day before `today`; give what was typed for it."""
    with bulk(path, Random(entries).randbytes) as collected:
        return list(write_story(collected, entries, today))
