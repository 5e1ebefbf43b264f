"""Mails as programs save them: their text, their lines, who wrote which."""
