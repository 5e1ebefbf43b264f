"""Restoring a backup, and forgetting. `store/backup.py` makes backups, since a store makes one before it is written."""
