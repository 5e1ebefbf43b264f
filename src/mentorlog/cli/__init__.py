"""Argv in, exit code out: the only room that imports Typer."""
