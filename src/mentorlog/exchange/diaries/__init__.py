"""Diaries of other programs."""
