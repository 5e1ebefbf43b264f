"""Commands for the journal file: create, back up, restore, check, import, export."""
