"""Somebody with a copy of their journal."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody who wrote on two days."""
    mentee.does("questions", "add", "One?")
    mentee.at("2026-11-24T09:00:00")
    mentee.does("questions", "add", "Two?")
    return mentee
