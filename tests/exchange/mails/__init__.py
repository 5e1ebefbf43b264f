"""Tests of mails as programs save them."""
