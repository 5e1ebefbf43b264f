"""Queries across records."""
