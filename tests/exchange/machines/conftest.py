"""Machines whose journals begin as copies."""

import pytest


@pytest.fixture(autouse=True)
def copies(schema_copies: None) -> None:
    """Let the journals of all machines begin as copies of one, and their keys be cheap."""
