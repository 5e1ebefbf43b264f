"""Tests of the replies to letters."""
