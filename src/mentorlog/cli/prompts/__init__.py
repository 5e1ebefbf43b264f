"""Asking a person: conversations, drafts, the editor."""
