"""Mentees with one mentor and with two."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_mentor(mentee: Mentee) -> Mentee:
    """A mentee with a mentor, a goal behind its plan, and a session on Thursday."""
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks", "--minutes", "60", "--channel", "video")
    mentee.does("goals", "add", "Fewer late risks", "--baseline", "20", "--target", "5", "--start", "2026-09-01",
                "--by", "2026-12-10")  # fmt: skip
    mentee.does("sessions", "add", "--at", "thu 15:00")
    return mentee


@pytest.fixture
@cache_journal
def mentee_of_two(mentee: Mentee) -> Mentee:
    """A mentee who meets Ruth on Thursday about risks, and Sam on Friday about careers."""
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks")
    mentee.does("mentors", "add", "Sam Adeyemi", "--cadence", "1 month")
    mentee.does("goals", "add", "Fewer late risks", "--mentor", "ruth", "--baseline", "20", "--target", "5",
                "--start", "2026-09-01", "--by", "2026-12-10")  # fmt: skip
    mentee.does("goals", "add", "Find a sponsor", "--mentor", "sam", "--start", "2026-09-01")
    mentee.does("sessions", "add", "--at", "thu 15:00", "--mentor", "ruth")
    mentee.does("sessions", "add", "--at", "fri 09:00", "--mentor", "sam")
    mentee.does("questions", "add", "Which risks belong in the register?", "--session", "s1")
    mentee.does("questions", "add", "Who could be my sponsor?", "--goal", "g2")
    mentee.does("questions", "add", "What would you stop doing?")
    mentee.does("challenges", "add", "She is often late", "--kind", "availability", "--mentor", "ruth")
    return mentee
