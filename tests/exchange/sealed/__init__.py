"""Tests of what is encrypted with age."""
